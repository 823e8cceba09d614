"""The words that a local group uses, in the place of ours: the last step into a language.

A word is swapped as it is written, or with a capital at the start of a sentence. What is written in Title Case is a
name and stays. So do quotations, the names of organisations and sources, links, citations and directives. What a
trainer says aloud (call-outs “say” and “ask”) stands in quotation marks, too, and is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from goodpractice.markup import CITATION, DIRECTIVE, Block, blocks, heading_ids
from goodpractice.model import Document, Library, TermSwap, Text, with_texts
from goodpractice.translate.glossary import unspaced
from goodpractice.translate.guard import ADDRESS
from goodpractice.words import Words

_QUOTED = r"“[^”]*”|«[^»]*»|「[^」]*」|‹[^›]*›|\"[^\"]*\""
_STARTS = re.compile(r"(?:^|[.!?:…|]|^\W+)[\s*_“«\"(¿¡]*$")
"""What stands before the start of a sentence: a capital there is no sign of a name."""
_TARGET = r"\]\([^)]*\)|<[^>]+>|\{[^{}]*\}|\]\{[^}]*\}"


def swap_terms(library: Library, words: Words) -> tuple[Library, Words]:
    """The library and the interface words of one language with the swaps of its edition for that language."""
    chosen = [term for term in library.local.front.terms if term.lang == library.lang] if library.local else []
    if not chosen:
        return library, words
    kept = names(library)
    change, aloud = swapper(chosen, kept), swapper(chosen, kept, quotations=False)

    def document(one: Document) -> Document:
        front = with_texts(one.front, lambda text: Text(change(str(text)), text.lang) if not text.lang else text)
        return replace(one, front=front, body=_body(one.body, change, aloud))

    swapped = library.map(lambda one: one if one.path == library.sources.path else document(one))
    return swapped, words.changed(change)


def names(library: Library) -> set[str]:
    """Every name in the library that no swap may touch."""
    found = {library.local.front.name} if library.local else set()
    for source in library.sources.front.entries:
        found |= {source.author, source.title, source.publisher or ""}
    for case in library.cases.values():
        found |= {case.front.organisation, case.front.abbreviation, *case.front.partners}
    return {name for name in found if name}


def swapper(terms: Iterable[TermSwap], kept: Iterable[str], quotations: bool = True) -> Callable[[str], str]:
    """What swaps these words in a text and leaves the `kept` names and, unless told otherwise, quotations."""
    table = {term.ours: term.theirs for term in terms}
    table |= {_capital(ours): _capital(theirs) for ours, theirs in table.items() if _capital(ours) not in table}
    plain = {term.ours for term in terms}
    longest = sorted(table, key=len, reverse=True)
    in_names = [name for name in kept if any(word.casefold() in name.casefold() for word in longest)]
    fixed = [re.escape(name) for name in sorted(in_names, key=len, reverse=True)]
    spans = [_TARGET, CITATION.pattern, DIRECTIVE.pattern, f"(?i:{ADDRESS.pattern})", "`[^`]*`"]
    hidden = "|".join([*fixed, *([_QUOTED] if quotations else []), *spans])
    words = "|".join(map(_word, longest))
    pattern = re.compile(rf"{hidden}|(?P<term>{words})", re.S)
    first = [word.split()[0] for word in longest]

    def swapped(match: re.Match) -> str:
        word = " ".join((match["term"] or "").split())
        if not word or (word not in plain and not _STARTS.search(match.string[: match.start()])):
            return match.group()
        return table[word]

    def change(text: str) -> str:
        return pattern.sub(swapped, text) if any(word in text for word in first) else text

    return change


def _word(text: str) -> str:
    """A pattern for a word that stands alone; in scripts that write words together, anywhere. A line may break in
    it."""
    made = r"\s+".join(map(re.escape, text.split()))
    if unspaced(text):
        return made
    return rf"(?<![\w{_SIGNS}]){made}(?![\w{_SIGNS}])"


_SIGNS = "\u0300-\u036f\u0900-\u0d7f"  # accents, and the vowels of Indian scripts, that are no letters for `re`


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


Change = Callable[[str], str]


def _body(body: str, change: Change, aloud: Change) -> str:
    """A body with each of its texts changed; block quotes stay. A heading keeps its id."""
    found = blocks(body)
    ids = heading_ids(found)
    quotes = [(b.start, b.end) for b in found if b.kind == "quote"]
    made, position = [], 0
    for block, text in _changed(found, change, aloud, body):
        if any(start <= block.start < end for start, end in quotes):
            continue
        pin = f" {{#{ids[block.start]}}}" if block.kind == "heading" and not block.name else ""
        made += [body[position : block.start], text, pin]
        position = block.end
    return "".join([*made, body[position:]])


def _changed(found: list[Block], change: Change, aloud: Change, body: str) -> Iterator[tuple[Block, str]]:
    for block in found:
        if block.is_message:
            text = body[block.start : block.end]
            said = block.inside and block.inside[-1] in {"say", "ask"}
            if (new := (aloud if said else change)(text)) != text:
                yield block, new
