"""What a translator sees: the messages of a document, and the catalogue they belong to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from goodpractice.markup import blocks, line_of
from goodpractice.model import Document, Library, texts

UI = "ui"


@dataclass(frozen=True)
class Message:
    """One translatable text. `context` is a key for interface words only (gettext's msgctxt)."""

    text: str
    path: str
    line: int
    hint: str
    context: str | None = None


_KINDS = {"heading": "heading", "paragraph": "paragraph", "item": "list item", "cell": "table cell", "title": "title"}


def messages(document: Document) -> Iterator[Message]:
    """The messages of a document in reading order: front matter first, then the blocks of its body."""
    for where, text in texts(document.front):
        place = ".".join(str(part) for part in where if not isinstance(part, int))
        yield Message(str(text), document.path, document.line(where), place)
    section = ""
    for block in blocks(document.body):
        if not block.is_message:
            continue
        if block.kind == "heading":
            section = block.text
        inside = "".join(f", in “{kind}”" for kind in block.inside)
        hint = f"{_KINDS[block.kind]}{inside}" + (f", under “{section}”" if section and block.kind != "heading" else "")
        yield Message(block.text, document.path, document.body_line + line_of(document.body, block.start) - 1, hint)


def domain(path: str) -> str:
    """The catalogue that a document's messages stand in: one for a case or a module, one for the rest of the site."""
    parts = path.split("/")
    if parts[:2] == ["docs", "case-studies"] and parts[-1] != "index.md":
        return f"cases/{parts[-1].removesuffix('.md')}"
    if parts[0] == "modules":
        return f"modules/{parts[1]}"
    return "site"


def by_domain(library: Library) -> dict[str, list[Message]]:
    """All messages of a library by catalogue, each text once (with the first place it stands in)."""
    found: dict[str, dict[str, Message]] = {}
    for document in library.documents():
        if not document.published:
            continue
        entries = found.setdefault(domain(document.path), {})
        for message in messages(document):
            entries.setdefault(message.text, message)
    return {name: list(entries.values()) for name, entries in sorted(found.items()) if entries}
