"""The stage itself: a core library and an edition become the library of that edition."""

from __future__ import annotations

import datetime
from dataclasses import replace

from goodpractice.adapt.content import with_content
from goodpractice.adapt.edition import Edition
from goodpractice.adapt.overlay import Change, apply_overlays
from goodpractice.adapt.slots import usable, wrong
from goodpractice.markup import line_of
from goodpractice.model import Document, Library, Local, Made, Text, texts_of
from goodpractice.problems import Problems
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
        Made(c.document, c.entry.do, Text(c.core, "en"), Text(c.entry.text, written_in))
        for c in changes
        if c.state in {"applied", "drifted"}
    )
    core = {id(document) for document in library.documents()}
    new = {text for one in adapted.documents() if id(one) not in core for text in texts_of(one)}
    own = frozenset(new - library.texts)
    documents = edition.content.links()
    labels = {name: str(library.taxonomy.front.label(name)) for name in edition.front.front.audiences}
    slots = tuple(slot.name for slot in edition.slot_list(library)[len(library.slots.front.entries) :])
    formats = tuple((name, one.format.id) for name, d in edition.content.formats.items() for one in d.front.entries)
    local = Local(
        edition.id,
        edition.front.path,
        edition.front.front,
        facts,
        edition.usable_keys(today),
        told,
        documents,
        own,
        edition.logo,
        labels,
        slots,
        formats,
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


def check_adapted(library: Library, core: Library, changes: list[Change], problems: Problems) -> None:
    """Hold the library of an edition to the rules of the core. What is wrong in a changed passage is reported where the
    edition says it."""
    found, before = Problems(), Problems()
    check_library(library, found)
    check_library(core, before)
    known = {(p.path, p.code, p.what) for p in before}
    documents = {document.path: document for document in library.documents()}
    for problem in found:
        if (problem.path, problem.code, problem.what) in known:
            continue
        made = [c for c in changes if c.document == problem.path and c.state in {"applied", "drifted"}]
        if not made or problem.path not in documents:
            problems.extend([problem])
            continue
        here = next((c for c in made if _covers(documents[problem.path], c, problem.line)), None)
        path, line = (here.path, here.line) if here else (made[0].path, 1)
        problems.add(problem.code, path, line, f"in {problem.path}: {problem.what}", problem.fix)


def _covers(document: Document, change: Change, line: int) -> bool:
    if change.span[0] == change.span[1]:  # taken out, or no part of the text
        return False
    first, last = (document.body_line + line_of(document.body, place) - 1 for place in change.span)
    return first <= line <= last
