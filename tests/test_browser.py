"""The finished site in real Chromium."""

from __future__ import annotations

import functools
import http.server
import os
import threading
from collections.abc import Iterator

import pytest
from conftest import Built
from playwright.sync_api import Browser, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def address(built: Built) -> Iterator[str]:
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *arguments):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(built.site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=FLAGS)
        yield made
        made.close()


def test_a_reader_walks_through_the_site(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    foreign, errors = [], []
    page.on("request", lambda r: foreign.append(r.url) if not r.url.startswith((address, "data:", "blob:")) else None)
    page.on("pageerror", lambda error: errors.append(str(error)))

    page.goto(address)
    assert page.locator("h1").inner_text() == "Good Practice"
    page.locator("article a", has_text="Police sensitisation").first.click()
    page.wait_for_url("**/modules/police-sensitisation/index.html")
    assert "720\u00a0min" in page.locator("article").inner_text()

    page.goto(f"{address}case-studies/kash.html")
    page.locator(".gp-languages a[hreflang=es]").click()
    page.wait_for_url("**/es/case-studies/kash.html")
    assert page.locator("html").get_attribute("lang") == "es"
    assert page.locator(".admonition.translation").is_visible()
    page.locator(".gp-languages a[hreflang=en]").click()
    page.wait_for_url(f"{address}case-studies/kash.html")

    for prefix, word in (("", "custody"), ("es/", "comisaría")):
        page.goto(f"{address}{prefix}index.html")
        page.locator("input.md-search__input").fill(word)
        page.wait_for_selector("li.md-search-result__item")
        assert word[:5] in page.locator("ol.md-search-result__list").inner_text().lower()
    assert not foreign and not errors
    page.close()


@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_is_wider_than_the_screen(browser: Browser, address: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    for name in (
        "index.html",
        "case-studies/sisonke.html",
        "es/modules/police-sensitisation/sessions/law-here.html",
        "modules/police-sensitisation/handouts/pol-law-sheet.html",
        "modules/police-sensitisation/test.html",
    ):
        page.goto(address + name)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    page.close()


def test_it_opens_from_a_folder(browser: Browser, built: Built) -> None:
    page = browser.new_page()
    foreign = []
    page.on("request", lambda r: foreign.append(r.url) if not r.url.startswith(("file:", "data:", "blob:")) else None)
    page.goto((built.site / "index.html").as_uri())
    page.locator("article a", has_text="Police sensitisation").first.click()
    page.wait_for_url("**/modules/police-sensitisation/index.html")
    page.locator(".gp-languages a[hreflang=es]").click()
    page.wait_for_url("**/es/modules/police-sensitisation/index.html")
    assert not foreign
    page.close()
