"""Commands as users run them: what they do, refuse and leave alone."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from conftest import ROOT, copy_project, goodpractice
from goodpractice.problems import Problems, WrongUse
from goodpractice.project import Project
from goodpractice.render.site import foreign_requests
from goodpractice.scaffold import scaffold


def build(project: Project, site: Path, *more: str) -> subprocess.CompletedProcess:
    return goodpractice("build", "--lang", "en", "--no-print", "--site-dir", str(site), *more, root=project.root)


@pytest.fixture
def whole(tmp_path: Path) -> Project:
    return copy_project(tmp_path / "a project", "overrides", "scripts")


def test_bad_input_leaves_the_site_as_it_was(whole: Project, tmp_path: Path) -> None:
    site = tmp_path / "site"
    assert build(whole, site).returncode == 0
    before = {p.relative_to(site): p.read_bytes() for p in site.rglob("*") if p.is_file()}
    path = whole.docs / "case-studies" / "kash.md"
    path.write_text(path.read_text("utf-8").replace("country: KE", "contry: KE"), "utf-8")
    done = build(whole, site)
    assert done.returncode == 1 and "GP104 error" in done.stderr and "Nothing was written" in done.stderr
    assert {p.relative_to(site): p.read_bytes() for p in site.rglob("*") if p.is_file()} == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a project", "site"]  # no half-built leftovers


def test_a_site_that_the_generator_refuses_is_not_published(whole: Project, tmp_path: Path) -> None:
    (whole.overrides / "main.html").write_text("{% if %}", "utf-8")
    done = build(whole, tmp_path / "site")
    assert done.returncode == 1 and "GP603" in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "site").exists()


def test_a_foreign_request_is_not_published(whole: Project, tmp_path: Path) -> None:
    (whole.overrides / "main.html").write_text(
        '{% extends "base.html" %}{% block extrahead %}<script src="https://cdn.example/x.js"></script>{% endblock %}',
        "utf-8",
    )
    done = build(whole, tmp_path / "site")
    assert done.returncode == 1 and "GP601" in done.stderr
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize(
    "markup",
    [
        "<script async src=//cdn.example/x.js>",
        '<img src="http://x.example/p.gif">',
        '<link rel="stylesheet" href="https://fonts.example/css">',
        "<style>@import url(https://x.example/a.css)</style>",
    ],
)
def test_foreign_requests_are_seen(markup: str, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(f"<html>{markup}</html>", "utf-8")
    problems = Problems()
    foreign_requests(tmp_path, problems)
    assert [p.code for p in problems] == ["GP601"]


def test_links_to_other_sites_are_no_requests(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        '<a href="https://x.example/">x</a><link rel="license" href="https://x.example">', "utf-8"
    )
    problems = Problems()
    foreign_requests(tmp_path, problems)
    assert not list(problems)


def test_final_refuses_unreviewed_translations(whole: Project, tmp_path: Path) -> None:
    done = goodpractice("build", "--lang", "es", "--final", "--site-dir", str(tmp_path / "site"), root=whole.root)
    assert done.returncode == 1 and "GP502" in done.stderr
    assert not (tmp_path / "site").exists()


def test_wrong_use() -> None:
    assert goodpractice("build", "--lang", "xx").returncode == 2
    assert goodpractice("build", "--site-dir", str(ROOT / "docs")).returncode == 2
    assert goodpractice("build", "--site-dir", str(ROOT)).returncode == 2
    assert goodpractice("fly").returncode == 2
    assert goodpractice("new", "session", "police-sensitisation").returncode == 2
    assert goodpractice("new", "case-study", "Not An Id").returncode == 2


def test_a_directory_that_is_not_ours_is_refused(whole: Project, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "letter.txt").write_text("keep me", "utf-8")
    done = build(whole, tmp_path / "home")
    assert done.returncode == 2 and "choose another directory" in done.stderr
    assert (tmp_path / "home" / "letter.txt").read_text("utf-8") == "keep me"


def test_no_project_here(tmp_path: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if k != "GOODPRACTICE_ROOT"}
    command = [sys.executable, "-m", "goodpractice", "check"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 2 and "no project here" in done.stderr


def test_check_as_json(copy: Project) -> None:
    path = copy.docs / "case-studies" / "kash.md"
    path.write_text(path.read_text("utf-8").replace("country: KE", "contry: KE"), "utf-8")
    done = goodpractice("check", "--format", "json", root=copy.root)
    found = json.loads(done.stdout)
    assert done.returncode == 1 and {"path", "line", "code", "severity", "what", "fix"} == set(found[0])


def test_new_writes_drafts_that_check_accepts(copy: Project) -> None:
    scaffold(copy, "case-study", "new-case")
    scaffold(copy, "module", "new-module")
    scaffold(copy, "session", "new-module/second")
    scaffold(copy, "session", "police-sensitisation/extra")
    done = goodpractice("check", root=copy.root)
    assert done.returncode == 0, done.stderr
    with pytest.raises(WrongUse):
        scaffold(copy, "case-study", "new-case")


def test_a_draft_becomes_a_page_when_published(whole: Project, tmp_path: Path) -> None:
    [path] = scaffold(whole, "case-study", "new-case")
    assert build(whole, tmp_path / "site").returncode == 0
    assert not (tmp_path / "site/case-studies/new-case.html").exists()
    path.write_text(path.read_text("utf-8").replace("status: draft", "status: published"), "utf-8")
    assert build(whole, tmp_path / "site").returncode == 0
    assert (tmp_path / "site/case-studies/new-case.html").exists()


def test_mkdocs_alone_builds_every_language(whole: Project, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "-q", "--strict", "-d", str(tmp_path / "site")],
        cwd=whole.root,
        capture_output=True,
        text=True,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    english = (tmp_path / "site/case-studies/kash.html").read_text("utf-8")
    spanish = (tmp_path / "site/es/case-studies/kash.html").read_text("utf-8")
    assert 'href="../es/case-studies/kash.html"' in english and 'href="../../case-studies/kash.html"' in spanish
    assert "print/" not in english


def test_a_second_language_alone(whole: Project, tmp_path: Path) -> None:
    assert (
        goodpractice(
            "build", "--lang", "es", "--no-print", "--site-dir", str(tmp_path / "s"), root=whole.root
        ).returncode
        == 0
    )
    assert (tmp_path / "s/es/index.html").exists() and (tmp_path / "s/index.html").exists()


def test_any_page_as_a_pdf_comes_whole(whole: Project, tmp_path: Path) -> None:
    """mkdocs-pdf-export-plugin loses all after the first sheet; with our style a long page arrives complete."""
    import pypdfium2

    body = (whole.docs / "overview.md").read_text("utf-8")
    page = tmp_path / "tree" / "en"
    page.mkdir(parents=True)
    from goodpractice.compose import compose_site
    from goodpractice.read import read_library
    from goodpractice.words import Words

    library = read_library(Project(ROOT), Problems()).published()
    composed = compose_site(library, Words()).pages["overview.md"]
    (page / "index.md").write_text(composed, "utf-8")
    (tmp_path / "tree" / "navigation.json").write_text(
        json.dumps(
            {"en": {"navigation": [{"Home": "index.md"}], "frame": {"site-name": "x", "site-description": "y"}}}
        ),
        "utf-8",
    )
    environment = {
        **os.environ,
        "ENABLE_PDF_EXPORT": "1",
        "GOODPRACTICE_TREE": str(tmp_path / "tree"),
        "GOODPRACTICE_LANG": "en",
        "NO_MKDOCS_2_WARNING": "1",
    }
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "-d", str(tmp_path / "site")],
        cwd=whole.root,
        capture_output=True,
        text=True,
        env=environment,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    pdf = pypdfium2.PdfDocument(tmp_path / "site" / "index.pdf")
    text = "".join("".join(page.get_textpage().get_text_range() for page in pdf).split())
    assert len(pdf) >= 4
    headings = [line.split("## ")[1].split("{")[0] for line in body.splitlines() if line.startswith("## ")]
    for heading in headings:
        assert "".join(heading.split()) in text, heading


def test_serve_shows_edits(whole: Project) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "GOODPRACTICE_ROOT": str(whole.root)}
    command = [sys.executable, "-m", "goodpractice", "serve", "--no-print", "--lang", "es", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}/case-studies/kash.html"

    def shows(word: str) -> bool:
        for _ in range(120):
            try:
                with urllib.request.urlopen(address, timeout=5) as page:
                    if word in page.read().decode():
                        return True
            except OSError:
                pass
            time.sleep(0.5)
        return False

    try:
        assert shows("KASH")
        path = whole.docs / "case-studies" / "kash.md"
        text = path.read_text("utf-8")
        path.write_text(text.replace("## Words of caution\n", "## Words of caution\n\nA new sentence.\n"), "utf-8")
        assert shows("A new sentence.")
        path.write_text(text.replace("country: KE", "contry: KE"), "utf-8")
        time.sleep(4)
        assert shows("A new sentence.")  # the last good site stays
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)


def test_a_successor_of_mkdocs_builds_the_same_pages(whole: Project, tmp_path: Path) -> None:
    for generator in ("mkdocs", "properdocs"):
        done = subprocess.run(
            [sys.executable, "-m", generator, "build", "-q", "-d", str(tmp_path / generator)],
            cwd=whole.root,
            capture_output=True,
            text=True,
            env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "GOODPRACTICE_LANG": "en"},
        )
        assert done.returncode == 0, done.stdout + done.stderr
    pages = sorted(p.relative_to(tmp_path / "mkdocs") for p in (tmp_path / "mkdocs").rglob("*.html"))
    assert len(pages) > 140

    def text(generator: str, page: Path) -> str:
        return re.sub(r'<meta name="generator"[^>]*>', "", (tmp_path / generator / page).read_text("utf-8"))

    for page in pages:
        assert text("mkdocs", page) == text("properdocs", page), page
