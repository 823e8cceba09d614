"""A language that nobody speaks, to find text that cannot be translated and words that are cut off.

`en-XA` is English with accents, 40 per cent longer, in brackets: ‹Śéáŕćĥ ~~›. What stands on a page without brackets
does not come from a catalogue; a bracket that cannot be seen is cut off.
"""

from __future__ import annotations

import re

from goodpractice.markup import CITATION, DIRECTIVE, LINK
from goodpractice.translate.guard import ADDRESS, DOMAIN, PLACE

_ACCENTS = str.maketrans("aceghijlnorsuwyzACEGHIJLNORSUWYZ", "áćéğĥíĵĺńóŕśúŵýźÁĆÉĞĤÍĴĹŃÓŔŚÚŴÝŹ")
_KEPT = re.compile(
    "|".join(p.pattern for p in (DIRECTIVE, CITATION, PLACE, ADDRESS, DOMAIN)) + r"|\]\([^)]*\)|`[^`]*`|\*+|#"
)
LONGER = 0.4


def pseudo(text: str) -> str:
    """The text in the pseudo-language, with everything that a translator copies left as it is."""
    made, position = [], 0
    for match in _KEPT.finditer(text):
        made += [text[position : match.start()].translate(_ACCENTS), match.group()]
        position = match.end()
    made.append(text[position:].translate(_ACCENTS))
    words = LINK.sub(lambda m: m.group(2), text)
    more = ("~~~~ " * (1 + round(len(words) * LONGER) // 5)).strip()  # in pieces, as words are
    return f"‹{''.join(made)} {more}›"
