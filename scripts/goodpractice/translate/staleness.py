"""How far a change of English has made its translation untrue.

    cosmetic  same words, numbers, links and negations: readers see the translation
    text      other words: readers see the translation with a mark
    critical  a number, link, placeholder or a word such as "not" or "must" changed, or the message stands in a warning
              or on a safety page: readers see the English

A high likeness is not safety: adding "not" changes three letters.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Literal

from goodpractice.markup import CITATION, DIRECTIVE, LINK, Block
from goodpractice.model import Document
from goodpractice.translate.guard import ADDRESS, PLACE, numbers

Staleness = Literal["cosmetic", "text", "critical"]

CRITICAL_CALLOUTS = {"stop", "warning"}

_LIMITS = frozenset(
    [
        "no",
        "not",
        "never",
        "none",
        "nobody",
        "nothing",
        "nowhere",
        "neither",
        "nor",
        "without",
        "cannot",
        "except",
        "unless",
        "until",
        "only",
        "just",
        "must",
        "may",
        "might",
        "can",
        "could",
        "should",
        "shall",
        "need",
        "always",
        "every",
        "all",
        "each",
        "any",
        "both",
        "either",
        "some",
        "most",
        "least",
        "more",
        "less",
        "fewer",
        "at",
        "over",
        "under",
        "before",
        "after",
        "within",
        "if",
        "even",
        "still",
        "already",
        "yet",
        "than",
        "and",
        "or",
        "but",
        "free",
        "legal",
        "illegal",
        "allowed",
        "forbidden",
        "right",
        "wrong",
    ]
)
"""Words that limit or turn round a statement; also what "n't" becomes."""


def staleness(previous: str, current: str, critical: bool) -> Staleness:
    """What the change from the `previous` English to the `current` one means for a translation of the former."""
    if critical or _facts(previous) != _facts(current):
        return "critical"
    return "cosmetic" if words(previous) == words(current) else "text"


def words(text: str) -> list[str]:
    """The words of a message, without case, marks and punctuation."""
    text = LINK.sub(lambda m: m.group(2), DIRECTIVE.sub(" ", CITATION.sub(" ", text)))
    return re.findall(r"\w+(?:['’]\w+)?", text.casefold().replace("’", "'"))


def _facts(text: str) -> Counter:
    found = Counter(m.group() for pattern in (DIRECTIVE, CITATION, PLACE, ADDRESS) for m in pattern.finditer(text))
    found.update(m.group(3) for m in LINK.finditer(text))
    found.update(numbers(PLACE.sub("", CITATION.sub("", DIRECTIVE.sub("", text)))))
    for word in words(text):
        if word.endswith("n't") or word in _LIMITS:
            found["not" if word.endswith("n't") else word] += 1
    return found


def is_critical(document: Document, block: Block | None = None) -> bool:
    """Whether a message must be exact: on a safety page or sheet, in a stop rule or a warning."""
    if getattr(document.front, "safety", False):
        return True
    return block is not None and bool(CRITICAL_CALLOUTS & set(block.inside))
