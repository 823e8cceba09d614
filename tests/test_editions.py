"""Local editions: facts, changed passages, and what becomes of them when the core moves on."""

from __future__ import annotations

import datetime
import random
import re
from collections import Counter
from pathlib import Path

import pytest
import yaml
from conftest import copy_project, edit_file, goodpractice
from goodpractice.adapt import adapt, read_edition
from goodpractice.adapt.desk import accept, blocks_of, new_edition, slots_csv, slots_from_csv, status_lines, word_diff
from goodpractice.adapt.overlay import block_ids
from goodpractice.compose import print_documents
from goodpractice.markup import Block, blocks
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
                {"block": before[n][0], "do": do, "was": texts[n], "text": f"Local text number {n}."}
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


def test_what_heads_a_table_or_holds_items_can_only_be_replaced(local) -> None:
    project, folder = local
    path = "modules/know-your-rights/handouts/kyr-poster.md"
    found = yaml.safe_load(blocks_of(core(project), path))
    head = next(one for one in found if one["was"] == "Say quietly")
    overlay(folder, path, {**head, "do": "remove"}, {**head, "do": "after", "text": "a | b"})
    _, changes, problems, _, _ = changed(project, folder)
    assert {c.state for c in changes} == {"fixed"} and "GP708" in {p.code for p in problems}


def test_a_changed_heading_keeps_its_address(local) -> None:
    project, folder = local
    path = "modules/know-your-rights/sessions/street.md"
    found = yaml.safe_load(blocks_of(core(project), path))
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


def test_an_upgrade_of_the_core_is_reported_whole(local) -> None:
    """Against version A: 60 changed passages. In version B 30 of their blocks are reworded, 10 stand elsewhere, 5 are
    gone, 2 documents and 1 slot have other names. Every case is told as what it is, and none is lost."""
    project, folder = local
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
