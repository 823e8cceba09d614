"""Translations into documents. The English source stays; only the spans of its messages are replaced."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from goodpractice.locales import marks as lang_marks
from goodpractice.markup import CHANGED, Block, blocks, escape_bars, heading_ids, plain, tidy
from goodpractice.model import Document, Library, Local, State, Text, with_texts
from goodpractice.problems import Problems
from goodpractice.project import OWN, Project
from goodpractice.translate.adapted import adapted_document
from goodpractice.translate.catalogue import Catalogue, Entry, merged, native, read_catalogues
from goodpractice.translate.messages import UI, by_domain, domain, messages
from goodpractice.translate.staleness import is_critical, staleness

Edit = tuple[int, int, str]  # start, end, new text


def translate_library(project: Project, library: Library, lang: str, problems: Problems) -> Library:
    """The library in another language, with the state of every document. English comes back as it is, but for the own
    texts of an edition that is written in another language."""
    if lang == "en":
        return _english(project, library, problems)
    wanted = by_domain(library)
    catalogues = read_catalogues(project, wanted, lang, problems, native(library, lang))
    states: dict[str, State] = {UI: catalogues[UI].state(wanted[UI])}
    local = library.local
    changed = {made.document for made in local.changes} if local else set()
    own = {path: page for path, page in library.adapted.get(lang, {}).items() if path not in changed}
    everything = merged(catalogues[name] for name in sorted(catalogues, key=lambda name: name != OWN))

    def catalogue(path: str) -> Catalogue:
        if local is None:
            return catalogues.get(domain(path)) or Catalogue("")
        if path in local.documents:
            return everything
        found = [catalogues[name] for name in (domain(path), OWN) if name in catalogues]
        return merged([*found, everything] if path in changed else found)

    def change(document: Document) -> Document:
        found = catalogue(document.path)
        if document.path in own:
            front, state = translate_document(replace(document, body=""), found)
            made, states[document.path] = adapted_document(
                replace(front, body=document.body), own[document.path], state
            )
        else:
            made, states[document.path] = translate_document(document, found, library.language_of)
        if local and document.path in local.documents:  # what the core says in it is not what its state is about
            states[document.path] = found.state([m for m in messages(document) if m.text in local.own])
        return made

    made = replace(library.map(change), lang=lang, state=states)
    return replace(made, local=_told(local, everything)) if local else made


def _told(local: Local, everything: Catalogue) -> Local:
    """The edition with its record of changes in the language, as far as it is translated."""

    def shown(text: Text) -> Text:
        found = blocks(text)
        if not all(block.text in everything.entries for block in found if block.is_message):
            entry = everything.entries.get(tidy(text))  # a cell or a heading is no block of its own
            return Text(entry.text) if entry else text
        return Text(splice(text, translations(found, lambda block: (everything.entries[block.text].text, False))))

    return replace(
        local, changes=tuple(replace(one, core=shown(one.core), text=shown(one.text)) for one in local.changes)
    )


def _english(project: Project, library: Library, problems: Problems) -> Library:
    local = library.local
    if local is None or local.front.written_in == "en":
        return library
    wanted = {OWN: by_domain(library).get(OWN, [])}
    found = read_catalogues(project, wanted, "en", problems)[OWN]
    states: dict[str, State] = {}

    def change(document: Document) -> Document:
        texts = [message.text for message in messages(document)]
        core = {text: Entry(text, native=True) for text in texts if text not in local.own}
        if len(core) == len(set(texts)):
            return document
        made, states[document.path] = translate_document(
            document, replace(found, entries={**found.entries, **core}), library.language_of
        )
        return made

    made = library.map(change)
    return replace(made, state=states, local=_told(local, found))


def translate_document(
    document: Document, catalogue: Catalogue, language: Callable[[str], str] = lambda text: "en"
) -> tuple[Document, State]:
    """One document in another language. A message without a translation stays English and is marked so; one whose
    English has changed is shown with a mark, or in English where it must be exact. `language` says what
    a text is in that stays as it is."""
    found = blocks(document.body)
    how = showing(document, catalogue)

    def field(text: Text) -> Text:
        shown, _ = _shown(catalogue, str(text), is_critical(document))
        return Text(text, language(str(text))) if shown is None else Text(shown)

    edits = translations(found, how) + marks(found, how, language) + pins(found)
    state = replace(catalogue.state(list(messages(document))), behind=_behind(found, catalogue))
    return replace(document, front=with_texts(document.front, field), body=splice(document.body, edits)), state


Showing = Callable[[Block], tuple[str | None, bool]]
"""What readers see of a block (None: the English), and whether it carries the mark of changed English."""


def showing(document: Document, catalogue: Catalogue) -> Showing:
    return lambda block: _shown(catalogue, block.text, is_critical(document, block))


def _shown(catalogue: Catalogue, english: str, critical: bool) -> tuple[str | None, bool]:
    if english in catalogue.entries:
        return catalogue.entries[english].text, False
    if english in catalogue.stale:
        entry = catalogue.stale[english]
        how = staleness(entry.previous, english, critical) if entry.previous else "critical"
        return (None, True) if how == "critical" else (entry.text, how == "text")
    return None, False


def translations(found: list[Block], how: Showing) -> list[Edit]:
    """An edit for each message whose translation differs from the English; so an identity catalogue changes nothing."""
    edits = []
    for block in found:
        shown = how(block)[0] if block.is_message else None
        if shown is not None and shown != block.text:
            edits.append((block.start, block.end, fitted(block, shown)))
    return edits


def marks(found: list[Block], how: Showing, language: Callable[[str], str]) -> list[Edit]:
    """Marks of language around each message that stays as it is, and of age behind each whose English has changed."""
    edits = []
    for block in found:
        if not block.is_message:
            continue
        shown, changed = how(block)
        if shown is None:
            edits.append((block.start, block.start, f"<span {lang_marks(language(block.text))}>"))
            edits.append((block.end, block.end, "</span>"))
        if changed:
            edits.append((block.end, block.end, f" {CHANGED}"))
    return edits


def _behind(found: list[Block], catalogue: Catalogue) -> tuple[tuple[str, str], ...]:
    """The headings under which a message has changed since it was translated; "" is the top of the page."""
    ids, section, made = heading_ids(found), ("", ""), []
    for block in found:
        if block.kind == "heading":
            section = (ids[block.start], plain(block.text))
        if block.is_message and block.text in catalogue.stale and section not in made:
            made.append(section)
    return tuple(made)


def splice(text: str, edits: list[Edit]) -> str:
    """The text with spans replaced. Edits must not overlap; insertions at one place keep their order."""
    for start, end, new in reversed(sorted(edits, key=lambda edit: edit[:2])):
        text = text[:start] + new + text[end:]
    return text


def pins(found: list[Block]) -> list[Edit]:
    """The English id on every heading that has none of its own, so that anchors hold in every language."""
    ids = heading_ids(found)
    return [(b.end, b.end, f" {{ #{ids[b.start]} }}") for b in found if b.kind == "heading" and not b.name]


_BLOCK_START = re.compile(r"(#|>|\||!!!|\?\?\?|===|[-*+](?=\s)|[-*_](?=\s*[-*_]\s*[-*_])|:(?=\s)|~~~|```|\[)")
_NUMBER_START = re.compile(r"(\d+)([.)])(?=\s)")


def fitted(block: Block, text: str) -> str:
    """A translation written so that it stays the kind of block it replaces (`3. Oktober` must not start a list)."""
    text = tidy(text)
    if block.kind == "title":
        return text.replace('"', "”")
    if block.kind == "cell":
        text = escape_bars(text)
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
