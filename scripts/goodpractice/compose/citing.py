"""How to cite a case study, and what machines that collect teaching material read of a page."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterable

from goodpractice import __version__
from goodpractice.compose.expand import Context, inline, word
from goodpractice.facets import Case
from goodpractice.markup import plain
from goodpractice.model import Library, Module, Session

LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def cite_part(case: Case, context: Context) -> str:
    """The citation in words, and the same as files for reference managers."""
    up = posixpath.relpath("data/cite", posixpath.dirname(context.page or "") or ".")
    up = up if context.library.lang == "en" else f"../{up}"
    files = " · ".join(
        f'<a href="{up}/{case.id}.{ending}" download>{name}</a>'
        for name, ending in (("BibTeX", "bib"), ("RIS", "ris"), ("CSL-JSON", "json"))
    )
    return f"{inline(_words(case, context.library), context)}\n\n{word(context, 'cite-files')}: {files}\n"


def _words(case: Case, library: Library) -> str:
    return f"“{plain(case.front.title)}”. {library.author}, {__version__}. CC BY 4.0."


def citation_files(library: Library) -> dict[str, str]:
    """Files for reference managers, by their path below the site. They name the English case study."""
    made = {}
    for case in library.cases.values():
        title, key = plain(case.front.title), case.id.replace("-", "")
        made[f"data/cite/{case.id}.bib"] = (
            f"@misc{{goodpractice:{key},\n  author = {{{{{library.author}}}}},\n  title = {{{{{title}}}}},\n"
            f"  howpublished = {{Good Practice, {__version__}}},\n  note = {{CC BY 4.0}}\n}}\n"
        )
        made[f"data/cite/{case.id}.ris"] = (
            f"TY  - GEN\nAU  - {library.author}\nTI  - {title}\n"
            f"T2  - Good Practice, {__version__}\nN1  - CC BY 4.0\nER  - \n"
        )
        entry = {
            "id": f"goodpractice-{case.id}",
            "type": "webpage",
            "author": [{"literal": library.author}],
            "title": title,
            "container-title": "Good Practice",
            "version": __version__,
            "license": LICENCE,
        }
        made[f"data/cite/{case.id}.json"] = json.dumps([entry], ensure_ascii=False, indent=1) + "\n"
    return made


def _base(context: Context, id: str, name: str, description: str) -> dict:
    return {
        "@context": "https://schema.org",
        "identifier": id,
        "name": plain(name),
        "description": plain(description),
        "inLanguage": context.library.lang,
        "license": LICENCE,
        "version": __version__,
        "author": {"@type": "Organization", "name": context.library.author},
        "isAccessibleForFree": True,
    }


def case_data(case: Case, context: Context) -> dict:
    """A case study as schema.org sees it."""
    label = context.library.taxonomy.front.label
    return {
        **_base(context, case.id, case.front.title, case.front.summary),
        "@type": ["LearningResource", "Article"],
        "learningResourceType": "case study",
        "about": {"@type": "Organization", "name": case.front.organisation},
        "keywords": [plain(label(tag)) for tag in case.front.strategies],
        "contentLocation": {"@type": "Country", "name": case.front.country},
        **({"isBasedOn": context.library.source("nswp-2012").title} if "@nswp-2012" in case.body else {}),
    }


def module_data(module: Module, context: Context) -> dict:
    """A module, in the fields of the Bioschemas profile for training material."""
    label = context.library.taxonomy.front.label
    return {
        **_base(context, module.id, module.index.front.title, module.index.front.summary),
        "@type": ["LearningResource", "Course"],
        "http://purl.org/dc/terms/conformsTo": {
            "@id": "https://bioschemas.org/profiles/TrainingMaterial/1.0-RELEASE",
            "@type": "CreativeWork",
        },
        "learningResourceType": "training module",
        "keywords": [plain(label(tag)) for tag in module.structure.front.audiences],
        "audience": [_audience(plain(label(tag))) for tag in module.structure.front.audiences],
        "timeRequired": f"PT{module.minutes}M",
        "teaches": list(_first(module.ordered)),
    }


def session_data(module: Module, session: Session, id: str, context: Context) -> dict:
    """A session, as a part of its module."""
    return {
        **_base(context, f"{module.id}/{id}", session.title, session.title),
        "@type": "LearningResource",
        "learningResourceType": "lesson plan",
        "timeRequired": f"PT{session.minutes}M",
        "teaches": [plain(objective.text) for objective in session.objectives],
        "isPartOf": {"@type": "Course", "identifier": module.id, "name": plain(module.index.front.title)},
    }


def _audience(name: str) -> dict:
    return {"@type": "Audience", "audienceType": name}


def _first(sessions: Iterable) -> Iterable[str]:
    """The first objective of each session: all of them would weigh more than the page."""
    for session in sessions:
        if session.front.objectives:
            yield plain(session.front.objectives[0].text)
