"""The walker over Markdown agrees with the real renderer, on all content and on traps."""

from __future__ import annotations

import re

import markdown
import pytest
from goodpractice.markup import DIRECTIVE, EXTENSIONS, blocks, heading_ids, slug
from goodpractice.model import Library
from markdown.treeprocessors import Treeprocessor

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
}


def rendered_blocks(text: str) -> list[str]:
    """Block texts as the renderer has them before it looks at inline marks."""
    found: list[str] = []

    class Oracle(Treeprocessor):
        def run(self, root):
            for element in root.iter():
                if (
                    element.tag in {"p", "li", "td", "th", *(f"h{n}" for n in range(1, 7))}
                    and (element.text or "").strip()
                ):
                    found.append(" ".join(element.text.split()))

    renderer = markdown.Markdown(extensions=EXTENSIONS)
    renderer.treeprocessors.register(Oracle(renderer), "oracle", 30)
    renderer.convert(text)
    return found


def ours(text: str) -> list[str]:
    found = []
    for block in blocks(text):
        if block.kind in {"heading", "paragraph", "item", "cell", "title", "directive"}:
            found.append(" ".join(block.text.split()))
    return found


def comparable(texts: list[str]) -> list[str]:
    cleaned = [re.sub(r"^\[[ xX]\]\s+", "", t.replace("\\|", "|")) for t in texts]
    # the renderer gives call-outs without a title one of its own, and keeps ids until later
    titles = {"Do", "Say", "Ask", "Watch", "Task", "Stop", "Note", "Warning"}
    return [re.sub(r"\s*\{:?\s*#[\w-]+\s*\}$", "", t) for t in cleaned if t not in titles]


@pytest.mark.parametrize("name", TRAPS)
def test_traps(name: str) -> None:
    assert comparable(ours(TRAPS[name])) == comparable(rendered_blocks(TRAPS[name]))


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
