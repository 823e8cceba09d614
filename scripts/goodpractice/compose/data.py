"""The open data of the library: cases as JSON and CSV, modules as JSON. In English, with ids and labels."""

from __future__ import annotations

import csv
import io
import json

from goodpractice.addresses import Addresses
from goodpractice.compose.citing import case_data, citation_files
from goodpractice.compose.expand import Context
from goodpractice.model import CaseFront, Library, Outcome
from goodpractice.words import Words

_FACETS = ("strategies", "audiences", "perpetrators", "settings", "principles")


def data_files(library: Library) -> dict[str, str]:
    """File texts by their path below the site."""
    cases = [_case(name, case.front, library) for name, case in library.cases.items()]
    return {
        "data/case-studies.json": _json({"cases": cases}),
        "data/case-studies.csv": _csv(cases),
        "data/case-studies.jsonld": _json({"@context": "https://schema.org", "@graph": _graph(library)}),
        "data/codebook.json": _json(_codebook(library)),
        **citation_files(library),
        "data/modules.json": _json({"modules": [_module(library, name) for name in library.modules]}),
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _case(name: str, front: CaseFront, library: Library) -> dict:
    def tags(ids: tuple[str, ...]) -> list[dict]:
        return [
            {"id": tag, "label": library.taxonomy.front.label(tag), "our_reading": tag in front.our_reading}
            for tag in ids
        ]

    return {
        "id": name,
        "title": front.title,
        "summary": front.summary,
        "organisation": front.organisation,
        "abbreviation": front.abbreviation,
        "country": front.country,
        "region": front.region,
        "start": front.start,
        "evidence": list(front.evidence),
        **{facet: tags(getattr(front, facet)) for facet in _FACETS},
        "outcomes": [
            {
                "id": o.id,
                "kind": o.kind,
                "text": o.text,
                "qualifier": o.qualifier,
                "value": o.value,
                "unit": o.unit,
                "date": o.date,
                "evidence": o.evidence,
                "source": o.source,
            }
            for o in front.outcomes
        ],
        "partners": list(front.partners),
        "later_news": [{"date": n.date, "text": n.text, "source": n.source} for n in front.later_news],
        "path": f"case-studies/{name}.html",
    }


def _graph(library: Library) -> list[dict]:
    """The case studies as linked data."""
    context = Context(library, Words(), Addresses(library), "index.md")
    made = [case_data(case, context) for case in library.cases.values()]
    return [{key: value for key, value in one.items() if key != "@context"} for one in made]


def _codebook(library: Library) -> dict:
    """Every code of the data files with its label and explanation, and what the fields hold."""
    taxonomy = library.taxonomy.front
    codes = {
        facet: [
            {"code": term.id, "label": term.label, "explanation": term.description} for term in getattr(taxonomy, facet)
        ]
        for facet in type(taxonomy).model_fields
    }
    fields = {name: field.description or name.replace("_", " ") for name, field in CaseFront.model_fields.items()}
    outcome = {name: field.description or name for name, field in Outcome.model_fields.items()}
    return {"fields": fields, "outcome_fields": outcome, "codes": codes}


def _csv(cases: list[dict]) -> str:
    columns = (
        "id",
        "title",
        "organisation",
        "abbreviation",
        "country",
        "region",
        "start",
        "evidence",
        *_FACETS,
        "path",
    )
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for case in cases:
        row = []
        for column in columns:
            value = case[column]
            if column in _FACETS:
                value = ";".join(tag["id"] for tag in value)
            elif isinstance(value, list):
                value = ";".join(value)
            row.append("" if value is None else value)
        writer.writerow(row)
    return out.getvalue()


def _module(library: Library, name: str) -> dict:
    module = library.modules[name]
    handouts = dict.fromkeys(h for session in module.ordered for h in session.front.handouts)
    linked = [c.id for c in module.index.front.cases] + [c.id for s in module.ordered for c in s.front.cases]
    return {
        "id": name,
        "title": module.index.front.title,
        "audience": list(module.structure.front.audiences),
        "minutes": module.minutes,
        "sessions": [
            {
                "id": s.id,
                "title": s.front.title,
                "minutes": s.front.minutes,
                "objectives": [o.text for o in s.front.objectives],
            }
            for s in module.ordered
        ],
        "formats": [
            {"id": f.id, "minutes": f.minutes_of_sessions(module.sessions)} for f in module.structure.front.formats
        ],
        "handouts": list(handouts),
        "cases": list(dict.fromkeys(linked)),
    }
