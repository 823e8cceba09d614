"""Local editions: facts, changed passages, and what becomes of them when the core moves on."""

from __future__ import annotations

import csv
import datetime
import functools
import io
import json
import random
import re
import shutil
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import markdown
import pikepdf
import polib
import pypdfium2
import pytest
import yaml
from conftest import ROOT, copy_project, edit_file, goodpractice
from goodpractice.adapt import adapt, known_editions, read_edition
from goodpractice.adapt.desk import accept, blocks_of, new_edition, slots_csv, slots_from_csv, status_lines, word_diff
from goodpractice.adapt.overlay import block_ids
from goodpractice.colour import LEAST, contrast
from goodpractice.compose import print_documents
from goodpractice.markup import EXTENSIONS, Block, blocks
from goodpractice.model import Library, PageFront, SlotFact, TermSwap
from goodpractice.pipeline import adapt_to, compose_sites
from goodpractice.problems import Problems, WrongUse
from goodpractice.project import Project
from goodpractice.read import read_library
from goodpractice.read.documents import read_markdown
from goodpractice.render.printables import compile_pdf, layout_data, render_all, report_drafts
from goodpractice.translate import check_all, extract
from goodpractice.translate.languages import add_language
from goodpractice.translate.signing import sign_off
from goodpractice.translate.terms import swapper
from goodpractice.words import Words

TODAY = datetime.date.today().isoformat()
SAFETY = "docs/safety.md"
CASE = "docs/case-studies/mtsp-serenazgo.md"


@pytest.fixture(scope="session")
def skeleton(tmp_path_factory: pytest.TempPathFactory, library: Library) -> Path:
    """A new, empty edition."""
    folder = tmp_path_factory.mktemp("editions") / "our edition"
    new_edition(Project(ROOT), library, str(folder))
    return folder


@pytest.fixture
def local(tmp_path: Path, skeleton: Path) -> tuple[Project, Path]:
    """The project, which nothing here writes to, and a new edition in a folder outside it."""
    return Project(ROOT), shutil.copytree(skeleton, tmp_path / "our edition")


@pytest.fixture
def moving(tmp_path: Path, skeleton: Path) -> tuple[Project, Path]:
    """The same with a copy of the project, to change the core under the edition."""
    return copy_project(tmp_path / "project"), shutil.copytree(skeleton, tmp_path / "our edition")


@functools.lru_cache(maxsize=1)
def unchanged() -> Library:
    return read(Project(ROOT))


def core(project: Project) -> Library:
    """The core of a project: the real one, a changed copy, or the real one with a page of our own."""
    if project.root == ROOT:
        return unchanged()
    if project.modules.exists():
        return read(project)
    page = read_markdown(project, project.docs / "twice.md", PageFront, Problems())
    return replace(unchanged(), pages={**unchanged().pages, "twice": page})


def read(project: Project) -> Library:
    problems = Problems()
    library = read_library(project, problems)
    assert not problems.blocking(), [str(p) for p in problems.blocking()]
    return library.published()


def facts(folder: Path, *entries: dict) -> None:
    (folder / "slots.yml").write_text(yaml.safe_dump(list(entries), allow_unicode=True), "utf-8")


def overlay(folder: Path, document: str, *entries: dict) -> None:
    path = folder / "overlay" / Path(document).with_suffix(".yml")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(list(entries), allow_unicode=True), "utf-8")


def in_text(project: Project, document: str) -> list[dict]:
    """The passages of a document below its front matter."""
    found = yaml.safe_load(blocks_of(core(project), document))
    return [one for one in found if not one["block"].startswith("front.")]


def changed(project: Project, folder: Path):
    problems = Problems()
    library = core(project)
    edition = read_edition(project, str(folder), library, problems)
    assert edition is not None, [str(p) for p in problems]
    adapted, changes = adapt(library, edition, problems)
    return adapted, changes, problems, edition, library


def entry(project: Project, document: str, number: int, do: str, text: str = "") -> dict:
    found = in_text(project, document)[number]
    return {**found, "do": do, "text": text}


# --- facts ----------------------------------------------------------------------------------------------------------


def test_a_checked_fact_is_printed_and_an_open_one_makes_a_draft(local) -> None:
    project, folder = local
    facts(folder, {"name": "hotline", "value": "555 0100", "verified": TODAY, "verified_by": "outreach worker"})
    adapted, _, problems, _, _ = changed(project, folder)
    assert not problems.blocking()
    documents = {d.id: d for d in print_documents(adapted, adapted, Words())}
    text = "".join(part.markdown for part in documents["referral-card"].parts)
    assert documents["referral-card"].missing and documents["referral-card"].draft
    poster = "".join(part.markdown for part in documents["kyr-poster"].parts)
    assert "555 0100" in poster + text
    assert "Local facts that are missing" in text
    site = compose_sites(project, adapted, ["en"], problems)[0].site
    assert "555 0100" in site.pages["edition.md"] and "555 0100" in site.pages["safety.md"]


def test_the_core_library_knows_no_missing_facts(local) -> None:
    project, _ = local
    library = core(project)
    assert not any(document.missing for document in print_documents(library, library, Words()))


def test_a_fact_on_several_lines_stays_in_its_cell(local) -> None:
    project, folder = local
    (folder / "slots.yml").write_text(
        "- name: law-stop\n  value: >\n    Police Act 1999,\n    section 5.\n"
        "  usually: |\n    Officers ask.\n    They keep them.\n"
        f"  verified: {TODAY}\n  verified_by: lawyer\n",
        "utf-8",
    )
    adapted, _, problems, _, _ = changed(project, folder)
    assert not problems.blocking()
    documents = {d.id: d for d in print_documents(adapted, adapted, Words())}
    text = "".join(part.markdown for part in documents["par-law-table"].parts)
    assert f"**Police Act 1999, section 5.** (checked on {TODAY}) | Officers ask. They keep them. |" in text


@pytest.mark.parametrize("day", ["2026-02-31", "2999-01-01"])
def test_a_day_that_was_no_check_counts_for_nothing(local, day: str) -> None:
    project, folder = local
    facts(folder, {"name": "hotline", "value": "555 0100", "verified": day, "verified_by": "peer"})
    problems = Problems()
    edition = read_edition(project, str(folder), core(project), problems)
    assert {p.code for p in problems} == ({"GP106"} if edition is None else {"GP704"})
    assert edition is None or not adapt(core(project), edition, problems)[0].local.facts


@pytest.mark.parametrize(
    ("fact", "code"),
    [
        ({"name": "hotlien", "value": "1"}, "GP702"),
        ({"name": "hotline", "value": "ring us"}, "GP703"),
        ({"name": "hotline", "value": "<script>alert(1)</script>"}, "GP703"),
        ({"name": "law-stop", "value": "See {{ slot.hotline }}"}, "GP703"),
        ({"name": "law-stop", "value": "[here](https://example.org)"}, "GP703"),
        ({"name": "custody-limit", "value": "soon"}, "GP703"),
        ({"name": "hotline", "value": "555 0100"}, "GP704"),
        ({"name": "hotline", "value": "555 0100", "verified": "2020-01-01", "verified_by": "peer"}, "GP704"),
    ],
)
def test_a_wrong_or_old_fact_is_reported_and_never_printed(local, fact: dict, code: str) -> None:
    project, folder = local
    facts(folder, fact)
    adapted, _, problems, _, _ = changed(project, folder)
    found = [p for p in problems if p.code == code]
    assert found and found[0].path.endswith("slots.yml") and found[0].line >= 1
    assert not adapted.local.facts


def test_facts_go_out_to_a_table_and_come_back(local) -> None:
    project, folder = local
    facts(folder, {"name": "hotline", "value": "555 0100", "verified": TODAY, "verified_by": "peer", "verify_every": 2})
    _, _, _, edition, library = changed(project, folder)
    table = slots_csv(edition, library)
    assert table.count("\n") == len(library.slots.front.entries) + 1
    other = io.StringIO()
    csv.writer(other, delimiter=";").writerows(
        csv.reader(io.StringIO(table))
    )  # as a spreadsheet saves it in many countries
    slots = library.slots.front.entries
    for data in (table.encode(), other.getvalue().encode()):
        problems = Problems()
        (folder / "slots.yml").write_text(slots_from_csv(slots, (), data, "facts.csv", problems), "utf-8")
        assert not len(problems) and changed(project, folder)[3].slots.front.entries == edition.slots.front.entries
    for wrong in (b"a,b\n1,2\n", b"", "name,value\nhotline,caf\xe9\n".encode("latin-1")):
        with pytest.raises(WrongUse):
            slots_from_csv(slots, (), wrong, "facts.csv", Problems())
    bad = b"name;value;verified\nhotline;555 0100;01/03/2027\nhotlien;1;\ncustody-limit;soon;2027-03-01\n"
    problems = Problems()
    slots_from_csv(slots, (), bad, "facts.csv", problems)
    assert [(p.line, p.code) for p in problems] == [(2, "GP106"), (3, "GP702"), (4, "GP703")]
    assert "a day such as 2027-03-01" in str(next(iter(problems)))
    (fact,) = edition.slots.front.entries
    for kept in (
        b"name,value\nlegal-aid,555 0111\n",
        b"name,value\nhotline,555 0100\n",
    ):
        text = slots_from_csv(slots, [fact], kept, "facts.csv", Problems())
        assert fact.model_dump() in [SlotFact(**one).model_dump() for one in yaml.safe_load(text)]
    for wrong in (b"name,value,verified by\nhotline,1,x\n", b"name,value,value\nhotline,1,2\n"):
        with pytest.raises(WrongUse):
            slots_from_csv(slots, (), wrong, "facts.csv", Problems())
    twice = Problems()
    slots_from_csv(slots, (), b"sep=;\nname;value\nhotline;555 0100\nhotline;555 0101\n", "facts.csv", twice)
    assert [p.code for p in twice] == ["GP702"]


def test_a_test_item_on_local_law_is_scored_only_with_a_checked_answer(local) -> None:
    project, folder = local
    items = core(project).local_items()
    name, other = list(items)[:2]
    assert (folder / "keys.yml").read_text("utf-8").count("- item: ") == len(items)
    module = core(project).modules[name.partition("/")[0]]

    def answers(*entries: dict) -> tuple[str, Problems]:
        (folder / "keys.yml").write_text(yaml.safe_dump(list(entries)), "utf-8")
        adapted, _, problems, _, _ = changed(project, folder)
        page = compose_sites(project, adapted, ["en"], Problems())[0].site.pages[f"modules/{module.id}/key.md"]
        return page, problems

    checked = {"verified": TODAY, "verified_by": "defence lawyer"}
    said, also = ({"item": one, "was": str(items[one].text)} for one in (name, other))
    page, problems = answers({**said, "key": "false", **checked}, {**also, "key": "true"})
    assert page.count(f"**False** (checked on {TODAY})") == 1 and "**True** (checked" not in page
    assert [p.code for p in problems] == ["GP704"]  # nobody has checked the other one
    page, problems = answers({**said, "was": "Law here: something else.", "key": "false", **checked})
    assert "(checked on" not in page and [p.code for p in problems] == ["GP707"]
    fixed = next(i for i in module.evaluation.front.items if getattr(i, "key", "") == "true")
    for wrong in ({"item": f"{module.id}/{fixed.id}", "key": "false", **checked}, {"item": "no/thing", "key": "true"}):
        assert "GP715" in {p.code for p in answers(wrong)[1].blocking()}


# --- changed passages -------------------------------------------------------------------------------------------------


def unit(body: str, block: Block, do: str) -> tuple[int, int]:
    """The stretch of a text that a change of this block is about."""

    def around(kind: str) -> Block:
        holds = [b for b in blocks(body) if b.kind == kind and b.start <= block.start and block.end <= b.end]
        return min(holds, key=lambda b: b.end - b.start)

    if do != "replace" and block.kind == "cell":
        return body.rfind("\n", 0, block.start) + 1, body.find("\n", block.end) % (len(body) + 1)
    if do != "replace" and block.kind == "title":
        return around("callout").start, around("callout").end
    if do == "after" and block.kind == "item":
        return around("list").start, around("list").end
    return block.start, block.end


def changeable(body: str, block: Block, do: str) -> bool:
    """The head of a table, and an item with others below it, can only be replaced."""
    if block.kind == "cell" and block.level:
        return do == "replace"
    return not (do == "remove" and block.kind == "item" and unit(body, block, "after")[1] > block.end)


def words(body: str, block: Block, n: int, do: str) -> str:
    """The new text of a change: nothing to remove; beside a cell a row with as many cells, all but the first empty."""
    row = body[slice(*unit(body, block, do))] if block.kind == "cell" and do in {"before", "after"} else ""
    return "" if do == "remove" else f"Local text number {n}." + " | -" * max(0, row.strip().strip("|").count("|"))


def expected(body: str, done: dict[int, str]) -> list[str]:
    """The texts of the changed document: each is core, new, or gone as declared."""
    placed = [block for _, block in block_ids(body)]
    made = {n: [block.text] for n, block in enumerate(placed)}
    for n, do in done.items():
        first, last = unit(body, placed[n], do)
        inside = [m for m, block in enumerate(placed) if first <= block.start < last]
        if do == "replace":
            made[n] = [f"Local text number {n}."]
        elif do == "remove":
            made |= {m: [] for m in inside}
        elif do == "before":
            made[inside[0]] = [f"Local text number {n}.", *made[inside[0]]]
        else:
            made[inside[-1]] = [*made[inside[-1]], f"Local text number {n}."]
    return [" ".join(text.split()) for n in sorted(made) for text in made[n]]


def test_every_block_is_core_replaced_inserted_or_removed_as_declared(local) -> None:
    """Random overlays over real documents, on every kind of block."""
    project, folder = local
    choose = random.Random(7)
    library = core(project)
    documents = [d for d in library.documents() if len(d.body) > 1500]
    tried: Counter = Counter()
    for document in choose.sample(documents, 30):
        body = document.body
        before = block_ids(body)
        texts = [block.text for _, block in before]
        done: dict[int, str] = {}
        for n in choose.sample(range(len(before)), min(8, len(before))):
            do = choose.choice(["replace", "before", "after", "remove"])
            block = before[n][1]
            first, last = unit(body, block, do)
            apart = all(
                last < unit(body, before[m][1], other)[0] or unit(body, before[m][1], other)[1] < first
                for m, other in done.items()
            )
            if len(block.text) > 8 and texts.count(block.text) == 1 and changeable(body, block, do) and apart:
                done[n] = do
                tried[block.kind, do] += 1
        overlay(
            folder,
            document.path,
            *(
                {"block": before[n][0], "do": do, "was": texts[n], "text": words(body, before[n][1], n, do)}
                for n, do in done.items()
            ),
        )
        adapted, changes, problems, edition, _ = changed(project, folder)
        assert {c.state for c in changes} <= {"applied"}, (document.path, done)
        made = next(d for d in adapted.documents() if d.path == document.path)
        found = [" ".join(block.text.split()) for _, block in block_ids(made.body)]
        assert found == expected(body, done), (document.path, done)
        shown = "\n".join(status_lines(edition, library, changes))
        assert all(f"{before[n][0]} ({do})" in shown for n, do in done.items())
        told = {(c.do, c.core) for c in adapted.local.changes}
        assert told == {(do, texts[n]) for n, do in done.items()}
        (folder / "overlay" / Path(document.path).with_suffix(".yml")).unlink()
    kinds = {"paragraph", "item", "heading", "cell"}
    assert {(kind, do) for kind in kinds for do in ("replace", "before", "after", "remove")} <= set(tried), tried


TWICE = """---
title: Twice
summary: Two groups.
status: published
---
## Men {#men}

Touch nobody. Insult nobody.

## Women {#women}

Touch nobody. Insult nobody.

- Never share your phone.
- Never share your PIN.
- One
    - Below one
- Two

!!! stop
    Stop when a stranger comes.

    Tell the others.

| Who | What |
|---|---|
| Ana | Waits by the door. |
"""


@pytest.fixture
def twice(tmp_path: Path, local) -> tuple[Project, Path, Path]:
    """A page of the core that says some things twice, to be changed under an edition."""
    project = Project(tmp_path / "project")
    page = project.docs / "twice.md"
    page.parent.mkdir(parents=True)
    page.write_text(TWICE, "utf-8")
    return project, local[1], page


def named(project: Project, text: str, part: str = "") -> dict:
    found = in_text(project, "docs/twice.md")
    return next(one for one in found if one["was"] == text and one["block"].startswith(part))


def test_of_the_same_words_in_two_places_the_right_one_is_changed_or_none(twice) -> None:
    project, folder, page = twice
    women = named(project, "Touch nobody. Insult nobody.", "women")
    assert women["block"].endswith("+")
    overlay(folder, "docs/twice.md", {**women, "text": "For women here."})
    body = changed(project, folder)[0].pages["twice"].body
    assert body.index("## Men") < body.index("Touch nobody") < body.index("## Women") < body.index("For women here.")

    page.write_text(TWICE.replace("## Women {#women}", "## All women {#all-women}"), "utf-8")
    _, changes, _, _, _ = changed(project, folder)  # its heading is gone: it is not certain which one is meant
    assert [c.state for c in changes] == ["orphan"]

    head, _, tail = TWICE.partition("## Women {#women}")
    page.write_text(f"{head}## Women {{#women}}{tail.replace('Insult nobody.', 'Insult nobody here.')}", "utf-8")
    adapted, changes, _, _, _ = changed(project, folder)
    assert [(c.state, c.core) for c in changes] == [("drifted", "Touch nobody. Insult nobody here.")]
    body = adapted.pages["twice"].body
    assert "Touch nobody. Insult nobody." in body and "For women here." in body


def test_what_an_edition_takes_out_comes_back_when_the_core_rewords_it(twice) -> None:
    project, folder, page = twice
    one = named(project, "Stop when a stranger comes.")
    overlay(folder, "docs/twice.md", {**one, "do": "remove", "text": ""})
    assert "Stop when a stranger" not in changed(project, folder)[0].pages["twice"].body
    page.write_text(TWICE.replace("Stop when a stranger comes.", "Stop when a stranger comes in."), "utf-8")
    adapted, changes, problems, edition, library = changed(project, folder)
    assert [c.state for c in changes] == ["drifted"] and "comes in." in adapted.pages["twice"].body
    assert "not taken out until you accept" in "\n".join(status_lines(edition, library, changes))
    accept(edition, library, changes)
    adapted, changes, _, _, _ = changed(project, folder)
    assert [c.state for c in changes] == ["applied"] and "comes in." not in adapted.pages["twice"].body


def test_a_short_line_that_is_gone_takes_no_neighbour_with_it(twice) -> None:
    project, folder, page = twice
    one = named(project, "Never share your phone.")
    overlay(folder, "docs/twice.md", {**one, "text": "Keep the phone locked."})
    page.write_text(
        TWICE.replace("- Never share your phone.\n", "").replace("share your PIN", "tell your PIN"), "utf-8"
    )
    adapted, changes, _, _, _ = changed(project, folder)
    assert [c.state for c in changes] == ["orphan"] and "Never tell your PIN." in adapted.pages["twice"].body


def test_changes_that_meet_are_put_in_order_or_refused(twice) -> None:
    project, folder, _ = twice
    one, below = named(project, "One"), named(project, "Below one")
    more = {"do": "after", "text": "After one"}, {"do": "after", "text": "After below"}
    overlay(folder, "docs/twice.md", {**one, **more[0]}, {**below, **more[1]})
    html = markdown.markdown(changed(project, folder)[0].pages["twice"].body, extensions=EXTENSIONS)
    assert re.search(r"One\s*<ul>\s*<li>Below one</li>\s*<li>After below</li>\s*</ul>\s*</li>\s*<li>After one", html)

    rule, stop = named(project, "Stop when a stranger comes."), named(project, "Tell the others.")
    overlay(folder, "docs/twice.md", {**stop, "do": "remove", "text": ""}, {**stop, "do": "before", "text": "Here."})
    body = changed(project, folder)[0].pages["twice"].body
    assert "    Here.\n" in body and "Tell the others." not in body

    page = project.docs / "twice.md"
    page.write_text(TWICE.replace("!!! stop", '!!! resist "No time."'), "utf-8")
    title = named(project, "No time.")
    overlay(folder, "docs/twice.md", {**title, "do": "remove", "text": ""}, {**stop, "do": "after", "text": "Here."})
    _, changes, _, _, _ = changed(project, folder)
    assert [c.state for c in changes] == ["applied", "conflict"]
    page.write_text(TWICE, "utf-8")
    overlay(folder, "docs/twice.md", *({**one, "do": "remove", "text": ""} for one in (rule, stop)))
    problems = Problems()
    assert adapt_to(project, core(project), str(folder), problems) is None  # a call-out of nothing
    assert [(p.code, p.path.endswith("overlay/docs/twice.yml")) for p in problems.blocking()] == [("GP302", True)]


def test_bars_in_cells_never_push_the_core_off_the_page(twice) -> None:
    project, folder, _ = twice
    cell = named(project, "Ana")
    overlay(
        folder,
        "docs/twice.md",
        {**cell, "text": "Ana | Bo"},
        {**cell, "do": "after", "text": "Kim | Stands outside."},
        {**cell, "do": "before", "text": "one | two | three"},
    )
    adapted, changes, problems, _, _ = changed(project, folder)
    assert [c.state for c in changes] == ["applied", "applied", "fixed"]
    assert any("2 columns, and the new row has 3" in str(p) for p in problems)
    html = markdown.markdown(adapted.pages["twice"].body, extensions=EXTENSIONS)
    assert "<td>Ana | Bo</td>" in html and "Waits by the door." in html and "<td>Stands outside.</td>" in html


@pytest.mark.parametrize(("do", "text"), [("replace", ""), ("after", " "), ("remove", "something")])
def test_an_entry_says_what_it_does(local, do: str, text: str) -> None:
    project, folder = local
    overlay(folder, SAFETY, {**in_text(project, SAFETY)[0], "do": do, "text": text})
    problems = Problems()
    read_edition(project, str(folder), core(project), problems)
    assert [p.code for p in problems.blocking()] == ["GP106"]


def test_accepting_keeps_comments_and_changes_nothing_twice(twice) -> None:
    project, folder, page = twice
    one = named(project, "Touch nobody. Insult nobody.", "men")
    path = folder / "overlay" / "docs" / "twice.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        "# Why we change this.\n"
        f"- block: {one['block'].rstrip('+')}\n"
        "  do: replace\n"
        "  # the core of last year\n"
        "  was: >-\n    Touch nobody.\n    Insult nobody.\n"
        "  text: Be kind.   # short\n",
        "utf-8",
    )
    page.write_text(TWICE.replace("Touch nobody. Insult nobody.", "Touch nobody. Insult nobody here.", 1), "utf-8")
    _, changes, _, edition, library = changed(project, folder)
    assert [c.state for c in changes] == ["drifted"]
    assert path in accept(edition, library, changes)
    text = path.read_text("utf-8")
    assert "# Why we change this." in text and "  # the core of last year\n" in text and "# short" in text
    assert '  was: "Touch nobody. Insult nobody here."\n' in text
    _, changes, _, edition, library = changed(project, folder)
    assert [c.state for c in changes] == ["applied"] and accept(edition, library, changes) == []


@pytest.mark.parametrize(
    "text",
    [
        '- {block: BLOCK, do: replace,\n   was: "Touch nobody. Insult nobody.", text: "Mine"}\n',
        '- block: BLOCK\n  do: replace\n  was: "Touch nobody.\n\n\\\n Insult nobody."\n  text: Mine\n',
        '- block: BLOCK\n  do: replace\n  was: "Touch nobody.\nInsult nobody."\n  text: Mine\n',
    ],
)
def test_a_file_of_another_shape_is_accepted_whole_or_not_at_all(twice, text: str) -> None:
    project, folder, page = twice
    one = named(project, "Touch nobody. Insult nobody.", "men")
    path = folder / "overlay" / "docs" / "twice.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.replace("BLOCK", one["block"]), "utf-8")
    page.write_text(TWICE.replace("Touch nobody. Insult nobody.", "Touch nobody. Insult nobody here.", 1), "utf-8")
    _, changes, problems, edition, library = changed(project, folder)
    if not changes:
        assert problems.blocking()
        return
    before = path.read_text("utf-8")
    try:
        accept(edition, library, changes)
    except WrongUse as error:
        assert "twice.yml" in str(error) and path.read_text("utf-8") == before
    else:
        assert [c.entry.text for c in changed(project, folder)[1]] == ["Mine"]


@pytest.mark.parametrize(
    "text", ["{name: x, languages: [en], core: 0.0.9}\n", '"name": x\n"languages": [en]\n"core": 0.0.9\n']
)
def test_an_edition_yml_of_another_shape_is_never_broken(local, text: str) -> None:
    project, folder = local
    (folder / "edition.yml").write_text(text, "utf-8")
    _, changes, _, edition, library = changed(project, folder)
    with pytest.raises(WrongUse):
        accept(edition, library, changes)
    assert (folder / "edition.yml").read_text("utf-8") == text


def test_a_row_in_the_place_of_a_row_stays_in_its_table(twice) -> None:
    project, folder, page = twice
    page.write_text(TWICE + "| Bo | Sits. |\n| Kim | Stands. |\n", "utf-8")
    bo = named(project, "Bo")
    more = {"do": "after", "text": "Remi | Sings."}
    overlay(folder, "docs/twice.md", {**bo, "do": "remove", "text": ""}, {**bo, **more})
    html = markdown.markdown(changed(project, folder)[0].pages["twice"].body, extensions=EXTENSIONS)
    assert html.count("<tr>") == 4 and html.index("Remi") < html.index("Kim") and "Bo" not in html and "|" not in html


def test_a_list_does_not_become_one_line_without_a_word(twice) -> None:
    project, folder, _ = twice
    overlay(folder, "docs/twice.md", {**named(project, "Two"), "text": "- one\n- two"})
    _, changes, problems, _, _ = changed(project, folder)
    assert [c.state for c in changes] == ["fixed"] and any("one line" in str(p) for p in problems)


def test_what_heads_a_table_or_holds_items_can_only_be_replaced(local) -> None:
    project, folder = local
    path = "modules/know-your-rights/handouts/kyr-poster.md"
    found = in_text(project, path)
    head = next(one for one in found if one["was"] == "Say quietly")
    overlay(folder, path, {**head, "do": "remove", "text": ""}, {**head, "do": "after", "text": "a | b"})
    _, changes, problems, _, _ = changed(project, folder)
    assert {c.state for c in changes} == {"fixed"} and "GP708" in {p.code for p in problems}


def test_titles_and_test_items_can_be_changed(local) -> None:
    project, folder = local
    title = next(one for one in yaml.safe_load(blocks_of(core(project), SAFETY)) if "front.title" in one["block"])
    overlay(folder, SAFETY, {**title, "text": "Read this first"}, {**title, "do": "after", "text": "More"})
    path = "modules/know-your-rights/evaluation.yml"
    item = next(one for one in yaml.safe_load(blocks_of(core(project), path)) if "front.text" in one["block"])
    overlay(folder, path, {**item, "text": "An item of ours."})
    adapted, changes, problems, _, _ = changed(project, folder)
    assert sorted(c.state for c in changes) == ["applied", "applied", "fixed"], [str(p) for p in problems]
    assert adapted.pages["safety"].front.title == "Read this first"
    assert "An item of ours." in [one.text for one in adapted.modules["know-your-rights"].evaluation.front.items]
    site = compose_sites(project, adapted, ["en"], Problems())[0].site
    assert "# Read this first" in site.pages["safety.md"]


def test_a_changed_heading_keeps_its_address(local) -> None:
    project, folder = local
    path = "modules/know-your-rights/sessions/street.md"
    found = in_text(project, path)
    number = next(n for n, one in enumerate(found) if one["was"] == "Low literacy")
    overlay(folder, path, {**found[number], "do": "replace", "text": "Nobody reads"})
    adapted, _, _, _, _ = changed(project, folder)
    body = adapted.modules["know-your-rights"].sessions["street"].body
    assert "### Nobody reads {#low-literacy}" in body


def test_a_removed_item_is_gone_and_nothing_else(local) -> None:
    project, folder = local
    library = core(project)
    document = library.pages["safety"]
    number = next(n for n, (_, b) in enumerate(block_ids(document.body)) if b.kind == "item")
    overlay(folder, SAFETY, entry(project, SAFETY, number, "remove"))
    adapted, changes, _, _, _ = changed(project, folder)
    before = [b.text for _, b in block_ids(document.body)]
    after = [b.text for _, b in block_ids(adapted.pages["safety"].body)]
    assert after == before[:number] + before[number + 1 :] and changes[0].state == "applied"


def test_when_the_core_moves_on_nothing_is_lost(moving) -> None:
    """Changed under an overlay: drift with both texts until accepted. Moved: found. Gone: orphan. Never silent."""
    project, folder = moving
    found = in_text(project, SAFETY)
    raw = (project.root / SAFETY).read_text("utf-8")
    long = [n for n, one in enumerate(found) if len(one["was"]) > 60 and one["was"] in raw]
    one, two, three = long[1], long[2], long[3]
    overlay(folder, SAFETY, *(entry(project, SAFETY, n, "replace", f"Here: {n}.") for n in (one, two, three)))
    assert {c.state for c in changed(project, folder)[1]} == {"applied"}

    path = project.root / SAFETY
    text = path.read_text("utf-8")
    blocks = {n: b for n, (_, b) in enumerate(block_ids(core(project).pages["safety"].body))}
    first, second, third = (blocks[n].text for n in (one, two, three))
    text = text.replace(first, first.replace(" ", " quite ", 1))  # changed
    text = text.replace(third, "Nothing here any more, and quite another subject.")  # gone
    path.write_text(text + f"\n## More {{#more}}\n\n{second}\n", "utf-8")  # said twice: still found
    adapted, changes, problems, edition, library = changed(project, folder)
    assert [c.state for c in changes] == ["drifted", "applied", "orphan"]
    assert {p.code for p in problems} >= {"GP707", "GP708"}
    assert f"Here: {one}." in adapted.pages["safety"].body
    assert "{+quite+}" in "\n".join(status_lines(edition, library, changes))
    assert accept(edition, library, changes)
    assert [c.state for c in changed(project, folder)[1]] == ["applied", "applied", "orphan"]


DRILL = [
    "docs/overview.md",
    "docs/safety.md",
    "docs/guides/running-a-training.md",
    "docs/guides/translators.md",
    "docs/contribute.md",
    "modules/common/handouts/storage-rules.md",
    "modules/common/handouts/risk-plan.md",
    "modules/know-your-rights/handouts/kyr-tally.md",
]
RENAMED = {"kyr-tally": "kyr-counts", "storage-rules": "rules-for-papers"}


def rename(project: Project, old: str, new: str) -> None:
    """Give an id another name in every source file, as an editor of the core does."""
    for path in [*project.docs.rglob("*.md"), *project.modules.rglob("*.md"), *project.modules.rglob("*.yml")]:
        text = path.read_text("utf-8")
        made = re.sub(rf"(?<![\w-]){old}(?![\w-])", new, text)
        if made != text:
            path.write_text(made, "utf-8")
    for path in project.modules.rglob(f"{old}.md"):
        path.rename(path.with_name(f"{new}.md"))


def test_an_upgrade_of_the_core_is_reported_whole(moving) -> None:
    """Against version A: 60 changed passages. In version B 30 of their blocks are reworded, 10 stand elsewhere, 5 are
    gone, 2 documents and 1 slot have other names. Every case is told as what it is, and none is lost."""
    project, folder = moving
    choose = random.Random(11)
    library = core(project)
    documents = {d.path: d for d in library.documents() if d.path in DRILL}
    picked: list[tuple[str, Block, str]] = []
    for path, document in documents.items():
        named = block_ids(document.body)
        texts = [block.text for _, block in named]
        plain = [
            (name, block)
            for name, block in named
            if block.kind == "paragraph"
            and not block.inside
            and len(block.text) > 50
            and "{{" not in block.text
            and texts.count(block.text) == 1
            and document.body[block.start - 1 : block.start] in {"\n", ""}
        ]
        others = [
            (n, b)
            for n, b in named
            if b.kind == "item" and len(b.text) > 40 and "{{" not in b.text and texts.count(b.text) == 1
        ]
        picked += [(path, block, name) for name, block in (plain + others)[:12]]
    picked = choose.sample(picked, 60)
    movable = [one for one in picked if one[1].kind == "paragraph"]
    moved = movable[:10]
    rest = [one for one in picked if one not in moved]
    reworded, gone = rest[:30], rest[30:35]
    for path in documents:
        entries = [
            {"block": name, "do": "replace", "was": block.text, "text": f"Here: {name}."}
            for where, block, name in picked
            if where == path
        ]
        overlay(folder, path, *entries)
    facts(folder, {"name": "hotline", "value": "555 0100", "verified": TODAY, "verified_by": "peer"})
    assert {c.state for c in changed(project, folder)[1]} == {"applied"}

    for path, document in documents.items():
        file = project.root / path
        body, end = document.body, ""
        for where, block, name in sorted(picked, key=lambda one: one[1].start, reverse=True):
            if where != path:
                continue
            source = body[block.start : block.end]
            if (where, block, name) in reworded:
                new = source.replace(" ", " from now on ", 1)
            elif (where, block, name) in moved:
                new, end = "Another passage stands in this place, about other things.", f"{end}\n\n{source}"
            elif (where, block, name) in gone:
                new = "Quite new."
            else:
                continue
            body = body[: block.start] + new + body[block.end :]
        text = file.read_text("utf-8")
        file.write_text(text[: len(text) - len(document.body)] + body.rstrip("\n") + end + "\n", "utf-8")
    for old, new in RENAMED.items():
        rename(project, old, new)
    for path in [*project.docs.rglob("*.md"), *project.modules.rglob("*.md"), project.docs / "data" / "slots.yml"]:
        text = path.read_text("utf-8")
        path.write_text(re.sub(r"(slot\.|name: )hotline(?= |$)", r"\1group-line", text, flags=re.M), "utf-8")
    edit_file(
        project.docs / "data" / "redirects.yml",
        "pages: {}\n",
        "pages:\n"
        "  modules/know-your-rights/handouts/kyr-tally.md: modules/know-your-rights/handouts/kyr-counts.md\n"
        "  handouts/storage-rules.md: handouts/rules-for-papers.md\n"
        "slots:\n  hotline: group-line\n",
    )

    adapted, changes, problems, edition, library = changed(project, folder)
    state = {(c.entry.block, c.entry.was): c.state for c in changes}
    assert len(changes) == 60
    for group, wanted in ((reworded, "drifted"), (moved, "applied"), (gone, "orphan")):
        assert {state[name, block.text] for _, block, name in group} == {wanted}
    assert Counter(state.values()) == {"applied": 25, "drifted": 30, "orphan": 5}
    shown = "\n".join(status_lines(edition, library, changes))
    for change in changes:
        assert f"{change.state:9} {change.document} {change.entry.block}" in shown
        body = next(d.body for d in adapted.documents() if d.path == change.document)
        assert (change.entry.text in body) == (change.state != "orphan")
    assert shown.count("{+from now on") == 30
    assert all(block.text in shown for _, block, _ in gone)
    assert sum(1 for p in problems if p.code == "GP706") == 3  # two documents and a slot
    assert adapted.local.facts["group-line"].value == "555 0100"

    accept(edition, library, changes)
    _, again, problems, edition, _ = changed(project, folder)
    assert Counter(c.state for c in again) == {"applied": 55, "orphan": 5}
    assert sum(1 for p in problems if p.code == "GP706") == 1  # the slot is renamed by hand
    assert sum(len(o.front.entries) for o in edition.overlays.values()) == 60


def test_an_overlay_of_a_document_that_is_gone_is_told(local) -> None:
    project, folder = local
    one = entry(project, SAFETY, 0, "replace", "One.")
    overlay(folder, "docs/gone.md", one)
    _, changes, problems, edition, library = changed(project, folder)
    assert [c.state for c in changes] == ["orphan"] and "GP706" in {p.code for p in problems}
    assert "here: One." in "\n".join(status_lines(edition, library, changes))


def test_two_changes_of_one_block_conflict(local) -> None:
    project, folder = local
    one = entry(project, SAFETY, 0, "replace", "One.")
    overlay(folder, SAFETY, one, {**one, "text": "Two."})
    _, changes, problems, _, _ = changed(project, folder)
    assert [c.state for c in changes] == ["applied", "conflict"] and "GP708" in {p.code for p in problems}


def test_word_diff() -> None:
    assert word_diff("Ring us at night.", "Ring us at any hour.") == "Ring us at [-night.-] {+any hour.+}"


# --- what an edition adds ---------------------------------------------------------------------------------------------

SESSION = """---
title: Our evening
status: published
minutes: 10
risk: green
lead: [ro-peer]
objectives:
  - {id: say-it, text: Say one sentence aloud.}
steps:
  - {id: say-one, minutes: 10, method: pairs, teaches: [say-it]}
handouts: [our-card]
---

## Why it matters

We asked for it.

## Before you start

- Bring water.

## Steps

### Say one {#say-one}

!!! do
    Sit in a ring.

!!! say
    “Say it with me.”

!!! ask
    “Who wants to begin?”

!!! watch
    Somebody who goes silent.

## Likely resistance

!!! resist "No time."
    “Five minutes.”

## If it goes wrong

- Stop.

## Variants

### Without a projector

None is needed.

### Low literacy

Nobody reads.

## Safety

!!! stop
    Stop when a stranger comes.
"""
CARD = """---
title: Our card
summary: Our sentence.
status: published
for: participants
kind: card
safety: true
---
Our own sentence. Ring {{ slot.our-line }}
"""
FORMATS = """- format: {id: our-way, kind: micro, minutes: 25, days: [[street, our-evening]]}
  words: {id: our-way, title: Our way, use: For our evenings.}
"""
ITEMS = """- id: our-evening-voice
  kind: observation
  text: Each pair says the sentence aloud.
  during: our-evening
  measures: [our-evening.say-it]
"""
SLOT = """- name: our-line
  type: phone
  label: Our very own line
  description: The number of our own line.
"""


def add(folder: Path, **files: str) -> None:
    home = folder / "modules" / "know-your-rights"
    places = {
        "session": home / "sessions" / "our-evening.md",
        "card": home / "handouts" / "our-card.md",
        "formats": home / "formats.yml",
        "items": home / "items.yml",
        "slots": folder / "docs" / "data" / "slots.yml",
    }
    for name, text in files.items():
        places[name].parent.mkdir(parents=True, exist_ok=True)
        places[name].write_text(text, "utf-8")


def test_a_session_of_ones_own_is_a_full_part_of_its_module(local) -> None:
    project, folder = local
    add(folder, session=SESSION, card=CARD, formats=FORMATS, items=ITEMS, slots=SLOT)
    facts(folder, {"name": "our-line", "value": "555 0199", "verified": TODAY, "verified_by": "peer"})
    problems = Problems()
    found = adapt_to(project, core(project), str(folder), problems)
    assert found is not None and not problems.blocking(), [str(p) for p in problems]
    made = compose_sites(found.project, found.library, ["en"], problems, printables=True)[0]
    page = made.site.pages["modules/know-your-rights/sessions/our-evening.md"]
    assert "KYR-4" in page and "modules/know-your-rights/handouts/our-card.md" in made.site.pages
    assert "our-way" in made.site.pages["modules/know-your-rights/index.md"]
    printed = {d.id: "".join(part.title + part.markdown for part in d.parts) for d in made.documents}
    assert "555 0199" in printed["our-card"] and "know-your-rights-run-sheet-our-way" in printed
    assert "Our evening" in printed["know-your-rights-guide"]
    assert "Each pair says the sentence aloud." in printed["know-your-rights-guide"]
    assert "Our evening" in made.site.pages["edition.md"] and "Our card" in made.site.pages["edition.md"]
    assert "Our evening" in json.dumps(made.site.navigation)
    shown = "\n".join(status_lines(found.edition, found.core, found.changes))
    assert "session:know-your-rights/our-evening" in shown


@pytest.mark.parametrize(
    ("session", "code"),
    [
        (SESSION.replace("minutes: 10, method", "minutes: 9, method"), "GP203"),
        (SESSION.replace("“Say it with me.”", "<script>alert(1)</script>"), "GP301"),
        (SESSION.replace("Bring water.", "See [this](handout:nothing)."), "GP303"),
        (SESSION.replace("status: published", "status: publish"), "GP106"),
        (SESSION.replace("handouts: [our-card]", "handouts: [no-card]"), "GP111"),
    ],
)
def test_a_session_of_ones_own_is_held_to_the_rules_of_the_core(local, session: str, code: str) -> None:
    project, folder = local
    add(folder, session=session, card=CARD, formats=FORMATS, items=ITEMS, slots=SLOT)
    problems = Problems()
    assert adapt_to(project, core(project), str(folder), problems) is None
    found = [p for p in problems.blocking() if p.code == code]
    assert found and found[0].path.endswith("our-evening.md"), [str(p) for p in problems.blocking()]


def test_an_error_in_a_changed_passage_is_reported_in_the_overlay(local) -> None:
    project, folder = local
    one, two = (entry(project, SAFETY, n, "replace", "Fine.") for n in (0, 3))
    overlay(folder, SAFETY, one, {**two, "text": "See [this](page:nowhere)."})
    problems = Problems()
    assert adapt_to(project, core(project), str(folder), problems) is None
    (found,) = problems.blocking()
    lines = (folder / "overlay" / "docs" / "safety.yml").read_text("utf-8").split("\n")
    assert found.code == "GP303" and found.path.endswith("overlay/docs/safety.yml")
    assert two["block"] in lines[found.line - 1]


# --- languages and words ----------------------------------------------------------------------------------------------


def at_work(project: Project, folder: Path):
    problems = Problems()
    found = adapt_to(project, core(project), str(folder), problems)
    assert found is not None, [str(p) for p in problems.blocking()]
    return found


def fill(path: Path, **texts: str) -> None:
    file = polib.pofile(str(path), wrapwidth=0)
    for one in file:
        one.msgstr = texts.get(re.sub(r"\W", "", one.msgid), one.msgstr)
    file.save()


def test_own_texts_have_their_own_catalogue_and_the_rest_keeps_its_translation(local) -> None:
    project, folder = local
    edit_file(folder / "edition.yml", "languages: [en]", "languages: [en, es]")
    add(folder, session=SESSION, card=CARD, formats=FORMATS, items=ITEMS, slots=SLOT)
    overlay(folder, SAFETY, entry(project, SAFETY, 0, "replace", "Read this on a device of yours."))
    found = at_work(project, folder)
    before = {path: path.read_bytes() for path in project.translations.rglob("*.po")}
    written = extract(found.project, found.library, Problems())
    assert sorted(Path(path).name for path in written) == ["edition.po", "edition.pot"]
    assert {path: path.read_bytes() for path in project.translations.rglob("*.po")} == before
    catalogue = folder / "translations" / "es" / "edition.po"
    ids = {one.msgid for one in polib.pofile(str(catalogue))}
    assert {"Read this on a device of yours.", "Our evening", "Our very own line"} <= ids
    assert not ids & {"Why it matters", "Low literacy"}  # the core's words, translated there
    fill(catalogue, Ourevening="Nuestra noche", Readthisonadeviceofyours="Léalo en un aparato suyo.")
    pages = compose_sites(found.project, found.library, ["en", "es"], Problems())[1].site.pages
    session = pages["modules/know-your-rights/sessions/our-evening.md"]
    assert "Nuestra noche" in session and "Por qué importa" in session
    assert '<span lang="en" dir="ltr">Bring water.</span>' in session
    assert "Léalo en un aparato suyo." in pages["safety.md"]
    assert extract(found.project, found.library, Problems()) == []
    problems = Problems()
    check_all(found.project, found.library, ["es"], problems)
    assert {p.path for p in problems} == {project.relative(catalogue)}
    signed, _ = sign_off(found.project, found.library, "es", SAFETY, "teacher", Problems())
    assert signed == 1 and (folder / "translations" / "es" / "reviews.csv").exists()


def test_an_edition_can_be_written_in_another_language(local) -> None:
    project, folder = local
    edit_file(folder / "edition.yml", "languages: [en]", "languages: [en, es]")
    edit_file(folder / "edition.yml", "written_in: en", "written_in: es")
    overlay(folder, SAFETY, entry(project, SAFETY, 0, "replace", "Léalo en un aparato suyo."))
    found = at_work(project, folder)
    extract(found.project, found.library, Problems())
    catalogue = folder / "translations" / "en" / "edition.po"
    assert [one.msgid for one in polib.pofile(str(catalogue))] == ["Léalo en un aparato suyo."]
    english, spanish = (made.site for made in compose_sites(found.project, found.library, ["en", "es"], Problems()))
    assert '<span lang="es" dir="ltr">Léalo en un aparato suyo.</span>' in english.pages["safety.md"]
    assert "Léalo en un aparato suyo." in spanish.pages["safety.md"]
    assert 'lang="es"' not in spanish.pages["safety.md"]
    fill(catalogue, Léaloenunaparatosuyo="Read it on a device of yours.")
    english = compose_sites(found.project, found.library, ["en"], Problems())[0].site
    assert "Read it on a device of yours." in english.pages["safety.md"]


def test_an_edition_can_bring_a_language_that_the_core_lacks(local) -> None:
    project, folder = local
    found = at_work(project, folder)
    add_language(found.project, found.library, "sw", Problems())
    assert "languages: [en, sw]" in (folder / "edition.yml").read_text("utf-8")
    assert not (project.translations / "sw" / "ui.po").exists() and "sw" not in (project.root / "mkdocs.yml").read_text(
        "utf-8"
    )
    found = at_work(project, folder)
    made = {path.name for path in (folder / "translations" / "sw").rglob("*.po")}
    assert made == {"ui.po", "site.po"}
    begun = extract(found.project, found.library, Problems(), ["modules/know-your-rights"])
    assert any(path.endswith("sw/modules/know-your-rights.po") for path in begun)
    file = polib.pofile(str(folder / "translations" / "sw" / "ui.po"), wrapwidth=0)
    next(one for one in file if one.msgctxt == "home").msgstr = "Mwanzo"
    file.save()
    site = compose_sites(found.project, found.library, ["en", "sw"], Problems())[1].site
    assert {"Mwanzo": "index.md"} in site.navigation and site.offered == ["en", "sw"]
    assert [code for code, _, _ in site.languages] == ["en", "sw"]


def test_swapped_words_leave_names_and_quotations_alone() -> None:
    swap = swapper(
        [TermSwap(**{"from": "sex worker", "to": "magazine seller"}), TermSwap(**{"from": "officer", "to": "askari"})],
        {"Kenya sex worker alliance"},
    )
    for before, after in {
        "Sex worker, sex workers, sex worker.": "Magazine seller, sex workers, magazine seller.",
        "The Kenya sex worker alliance met an officer.": "The Kenya sex worker alliance met an askari.",
        "Sex Worker Pride": "Sex Worker Pride",
        "He said “sex worker” to a sex worker.": "He said “sex worker” to a magazine seller.",
        "An [officer](page:officer) [@officer-2012] {{ slot.officer }}": (
            "An [askari](page:officer) [@officer-2012] {{ slot.officer }}"
        ),
        "Officers and non-officer staff": "Officers and non-askari staff",
        "The Kenya Officer Service, Officer Kamau": "The Kenya Officer Service, Officer Kamau",
        "Stay. Officer and client": "Stay. Askari and client",
        "- **Officer:** says no": "- **Askari:** says no",
        "A sex\nworker": "A magazine seller",
    }.items():
        assert swap(before) == after
    chinese = swapper([TermSwap(**{"from": "警察", "to": "公安"})], set())
    assert chinese("打电话给警察局。警察来了。") == "打电话给公安局。公安来了。"
    assert swapper([TermSwap(**{"from": "काम", "to": "श्रम"})], set())("काम, कामों") == "श्रम, कामों"


def test_swapped_words_stand_on_pages_and_sheets(local) -> None:
    project, folder = local
    words = {"pocket card": "pass card", "pocket cards": "pass cards", "Low literacy": "No reading"}
    swaps = "terms:" + "".join(f"\n  - {{lang: en, from: {ours}, to: {theirs}}}" for ours, theirs in words.items())
    edit_file(folder / "edition.yml", "# terms:", f"{swaps}\n# terms:")
    found = at_work(project, folder)
    made = compose_sites(found.project, found.library, ["en"], Problems(), printables=True)[0]
    pages = made.site.pages
    assert "# Pass card" in pages["handouts/rights-pocket-card.md"]
    session = pages["modules/know-your-rights/sessions/street.md"]
    assert "pass card" in session and "pocket card" not in session
    assert "No reading { #low-literacy }" in session or "No reading {#low-literacy}" in session
    assert "rights-pocket-card" in session  # links hold
    assert any("pass card" in part.markdown for d in made.documents for part in d.parts)


def test_paper_contact_and_audiences(local) -> None:
    project, folder = local
    edit_file(folder / "edition.yml", "paper: both", "paper: letter")
    edit_file(folder / "edition.yml", 'contact: ""', 'contact: "Ask at the drop-in on Mondays"')
    edit_file(folder / "edition.yml", "# audiences:\n#   au-municipal:", "audiences:\n  au-municipal:")
    found = at_work(project, folder)
    made = compose_sites(found.project, found.library, ["en"], Problems(), printables=True)[0]
    assert made.library.papers == ("letter",)
    assert "referral-card-letter.pdf" in made.site.pages["handouts/referral-card.md"]
    assert "referral-card.pdf" not in made.site.pages["handouts/referral-card.md"]
    assert "Ask at the drop-in on Mondays" in made.site.frame["contact"]
    assert "Officers of the town council" in made.site.pages["modules/police-sensitisation/index.md"]


def test_what_usually_happens_is_the_third_column_of_the_law_table(local) -> None:
    project, folder = local
    checked = {"verified": TODAY, "verified_by": "defence lawyer"}
    facts(
        folder,
        {"name": "law-stop", "value": "Town Order of 1999", "usually": "Officers ask for papers first.", **checked},
        {"name": "hotline", "value": "555 0100", "usually": "Nobody answers.", **checked},
    )
    adapted, _, problems, _, _ = changed(project, folder)
    assert [p.code for p in problems.blocking()] == ["GP703"]  # a phone number has no “usually”
    documents = {d.id: d for d in print_documents(adapted, adapted, Words())}
    rows = [line for line in documents["par-law-table"].parts[0].markdown.split("\n") if "Town Order" in line]
    rows = rows or [
        line for part in documents["par-law-table"].parts for line in part.markdown.split("\n") if "Town Order" in line
    ]
    assert any(re.search(r"Town Order of 1999.*\|\s*Officers ask for papers first\.\s*\|", row) for row in rows)


def test_known_editions_stand_on_a_page_of_the_core(copy: Project) -> None:
    (copy.root / "editions" / "ours").mkdir(parents=True)
    (copy.root / "editions" / "ours" / "edition.yml").write_text(
        "name: Our place\ncountry: KE\nlanguages: [en, es, sw]\nexample: true\n", "utf-8"
    )
    (copy.docs / "data" / "editions.yml").write_text(
        "- {id: far, name: Far away, languages: [en], address: 'https://example.org/far', listed: '2026-11-01'}\n",
        "utf-8",
    )
    page = compose_sites(copy, core(copy), ["en"], Problems())[0].site.pages["editions.md"]
    assert "Our place" in page and "Kenya" in page and "an example" in page and "Español, Kiswahili" in page
    assert "[Far away](https://example.org/far)" in page


# --- the two examples -------------------------------------------------------------------------------------------------

EXAMPLES = ("example-kenya", "example-peru")


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Both examples without printables, built at the same time."""
    made = {name: tmp_path_factory.mktemp("examples") / name for name in EXAMPLES}
    with ThreadPoolExecutor() as pool:
        done = pool.map(
            lambda one: goodpractice("build", "--no-print", "--edition", one[0], "--site-dir", str(one[1])),
            made.items(),
        )
        for found in done:
            assert found.returncode == 0, found.stderr[-3000:]
    return made


def test_two_editions_are_built_at_once_and_do_not_mix(sites) -> None:
    kenya, peru = (sites[name] for name in EXAMPLES)
    assert (kenya / "sw" / "index.html").exists() and not (kenya / "es").exists()
    assert (peru / "es" / "index.html").exists() and not (peru / "sw").exists()
    own = "modules/police-sensitisation/sessions/serenazgo-ronda.html"
    assert "Planear la ronda" in (peru / "es" / own).read_text("utf-8") and not (kenya / own).exists()
    assert 'lang="sw"' in (kenya / "sw" / "modules/know-your-rights/sessions/two-languages.html").read_text("utf-8")


def test_every_page_of_an_example_says_so_and_stays_out_of_search_engines(sites) -> None:
    for site in sites.values():
        pages = [path for path in site.rglob("*.html") if path.name not in {"404.html", "leave.html"}]
        assert len(pages) > 1000
        for path in pages:
            text = path.read_text("utf-8")
            if 'http-equiv="refresh"' in text:
                continue
            assert '<p class="notice">' in text and 'name="robots" content="noindex"' in text, path


def test_the_examples_show_every_kind_of_slot_and_change_and_fill_in_nothing() -> None:
    shown, types, added = set(), set(), set()
    for name in EXAMPLES:
        problems = Problems()
        found = adapt_to(Project(ROOT), unchanged(), name, problems)
        assert found is not None, [str(p) for p in problems.blocking()]
        assert not {p.code for p in problems} - {"GP602"}, [str(p) for p in problems]
        edition = found.edition
        assert edition.front.front.example and not found.library.local.facts
        assert not any(fact.value or fact.usually for fact in edition.slots.front.entries)
        assert not any(one.key for one in (edition.keys.front.entries if edition.keys else ()))
        known = {slot.name: slot for slot in edition.slot_list(found.core)}
        types |= {known[fact.name].type for fact in edition.slots.front.entries}
        bodies = {document.path: document.body for document in found.core.documents()}
        for change in found.changes:
            assert change.state == "applied"
            kind = next(b.kind for _, b in block_ids(bodies[change.document]) if b.text == change.core)
            shown.add((kind, change.entry.do))
        content = edition.content
        parts = ("pages", "cases", "sessions", "handouts", "formats", "items", "slots")
        added |= {part for part in parts if getattr(content, part)}
        front = edition.front.front
        assert front.terms and front.audiences and front.branding.logo and front.branding.colour
    assert types == {"phone", "address", "law", "agency", "time-limit", "money", "date", "text"}
    assert {do for _, do in shown} == {"replace", "before", "after", "remove"}
    wanted = {(kind, do) for kind in ("paragraph", "item", "cell") for do in ("replace", "before", "after", "remove")}
    wanted |= {("heading", "replace"), ("heading", "after"), ("heading", "remove")}
    wanted |= {("title", "replace"), ("title", "before"), ("title", "after"), ("title", "remove")}
    assert wanted <= shown, wanted - shown
    assert added == {"pages", "cases", "sessions", "handouts", "formats", "items", "slots"}


def test_sheets_of_an_example_are_drafts_and_list_what_is_missing(tmp_path: Path) -> None:
    """The poster, the pocket card and the card of its own, as PDFs, in English and Swahili."""
    found = adapt_to(Project(ROOT), unchanged(), "example-kenya", Problems())
    assert found is not None
    made = compose_sites(found.project, found.library, ["en", "sw"], Problems(), printables=True)
    assert all(document.draft for one in made for document in one.documents)
    wanted = {"kyr-poster", "rights-pocket-card", "ken-two-languages-card", "referral-card"}
    documents = [document for one in made for document in one.documents if document.id in wanted]
    printed = render_all(found.project, documents, tmp_path, "0", TODAY, Problems(), papers=found.library.papers)
    assert sorted((p.lang, p.id, p.paper) for p in printed) == sorted(
        (lang, name, "a4") for lang in ("en", "sw") for name in wanted
    )
    for one in printed:
        text = " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(tmp_path / one.path))
        text = " ".join(text.split())
        assert ("DRAFT: Example edition: Kenya" if one.lang == "en" else "RASIMU: Example edition: Kenya") in text
        if one.id != "ken-two-languages-card":
            continue
        assert one.pages == 1 and "Naomba kuuliza, kwa nini nimesimamishwa?" in text
    problems = Problems()
    report_drafts(documents, problems, found.library.local.path)
    assert {"GP709", "GP714"} <= {p.code for p in problems.blocking(final=True)}
    assert {p.path for p in problems} == {f"editions/example-kenya/{name}.yml" for name in ("edition", "slots")}


# --- what strangers send ---------------------------------------------------------------------------------------------


def test_an_edition_is_not_followed_out_of_its_folder(local, tmp_path: Path) -> None:
    project, folder = local
    (folder / "overlay" / "docs").mkdir(parents=True, exist_ok=True)
    (folder / "overlay" / "docs" / "safety.yml").symlink_to("/etc/passwd")
    problems = Problems()
    assert read_edition(project, str(folder), core(project), problems) is None
    assert [p.code for p in problems] == ["GP701"]
    with pytest.raises(WrongUse):
        read_edition(project, "../../etc", core(project), Problems())


@pytest.mark.parametrize(
    "text",
    [
        "- " * 200_000 + "a",
        "[" * 400_000,
        "- name: hotline\n  value: 999\n",
        '- name: hotline\n  value: "555\u202e 0100"\n',
        "- &a [1]\n- *a\n",
        "!!python/object/apply:os.system ['true']\n",
        "- name: hotline\n  nonsense: 1\n",
        "[",
    ],
)
def test_hostile_yaml_is_refused(local, text: str) -> None:
    project, folder = local
    (folder / "slots.yml").write_text(text, "utf-8")
    problems = Problems()
    assert read_edition(project, str(folder), core(project), problems) is None and problems.blocking()


def test_an_overlay_is_held_to_the_rules_of_the_core(moving, tmp_path: Path) -> None:
    project, folder = moving
    overlay(folder, SAFETY, entry(project, SAFETY, 0, "replace", "<script>alert(1)</script>"))
    done = goodpractice("build", "--edition", str(folder), "--no-print", root=project.root)
    assert done.returncode == 1 and "GP301" in done.stderr and "Traceback" not in done.stderr
    assert not (project.root / "sites").exists()


SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"{}>{}</svg>'


@pytest.mark.parametrize(
    "logo",
    [
        SVG.format("", "<script>alert(1)</script>"),
        SVG.format(' onload="alert(1)"', ""),
        SVG.format("", '<image href="https://example.org/a.png"/>'),
        SVG.format("", '<path d="M0 0" fill="url(https://example.org/a)"/>'),
        SVG.format(' xmlns:xlink="http://www.w3.org/1999/xlink"', '<use xlink:href="file:///etc/passwd"/>'),
        SVG.format("", '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>'),
        SVG.format("", "<style>@import url(https://example.org/a.css)</style>"),
        '<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + SVG.format("", "<title>&a;</title>"),
        '<?xml-stylesheet href="https://example.org/a.css"?>' + SVG.format("", ""),
        "<html></html>",
        "",
        SVG.format("", '<path d="M0 0" mask="src(https://example.org/a)"/>'),
        SVG.format("", '<path d="M0 0" fill="u\\72l(https://example.org/a)"/>'),
        SVG.format(' xml:base="https://example.org/"', ""),
        SVG.format("", '<path d="M0 0" fill="URL(https://example.org/a)"/>'),
        SVG.format("", '<g id="a"/><use href="#a"/>'),
        SVG.format("", "<g>" * 50_000),
    ],
)
def test_a_logo_that_could_do_harm_is_refused(local, logo: str) -> None:
    project, folder = local
    (folder / "logo.svg").write_text(logo, "utf-8")
    edit_file(folder / "edition.yml", "# branding:\n#   logo: logo.svg", "branding:\n  logo: logo.svg")
    problems = Problems()
    read_edition(project, str(folder), core(project), problems)
    assert [p.code for p in problems.blocking()] == ["GP713"], [str(p) for p in problems]


def test_a_logo_of_shapes_and_a_readable_colour_are_taken(local) -> None:
    project, folder = local
    (folder / "logo.svg").write_text(SVG.format("", '<circle cx="4" cy="4" r="4" fill="#7a1f3d"/>'), "utf-8")
    edit_file(folder / "edition.yml", "# branding:\n#   logo: logo.svg", "branding:\n  logo: logo.svg")
    edit_file(folder / "edition.yml", '#   colour: "#7a1f3d"', '  colour: "#7a1f3d"')
    adapted, _, problems, _, _ = changed(project, folder)
    assert not problems.blocking() and adapted.local.logo and adapted.local.logo_type == "svg"
    documents = {d.id: d for d in print_documents(adapted, adapted, Words())}
    assert documents["ground-rules"].logo and not documents["kyr-poster"].logo  # discreet: nothing says whose it is
    made = []
    for document in (documents["ground-rules"], replace(documents["ground-rules"], logo=b"")):
        data = {**layout_data(document, "0", TODAY), "paper": "a4"}
        made.append(pikepdf.open(io.BytesIO(compile_pdf(Project(ROOT), json.dumps(data)))))
    assert b"EMC" in made[0].pages[0].Contents.read_bytes()
    assert len(made[0].objects) > len(made[1].objects)  # the picture
    edit_file(folder / "edition.yml", '  colour: "#7a1f3d"', '  colour: "#ffcc00"')
    problems = Problems()
    read_edition(project, str(folder), core(project), problems)
    (found,) = problems.blocking()
    assert found.code == "GP713" and contrast(re.search(r"such as (#\w+)", found.fix).group(1), "#ffffff") >= LEAST


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("# branding:\n#   logo: logo.svg", "branding:\n  logo: ../../secret.svg", "GP713"),
        ("# branding:\n#   logo: logo.svg", "branding:\n  logo: /etc/passwd", "GP713"),
        ("languages: [en]", "languages: [en, xx]", "GP705"),
        ("languages: [en]", "languages: []", "GP106"),
        ("written_in: en", "written_in: tlh", "GP705"),
        ("paper: both", "paper: a5", "GP106"),
        ('contact: ""', 'contact: "<b>ring</b>"', "GP711"),
        ('contact: ""', 'contact: "https://example.org/trap"', "GP711"),
        ("country: null", "country: ../..", "GP106"),
        ("# audiences:\n#   au-municipal:", "audiences:\n  au-nobody:", "GP711"),
        ('# terms:\n#   - {lang: en, from: "municipal officers"', 'terms:\n  - {lang: en, from: "[a](b)"', "GP711"),
        ("country: null", "colour: red", "GP104"),
        ('# terms:\n#   - {lang: en, from: "municipal officers"', 'terms:\n  - {from: police, to: "  "} #', "GP711"),
        ('# terms:\n#   - {lang: en, from: "municipal officers"', "terms:\n  - {from: police, to: _po_} #", "GP711"),
    ],
)
def test_a_wrong_value_of_edition_yml_is_told_with_its_line(local, old: str, new: str, code: str) -> None:
    project, folder = local
    edit_file(folder / "edition.yml", old, new)
    problems = Problems()
    read_edition(project, str(folder), core(project), problems)
    found = problems.blocking()
    assert [p.code for p in found] == [code], [str(p) for p in problems]
    assert found[0].path.endswith("edition.yml") and (found[0].line > 1 or code == "GP713")


@pytest.mark.parametrize("name", ["az", "edition", "editions", "case-studies/short/kash", "es/safety", "print/x"])
def test_a_page_takes_no_place_that_the_site_needs(local, name: str) -> None:
    project, folder = local
    path = folder / "docs" / f"{name}.md"
    path.parent.mkdir(parents=True)
    path.write_text("---\ntitle: Mine\nsummary: Mine.\nstatus: published\n---\nMine.\n", "utf-8")
    problems = Problems()
    assert read_edition(project, str(folder), core(project), problems) is None
    assert {p.code for p in problems.blocking()} == {"GP710"}


@pytest.mark.parametrize(
    "entry",
    [
        "{code: sw, name: 'K<meta http-equiv=refresh content=0>', theme: sw}",
        "{code: sw, name: Kiswahili, theme: sw, exit: 'https://example.org/\" onclick=\"x'}",
        "{code: sw, name: Kiswahili, theme: sw, exit: 'javascript:alert(1)'}",
        "{code: '../..', name: Kiswahili, theme: sw}",
        "{code: luo, name: Dholuo, theme: luo}",
    ],
)
def test_a_language_brings_no_markup_and_no_path(local, entry: str) -> None:
    project, folder = local
    (folder / "translations").mkdir()
    (folder / "translations" / "languages.yml").write_text(f"- {entry}\n", "utf-8")
    problems = Problems()
    read_edition(project, str(folder), core(project), problems)
    assert {p.code for p in problems.blocking()} <= {"GP106", "GP705"} and problems.blocking()


def test_a_broken_edition_stops_itself_and_not_the_core(moving) -> None:
    project, _ = moving
    folder = project.editions / "broken"
    folder.mkdir(parents=True)
    (folder / "edition.yml").write_text("name: '<b>bad</b> | x'\nlanguages: [en]\n", "utf-8")
    (folder / "slots.yml").write_text("[]\n", "utf-8")
    page = compose_sites(project, core(project), ["en"], Problems())[0].site.pages["editions.md"]
    assert "bad" not in page
    assert known_editions(project) == ["broken"]  # `check` reads them as it does here
    problems = Problems()
    assert adapt_to(project, core(project), "broken", problems) is None
    assert "editions/broken/edition.yml:1: GP106" in str(next(iter(problems)))


def test_floods_of_files_and_bytes_are_refused(local) -> None:
    project, folder = local
    (folder / "overlay" / "docs").mkdir(parents=True)
    huge = folder / "overlay" / "docs" / "safety.yml"
    huge.write_text("# " + "x" * 1_100_000 + "\n[]\n", "utf-8")
    problems = Problems()
    read_edition(project, str(folder), core(project), problems)
    assert "GP101" in {p.code for p in problems.blocking()}
    with huge.open("wb") as file:
        file.truncate(60_000_000)
    problems = Problems()
    assert read_edition(project, str(folder), core(project), problems) is None
    assert [p.code for p in problems] == ["GP701"]


@pytest.mark.parametrize(
    ("path", "old", "new", "code"),
    [
        (
            "docs/case-studies/mtsp-serenazgo.md",
            "abbreviation: MTSP",
            "abbreviation: '<img src=x onerror=alert(1)>'",
            "GP711",
        ),
        (
            "docs/case-studies/mtsp-serenazgo.md",
            "abbreviation: MTSP",
            "abbreviation: '[a](javascript:alert(1))'",
            "GP711",
        ),
        (CASE, "abbreviation: MTSP", "abbreviation: '{{ slot.hotline }}'", "GP711"),
        ("docs/como-se-hizo.md", "Esta edición es un ejemplo.", "<iframe src='https://example.org'></iframe>", "GP301"),
        ("docs/como-se-hizo.md", "Esta edición es un ejemplo.", "[mapa](http://example.org)", "GP303"),
        ("docs/como-se-hizo.md", "title: ", "title: '<b onclick=x>' #", "GP301"),
    ],
)
def test_markup_in_what_an_edition_adds_is_refused(tmp_path: Path, path: str, old: str, new: str, code: str) -> None:
    folder = shutil.copytree(ROOT / "editions" / "example-peru", tmp_path / "peru")
    edit_file(folder / path, old, new)
    problems = Problems()
    assert adapt_to(Project(ROOT), unchanged(), str(folder), problems) is None
    assert code in {p.code for p in problems.blocking() if p.path.endswith(path)}, [str(p) for p in problems]


def test_a_source_of_its_own_leads_to_a_page_and_nowhere_else(local) -> None:
    project, folder = local
    (folder / "docs" / "data").mkdir(parents=True)
    source = folder / "docs" / "data" / "sources.yml"
    text = "- {id: ours, author: Us, year: '2026', title: Ours, url: 'URL'}\n"
    source.write_text(text.replace("URL", "https://example.org/a"), "utf-8")
    assert not changed(project, folder)[2].blocking()
    for url in ("https://example.org/a) [b](javascript:x", 'https://example.org/\\"onclick=x'):
        source.write_text(text.replace("'URL'", f'"{url}"'), "utf-8")
        problems = Problems()
        assert read_edition(project, str(folder), core(project), problems) is None
        assert {p.code for p in problems.blocking()} == {"GP711"}


def test_a_file_that_nothing_reads_is_told(local) -> None:
    project, folder = local
    (folder / "modules" / "know-your-rights" / "session").mkdir(parents=True)
    (folder / "modules" / "know-your-rights" / "session" / "mine.md").write_text("---\n---\n", "utf-8")
    problems = changed(project, folder)[2]
    assert [p.code for p in problems if p.severity == "warning"] == ["GP712"]


def test_nothing_of_an_edition_takes_the_place_of_the_core(local) -> None:
    project, folder = local
    for path in (
        "docs/safety.md",
        "modules/know-your-rights/sessions/street.md",
        "modules/common/handouts/harm-log.md",
    ):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text((project.root / path).read_text("utf-8"), "utf-8")
    problems = Problems()
    assert read_edition(project, str(folder), core(project), problems) is None
    assert [p.code for p in problems.blocking()] == ["GP710"] * 3


def test_a_table_of_facts_is_not_written_through_a_link(local, tmp_path: Path) -> None:
    project, folder = local
    victim = tmp_path / "victim"
    victim.write_text("mine", "utf-8")
    (folder / "slots.yml").unlink()
    (folder / "slots.yml").symlink_to(victim)
    table = tmp_path / "facts.csv"
    table.write_text("name,value\nhotline,555 0100\n", "utf-8")
    done = goodpractice("edition", "slots", str(folder), "--from", str(table), root=project.root)
    assert done.returncode == 1 and "GP701" in done.stderr and victim.read_text("utf-8") == "mine"


@pytest.mark.parametrize("name", ["", "...", "日本", "docs/our"])
def test_a_new_edition_needs_a_name_and_a_place(moving, name: str) -> None:
    project, _ = moving
    with pytest.raises(WrongUse):
        new_edition(project, core(project), name and (name if "/" not in name else str(project.root / name)))
    for made in new_edition(project, core(project), "Our Country"):
        assert made.is_relative_to(project.editions / "our-country")


def test_a_language_is_added_to_any_list(local, skeleton: Path) -> None:
    project, folder = local
    for before, after in (
        ("languages: [en]", "languages: [en, sw]"),
        ("languages: [en,]", "languages: [en, sw]"),
        ("languages:\n  - en #", "  - sw\n"),
    ):
        edit_file(folder / "edition.yml", "languages: [en]", before)
        found = at_work(project, folder)
        add_language(found.project, found.library, "sw", Problems())
        assert after in (folder / "edition.yml").read_text("utf-8")
        assert (folder / "translations" / "languages.yml").read_text("utf-8").count("code: sw") == 1
        shutil.rmtree(folder / "translations")
        shutil.copy(skeleton / "edition.yml", folder / "edition.yml")
    found = at_work(project, folder)
    add_language(found.project, found.library, "es", Problems())  # the core has it
    assert "languages: [en, es]" in (folder / "edition.yml").read_text("utf-8")
    assert not (folder / "translations").exists()


def test_commands(local, tmp_path: Path) -> None:
    project, folder = local
    done = goodpractice("edition", "status", str(folder), root=project.root)
    assert done.returncode == 0 and "emergency-number" in done.stdout
    table = tmp_path / "facts.csv"
    assert goodpractice("edition", "slots", str(folder), "--out", str(table), root=project.root).returncode == 0
    assert goodpractice("edition", "slots", str(folder), "--from", str(table), root=project.root).returncode == 0
    done = goodpractice("edition", "status", "nothing", root=project.root)
    assert done.returncode == 2 and "no edition" in done.stderr
    edit_file(folder / "edition.yml", "country: null", "country: Kenya")
    done = goodpractice("edition", "status", str(folder), root=project.root)
    assert done.returncode == 1 and "edition.yml" in done.stderr and "Traceback" not in done.stderr
