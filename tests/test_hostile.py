"""A catalogue from a stranger: 240 hostile strings in every kind of message, built and opened in Chromium."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import polib
import pytest
from conftest import copy_project, goodpractice
from goodpractice.problems import Problems
from goodpractice.project import Project
from goodpractice.read import read_library
from goodpractice.translate import extract
from goodpractice.translate.guard import refusal
from goodpractice.words import ENGLISH
from hostile import HOSTILE
from test_browser import browser  # noqa: F401  (a fixture)

EMBEDDED = "Un texto {} y más."


@pytest.mark.parametrize("text", HOSTILE)
def test_every_hostile_string_is_refused_or_harmless(text: str) -> None:
    """Alone and inside a sentence; what passes has no character left that could do anything."""
    for shown in (text, EMBEDDED.replace("{}", text)):
        shown = " ".join(shown.split())  # as the reader of catalogues does
        if refusal("A plain sentence.", shown, "es") is None:
            assert not set("<>&{}[]`@\\") & set(shown) and ":" not in shown and shown.isprintable(), shown


PER_PAGE = 8


def page(numbers: range) -> str:
    """A page with a heading, paragraph, item, cell, call-out title and slot for each string."""
    made = [
        f"---\ntitle: Title of page {numbers[0]}x\nsummary: Summary of page {numbers[0]}x\nstatus: published\n---\n"
    ]
    for n in numbers:
        made.append(
            f"## Heading of page {n}x\n\nParagraph of page {n}x\n\n- Item of page {n}x\n\n"
            f"| Cell of page {n}x |\n|---|\n| Row of page {n}x |\n\n"
            f'!!! invented "Name of page {n}x"\n    Body of page {n}x\n\nCall {{{{ slot.hostile-{n} }}}} now.\n'
        )
    return "\n".join(made)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A site whose Spanish is hostile, served."""
    made = copy_project(tmp_path_factory.mktemp("hostile") / "project", "overrides", "scripts")
    folder = made.docs / "hostile"
    folder.mkdir()
    for start in range(0, len(HOSTILE), PER_PAGE):
        (folder / f"p{start}.md").write_text(page(range(start, min(start + PER_PAGE, len(HOSTILE)))), "utf-8")
    with (made.docs / "data/slots.yml").open("a", encoding="utf-8") as file:
        for n in range(len(HOSTILE)):
            words = f"label: Label of page {n}x, description: Description of page {n}x"
            file.write(f"- {{name: hostile-{n}, type: text, {words}}}\n")
    extract(made, read_library(made, Problems()), Problems())
    poison(made)
    target = made.root / "site"
    done = goodpractice("build", "--lang", "es", "--no-print", "--site-dir", str(target), root=made.root)
    assert done.returncode == 0, done.stderr[-2000:]
    refused = sum(done.stderr.count(f" {code} warning: this translation is refused") for code in CODES)
    assert refused > 8 * len(HOSTILE), refused  # eight kinds on pages, slots and interface words too

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *arguments):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(target)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", target
    server.shutdown()


CODES = ("GP402", "GP406", "GP407", "GP408", "GP409")


def poison(project: Project) -> None:
    """Messages of the hostile pages and interface words become one of the strings, alone or in a sentence."""
    path = project.translations / "es/site.po"
    file = polib.pofile(str(path), wrapwidth=0)
    for entry in file:
        if " of page " in entry.msgid:
            number = int(entry.msgid.rsplit(" ", 1)[1].removesuffix("x"))
            whole = entry.msgid.startswith(("Paragraph", "Cell", "Title", "Label"))
            text = HOSTILE[number] if whole else EMBEDDED.replace("{}", HOSTILE[number])
            entry.msgstr, entry.flags = text.replace("\x00", ""), []
    file.save()
    path = project.translations / "es/ui.po"
    file = polib.pofile(str(path), wrapwidth=0)
    for number, entry in enumerate(file):
        entry.msgstr, entry.flags = HOSTILE[number % len(HOSTILE)].replace("\x00", ""), []
    assert len(file) >= len(ENGLISH)
    file.save()


LOOK = """() => ({
  handlers: [...document.querySelectorAll('*')].filter(
    e => [...e.attributes].some(a => a.name.startsWith('on'))).length,
  scripts: document.scripts.length,
  frames: document.querySelectorAll('iframe, object, embed, form:not(.md-search__form), base, style').length,
  links: [...document.querySelectorAll('a')].filter(
    e => /^(javascript|data|vbscript|tel|mailto|sms):/i.test(e.href)).length,
  pictures: document.querySelectorAll('article img').length,
})"""


def test_nothing_hostile_reaches_a_reader(site, browser) -> None:  # noqa: F811
    """No dialog, no request to another host, no handler, script, frame or link that the English page does not have."""
    address, _ = site
    tab = browser.new_page()
    dialogs, foreign = [], []
    tab.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    tab.on("request", lambda r: foreign.append(r.url) if not r.url.startswith((address, "data:", "blob:")) else None)
    names = [f"hostile/p{start}.html" for start in range(0, len(HOSTILE), PER_PAGE)]
    for name in [
        *names,
        "index.html",
        "case-studies/kash.html",
        "translations.html",
        "modules/media-workshop/test.html",
    ]:
        tab.goto(f"{address}es/{name}", wait_until="domcontentloaded")
        found = tab.evaluate(LOOK)
        tab.goto(f"{address}{name}", wait_until="domcontentloaded")
        assert found == tab.evaluate(LOOK), name
        assert found["handlers"] == found["links"] == 0, name
    tab.close()
    assert not dialogs and not foreign
