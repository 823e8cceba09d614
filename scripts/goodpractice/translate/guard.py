"""What a translation may not do. A catalogue comes from a stranger: it may change words, never what the page does."""

from __future__ import annotations

import re
from collections import Counter

from goodpractice.markup import CITATION, DIRECTIVE, LINK

_TAG = re.compile(r"<[A-Za-z/!?]")
_BRACE = re.compile(r"\{[^{]|\{$")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_REFERENCE = re.compile(r"^\s*\[[^\]]*\]:|\]\[")
_PLACE = re.compile(r"(?<!\{)\{[a-z]+\}(?!\})")
_ADDRESS = re.compile(r"(?:https?://|www\.|mailto:)[^\s)]*", re.I)


def refusal(english: str, translation: str) -> str | None:
    """Why a translation cannot be used, in words for the translator; None when it can."""
    for what, pattern in (("slots and directives", DIRECTIVE), ("citations", CITATION), ("placeholders", _PLACE)):
        if _counted(pattern, english) != _counted(pattern, translation):
            wanted = ", ".join(_counted(pattern, english).elements()) or "none"
            return f"its {what} differ from the English ({wanted})"
    if Counter(m.group(3) for m in LINK.finditer(english)) != Counter(m.group(3) for m in LINK.finditer(translation)):
        return "its links differ from the English; keep every target in ( ) as it is"
    if _counted(_ADDRESS, english) != _counted(_ADDRESS, translation):
        return "an address was added, lost or changed"
    for what, pattern in (
        ("HTML", _TAG),
        ("a brace", _BRACE),
        ("a direction control character", _BIDI),
        ("a control character", _CONTROL),
        ("a reference link", _REFERENCE),
    ):
        if len(pattern.findall(DIRECTIVE.sub("", translation))) > len(pattern.findall(DIRECTIVE.sub("", english))):
            return f"it adds {what}"
    for mark in ("![", "`", "[^"):
        if translation.count(mark) > english.count(mark):
            return f"it adds “{mark}”"
    return None


def _counted(pattern: re.Pattern, text: str) -> Counter:
    return Counter(re.sub(r"\s", "", m.group()) for m in pattern.finditer(text))
