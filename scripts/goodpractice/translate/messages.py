"""What a translator sees: the messages of a document, and the catalogue they belong to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from goodpractice.markup import CITATION, DIRECTIVE, blocks, line_of
from goodpractice.model import Document, HandoutFront, Library, texts
from goodpractice.project import OWN
from goodpractice.translate.guard import PLACE
from goodpractice.translate.staleness import is_critical
from goodpractice.words import ENGLISH

UI = "ui"


@dataclass(frozen=True)
class Message:
    """One translatable text.

    hint: where it stands, what kind of text it is and what its placeholders become, for the translator
    context: a key, for interface words only (gettext's msgctxt)
    kind: heading, paragraph, item, cell, title; front for a value of the front matter; word of the interface
    critical: a translation must be exact or not be shown
    tight: it stands on a card or button, where there is little room
    """

    text: str
    path: str
    line: int
    hint: str
    context: str | None = None
    kind: str = "paragraph"
    critical: bool = False
    tight: bool = False

    @property
    def key(self) -> str:
        return self.context or self.text


_KINDS = {"heading": "heading", "paragraph": "paragraph", "item": "list item", "cell": "table cell", "title": "title"}


def messages(document: Document) -> Iterator[Message]:
    """The messages of a document in reading order: front matter first, then the blocks of its body."""
    for where, text in texts(document.front):
        place = ".".join(str(part) for part in where if not isinstance(part, int))
        yield Message(
            str(text), document.path, document.line(where), place, kind="front", critical=is_critical(document)
        )
    tight = isinstance(document.front, HandoutFront) and document.front.layout == "cards"
    section = ""
    for block in blocks(document.body):
        if not block.is_message:
            continue
        if block.kind == "heading":
            section = block.text
        inside = "".join(f", in “{kind}”" for kind in block.inside)
        hint = f"{_KINDS[block.kind]}{inside}" + (f", under “{section}”" if section and block.kind != "heading" else "")
        yield Message(
            block.text,
            document.path,
            document.body_line + line_of(document.body, block.start) - 1,
            hint,
            kind=block.kind,
            critical=is_critical(document, block),
            tight=tight,
        )


def interface() -> list[Message]:
    """The words of the interface."""
    return [
        Message(text, "scripts/goodpractice/words.py", 1, "interface word", key, kind="word", tight=True)
        for key, text in ENGLISH.items()
    ]


def domain(path: str) -> str:
    """The catalogue that a document's messages stand in: one for a case or a module, one for the rest of the site."""
    parts = path.split("/")
    if parts[:2] == ["docs", "case-studies"] and parts[-1] != "index.md":
        return f"cases/{parts[-1].removesuffix('.md')}"
    if parts[0] == "modules":
        return f"modules/{parts[1]}"
    return "site"


def catalogue_of(message: Message, library: Library) -> str | None:
    """The catalogue of a message. The own texts of an edition have one for all; where a document of its own says what
    the core says too (such as the headings of a session), the core's translation serves, in whatever catalogue."""
    if library.local and message.text in library.local.own:
        return OWN
    if library.local and message.path in library.local.documents:
        return None
    return domain(message.path)


def by_domain(library: Library) -> dict[str, list[Message]]:
    """All messages of a library by catalogue, each text once (with the first place it stands in), interface words too.
    A text that must be exact in one place must be so in all."""
    found: dict[str, dict[str, Message]] = {}
    for document in library.documents():
        if not document.published:
            continue
        for message in messages(document):
            name = catalogue_of(message, library)
            if name is None:
                continue
            entries = found.setdefault(name, {})
            first = entries.setdefault(message.text, message)
            if message.critical and not first.critical:
                entries[message.text] = replace(first, critical=True)
    made = {name: list(entries.values()) for name, entries in sorted(found.items()) if entries}
    return {**made, UI: interface()}


def explanation(message: Message, library: Library) -> str:
    """The comment that a translator reads: the hint, and what each placeholder becomes."""
    lines = [message.hint]
    for kind, value in DIRECTIVE.findall(message.text):
        if kind == "slot":
            lines.append(
                f"{{{{ slot.{value} }}}} becomes a local fact or a line to fill in: {library.slot(value).label}"
            )
        elif kind == "usually":
            lines.append(f"{{{{ usually.{value} }}}} becomes what usually happens here, or a line to fill in")
        elif kind == "picture":
            lines.append(f"{{{{ picture.{value} }}}} becomes a small picture: {library.picture(value).label}")
        elif kind in _DIRECTIVES:
            lines.append(f"{{{{ {kind}.{value} }}}} becomes {_DIRECTIVES[kind]}")
    for name in PLACE.findall(message.text):
        lines.append(f"{name} becomes {_PLACES.get(name, 'a word or number')}")
    if CITATION.search(message.text):
        lines.append("[@…] becomes the name and year of a source; copy it")
    if re.search(r"\]\([a-z]+:", message.text):
        lines.append("[text](target): translate the text, copy the target")
    if message.critical:
        lines.append("Safety: it must be exact. If the English changes, readers see the English until this is updated.")
    return "\n".join(dict.fromkeys(lines))


_DIRECTIVES = {"blank": "a line to write on", "lines": "ruled lines", "box": "an empty frame", "cases": "a table"}
_PLACES = {
    "{n}": "a number",
    "{total}": "a number",
    "{min}": "a number",
    "{max}": "a number",
    "{ideal}": "a number",
    "{share}": "a share such as 40 %",
    "{title}": "the title of a sheet",
    "{version}": "a version such as 0.1.0",
    "{date}": "a date",
    "{names}": "roles or groups",
}
