"""The closed set of Markdown: constructs, links, citations and directives."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches

from goodpractice.addresses import SCHEMES, Addresses
from goodpractice.markup import (
    CALLOUTS,
    CITATION,
    CODE_SPAN,
    DIRECTIVE,
    LINK,
    TITLED,
    Block,
    blocks,
    heading_ids,
    line_of,
)
from goodpractice.model import Document, Library, texts
from goodpractice.problems import Problems

GENERATED = {
    "sessions.table",
    "formats.all",
    "cases.all",
    "modules.all",
    "modules.by-audience",
    "modules.by-time",
    "safety.caution",
    "safety.discreet",
    "safety.forget",
    "offline.files",
    "offline.keep",
    "contribute.form",
    "page.break",
}
MEASURED = {"lines": (1, 40), "box": (10, 240), "blank": (5, 170)}  # directive: smallest and largest number
_MINUTES = re.compile(r"\b\d+[ -]?(?:min|mins|minute|minutes)\b(?! after| of an hour)")


@dataclass(frozen=True)
class Names:
    """What a text may name."""

    addresses: Addresses
    slots: frozenset[str]
    pictures: frozenset[str]
    sources: frozenset[str]

    @classmethod
    def of(cls, library: Library, addresses: Addresses) -> Names:
        return cls(
            addresses,
            frozenset(entry.name for entry in library.slots.front.entries),
            frozenset(entry.id for entry in library.pictures.front.entries),
            frozenset(entry.id for entry in library.sources.front.entries),
        )


def check_markdown(document: Document, names: Names, problems: Problems) -> None:
    """Report every construct, link, citation and directive of a document that is not allowed or leads nowhere."""
    found = blocks(document.body)
    guide = document.path.startswith("docs/guides/")  # pages about writing may show code
    module = document.path.split("/")[1] if document.path.startswith("modules/") else None
    ids: dict[str, int] = {}
    for block in found:
        line = document.body_line + line_of(document.body, block.start) - 1
        _construct(document, block, line, guide, problems)
        if block.kind == "directive":
            _directive(document, block.name, line, names, problems)
        elif block.is_message:
            _inline(document, block.text, line, guide, names, module, problems)
            if "/sessions/" in document.path and (match := _MINUTES.search(block.text)):
                problems.add(
                    "GP307",
                    document.path,
                    line,
                    f"“{match.group()}” stands in a sentence",
                    "take it out; minutes belong in the step's data",
                )
        elif block.kind in {"paragraph", "item", "cell"}:
            _inline(document, block.text, line, guide, names, module, problems)
    for start, name in heading_ids(found).items():
        line = document.body_line + line_of(document.body, start) - 1
        if name in ids:
            problems.add(
                "GP110",
                document.path,
                line,
                f"the heading id “{name}” is already used on line {ids[name]}",
                "give one of them another id",
            )
        ids.setdefault(name, line)
    for where, text in texts(document.front):
        _inline(document, text, document.line(where), guide, names, module, problems)


_UNUSED = {"footnote", "attributes", "reference", "abbreviation"}
_HEADING_END = re.compile(r"[ \t]*#*[ \t]*(?:\{:?[ \t]*#[A-Za-z0-9_-]+[ \t]*\})?[ \t]*(?:\n|$)")
_BROKEN_LIST = re.compile(r"(?<=\S)\n[ \t]*(?:[-*+]|\d+[.)])[ \t]+\S")


def _construct(document: Document, block: Block, line: int, guide: bool, problems: Problems) -> None:
    def no(what: str, fix: str, code: str = "GP301") -> None:
        problems.add(code, document.path, line, what, fix)

    if block.kind == "html":
        no("raw HTML is not used here", "write it in Markdown")
    elif block.kind in _UNUSED or block.name == "dl":
        no(f"this construct ({block.name or block.kind}) is not used here", "see what the guide for authors lists")
    elif block.kind == "rule":
        no("a horizontal rule is not used here", "use a heading, or {{ page.break }} for a new sheet")
    elif block.kind == "code" and not guide:
        no("a code block, or text indented by four spaces outside a list or call-out", "take the indentation out")
    elif block.kind == "heading" and block.level == 1:
        no("a # heading is not used here", "the title comes from the front matter; start with ##")
    elif block.kind == "heading" and not _HEADING_END.match(document.body, block.end):
        no("a heading with attributes other than an id", "write nothing behind it, or {#id}")
    elif block.kind == "heading" and block.level > 4:
        no("a heading below #### is not used here", "use ####, or a bold first sentence")
    elif block.kind == "callout":
        source = document.body[block.start : block.end]
        first = source.split("\n", 1)[0]
        if not first.startswith("!!!") or block.name not in CALLOUTS:
            no(
                f"the call-out “{first[:40]}” is of an unknown kind",
                f"use !!! and one of {', '.join(CALLOUTS)}",
                "GP302",
            )
        elif (block.name in TITLED) != ('"' in first):
            fix = 'add a title in "…"' if block.name in TITLED else "leave the title out; the program adds it"
            no(f"the call-out !!! {block.name} has a title where it should not, or none where it should", fix, "GP302")
        if len(block.inside) > 0:
            no("a call-out stands inside another", "put them one after the other", "GP302")
        if "\n" not in source:
            no("a call-out has no content", "indent its text by four spaces on the next line", "GP302")
    elif block.kind == "paragraph":
        source = document.body[block.start : block.end]
        if _BROKEN_LIST.search(source):
            no("a list starts in the middle of a paragraph", "put a blank line before the first item", "GP306")
        elif "|" in source and re.search(r"\n[ \t]*\|?[ \t]*:?-{3,}", source):
            no("a table starts in the middle of a paragraph", "put a blank line before its first row", "GP306")


def _directive(document: Document, name: str, line: int, names: Names, problems: Problems) -> None:
    kind, _, value = name.partition(".")
    if name in GENERATED or re.fullmatch(r"cases\.pr[1-8]", name):
        return
    if kind in {"slot", "picture", "usually"}:
        known = names.pictures if kind == "picture" else names.slots
        if value not in known:
            close = get_close_matches(value, known, 1)
            problems.add(
                "GP305",
                document.path,
                line,
                f"the {kind} “{value}” is not declared",
                f"did you mean “{close[0]}”?"
                if close
                else f"declare it in docs/data/{'pictures' if kind == 'picture' else 'slots'}.yml",
            )
    elif kind in MEASURED:
        low, high = MEASURED[kind]
        if not value.isdigit() or not low <= int(value) <= high:
            problems.add(
                "GP305", document.path, line, f"“{kind}.{value}” is outside {low} to {high}", "change the number"
            )
    else:
        problems.add(
            "GP305",
            document.path,
            line,
            f"the directive “{name}” is unknown",
            "use slot, usually, picture, lines, box, blank, page.break or a list that the guide for authors names",
        )


def _inline(
    document: Document,
    text: str,
    line: int,
    guide: bool,
    names: Names,
    module: str | None,
    problems: Problems,
) -> None:
    bare = CODE_SPAN.sub("", text) if guide else text
    for match in DIRECTIVE.finditer(bare):
        _directive(document, f"{match.group(1)}.{match.group(2)}", line, names, problems)
    rest = DIRECTIVE.sub("", bare)
    if "{{" in rest or "}}" in rest:
        problems.add(
            "GP305", document.path, line, "a directive is not closed or not well formed", "write it as {{ kind.name }}"
        )
    for match in CITATION.finditer(bare):
        for name in re.findall(r"@([a-z0-9-]+)", match.group(1)):
            if name not in names.sources:
                close = get_close_matches(name, names.sources, 1)
                problems.add(
                    "GP304",
                    document.path,
                    line,
                    f"the source “{name}” is not listed",
                    f"did you mean “{close[0]}”?" if close else "add it to docs/data/sources.yml",
                )
    for match in LINK.finditer(bare):
        target = match.group(3)
        if match.group(1):
            problems.add("GP301", document.path, line, "an image is not used here", "describe it in words")
        elif target.partition(":")[0] in SCHEMES:
            if names.addresses.path(target, module) is None:
                problems.add(
                    "GP303",
                    document.path,
                    line,
                    f"the link “{target}” leads nowhere",
                    "check the id (and that the target is published)",
                )
        elif not target.startswith("https://"):
            problems.add(
                "GP303",
                document.path,
                line,
                f"the link “{target}” is not by id",
                "write page:…, case:…, module:…, session:…, format:…, handout:… or https://…",
            )
    if re.search(r"<[A-Za-z/!]", bare):
        problems.add("GP301", document.path, line, "raw HTML is not used here", "write it in Markdown")
    if "`" in bare and not guide:
        problems.add("GP301", document.path, line, "code marks are not used here", "use quotes or bold")
    if re.search(r"(?<!\{)\{[:#.]|\[\^", bare):
        problems.add(
            "GP301",
            document.path,
            line,
            "attributes and footnotes are not used here",
            "heading ids alone may stand in braces; cite with [@source]",
        )
