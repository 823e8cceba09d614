"""The finished site: links, facts, language marks, weight, manifest."""

from __future__ import annotations

import hashlib
import json
import posixpath
import re
import unicodedata
import zipfile
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import pytest
from conftest import ROOT, Built

#: What each case page must carry (from the paper), as it stands on the English page.
FACTS = {
    "cdcp": ["IT", "four", "15", "3,500", "10,000"],
    "hoymas": [
        "KE",
        "24-hour",
        "100",
        "Kenya Sex Workers Alliance",
        "Kenya Human Rights Commission",
        "The Outlawed Amongst Us",
        "PEP",
        "emergency contraception",
    ],
    "sisonke": ["ZA", "2008", "2009", "48 hours", "5", "SWEAT", "interdict", "trafficking"],
    "kash": ["KE", "paralegal", "peer educator", "bar", "by-laws"],
    "gswc": ["GY", "2008", "military", "health"],
    "st-james-infirmary": ["US", "1 month", "buses", "labour"],
    "tais-plus": ["KG", "2004", "prosecutor", "anonym"],
    "legalife": ["UA", "2008", "Kirovograd", "Kiev", "President", "Ministry of the Interior"],
    "mtsp": ["PE", "1998", "2004", "Serenazgo", "arts"],
    "tdvtac": ["MX", "Los Zetas", "observatory", "National Commission on Human Rights"],
    "aswa-zimbabwe": ["ZW", "August 2010", "Rights Upon Arrest"],
    "vamp": ["IN", "1996", "weekly", "redress"],
}
NAMES = [
    "Kenya Sex Workers Alliance",
    "The Outlawed Amongst Us",
    "SWEAT",
    "Serenazgo",
    "Los Zetas",
    "Rights Upon Arrest",
]


#: Pages without the frame: for wrong addresses, and the neutral one that the way out leads to without a network.
OWN = {"404.html", "leave.html"}


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.words: list[str] = []
        self.lang = ""
        self._skip = 0
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if "id" in values:
            self.ids.add(values["id"])
        if tag == "html":
            self.lang = values.get("lang", "")
        if tag == "a" and values.get("href"):
            self.links.append(values["href"])
        if tag in {"script", "style"}:
            self._skip += 1

    def handle_endtag(self, tag):
        if tag in {"script", "style"}:
            self._skip -= 1

    def handle_data(self, data):
        if not self._skip:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


@pytest.fixture(scope="module")
def pages(built: Built) -> dict[str, Page]:
    return {
        p.relative_to(built.site).as_posix(): Page(p.read_text("utf-8")) for p in sorted(built.site.rglob("*.html"))
    }


def test_every_link_and_anchor_resolves(built: Built, pages: dict[str, Page]) -> None:
    checked = 0
    for name, page in pages.items():
        if name.endswith("404.html"):
            continue  # its links start at the root of a server
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                assert parts.scheme in {"http", "https"} or link == "mailto:", (name, link)
                continue
            target = (
                posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(parts.path))) if parts.path else name
            )
            path = built.site / target
            if path.is_dir():
                target += "/index.html"
            assert (built.site / target).is_file(), (name, link)
            if parts.fragment and target in pages:
                assert unquote(parts.fragment) in pages[target].ids, (name, link)
            checked += 1
    assert checked > 5000


def test_languages_have_the_same_pages(pages: dict[str, Page]) -> None:
    codes = ("es", "fr", "ru", "zh", "ar")
    english = {n for n in pages if n.split("/")[0] not in codes and n != "404.html"}
    for lang in codes:
        assert {n.removeprefix(f"{lang}/") for n in pages if n.startswith(f"{lang}/")} == english, lang
    for name, page in pages.items():
        lang = name.split("/")[0]
        assert name.endswith(("404.html", "leave.html")) or page.lang == (lang if lang in codes else "en"), name


@pytest.mark.parametrize("case", FACTS)
def test_the_facts_stand_on_the_case_page(case: str, pages: dict[str, Page]) -> None:
    english = pages[f"case-studies/{case}.html"].text
    for fact in FACTS[case]:
        assert fact.casefold() in english.casefold(), fact
    spanish = re.sub(
        r"(?<=\d)[.,\u00a0\u202f ](?=\d{3}\b)",
        "",
        unicodedata.normalize("NFKC", pages[f"es/case-studies/{case}.html"].text),
    )
    for fact in FACTS[case]:
        if re.fullmatch(r"[\d,]+|[A-Z]{2}", fact) or fact in NAMES:
            assert re.search(rf"(?<![\w]){re.escape(fact.replace(',', ''))}(?![\w])", spanish), (case, fact)


def test_evidence_is_stated_on_every_case(pages: dict[str, Page]) -> None:
    for case in FACTS:
        assert re.search(r"How we know: E[1-5]: ", pages[f"case-studies/{case}.html"].text)


def test_pages_are_light(built: Built) -> None:
    for path in built.site.rglob("*.html"):
        assert path.stat().st_size < 120_000, path  # the longest, with every passage marked as English


def test_spanish_says_that_nobody_has_reviewed_it(built: Built) -> None:
    """Every page with a text of its own; lists that the program makes of other pages need no mark."""
    own = [*(ROOT / "docs").rglob("*.md"), *(ROOT / "modules").rglob("*/sessions/*.md")]
    for path in own:
        name = path.relative_to(ROOT).with_suffix(".html").as_posix().removeprefix("docs/")
        assert 'class="admonition translation"' in built.text(f"es/{name}"), name
    assert 'class="admonition translation"' not in built.text("overview.html")


def test_english_passages_in_spanish_pages_are_marked(built: Built) -> None:
    """With a complete catalogue none are left; the mark itself is tested in test_translate."""
    assert '<span lang="en" dir="ltr">' not in built.text("es/overview.html")


def test_nothing_asks_another_host(built: Built) -> None:
    for path in [*built.site.rglob("*.html"), *built.site.rglob("*.css")]:
        text = path.read_text("utf-8")
        assert not re.search(r"<(?:script|img|iframe)[^>]+src=[\"']?(?:https?:)?//", text), path
        assert not re.search(r"<link[^>]+rel=[\"']?(?:stylesheet|preconnect|icon)[^>]+https?://", text), path
        assert "fonts.googleapis" not in text and "gstatic" not in text


def test_manifest(built: Built) -> None:
    manifest = built.manifest
    assert set(manifest) == {"version", "source_revision", "languages", "pages", "printables"}
    assert set(manifest["languages"]) == {"en", "es", "fr", "ru", "zh", "ar"}
    keys = {"id", "lang", "kind", "source", "paper", "path", "pages", "bytes", "sha256", "translated", "reviewed"}
    assert all(set(p) == keys for p in manifest["printables"])
    assert {p["paper"] for p in manifest["printables"]} == {"a4", "letter"}
    kinds = {p["kind"] for p in manifest["printables"]}
    assert {"guide", "workbook", "test", "key", "case-sheet", "card", "form", "handout"} <= kinds
    for printed in manifest["printables"]:
        assert (built.site / printed["path"]).stat().st_size == printed["bytes"]
    spanish = manifest["languages"]["es"]
    assert 0.5 < spanish["translated"] <= 1.0 and spanish["reviewed"] == 0.0
    assert manifest["pages"] == sum(1 for p in built.site.rglob("*.html") if p.name not in OWN)


def test_downloads_stand_on_the_pages(built: Built, pages: dict[str, Page]) -> None:
    for prefix in ("", "es/"):
        links = pages[f"{prefix}modules/police-sensitisation/index.html"].links
        for name in ("guide", "guide-letter", "workbook", "workbook-letter"):
            assert any(link.endswith(f"print/police-sensitisation-{name}.pdf") for link in links)
        assert any(link.endswith("case-kash.pdf") for link in pages[f"{prefix}case-studies/kash.html"].links)


def test_licence_and_independence_stand_on_every_page(pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        assert name.rpartition("/")[2] in OWN or "CC BY 4.0" in page.text, name
    assert "No organisation described here has endorsed it" in pages["index.html"].text


def test_mkdocs_languages_are_ours() -> None:
    configured = re.findall(r"- locale: (\S+)", (ROOT / "mkdocs.yml").read_text("utf-8"))
    listed = re.findall(r"code: ([\w-]+)", (ROOT / "translations/languages.yml").read_text("utf-8"))
    assert configured == listed


def test_every_page_has_the_policy_and_no_inline_script(built: Built) -> None:
    for path in built.site.rglob("*.html"):
        text = path.read_text("utf-8")
        if path.name == "leave.html":
            assert "<script" not in text
            continue
        policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text).group(1)
        assert policy.startswith("default-src 'none'") and "unsafe" not in policy and "http" not in policy, path
        for attributes, body in re.findall(r"<script\b([^>]*)>(.*?)</script>", text, re.S):
            assert not body.strip() or "application/ld+json" in attributes, path
        assert not re.search(r"<[^>]+\s(?:style|on[a-z]+)=", text), path


def test_machines_find_what_they_read(built: Built) -> None:
    data = re.search(r"ld\+json\">(.+?)</script>", built.text("modules/police-sensitisation/index.html"), re.S).group(1)
    module = json.loads(data)
    assert module["timeRequired"] == "PT720M" and module["teaches"] and module["license"].endswith("by/4.0/")
    assert {"name", "description", "keywords", "audience", "inLanguage", "identifier"} <= set(module)
    for prefix in ("", "ar/"):
        feed = json.loads(built.text(f"{prefix}feed.json"))
        assert len(feed["items"]) == 12 and len({item["id"] for item in feed["items"]}) == 12
        assert built.text(f"{prefix}feed.xml").count("<entry>") == 12
    assert not (built.site / "sitemap.xml").exists()  # no address was given
    assert all(f'lang="{lang}"' in built.text("404.html") for lang in ("en", "es", "fr", "ru", "zh", "ar"))


def test_a_page_that_is_english_in_another_language_says_so_to_search_engines(built: Built) -> None:
    page = built.text("fr/modules/hotline/sessions/call-flow.html")
    assert '<meta name="robots" content="noindex">' in page
    assert '<meta name="robots"' not in built.text("fr/case-studies/kash.html")


def test_the_files_to_take_along(built: Built) -> None:
    sums = dict(reversed(line.split()) for line in built.text("offline/SHA256SUMS.txt").splitlines())
    assert set(sums) == {f"{lang}.zip" for lang in ("en", "es", "fr", "ru", "zh", "ar")}
    for name, digest in sums.items():
        assert hashlib.sha256((built.site / "offline" / name).read_bytes()).hexdigest() == digest
    with zipfile.ZipFile(built.site / "offline/fr.zip") as archive:
        names = set(archive.namelist())
        for name in [n for n in names if n.endswith(".html")]:
            for link in Page(archive.read(name).decode("utf-8")).links:
                parts = urlsplit(link)
                if not parts.scheme and parts.path:
                    assert posixpath.normpath(posixpath.join(posixpath.dirname(name), parts.path)) in names, (
                        name,
                        link,
                    )
