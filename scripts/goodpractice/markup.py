"""The Markdown that content may use, and where its blocks stand.

One function, `blocks`, walks a document. Everything else looks at what it yields: the checks (is this construct
allowed?), the catalogues (which spans are messages?), the splicing of translations and the shape of sessions. So
extraction and application of messages cannot disagree. A test compares its blocks with those of the real renderer.
It knows more than content may use (tabs, details, definition lists, footnotes, HTML), so that what is not allowed is
seen for what it is, and so that it can be tried on the documentation of others: benchmarks/outside_docs.py.

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

from markdown.util import BLOCK_LEVEL_ELEMENTS

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
CALLOUT = re.compile(r"(!!!|\?\?\?\+?)[ \t]*([\w-]+(?:[ \t]+[\w-]+)*)(?:[ \t]+\"(.*)\")?[ \t]*$")
UNNAMED = re.compile(r"(\?\?\?\+?|===[+!]*)[ \t]+()\"(.*)\"[ \t]*$")  # details without a kind, tabs; groups of CALLOUT
ITEM = re.compile(r"([-*+]|\d{1,9}\.)([ \t]+)")
# The next ones describe what content may not use; they match what the renderer's extensions match.
DEFINITION = re.compile(r":[ \t]{1,3}")
FOOTNOTE = re.compile(r"\[\^([^\]]*)\]:[ \t]*")
ABBREVIATION = re.compile(r"\*\[([^\\]*?)\] ?:")
REFERENCE = re.compile(r"\[([^\[\]]*)\]:[ ]*\S+[ ]*(?:\"[^\n]*\"|'[^\n]*'|\([^\n]*\))?[ ]*$")
ATTRIBUTES = re.compile(r"[ \t]*\{:?[ \t]*[^{}%*\s][^{}]*\}[ \t]*$")
BAR = re.compile(r"(?<!\\)\|")
RULE = re.compile(r"([-*_])[ \t]*(\1[ \t]*){2,}$")
UNDERLINED = re.compile(r"()(.*?)[ \t]*$")  # has the groups of HEADING
UNDERLINE = re.compile(r"(=+|-+)[ \t]*$")
TASK = re.compile(r"\[[ xX]\][ \t]+")
TABLE_RULE = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
TAG = re.compile(r"<(?:!--|[!?](?=[A-Za-z\[])|(/?)([A-Za-z][\w-]*)((?:\"[^\"]*\"|'[^']*'|[^<>\"'])*)>)")
HTML_START = re.compile(r"^ {0,3}<[A-Za-z!?]", re.M)
MARKDOWN_INSIDE = re.compile(r"\smarkdown(?:=[\"']?(?:1|block|markdown)[\"']?)?(?=[\s/]|$)")
# elements that a `markdown` attribute does not let blocks into
SPAN_TAGS = {"p", "li", "dd", "dt", "td", "th", "summary", "legend", "address", *(f"h{n}" for n in range(1, 7))}
DIRECTIVE = re.compile(r"\{\{\s*([a-z]+)\.([A-Za-z0-9_-]+)\s*\}\}")
CITATION = re.compile(r"\[(@[a-z0-9-]+(?:;\s*@[a-z0-9-]+)*)\]")
LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(\s*<?([^)\s>]*)>?(?:\s+\"[^\"]*\")?\s*\)")
CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", re.S)
CHANGED = "{{ changed.mark }}"  # stands behind a translation whose English has changed since
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u2060-\u2064\u206a-\u206f\ufe00-\ufe0f\ufeff\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
_HIDDEN = (
    ("a control character", _CONTROL),
    ("a direction control character", _BIDI),
    ("an invisible character", _INVISIBLE),
)
LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True)
class Block:
    """A piece of a document.

    kind: heading, paragraph, item (also a term or a definition), cell, title (of a call-out or tab);
        callout (also details and tabs), list, table, quote, code, directive, html, rule,
        footnote, reference, abbreviation, attributes
    level: of a heading, or nesting depth of a list item
    name: the id of a heading, the kind of a call-out, "ol", "ul" or "dl", the text of a directive,
        what a footnote, reference or abbreviation is called by
    inside: kinds of the call-outs and footnotes it stands in, outermost first
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
    html: bool = False  # a whole block of raw HTML, whatever number of lines it has


def blocks(text: str) -> list[Block]:
    """The blocks of a Markdown text, in order of their start."""
    return list(_blocks(text))


@functools.lru_cache(maxsize=2048)  # each stage asks again for the same documents
def _blocks(text: str) -> tuple[Block, ...]:
    lines = _lines(text, 0, len(text))
    if HTML_START.search(text):
        lines = _with_html(text, lines)
    return tuple(sorted(_walk(lines, (), 0), key=lambda b: (b.start, -b.end)))


def _lines(text: str, start: int, stop: int) -> list[_Line]:
    lines = []
    for raw in text[start:stop].splitlines(keepends=True):
        bare = raw.rstrip("\r\n")
        lines.append(_Line(start, bare, not bare.strip()))
        start += len(raw)
    return lines


def _with_html(text: str, lines: list[_Line]) -> list[_Line]:
    """The lines of a text with each block of raw HTML as a line of its own.

    The renderer takes HTML out before it looks for other blocks: what starts with a block-level tag or a comment at
    the left margin, up to its end. With a `markdown` attribute only the tags go, and what is between them stays.
    """
    masked, i = text, 0
    while i < len(lines):  # tags in fenced code are none
        j = _fence_end(lines, i)
        if j > i:
            start, end = lines[i].start, lines[j - 1].start + len(lines[j - 1].text)
            masked = masked[:start] + "`" * (end - start) + masked[end:]
        i = max(j, i + 1)
    made: list[_Line] = []
    opened: list[str] = []
    position = done = 0
    while match := TAG.search(masked, position):
        start, position = match.start(), match.end()
        closing, name = match.group(1) == "/", (match.group(2) or "").lower()
        before = masked[masked.rfind("\n", 0, start) + 1 : start]
        margin = len(before) < 4 and not before.strip() or done > 0 and not masked[done:start].strip(" ")
        if closing:
            if name not in opened:
                continue
            while opened.pop() != name:  # what was not closed inside ends, too
                pass
        elif not margin or name and name not in BLOCK_LEVEL_ELEMENTS:
            continue
        elif not name:
            if (end := masked.find("-->" if match.group().startswith("<!-") else ">", position)) < 0:
                continue
            position = masked.index(">", end) + 1
        elif name not in SPAN_TAGS and MARKDOWN_INSIDE.search(match.group(3)):
            opened.append(name)
        elif name != "hr":
            position = _element_end(masked, position, name)
        made += [*_lines(text, done, start), _Line(start, text[start:position], html=True)]
        done = position
    return made + _lines(text, done, len(text))


def _element_end(text: str, position: int, name: str) -> int:
    """Where the element ends whose start tag ends at `position`: at the end of the text if it is never closed."""
    depth = 1
    for tag in re.compile(rf"<(/?){name}\b[^>]*>", re.I).finditer(text, position):
        depth += -1 if tag.group(1) else 1
        if not depth:
            return tag.end()
    return len(text)


def _fence_end(lines: list[_Line], i: int) -> int:
    """Behind the end of the fenced code that starts at line `i`; `i` itself if none starts there."""
    text = lines[i].text
    bare = text.strip()
    fence = FENCE.match(bare)
    if fence and "`" not in bare[fence.end() :]:
        margin = text[: len(text) - len(text.lstrip())]
        for j in range(i + 1, len(lines)):
            if not lines[j].blank and not lines[j].text.startswith(margin):
                break
            if lines[j].text.rstrip() == margin + fence.group(1):
                return j + 1
    return i


def _indent(text: str) -> int:
    expanded = text.expandtabs(4)
    return len(expanded) - len(expanded.lstrip())


def _dedent(line: _Line, width: int = 4) -> _Line:
    """The line with up to `width` columns of indentation taken off."""
    taken = columns = 0
    while taken < len(line.text) and columns < width and line.text[taken] in " \t":
        columns += 4 - columns % 4 if line.text[taken] == "\t" else 1
        taken += 1
    return _Line(line.start + taken, line.text[taken:], line.blank, line.html)


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
        mark = text[0]
        if line.html:
            yield _block("html", [line], inside=inside)
            i += 1
        elif mark in "`~" and (j := _fence_end(lines, i)) > i:
            yield _block("code", lines[i:j], inside=inside)
            i = j
        elif _indent(line.text) >= 4:
            j = _container(lines, i)
            yield _block("code", lines[i:j], inside=inside)
            i = j
        elif mark == "#" and (match := HEADING.match(text)):
            yield _heading(line.start + lead, match, inside)
            i += 1
        elif mark in "!?=" and (match := CALLOUT.match(text) or UNNAMED.match(text)):
            name = match.group(2) or ("tab" if mark == "=" else "details")
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
        elif "|" in text and i + 1 < len(lines) and _is_table(text, lines[i + 1].text):
            j = i
            while j < len(lines) and not lines[j].blank and not lines[j].html:
                j += 1
            yield _block("table", lines[i:j], inside=inside)
            for number, row in enumerate(lines[i:j]):
                if number != 1:
                    yield from _cells(row, text, inside, number == 0)
            i = j
        elif i + 1 < len(lines) and UNDERLINE.match(lines[i + 1].text) and not lines[i + 1].html:
            yield _heading(line.start + lead, UNDERLINED.match(text), inside, 1 if "=" in lines[i + 1].text else 2)
            i += 2
        elif mark in "-*_" and RULE.match(text):
            yield _block("rule", [line], inside=inside)
            i += 1
        elif (mark in "-*+" or mark.isdigit()) and (match := ITEM.match(text)):
            j, ordered = _item_end(lines, i, ITEM), mark.isdigit()
            body_start = lead + match.end()
            if task := TASK.match(text[match.end() :]):
                body_start += task.end()
            yield _block("list", lines[i:j], name="ol" if ordered else "ul", level=depth, inside=inside)
            yield from _walk(_body(lines[i:j], body_start), inside, depth + 1, item=True)
            i = j
        elif mark == ":" and (match := DEFINITION.match(text)) and not all(x.blank for x in lines[:i]):
            j = _item_end(lines, i, DEFINITION)
            yield _block("list", lines[i:j], name="dl", level=depth, inside=inside)
            yield from _walk(_body(lines[i:j], lead + match.end()), inside, depth + 1, item=True)
            i = j
        elif mark == ">":
            j = i
            while j < len(lines) and not lines[j].blank and not lines[j].html:
                j += 1
            quoted = []
            for row in lines[i:j]:
                cut = re.match(r"[ \t]*>?[ ]?", row.text).end()
                quoted.append(_Line(row.start + cut, row.text[cut:], not row.text[cut:].strip()))
            yield _block("quote", lines[i:j], inside=inside)
            yield from _walk(quoted, inside, depth)
            i = j
        elif mark == "{" and (match := DIRECTIVE.match(text)) and match.end() == len(text.rstrip()):
            yield _block("directive", [line], name=f"{match.group(1)}.{match.group(2)}", inside=inside)
            i += 1
        elif mark == "[" and (match := FOOTNOTE.match(text)):
            j = _item_end(lines, i, FOOTNOTE)
            yield _block("footnote", lines[i:j], name=match.group(1), inside=inside)
            yield from _walk(_body(lines[i:j], lead + match.end()), (*inside, "footnote"), depth)
            i = j
        elif mark in "[*" and (match := REFERENCE.match(text) or ABBREVIATION.match(text)):
            yield _block("reference" if mark == "[" else "abbreviation", [line], name=match.group(1), inside=inside)
            i += 1
        else:
            j = i + 1
            while j < len(lines) and not lines[j].blank and not _interrupts(lines, j, kind == "item"):
                j += 1
            if _is_term(lines, j):
                for term in lines[i:j]:
                    yield _block("item", [term], level=depth, inside=inside)
            else:
                last = lines[j - 1]
                if j > i + 1 and ATTRIBUTES.match(last.text):  # no words of the paragraph
                    yield _block("attributes", [last], inside=inside)
                    yield _block(kind, lines[i : j - 1], level=depth, inside=inside)
                else:
                    yield _block(kind, lines[i:j], level=depth, inside=inside)
            i = j


def _ends_item(lines: list[_Line], i: int) -> bool:
    """Whether a line that is not indented ends the list item, and the paragraph, before it."""
    bare = lines[i].text.lstrip()
    return lines[i].html or bool(
        bare[0] in "#!?=`~-*_"
        and (
            HEADING.match(bare)
            or CALLOUT.match(bare)
            or UNNAMED.match(bare)
            or _fence_end(lines, i) > i
            or RULE.match(bare)
        )
    )


def _interrupts(lines: list[_Line], i: int, item: bool) -> bool:
    """Whether a line ends the paragraph before it. In the first paragraph of a list item a nested list does too."""
    if _ends_item(lines, i):
        return True
    bare = lines[i].text.lstrip()
    if item and ITEM.match(bare):
        return True
    return bare[0] in ">:[*" and bool(
        bare[0] == ">"
        or DEFINITION.match(bare)
        or FOOTNOTE.match(bare)
        or REFERENCE.match(bare)
        or ABBREVIATION.match(bare)
    )


def _is_term(lines: list[_Line], i: int) -> bool:
    """Whether the lines before line `i` are terms: the next line that is not blank starts a definition."""
    while i < len(lines) and lines[i].blank:
        i += 1
    return i < len(lines) and bool(DEFINITION.match(lines[i].text))


def _item_end(lines: list[_Line], i: int, start: re.Pattern) -> int:
    """Where the item that starts at line `i` ends: of a list, a definition or a footnote, as `start` says."""
    j = i + 1
    while j < len(lines):
        if lines[j].blank:
            k = j
            while k < len(lines) and lines[k].blank:
                k += 1
            if k == len(lines) or _indent(lines[k].text) < 4:
                return j
            j = k
        elif _indent(lines[j].text) < 4 and (start.match(lines[j].text.lstrip()) or _ends_item(lines, j)):
            return j
        else:
            j += 1
    return j


def _body(lines: list[_Line], cut: int) -> list[_Line]:
    """The lines of an item without its mark, which is `cut` characters wide, and without their indentation."""
    text = lines[0].text[cut:]
    return [_Line(lines[0].start + cut, text, not text.strip()), *(_dedent(x) for x in lines[1:])]


def _heading(start: int, match: re.Match, inside: tuple[str, ...], level: int = 0) -> Block:
    content, name = match.group(2), ""
    if found := HEADING_ID.search(content):
        name, content = found.group(1), content[: found.start()]
    elif (found := ATTRIBUTES.search(content)) and found.start():
        name = next((word[1:] for word in found.group().strip(" \t{:}").split() if word[0] == "#"), "")
        content = content[: found.start()]
    at, level = start + match.start(2), level or len(match.group(1))
    return Block("heading", at, at + len(content), content, level=level, name=name, inside=inside)


def _is_table(head: str, rule: str) -> bool:
    """Whether a table starts with these two lines: they have the same number of columns."""
    if "-" not in rule or not TABLE_RULE.match(rule.strip()):
        return False
    return len(_edges(head, head)) == len(_edges(rule, head))


def _edges(row: str, head: str) -> list[int]:
    """Where the cells of a row begin and end: at the bars that are neither escaped nor code, and at its ends.

    Outer bars are edges only if the head of the table has one, too.
    """
    hidden = CODE_SPAN.sub(lambda m: "`" * len(m.group()), row) if "`" in row else row
    edges = [-1, *(m.start() for m in BAR.finditer(hidden)), len(row)]
    bare = head.strip()
    if bare.startswith("|") or bare.endswith("|"):
        if row.lstrip().startswith("|"):
            edges = edges[1:]
        if len(edges) > 1 and not row[edges[-2] + 1 :].strip():
            edges = edges[:-1]
    return edges


def _cells(row: _Line, head: str, inside: tuple[str, ...], in_head: bool) -> Iterator[Block]:
    text = row.text
    columns = len(_edges(head, head)) - 1  # the renderer drops what is beyond
    for left, right in itertools.islice(itertools.pairwise(_edges(text, head)), columns):
        cell = text[left + 1 : right]
        bare = cell.strip()
        if bare:
            start = row.start + left + 1 + len(cell) - len(cell.lstrip())
            yield Block("cell", start, start + len(bare), bare, level=int(in_head), inside=inside)


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
            base = name = slug(block.text)  # nothing, for a heading of pictures alone
            number = 1
            while not name or name in used:
                name, number = f"{base}_{number}", number + 1
            used.add(name)
        ids[block.start] = name
    return ids


def tidy(text: str) -> str:
    """A text on one line. Spaces that must not break (French sets them before a colon) stay what they are."""
    return re.sub(r"[ \t\r\n\f\v]+", " ", text).strip(" ")


def hidden(text: str) -> str | None:
    """The first character of a text that readers do not see and that changes what they see; None when there is none."""
    for what, pattern in _HIDDEN:
        if found := pattern.search(text):
            return f"{what} (U+{ord(found.group()):04X})"
    return None


def escape_bars(text: str) -> str:
    """A text that stays in its cell of a table."""
    return BAR.sub(r"\\|", text)


def line_of(text: str, offset: int) -> int:
    """The line (from 1) that an offset stands in."""
    return text.count("\n", 0, offset) + 1
