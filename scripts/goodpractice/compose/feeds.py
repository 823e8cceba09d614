"""Feeds of a language: new case studies, as Atom and as JSON. Nothing in them tells who reads them."""

from __future__ import annotations

import json
from uuid import NAMESPACE_URL, uuid5

from lxml import etree

from goodpractice.facets import Case
from goodpractice.markup import plain
from goodpractice.model import Library
from goodpractice.words import Words

_ATOM = "http://www.w3.org/2005/Atom"


def feed_files(library: Library, words: Words, address: str) -> dict[str, str]:
    """File texts by their path below the folder of the language. Without an address links are relative to the feed."""
    base = f"{address.rstrip('/')}/{'' if library.lang == 'en' else library.lang + '/'}" if address else ""
    cases = sorted(library.cases.values(), key=lambda case: (case.front.added, case.id), reverse=True)
    title = f"{library.local.front.name if library.local else words('site-name')}: {words('cases')}"
    return {
        "feed.xml": _atom(cases, title, base, library),
        "feed.json": _json(cases, title, base, library),
    }


def _id(library: Library, case: Case | None = None) -> str:
    """The id of the feed or of a case in it. An edition tells a case in its own way, so it has ids of its own."""
    edition = f"/{library.local.id}" if library.local else ""
    own = f"/{case.id}" if case else ""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'good-practice{edition}/{library.lang}{own}')}"


def _when(case: Case) -> str:
    return f"{case.front.added}T00:00:00Z"


def _atom(cases: list[Case], title: str, base: str, library: Library) -> str:
    feed = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})
    feed.set("{http://www.w3.org/XML/1998/namespace}lang", library.lang)

    def add(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
        element = etree.SubElement(parent, f"{{{_ATOM}}}{name}", **attributes)
        element.text = text or None
        return element

    add(feed, "title", title)
    add(feed, "id", _id(library))
    add(feed, "updated", max(_when(case) for case in cases))
    add(add(feed, "author"), "name", library.author)
    add(feed, "link", rel="self", href=f"{base}feed.xml")
    for case in cases:
        entry = add(feed, "entry")
        add(entry, "title", plain(case.front.title))
        add(entry, "id", _id(library, case))
        add(entry, "updated", _when(case))
        add(entry, "link", rel="alternate", href=f"{base}case-studies/{case.id}.html")
        add(entry, "summary", plain(case.front.summary))
    return etree.tostring(feed, encoding="unicode", pretty_print=True)


def _json(cases: list[Case], title: str, base: str, library: Library) -> str:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "language": library.lang,
        "authors": [{"name": library.author}],
        "items": [
            {
                "id": _id(library, case),
                "url": f"{base}case-studies/{case.id}.html",
                "title": plain(case.front.title),
                "content_text": plain(case.front.summary),
                "date_published": _when(case),
            }
            for case in cases
        ],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1) + "\n"
