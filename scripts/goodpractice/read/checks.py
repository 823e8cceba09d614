"""What only shows when everything is there: ids used once, tags that exist, and each document's own checks."""

from __future__ import annotations

from goodpractice.addresses import Addresses
from goodpractice.markup import LINK, blocks, heading_ids
from goodpractice.model import CASE_SECTIONS, CaseFront, Document, Library
from goodpractice.problems import Problems
from goodpractice.read.check_markdown import Names, check_markdown
from goodpractice.read.check_module import check_module
from goodpractice.read.findings import once, sections, unknown


def check_library(library: Library, problems: Problems) -> None:
    """Every check that needs the whole library."""
    _ids(library, problems)
    everything = Names.of(library, Addresses(library))
    public = Names.of(library, Addresses(library.published()))
    for document in library.documents():
        check_markdown(document, public if document.published else everything, problems)
    for pages in library.adapted.values():
        for path, own in pages.items():
            _adapted(path, own, library, problems)
            check_markdown(own, public, problems)
    _redirects(library, problems)
    for case in library.cases.values():
        _case(case, library, problems)
    for module in library.modules.values():
        check_module(module, library, problems)


def _ids(library: Library, problems: Problems) -> None:
    seen: dict[str, str] = {}
    for facet in type(library.taxonomy.front).model_fields:
        for number, term in enumerate(getattr(library.taxonomy.front, facet)):
            once(problems, library.taxonomy, (facet, number, "id"), f"term:{term.id}", seen)
    for number, source in enumerate(library.sources.front.entries):
        once(problems, library.sources, ("entries", number, "id"), f"source:{source.id}", seen)
    for number, picture in enumerate(library.pictures.front.entries):
        once(problems, library.pictures, ("entries", number, "id"), f"picture:{picture.id}", seen)
    for number, slot in enumerate(library.slots.front.entries):
        once(problems, library.slots, ("entries", number, "name"), f"slot:{slot.name}", seen)
    handouts = [*library.common.values(), *(h for m in library.modules.values() for h in m.handouts.values())]
    for handout in handouts:
        once(problems, handout, (), f"handout:{handout.id}", seen)
    codes: dict[str, str] = {}
    for module in library.modules.values():
        once(problems, module.structure, ("code",), f"module code:{module.structure.front.code}", codes)


def _redirects(library: Library, problems: Problems) -> None:
    """Addresses stay good: what was published is there, or leads on to something that is."""
    document = library.redirects
    there = Addresses(library.published()).pages()
    for number, path in enumerate(document.front.published):
        if path not in there and path not in document.front.pages:
            problems.add(
                "GP112",
                document.path,
                document.line(("published", number)),
                f"the page {path} has gone",
                "add a line under pages: old page, new page",
            )
    for old, new in document.front.pages.items():
        if old in there or new not in there:
            problems.add(
                "GP112",
                document.path,
                document.line(("pages", old)),
                f"{old} still exists" if old in there else f"there is no page {new}",
                "take the line out, or correct it",
            )


def _adapted(path: str, own: Document, library: Library, problems: Problems) -> None:
    """An adapted page stands in for a page or a handout, keeps the headings that others link to, and leads to no place
    outside that the English does not lead to: who can write here is not who can write English."""
    english = next((document for document in library.adaptable() if document.path == path), None)
    if english is None:
        problems.add(
            "GP425",
            own.path,
            1,
            f"there is no page or handout {path}",
            "move the file, or take it out",
        )
        return
    link = next(name for name, document in Addresses(library).documents.items() if document is english)
    has = heading_ids(blocks(own.body)).values()
    wanted = {
        match.group(3).partition("#")[2]
        for document in library.documents()
        for match in LINK.finditer(document.body)
        if match.group(3).startswith(link + "#")
    }
    for name in sorted(wanted - {*has}):
        problems.add(
            "GP425", own.path, 1, f"other pages link to a heading “{name}”", f"give a heading of this page {{#{name}}}"
        )
    outside = {match.group(3) for match in LINK.finditer(own.body) if match.group(3).startswith("https:")}
    for target in sorted(outside - {match.group(3) for match in LINK.finditer(english.body)}):
        problems.add("GP425", own.path, 1, f"the English does not link to {target}", "take the link out")


def _case(case: Document[CaseFront], library: Library, problems: Problems) -> None:
    front = case.front
    if not case.published:
        return
    sections(case, CASE_SECTIONS, problems)
    for facet in ("strategies", "audiences", "perpetrators", "settings", "principles"):
        known = [term.id for term in getattr(library.taxonomy.front, facet)]
        for number, tag in enumerate(getattr(front, facet)):
            if tag not in known:
                unknown(problems, case, (facet, number), tag, "tag", known)
    tags = {*front.strategies, *front.audiences, *front.perpetrators, *front.settings, *front.principles}
    for number, tag in enumerate(front.our_reading):
        if tag not in tags:
            unknown(problems, case, ("our_reading", number), tag, "tag of this case", tags)
    if front.region not in [term.id for term in library.taxonomy.front.regions]:
        unknown(problems, case, ("region",), front.region, "region", [t.id for t in library.taxonomy.front.regions])
    kinds = [term.id for term in library.taxonomy.front.outcomes]
    sources = [source.id for source in library.sources.front.entries]
    seen: dict[str, str] = {}
    for number, outcome in enumerate(front.outcomes):
        once(problems, case, ("outcomes", number, "id"), f"outcome:{outcome.id}", seen)
        if outcome.kind not in kinds:
            unknown(problems, case, ("outcomes", number, "kind"), outcome.kind, "outcome kind", kinds)
        if outcome.source not in sources:
            unknown(problems, case, ("outcomes", number, "source"), outcome.source, "source", sources)
    for number, news in enumerate(front.later_news):
        if news.source not in sources:
            unknown(problems, case, ("later_news", number, "source"), news.source, "source", sources)
