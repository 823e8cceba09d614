"""The Markdown that content may use, and where its blocks stand.

One function, `blocks`, walks a document. Everything else looks at what it yields: the checks (is this construct
allowed?), the catalogues (which spans are messages?), the splicing of translations and the shape of sessions. So
extraction and application of messages cannot disagree. A test compares its blocks with those of the real renderer.

A block's `start` and `end` are offsets in the text it was found in; `text[start:end]` is its source, `block.text` the
same with soft line breaks and container indentation folded into single spaces.
"""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

#: What `mkdocs.yml`, the printables and the tests render Markdown with.
EXTENSIONS = [
    "admonition",
    "attr_list",
    "tables",
    "toc",
    "pymdownx.betterem",
    "pymdownx.superfences",
]

STEP_KINDS = ("do", "say", "ask", "watch")
CALLOUTS = (*STEP_KINDS, "resist", "task", "stop", "warning", "note", "invented")
TITLED = ("resist", "invented")  # call-outs whose author writes the title; the others get an interface word

FENCE = re.compile(r"(`{3,}|~{3,})")
HEADING = re.compile(r"(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$")
HEADING_ID = re.compile(r"[ \t]*\{:?[ \t]*#([A-Za-z0-9_-]+)[ \t]*\}[ \t]*$")
CALLOUT = re.compile(r"(!!!|\?\?\?\+?)[ \t]+([A-Za-z-]+)(?:[ \t]+\"(.*)\")?[ \t]*$")
ITEM = re.compile(r"([-*+]|\d{1,9}[.)])([ \t]+)")
TASK = re.compile(r"\[[ xX]\][ \t]+")
TABLE_RULE = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
DIRECTIVE = re.compile(r"\{\{\s*([a-z]+)\.([A-Za-z0-9_-]+)\s*\}\}")
CITATION = re.compile(r"\[(@[a-z0-9-]+(?:;\s*@[a-z0-9-]+)*)\]")
LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(\s*<?([^)\s>]*)>?(?:\s+\"[^\"]*\")?\s*\)")
CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", re.S)
CHANGED = "{{ changed.mark }}"  # stands behind a translation whose English has changed since
LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True)
class Block:
    """A piece of a document.

    kind: heading, paragraph, item, cell, title (of a call-out);
        callout, list, table, quote, code, directive, html, rule
    level: of a heading, or nesting depth of a list item
    name: the id of a heading, the kind of a call-out, the text of a directive
    inside: kinds of the call-outs it stands in, outermost first
    """

    kind: str
    start: int
    end: int
    text: str
    level: int = 0
    name: str = ""
    inside: tuple[str, ...] = ()

    @property
    def is_message(self) -> bool:
        """Whether a translator sees it: text with at least one letter outside directives and citations."""
        if self.kind not in {"heading", "paragraph", "item", "cell", "title"}:
            return False
        return bool(LETTER.search(CITATION.sub("", DIRECTIVE.sub("", self.text))))


@dataclass(frozen=True)
class _Line:
    start: int  # offset of `text` in the document
    text: str
    blank: bool = False


def blocks(text: str) -> list[Block]:
    """The blocks of a Markdown text, in order of their start."""
    return list(_blocks(text))


@functools.lru_cache(maxsize=2048)  # each stage asks again for the same documents
def _blocks(text: str) -> tuple[Block, ...]:
    lines, offset = [], 0
    for raw in text.splitlines(keepends=True):
        bare = raw.rstrip("\r\n")
        lines.append(_Line(offset, bare, not bare.strip()))
        offset += len(raw)
    return tuple(sorted(_walk(lines, (), 0), key=lambda b: (b.start, -b.end)))


def _indent(text: str) -> int:
    expanded = text.expandtabs(4)
    return len(expanded) - len(expanded.lstrip())


def _dedent(line: _Line, width: int = 4) -> _Line:
    """The line with up to `width` columns of indentation taken off."""
    taken = columns = 0
    while taken < len(line.text) and columns < width and line.text[taken] in " \t":
        columns += 4 if line.text[taken] == "\t" else 1
        taken += 1
    return _Line(line.start + taken, line.text[taken:], line.blank)


def _container(lines: list[_Line], i: int) -> int:
    """The first line from `i` on that is neither blank nor indented: where an indented body ends."""
    end = i
    while i < len(lines):
        if not lines[i].blank:
            if _indent(lines[i].text) < 4:
                break
            end = i + 1
        i += 1
    return end


def _block(kind: str, lines: list[_Line], **more) -> Block:
    first, last = lines[0], lines[-1]
    lead = len(first.text) - len(first.text.lstrip())
    return Block(
        kind,
        first.start + lead,
        last.start + len(last.text.rstrip()),
        " ".join(line.text.strip() for line in lines),
        **more,
    )


def _walk(lines: list[_Line], inside: tuple[str, ...], depth: int, item: bool = False) -> Iterator[Block]:
    i, first = 0, True
    while i < len(lines):
        line = lines[i]
        if line.blank:
            i += 1
            first = False
            continue
        text = line.text.lstrip()
        lead = len(line.text) - len(text)
        kind = "item" if item and first else "paragraph"
        first = False
        if fence := FENCE.match(text):
            j = i + 1
            while j < len(lines) and not lines[j].text.strip().startswith(fence.group(1)):
                j += 1
            yield _block("code", lines[i : j + 1], inside=inside)
            i = j + 1
        elif _indent(line.text) >= 4:
            j = _container(lines, i)
            yield _block("code", lines[i:j], inside=inside)
            i = j
        elif match := HEADING.match(text):
            yield _heading(line.start + lead, match, inside)
            i += 1
        elif match := CALLOUT.match(text):
            name = match.group(2)
            j = _container(lines, i + 1)
            yield _block("callout", lines[i:j] if j > i else [line], name=name, inside=inside)
            if match.group(3):
                yield Block(
                    "title",
                    line.start + lead + match.start(3),
                    line.start + lead + match.end(3),
                    match.group(3),
                    name=name,
                    inside=(*inside, name),
                )
            yield from _walk([_dedent(x) for x in lines[i + 1 : j]], (*inside, name), depth)
            i = j
        elif (
            "|" in text
            and i + 1 < len(lines)
            and TABLE_RULE.match(lines[i + 1].text.strip())
            and "-" in lines[i + 1].text
        ):
            j = i
            while j < len(lines) and not lines[j].blank and "|" in lines[j].text:
                j += 1
            yield _block("table", lines[i:j], inside=inside)
            for number, row in enumerate(lines[i:j]):
                if number != 1:
                    yield from _cells(row, inside, number == 0)
            i = j
        elif match := ITEM.match(text):
            i_next, ordered = _item_end(lines, i), match.group(1)[0].isdigit()
            body_start = lead + match.end()
            if task := TASK.match(text[match.end() :]):
                body_start += task.end()
            body = [_Line(line.start + body_start, line.text[body_start:], not line.text[body_start:].strip())]
            body += [_dedent(x) for x in lines[i + 1 : i_next]]
            yield _block("list", lines[i:i_next], name="ol" if ordered else "ul", level=depth, inside=inside)
            yield from _walk(body, inside, depth + 1, item=True)
            i = i_next
        elif text.startswith(">"):
            j = i
            while j < len(lines) and not lines[j].blank:
                j += 1
            quoted = []
            for row in lines[i:j]:
                cut = re.match(r"[ \t]*>?[ ]?", row.text).end()
                quoted.append(_Line(row.start + cut, row.text[cut:], not row.text[cut:].strip()))
            yield _block("quote", lines[i:j], inside=inside)
            yield from _walk(quoted, inside, depth)
            i = j
        elif (match := DIRECTIVE.match(text)) and match.end() == len(text.rstrip()):
            yield _block("directive", [line], name=f"{match.group(1)}.{match.group(2)}", inside=inside)
            i += 1
        elif re.match(r"</?[A-Za-z!]", text):
            j = i
            while j < len(lines) and not lines[j].blank:
                j += 1
            yield _block("html", lines[i:j], inside=inside)
            i = j
        elif re.match(r"([-*_])[ \t]*(\1[ \t]*){2,}$", text):
            yield _block("rule", [line], inside=inside)
            i += 1
        else:
            j = i + 1
            while j < len(lines) and not lines[j].blank and not _interrupts(lines[j].text, item):
                j += 1
            yield _block(kind, lines[i:j], level=depth, inside=inside)
            i = j


def _interrupts(text: str, item: bool) -> bool:
    """Whether a line ends the paragraph before it. Inside a list item a nested list does too."""
    bare = text.lstrip()
    if HEADING.match(bare) or CALLOUT.match(bare) or FENCE.match(bare):
        return True
    return item and bool(ITEM.match(bare))


def _item_end(lines: list[_Line], i: int) -> int:
    """Where the list item that starts at line `i` ends."""
    j = i + 1
    while j < len(lines):
        if lines[j].blank:
            k = j
            while k < len(lines) and lines[k].blank:
                k += 1
            if k == len(lines) or _indent(lines[k].text) < 4:
                return j
            j = k
        elif _indent(lines[j].text) < 4 and (ITEM.match(lines[j].text.lstrip()) or _interrupts(lines[j].text, False)):
            return j
        else:
            j += 1
    return j


def _heading(start: int, match: re.Match, inside: tuple[str, ...]) -> Block:
    content, name = match.group(2), ""
    if found := HEADING_ID.search(content):
        name, content = found.group(1), content[: found.start()]
    at = start + match.start(2)
    return Block("heading", at, at + len(content), content, level=len(match.group(1)), name=name, inside=inside)


def _cells(row: _Line, inside: tuple[str, ...], head: bool) -> Iterator[Block]:
    text = row.text
    cuts = [m.start() for m in re.finditer(r"(?<!\\)\|", text)]
    edges = [-1, *cuts, len(text)]
    if text.lstrip().startswith("|"):
        edges = edges[1:]
    if text.rstrip().endswith("|") and len(edges) > 1:
        edges = edges[:-1]
    for left, right in itertools.pairwise(edges):
        cell = text[left + 1 : right]
        bare = cell.strip()
        if bare:
            start = row.start + left + 1 + len(cell) - len(cell.lstrip())
            yield Block("cell", start, start + len(bare), bare, level=int(head), inside=inside)


def plain(text: str) -> str:
    """Inline Markdown as plain words: for titles, slugs and data."""
    text = CITATION.sub("", text)
    text = DIRECTIVE.sub("", text)
    text = LINK.sub(lambda m: m.group(2), text)
    text = re.sub(r"<[^>]+>", "", text)
    return " ".join(re.sub(r"[*`]+|(?<!\w)_|_(?!\w)", "", text).replace("\\", "").split())


def slug(text: str) -> str:
    """The id of a heading without an explicit one, as Python-Markdown makes it."""
    ascii_text = unicodedata.normalize("NFKD", plain(text)).encode("ascii", "ignore").decode()
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", ascii_text).strip().lower())


def heading_ids(found: list[Block]) -> dict[int, str]:
    """The id of every heading, by the offset it starts at; repeated slugs are numbered in order."""
    ids: dict[int, str] = {}
    used: set[str] = {b.name for b in found if b.kind == "heading" and b.name}
    for block in found:
        if block.kind != "heading":
            continue
        name = block.name
        if not name:
            base = name = slug(block.text) or "section"
            number = 1
            while name in used:
                name, number = f"{base}_{number}", number + 1
            used.add(name)
        ids[block.start] = name
    return ids


def line_of(text: str, offset: int) -> int:
    """The line (from 1) that an offset stands in."""
    return text.count("\n", 0, offset) + 1
