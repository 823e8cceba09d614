"""Local editions: facts, changed passages, and what becomes of them when the core moves on."""

from __future__ import annotations

import datetime
import random
from pathlib import Path

import pytest
import yaml
from conftest import copy_project, edit_file, goodpractice
from goodpractice.adapt import adapt, read_edition
from goodpractice.adapt.desk import accept, blocks_of, new_edition, slots_csv, slots_from_csv, status_lines, word_diff
from goodpractice.adapt.overlay import block_ids
from goodpractice.compose import print_documents
from goodpractice.model import Library
from goodpractice.pipeline import compose_sites
from goodpractice.problems import Problems, WrongUse
from goodpractice.project import Project
from goodpractice.read import read_library
from goodpractice.words import Words

TODAY = datetime.date.today().isoformat()
SAFETY = "docs/safety.md"


@pytest.fixture
def local(tmp_path: Path) -> tuple[Project, Path]:
    """A copy of the project with a new, empty edition in a folder outside it."""
    project = copy_project(tmp_path / "project")
    folder = tmp_path / "our edition"
    new_edition(project, core(project), str(folder))
    return project, folder


def core(project: Project) -> Library:
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


def changed(project: Project, folder: Path):
    problems = Problems()
    library = core(project)
    edition = read_edition(project, str(folder), library, problems)
    assert edition is not None, [str(p) for p in problems]
    adapted, changes = adapt(library, edition, problems)
    return adapted, changes, problems, edition, library


def entry(project: Project, document: str, number: int, do: str, text: str = "") -> dict:
    found = yaml.safe_load(blocks_of(core(project), document))[number]
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
    (folder / "slots.yml").write_text(slots_from_csv(edition, "\ufeff" + table), "utf-8")
    again = changed(project, folder)[3]
    assert again.slots.front.entries == edition.slots.front.entries
    with pytest.raises(WrongUse):
        slots_from_csv(edition, "a,b\n1,2\n")


# --- changed passages -------------------------------------------------------------------------------------------------


def test_every_block_is_core_replaced_inserted_or_removed_as_declared(local) -> None:
    """Random overlays over real documents."""
    project, folder = local
    choose = random.Random(5)
    library = core(project)
    documents = [d for d in library.documents() if len(d.body) > 1500]
    for document in choose.sample(documents, 12):
        before = block_ids(document.body)
        free = [n for n, (_, b) in enumerate(before) if b.kind in {"paragraph", "item"} and len(b.text) > 40]
        texts = [b.text for _, b in before]
        picked = [n for n in choose.sample(free, min(4, len(free))) if texts.count(texts[n]) == 1]
        done = [choose.choice(["replace", "before", "after"]) for _ in picked]
        overlay(
            folder,
            document.path,
            *(
                {"block": before[n][0], "do": do, "was": texts[n], "text": f"Local text number {n}."}
                for n, do in zip(picked, done, strict=True)
            ),
        )
        adapted, changes, problems, edition, _ = changed(project, folder)
        assert {c.state for c in changes} <= {"applied"} and not problems.blocking()
        own = dict(zip(picked, done, strict=True))
        wanted = []
        for n, text in enumerate(texts):
            new = f"Local text number {n}."
            wanted += {"replace": [new], "before": [new, text], "after": [text, new]}.get(own.get(n, ""), [text])
        made = next(d for d in adapted.documents() if d.path == document.path)
        assert [" ".join(b.text.split()) for _, b in block_ids(made.body)] == [" ".join(t.split()) for t in wanted]
        shown = "\n".join(status_lines(edition, library, changes))
        assert all(before[n][0] in shown for n in picked)
        (folder / "overlay" / Path(document.path).with_suffix(".yml")).unlink()


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


def test_when_the_core_moves_on_nothing_is_lost(local) -> None:
    """Changed under an overlay: drift with both texts until accepted. Moved: found. Gone: orphan. Never silent."""
    project, folder = local
    found = yaml.safe_load(blocks_of(core(project), SAFETY))
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


def test_two_changes_of_one_block_conflict(local) -> None:
    project, folder = local
    one = entry(project, SAFETY, 0, "replace", "One.")
    overlay(folder, SAFETY, one, {**one, "text": "Two."})
    _, changes, problems, _, _ = changed(project, folder)
    assert [c.state for c in changes] == ["applied", "conflict"] and "GP708" in {p.code for p in problems}


def test_word_diff() -> None:
    assert word_diff("Ring us at night.", "Ring us at any hour.") == "Ring us at [-night.-] {+any hour.+}"


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
    "text", ["- &a [1]\n- *a\n", "!!python/object/apply:os.system ['true']\n", "- name: hotline\n  nonsense: 1\n", "["]
)
def test_hostile_yaml_is_refused(local, text: str) -> None:
    project, folder = local
    (folder / "slots.yml").write_text(text, "utf-8")
    problems = Problems()
    assert read_edition(project, str(folder), core(project), problems) is None and problems.blocking()


def test_an_overlay_is_held_to_the_rules_of_the_core(local, tmp_path: Path) -> None:
    project, folder = local
    overlay(folder, SAFETY, entry(project, SAFETY, 0, "replace", "<script>alert(1)</script>"))
    done = goodpractice("build", "--edition", str(folder), "--no-print", root=project.root)
    assert done.returncode == 1 and "GP301" in done.stderr and "Traceback" not in done.stderr
    assert not (project.root / "sites").exists()


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
