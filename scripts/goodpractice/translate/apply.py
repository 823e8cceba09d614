"""Translations into documents. The English source stays; only the spans of its messages are replaced."""

from __future__ import annotations

import re
from dataclasses import replace

from goodpractice.markup import Block, blocks, heading_ids
from goodpractice.model import Document, Library, State, Text, texts, with_texts
from goodpractice.problems import Problems
from goodpractice.project import Project
from goodpractice.translate.catalogue import Catalogue, read_catalogues
from goodpractice.translate.messages import domain

Edit = tuple[int, int, str]  # start, end, new text


def translate_library(project: Project, library: Library, lang: str, problems: Problems) -> Library:
    """The library in another language, with the state of every document. English comes back as it is."""
    if lang == "en":
        return library
    catalogues = read_catalogues(project, library, lang, problems)
    states: dict[str, State] = {}

    def change(document: Document) -> Document:
        found = catalogues.get(domain(document.path)) or Catalogue("")
        made, states[document.path] = translate_document(document, found)
        return made

    return replace(library.map(change), lang=lang, state=states)


def translate_document(document: Document, catalogue: Catalogue) -> tuple[Document, State]:
    """One document in another language. Messages without a current translation stay English and are marked so."""
    found = blocks(document.body)
    wanted = [str(text) for _, text in texts(document.front)] + [b.text for b in found if b.is_message]
    entries = [catalogue.entries[text] for text in wanted if text in catalogue.entries]
    state = State(len(wanted), len(entries), sum(1 for entry in entries if not entry.machine))

    def field(text: Text) -> Text:
        entry = catalogue.entries.get(str(text))
        return Text(entry.text) if entry else Text(text, "en")

    edits = translations(document.body, found, catalogue)
    edits += marks(found, catalogue)
    edits += pins(found)
    return replace(document, front=with_texts(document.front, field), body=splice(document.body, edits)), state


def splice(text: str, edits: list[Edit]) -> str:
    """The text with spans replaced. Edits must not overlap; insertions at one place keep their order."""
    for start, end, new in reversed(sorted(edits, key=lambda edit: edit[:2])):
        text = text[:start] + new + text[end:]
    return text


def translations(text: str, found: list[Block], catalogue: Catalogue) -> list[Edit]:
    """An edit for each message whose translation differs from the English; so an identity catalogue changes nothing."""
    edits = []
    for block in found:
        entry = catalogue.entries.get(block.text) if block.is_message else None
        if entry and entry.text != block.text:
            edits.append((block.start, block.end, fitted(block, entry.text)))
    return edits


def marks(found: list[Block], catalogue: Catalogue) -> list[Edit]:
    """Marks of language around each message that stays English."""
    edits = []
    for block in found:
        if block.is_message and block.text not in catalogue.entries:
            edits.append((block.start, block.start, '<span lang="en" dir="ltr">'))
            edits.append((block.end, block.end, "</span>"))
    return edits


def pins(found: list[Block]) -> list[Edit]:
    """The English id on every heading that has none of its own, so that anchors hold in every language."""
    ids = heading_ids(found)
    return [(b.end, b.end, f" {{ #{ids[b.start]} }}") for b in found if b.kind == "heading" and not b.name]


_BLOCK_START = re.compile(r"(#|>|\||!!!|\?\?\?|===|[-*+](?=\s)|[-*_](?=\s*[-*_]\s*[-*_])|:(?=\s)|~~~|```|\[)")
_NUMBER_START = re.compile(r"(\d+)([.)])(?=\s)")


def fitted(block: Block, text: str) -> str:
    """A translation written so that it stays the kind of block it replaces (`3. Oktober` must not start a list)."""
    text = " ".join(text.split())
    if block.kind == "title":
        return text.replace('"', "”")
    if block.kind == "cell":
        text = re.sub(r"(?<!\\)\|", r"\\|", text)
    if block.kind in {"paragraph", "item"}:
        text = _NUMBER_START.sub(r"\1\\\2", text, count=1) if _NUMBER_START.match(text) else text
        if (
            _BLOCK_START.match(text)
            and not (block.text.startswith("[") and text.startswith("["))
            and text[0] not in "*["
            or re.match(r"\*\s", text)
        ):
            text = "\\" + text
    return text
