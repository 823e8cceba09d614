"""A language that nobody speaks: what cannot be translated shows, and so does what is cut off."""

from __future__ import annotations

import re
from pathlib import Path

import polib
import pytest
from babel import Locale
from conftest import copy_project, goodpractice
from goodpractice.model import Library
from goodpractice.problems import Problems
from goodpractice.read import read_library
from goodpractice.translate import check_all
from goodpractice.translate.pseudo import LONGER, pseudo
from test_browser import browser  # noqa: F401  (a fixture)

PAGES = [
    "index.html",
    "overview.html",
    "translations.html",
    "case-studies/index.html",
    "case-studies/kash.html",
    "modules/media-workshop/index.html",
    "modules/media-workshop/sessions/opening.html",
    "modules/media-workshop/formats/core.html",
    "modules/media-workshop/test.html",
    "modules/media-workshop/key.html",
    "modules/media-workshop/report.html",
    "handouts/referral-card.html",
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site in the pseudo-language, every message of it."""
    made = copy_project(tmp_path_factory.mktemp("pseudo") / "project", "overrides", "scripts")
    assert goodpractice("translate", "add", "en-XA", root=made.root).returncode == 0
    for path in (made.translations / "en-XA").rglob("*.po"):
        file = polib.pofile(str(path), wrapwidth=0)
        for entry in file:
            entry.msgstr = pseudo(entry.msgid)
        file.save()
    problems = Problems()
    check_all(made, read_library(made, problems).published(), ["en-XA"], problems, advice=False)
    refused = [str(p) for p in problems if "refused" in p.what]
    assert not refused, refused[:3]
    done = goodpractice("build", "--lang", "en-XA", "--no-print", "--site-dir", str(made.root / "site"), root=made.root)
    assert done.returncode == 0, done.stderr[-2000:]
    return made.root / "site" / "en-XA"


def names(library: Library) -> set[str]:
    """Words that are the same in every language: names of organisations, countries, sources, languages."""
    found = [
        f"{c.front.organisation} {c.front.abbreviation} {' '.join(c.front.partners)}" for c in library.cases.values()
    ]
    found += [" ".join(filter(None, (s.author, s.title, s.publisher, s.year))) for s in library.sources.front.entries]
    found += [language.name for language in library.languages.front.entries]
    found += Locale.parse("en").territories.values()
    return set(re.findall(r"\w+", " ".join(found)))


def test_everything_that_readers_see_is_translatable(site: Path, library: Library, browser) -> None:  # noqa: F811
    known = names(library)
    tab = browser.new_page(viewport={"width": 320, "height": 800})
    for name in PAGES:
        tab.goto((site / name).as_uri())
        text = tab.evaluate("document.querySelector('article').innerText + document.querySelector('footer').innerText")
        text = re.sub(r"https?://\S+|\S*\w\.\w+/\S*", " ", text)
        while text != (shorter := re.sub(r"‹[^‹›]*›", " ", text)):
            text = shorter
        left = [
            word
            for word in re.findall(r"(?<!\w)[a-z]{4,}", text)
            if word not in known and word.capitalize() not in known
        ]
        assert not left, (name, left[:10])
        assert tab.evaluate("document.documentElement.scrollWidth") <= 320, name
        cut = tab.evaluate(
            """() => [...document.querySelectorAll('article *, footer *')].filter(e =>
              getComputedStyle(e).overflow === 'hidden' && e.scrollWidth > e.clientWidth + 1
              && e.innerText.includes('‹')
            ).map(e => e.innerText.slice(0, 40))"""
        )
        assert not cut, (name, cut)
    tab.close()


def test_the_pseudo_language_keeps_what_translators_copy() -> None:
    made = pseudo("Call **{{ slot.hotline }}** or see [the card](handout:x) [@nswp-2012], {n} times.")
    for kept in ("**{{ slot.hotline }}**", "](handout:x)", "[@nswp-2012]", "{n}"):
        assert kept in made
    assert len(pseudo("a" * 100)) > 100 * (1 + LONGER)
