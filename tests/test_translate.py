"""Translations: the English bytes come back, changes show, nothing else passes."""

from __future__ import annotations

from pathlib import Path

import polib
import pytest
from goodpractice.markup import blocks
from goodpractice.model import Document, Library, PageFront, Text
from goodpractice.pipeline import compose_sites
from goodpractice.problems import Problems
from goodpractice.project import Project
from goodpractice.read import read_library
from goodpractice.translate import check_all, extract, status
from goodpractice.translate.apply import fitted, pins, showing, splice, translate_document, translations
from goodpractice.translate.catalogue import Catalogue, Entry
from goodpractice.translate.guard import refusal
from goodpractice.translate.messages import by_domain, messages
from goodpractice.words import ENGLISH


def catalogue(**entries: str) -> Catalogue:
    return Catalogue("test.po", {english: Entry(text, True) for english, text in entries.items()})


def page(body: str) -> Document:
    front = PageFront(title=Text("Title"), summary=Text("Summary"), status="published")
    return Document("test", "docs/test.md", front, body)


def test_empty_and_identical_catalogues_give_the_english_back(library: Library) -> None:
    for document in library.documents():
        found = blocks(document.body)
        same = Catalogue("", {m.text: Entry(m.text) for m in messages(document)})
        for entries in (Catalogue(""), same):
            assert splice(document.body, translations(found, showing(document, entries))) == document.body


def test_every_block_is_replaced_where_it_stands(library: Library) -> None:
    """A pseudo-translation of everything leaves the structure as it is and no English block behind."""
    for document in library.documents():
        found = blocks(document.body)
        pseudo = Catalogue("", {m.text: Entry(f"Ω{m.text}") for m in messages(document)})
        changed = blocks(splice(document.body, translations(found, showing(document, pseudo))))
        assert [(b.kind, b.level, b.inside) for b in changed] == [(b.kind, b.level, b.inside) for b in found], (
            document.path
        )
        for before, after in zip(found, changed, strict=True):
            if before.is_message:
                assert after.text.lstrip("\\") == f"Ω{before.text}"


def test_no_minutes_in_messages_of_sessions(library: Library) -> None:
    """Re-timing a session changes no message."""
    module = library.modules["police-sensitisation"]
    for session in module.sessions.values():
        before = [m.text for m in messages(session)]
        steps = tuple(step.model_copy(update={"minutes": step.minutes + 3}) for step in session.front.steps)
        import dataclasses

        later = dataclasses.replace(session, front=session.front.model_copy(update={"steps": steps, "minutes": 99}))
        assert [m.text for m in messages(later)] == before


def test_missing_messages_stay_english_and_say_so() -> None:
    document, state = translate_document(page("One.\n\nTwo.\n"), catalogue(**{"One.": "Uno.", "Title": "Título"}))
    assert document.body == 'Uno.\n\n<span lang="en" dir="ltr">Two.</span>\n'
    assert (state.total, state.translated, state.reviewed) == (4, 2, 0)
    assert document.front.title == "Título" and document.front.title.lang == ""
    assert document.front.summary == "Summary" and document.front.summary.lang == "en"


def test_headings_keep_the_english_id() -> None:
    body = "## Two words\n\n## Own {#mine}\n"
    document, _ = translate_document(page(body), catalogue(**{"Two words": "Dos palabras", "Own": "Propio"}))
    assert document.body == "## Dos palabras { #two-words }\n\n## Propio {#mine}\n"
    assert pins(blocks("## Own {#mine}\n")) == []


@pytest.mark.parametrize("text", ["3. Oktober", "# one", "- a", "> b", "!!! note", "| x", "1) one", "+ plus", "* star"])
def test_a_translation_stays_the_kind_of_block_it_replaces(text: str) -> None:
    block = blocks("English.\n")[0]
    assert [b.kind for b in blocks(fitted(block, text) + "\n")] == ["paragraph"]


HOSTILE = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "[x](javascript:alert(1))",
    "[x](https://evil.example)",
    "![x](https://evil.example/a.png)",
    "{: onclick=alert(1) }",
    "{ .class }",
    "{{ slot.hotline }}",
    "[@nswp-2012]",
    "<https://evil.example>",
    "see https://evil.example",
    "see www.evil.example",
    "`code`",
    "[^1]",
    "[a]: https://evil.example",
    "a \u202e b",
    "a \x07 b",
    "<!-- comment -->",
    "</div>",
    "[x][y]",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_translations_are_refused(text: str) -> None:
    assert refusal("A plain sentence.", text)


def test_honest_translations_pass() -> None:
    english = "Call **{{ slot.hotline }}** and see [the card](handout:referral-card) [@nswp-2012]."
    assert (
        refusal(english, "Vea [la tarjeta](handout:referral-card) [@nswp-2012] y llame a **{{ slot.hotline }}**.")
        is None
    )
    assert refusal(english, "Llame y vea [la tarjeta](handout:referral-card) [@nswp-2012].")


def test_a_changed_message_shows_and_a_fuzzy_one_does_not(copy: Project) -> None:
    path = copy.translations / "es" / "cases" / "kash.po"
    file = polib.pofile(str(path), wrapwidth=0)
    entry = next(e for e in file if e.msgid == "The problem")
    entry.msgstr = "El problema nuevo"
    other = next(e for e in file if e.msgid == "Who with")
    other.msgstr, other.flags = "Con quién viejo", ["fuzzy"]
    file.save()
    made = compose_sites(copy, read_library(copy, Problems()), ["es"], Problems())[0].site.pages["case-studies/kash.md"]
    assert "## El problema nuevo { #the-problem }" in made
    assert "Con quién viejo" not in made
    assert '<span lang="en" dir="ltr">Who with</span>' in made


LATER = {
    f"modules/{name}"
    for name in (
        "before-you-speak",
        "co-facilitators",
        "collective-redress",
        "documenting-violations",
        "health-providers",
        "hotline",
        "media-campaign",
        "working-with-authorities",
    )
}
"""Modules that nobody has translated yet; readers are told."""


def test_spanish_is_complete(project: Project, library: Library) -> None:
    """Everything else in English has a current Spanish message, marked as what it is."""
    for name in {*by_domain(library), "ui"} - LATER:
        file = polib.pofile(str(project.translations / "es" / f"{name}.po"))
        missing = [e.msgid[:60] for e in file if not e.obsolete and (not e.msgstr or e.fuzzy)]
        assert not missing, (name, missing[:5])


def test_catalogues_are_up_to_date(copy: Project, project: Project, library: Library) -> None:
    assert extract(copy, read_library(copy, Problems()).published(), Problems()) == []
    problems = Problems()
    languages = [language.code for language in library.languages.front.entries if language.code != "en"]
    check_all(project, library, languages, problems)
    assert not problems.blocking()
    assert not [str(p) for p in problems if p.code in {"GP402", "GP404", "GP405", "GP406", "GP407", "GP408", "GP409"}]


def test_the_other_languages_have_what_every_reader_meets(project: Project, library: Library) -> None:
    """Interface words, the first pages, the cases, know your rights, and the police module's overview and handouts."""
    wanted = (
        "modules/know-your-rights/",
        "docs/offline.md",
        "docs/contribute.md",
        "docs/modules.md",
        "docs/guides/running-a-training.md",
        "docs/index.md",
        "docs/overview.md",
        "docs/principles.md",
        "docs/safety.md",
        "docs/case-studies/",
    )
    police = "modules/police-sensitisation/"
    for lang in ("fr", "ru", "zh", "ar"):
        states = status(project, library, lang, Problems(), documents=True)
        for path, (state, _) in states.items():
            if path == "ui" or path.startswith((*wanted, f"{police}index.md", f"{police}handouts/")):
                assert state.translated == state.total, (lang, path)
        assert states["ui"][0].translated == len(ENGLISH)


def test_extract_keeps_work(copy: Project) -> None:
    path = copy.docs / "case-studies" / "kash.md"
    catalogue_file = copy.translations / "es" / "cases" / "kash.po"
    before = {e.msgid: e.msgstr for e in polib.pofile(str(catalogue_file))}
    text = path.read_text("utf-8")
    start = text.index("---\n", 4) + 4
    first = next(b for b in blocks(text[start:]) if b.kind == "paragraph" and len(b.text) > 60)
    at = start + first.start
    path.write_text(text[:at] + "Now. " + text[at:], "utf-8")
    problems = Problems()
    extract(copy, read_library(copy, problems), problems)
    after = polib.pofile(str(catalogue_file))
    new = next(e for e in after if e.msgid == "Now. " + first.text)
    assert new.fuzzy and new.msgstr == before[first.text] and new.previous_msgid == first.text
    kept = {e.msgid: e.msgstr for e in after if not e.fuzzy and not e.obsolete}
    assert all(kept[k] == v for k, v in before.items() if k != first.text)


def test_a_damaged_catalogue_is_never_overwritten(copy: Project, library: Library) -> None:
    path: Path = copy.translations / "es" / "cases" / "kash.po"
    path.write_text('msgid "x\n', "utf-8")
    problems = Problems()
    extract(copy, library, problems)
    assert path.read_text("utf-8") == 'msgid "x\n'
    assert "GP401" in {p.code for p in problems}
