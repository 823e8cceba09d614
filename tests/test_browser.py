"""The finished site in real Chromium, as readers at risk meet it."""

from __future__ import annotations

import functools
import gzip
import http.server
import os
import re
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import Built
from goodpractice.render.search import tokens
from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
LANGS = ("es", "fr", "ru", "zh", "ar")
#: One page of every kind.
TEMPLATES = (
    "index.html",
    "overview.html",
    "modules.html",
    "safety.html",
    "search.html",
    "az.html",
    "offline.html",
    "contribute.html",
    "sources.html",
    "translations.html",
    "guides/translators.html",
    "case-studies/index.html",
    "case-studies/sisonke.html",
    "case-studies/short/kash.html",
    "case-studies/by/index.html",
    "case-studies/by/st-hotline.html",
    "case-studies/timeline.html",
    "case-studies/data.html",
    "modules/police-sensitisation/index.html",
    "modules/police-sensitisation/sessions/law-here.html",
    "modules/police-sensitisation/formats/short.html",
    "modules/police-sensitisation/handouts/pol-law-sheet.html",
    "modules/police-sensitisation/test.html",
    "handouts/incident-form.html",
    "404.html",
    "leave.html",
)
#: What must be found, by language: with and without accents, in other forms, with a slip, inside a Chinese sentence.
PROBES = {
    "en": {"extorsion": "roll-call", "polic": "", "paralegals": "Paralegal", "custdy": ""},
    "es": {"policia": "", "policía": "", "extorsion": "", "comisarias": ""},
    "fr": {"securite": "", "policiers": ""},
    "ru": {"вымогательство": "", "полиция": "", "полицией": ""},
    "zh": {"性工作者": "", "警察": "", "监督": ""},
    "ar": {"شرطة": "", "الشرطة": "", "والشرطة": ""},
}


def folder(lang: str) -> str:
    return "" if lang == "en" else f"{lang}/"


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


def watch(page: Page) -> tuple[list[str], list[str]]:
    """Requests of a page, and everything that its console or its scripts complain of."""
    requests, complaints = [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return requests, complaints


# --- walking through ----------------------------------------------------------------------------------------------


def test_a_reader_walks_through_the_site(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    _, complaints = watch(page)
    page.goto(address)
    assert page.locator("h1").inner_text() == "Good Practice"
    page.locator("article a", has_text="Police sensitisation").first.click()
    page.wait_for_url("**/modules/police-sensitisation/index.html")
    assert "720\u00a0min" in page.locator("article").inner_text()
    page.goto(f"{address}case-studies/kash.html")
    page.locator(".languages summary").click()
    page.locator(".languages a[hreflang=es]").click()
    page.wait_for_url("**/es/case-studies/kash.html")
    assert page.locator("html").get_attribute("lang") == "es"
    assert page.locator(".admonition.translation").first.is_visible()
    assert not complaints
    page.close()


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("way", ["http", "file"])
def test_a_visit_asks_nobody_else_and_leaves_nothing(
    browser: Browser, built: Built, address: str, way: str, script: bool
) -> None:
    """Every kind of page, with and without scripts, from a server and from a folder: no other host, no violation of the
    policy, nothing stored."""
    context = browser.new_context(java_script_enabled=script)
    page = context.new_page()
    requests, complaints = watch(page)
    base = address if way == "http" else built.site.as_uri() + "/"
    for name in TEMPLATES:
        if name == "404.html" and way == "file":
            continue  # only servers show it
        for lang in ("en", "ar"):
            if lang == "en" or name != "404.html":
                page.goto(base + folder(lang) + name)
    assert all(url.startswith((base, "data:")) for url in requests)
    assert not complaints
    assert context.cookies() == []
    if script and way == "http":
        kept = page.evaluate(
            """async () => [localStorage.length, sessionStorage.length, (await caches.keys()).length,
            (await navigator.serviceWorker.getRegistrations()).length, (await indexedDB.databases()).length]"""
        )
        assert kept == [0, 0, 0, 0, 0]
    context.close()


def test_pages_are_light(browser: Browser, built: Built, address: str) -> None:
    """Packed, with style and script: 15 KB for up to 1,200 words, 25 KB for any page; three requests."""

    def packed(path: Path) -> int:
        return len(gzip.compress(path.read_bytes(), 6))

    heavy = []
    for lang in ("en", *LANGS):
        site = built.site / folder(lang)
        frame = sum(packed(site / "assets" / "site" / name) for name in ("site.css", "site.js"))
        for path in site.rglob("*.html"):
            if lang == "en" and path.relative_to(built.site).parts[0] in LANGS:
                continue
            text = path.read_text("utf-8")
            article = text.partition("<article")[2].partition("</article>")[0]
            words = len(re.sub(r"<[^>]+>", " ", article).split())
            if packed(path) + frame > (15_000 if words <= 1200 and lang != "zh" else 25_000):
                heavy.append((path.relative_to(built.site).as_posix(), words, packed(path) + frame))
    assert not heavy, heavy[:10]
    page = browser.new_page()
    for name in ("overview.html", "case-studies/index.html", "search.html", "contribute.html"):
        requests, _ = watch(page)
        page.goto(address + name, wait_until="networkidle")
        assert len(requests) <= 3, (name, requests)
    page.close()


# --- who it must not shut out -------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing(browser: Browser, address: str, width: int, scheme: str) -> None:
    """Every rule of axe-core with its best practices. English on every kind of page; each other language on a part."""
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    names = [name for name in TEMPLATES if name != "leave.html"]
    visits = names + [
        folder(lang) + name
        for number, lang in enumerate(LANGS)
        for name in names[(width + (scheme == "dark") + number) % 3 :: 3]
        if name != "404.html"
    ]
    found = []
    for name in visits:
        page.goto(address + name)
        for violation in Axe().run(page, options=OPTIONS).response["violations"]:
            found.append((name, violation["id"], violation["nodes"][0]["html"][:120]))
    assert not found, found[:10]
    page.close()


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_is_wider_than_the_screen(browser: Browser, address: str, width: int, script: bool) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, java_script_enabled=script)
    page = context.new_page()
    for lang in ("en", "ru", "ar"):
        for name in TEMPLATES:
            if name in {"404.html", "leave.html"}:
                continue
            page.goto(address + folder(lang) + name)
            wide = page.locator("html").evaluate("e => e.scrollWidth") if script else _width_without_scripts(page)
            assert wide <= width, (lang, name, wide)
    context.close()


def _width_without_scripts(page: Page) -> int:
    """Playwright can still measure where the page itself may not run anything."""
    return page.evaluate("document.documentElement.scrollWidth")


def test_the_keyboard_reaches_everything(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 640})
    page.goto(f"{address}case-studies/kash.html")
    before = page.url

    def focused() -> str:
        return page.evaluate("document.activeElement.className || document.activeElement.textContent.trim()")

    page.keyboard.press("Tab")
    assert focused() == "skip"
    page.keyboard.press("Tab")
    assert focused() == "exit"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert focused() == "Menu"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('#menu').contains(document.activeElement)")
    page.goto(before)
    seen = set()
    for _ in range(80):
        page.keyboard.press("Tab")
        place = page.evaluate(
            """() => { const e = document.activeElement, b = e.getBoundingClientRect(), s = getComputedStyle(e);
            return [e.tagName, Math.round(b.left), Math.round(b.width), s.outlineStyle, parseFloat(s.outlineWidth)] }"""
        )
        if place[0] == "BODY":
            break
        assert place[1] >= 0 and place[2] > 0, place  # on the screen
        assert place[3] != "none" and place[4] >= 2, place  # and seen to be there
        seen.add(tuple(place))
    assert len(seen) > 30
    for key in "npfsh/?":
        page.keyboard.press(key)
    assert page.url == before
    page.close()


# --- leaving ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_way_out(browser: Browser, address: str, lang: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 480})
    context.route(lambda url: not url.startswith(address), lambda route: route.fulfill(body="<title>Weather</title>"))
    page = context.new_page()
    base = address + folder(lang)
    page.goto(base + "index.html")
    page.goto(base + "safety.html")
    page.goto(base + "case-studies/kash.html")
    page.mouse.wheel(0, 2000)
    page.wait_for_timeout(200)
    exit = page.locator("a.exit")
    box = exit.bounding_box()
    assert box["width"] >= 44 and box["height"] >= 44 and 0 <= box["y"] < 100
    on_top = "([x, y]) => document.elementFromPoint(x, y).className"
    assert page.evaluate(on_top, [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]) == "exit"
    exit.click()
    page.wait_for_url(lambda url: not url.startswith(address))
    page.go_back()
    assert page.url == base + "safety.html"  # the page that was left is not in the list

    page.goto(base + "case-studies/kash.html")
    for _ in range(2):
        page.keyboard.press("Shift")
    assert "1" in page.locator("span.only-read").inner_text()
    page.keyboard.press("a")
    page.keyboard.press("Shift")
    assert page.url == base + "case-studies/kash.html"  # another key began the count again
    for _ in range(2):
        page.keyboard.press("Shift")
    page.wait_for_url(lambda url: not url.startswith(address))
    context.close()


def test_leaving_takes_the_page_from_the_screen_at_once(browser: Browser, address: str) -> None:
    """Before any network answers: title and screen are those of no page in particular."""
    context = browser.new_context()
    context.route(lambda url: not url.startswith(address), lambda route: route.fulfill(body="<title>Weather</title>"))
    page = context.new_page()
    page.goto(f"{address}case-studies/kash.html")
    seen = page.evaluate(
        """() => { document.querySelector('a.exit').click();
        return [document.title, document.elementFromPoint(200, 200).className] }"""
    )
    assert seen == ["Loading", "gone"]
    context.close()


def test_the_way_out_without_a_network_and_without_scripts(browser: Browser, built: Built, address: str) -> None:
    page = browser.new_page()
    page.goto((built.site / "case-studies/kash.html").as_uri())
    page.locator("a.exit").click()
    page.wait_for_url("**/leave.html")
    assert "Practice" not in page.content()
    page.close()
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    targets = set()
    for lang in ("en", *LANGS):
        page.goto(f"{address}{folder(lang)}index.html")
        targets.add(page.locator("a.exit").get_attribute("href"))
    assert len(targets) == 6 and all(target.startswith("https://") for target in targets)
    context.close()


def test_discreet_mode(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto("data:text/html,<title>before</title>")
    page.goto(f"{address}safety.html")
    page.locator("[data-tool=discreet]").click()
    page.locator(".bar .home").click()
    page.wait_for_url("**/index.html")
    page.locator("article a", has_text="Police sensitisation").first.click()
    page.wait_for_url("**/modules/police-sensitisation/index.html")
    assert page.title() == "–"
    assert page.locator("a[href$='guide.pdf']").get_attribute("download") not in {None, ""}
    page.go_back()
    assert page.title() == "before"
    assert page.evaluate("localStorage.length" if page.url.startswith("http") else "0") == 0
    context.close()


# --- finding ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["http", "file"])
@pytest.mark.parametrize("lang", PROBES)
def test_search(browser: Browser, built: Built, address: str, lang: str, way: str) -> None:
    page = browser.new_page()
    requests, complaints = watch(page)
    base = address if way == "http" else built.site.as_uri() + "/"
    page.goto(f"{base}{folder(lang)}search.html")
    assert not any("assets/search" in url for url in requests)  # nothing before somebody asks
    for text, expected in PROBES[lang].items():
        page.locator("#query").fill(text)
        page.wait_for_selector(".hits li")
        assert expected in page.locator(".hits").inner_text(), text
        page.locator("#query").fill("")
        page.wait_for_selector(".hits li", state="detached")
    page.locator("#query").fill("xyzzyqwv")
    page.locator("[data-search] [role=status]", has_text=re.compile(r"\S")).wait_for()
    assert page.url == f"{base}{folder(lang)}search.html" and not complaints
    page.close()


@pytest.mark.parametrize("lang", PROBES)
def test_both_sides_of_the_search_cut_words_alike(browser: Browser, built: Built, lang: str) -> None:
    """The index is made in one program and searched by another: on a real page, they must find the same words."""
    page = browser.new_page()
    page.goto((built.site / folder(lang) / "search.html").as_uri())
    page.locator("#query").fill(next(iter(PROBES[lang])))
    page.wait_for_selector(".hits li")
    text = re.sub(r"<[^>]+>", " ", (built.site / folder(lang) / "overview.html").read_text("utf-8"))[:20_000]
    found = page.evaluate("text => gpSearch.tokens(text).map(token => token.word)", text)
    assert len(found) > 500 and found == tokens(text, lang)
    page.close()


def test_search_is_light(built: Built) -> None:
    """Packed, English has 25 KB for 60,000 words, and the search for one word fetches 32 KB at most in any language."""

    def packed(path: Path) -> int:
        return len(gzip.compress(path.read_bytes(), 6))

    for lang in ("en", *LANGS):
        files = {path.stem: packed(path) for path in (built.site / folder(lang) / "assets/search").glob("*.js")}
        shards = [size for name, size in files.items() if name != "docs"]
        assert files["docs"] + max(shards) <= 32_000, lang
        if lang == "en":
            texts = [p.read_text("utf-8") for p in built.site.rglob("*.html")]
            texts = [t.partition("<article")[2].partition("</article>")[0] for t in texts if '<html lang="en"' in t]
            words = sum(len(re.sub(r"<[^>]+>", " ", text).split()) for text in texts)
            assert sum(files.values()) <= 25_000 * words / 60_000


def test_filters_and_pages_give_the_same_cases(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}case-studies/index.html")
    shown = page.locator("li[data-tags]:visible")
    assert shown.count() == 12
    page.locator("#f-strategies").select_option("st-hotline")
    hotlines = set(shown.locator("strong a").evaluate_all("links => links.map(a => a.textContent)"))
    page.locator("#f-country").select_option("country-ke")
    assert 0 < shown.count() < len(hotlines)
    assert str(shown.count()) in page.locator(".filters [role=status]").inner_text()
    page.locator(".filters button").click()
    assert shown.count() == 12
    page.goto(f"{address}case-studies/by/st-hotline.html")
    assert set(page.locator("li strong a").evaluate_all("links => links.map(a => a.textContent)")) == hotlines
    page.goto(f"{address}case-studies/index.html")
    page.locator(".gp-map a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/by/country-*.html")
    page.close()


# --- taking along -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_copy_on_a_stick(browser: Browser, built: Built, tmp_path: Path, lang: str) -> None:
    with zipfile.ZipFile(built.site / "offline" / f"{lang}.zip") as archive:
        archive.extractall(tmp_path)
        names = set(archive.namelist())
    assert any(name.endswith(".pdf") for name in names)
    page = browser.new_page()
    requests, complaints = watch(page)
    page.goto((tmp_path / folder(lang) / "index.html").as_uri())
    page.locator("article a[href^=modules]").first.click()
    page.locator(".languages summary").click()
    page.locator(".languages a[hreflang=es]").click()
    page.wait_for_url("**/elsewhere.html#**")  # only one language was unpacked
    assert page.locator("h1").is_visible()
    page.goto((tmp_path / folder(lang) / "search.html").as_uri())
    page.locator("#query").fill(next(iter(PROBES[lang])))
    page.wait_for_selector(".hits li")
    assert not complaints and all(url.startswith(("file:", "data:")) for url in requests)
    page.close()


def test_pages_are_kept_only_on_request_and_can_be_removed(browser: Browser, address: str, built: Built) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}zh/offline.html")
    page.locator("[data-tool=keep]").click()
    done = page.locator("[data-tool=keep]").get_attribute("data-done")
    page.locator("[data-tool=keep] + [role=status]", has_text=done).wait_for(timeout=120_000)
    context.set_offline(True)
    page.goto(f"{address}zh/case-studies/kash.html")
    assert page.locator("h1").is_visible()
    context.set_offline(False)
    page.goto(f"{address}zh/offline.html")
    page.locator("[data-tool=forget]").click()
    page.locator("[data-tool=forget] + [role=status]").wait_for()
    assert page.evaluate("caches.keys()") == []
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then(r => r.length)") == 0
    context.close()


def test_the_form_makes_a_case_study_and_sends_nothing(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}contribute.html")
    assert not page.locator("#c-1").is_visible()  # first the questions on consent and safety
    page.locator("[data-agreed]").check()
    page.locator("#c-1").wait_for(state="visible")
    requests, complaints = watch(page)
    page.locator("#c-organisation").fill("A group")
    page.locator("#c-2").fill("We met every week.")
    page.locator("[data-make]").click()
    text = page.locator("#c-result").input_value()
    assert "## What they did\n\nWe met every week." in text and text.startswith("---\n")
    with page.expect_download() as download:
        page.locator("[data-file]").click()
    assert download.value.suggested_filename == "case-study.md"
    assert page.locator("[data-mail]").get_attribute("href").startswith("mailto:?subject=")
    assert not [url for url in requests if not url.startswith("blob:")] and not complaints
    page.close()
