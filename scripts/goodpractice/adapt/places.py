"""Where a block stands, and how something is written in its place or beside it.

| block | replace | before, after | remove |
|---|---|---|---|
| paragraph, item | its text | a paragraph or item beside it | it; not an item that has others below it |
| heading | its words; links to it still hold | a paragraph above or below it | it, not what stands under it |
| cell | its text | a row beside its row: cells with bars between them | its row; not the head of a table |
| title of a call-out | its words | a paragraph beside the call-out | the call-out |
| title, summary, test item … | its words | | |

The last kind is what stands above the text of a file or in YAML.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from goodpractice.markup import BAR, Block, blocks, escape_bars, heading_ids, tidy
from goodpractice.model import OverlayEntry

_SEVERAL = re.compile(r"\n\s*\n|\n\s*(?:[-*+] |\d+[.)] |#|>|\||!!!)|^(?:[-*+] |#+ |> |!!!)")
"""What makes a text more than one line that was broken: paragraphs, lists, tables, headings, call-outs."""
Edit = tuple[int, int, str]  # start, end, new text


@dataclass(frozen=True)
class Place:
    """The stretch of whole lines that a block is part of: what a removal takes, and what insertions stand beside.

    lead: what stands before the first line of something inserted
    gap: what separates it from its neighbour
    """

    start: int
    end: int
    lead: str
    gap: str = "\n\n"


def place_of(body: str, block: Block) -> Place:
    """The place of a block of a text."""
    start, end = _line_start(body, block.start), _line_end(body, block.end)
    lead = body[start : block.start]  # indentation, and for items their mark
    if block.kind == "item":
        return Place(start, max(end, _around(body, block, "list").end), lead, "\n")
    if block.kind == "title":
        around = _around(body, block, "callout")
        start = _line_start(body, around.start)
        return Place(start, around.end, body[start : around.start])
    if block.kind == "cell":
        line = body[start:end]
        return Place(start, end, line[: len(line) - len(line.lstrip())], "\n")
    if block.kind == "heading":
        lead = lead.rstrip("# \t")
    return Place(start, end, lead)


def refusal(body: str, block: Block, entry: OverlayEntry) -> str | None:
    """Why a block cannot be changed so; None when it can."""
    line = block.kind != "paragraph" and (entry.do == "replace" or block.kind in {"item", "cell"})
    if line and _SEVERAL.search(entry.text.strip()):
        return "takes a text of one line; put lists and paragraphs beside a paragraph or a heading"
    if entry.do == "replace":
        return None
    if block.kind == "front":
        return "is no part of the text, so it can only be replaced"
    if block.kind == "cell":
        if block.level:
            return "heads a table, so it can only be replaced"
        wanted, given = (
            _columns(body[_line_start(body, block.start) : _line_end(body, block.end)]),
            _columns(_row(entry)),
        )
        if entry.do != "remove" and wanted != given:
            return f"stands in a table of {wanted} columns, and the new row has {given}"
    if block.kind == "item" and entry.do == "remove" and place_of(body, block).end > _line_end(body, block.end):
        return "has something below it, so it can only be replaced"
    return None


def edit_of(body: str, block: Block, entry: OverlayEntry) -> Edit:
    """The change of a text as an edit."""
    place = place_of(body, block)
    if entry.do == "replace":
        return block.start, block.end, _replaced(body, block, entry, place)
    if entry.do == "remove":
        return place.start, min(place.end + 1, len(body)), ""
    if block.kind == "cell":
        text = place.lead + _row(entry)
    elif block.kind == "item":
        text = place.lead + tidy(entry.text)
    else:
        text = place.lead + _several(entry.text, place.lead)
    at = place.start if entry.do == "before" else place.end
    return at, at, f"{text}{place.gap}" if entry.do == "before" else f"{place.gap}{text}"


def _replaced(body: str, block: Block, entry: OverlayEntry, place: Place) -> str:
    if block.kind == "paragraph":
        return _several(entry.text, place.lead)
    text = tidy(entry.text)
    if block.kind == "heading" and not block.name:  # links to it hold
        return f"{text} {{#{heading_ids(blocks(body))[block.start]}}}"
    if block.kind == "title":
        return text.replace('"', "”")
    return escape_bars(text) if block.kind == "cell" else text


def _several(text: str, lead: str) -> str:
    """One or more paragraphs, each line as far in as the first."""
    first, *others = text.strip().split("\n")
    return "\n".join([first.rstrip(), *((lead + line).rstrip() for line in others)])


def _row(entry: OverlayEntry) -> str:
    return f"| {tidy(entry.text).strip('|').strip()} |"


def _columns(row: str) -> int:
    return len(BAR.findall(row.strip().strip("|"))) + 1


def _around(body: str, block: Block, kind: str) -> Block:
    """The innermost block of a kind that holds a block."""
    holds = [b for b in blocks(body) if b.kind == kind and b.start <= block.start and block.end <= b.end]
    return min(holds, key=lambda b: b.end - b.start)


def _line_start(body: str, offset: int) -> int:
    return body.rfind("\n", 0, offset) + 1


def _line_end(body: str, offset: int) -> int:
    end = body.find("\n", offset)
    return len(body) if end < 0 else end
