"""How readable the English of a module is: the length of its sentences.

B1 readers manage short sentences; the target is a median of at most 16 words. Sentences are found by sentencex, which
Wikimedia keeps for its own translations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from sentencex import segment

from goodpractice.markup import CITATION, DIRECTIVE, LINK, blocks
from goodpractice.model import Document, Module
from goodpractice.problems import Problems

TARGET = 16  # words: the median sentence should have no more
LONG = 25  # words: sentences above are counted
_QUOTES = re.compile(r"[“”\"*]")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


@dataclass(frozen=True)
class Readability:
    """Of a text in English: how many sentences, words in the median sentence, and the share (0 to 1) of long ones."""

    sentences: int
    median: float
    long: float


def readability(documents: Iterator[Document]) -> Readability:
    """Of the running text of documents. Headings and table cells are no sentences and do not count."""
    lengths = [
        len(_WORD.findall(sentence))
        for document in documents
        for block in blocks(document.body)
        if block.kind in {"paragraph", "item"} and block.is_message
        for sentence in segment("en", _bare(block.text))
        if sentence.strip().endswith((".", "?", "!", ":"))
    ]
    if not lengths:
        return Readability(0, 0.0, 0.0)
    return Readability(len(lengths), median(lengths), sum(n > LONG for n in lengths) / len(lengths))


def _bare(text: str) -> str:
    """A text as it is read aloud. Quotation marks go too: what stands inside is sentences like any other."""
    text = LINK.sub(lambda m: m.group(2), CITATION.sub("", DIRECTIVE.sub("", text)))
    return _QUOTES.sub("", text).replace(" .", ".").strip()


def report_readability(module: Module, problems: Problems) -> None:
    """One line of advice for each module, so that its figure can be watched."""
    found = readability(d for d in module.documents() if d.published)
    if not found.sentences:
        return
    over = found.median > TARGET
    problems.add(
        "GP308",
        module.index.path,
        1,
        f"the median of {found.sentences} sentences has {found.median:g} words; {found.long:.1%} have over {LONG}",
        f"shorten the long ones: the target is {TARGET}" if over else f"nothing to do: the target is {TARGET}",
    )
