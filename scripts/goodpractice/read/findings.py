"""Findings that several checks share: an unknown id, an id used twice, sections that differ from what a page needs."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from goodpractice.markup import blocks, line_of
from goodpractice.model import Document
from goodpractice.problems import Problems


def unknown(problems: Problems, document: Document, where: tuple, name: str, what: str, known: Iterable[str]) -> None:
    close = get_close_matches(name, list(known), 1, 0.5)
    problems.add(
        "GP111",
        document.path,
        document.line(where),
        f"{what} “{name}” does not exist",
        f"did you mean “{close[0]}”?" if close else f"correct it, or define this {what} first",
    )


def once(problems: Problems, document: Document, where: tuple, key: str, seen: dict[str, str]) -> None:
    kind, _, name = key.partition(":")
    place = f"{document.path}:{document.line(where)}"
    if key in seen:
        problems.add(
            "GP110",
            document.path,
            document.line(where),
            f"the {kind} id “{name}” is already used in {seen[key]}",
            "give one of them another id",
        )
    seen.setdefault(key, place)


def sections(document: Document, wanted: tuple[str, ...], problems: Problems) -> None:
    found = [b for b in blocks(document.body) if b.kind == "heading" and b.level == 2]
    names = [b.text for b in found]
    if tuple(names) == wanted:
        return
    for name in wanted:
        if name not in names:
            problems.add(
                "GP201",
                document.path,
                document.body_line,
                f"the section “## {name}” is missing",
                f"add it; the order is: {', '.join(wanted)}",
            )
    for block in found:
        if block.text not in wanted:
            line = document.body_line + line_of(document.body, block.start) - 1
            problems.add(
                "GP201",
                document.path,
                line,
                f"the section “## {block.text}” is not one of this kind of page",
                "use ### under the section where it belongs",
            )
    if sorted(names) == sorted(wanted):
        problems.add(
            "GP201",
            document.path,
            document.body_line,
            "the sections are out of order",
            f"order them as: {', '.join(wanted)}",
        )
