"""Printables: every word arrives, the files are accessible and small, nothing in a text runs."""

from __future__ import annotations

import dataclasses
import io
import json
import re
import unicodedata
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from conftest import Built, copy_project
from goodpractice.compose import PrintDocument, print_documents
from goodpractice.compose.documents import Part
from goodpractice.model import Library
from goodpractice.problems import Problems
from goodpractice.project import Project
from goodpractice.read import read_library
from goodpractice.render.convert import ConversionError, convert, words_of
from goodpractice.render.printables import compile_pdf, layout_data, render_all
from goodpractice.words import Words


def pdf_text(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def body_text(data: bytes, document: PrintDocument) -> str:
    """The text of all pages, squashed, without the headers and footers between them."""
    head = squashed(words_of(layout_data(document, "", "")["title"]) + document.code)
    made = []
    for number, page in enumerate(pypdfium2.PdfDocument(data)):
        text = page.get_textpage().get_text_range()
        foot = "0 · 2026-01-01" if document.discreet else "Good Practice ·"
        made.append(squashed(text[: text.rindex(foot)]).removeprefix(head if number else ""))
    return "".join(made)


def squashed(text: str) -> str:
    """Letters and digits only, so that line breaks and hyphens do not matter."""
    text = unicodedata.normalize("NFKC", text.replace("\ufffe", "").replace("\u00ad", ""))
    return "".join(c for c in text.casefold() if c.isalnum())


@pytest.fixture(scope="module")
def documents(library: Library) -> list[PrintDocument]:
    return print_documents(library, library, Words())


def render(project: Project, document: PrintDocument, paper: str = "a4", **changes) -> bytes:
    data = layout_data(dataclasses.replace(document, **changes), "0", "2026-01-01")
    return compile_pdf(project, json.dumps({**data, "paper": paper}))


def test_every_word_of_every_printable_arrives(project: Project, documents: list[PrintDocument]) -> None:
    for document in documents:
        if document.kind == "guide" and not document.id.endswith("-guide"):
            continue  # the volumes hold what the whole guide holds
        data = layout_data(document, "0", "2026-01-01")
        pages = body_text(compile_pdf(project, json.dumps({**data, "paper": "a4"})), document)
        for block in data["blocks"]:
            for sentence in re.split(r"(?<=[.?!:;])\s+", words_of(block)):
                for piece in [squashed(word) for word in sentence.split()]:
                    assert piece in pages, (document.id, piece, sentence)


def test_words_come_in_order(project: Project, documents: list[PrintDocument]) -> None:
    """Whole paragraphs arrive unbroken: not only their words somewhere."""
    document = next(d for d in documents if d.id == "case-kash")
    data = layout_data(document, "0", "2026-01-01")
    text = body_text(compile_pdf(project, json.dumps({**data, "paper": "a4"})), document)
    paragraphs = [squashed(words_of(b)) for b in data["blocks"] if b["t"] in {"p", "h"}]
    assert all(p in text for p in paragraphs)


def test_title_language_tags_bookmarks(built: Built) -> None:
    for printed in built.manifest["printables"]:
        with pikepdf.open(built.site / printed["path"]) as pdf:
            assert str(pdf.Root.Lang) == printed["lang"]
            assert pdf.Root.MarkInfo.Marked and "/StructTreeRoot" in pdf.Root
            assert pdf.docinfo.Title and pdf.Root.ViewerPreferences.DisplayDocTitle
            with pdf.open_metadata() as metadata:
                assert metadata["pdfuaid:part"] == "1"
            assert len(pdf.pages) == printed["pages"]
            assert "/Outlines" in pdf.Root
            width = float(pdf.pages[0].MediaBox[2])
            assert round(width) == (595 if printed["paper"] == "a4" else 612)


def test_sizes(built: Built) -> None:
    made = {printed["id"] for printed in built.manifest["printables"]}
    for printed in built.manifest["printables"]:
        in_volumes = f"{printed['id']}-day-1" in made  # the whole book; its volumes hold to the limit
        assert in_volumes or printed["bytes"] < 300_000, printed
    sheets = [p for p in built.manifest["printables"] if p["kind"] == "case-sheet"]
    assert len(sheets) == 12 * 2 * 6
    assert all(p["pages"] <= (2 if (p["lang"], p["paper"]) == ("en", "a4") else 3) for p in sheets)


def test_the_guide_holds_every_session_in_each_language(built: Built) -> None:
    for lang, prefix in (("en", ""), ("es", "es/")):
        text = squashed(pdf_text((built.site / f"{prefix}print/police-sensitisation-guide.pdf").read_bytes()))
        page = built.text(f"{prefix}modules/police-sensitisation/index.html")
        titles = re.findall(r'<a href="sessions/[a-z-]+\.html">([^<]+)</a>', page)
        assert len(set(titles)) >= 16
        for title in titles:
            assert squashed(title) in text, (lang, title)


def test_drafts_carry_the_mark_and_name_the_original(built: Built) -> None:
    text = squashed(pdf_text((built.site / "es/print/pol-exposure-card.pdf").read_bytes()))
    assert squashed("Exposure card") in text
    english = squashed(pdf_text((built.site / "print/pol-exposure-card.pdf").read_bytes()))
    assert squashed("DRAFT: machine translation") not in english
    drafts = [p for p in built.manifest["printables"] if p["lang"] == "es" and p["reviewed"] < 1]
    assert drafts
    words = squashed("borrador")
    for printed in drafts:
        assert words in squashed(pdf_text((built.site / printed["path"]).read_bytes())), printed["path"]


def test_texts_are_inert(project: Project, documents: list[PrintDocument]) -> None:
    evil = 'See #read("main.typ") and #panic("x") $x$ *b* _i_ @ref <label> \\ // c /* d */ [x] `raw`'
    base = next(d for d in documents if d.kind == "card")
    text = pdf_text(render(project, base, parts=(Part(evil.replace("<label>", "&lt;label&gt;").replace("`", "\\`")),)))
    assert '#read("main.typ")' in text and "#panic" in text and "@ref" in text


def test_unknown_constructs_are_errors() -> None:
    with pytest.raises(ConversionError):
        convert("```\ncode\n```\n")
    with pytest.raises(ConversionError):
        convert("Text <video></video> text.")


def test_a_missing_glyph_is_an_error_with_its_place(tmp_path) -> None:
    """An error keeps the whole site from being published (see test_build); here, what the person is told."""
    copied = copy_project(tmp_path / "project", "overrides")
    path = copied.root / "modules/common/handouts/harm-log.md"
    path.write_text(path.read_text("utf-8") + "\nA snowman \u2603 here.\n", "utf-8")
    problems = Problems()
    english = read_library(copied, problems).published()
    found = [d for d in print_documents(english, english, Words()) if d.id == "harm-log"]
    assert render_all(copied, found, tmp_path / "out", "0", "2026-01-01", problems) == []
    assert {p.code for p in problems.blocking()} == {"GP501"}
    told = str(problems.blocking()[0])
    assert "modules/common/handouts/harm-log.md" in told and "\u2603" in told and "A snowman" in told


def test_a_missing_title_stops_typst(project: Project, documents: list[PrintDocument]) -> None:
    import typst

    data = layout_data(documents[0], "0", "2026-01-01")
    with pytest.raises(typst.TypstError):
        compile_pdf(project, json.dumps({**data, "plain": "", "paper": "a4"}))


def test_a_card_that_is_too_long_is_an_error(project: Project, documents: list[PrintDocument]) -> None:
    import typst

    cards = next(d for d in documents if d.grid)
    with pytest.raises(typst.TypstError, match="too long"):
        render(project, cards, parts=(Part("## Card\n\n" + "word " * 900),))


def test_ink_stays_inside_the_margins(built: Built) -> None:
    """Nothing is cut off: the outer 6 mm of every page, which cheap printers cannot reach, are white."""
    for printed in built.manifest["printables"]:
        if printed["kind"] in {"guide", "workbook"}:
            continue  # the longest, with the same frame as the others
        for page in pypdfium2.PdfDocument((built.site / printed["path"]).read_bytes()):
            grey = page.render(scale=0.5).to_pil().convert("L")
            edge = round(6 / 25.4 * 72 * 0.5)
            width, height = grey.size
            sides = [(0, 0, edge, height), (width - edge, 0, width, height), (0, 0, width, edge)]
            for box in [*sides, (0, height - edge, width, height)]:
                assert grey.crop(box).getextrema()[0] > 200, printed["path"]


def test_a_handout_is_the_same_twice(project: Project, documents: list[PrintDocument]) -> None:
    """The same text gives the same file, and all its sheets. How fast is a matter of benchmarks/handout.py."""
    handout = next(d for d in documents if d.id == "pol-code-in-eight-lines")
    first = render(project, handout)
    assert render(project, handout) == first and len(pypdfium2.PdfDocument(io.BytesIO(first))) >= 2


def test_too_many_pages_are_a_warning(project: Project, documents: list[PrintDocument], tmp_path: Path) -> None:
    from goodpractice.problems import Problems
    from goodpractice.render.printables import render_all

    sheet = next(d for d in documents if d.id == "case-kash")
    long = dataclasses.replace(sheet, parts=(Part("Word. " * 4000),))
    problems = Problems()
    printed = render_all(project, [sheet, long], tmp_path, "0", "2026-01-01", problems)
    assert {p.code for p in problems} == {"GP504"} and len(printed) == 4
    assert "large" not in str(list(problems)) and all(p.severity == "warning" for p in problems)


def test_large_files_are_a_warning(
    project: Project, documents: list[PrintDocument], tmp_path: Path, monkeypatch
) -> None:
    from goodpractice.problems import Problems
    from goodpractice.render import printables

    monkeypatch.setattr(printables, "LIMIT", 1000)
    problems = Problems()
    job = (str(project.root), documents[0], "a4", str(tmp_path), "0", "2026-01-01", "x")
    problems.extend(printables._render_job(job)[1])
    assert "GP503" in {p.code for p in problems}
