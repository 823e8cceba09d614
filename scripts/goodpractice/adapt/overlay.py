"""Local changes to single blocks, and finding the blocks again when the core has changed.

A block is named by where it stands and what it says: its id is the id of the heading above it and four hex digits of
its English text. Where a document says the same twice, the id ends with a `+`, and the second in a section has `_2`. An
overlay also keeps the whole text it was written against (`was`). So a block that moved is found by its text, and a
block that changed is found by likeness and reported with both texts. Where it is not certain which block is meant,
nothing is changed, and that is reported.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from goodpractice.adapt.places import Edit, edit_of, place_of, refusal
from goodpractice.markup import Block, blocks, heading_ids, tidy
from goodpractice.model import Document, Library, OverlayEntry, OverlayFile, Text, texts, with_texts
from goodpractice.problems import Problems

_LIKE = 60  # of 100: how alike a changed block must be to count as the same, in the section where it stood
_MUCH_ALIKE = 85  # elsewhere, and for short texts
_SHORT = 40  # characters

FRONT = "front."
"""How the ids of texts above the body, or in YAML, begin."""

Named = tuple[str, Block]


@dataclass(frozen=True)
class Change:
    """What became of one entry of an overlay.

    state: applied; drifted (its English has changed since); orphan (no such block any more, or it is not certain
    which); conflict (another entry changes the same place); fixed (a block of this kind cannot be changed so)
    """

    path: str  # of the overlay
    line: int
    document: str  # path of the core document of today
    entry: OverlayEntry
    state: str
    name: str = ""  # id of the block today
    core: str = ""  # its English text of today
    span: tuple[int, int] = (0, 0)  # where the new text stands in the changed body
    why: str = ""  # it cannot be changed so

    @property
    def applied(self) -> bool:
        """Whether readers see it. What is taken out comes back when its text changes, until somebody has read it."""
        return self.state == "applied" or (self.state == "drifted" and self.entry.do != "remove")


def block_ids(body: str) -> list[Named]:
    """Every block of a text that can be changed, with its id, in order."""
    found = blocks(body)
    ids, section, made = heading_ids(found), "", []
    often = Counter(tidy(block.text) for block in found if block.is_message)
    seen: Counter = Counter()
    for block in found:
        if block.kind == "heading":
            section = ids[block.start]
        if block.is_message:
            name = f"{section or 'top'}-{_digits(block.text)}"
            seen[name] += 1
            name += f"_{seen[name]}" if seen[name] > 1 else ""
            made.append((name + "+" * (often[tidy(block.text)] > 1), block))
    return made


def front_ids(document: Document) -> list[Named]:
    """The same for what stands above the text of a document, or in a document of YAML. The blocks have no place in the
    text."""
    made: dict[str, Named] = {}
    for where, text in texts(document.front):
        key = next(str(part) for part in reversed(where) if not isinstance(part, int))
        name = f"{FRONT}{key}-{_digits(text)}"
        made.setdefault(str(text), (name, Block("front", -1, -1, str(text))))  # it changes wherever it stands
    return list(made.values())


def _digits(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:4]


def _section(name: str) -> str:
    """The heading's part of a block's id."""
    return name.rpartition("-")[0]


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


def _changed(document: Document, overlays: Iterable[Document[OverlayFile]]) -> tuple[Document, list[Change]]:
    entries = [
        (overlay.path, overlay.line(("entries", n, "block")), entry)
        for overlay in overlays
        for n, entry in enumerate(overlay.front.entries)
    ]
    placed = [*front_ids(document), *block_ids(document.body)]
    found = _matched([entry for _, _, entry in entries], placed)
    changes = [
        Change(path, line, document.path, entry, hit[2], hit[0], hit[1].text)
        if hit
        else Change(path, line, document.path, entry, "orphan")
        for (path, line, entry), hit in zip(entries, found, strict=True)
    ]
    targets = [hit[1] if hit else None for hit in found]
    changes = _judged(document.body, changes, targets)
    body, changes = _spliced(document.body, changes, targets)
    front = {
        change.core: tidy(change.entry.text)
        for change, block in zip(changes, targets, strict=True)
        if block and block.kind == "front" and change.applied
    }
    new = with_texts(document.front, lambda text: Text(front[str(text)]) if str(text) in front else text)
    return replace(document, front=new if front else document.front, body=body), changes


def _matched(entries: list[OverlayEntry], placed: list[Named]) -> list[tuple[str, Block, str] | None]:
    """For each entry its block of today and whether that is as it was. First by text, then, among the blocks that no
    entry names, by likeness."""
    found: list[tuple[str, Block, str] | None] = [None] * len(entries)
    taken: dict[int, str] = {}
    for number, entry in enumerate(entries):
        if hit := _same(entry, placed):
            found[number] = (*hit, "applied")
            taken[id(hit[1])] = tidy(entry.was)
    named = {tidy(entry.was) for entry in entries}
    for number, entry in enumerate(entries):
        if found[number] is None:
            left = [
                (name, block)
                for name, block in placed
                if tidy(block.text) not in named and taken.get(id(block), tidy(entry.was)) == tidy(entry.was)
            ]
            if hit := _alike(entry, left):
                found[number] = (*hit, "drifted")
                taken[id(hit[1])] = tidy(entry.was)
    return found


def _same(entry: OverlayEntry, placed: list[Named]) -> Named | None:
    """The block with the text of an entry: the one of its id, or the only one in its section, or the only one, unless
    its section has nearly the same words still."""
    was, name = tidy(entry.was), entry.block.rstrip("+")
    same = [one for one in placed if tidy(one[1].text) == was and _front(one[0]) == _front(name)]
    here = [one for one in same if _section(one[0]) == _section(name)]
    by_id = [one for one in here if one[0].rstrip("+") == name]
    if by_id or len(here) == 1:
        return (by_id or here)[0]
    if len(same) != 1 or entry.block.endswith("+"):
        return None
    reworded = any(
        _section(one[0]) == _section(name) and fuzz.ratio(was, tidy(one[1].text)) >= _MUCH_ALIKE for one in placed
    )
    return None if reworded else same[0]


def _alike(entry: OverlayEntry, left: list[Named]) -> Named | None:
    """The block most like the text of an entry, alike enough for its length and place."""
    left = [one for one in left if _front(one[0]) == _front(entry.block)]
    here = [one for one in left if _section(one[0]) == _section(entry.block)]
    was = tidy(entry.was)
    for among, least in ((here, _LIKE if len(was) > _SHORT else _MUCH_ALIKE), (left, _MUCH_ALIKE)):
        best = process.extractOne(was, [tidy(block.text) for _, block in among], scorer=fuzz.ratio, score_cutoff=least)
        if best:
            return among[best[2]]
        if entry.block.endswith("+"):
            break  # it stood in several places: only its own section is certain
    return None


def _front(name: str) -> bool:
    return name.startswith(FRONT)


def _judged(body: str, changes: list[Change], targets: list[Block | None]) -> list[Change]:
    """The changes with those refused that their block does not allow, and those that meet another one."""
    made = list(changes)
    claimed: list[tuple[int, int]] = []
    gone: list[tuple[int, int]] = []
    fronts: set[str] = set()
    for number, (change, block) in enumerate(zip(changes, targets, strict=True)):
        if block is None:
            continue
        if why := refusal(body, block, change.entry):
            made[number] = replace(change, state="fixed", why=why)
        elif block.kind == "front":
            made[number] = replace(change, state="conflict") if block.text in fronts else change
            fronts.add(block.text)
        elif change.applied and change.entry.do in {"replace", "remove"}:
            start, end, _ = edit_of(body, block, change.entry)
            if any(first < end and start < last for first, last in claimed):
                made[number] = replace(change, state="conflict")
                continue
            claimed.append((start, end))
            if change.entry.do == "remove":
                gone.append((start, place_of(body, block).end))
    for number, (change, block) in enumerate(zip(made, targets, strict=True)):
        if block and block.kind != "front" and change.applied and change.entry.do in {"before", "after"}:
            place = place_of(body, block)
            if any(_inside((place.start, place.end), stretch) for stretch in gone):
                made[number] = replace(change, state="conflict")
    return made


def _inside(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return other[0] <= one[0] and one[1] <= other[1] and one != other


def _spliced(body: str, changes: list[Change], targets: list[Block | None]) -> tuple[str, list[Change]]:
    """The body with the changes that are applied, and the changes with the place of their text in it."""
    edits: list[tuple[Edit, int, int]] = []
    for number, (change, block) in enumerate(zip(changes, targets, strict=True)):
        if block and block.kind != "front" and change.applied:
            indent = len(place_of(body, block).lead)  # behind a nested item comes first what belongs to it
            edits.append((edit_of(body, block, change.entry), -indent if change.entry.do == "after" else 0, number))
    made, position = "", 0
    for (start, end, text), _, number in sorted(edits, key=lambda one: (one[0][0], one[0][1], one[1])):
        if start < position:  # beside a block that is taken out: its line is gone already
            gap = place_of(body, targets[number]).gap
            start, end, text = position, max(end, position), text.removeprefix(gap) + gap
        made += body[position:start]
        changes[number] = replace(changes[number], span=(len(made), len(made) + len(text)))
        made += text
        position = end
    return made + body[position:], changes


def _report(change: Change, problems: Problems) -> None:
    if change.state == "drifted":
        left = "" if change.applied else "; until then the passage is not taken out"
        problems.add(
            "GP707",
            change.path,
            change.line,
            f"the core text under “{change.entry.block}” has changed: it was “{_short(change.entry.was)}”, now it is "
            f"“{_short(change.core)}”{left}",
            "read both, then run `goodpractice edition accept`",
        )
    elif change.state != "applied":
        why = {"orphan": "is gone, or stands in several places", "conflict": "is changed by another entry too"}
        problems.add(
            "GP708",
            change.path,
            change.line,
            f"the block “{change.entry.block}” {why.get(change.state, change.why)}: this change is left out",
            "see `goodpractice edition blocks`; move the change to another block, or take it out",
        )


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:77] + "…"
