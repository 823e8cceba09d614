"""The search index of one language: plain files that a page loads when somebody searches, over HTTP or from a folder.

`docs.js` lists the pages; the words stand in shards by first letter, so that a search for one word fetches a few
kilobytes. A word's pages are written as a string: for each page the distance to the one before it (base 36) and a
letter for its weight (A to I). `overrides/assets/site/search.js` reads them and must fold and cut words as
`locales.fold` and this module do; a test in `tests/test_browser.py` runs both on the same words.

Why not a ready index: lunr and Material's send every reader everything, Pagefind needs WebAssembly and HTTP, which the
content security policy and a memory stick exclude.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from lxml import etree
from lxml import html as lxml_html

from goodpractice.locales import fold

_SHARD = 24_000  # characters in a file of words, roughly 12 KB when packed
_HAN = "\u3400-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+")
_SKIP = {"script", "style", "svg", "nav"}

_ENDINGS = {
    "en": "ations/at ation/at ments ment ings ing ies/y ied/y ers er ed es ly s e",
    "es": "amientos amiento aciones acion adoras adores adora ador mente ando iendo ados adas idos idas ado ada ido "
    "ida ales al ar er ir es as os a o e s",
    "fr": "issements issement ations ation ements ement ieres iere iers ier euses euse eurs eur ees ee ants ant ales "
    "aux al es er ez ent s e x",
    "ru": "ями ами ого его ому ему ыми ими иях ях ах ов ев ей ой ый ий ая яя ое ее ые ие ым им ом ем ую юю ам ям ию ья "
    "ия ть а я о е ы и у ю ь",
    "ar": "ات ون ين ها هم نا ية ه ي",
}
ENDINGS = {
    lang: [tuple(ending.partition("/")[::2]) for ending in endings.split()] for lang, endings in _ENDINGS.items()
}
"""What is cut from the end of a word, by language: the first that fits, and what takes its place. Light on purpose."""
STARTS = {"ar": ["وال", "بال", "كال", "فال", "لل", "ال"]}
_LEAST = {"ar": 3}  # letters that must be left; 4 elsewhere


def tokens(text: str, lang: str) -> list[str]:
    """The words of a text as the index holds them. Chinese characters come in overlapping pairs."""
    made = []
    for token in _TOKEN.findall(fold(text)):
        if token.isdigit() and len(token) < 3:
            continue  # clock times and numbers of lists: they would fill a third of the index
        if re.match(rf"[{_HAN}]", token):
            made += [token[i : i + 2] for i in range(len(token) - 1)] or [token]
        else:
            made.append(stem(token, lang))
    return made


def stem(word: str, lang: str) -> str:
    """A folded word without the endings of its language."""
    least = _LEAST.get(lang, 4)
    for start in STARTS.get(lang, ()):
        if word.startswith(start) and len(word) - len(start) >= least:
            word = word[len(start) :]
            break
    for ending, instead in _folded(lang):
        if word.endswith(ending) and len(word) - len(ending) >= least:
            return word[: len(word) - len(ending)] + instead
    return word


def _folded(lang: str) -> list[tuple[str, str]]:
    return [(fold(ending), instead) for ending, instead in ENDINGS.get(lang, [])]


@dataclass(frozen=True)
class Page:
    """What the search knows of a page: where it is, its title and what it belongs to, and its words by weight."""

    url: str
    title: str
    group: str
    words: Counter


def read_page(url: str, title: str, group: str, content: str, lang: str) -> Page:
    """A page's words. Passages in another language than the page's are left out."""
    words: Counter = Counter({word: 8 for word in tokens(title, lang)})
    root = lxml_html.fragment_fromstring(content, create_parent="div")
    for text, heading in _texts(root, lang, False):
        for word in tokens(text, lang):
            words[word] += 3 if heading else 1
    return Page(url, title, group, words)


def _texts(element: etree._Element, lang: str, heading: bool) -> Iterable[tuple[str, bool]]:
    if not isinstance(element.tag, str) or element.tag in _SKIP:
        return
    heading = heading or element.tag in {"h2", "h3", "h4"}
    if element.get("lang", lang) == lang and element.text:
        yield element.text, heading
    if element.get("lang", lang) == lang:
        for child in element:
            yield from _texts(child, lang, heading)
            if child.tail:
                yield child.tail, heading


def write_index(pages: list[Page], lang: str, folder: Path) -> int:
    """Write the index of a language; returns its size in bytes."""
    pages = sorted(pages, key=lambda page: page.url)
    postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, page in enumerate(pages):
        for word, count in page.words.items():
            postings[word].append((number, min(9, 1 + int(math.log2(count)))))
    folder.mkdir(parents=True, exist_ok=True)
    groups = list(dict.fromkeys(page.group for page in pages))
    lines = [f"{word} {_packed(found)}" for word, found in sorted(postings.items())]
    shards, first = _shards(lines)
    files = {
        "docs.js": "gpSearch.docs("
        + json.dumps(
            {
                "lang": lang,
                "groups": groups,
                "pages": [[page.url, page.title, groups.index(page.group)] for page in pages],
                "shards": first,
                "endings": _folded(lang),
                "starts": STARTS.get(lang, []),
                "least": _LEAST.get(lang, 4),
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )
        + ")"
    }
    for number, shard in enumerate(shards):
        files[f"{number}.js"] = f"gpSearch.words({number},{json.dumps(chr(10).join(shard), ensure_ascii=False)})"
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    return sum(len(text.encode()) for text in files.values())


def _packed(found: list[tuple[int, int]]) -> str:
    made, before = "", -1
    for number, weight in found:
        distance = number - before - 1
        made += (_base36(distance) if distance else "") + "ABCDEFGHI"[weight - 1]
        before = number
    return made


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + digits
    return digits


def _shards(lines: list[str]) -> tuple[list[list[str]], list[str]]:
    """Sorted lines in files of about one size, and the first word of each."""
    shards: list[list[str]] = []
    size = _SHARD
    for line in lines:
        if size >= _SHARD:
            shards.append([])
            size = 0
        shards[-1].append(line)
        size += len(line) + 1
    return shards, [shard[0].split(" ")[0] for shard in shards]
