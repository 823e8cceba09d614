"""The flow from source files to composed content, one call for each stage. What every command starts from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from goodpractice.adapt import Change, Edition, adapt, check_adapted, known_editions, read_edition
from goodpractice.compose import PrintDocument, Site, compose_site, print_documents, progress
from goodpractice.model import Library
from goodpractice.problems import Problems
from goodpractice.project import Project
from goodpractice.read import read_library
from goodpractice.read.readability import report_readability
from goodpractice.translate import check_all, check_languages, read_words, swap_terms, targets, translate_library
from goodpractice.words import Words


@dataclass(frozen=True)
class Composed:
    """One language, ready to render."""

    site: Site
    documents: list[PrintDocument]
    library: Library
    words: Words


def check(project: Project, problems: Problems) -> Library | None:
    """Read the sources and every catalogue; report what is wrong."""
    library = read_library(project, problems)
    if library is None:
        return None
    empty = sum(1 for slot in library.slots.front.entries)
    problems.add(
        "GP602",
        library.slots.path,
        1,
        f"{empty} slots have no value in the core library",
        "a local edition fills them; here they print as labelled lines",
    )
    for module in library.modules.values():
        report_readability(module, problems)
    languages = [language.code for language in library.languages.front.entries if language.code != "en"]
    check_languages(project, library, problems)
    check_all(project, library.published(), languages, problems, advice=False)
    for name in known_editions(project):
        adapted = adapt_to(project, library, name, problems)
        if adapted is not None:
            own = adapted.library.published()
            check_all(adapted.project, own, targets(own), problems, advice=False)
    return library


@dataclass(frozen=True)
class Adapted:
    """An edition at work: `project` writes into its folder, `library` is what readers get, `core` what it changes."""

    project: Project
    core: Library
    library: Library
    edition: Edition
    changes: list[Change]


def adapt_to(
    project: Project, core: Library, name: str, problems: Problems, despite_errors: bool = False
) -> Adapted | None:
    """A core library as a local edition has it, held to the rules of the core. None when the edition cannot be read or
    (unless told otherwise) breaks them; `problems`, which has those of the core, says why. Raises WrongUse when there
    is no such edition."""
    found = Problems()
    edition = read_edition(project, name, core, found)
    if edition is None or (found.blocking() and not despite_errors):
        problems.extend(found)
        return None
    library, changes = adapt(core, edition, found)
    check_adapted(library, core, problems, edition, changes, found)
    problems.extend(found)
    if found.blocking() and not despite_errors:
        return None
    return Adapted(project.of_edition(edition.folder), core, library, edition, changes)


def published(project: Project, problems: Problems) -> Library | None:
    """What is published, in English; None when there are errors."""
    everything = read_library(project, problems)
    return None if everything is None or problems.blocking() else everything.published()


def in_language(project: Project, english: Library, lang: str, problems: Problems) -> tuple[Library, Words]:
    """A library in one of its languages, with the interface words of that language."""
    return swap_terms(translate_library(project, english, lang, problems), read_words(project, lang, problems))


def compose_sites(
    project: Project, everything: Library, langs: Sequence[str], problems: Problems, printables: bool = False
) -> list[Composed]:
    """Translate and compose what is published of a library in each language; empty when there are errors."""
    if problems.blocking():
        return []
    languages = [in_language(project, everything.published(), lang, problems) for lang in langs]
    english = next((library for library, words in languages if words.lang == "en"), everything.published())
    shown = [progress(library) for library, _ in languages]
    made = []
    for library, words in languages:
        documents = print_documents(library, english, words) if printables else []
        site = compose_site(library, words, documents, shown)
        made.append(Composed(site, [d for d in documents if not d.english_only], library, words))
    return made if not problems.blocking() else []
