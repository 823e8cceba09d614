"""Local changes to single blocks, and finding the blocks again when the core has changed.

A block is named by where it stands and what it says: its id is the id of the heading above it and four hex digits of
its English text. An overlay also keeps the whole text it was written against (`was`). So a block that moved is found by
its text, a block that changed is found by likeness and reported with both texts, and nothing lands in a wrong place.
"""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from goodpractice.adapt.edition import Edition
from goodpractice.adapt.slots import usable, wrong
from goodpractice.markup import Block, blocks, heading_ids, tidy
from goodpractice.model import Document, Library, Local, OverlayEntry
from goodpractice.problems import Problems

_LIKE = 60  # of 100: how alike a changed block must be to count as the same


@dataclass(frozen=True)
class Change:
    """What became of one entry of an overlay.

    state: applied; drifted (applied to a block whose English has changed since); orphan (no such block any more);
    conflict (another entry already changed this block); fixed (a heading, title or cell: it can only be replaced)
    """

    path: str
    line: int
    document: str
    entry: OverlayEntry
    state: str
    core: str = ""  # the English text of today


def block_id(block: Block, section: str) -> str:
    """The id of a block, as authors of editions write it."""
    return f"{section or 'top'}-{hashlib.sha256(block.text.encode()).hexdigest()[:4]}"


def block_ids(body: str) -> list[tuple[str, Block]]:
    """Every block of a text that can be changed, with its id, in order."""
    found = blocks(body)
    ids, section, made = heading_ids(found), "", []
    for block in found:
        if block.kind == "heading":
            section = ids[block.start]
        if block.is_message:
            made.append((block_id(block, section), block))
    return made


def adapt(library: Library, edition: Edition, problems: Problems) -> tuple[Library, list[Change]]:
    """The library with the edition's facts and changes. What cannot be placed is reported and left out."""
    changes: list[Change] = []
    documents = {document.path: document for document in library.documents()}
    for path, overlay in edition.overlays.items():
        if path not in documents:
            problems.add(
                "GP706", overlay.path, 1, f"the core has no document {path}", "rename the file, or take it out"
            )

    def change(document: Document) -> Document:
        overlay = edition.overlays.get(document.path)
        if overlay is None:
            return document
        body, made = _changed(document, overlay.front.entries, overlay)
        changes.extend(made)
        return replace(document, body=body)

    adapted = library.map(change)
    for one in changes:
        _report(one, problems)
    today = datetime.date.today()
    known = {slot.name: slot for slot in library.slots.front.entries}
    facts = {
        fact.name: fact
        for fact in edition.slots.front.entries
        if fact.name in known and not wrong(known[fact.name], fact.value) and usable(known[fact.name], fact, today)
    }
    front = edition.front.front
    told = tuple((c.document, c.entry.do, c.core, c.entry.text) for c in changes if c.state in {"applied", "drifted"})
    local = Local(edition.id, front.name, front.example, facts, told)
    return replace(adapted, local=local), changes


def _changed(document: Document, entries: tuple[OverlayEntry, ...], overlay: Document) -> tuple[str, list[Change]]:
    placed = block_ids(document.body)
    taken: dict[int, str] = {}
    edits: list[tuple[int, int, str]] = []
    made: list[Change] = []
    for number, entry in enumerate(entries):
        line = overlay.line(("entries", number, "block"))
        found = _find(entry, placed)
        if found is None:
            made.append(Change(overlay.path, line, document.path, entry, "orphan"))
            continue
        block, state = found
        if block.kind in {"cell", "title", "heading"} and entry.do != "replace":
            made.append(Change(overlay.path, line, document.path, entry, "fixed", block.text))
            continue
        if entry.do in {"replace", "remove"}:
            if block.start in taken:
                made.append(Change(overlay.path, line, document.path, entry, "conflict", block.text))
                continue
            taken[block.start] = entry.do
        edits.append(_edit(document.body, block, entry))
        made.append(Change(overlay.path, line, document.path, entry, state, block.text))
    body = document.body
    for start, end, text in sorted(edits, key=lambda edit: edit[:2], reverse=True):
        body = body[:start] + text + body[end:]
    return body, made


def _find(entry: OverlayEntry, placed: list[tuple[str, Block]]) -> tuple[Block, str] | None:
    was = " ".join(entry.was.split())
    same = [(name, block) for name, block in placed if " ".join(block.text.split()) == was]
    if same:
        at = next((block for name, block in same if name == entry.block), same[0][1])
        return at, "applied"
    texts = [block.text for _, block in placed]
    best = process.extractOne(entry.was, texts, scorer=fuzz.ratio, score_cutoff=_LIKE)
    return (placed[best[2]][1], "drifted") if best else None


def _edit(body: str, block: Block, entry: OverlayEntry) -> tuple[int, int, str]:
    """The change as an edit. What is inserted becomes a block of its own; what is removed takes its lines."""
    start = body.rfind("\n", 0, block.start) + 1
    end = body.find("\n", block.end)
    end = len(body) if end < 0 else end
    lead = body[start : block.start]  # indentation, and for items their mark
    gap = "\n" if block.kind == "item" else "\n\n"
    text = tidy(entry.text)
    if entry.do == "replace":
        return block.start, block.end, text
    if entry.do == "remove":
        return start, min(end + 1, len(body)), ""
    if entry.do == "before":
        return start, start, f"{lead}{text}{gap}"
    return end, end, f"{gap}{lead}{text}"


def _report(change: Change, problems: Problems) -> None:
    if change.state == "drifted":
        problems.add(
            "GP707",
            change.path,
            change.line,
            f"the core text under “{change.entry.block}” has changed: it was “{_short(change.entry.was)}”, now it is "
            f"“{_short(change.core)}”",
            "read both, then run `goodpractice edition accept`",
        )
    elif change.state != "applied":
        why = {
            "orphan": "is gone",
            "conflict": "is changed by another entry too",
            "fixed": "is a heading, a title or a cell, which can only be replaced",
        }[change.state]
        problems.add(
            "GP708",
            change.path,
            change.line,
            f"the block “{change.entry.block}” {why}: this change is left out",
            "move the change to another block, or take it out",
        )


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:77] + "…"
