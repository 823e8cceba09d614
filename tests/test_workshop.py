"""The translators' workshop: what changes, what stays, what readers see, who has signed off."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
from pathlib import Path

import polib
import pytest
from conftest import copy_project, edit_file, goodpractice
from goodpractice.markup import blocks
from goodpractice.model import Document, Library, PageFront, Text
from goodpractice.pipeline import compose_sites
from goodpractice.problems import Problems, WrongUse
from goodpractice.project import Project
from goodpractice.read import read_library
from goodpractice.translate import check_all, extract, translate_library
from goodpractice.translate.adapted import adapt
from goodpractice.translate.apply import translate_document
from goodpractice.translate.catalogue import Catalogue, Entry
from goodpractice.translate.glossary import as_omegat, as_tbx, as_weblate, read_glossary
from goodpractice.translate.guard import numbers, refusal
from goodpractice.translate.languages import add_language
from goodpractice.translate.messages import by_domain, explanation, messages
from goodpractice.translate.signing import corrections, keep_current, sign_off
from goodpractice.translate.staleness import staleness

SAFETY = "docs/safety.md"
OVERVIEW = "docs/overview.md"
KASH = "docs/case-studies/kash.md"


def published(project: Project) -> Library:
    problems = Problems()
    library = read_library(project, problems)
    assert not problems.blocking(), [str(p) for p in problems.blocking()]
    return library.published()


def entry(project: Project, catalogue: str, english: str, lang: str = "es") -> polib.POEntry:
    file = polib.pofile(str(project.translations / lang / f"{catalogue}.po"))
    return next(e for e in file if e.msgid == english and not e.obsolete)


def a_paragraph(project: Project, path: str) -> str:
    """The first long paragraph of a document that stands on one line."""
    document = next(d for d in published(project).documents() if d.path == path)
    return next(
        b.text for b in blocks(document.body) if b.kind == "paragraph" and len(b.text) > 60 and b.text in document.body
    )


# --- what a change of English does ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("Ring the lawyer.", "Ring the lawyer!", "cosmetic"),
        ("Ring the **lawyer**.", "Ring the lawyer.", "cosmetic"),
        ("Ring the lawyer.", "Call the lawyer.", "text"),
        ("Wait 24 hours.", "Wait 48 hours.", "critical"),
        ("You must sign.", "You must not sign.", "critical"),
        ("You may sign.", "You must sign.", "critical"),
        ("They don't search.", "They do search.", "critical"),
        ("See [it](case:kash).", "See [it](case:vamp).", "critical"),
        ("Ring {{ slot.hotline }}.", "Ring {{ slot.lawyer }}.", "critical"),
        ("A fact [@nswp-2012].", "A fact.", "critical"),
    ],
)
def test_staleness(before: str, after: str, expected: str) -> None:
    assert staleness(before, after, critical=False) == expected
    assert staleness(before, after, critical=True) == "critical"


def stale(previous: str, current: str, body: str, safety: bool = False) -> str:
    front = PageFront(title=Text("T"), summary=Text("S"), status="published", safety=safety)
    catalogue = Catalogue("x", stale={current: Entry("TRADUCIDO", previous=previous)})
    return translate_document(Document("x", "docs/x.md", front, body), catalogue)[0].body


def test_readers_see_stale_text_by_how_much_it_matters() -> None:
    """A comma changes nothing; other words carry a mark; a number, a warning and a safety page fall back to English."""
    assert stale("Ring now.", "Ring, now.", "Ring, now.\n") == "TRADUCIDO\n"
    assert stale("Ring now.", "Call now.", "Call now.\n") == "TRADUCIDO {{ changed.mark }}\n"
    assert stale("Wait 2 days.", "Wait 3 days.", "Wait 3 days.\n") == (
        '<span lang="en" dir="ltr">Wait 3 days.</span> {{ changed.mark }}\n'
    )
    assert "TRADUCIDO" not in stale("Ring now.", "Call now.", "!!! stop\n    Call now.\n")
    assert "TRADUCIDO" not in stale("Ring now.", "Call now.", "Call now.\n", safety=True)
    assert "TRADUCIDO" not in stale("", "Call now.", "Call now.\n")  # nobody knows what it translates


def test_a_page_says_what_has_changed_and_where(copy: Project) -> None:
    text = a_paragraph(copy, KASH)
    edit_file(copy.root / KASH, text, text.replace(" ", " also ", 1))
    extract(copy, read_library(copy, Problems()), Problems())
    composed = compose_sites(copy, read_library(copy, Problems()), ["en", "es"], Problems())
    page = composed[1].site.pages["case-studies/kash.md"]
    banner = page.split("# KASH", 1)[1][:2500]
    assert str(composed[1].words("behind-title")) in banner
    assert re.search(r'<a href="\.\./\.\./case-studies/kash\.html#[a-z-]+" hreflang="en"', banner)
    assert 'class="gp-changed"' in page


def test_a_hundred_edits_touch_only_their_block(library: Library) -> None:
    """A single edit of English changes the messages of that block and of no other."""
    choose = random.Random(7)
    documents = [d for d in library.documents() if len(d.body) > 400]
    for _ in range(100):
        document = choose.choice(documents)
        found = [b for b in blocks(document.body) if b.is_message and len(b.text) > 12]
        if not found:
            continue  # a sheet of blanks and pictures
        block = choose.choice(found)
        words = [
            m for m in re.finditer(r"(?<![\w{@#(:/])[a-z]{3,}(?![\w}:/.])", document.body[block.start : block.end])
        ]
        if not words:
            continue
        word = choose.choice(words)
        at = block.start + word.start()
        changed = Document(
            document.id,
            document.path,
            document.front,
            document.body[:at] + "changed" + document.body[at + len(word.group()) :],
        )
        before, after = [m.text for m in messages(document)], [m.text for m in messages(changed)]
        assert len(before) == len(after)
        different = [n for n, (one, two) in enumerate(zip(before, after, strict=True)) if one != two]
        assert len(different) == 1 and before[different[0]] == block.text, (document.path, block.text)


def test_later_changes_remember_what_a_translation_was_made_from(copy: Project) -> None:
    text = a_paragraph(copy, KASH)
    translated = entry(copy, "cases/kash", text).msgstr
    for old, new in ((text, f"Now. {text}"), (f"Now. {text}", f"Then. {text}")):
        edit_file(copy.root / KASH, old, new)
        extract(copy, read_library(copy, Problems()), Problems())
    found = entry(copy, "cases/kash", f"Then. {text}")
    assert found.fuzzy and found.previous_msgid == text and found.msgstr == translated


def test_removed_text_is_kept_and_comes_back(copy: Project) -> None:
    text = a_paragraph(copy, KASH)
    translated = entry(copy, "cases/kash", text).msgstr
    original = (copy.root / KASH).read_text("utf-8")
    edit_file(copy.root / KASH, text, "Something else, and much shorter.")
    extract(copy, read_library(copy, Problems()), Problems())
    file = polib.pofile(str(copy.translations / "es/cases/kash.po"))
    assert any(e.obsolete and e.msgid == text and e.msgstr == translated for e in file)
    (copy.root / KASH).write_text(original, "utf-8")
    extract(copy, read_library(copy, Problems()), Problems())
    assert entry(copy, "cases/kash", text).msgstr == translated and not entry(copy, "cases/kash", text).fuzzy


def test_moved_text_keeps_its_translation(copy: Project) -> None:
    """Also from one catalogue to another."""
    text = a_paragraph(copy, KASH)
    translated = entry(copy, "cases/kash", text).msgstr
    edit_file(copy.root / KASH, text, "Something else, and much shorter.")
    with (copy.docs / "about.md").open("a", encoding="utf-8") as file:
        file.write(f"\n{text}\n")
    extract(copy, read_library(copy, Problems()), Problems())
    assert entry(copy, "site", text).msgstr == translated


# --- reviewers and editors --------------------------------------------------------------------------------------------


def state_of(project: Project, path: str):
    return compose_sites(project, read_library(project, Problems()), ["en", "es"], Problems())[1].library.state[path]


def test_a_sign_off_holds_until_the_message_changes(copy: Project) -> None:
    library = published(copy)
    signed, missed = sign_off(copy, library, "es", SAFETY, "a group in Lima", Problems())
    state = state_of(copy, SAFETY)
    assert missed == 0 and signed > 10
    assert state.reviewed == state.total and state.machine == 0
    assert {by for by, _ in state.reviewers} == {"a group in Lima"}
    page = compose_sites(copy, read_library(copy, Problems()), ["en", "es"], Problems())[1].site.pages["safety.md"]
    assert "a group in Lima" in page
    path = copy.translations / "es/site.po"
    file = polib.pofile(str(path), wrapwidth=0)
    one = next(
        e for e in file if e.msgid == next(m.text for m in messages(library.pages["safety"]) if len(m.text) > 40)
    )
    one.msgstr += " Más."
    file.save()
    assert state_of(copy, SAFETY).reviewed == state.total - 1


def test_a_change_of_english_takes_the_sign_off_from_its_message_only(copy: Project) -> None:
    sign_off(copy, published(copy), "es", KASH, "a group", Problems())
    total = state_of(copy, KASH).reviewed
    text = a_paragraph(copy, KASH)
    edit_file(copy.root / KASH, text, f"Now. {text}")
    extract(copy, read_library(copy, Problems()), Problems())
    assert state_of(copy, KASH).reviewed == total - 1


def test_nothing_unknown_is_signed_off(copy: Project) -> None:
    with pytest.raises(WrongUse, match="no document"):
        sign_off(copy, published(copy), "es", "docs/nothing.md", "a group", Problems())
    with pytest.raises(WrongUse, match="no language"):
        sign_off(copy, published(copy), "xx", SAFETY, "a group", Problems())


def test_a_typo_marked_editorial_makes_nothing_stale(copy: Project) -> None:
    sign_off(copy, published(copy), "es", KASH, "a group", Problems())
    before = state_of(copy, KASH)
    text = a_paragraph(copy, KASH)
    corrected = text.replace(" ", "  ", 1).replace("  ", " really ", 1)
    edit_file(copy.root / KASH, text, corrected)
    library = published(copy)
    found = corrections(copy, library, KASH, Problems())
    assert [(c.before, c.after) for c in found] == [(text, corrected)]
    keep_current(copy, library, found, Problems())
    assert state_of(copy, KASH) == before
    assert extract(copy, read_library(copy, Problems()), Problems()) == []
    assert not entry(copy, "cases/kash", corrected).fuzzy


def test_a_changed_fact_is_no_typo(copy: Project) -> None:
    text = a_paragraph(copy, KASH)
    edit_file(copy.root / KASH, text, f"Not {text}")
    library = published(copy)
    with pytest.raises(WrongUse, match="no correction"):
        keep_current(copy, library, corrections(copy, library, KASH, Problems()), Problems())
    assert entry(copy, "cases/kash", text).msgstr


# --- pages that a language rewrites -----------------------------------------------------------------------------------


def test_a_page_can_be_rewritten_and_says_so_until_its_english_changes(copy: Project) -> None:
    english = published(copy)
    shown = translate_library(copy, english, "es", Problems())
    own = copy.root / adapt(copy, english, shown, SAFETY, "a local group")
    edit_file(own, "## ", "Una frase solo de aquí.\n\n## ")

    def page() -> str:
        problems = Problems()
        made = compose_sites(copy, read_library(copy, problems), ["es"], problems)
        assert not problems.blocking()
        return made[0].site.pages["safety.md"]

    problems = Problems()
    check_all(copy, published(copy), ["es"], problems)
    assert "GP426" not in {p.code for p in problems}
    assert "Una frase solo de aquí." in page() and "a local group" in page()
    before = state_of(copy, SAFETY)
    assert before.adapted and before.reviewed and not before.changed

    edit_file(copy.root / SAFETY, "## ", "One more sentence.\n\n## ")
    check_all(copy, published(copy), ["es"], problems)
    assert [p.path for p in problems if p.code == "GP426"] == [copy.relative(own)]
    assert state_of(copy, SAFETY).changed and "Una frase solo de aquí." in page()
    adapt(copy, published(copy), shown, SAFETY, "a local group")
    assert "Una frase solo de aquí." in own.read_text("utf-8") and state_of(copy, SAFETY) == before


@pytest.mark.parametrize(
    ("name", "change", "expected"),
    [
        ("docs/nothing.md", lambda text: text, "no page or handout"),
        (OVERVIEW, lambda text: text.replace("{#perpetrators}", ""), "“perpetrators”"),
        (OVERVIEW, lambda text: text + "\n[more](https://example.org/x)\n", "does not link to https://example.org/x"),
        (OVERVIEW, lambda text: text + "\n<script>alert(1)</script>\n", "HTML"),
    ],
)
def test_a_rewritten_page_cannot_break_others(copy: Project, name, change, expected) -> None:
    english = published(copy)
    own = copy.root / adapt(copy, english, translate_library(copy, english, "es", Problems()), OVERVIEW, "a group")
    text = change(own.read_text("utf-8"))
    own.unlink()
    target = copy.translations / "es" / "adapt" / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, "utf-8")
    problems = Problems()
    read_library(copy, problems)
    found = [str(p) for p in problems.blocking()]
    assert found and all(copy.relative(target) in line for line in found)
    assert any(expected in line for line in found)


# --- files, tools, languages ------------------------------------------------------------------------------------------


def test_catalogues_are_clean_for_other_tools(project: Project, tmp_path: Path) -> None:
    """gettext reads them without a complaint, and translate-toolkit and polib write them back as they were."""
    if not shutil.which("msgfmt"):
        pytest.skip("gettext is not installed")
    from translate.storage.pypo import pofile

    for path in sorted(project.translations.glob("*/**/*.po")):
        checked = subprocess.run(["msgfmt", "--check-format", "-o", "/dev/null", path], capture_output=True, text=True)
        assert checked.returncode == 0, checked.stderr
        again = tmp_path / "again.po"
        subprocess.run(["msgcat", "--no-wrap", "-o", again, path], check=True)
        one, two = polib.pofile(str(path)), polib.pofile(str(again))
        assert [(e.msgctxt, e.msgid, e.msgstr, e.tcomment, e.previous_msgid) for e in one] == [
            (e.msgctxt, e.msgid, e.msgstr, e.tcomment, e.previous_msgid) for e in two
        ]
        if path.stat().st_size < 300_000:
            units = [
                unit for unit in pofile.parsefile(str(path)).units if not unit.isheader() and not unit.isobsolete()
            ]
            assert [str(unit.source) for unit in units] == [e.msgid for e in one if not e.obsolete]
            assert [str(unit.target) for unit in units] == [e.msgstr for e in one if not e.obsolete]


def test_translators_are_told_where_a_message_stands(library: Library) -> None:
    wanted = by_domain(library)
    assert all(message.hint for needed in wanted.values() for message in needed)
    slotted = next(m for m in wanted["modules/common"] if "{{ slot." in m.text)
    assert "becomes a local fact" in explanation(slotted, library)
    counted = next(m for m in wanted["ui"] if "{n}" in m.text)
    assert "{n} becomes a number" in explanation(counted, library)


def test_a_new_language_builds(tmp_path: Path) -> None:
    """Swahili: a language that neither the theme nor we have. It is reachable and marked, and not yet offered."""
    made = copy_project(tmp_path / "project", "overrides", "scripts")
    done = goodpractice("translate", "add", "sw", root=made.root)
    assert done.returncode == 0, done.stderr
    assert (made.translations / "sw/ui.po").exists() and (made.translations / "sw/style.md").exists()
    assert "nplurals=2" in (made.translations / "sw/ui.po").read_text("utf-8")
    file = polib.pofile(str(made.translations / "sw/ui.po"), wrapwidth=0)
    for message, text in (("theme.search", "Tafuta"), ("home", "Mwanzo")):
        next(e for e in file if e.msgctxt == message).msgstr = text
    file.save()
    done = goodpractice("build", "--lang", "sw", "--no-print", "--site-dir", str(tmp_path / "site"), root=made.root)
    assert done.returncode == 0, done.stderr[-2000:]
    page = (tmp_path / "site/sw/index.html").read_text("utf-8")
    assert '<html lang="sw"' in page and "Tafuta" in page
    assert 'hreflang="sw"' not in (tmp_path / "site/about.html").read_text("utf-8")
    assert "../sw/index.html" not in page and 'href="sw/index.html"' in (tmp_path / "site/translations.html").read_text(
        "utf-8"
    )


def test_a_language_that_cannot_be_is_refused(copy: Project) -> None:
    for lang in ("es", "fil", "ESPAÑOL", "../x"):
        with pytest.raises(WrongUse):
            add_language(copy, published(copy), lang, Problems())


def test_glossaries_travel(project: Project) -> None:
    """What we export is what the glossary says, in each of the three forms."""
    import csv
    import io
    from xml.etree import ElementTree

    glossary = read_glossary(project, "ru", Problems())
    pairs = {(t.term, t.target) for t in glossary.terms}
    rows = list(csv.DictReader(io.StringIO(as_weblate(glossary))))
    assert pairs <= {(row["source"], row["target"]) for row in rows}
    assert pairs == {tuple(line.split("\t")[:2]) for line in as_omegat(glossary).splitlines()}
    entries = ElementTree.fromstring(as_tbx(glossary)).iter("termEntry")
    assert pairs == {tuple(s.find("tig/term").text for s in e.iter("langSet")) for e in entries}


def test_glossaries_of_seven_languages(project: Project) -> None:
    for lang in ("en", "es", "fr", "ru", "zh", "ar", "sw"):
        problems = Problems()
        terms = {t.id: t for t in read_glossary(project, lang, problems).terms}
        assert terms["sex-worker"].target and terms["sex-worker"].forbidden, lang
        assert not list(problems), [str(p) for p in problems]


def test_english_avoids_its_own_words_to_avoid(project: Project, library: Library) -> None:
    """Words such as “prostitute” stand only in quotation, in names, or where the words themselves are the subject."""
    glossary = read_glossary(project, "en", Problems())
    found = [
        (document.path, message.text)
        for document in library.documents()
        if not re.search(
            r"glossary-card|words|headlines|style-card|clippings|file-notes|picture|law-|slots|claim|style",
            document.path,
        )
        for message in messages(document)
        for _ in glossary.avoided("", message.text)
        if not re.search(r"[“‘]|Prostitute|Code|called", message.text)
    ]
    assert not found, found[:5]


def test_numbers_are_compared_by_value() -> None:
    assert numbers("3,500 and 70.4 and 10 000") == numbers("3500 and 70,4 and 10\u00a0000") == ["3500", "704", "10000"]
    assert numbers("٣٥٠٠") == ["3500"] and numbers("24–48") == ["24", "48"]
    assert refusal("Wait two hours.", "Espere 2 horas.") is None
    assert refusal("On 2 March 2009.", "2009年3月2日。", "zh") is None
    assert refusal("Wait two hours.", "Espere 3 horas.").code == "GP408"


# --- what a reviewer would notice -------------------------------------------------------------------------------------

FINDINGS = [
    ("GP411", "Ring **now** or never.", "Llame ahora o nunca."),
    ("GP412", "Wait 24 hours for a doctor.", "Espere un día al médico."),
    ("GP413", "Ring the lawyer now.", "Llame  al abogado ahora."),
    ("GP414", "Do you know the lawyer?", "Conoce a la abogada."),
    ("GP415", "Ring the lawyer as soon as you can.", "Ring the lawyer as soon as you can."),
    ("GP416", "Ring the lawyer as soon as you are able.", "Звоните адвокату как можно скорее."),
    ("GP417", "A sex worker rings the lawyer.", "Una prostituta llama a la abogada."),
    ("GP418", "A sex worker rings the lawyer today.", "Una persona llama hoy a la abogada."),
    ("GP421", "Ring the lawyer.", "Llame a la abogada, por favor, si\u0301."),
]


def test_each_finding(copy: Project) -> None:
    with (copy.docs / "about.md").open("a", encoding="utf-8") as file:
        file.writelines(f"\n{english}\n" for _, english, _ in FINDINGS)
    library = published(copy)
    extract(copy, library, Problems())
    path = copy.translations / "es/site.po"
    file = polib.pofile(str(path), wrapwidth=0)
    for _, english, text in FINDINGS:
        new = next(e for e in file if e.msgid == english)
        new.msgstr, new.flags, new.previous_msgid = text, [], None
    file.save()
    problems = Problems()
    check_all(copy, library, ["es"], problems)
    lines = {e.msgid: e.linenum for e in polib.pofile(str(path))}
    for code, english, _ in FINDINGS:
        here = [p for p in problems if p.path.endswith("es/site.po") and p.line == lines[english]]
        assert code in {p.code for p in here}, (code, [str(p) for p in here])


def test_a_waiver_silences_a_finding_and_an_old_one_is_reported(copy: Project) -> None:
    from goodpractice.translate.reviews import digest

    path = copy.translations / "es/cases/kash.po"
    file = polib.pofile(str(path), wrapwidth=0)
    one = next(e for e in file if e.msgid == "Who with")
    one.msgstr = "Con quién. **Todos**"
    file.save()
    library = published(copy)

    def found() -> set[str]:
        problems = Problems()
        check_all(copy, library, ["es"], problems)
        return {p.code for p in problems if p.path.endswith(("kash.po", "waivers.csv"))}

    assert "GP411" in found()
    row = f"{digest(None, one.msgid, one.msgstr)},GP411,the group wants it so,reviewer\n"
    (copy.translations / "es/waivers.csv").write_text(f"message,rule,reason,by\n{row}", "utf-8")
    assert "GP411" not in found() and "GP422" not in found()
    (copy.translations / "es/waivers.csv").write_text(
        f"message,rule,reason,by\n{row.replace('GP411', 'GP412')}", "utf-8"
    )
    assert {"GP411", "GP422"} <= found()
