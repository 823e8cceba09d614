"""Plain Markdown -> the block tree that the Typst templates lay out.

The tree holds data only (texts, never Typst markup), so no translation can run code or read a file. The constructs are
a closed set; anything else is a `ConversionError`, so nothing is dropped in silence.

Blocks   {"t": "h", "l": level, "c": [inline]}   {"t": "p", "k": class, "c": [inline]}   {"t": "quote", "c": [block]}
         {"t": "list", "o": ordered, "i": [[block]]}   {"t": "call", "k": kind, "h": [inline], "c": [block]}
         {"t": "table", "h": [[inline]], "r": [[[inline]]]}   {"t": "break"}
Inline   "text"   {"t": "b" | "i" | "small", "c": [inline]}   {"t": "a", "u": url, "c": [inline]}   {"t": "br"}
         {"t": "lang", "l": code, "c": [inline]}   {"t": "blank" | "box", "mm": n}   {"t": "lines", "n": n}
         {"t": "tick"}   {"t": "pic", "n": name, "alt": text}
"""

from __future__ import annotations

import re
from typing import Any

import markdown
from lxml import etree
from lxml import html as lxml_html

from goodpractice.compose.documents import Part
from goodpractice.markup import EXTENSIONS

Node = Any


class ConversionError(Exception):
    """A construct that printables cannot show."""


_renderer: markdown.Markdown | None = None


def to_html(text: str) -> str:
    """Markdown as HTML, with the extensions of the site."""
    global _renderer
    if _renderer is None:
        _renderer = markdown.Markdown(extensions=EXTENSIONS)
    return _renderer.reset().convert(text)


def part_blocks(part: Part) -> list[Node]:
    """The blocks of a part, its title as the first heading, its headings moved down."""
    made: list[Node] = [{"t": "break"}] if part.new_page else []
    if part.title:
        made.append({"t": "h", "l": max(2, part.level + 1), "c": inline_nodes(part.title)})
    found = convert(part.markdown)
    for block in found:
        if block["t"] == "h":
            block["l"] = min(6, block["l"] + part.level)
    return made + found


def inline_nodes(text: str) -> list[Node]:
    """One line of inline Markdown."""
    found = convert(text)
    return found[0]["c"] if found and found[0]["t"] in {"p", "h"} else [text]


def convert(text: str) -> list[Node]:
    """Markdown as blocks."""
    html = to_html(text)
    if not html.strip():
        return []
    return _blocks(lxml_html.fragment_fromstring(html, create_parent="div"))


def _blocks(parent: etree._Element) -> list[Node]:
    made: list[Node] = []
    loose: list[Node] = []  # text outside any block, as in tight list items

    def flush() -> None:
        if any(not isinstance(node, str) or node.strip() for node in loose):
            made.append({"t": "p", "k": "", "c": _trimmed(loose)})
        loose.clear()

    loose.append(parent.text or "")
    for child in parent:
        if isinstance(child, (etree._Comment, etree._ProcessingInstruction)):
            loose.append(child.tail or "")
            continue
        if child.tag in _BLOCKS:
            flush()
            made.append(_BLOCKS[child.tag](child))
        elif child.tag in _INLINE:
            loose += _inline(child)
        else:
            raise ConversionError(f"<{child.tag}> cannot be printed")
        loose.append(child.tail or "")
    flush()
    return made


def _trimmed(nodes: list[Node]) -> list[Node]:
    """Inline nodes with white space folded and none at the ends."""
    made: list[Node] = []
    for node in nodes:
        if isinstance(node, str):
            node = re.sub(r"[ \t\n]+", " ", node)
            if made and isinstance(made[-1], str):
                made[-1] = re.sub(" +", " ", made[-1] + node)
                continue
        made.append(node)
    if made and isinstance(made[0], str):
        made[0] = made[0].lstrip(" ")
    if made and isinstance(made[-1], str):
        made[-1] = made[-1].rstrip(" ")
    return [node for node in made if node != ""]


def _heading(element: etree._Element) -> Node:
    return {"t": "h", "l": int(element.tag[1]), "c": _content(element)}


def _paragraph(element: etree._Element) -> Node:
    if len(element) == 1 and element[0].get("class") == "gp-break" and not (element.text or "").strip():
        return {"t": "break"}
    return {"t": "p", "k": (element.get("class") or "").removeprefix("gp-"), "c": _content(element)}


def _list(element: etree._Element) -> Node:
    return {"t": "list", "o": element.tag == "ol", "i": [_blocks(item) for item in element if item.tag == "li"]}


def _quote(element: etree._Element) -> Node:
    return {"t": "quote", "c": _blocks(element)}


def _table(element: etree._Element) -> Node:
    rows = [[_content(cell) for cell in row if cell.tag in {"td", "th"}] for row in element.iter("tr")]
    return {"t": "table", "h": rows[0] if rows else [], "r": rows[1:]}


def _division(element: etree._Element) -> Node:
    classes = (element.get("class") or "").split()
    if classes[:1] != ["admonition"]:
        raise ConversionError("a <div> that is no call-out cannot be printed")
    title: list[Node] = []
    if len(element) and element[0].get("class") == "admonition-title":
        title = _content(element[0])
        element.remove(element[0])
    return {"t": "call", "k": classes[1] if len(classes) > 1 else "note", "h": title, "c": _blocks(element)}


def _content(element: etree._Element) -> list[Node]:
    made: list[Node] = [element.text or ""]
    for child in element:
        made += _inline(child)
        made.append(child.tail or "")
    return _trimmed(made)


def _spaced(element: etree._Element) -> list[Node]:
    """Content with the spaces at its ends kept: they separate words from the text around."""
    made: list[Node] = [re.sub(r"\s+", " ", element.text or "")]
    for child in element:
        made += _inline(child)
        made.append(re.sub(r"\s+", " ", child.tail or ""))
    return [node for node in made if node != ""]


def _span(element: etree._Element) -> list[Node]:
    classes = (element.get("class") or "").split()
    kind = classes[0] if classes else ""
    if kind in {"gp-blank", "gp-box"}:
        return [{"t": kind.removeprefix("gp-"), "mm": int(element.get("data-mm"))}]
    if kind == "gp-lines":
        return [{"t": "lines", "n": int(element.get("data-n"))}]
    if kind == "gp-tick":
        return [{"t": "tick"}]
    if kind == "gp-break":
        return []
    if kind == "gp-label":
        return [{"t": "small", "c": _spaced(element)}]
    if kind == "gp-changed":
        return [{"t": "small", "c": _spaced(element)}]
    if element.get("lang"):
        return [{"t": "lang", "l": element.get("lang").split("-")[0], "c": _spaced(element)}]
    return _spaced(element)


def _link(element: etree._Element) -> list[Node]:
    target = element.get("href") or ""
    content = _spaced(element)
    if not target.startswith(("https://", "http://")):
        return content
    return [{"t": "a", "u": target, "c": content}]


_BLOCKS = {
    **{f"h{n}": _heading for n in range(1, 7)},
    "p": _paragraph,
    "ul": _list,
    "ol": _list,
    "blockquote": _quote,
    "table": _table,
    "div": _division,
}
_INLINE = {
    "strong": lambda e: [{"t": "b", "c": _spaced(e)}],
    "em": lambda e: [{"t": "i", "c": _spaced(e)}],
    "a": _link,
    "br": lambda e: [{"t": "br"}],
    "span": _span,
    "img": lambda e: [{"t": "pic", "n": e.get("data-name"), "alt": e.get("alt")}],
}


def _inline(element: etree._Element) -> list[Node]:
    if element.tag not in _INLINE:
        raise ConversionError(f"<{element.tag}> cannot be printed inside a line")
    return _INLINE[element.tag](element)


def words_of(nodes: Node) -> str:
    """All the text of a tree, in reading order: what a printable must hold."""
    if isinstance(nodes, str):
        return nodes
    if isinstance(nodes, list):
        return "".join(words_of(node) for node in nodes)
    if nodes["t"] == "list":
        return " ".join(words_of(item) for item in nodes["i"]) + " "
    if nodes["t"] == "table":
        return " ".join(words_of(cell) for row in [nodes["h"], *nodes["r"]] for cell in row) + " "
    made = words_of(nodes.get("h", [])) + " " if nodes["t"] == "call" else ""
    made += words_of(nodes.get("c", []))
    return made + (" " if nodes["t"] in {"h", "p", "quote", "call"} else "")
