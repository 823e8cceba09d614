"""Formats, run sheets and packing lists, on the real modules."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import icalendar
import pytest
from conftest import edit_file, goodpractice
from goodpractice.compose.agenda import Pause, agenda, clock, packing, steps_of
from goodpractice.model import Library
from goodpractice.problems import RULES, Problems
from goodpractice.project import Project
from goodpractice.read.readability import TARGET, readability, report_readability

POLICE = "police-sensitisation"


def ways(library: Library) -> list:
    return [(module, way) for module in library.modules.values() for way in module.structure.front.formats]


def test_every_format_can_be_taught(library: Library) -> None:
    """No gap or overlap, nobody sits for two hours and a half, no break before or after work, lunch on a full day."""
    assert len(ways(library)) > 10
    for module, way in ways(library):
        days = agenda(module, way)
        assert sum(e.minutes for day in days for e in day if e.slice) == way.minutes
        for day in days:
            assert day[0].slice and day[-1].slice
            assert all(one.end == two.start for one, two in zip(day, day[1:], strict=False))
            assert all(one.slice or two.slice for one, two in zip(day, day[1:], strict=False))
            stretch = 0
            for entry in day:
                stretch = stretch + entry.minutes if entry.slice else 0
                assert stretch <= 150 or entry.minutes > 150, (module.id, way.id)
            if sum(e.minutes for e in day if e.slice) >= 300:
                assert [e for e in day if not e.slice and e.minutes >= 45], (module.id, way.id)


def test_steps_of_a_slice_keep_the_order_of_the_session(library: Library) -> None:
    for module, way in ways(library):
        for entry in (entry for day in way.slices for entry in day):
            steps = steps_of(module, entry)
            order = [step.id for step in module.sessions[entry.session].front.steps]
            assert [step.id for step, _ in steps] == [name for name in order if name in {s.id for s, _ in steps}]
            assert sum(minutes for _, minutes in steps) == entry.minutes(module.sessions)


def test_breaks_fall_where_they_are_wished(library: Library) -> None:
    module = library.modules[POLICE]
    day = agenda(module, module.core, 8 * 60, [Pause(9 * 60 + 30, 20), Pause(12 * 60, 45)])[0]
    assert [(clock(e.start), e.minutes) for e in day if not e.slice] == [("09:30", 20), ("12:05", 45)]
    assert not [e for e in agenda(module, module.core, 8 * 60, [])[0] if not e.slice]


def test_packing_counts_people(library: Library) -> None:
    module = library.modules[POLICE]
    ten, twenty = (packing(library, module, module.core, n) for n in (10, 20))
    assert [thing.item for thing in ten] == [thing.item for thing in twenty]
    for one, two in zip(ten, twenty, strict=True):
        assert two.total == (one.total if one.per == "room" else 2 * one.total) or one.per == "small-group"
    sheets = {thing.handout: thing for thing in twenty if thing.handout}
    assert sheets["pol-first-response-card"].total == 20  # one each, though several sessions use it
    assert sheets["go-no-go"].total == 1 if "go-no-go" in sheets else True


def test_reused_material_is_carried_once(library: Library) -> None:
    module = library.modules[POLICE]
    session = module.sessions["opening"]
    bell = session.front.materials[0].model_copy(update={"reused": True, "per": "room", "count": 2})
    twice = [
        replace(module.sessions[name], front=module.sessions[name].front.model_copy(update={"materials": (bell,)}))
        for name in module.core.names
    ]
    changed = replace(module, sessions={**module.sessions, **{s.id: s for s in twice}})
    found = [t for t in packing(library, changed, module.core, 16) if t.item == bell.item]
    assert [t.total for t in found] == [2]


@pytest.mark.parametrize("module", ["police-sensitisation", "media-workshop", "paralegal-basics"])
def test_the_run_sheet_as_text(module: str) -> None:
    done = goodpractice("agenda", module, "--start", "08:30")
    assert done.returncode == 0, done.stderr
    assert "08:30" in done.stdout and "[ ]" in done.stdout


def test_the_run_sheet_in_spanish_as_csv() -> None:
    done = goodpractice("agenda", POLICE, "--lang", "es", "--csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert sum(int(row["minutes"]) for row in rows if row["code"]) == 720
    assert {row["title"] for row in rows if not row["code"]} == {"Pausa", "Almuerzo"}


def test_a_calendar_says_nothing_to_a_stranger() -> None:
    done = goodpractice("agenda", POLICE, "--ics", "--date", "2027-02-28")
    events = icalendar.Calendar.from_ical(done.stdout).walk("VEVENT")
    assert len(events) == 15
    assert {str(e["SUMMARY"]) for e in events} == {f"POL-{n}" for n in range(1, 16)}
    assert "sex" not in done.stdout.lower() and "polic" not in done.stdout.lower()
    assert str(events[-1]["DTSTART"].dt.date()) == "2027-03-01"
    assert events[0]["DTSTART"].dt.tzinfo is None  # local time wherever it is read


def test_boosters_stand_months_apart() -> None:
    done = goodpractice("agenda", POLICE, "--format", "boosters", "--ics", "--date", "2026-11-30")
    events = icalendar.Calendar.from_ical(done.stdout).walk("VEVENT")
    assert [str(e["DTSTART"].dt.date()) for e in events] == ["2027-02-28", "2027-05-30", "2027-11-30"]


def test_a_day_that_ends_too_late_is_an_error() -> None:
    done = goodpractice("agenda", POLICE, "--end", "16:00")
    assert done.returncode == 1 and not done.stdout
    assert "GP213 error: day 1 of format “core” ends at 16:45, 45 minutes after 16:00" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["polis-sensitisation"], "did you mean “police-sensitisation”?"),
        ([POLICE, "--format", "shrot"], "did you mean “short”?"),
        ([POLICE, "--start", "25:00"], "takes a time such as 09:00"),
        ([POLICE, "--breaks", "10:30"], "takes HH:MM/MINUTES"),
        ([POLICE, "--lang", "xx"], "there is no language “xx”"),
        ([POLICE, "--ics"], "needs --date"),
        ([POLICE, "--ics", "--date", "2027-02-30"], "takes a day such as"),
        ([POLICE, "--group", "0"], "takes a number of people"),
    ],
)
def test_wrong_words_get_a_plain_answer(arguments: list[str], said: str) -> None:
    done = goodpractice("agenda", *arguments)
    assert done.returncode == 2 and said in done.stderr and "Traceback" not in done.stderr


def test_modules_read_easily(library: Library) -> None:
    for module in library.modules.values():
        found = readability(module.documents())
        assert found.sentences > 500 and found.median <= TARGET, module.id


def test_long_sentences_are_reported(library: Library) -> None:
    """GP308: advice, with the figure; over the target it asks for shorter sentences."""
    module = library.modules[POLICE]
    long = replace(module.index, body="## Who it is for\n\n" + "This sentence goes on and " * 8 + "ends.\n")
    problems = Problems()
    report_readability(replace(module, index=long, sessions={}, handouts={}, evaluation=None), problems)
    found = [p for p in problems if p.code == "GP308"]
    assert found and "41 words" in found[0].what and "shorten" in found[0].fix
    assert RULES["GP308"].severity == "advice"


def test_a_format_that_overruns_says_by_how_much(copy: Project) -> None:
    path = Path(copy.root) / f"modules/{POLICE}/module.yml"
    edit_file(path, "minutes: 180", "minutes: 170")
    done = goodpractice("check", root=copy.root)
    assert "sum to 180 minutes, not 170: 10 too many" in done.stderr
