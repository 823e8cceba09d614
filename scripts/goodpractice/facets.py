"""The tags of case studies: which each case has, and which have a page of their own."""

from __future__ import annotations

from goodpractice.model import CaseFront, Document, Library

Case = Document[CaseFront]
Tags = dict[str, list[str]]

FACETS = (
    "country",
    "region",
    "strategies",
    "audiences",
    "perpetrators",
    "settings",
    "outcomes",
    "principles",
    "evidence",
)
"""How cases can be looked through, in the order in which readers see it. Each is also an interface word."""

_WHOLE = {"principles", "perpetrators", "causes"}
"""Facets whose every term has a page, also without a case: the paper names them, and readers look for them."""


def tags(case: Case) -> Tags:
    """The tags of a case, by facet."""
    front = case.front
    return {
        "country": [f"country-{front.country.lower()}"],
        "region": [front.region],
        "strategies": list(front.strategies),
        "audiences": list(front.audiences),
        "perpetrators": list(front.perpetrators),
        "settings": list(front.settings),
        "outcomes": list(dict.fromkeys(outcome.kind for outcome in front.outcomes)),
        "principles": list(front.principles),
        "evidence": list(front.evidence),
    }


def tagged(library: Library) -> dict[str, list[Case]]:
    """The cases of every tag, in the order of their abbreviations."""
    found: dict[str, list[Case]] = {}
    for case in ordered(library):
        for names in tags(case).values():
            for name in names:
                found.setdefault(name, []).append(case)
    return found


def ordered(library: Library) -> list[Case]:
    return sorted(library.cases.values(), key=lambda case: case.front.abbreviation.casefold())


def terms(library: Library) -> dict[str, list[str]]:
    """The tags that have a page, by facet: those of a case, and all of some facets."""
    used = tagged(library)
    made: dict[str, list[str]] = {}
    for facet in (*FACETS, "causes"):
        if facet == "country":
            made[facet] = sorted(name for name in used if name.startswith("country-"))
        else:
            known = getattr(library.taxonomy.front, "regions" if facet == "region" else facet)
            made[facet] = [term.id for term in known if term.id in used or facet in _WHOLE]
    return made


def tag_path(tag: str) -> str:
    """The site path of the page of a tag."""
    return f"case-studies/by/{tag.lower()}.md"
