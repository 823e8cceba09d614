"""What readers and trainers are given."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from goodpractice.compose import compose_site, data_files, print_documents
from goodpractice.markup import blocks
from goodpractice.model import METHODS, Document, Library, Module
from goodpractice.words import Words

POLICE = "police-sensitisation"


def pages(library: Library) -> dict[str, str]:
    return compose_site(library, Words()).pages


def test_the_police_module_is_whole(library: Library) -> None:
    module = library.modules[POLICE]
    assert [module.code(s.id) for s in module.ordered] == [f"POL-{n}" for n in range(22)]
    assert module.minutes == 720
    assert [sum(module.sessions[n].front.minutes for n in day) for day in module.core.days] == [360, 360]
    assert [library.modules[name].minutes for name in ("media-workshop", "paralegal-basics")] == [360, 1800]
    assert all(s.front.minutes == s.front.minutes_of_steps for s in module.ordered)


def test_the_session_table_sums(library: Library) -> None:
    table = pages(library)[f"modules/{POLICE}/index.md"]
    minutes = [int(m) for m in re.findall(r"^\| POL-\d+ \| .* \| (\d+)\s+min \|$", table, re.M)]
    assert len(minutes) == 15 and sum(minutes) == 720
    assert "**720\u00a0min**" in table and table.count("**360\u00a0min**") == 2


def test_steps_carry_their_minutes_and_method(library: Library) -> None:
    made = pages(library)[f"modules/{POLICE}/sessions/opening.md"]
    session = library.modules[POLICE].sessions["opening"]
    shown = re.findall(r"^(\d+)\s+min · (.+)\n\{: \.gp-meta \}", made, re.M)
    assert [int(m) for m, _ in shown] == [s.minutes for s in session.front.steps]
    assert all(s.method in METHODS for s in session.front.steps)


@pytest.mark.parametrize("name", ["police-sensitisation", "media-workshop", "paralegal-basics"])
def test_the_workbook_holds_no_facilitator_text(library: Library, name: str) -> None:
    """Nothing of the steps, answers to resistance, safety or key reaches participants; tasks and their sheets do."""
    module = library.modules[name]
    workbook = next(d for d in print_documents(library, library, Words()) if d.id == f"{name}-workbook")
    text = " ".join(part.markdown for part in workbook.parts)
    flat = " ".join(re.sub(r"[*_]", "", text).split())
    given = " ".join(re.sub(r"[*_]", "", b.text) for h in _held(library, module) for b in blocks(h.body))
    for session in module.ordered:
        for block in blocks(session.body):
            if block.is_message and "task" not in block.inside and len(block.text.split()) > 7:
                said = " ".join(re.sub(r"[*_]", "", block.text).split())
                assert said not in flat or said in given, (session.id, block.text)
    titles = [part.title for part in workbook.parts]
    for handout in [*module.handouts.values(), *library.common.values()]:
        if handout.front.audience == "facilitators":
            assert handout.front.title not in titles
    for item in module.evaluation.front.items:
        if item.kind == "true-false":
            assert item.why not in text
    own = [part for part in workbook.parts if part.level < 2]  # sheets, below, may hold words to say
    kinds = {b.name for part in own for b in blocks(part.markdown) if b.kind == "callout"}
    assert not kinds & {"do", "say", "ask", "watch"}
    for session in (module.sessions[name] for name in module.core.names):
        for objective in session.front.objectives:
            assert objective.text in text


def _held(library: Library, module: Module) -> list[Document]:
    """The handouts that participants get."""
    names = {name for session in module.ordered for name in session.front.handouts}
    found = [library.handout(name)[1] for name in names]
    return [handout for handout in found if handout.front.audience != "facilitators"]


def test_links_between_cases_and_modules_go_both_ways(library: Library) -> None:
    made = pages(library)
    module = library.modules[POLICE]
    for session in module.ordered:
        for link in session.front.cases:
            case = made[f"case-studies/{link.id}.md"]
            assert f"modules/{POLICE}/sessions/{session.id}.md" in case and link.why in case
            assert f"case-studies/{link.id}.md" in made[f"modules/{POLICE}/sessions/{session.id}.md"]


def test_each_principle_lists_its_cases(library: Library) -> None:
    made = pages(library)["principles.md"]
    sections = re.split(r"^## ", made, flags=re.M)[1:]
    for number in range(1, 9):
        section = next(s for s in sections if f"#pr{number}" in s.split("\n")[0])
        for case in library.cases.values():
            assert (f"case-studies/{case.id}.md" in section) == (f"pr{number}" in case.front.principles)


def test_the_library_counts(library: Library) -> None:
    countries = {case.front.country for case in library.cases.values()}
    assert len(library.cases) == 12
    assert countries == {"IT", "KE", "ZA", "GY", "US", "KG", "UA", "PE", "MX", "ZW", "IN"}
    assert sum(case.front.country == "KE" for case in library.cases.values()) == 2


def test_open_data(library: Library) -> None:
    files = data_files(library)
    cases = json.loads(files["data/case-studies.json"])["cases"]
    rows = list(csv.DictReader(io.StringIO(files["data/case-studies.csv"])))
    assert len(cases) == len(rows) == 12 and [r["id"] for r in rows] == [c["id"] for c in cases]
    modules = {m["id"]: m for m in json.loads(files["data/modules.json"])["modules"]}
    assert set(modules) == set(library.modules) and len(modules) == 12
    code = json.loads(files["data/codebook.json"])["codes"]
    known = {entry["code"] for facet in code.values() for entry in facet}
    assert {tag["id"] for case in cases for tag in case["strategies"]} <= known
    graph = json.loads(files["data/case-studies.jsonld"])["@graph"]
    assert [one["identifier"] for one in graph] == [case["id"] for case in cases]
    for case in cases:
        assert json.loads(files[f"data/cite/{case['id']}.json"])[0]["title"] == case["title"]
        assert (
            case["title"] in files[f"data/cite/{case['id']}.bib"]
            and case["title"] in files[f"data/cite/{case['id']}.ris"]
        )
    module = modules[POLICE]
    assert set(module) == {"id", "title", "audience", "minutes", "sessions", "formats", "handouts", "cases"}
    assert module["minutes"] == 720 and len(module["sessions"]) == 22
    assert {"id": "core", "minutes": 720} in module["formats"] and {"id": "short", "minutes": 180} in module["formats"]


def test_drafts_stay_out(library: Library) -> None:
    import dataclasses

    case = library.cases["kash"]
    draft = dataclasses.replace(case, front=case.front.model_copy(update={"status": "draft"}))
    made = dataclasses.replace(library, cases={**library.cases, "kash": draft}).published()
    assert "case-studies/kash.md" not in pages(made)
