"""The stage itself: a core library and an edition become the library of that edition."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import replace

from goodpractice.adapt.content import with_content
from goodpractice.adapt.edition import Edition, check_keys
from goodpractice.adapt.overlay import FRONT, Change, apply_overlays
from goodpractice.adapt.slots import usable, wrong
from goodpractice.markup import line_of
from goodpractice.model import Document, Library, Local, Made, Text, texts_of
from goodpractice.problems import Problem, Problems
from goodpractice.read.checks import check_library


def adapt(library: Library, edition: Edition, problems: Problems) -> tuple[Library, list[Change]]:
    """The library with the edition's facts, changes and additions, and what became of each change."""
    adapted, changes = apply_overlays(library, edition.overlays, problems)
    adapted = _with_languages(_with_audiences(with_content(adapted, edition.content), edition), edition)
    today = datetime.date.today()
    known = {slot.name: slot for slot in adapted.slots.front.entries}
    facts = {
        name: fact
        for name, fact in edition.facts(library).items()
        if name in known
        and usable(known[name], fact, today)
        and not wrong(known[name], fact.value)
        and not wrong(known[name], fact.usually, "usually")
    }
    written_in = edition.front.front.written_in
    told = tuple(
        Made(c.document, c.entry.do, Text(c.core, "en"), Text(c.entry.text, written_in)) for c in changes if c.applied
    )
    core = {id(document) for document in library.documents()}
    new = {text for one in adapted.documents() if id(one) not in core for text in texts_of(one)}
    own = frozenset(new - library.texts)
    documents = edition.content.links()
    labels = {name: str(library.taxonomy.front.label(name)) for name in edition.front.front.audiences}
    slots = tuple(slot.name for slot in edition.slot_list(library)[len(library.slots.front.entries) :])
    content = edition.content
    items = tuple((name, one.id) for name, d in content.items.items() for one in d.front.entries)
    sources = tuple(one.id for one in content.sources.front.entries) if content.sources else ()
    formats = tuple((name, one.format.id) for name, d in content.formats.items() for one in d.front.entries)
    check_keys(edition, adapted, problems)
    local = Local(
        id=edition.id,
        path=edition.front.path,
        front=edition.front.front,
        facts=facts,
        keys=edition.usable_keys(adapted, today),
        changes=told,
        documents=documents,
        own=own,
        logo=edition.logo,
        labels=labels,
        slots=slots,
        formats=formats,
        items=items,
        sources=sources,
    )
    return replace(adapted, local=local), changes


def _with_audiences(library: Library, edition: Edition) -> Library:
    """Audiences under the names that they have where the edition is used."""
    names = edition.front.front.audiences
    if not names:
        return library
    taxonomy = library.taxonomy.front
    terms = tuple(
        term.model_copy(update={"label": names[term.id]}) if term.id in names else term for term in taxonomy.audiences
    )
    return replace(library, taxonomy=replace(library.taxonomy, front=taxonomy.model_copy(update={"audiences": terms})))


def _with_languages(library: Library, edition: Edition) -> Library:
    """The languages that the edition is built in: English first, then as the core and the edition list them."""
    front = library.languages.front
    wanted = {"en", *edition.front.front.languages}
    entries = tuple(one for one in (*front.entries, *edition.languages) if one.code in wanted)
    return replace(library, languages=replace(library.languages, front=front.model_copy(update={"entries": entries})))


def check_adapted(
    library: Library,
    core: Library,
    core_problems: Iterable[Problem],
    edition: Edition,
    changes: list[Change],
    problems: Problems,
) -> None:
    """Hold the library of an edition to the rules of the core. What is wrong in what the edition says is reported where
    it says it, though the core's file holds it now. `core_problems` are those of the core, which was checked when it
    was read."""
    added = _added_to(core, edition)
    found = Problems()
    check_library(library, found)
    known = {(p.path, p.code, p.what) for p in core_problems}
    documents = {document.path: document for document in library.documents()}
    for problem in found:
        if (problem.path, problem.code, problem.what) in known:
            continue
        made = [c for c in changes if c.document == problem.path and c.applied]
        if not made and problem.path in added:
            problems.add(problem.code, added[problem.path], 1, problem.what, problem.fix)
            continue
        if not made or problem.path not in documents:
            problems.extend([problem])
            continue
        here = next((c for c in made if _covers(documents[problem.path], c, problem.line)), None)
        path, line = (here.path, here.line) if here else (made[0].path, 1)
        problems.add(problem.code, path, line, f"in {problem.path}: {problem.what}", problem.fix)


def _added_to(core: Library, edition: Edition) -> dict[str, str]:
    """The files of an edition that add something to a file of the core, by the path of that."""
    content = edition.content
    made = {core.taxonomy.path: edition.front.path} if edition.front.front.audiences else {}
    for mine, theirs in ((content.sources, core.sources), (content.slots, core.slots)):
        made |= {theirs.path: mine.path} if mine else {}
    for name, document in content.formats.items():
        made[core.modules[name].structure.path] = made[core.modules[name].index.path] = document.path
    for name, document in content.items.items():
        made[core.modules[name].evaluation.path] = document.path
    return made


def _covers(document: Document, change: Change, line: int) -> bool:
    if change.name.startswith(FRONT):
        return line < document.body_line
    if change.span[0] == change.span[1]:  # taken out
        return False
    first, last = (document.body_line + line_of(document.body, place) - 1 for place in change.span)
    return first <= line <= last
