"""What a translation may not do. A catalogue comes from a stranger: it may change words, never what the page does.

A message that `refusal` names a reason for is not used; readers see the English instead. The rules allow only what the
English of the same message has, so that there is no list of attacks to keep up with.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from goodpractice.markup import CITATION, DIRECTIVE, LINK, hidden


@dataclass(frozen=True)
class Refusal:
    """Why a translation cannot be used: the rule, and words for the translator."""

    code: str
    why: str


PLACE = re.compile(r"(?<!\{)\{[a-z]+\}(?!\})")
ADDRESS = re.compile(
    r"(?<![a-zà-ɏ])(?:[a-z][a-z0-9+.-]*:/+|www\.|mailto:|tel:|sms:|data:|javascript:|vbscript:)[^\s)]*", re.I
)
DOMAIN = re.compile(
    r"\b[\w-]+\.(?:com|org|net|info|biz|edu|gov|int|io|co|me|tv|app|dev|xyz|site|online|onion|ru|cn|us|uk|eu|es|fr|de"
    r"|ke|za|pe|in|kg|ua|рф)\b",
    re.I,
)
_HANDLE = re.compile(r"@\w")
_SPECIAL = re.compile(r"[<&{}\[\]`@$%]|8<|[:.]\S|www", re.I)
"""What a message must have before anything but its words and numbers has to be looked at."""
_MARKUP = (
    ("HTML", re.compile(r"<(?=\S)|&(?:#|[A-Za-z][A-Za-z0-9]*;)")),
    ("a brace", re.compile(r"[{}]")),
    ("a picture", re.compile(r"!\[")),
    ("a link", re.compile(r"\]\s?[(\[]|^\s*\[[^\]]*\]:")),
    ("code", re.compile(r"`")),
    ("a footnote", re.compile(r"\[\^")),
    ("an include", re.compile(r"-+8<-+")),
    ("a template mark", re.compile(r"\{%|%\}|\{#|\{\{|\$\{|<%|%>")),
    ("an abbreviation", re.compile(r"\*\[")),
    ("a link in double brackets", re.compile(r"\[\[")),
)
_JOINERS = re.compile("[\u200c\u200d]")
_JOINED = {"fa", "ur", "hi", "mr", "ne", "bn", "ta", "te", "ml", "kn", "gu", "pa", "si", "km"}
"""Languages whose spelling needs zero-width joiners."""

_MIXED = re.compile(
    r"[^\W\d_]*(?:[A-Za-z\u00c0-\u024f][\u0370-\u058f\u13a0-\u13ff]|[\u0370-\u058f\u13a0-\u13ff][A-Za-z\u00c0-\u024f])[^\W\d_]*"
)
_ODD = re.compile("[\ud800-\uf8ff\U000e0000-\U0010ffff]|[^\\w\\s\u2010-\u2027\u3000-\u303f!-~¡-¿]")
_ALPHABETS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")
"""Alphabets with letters that look the same: a word in two of them is a trap or a slip of the keyboard."""


def refusal(english: str, translation: str, lang: str = "") -> Refusal | None:
    """Why a translation cannot be used; None when it can."""
    bare, original = translation, english
    if _SPECIAL.search(english) or _SPECIAL.search(translation):  # most messages are words alone
        bare, original = _bare(translation), _bare(english)
        if why := _marked_up(english, original, translation, bare):
            return why
    if why := _hidden(translation, lang):
        return Refusal("GP409", why)
    found, wanted = set(numbers(bare)), set(numbers(original))
    if found - wanted and (added := sorted(found - _possible(original))):
        return Refusal("GP408", f"it has a number that the English does not have ({', '.join(added[:3])})")
    if lost := [n for n in wanted - found if len(n) >= 5]:
        return Refusal("GP408", f"the number {lost[0]} is missing")
    return None


def _marked_up(english: str, original: str, translation: str, bare: str) -> Refusal | None:
    """The same for everything that is not words: markup, links, addresses, placeholders."""
    for what, pattern in (("slots and directives", DIRECTIVE), ("citations", CITATION), ("placeholders", PLACE)):
        if _counted(pattern, english) != _counted(pattern, translation):
            wanted = ", ".join(_counted(pattern, english).elements()) or "none"
            return Refusal("GP406", f"its {what} differ from the English ({wanted})")
    for what, pattern in _MARKUP:
        if len(pattern.findall(bare)) > len(pattern.findall(original)):
            return Refusal("GP402", f"it adds {what}")
    if _targets(english) != _targets(translation):
        return Refusal("GP407", "its links differ from the English; keep every target in ( ) as it is")
    for what, pattern in (("an address", ADDRESS), ("a web address", DOMAIN)):
        if _counted(pattern, bare) != _counted(pattern, original):
            return Refusal("GP407", f"{what} was added, lost or changed")
    if len(_HANDLE.findall(bare)) > len(_HANDLE.findall(original)):
        return Refusal("GP407", "it adds a name with @")
    return None


def numbers(text: str) -> list[str]:
    """The numbers of a text as digits alone: 3,500 and 3500 and ٣٥٠٠ are the same, and so are 70.4 and 70,4."""
    if not _DIGIT.search(text):
        return []
    if not text.isascii():
        text = _OTHER_DIGIT.sub(lambda m: str(unicodedata.digit(m.group(), m.group())), text)
    return [re.sub(r"\D", "", found) for found in _NUMBER.findall(text)]


_DIGIT = re.compile(r"[\d²³¹⁰-⁹₀-₉①-⓿]")
_OTHER_DIGIT = re.compile(r"[^\x00-\x7f]", re.U)
_NUMBER = re.compile(r"\d{1,3}(?:[.,٬'’ \u00a0\u202f\u2009]\d{3}(?!\d))+(?:[.,٫]\d+)?|\d+(?:[.,٫]\d+)?")
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_WORDS = {
    word: str(n)
    for n, words in enumerate(
        [
            "zero",
            "one first once single",
            "two second twice both pair",
            "three third",
            "four fourth",
            "five fifth",
            "six sixth",
            "seven seventh",
            "eight eighth",
            "nine ninth",
            "ten tenth",
            "eleven eleventh",
            "twelve twelfth dozen",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ]
    )
    for word in words.split()
} | {"thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70", "eighty": "80", "ninety": "90"}


def _possible(english: str) -> set[str]:
    """The numbers that a translation may write: those of the English, also where it has them as words or months."""
    found = set(numbers(english))
    for word in re.findall(r"[a-z]+", english.casefold()):
        if word in _WORDS:
            found.add(_WORDS[word])
        elif word in _MONTHS:
            found.add(str(_MONTHS.index(word) + 1))
    return found


def _bare(text: str) -> str:
    """The text without what the English fixes to the letter: directives, citations, placeholders, link targets."""
    text = PLACE.sub("", CITATION.sub("", DIRECTIVE.sub("", text)))
    return LINK.sub(lambda m: f"{m.group(1)}{m.group(2)}" if not m.group(1) else m.group(), text)


def _targets(text: str) -> Counter:
    return Counter(m.group(3) for m in LINK.finditer(text))


def _hidden(text: str, lang: str) -> str | None:
    if found := hidden(text):
        return f"it has {found}"
    if text.isascii():
        return None
    if lang.split("-")[0] not in _JOINED and _JOINERS.search(text):
        return "it has a zero-width joiner"
    for character in _ODD.findall(text):
        if unicodedata.category(character) in {"Co", "Cn", "Cs"}:
            return f"it has a character without a meaning (U+{ord(character):04X})"
    for word in _MIXED.findall(text):
        if len(_alphabets(word)) > 1:
            return f"the word “{word}” mixes two alphabets; letters that look the same are not the same"
    return None


def _alphabets(word: str) -> set[str]:
    names = {unicodedata.name(letter, "").partition(" ")[0] for letter in word}
    return names & set(_ALPHABETS)


def _counted(pattern: re.Pattern, text: str) -> Counter:
    return Counter(re.sub(r"\s", "", m.group()) for m in pattern.finditer(text))
