"""The structure of a page without its words: what every language must share.

A translation may change words. It may not add or lose a block, an id, a link or anything else that a page does. What
the program itself adds to translated pages (marks of language and age, the banner) does not count.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping
from pathlib import Path

from lxml import etree
from lxml import html as lxml_html

from goodpractice.problems import Problems

Skeleton = list[str]

_INLINE = {"strong", "em", "b", "i", "code", "br"}  # a translation may emphasise another word
_FREE = {"alt", "aria-label", "title", "src", "lang", "dir", "style"}  # words, or the program's own
_ATTRIBUTES = ("id", "class", "data-mm", "data-n", "data-name", "role")


def skeleton(content: str) -> Skeleton:
    """The elements of a page's content in order, then its links."""
    root = lxml_html.fragment_fromstring(content, create_parent="div")
    made: list[str] = []
    links: Counter = Counter()
    _walk(root, made, links)
    return made + sorted(f"{n} × link to {target}" for target, n in links.items())


def _walk(element: etree._Element, made: list[str], links: Counter) -> None:
    for child in element:
        if not isinstance(child.tag, str):
            made.append("comment")
            continue
        classes = (child.get("class") or "").split()
        if "translation" in classes and "admonition" in classes:
            continue
        mark = child.tag == "span" and (child.get("lang") or "gp-changed" in classes)
        if child.tag == "a":
            target = child.get("href") or ""
            if ".pdf" not in target:  # a printable may be offered in English
                links[target.lstrip("./")] += 1
        elif child.tag == "svg":
            made.append("svg")
            continue
        elif not mark and child.tag not in _INLINE:
            known = [f"{name}={child.get(name)}" for name in _ATTRIBUTES if child.get(name)]
            others = sorted(set(child.keys()) - {*_ATTRIBUTES} - _FREE)
            made.append(" ".join([child.tag, *known, *others]))
        if child.tag != "svg":
            _walk(child, made, links)


def write_skeletons(pages: dict[str, Skeleton], path: Path) -> None:
    path.write_text(json.dumps(pages, ensure_ascii=False), "utf-8")


def compare(folder: Path, langs: Mapping[str, Collection[str]], problems: Problems) -> None:
    """Report each page whose structure differs from the English one. `folder` holds a file for each language; `langs`
    has the languages and, for each, the pages (`.md`) that may differ."""
    english: dict[str, Skeleton] = json.loads((folder / "en.json").read_text("utf-8"))
    for lang, free in langs.items():
        pages: dict[str, Skeleton] = json.loads((folder / f"{lang}.json").read_text("utf-8"))
        for name in sorted({*english, *pages}):
            if name not in pages or name not in english:
                problems.add(
                    "GP423", f"site/{lang}/{name}", 1, "this page does not exist in both languages", "build again"
                )
            elif pages[name] != english[name] and name.removesuffix(".html") + ".md" not in free:
                what = _difference(english[name], pages[name])
                problems.add(
                    "GP423",
                    f"site/{lang}/{name}",
                    1,
                    f"this page differs from the English one: {what}",
                    "look at the messages of this page for added or lost marks",
                )


def _difference(one: Skeleton, two: Skeleton) -> str:
    for before, after in zip(one, two, strict=False):
        if before != after:
            return f"“{after}” where the English has “{before}”"
    return f"{len(two)} elements where the English has {len(one)}"
