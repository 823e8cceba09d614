"""Local changes to single blocks, and finding the blocks again when the core has changed.

A block is named by where it stands and what it says: its id is the id of the heading above it and four hex digits of
its English text. An overlay also keeps the whole text it was written against (`was`). So a block that moved is found by
its text, a block that changed is found by likeness and reported with both texts, and nothing lands in a wrong place.

| block | replace | before, after | remove |
|---|---|---|---|
| paragraph, item | its text | a paragraph or item beside it | it |
| heading | its words; links to it still hold | a paragraph above or below it | it, not what stands under it |
| cell | its text | a row beside its row: cells with bars between them | its row |
| title of a call-out | its words | a paragraph beside the call-out | the call-out |
| title, summary, test item … | its words | | |

The last kind is what stands above the text of a file or in YAML. Its ids begin with `front.` and the name of its key.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from goodpractice.markup import Block, blocks, heading_ids, tidy
from goodpractice.model import Document, Library, OverlayEntry, OverlayFile, Text, texts, with_texts
from goodpractice.problems import Problems

_LIKE = 60  # of 100: how alike a changed block must be to count as the same, in the section where it stood
_MUCH_ALIKE = 85  # and elsewhere


@dataclass(frozen=True)
class Change:
    """What became of one entry of an overlay.

    state: applied; drifted (applied to a block whose English has changed since); orphan (no such block any more);
    conflict (another entry already changed this block); fixed (it heads a table, has items below it or is no
    part of the text: it can only be replaced)
    """

    path: str  # of the overlay
    line: int
    document: str  # path of the core document of today
    entry: OverlayEntry
    state: str
    core: str = ""  # the English text of today
    span: tuple[int, int] = (0, 0)  # where the new text stands in the changed body


def block_id(block: Block, section: str) -> str:
    """The id of a block, as authors of editions write it."""
    return f"{section or 'top'}-{hashlib.sha256(block.text.encode()).hexdigest()[:4]}"


def block_ids(body: str) -> list[tuple[str, Block]]:
    """Every block of a text that can be changed, with its id, in order."""
    found = blocks(body)
    ids, section, made = heading_ids(found), "", []
    seen: Counter = Counter()
    for block in found:
        if block.kind == "heading":
            section = ids[block.start]
        if block.is_message:
            name = block_id(block, section)
            seen[name] += 1  # the same words twice in a section
            made.append((name if seen[name] == 1 else f"{name}_{seen[name]}", block))
    return made


def front_ids(document: Document) -> list[tuple[str, Block]]:
    """The same for what stands above the text of a document, or in a document of YAML. The blocks have no place in the
    text."""
    made, seen = [], set()
    for where, text in texts(document.front):
        if str(text) in seen:
            continue  # it changes wherever it stands in the document
        seen.add(str(text))
        key = next(str(part) for part in reversed(where) if not isinstance(part, int))
        block = Block("front", -1, -1, str(text))
        made.append((block_id(block, f"front.{key}"), block))
    return made


def document_of(path: str, library: Library) -> str:
    """The core document that an overlay changes today: the same path, or where redirects.yml says that it moved."""
    pages = library.redirects.front.pages
    page = _page(path)
    for _ in range(10):  # a page may have moved more than once
        if page not in pages:
            break
        page = pages[page]
    return path if page == _page(path) else _source(page)


def _page(source: str) -> str:
    """The path in the site of a source file."""
    return source.removeprefix("docs/").replace("modules/common/handouts/", "handouts/")


def _source(page: str) -> str:
    """The source file of a page."""
    if page.startswith("handouts/"):
        return f"modules/common/{page}"
    return page if page.startswith("modules/") else f"docs/{page}"


def apply_overlays(
    library: Library, overlays: dict[str, Document[OverlayFile]], problems: Problems
) -> tuple[Library, list[Change]]:
    """The library with single passages changed, and what became of each change. What cannot be placed is reported and
    left out."""
    known = {document.path for document in library.documents()}
    wanted: dict[str, list[Document[OverlayFile]]] = {}
    changes: list[Change] = []
    for path, overlay in overlays.items():
        document = document_of(path, library)
        if document in known:
            wanted.setdefault(document, []).append(overlay)
        else:
            changes += [
                Change(overlay.path, overlay.line(("entries", n, "block")), path, entry, "orphan")
                for n, entry in enumerate(overlay.front.entries)
            ]
        if document != path or document not in known:
            problems.add(
                "GP706",
                overlay.path,
                1,
                f"the core document {path} "
                + (f"is called {document} now" if document in known else "does not exist (any more)"),
                "run `goodpractice edition accept`" if document in known else "correct the path, or take the file out",
            )

    def change(document: Document) -> Document:
        if document.path not in wanted:
            return document
        made, told = _changed(document, wanted[document.path])
        changes.extend(told)
        return made

    adapted = library.map(change)
    for one in changes:
        _report(one, problems)
    return adapted, changes


Edit = tuple[int, int, str]  # start, end, new text


def _changed(document: Document, overlays: Iterable[Document[OverlayFile]]) -> tuple[Document, list[Change]]:
    placed = [*front_ids(document), *block_ids(document.body)]
    front: dict[str, str] = {}
    named = {tidy(entry.was) for overlay in overlays for entry in overlay.front.entries}
    claimed: list[tuple[int, int]] = []
    made: list[Change] = []
    edits: list[tuple[Edit, int]] = []
    for overlay, number, entry in ((o, n, e) for o in overlays for n, e in enumerate(o.front.entries)):
        line = overlay.line(("entries", number, "block"))
        found = _find(entry, placed, named)
        if found is None:
            made.append(Change(overlay.path, line, document.path, entry, "orphan"))
            continue
        block, state = found
        edit = _edit(document.body, block, entry)
        if edit is None:
            state = "fixed"
        elif block.kind == "front":
            state = "conflict" if block.text in front else state
            front.setdefault(block.text, edit[2])
        elif entry.do in {"replace", "remove"}:
            if any(start < edit[1] and edit[0] < end for start, end in claimed):
                state = "conflict"
            else:
                claimed.append(edit[:2])
        made.append(Change(overlay.path, line, document.path, entry, state, block.text))
        if state in {"applied", "drifted"} and block.kind != "front":
            edits.append((edit, len(made) - 1))
    body = ""
    position = 0
    for (start, end, text), number in sorted(edits, key=lambda one: one[0][:2]):
        if start < position:  # beside a block that is taken out: its line is gone already
            start, end, text = position, max(end, position), text + "\n"
        body += document.body[position:start]
        made[number] = replace(made[number], span=(len(body), len(body) + len(text)))
        body += text
        position = end
    body += document.body[position:]
    new = with_texts(document.front, lambda text: Text(front[str(text)]) if str(text) in front else text)
    return replace(document, front=new if front else document.front, body=body), made


def _find(entry: OverlayEntry, placed: list[tuple[str, Block]], named: set[str]) -> tuple[Block, str] | None:
    """The block that an entry is about, and whether it is as it was. Where its text is gone, the one most like it that
    no other entry names."""
    was = tidy(entry.was)
    same = [(name, block) for name, block in placed if tidy(block.text) == was]
    if same:
        at = next((block for name, block in same if name == entry.block), same[0][1])
        return at, "applied"
    left = [(name, block) for name, block in placed if tidy(block.text) not in named]
    here = [(name, block) for name, block in left if _section(name) == _section(entry.block)]
    for among, least in ((here, _LIKE), (left, _MUCH_ALIKE)):
        best = process.extractOne(was, [tidy(block.text) for _, block in among], scorer=fuzz.ratio, score_cutoff=least)
        if best:
            return among[best[2]][1], "drifted"
    return None


def _section(name: str) -> str:
    """The heading's part of a block's id."""
    return name.rpartition("-")[0]


def _edit(body: str, block: Block, entry: OverlayEntry) -> Edit | None:
    """The change as an edit; None when a block of this kind cannot be changed so."""
    if block.kind == "front":
        return (-1, -1, tidy(entry.text)) if entry.do == "replace" and entry.text.strip() else None
    start = body.rfind("\n", 0, block.start) + 1
    stop = body.find("\n", block.end)
    stop = len(body) if stop < 0 else stop
    lead = body[start : block.start]  # indentation, and for items their mark
    gap = "\n\n"
    if entry.do == "replace":
        text = tidy(entry.text)
        if block.kind == "heading" and not block.name:  # links to it hold
            text += f" {{#{heading_ids(blocks(body))[block.start]}}}"
        if block.kind == "title":
            text = text.replace('"', "”")
        return block.start, block.end, _several(entry.text, lead) if block.kind == "paragraph" else text
    if block.kind == "cell":
        if block.level:
            return None
        lead = body[start : start + len(body[start:stop]) - len(body[start:stop].lstrip())]
        row = f"{lead}| {tidy(entry.text).strip('|').strip()} |"
        if entry.do != "remove":
            return (start, start, f"{row}\n") if entry.do == "before" else (stop, stop, f"\n{row}")
    elif block.kind == "title":
        around = min(
            (b for b in blocks(body) if b.kind == "callout" and b.start < block.start < b.end),
            key=lambda b: b.end - b.start,
        )
        start = body.rfind("\n", 0, around.start) + 1
        stop, lead = around.end, body[start : around.start]
    elif block.kind == "heading":
        lead = body[start : block.start].rstrip("# \t")
    elif block.kind == "item":
        whole = min(
            (b for b in blocks(body) if b.kind == "list" and b.start <= block.start and block.end <= b.end),
            key=lambda b: b.end - b.start,
        )
        if whole.end > block.end:
            if entry.do == "remove":
                return None
            if entry.do == "after":
                stop = whole.end
        gap = "\n"
    if entry.do == "remove":
        return start, min(stop + 1, len(body)), ""
    text = lead + (tidy(entry.text) if block.kind == "item" else _several(entry.text, lead))
    return (start, start, f"{text}{gap}") if entry.do == "before" else (stop, stop, f"{gap}{text}")


def _several(text: str, lead: str) -> str:
    """One or more paragraphs, each line as far in as the first."""
    return "\n".join(
        line.rstrip() if not n else (lead + line).rstrip() for n, line in enumerate(text.strip().split("\n"))
    )


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
            "fixed": "heads a table, has something below it or is no part of the text, so it can only be replaced",
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
