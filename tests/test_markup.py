"""The walker over Markdown agrees with the real renderer, on all content and on traps."""

from __future__ import annotations

import re

import markdown
import pytest
from goodpractice.markup import DIRECTIVE, EXTENSIONS, blocks, heading_ids, slug
from goodpractice.model import Library
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

#: What others write Markdown with, and how: the usual extensions of a Material site.
OUTSIDE = [
    *EXTENSIONS,
    *("abbr", "def_list", "footnotes", "md_in_html"),
    *(f"pymdownx.{name}" for name in ("caret", "details", "emoji", "highlight", "inlinehilite", "keys", "mark")),
    *(f"pymdownx.{name}" for name in ("smartsymbols", "tabbed", "tasklist", "tilde")),
]
OPTIONS = {"pymdownx.tabbed": {"alternate_style": True}}

TRAPS = {
    "soft wraps": "One line\nand another.\n\nNext.",
    "nested list": "- a\n    - b\n    - c\n- d\n\n    more of d\n\nafter",
    "ordered": "1. one\n2. two\n   wrapped\n3. three",
    "call-out": '!!! say\n    "Hello."\n\n    - item\n    - item two\n\nafter',
    "title": '!!! resist "They say: no"\n    Answer.',
    "table": "| a | b |\n|---|---|\n| c \\| d | |\n| e | f |",
    "quote": "> one\n> two\n>\n> three",
    "heading ids": "## Two words {#own}\n\ntext\n\n## Two words\n\n## Two words\n",
    "lazy item": "- one\nlazy\n- two",
    "cell with one column": "| a |\n|---|\n| b |",
    "list in list in call-out": "!!! do\n    1. a\n        - b\n    2. c\n",
    "emphasis at the start": "*One* and **two**.\n\n**Bold:** text",
    "heading after text": "text\n## Heading\nmore",
    "details": '??? note "Title"\n    One.\n\n???+ "No kind"\n    Two.\n\n??? tip\n    Three.\n\nafter',
    "call-out of several classes": '!!! info inline end "Title"\n\n    One.\n\n!!! note ""\n    No title.\n',
    "tabs": '=== "One"\n\n    a\n\n    - b\n\n=== "Two"\n\n    c\n\n    === "Inner"\n\n        d\n\nafter',
    "definitions": "Term\n:   One\n    wrapped\n:   Two\n\nA\nB\n\n:   Three\n\n    more\n\n    - item\n\nafter",
    "footnotes": "Text[^1] and[^b].\n\n[^1]: One.\n[^b]:\n    Two\n    wrapped.\n\n    More.\n\nafter",
    "abbreviations": "The HTML.\n\n*[HTML]: Hyper Text\n*[W3C]: Consortium\nafter",
    "references": 'A [link][a].\n\n  [a]: https://example.org "Title"\n  [b]: <page.md>\n\nafter',
    "attribute lines": "Text\nof two lines\n{ .big #x }\n\n- item\n{ .y }\n\n## Heading { #own .z }\n\n{ alone }",
    "raw HTML": "<div>\nnot *this*\n\n<div>nor</div>\n\n- this\n</div>\nafter\n\n<b>bold</b> text\n\n<hr>\nend",
    "HTML with Markdown inside": '<div class="grid" markdown>\n\n-   a\n\n    ---\n\n    b\n\n</div>\n\nafter',
    "indented HTML": "- item\n\n    <div>text</div>\n\n!!! say\n    <p>text</p>\n",
    "comments": "<!-- one\n\ntwo -->\ntext\n\n## <!-- x --> Heading\n\ntext <!-- y --> more\n<!-- z -->\nend",
    "fences": '``` { .py title="a" }\n<div>\n\n# no\n```\n\n~~~\n```\n~~~\n\n- a\n\n    ```py\n    x\n    ```\n\nb',
    "no fence": "```text``` is code\n\n```\nnever closed",
    "list indented by two": "- a\n  - b\n  - c\n- d",
    "list indented by tabs": "- a\n\t- b\n\n\t\tmore\n\n\t1. c\n- d",
    "list in a later paragraph of an item": "- a\n\n    b\n    - c\n\nno\n- list",
    "brackets make no list": "1) one\n2) two",
    "table without outer bars": "a | b\n--|:-:\nc `|` d | e\n| f | g |\n\nx | y\n---\nz",
    "underlined headings": "One\n===\n\nTwo\n---\ntext\n\ntext\nand more\n---\nend",
    "rules": "text\n***\nmore\n\n* * *\n\n_____\nend",
    "quote after text": "text\n> quote\nlazy\n\n> - item\n>\n> more",
}


def rendered_blocks(text: str, extensions: list[str] = EXTENSIONS) -> list[str]:
    """Block texts as the renderer has them before it looks at inline marks."""
    found: list[str] = []
    tags = {"p", "li", "td", "th", "dt", "dd", "summary", "label", *(f"h{n}" for n in range(1, 7))}

    def visit(element, generated: str = "") -> None:
        """`generated`: the title that the renderer makes for a call-out without one, from its kind."""
        if element.tag in tags and not isinstance(element.text, AtomicString):  # that is inside of raw HTML
            # where HTML or code was taken out, and behind a footnote, the renderer has left marks
            bare = re.sub("\x02(?:wzxhzdk:\\d+|qq3936677670287331zz)\x03", "", element.text or "")
            title = element.tag == "summary" or element.get("class") == "admonition-title"
            if bare.strip() and not (title and bare == generated):
                found.append(" ".join(bare.split()))
        if "tabbed-set" in element.get("class", ""):  # all labels, then all contents: read them in turn
            labels, contents = (list(child) for child in element if child.tag == "div")
            for label, content in zip(labels, contents, strict=True):
                visit(label)
                visit(content)
            return
        kinds = [name for name in element.get("class", "").split() if name != "admonition"]
        for child in element:
            visit(child, kinds[0].capitalize() if kinds else "")

    class Oracle(Treeprocessor):
        def run(self, root):
            visit(root)

    renderer = markdown.Markdown(extensions=extensions, extension_configs=OPTIONS)
    renderer.treeprocessors.register(Oracle(renderer), "oracle", 30)
    renderer.convert(text)
    return found


def ours(text: str) -> list[str]:
    """Block texts as the walker has them; footnotes at the end, where the renderer puts them."""
    found, notes = [], []
    for block in blocks(text):
        if block.kind == "title" and block.text == block.name.split()[0].capitalize():
            continue  # what the renderer would have said without a title
        if block.kind in {"heading", "paragraph", "item", "cell", "title", "directive"}:
            (notes if "footnote" in block.inside else found).append(" ".join(block.text.split()))
    return found + notes


def comparable(texts: list[str]) -> list[str]:
    cleaned = [re.sub(r"^\[[ xX]\]\s+", "", t.replace("\\|", "|")) for t in texts]
    # the renderer keeps ids and other attributes until later
    bare = [re.sub(r"(?<=\S)\s*\{:?\s*[^{}%*\s][^{}]*\}$", "", t) for t in cleaned]
    return [t for t in bare if t]


@pytest.mark.parametrize("name", TRAPS)
def test_traps(name: str) -> None:
    assert comparable(ours(TRAPS[name])) == comparable(rendered_blocks(TRAPS[name], OUTSIDE))


def test_all_content(library: Library) -> None:
    compared = 0
    for document in library.documents():
        if document.path.startswith("docs/guides/"):
            continue  # code in lists is a message there only for the renderer
        assert comparable(ours(document.body)) == comparable(rendered_blocks(document.body)), document.path
        compared += len(ours(document.body))
    assert compared > 3000


def test_heading_ids_are_the_renderers(library: Library) -> None:
    for document in library.documents():
        html = markdown.markdown(DIRECTIVE.sub("", document.body), extensions=EXTENSIONS)  # a picture is no text
        found = blocks(document.body)
        assert list(heading_ids(found).values()) == re.findall(r"<h\d id=\"([^\"]+)\"", html), document.path


def test_slugs() -> None:
    assert slug("What **could** go wrong?") == "what-could-go-wrong"
    assert slug("[KASH](case:kash) and café") == "kash-and-cafe"
