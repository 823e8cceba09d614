"""What only shows when everything is there: ids that exist, sums, sections, links, and the closed set of Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

from goodpractice.addresses import SCHEMES, Addresses
from goodpractice.markup import (
    CALLOUTS,
    CITATION,
    CODE_SPAN,
    DIRECTIVE,
    LINK,
    STEP_KINDS,
    TITLED,
    Block,
    blocks,
    heading_ids,
    line_of,
)
from goodpractice.model import (
    CASE_SECTIONS,
    METHODS,
    SESSION_SECTIONS,
    CaseFront,
    Document,
    Evaluation,
    Library,
    Module,
    Session,
    texts,
)
from goodpractice.problems import Problems

LECTURE_LIMIT = 15  # minutes of talk in one step
GENERATED = {"sessions.table", "cases.all", "modules.all", "page.break"}
MEASURED = {"lines": (1, 40), "box": (10, 240), "blank": (5, 170)}  # directive: smallest and largest number
_MINUTES = re.compile(r"\b\d+[ -]?(?:min|mins|minute|minutes)\b(?! after| of an hour)")


def check_library(library: Library, problems: Problems) -> None:
    """Every check that needs the whole library."""
    _ids(library, problems)
    everything, public = Addresses(library), Addresses(library.published())
    slots = {slot.name for slot in library.slots.front.entries}
    sources = {source.id for source in library.sources.front.entries}
    for document in library.documents():
        addresses = public if document.published else everything
        _markdown(document, addresses, slots, sources, problems)
    for case in library.cases.values():
        _case(case, library, problems)
    for module in library.modules.values():
        _module(module, library, problems)


def _unknown(problems: Problems, document: Document, where: tuple, name: str, what: str, known: Iterable[str]) -> None:
    close = get_close_matches(name, list(known), 1, 0.5)
    problems.add(
        "GP111",
        document.path,
        document.line(where),
        f"{what} “{name}” does not exist",
        f"did you mean “{close[0]}”?" if close else f"correct it, or define this {what} first",
    )


def _ids(library: Library, problems: Problems) -> None:
    seen: dict[str, str] = {}
    for facet in type(library.taxonomy.front).model_fields:
        for number, term in enumerate(getattr(library.taxonomy.front, facet)):
            _once(problems, library.taxonomy, (facet, number, "id"), f"term:{term.id}", seen)
    for number, source in enumerate(library.sources.front.entries):
        _once(problems, library.sources, ("entries", number, "id"), f"source:{source.id}", seen)
    for number, slot in enumerate(library.slots.front.entries):
        _once(problems, library.slots, ("entries", number, "name"), f"slot:{slot.name}", seen)
    handouts = [*library.common.values(), *(h for m in library.modules.values() for h in m.handouts.values())]
    for handout in handouts:
        _once(problems, handout, (), f"handout:{handout.id}", seen)
    codes: dict[str, str] = {}
    for module in library.modules.values():
        _once(problems, module.structure, ("code",), f"module code:{module.structure.front.code}", codes)


def _once(problems: Problems, document: Document, where: tuple, key: str, seen: dict[str, str]) -> None:
    kind, _, name = key.partition(":")
    place = f"{document.path}:{document.line(where)}"
    if key in seen:
        problems.add(
            "GP110",
            document.path,
            document.line(where),
            f"the {kind} id “{name}” is already used in {seen[key]}",
            "give one of them another id",
        )
    seen.setdefault(key, place)


def _case(case: Document[CaseFront], library: Library, problems: Problems) -> None:
    front = case.front
    if not case.published:
        return
    _sections(case, CASE_SECTIONS, problems)
    for facet in ("strategies", "audiences", "perpetrators", "settings", "principles"):
        known = [term.id for term in getattr(library.taxonomy.front, facet)]
        for number, tag in enumerate(getattr(front, facet)):
            if tag not in known:
                _unknown(problems, case, (facet, number), tag, "tag", known)
    tags = {*front.strategies, *front.audiences, *front.perpetrators, *front.settings, *front.principles}
    for number, tag in enumerate(front.our_reading):
        if tag not in tags:
            _unknown(problems, case, ("our_reading", number), tag, "tag of this case", tags)
    if front.region not in [term.id for term in library.taxonomy.front.regions]:
        _unknown(problems, case, ("region",), front.region, "region", [t.id for t in library.taxonomy.front.regions])
    kinds = [term.id for term in library.taxonomy.front.outcomes]
    sources = [source.id for source in library.sources.front.entries]
    seen: dict[str, str] = {}
    for number, outcome in enumerate(front.outcomes):
        _once(problems, case, ("outcomes", number, "id"), f"outcome:{outcome.id}", seen)
        if outcome.kind not in kinds:
            _unknown(problems, case, ("outcomes", number, "kind"), outcome.kind, "outcome kind", kinds)
        if outcome.source not in sources:
            _unknown(problems, case, ("outcomes", number, "source"), outcome.source, "source", sources)
    for number, news in enumerate(front.later_news):
        if news.source not in sources:
            _unknown(problems, case, ("later_news", number, "source"), news.source, "source", sources)


def _module(module: Module, library: Library, problems: Problems) -> None:
    structure = module.structure
    roles = [term.id for term in library.taxonomy.front.roles]
    audiences = [term.id for term in library.taxonomy.front.audiences]
    for number, name in enumerate(structure.front.audiences):
        if name not in audiences:
            _unknown(problems, structure, ("audiences", number), name, "audience", audiences)
    _case_links(module.index, library, problems)
    listed = {structure.front.preparation} - {None}
    for number, way in enumerate(structure.front.formats):
        for day, names in enumerate(way.days):
            for position, name in enumerate(names):
                listed.add(name)
                place = ("formats", number, "days", day, position)
                if name not in module.sessions:
                    _unknown(problems, structure, place, name, "session", module.sessions)
                elif structure.published and not module.sessions[name].published:
                    problems.add(
                        "GP111",
                        structure.path,
                        structure.line(place),
                        f"session “{name}” is a draft",
                        "publish it, or take it out of the format",
                    )
        total = way.minutes_of_sessions(module.sessions)
        if structure.published and total != way.minutes:
            problems.add(
                "GP204",
                structure.path,
                structure.line(("formats", number, "minutes")),
                f"the sessions of format “{way.id}” sum to {total} minutes, not {way.minutes}",
                f"change minutes here to {total}, or the sessions' minutes by {way.minutes - total}",
            )
    if structure.front.preparation and structure.front.preparation not in module.sessions:
        _unknown(problems, structure, ("preparation",), structure.front.preparation, "session", module.sessions)
    handed = {name for session in module.sessions.values() for name in session.front.handouts}
    known = [*library.common, *(h for m in library.modules.values() for h in m.handouts)]
    for session in module.sessions.values():
        if session.published and session.id not in listed:
            problems.add(
                "GP109",
                session.path,
                1,
                f"session “{session.id}” stands in no format",
                "name it under formats in module.yml, or set status: draft",
            )
        for number, name in enumerate(session.front.lead):
            if name not in roles:
                _unknown(problems, session, ("lead", number), name, "role", roles)
        for number, name in enumerate(session.front.handouts):
            if name not in known:
                _unknown(problems, session, ("handouts", number), name, "handout", known)
        _case_links(session, library, problems)
        if session.published:
            _session(session, library, problems)
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
    if structure.published:
        _measured(module, problems)


def _case_links(document: Document, library: Library, problems: Problems) -> None:
    for number, link in enumerate(document.front.cases):
        if link.id not in library.cases:
            _unknown(problems, document, ("cases", number, "id"), link.id, "case", library.cases)
        elif document.published and not library.cases[link.id].published:
            problems.add(
                "GP111",
                document.path,
                document.line(("cases", number, "id")),
                f"case “{link.id}” is a draft",
                "publish it, or take the link out",
            )


def _sections(document: Document, wanted: tuple[str, ...], problems: Problems) -> None:
    found = [b for b in blocks(document.body) if b.kind == "heading" and b.level == 2]
    names = [b.text for b in found]
    if tuple(names) == wanted:
        return
    for name in wanted:
        if name not in names:
            problems.add(
                "GP201",
                document.path,
                document.body_line,
                f"the section “## {name}” is missing",
                f"add it; the order is: {', '.join(wanted)}",
            )
    for block in found:
        if block.text not in wanted:
            line = document.body_line + line_of(document.body, block.start) - 1
            problems.add(
                "GP201",
                document.path,
                line,
                f"the section “## {block.text}” is not one of this kind of page",
                "use ### under the section where it belongs",
            )
    if sorted(names) == sorted(wanted):
        problems.add(
            "GP201",
            document.path,
            document.body_line,
            "the sections are out of order",
            f"order them as: {', '.join(wanted)}",
        )


def _session(session: Document[Session], library: Library, problems: Problems) -> None:
    front = session.front
    _sections(session, SESSION_SECTIONS, problems)
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
                _unknown(problems, session, ("steps", number, "teaches", position), name, "objective", names)
    seen: dict[str, str] = {}
    for number, name in enumerate(names):
        _once(problems, session, ("objectives", number, "id"), f"objective:{name}", seen)
        if name not in taught:
            problems.add(
                "GP206",
                session.path,
                session.line(("objectives", number)),
                f"no step teaches the objective “{name}”",
                "name it under teaches in a step, or drop it",
            )
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
    for number, step in enumerate(front.steps):
        if not METHODS[step.method] and step.minutes > LECTURE_LIMIT:
            problems.add(
                "GP205",
                session.path,
                session.line(("steps", number)),
                f"step “{step.id}” is {step.minutes} minutes of {step.method}",
                f"split it or make it active; {LECTURE_LIMIT} is the most",
            )
    if 2 * front.interactive_minutes < front.minutes_of_steps:
        problems.add(
            "GP205",
            session.path,
            session.line(("steps",)),
            f"only {front.interactive_minutes} of {front.minutes_of_steps} minutes are interactive",
            "use discussion, pairs, role-play and the like for at least half",
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
        _once(problems, evaluation, ("items", number, "id"), f"item:{item.id}", seen)
        for position, name in enumerate(item.measures):
            measured.add(name)
            if name not in objectives:
                _unknown(problems, evaluation, ("items", number, "measures", position), name, "objective", objectives)
        during = getattr(item, "during", None)
        if during is not None and during not in module.sessions:
            _unknown(problems, evaluation, ("items", number, "during"), during, "session", module.sessions)
    for name, (session, number) in objectives.items():
        if name not in measured:
            problems.add(
                "GP207",
                session.path,
                session.line(("objectives", number)),
                f"no item of evaluation.yml measures “{name}”",
                "name it under measures in an item, or add an item",
            )


# --- Markdown -------------------------------------------------------------------------------------------------------


def _markdown(document: Document, addresses: Addresses, slots: set, sources: set, problems: Problems) -> None:
    found = blocks(document.body)
    guide = document.path.startswith("docs/guides/")  # pages about writing may show code
    module = document.path.split("/")[1] if document.path.startswith("modules/") else None
    ids: dict[str, int] = {}
    for block in found:
        line = document.body_line + line_of(document.body, block.start) - 1
        _construct(document, block, line, guide, problems)
        if block.kind == "directive":
            _directive(document, block.name, line, slots, problems)
        elif block.is_message:
            _inline(document, block.text, line, guide, addresses, module, slots, sources, problems)
            if "/sessions/" in document.path and (match := _MINUTES.search(block.text)):
                problems.add(
                    "GP307",
                    document.path,
                    line,
                    f"“{match.group()}” stands in a sentence",
                    "take it out; minutes belong in the step's data",
                )
        elif block.kind in {"paragraph", "item", "cell"}:
            _inline(document, block.text, line, guide, addresses, module, slots, sources, problems)
    for start, name in heading_ids(found).items():
        line = document.body_line + line_of(document.body, start) - 1
        if name in ids:
            problems.add(
                "GP110",
                document.path,
                line,
                f"the heading id “{name}” is already used on line {ids[name]}",
                "give one of them another id",
            )
        ids.setdefault(name, line)
    for where, text in texts(document.front):
        _inline(document, text, document.line(where), guide, addresses, module, slots, sources, problems)


_BROKEN_LIST = re.compile(r"(?<=\S)\n[ \t]*(?:[-*+]|\d+[.)])[ \t]+\S")


def _construct(document: Document, block: Block, line: int, guide: bool, problems: Problems) -> None:
    def no(what: str, fix: str, code: str = "GP301") -> None:
        problems.add(code, document.path, line, what, fix)

    if block.kind == "html":
        no("raw HTML is not used here", "write it in Markdown")
    elif block.kind == "rule":
        no("a horizontal rule is not used here", "use a heading, or {{ page.break }} for a new sheet")
    elif block.kind == "code" and not guide:
        no("a code block, or text indented by four spaces outside a list or call-out", "take the indentation out")
    elif block.kind == "heading" and block.level == 1:
        no("a # heading is not used here", "the title comes from the front matter; start with ##")
    elif block.kind == "heading" and block.level > 4:
        no("a heading below #### is not used here", "use ####, or a bold first sentence")
    elif block.kind == "callout":
        source = document.body[block.start : block.end]
        first = source.split("\n", 1)[0]
        if not first.startswith("!!!") or block.name not in CALLOUTS:
            no(
                f"the call-out “{first[:40]}” is of an unknown kind",
                f"use !!! and one of {', '.join(CALLOUTS)}",
                "GP302",
            )
        elif (block.name in TITLED) != ('"' in first):
            fix = 'add a title in "…"' if block.name in TITLED else "leave the title out; the program adds it"
            no(f"the call-out !!! {block.name} has a title where it should not, or none where it should", fix, "GP302")
        if len(block.inside) > 0:
            no("a call-out stands inside another", "put them one after the other", "GP302")
        if "\n" not in source:
            no("a call-out has no content", "indent its text by four spaces on the next line", "GP302")
    elif block.kind == "paragraph":
        source = document.body[block.start : block.end]
        if _BROKEN_LIST.search(source):
            no("a list starts in the middle of a paragraph", "put a blank line before the first item", "GP306")
        elif "|" in source and re.search(r"\n[ \t]*\|?[ \t]*:?-{3,}", source):
            no("a table starts in the middle of a paragraph", "put a blank line before its first row", "GP306")


def _directive(document: Document, name: str, line: int, slots: set, problems: Problems) -> None:
    kind, _, value = name.partition(".")
    if name in GENERATED or re.fullmatch(r"cases\.pr[1-8]", name):
        return
    if kind == "slot":
        if value not in slots:
            close = get_close_matches(value, slots, 1)
            problems.add(
                "GP305",
                document.path,
                line,
                f"the slot “{value}” is not declared",
                f"did you mean “{close[0]}”?" if close else "declare it in docs/data/slots.yml",
            )
    elif kind in MEASURED:
        low, high = MEASURED[kind]
        if not value.isdigit() or not low <= int(value) <= high:
            problems.add(
                "GP305", document.path, line, f"“{kind}.{value}” is outside {low} to {high}", "change the number"
            )
    else:
        problems.add(
            "GP305",
            document.path,
            line,
            f"the directive “{name}” is unknown",
            "use slot, lines, box, blank, page.break, sessions.table, cases or modules.all",
        )


def _inline(
    document: Document,
    text: str,
    line: int,
    guide: bool,
    addresses: Addresses,
    module: str | None,
    slots: set,
    sources: set,
    problems: Problems,
) -> None:
    bare = CODE_SPAN.sub("", text) if guide else text
    for match in DIRECTIVE.finditer(bare):
        _directive(document, f"{match.group(1)}.{match.group(2)}", line, slots, problems)
    rest = DIRECTIVE.sub("", bare)
    if "{{" in rest or "}}" in rest:
        problems.add(
            "GP305", document.path, line, "a directive is not closed or not well formed", "write it as {{ kind.name }}"
        )
    for match in CITATION.finditer(bare):
        for name in re.findall(r"@([a-z0-9-]+)", match.group(1)):
            if name not in sources:
                close = get_close_matches(name, sources, 1)
                problems.add(
                    "GP304",
                    document.path,
                    line,
                    f"the source “{name}” is not listed",
                    f"did you mean “{close[0]}”?" if close else "add it to docs/data/sources.yml",
                )
    for match in LINK.finditer(bare):
        target = match.group(3)
        if match.group(1):
            problems.add("GP301", document.path, line, "an image is not used here", "describe it in words")
        elif target.partition(":")[0] in SCHEMES:
            if addresses.path(target, module) is None:
                problems.add(
                    "GP303",
                    document.path,
                    line,
                    f"the link “{target}” leads nowhere",
                    "check the id (and that the target is published)",
                )
        elif not target.startswith("https://"):
            problems.add(
                "GP303",
                document.path,
                line,
                f"the link “{target}” is not by id",
                "write page:…, case:…, module:…, session:…, handout:… or https://…",
            )
    if re.search(r"<[A-Za-z/!]", bare):
        problems.add("GP301", document.path, line, "raw HTML is not used here", "write it in Markdown")
    if "`" in bare and not guide:
        problems.add("GP301", document.path, line, "code marks are not used here", "use quotes or bold")
    if re.search(r"(?<!\{)\{[:#.]|\[\^", bare):
        problems.add(
            "GP301",
            document.path,
            line,
            "attributes and footnotes are not used here",
            "heading ids alone may stand in braces; cite with [@source]",
        )
