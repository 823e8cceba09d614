"""A module as a whole: its formats, sessions, team, handouts and test items."""

from __future__ import annotations

import re
from collections.abc import Callable

from goodpractice.markup import STEP_KINDS, blocks, heading_ids, line_of
from goodpractice.model import (
    METHODS,
    MODULE_SECTIONS,
    SESSION_SECTIONS,
    Document,
    Evaluation,
    Format,
    Library,
    Module,
    Session,
    Step,
    TrueFalse,
)
from goodpractice.problems import Problems
from goodpractice.read.findings import once, sections, unknown

LECTURE_LIMIT = 15  # minutes of talk in one step


_PEERS = {"au-police": "ro-police-peer", "au-military": "ro-police-peer", "au-municipal": "ro-police-peer"}
_PEERS |= {"au-media": "ro-editor-peer", "au-health": "ro-nurse"}  # who stands beside sex workers, for each audience
_LOCAL = re.compile(r"^law here\b", re.I)


def check_module(module: Module, library: Library, problems: Problems) -> None:
    """Report what is wrong between the files of a module."""
    structure = module.structure
    audiences = [term.id for term in library.taxonomy.front.audiences]
    for number, name in enumerate(structure.front.audiences):
        if name not in audiences:
            unknown(problems, structure, ("audiences", number), name, "audience", audiences)
    _case_links(module.index, library, problems)
    _team(module, library, problems)
    _formats(module, problems)
    _sessions(module, library, problems)
    _handouts(module, problems)
    if module.index.published:
        sections(module.index, MODULE_SECTIONS, problems)
        if structure.published and not module.index.front.cases:
            problems.add(
                "GP105",
                module.index.path,
                1,
                "the module links no case study",
                "name one under cases:, with the reason for the link",
            )
    if structure.published:
        _measured(module, problems)


def _team(module: Module, library: Library, problems: Problems) -> None:
    """Officials, journalists and health staff meet two sex workers and a peer of their own; somebody watches safety."""
    structure = module.structure
    roles = [term.id for term in library.taxonomy.front.roles]
    counts: dict[str, int] = {}
    for number, member in enumerate(structure.front.team):
        counts[member.role] = counts.get(member.role, 0) + member.count
        if member.role not in roles:
            unknown(problems, structure, ("team", number, "role"), member.role, "role", roles)
    if not structure.published:
        return
    peers = {_PEERS[name] for name in structure.front.audiences if name in _PEERS}
    wanted = {"ro-safety": 1, **({"ro-cofacilitator": 2} if peers else {}), **dict.fromkeys(peers, 1)}
    for role, count in wanted.items():
        if counts.get(role, 0) < count:
            label = library.taxonomy.front.label(role)
            problems.add(
                "GP211",
                structure.path,
                structure.line(("team",)),
                f"the team has {counts.get(role, 0)} of “{label}”; this audience needs {count}",
                f"add {{role: {role}, count: {count}}} under team",
            )


def _formats(module: Module, problems: Problems) -> None:
    structure, index = module.structure, module.index
    seen: dict[str, str] = {}
    words = {entry.id for entry in index.front.formats}
    for number, way in enumerate(structure.front.formats):
        once(problems, structure, ("formats", number, "id"), f"format:{way.id}", seen)
        for day, entries in enumerate(way.slices):
            for position, entry in enumerate(entries):
                place = ("formats", number, "days", day, position)
                session = module.sessions.get(entry.session)
                if session is None:
                    unknown(problems, structure, place, entry.session, "session", module.sessions)
                elif structure.published and not session.published:
                    problems.add(
                        "GP111",
                        structure.path,
                        structure.line(place),
                        f"session “{entry.session}” is a draft",
                        "publish it, or take it out of the format",
                    )
                else:
                    steps = {step.id: step for step in session.front.steps}
                    for name in entry.steps:
                        if name not in steps:
                            unknown(problems, structure, place, name, f"step of “{entry.session}”", steps)
                    taken = [(steps[name], minutes) for name, minutes in entry.steps.items() if name in steps]
                    _lectures(structure, lambda _, place=place: place, taken, problems)
        if not structure.published:
            continue
        if way.id not in words:
            problems.add(
                "GP105",
                index.path,
                index.line(("formats",)),
                f"the format “{way.id}” has no words for readers",
                "add its id, title and use under formats:",
            )
        _minutes(module, number, way, problems)
    for number, entry in enumerate(index.front.formats):
        if entry.id not in [way.id for way in structure.front.formats]:
            ids = [way.id for way in structure.front.formats]
            unknown(problems, index, ("formats", number, "id"), entry.id, "format", ids)
    if structure.front.preparation and structure.front.preparation not in module.sessions:
        unknown(problems, structure, ("preparation",), structure.front.preparation, "session", module.sessions)


def _minutes(module: Module, number: int, way: Format, problems: Problems) -> None:
    structure = module.structure
    total = way.minutes_of_sessions(module.sessions)
    if total != way.minutes:
        over = total - way.minutes
        problems.add(
            "GP204",
            structure.path,
            structure.line(("formats", number, "minutes")),
            f"the sessions of format “{way.id}” sum to {total} minutes, not {way.minutes}: "
            f"{abs(over)} too {'many' if over > 0 else 'few'}",
            f"change minutes here to {total}, or the sessions' minutes by {-over}",
        )
    for key in ("months", "weeks"):
        given = getattr(way, key)
        if given and len(given) != len(way.days):
            problems.add(
                "GP106",
                structure.path,
                structure.line(("formats", number, key)),
                f"the format “{way.id}” has {len(way.days)} days and {len(given)} {key}",
                f"give one of the {key} for each day",
            )


def _sessions(module: Module, library: Library, problems: Problems) -> None:
    roles = [term.id for term in library.taxonomy.front.roles]
    known = [*library.common, *(h for m in library.modules.values() for h in m.handouts)]
    for session in module.sessions.values():
        if session.published and session.id not in module.order:
            problems.add(
                "GP109",
                session.path,
                1,
                f"session “{session.id}” stands in no format",
                "name it under formats in module.yml, or set status: draft",
            )
        for number, name in enumerate(session.front.lead):
            if name not in roles:
                unknown(problems, session, ("lead", number), name, "role", roles)
        for number, name in enumerate(session.front.handouts):
            if name not in known:
                unknown(problems, session, ("handouts", number), name, "handout", known)
        _case_links(session, library, problems)
        if session.published:
            _session(session, library, problems)


def _handouts(module: Module, problems: Problems) -> None:
    handed = {name for session in module.sessions.values() for name in session.front.handouts}
    for handout in module.handouts.values():
        if handout.published and handout.id not in handed:
            problems.add(
                "GP109",
                handout.path,
                1,
                f"handout “{handout.id}” stands in no session",
                "name it under handouts in a session's front matter, or set status: draft",
            )
        if handout.front.layout == "cards" and handout.front.cards is None:
            problems.add(
                "GP105",
                handout.path,
                handout.line(("layout",)),
                "the key “cards” is missing",
                "add a line such as cards: {columns: 2, rows: 4}",
            )


def _case_links(document: Document, library: Library, problems: Problems) -> None:
    for number, link in enumerate(document.front.cases):
        if link.id not in library.cases:
            unknown(problems, document, ("cases", number, "id"), link.id, "case", library.cases)
        elif document.published and not library.cases[link.id].published:
            problems.add(
                "GP111",
                document.path,
                document.line(("cases", number, "id")),
                f"case “{link.id}” is a draft",
                "publish it, or take the link out",
            )


def _session(session: Document[Session], library: Library, problems: Problems) -> None:
    front = session.front
    sections(session, SESSION_SECTIONS, problems)
    found = blocks(session.body)
    ids = heading_ids(found)
    prepare = front.kind == "preparation"
    in_steps, headings, kinds = False, [], {}
    for block in found:
        if block.kind == "heading" and block.level == 2:
            in_steps = block.text == "Steps"
        elif block.kind == "heading" and block.level == 3 and in_steps:
            headings.append((ids[block.start], block))
            kinds[ids[block.start]] = set()
        elif block.kind == "callout" and in_steps and headings:
            kinds[headings[-1][0]].add(block.name)
    wanted = [step.id for step in front.steps]
    if [name for name, _ in headings] != wanted:
        problems.add(
            "GP202",
            session.path,
            session.line(("steps",)),
            f"the front matter has the steps {', '.join(wanted)}; the headings under Steps have "
            f"{', '.join(name for name, _ in headings) or 'none'}",
            "write one heading “### Title {#id}” for each step, in the same order",
        )
    for name, block in headings:
        if not kinds[name] & {"do", "say", "ask"}:
            line = session.body_line + line_of(session.body, block.start) - 1
            problems.add(
                "GP208",
                session.path,
                line,
                f"step “{name}” does not say what to do",
                "add a !!! do, !!! say or !!! ask call-out",
            )
    if headings and not prepare:
        for kind in STEP_KINDS:
            if not any(kind in found_kinds for found_kinds in kinds.values()):
                problems.add(
                    "GP208",
                    session.path,
                    session.line(("steps",)),
                    f"no step has a !!! {kind} call-out",
                    f"add one where it helps: {', '.join(STEP_KINDS)} are all needed in a session",
                )
    if not any(b.kind == "callout" and b.name == "stop" for b in found):
        problems.add(
            "GP209",
            session.path,
            session.body_line,
            "the session has no stop rule",
            "add a !!! stop call-out under Safety",
        )
    taught = {name for step in front.steps for name in step.teaches}
    names = [objective.id for objective in front.objectives]
    for number, step in enumerate(front.steps):
        for position, name in enumerate(step.teaches):
            if name not in names:
                unknown(problems, session, ("steps", number, "teaches", position), name, "objective", names)
    seen: dict[str, str] = {}
    for number, name in enumerate(names):
        once(problems, session, ("objectives", number, "id"), f"objective:{name}", seen)
        if name not in taught:
            problems.add(
                "GP206",
                session.path,
                session.line(("objectives", number)),
                f"no step teaches the objective “{name}”",
                "name it under teaches in a step, or drop it",
            )
    if front.risk == "red":
        _gate(session, problems)
    if prepare:
        return
    if not names:
        problems.add(
            "GP209",
            session.path,
            session.line(("objectives",)),
            "the session has no objective",
            "add objectives: with an id and an observable verb",
        )
    if front.minutes_of_steps != front.minutes:
        problems.add(
            "GP203",
            session.path,
            session.line(("minutes",)),
            f"the steps sum to {front.minutes_of_steps} minutes, not {front.minutes}",
            f"change minutes to {front.minutes_of_steps}, or the steps by {front.minutes - front.minutes_of_steps}",
        )
    timed = [(step, step.minutes) for step in front.steps]
    numbers = {step.id: number for number, step in enumerate(front.steps)}
    _lectures(session, lambda name: ("steps", numbers[name]), timed, problems)
    if 2 * front.interactive_minutes < front.minutes_of_steps:
        problems.add(
            "GP205",
            session.path,
            session.line(("steps",)),
            f"only {front.interactive_minutes} of {front.minutes_of_steps} minutes are interactive",
            "use discussion, pairs, role-play and the like for at least half",
        )


def _lectures(
    document: Document, place: Callable[[str], tuple], steps: list[tuple[Step, int]], problems: Problems
) -> None:
    for step, minutes in steps:
        if not METHODS[step.method] and minutes > LECTURE_LIMIT:
            problems.add(
                "GP205",
                document.path,
                document.line(place(step.id)),
                f"step “{step.id}” is {minutes} minutes of {step.method}",
                f"split it or make it active; {LECTURE_LIMIT} is the most",
            )


def _gate(session: Document[Session], problems: Problems) -> None:
    """A session at high risk starts only after a check: its boxes, the go/no-go sheet, and somebody who watches."""
    boxes = re.search(r"^### .*\{#gate\}[ \t]*$(.*?)(?=^##|\Z)", session.body, re.M | re.S)
    lacks = []
    if not boxes or len(re.findall(r"^- \[ \] ", boxes.group(1), re.M)) < 3:
        lacks.append("“### Gate {#gate}” under Safety with at least three “- [ ]” boxes")
    if "go-no-go" not in session.front.handouts:
        lacks.append("go-no-go under handouts")
    if "ro-safety" not in session.front.lead:
        lacks.append("ro-safety under lead")
    if lacks:
        problems.add(
            "GP210",
            session.path,
            session.line(("risk",)),
            f"the session is at high risk and lacks {'; '.join(lacks)}",
            "add what is missing, or leave the session a draft",
        )


def _measured(module: Module, problems: Problems) -> None:
    """Every objective is measured by an item, and items name objectives that exist."""
    evaluation: Document[Evaluation] | None = module.evaluation
    if evaluation is None:
        return  # already reported when the file was read
    objectives = {
        f"{session.id}.{objective.id}": (session, number)
        for session in module.sessions.values()
        if session.published
        for number, objective in enumerate(session.front.objectives)
    }
    measured: set[str] = set()
    seen: dict[str, str] = {}
    for number, item in enumerate(evaluation.front.items):
        once(problems, evaluation, ("items", number, "id"), f"item:{item.id}", seen)
        for position, name in enumerate(item.measures):
            measured.add(name)
            if name not in objectives:
                unknown(problems, evaluation, ("items", number, "measures", position), name, "objective", objectives)
        if isinstance(item, TrueFalse) and bool(_LOCAL.match(item.text)) != (item.key == "local"):
            local = item.key == "local"
            problems.add(
                "GP212",
                evaluation.path,
                evaluation.line(("items", number)),
                f"item “{item.id}” has the key “{item.key}” and "
                + ("does not say so" if local else "speaks of the law here"),
                "start its text with “Law here:” and set key: local"
                if not local
                else "start its text with “Law here:”, so that nobody is marked wrong for local law",
            )
        during = getattr(item, "during", None)
        if during is not None and during not in module.sessions:
            unknown(problems, evaluation, ("items", number, "during"), during, "session", module.sessions)
    for name, (session, number) in objectives.items():
        if name not in measured:
            problems.add(
                "GP207",
                session.path,
                session.line(("objectives", number)),
                f"no item of evaluation.yml measures “{name}”",
                "name it under measures in an item, or add an item",
            )
