"""All source files -> Library."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from goodpractice.addresses import Addresses
from goodpractice.model import (
    AdaptedFront,
    CaseFront,
    CautionList,
    Document,
    EditionFront,
    Evaluation,
    HandoutFront,
    KnownEdition,
    KnownEditions,
    LanguageList,
    Library,
    Module,
    ModuleFront,
    ModuleStructure,
    PageFront,
    PictureList,
    PromptList,
    Redirects,
    Session,
    SlotList,
    SourceList,
    Taxonomy,
    WorldMap,
)
from goodpractice.problems import Problems
from goodpractice.project import Project
from goodpractice.read.checks import check_library
from goodpractice.read.documents import check_id, read_markdown, read_yaml

COMMON = "common"  # the folder in modules/ for handouts that every module shares


def read_library(project: Project, problems: Problems) -> Library | None:
    """Read and check everything. None when a file that the rest needs cannot be read; problems say which."""
    data = project.docs / "data"
    taxonomy = read_yaml(project, data / "taxonomy.yml", Taxonomy, problems)
    sources = read_yaml(project, data / "sources.yml", SourceList, problems)
    slots = read_yaml(project, data / "slots.yml", SlotList, problems)
    pictures = read_yaml(project, data / "pictures.yml", PictureList, problems)
    languages = read_yaml(project, project.translations / "languages.yml", LanguageList, problems)
    world = read_yaml(project, data / "map.yml", WorldMap, problems)
    prompts = read_yaml(project, data / "prompts.yml", PromptList, problems)
    cautions = read_yaml(project, data / "cautions.yml", CautionList, problems)
    redirects = read_yaml(project, data / "redirects.yml", Redirects, problems)
    editions = read_yaml(project, data / "editions.yml", KnownEditions, problems)
    if editions is not None:
        editions = _with_editions(project, editions)
    cases, pages = {}, {}
    for path in sorted(project.docs.rglob("*.md")):
        name = path.relative_to(project.docs).with_suffix("").as_posix()
        check_id(project.relative(path), path.stem, problems)
        if path.parent == project.docs / "case-studies" and path.stem != "index":
            _put(cases, path.stem, read_markdown(project, path, CaseFront, problems))
        else:
            _put(pages, name, read_markdown(project, path, PageFront, problems))
    common, modules = {}, {}
    folders = sorted(p for p in project.modules.iterdir() if p.is_dir()) if project.modules.is_dir() else []
    for folder in folders:
        if folder.name == COMMON:
            common = read_folder(project, folder / "handouts", HandoutFront, problems)
        else:
            check_id(project.relative(folder), folder.name, problems)
            _put(modules, folder.name, read_module(project, folder, problems))
    if None in (taxonomy, sources, slots, pictures, languages, world, prompts, cautions, redirects, editions):
        return None
    library = Library(
        pages,
        cases,
        modules,
        common,
        taxonomy,
        sources,
        slots,
        pictures,
        languages,
        world,
        prompts,
        cautions,
        redirects,
        editions,
    )
    library = replace(library, adapted=_adapted(project, library, problems))
    check_library(library, problems)
    return library


def record_pages(project: Project) -> str:
    """Note every page of today in redirects.yml, so that `check` reports one that goes without leading on. Returns the
    path of the file."""
    path = project.docs / "data" / "redirects.yml"
    library = read_library(project, Problems())
    assert library is not None  # it has just been built
    head = path.read_text("utf-8").partition("\npublished:")[0]
    pages = sorted(Addresses(library.published()).pages() | {*library.redirects.front.published})
    path.write_text(head + "\npublished:\n" + "".join(f"  - {page}\n" for page in pages), "utf-8")
    return project.relative(path)


def _adapted(project: Project, library: Library, problems: Problems) -> dict[str, dict[str, Document[AdaptedFront]]]:
    """What each language rewrote."""
    found: dict[str, dict[str, Document[AdaptedFront]]] = {}
    for language in library.languages.front.entries:
        folder = project.translations / language.code / "adapt"
        for path in sorted(folder.rglob("*.md")):
            document = read_markdown(project, path, AdaptedFront, problems)
            if document is not None:
                found.setdefault(language.code, {})[path.relative_to(folder).as_posix()] = document
    return found


def _with_editions(project: Project, elsewhere: Document[KnownEditions]) -> Document[KnownEditions]:
    """The known editions: first those in `editions/`. One that cannot be read is left out here, and `check` says why;
    it never stops the core."""
    here = []
    for path in sorted(project.editions.glob("*/edition.yml")):
        linked = path.is_symlink() or path.parent.is_symlink()
        found = None if linked else read_yaml(project, path, EditionFront, Problems())
        if found is not None:
            front = found.front
            here.append(
                KnownEdition(
                    id=path.parent.name,
                    name=front.name,
                    country=front.country,
                    languages=front.languages,
                    address=front.address,
                    example=front.example,
                )
            )
    return replace(elsewhere, front=KnownEditions(entries=(*here, *elsewhere.front.entries)))


def _put(where: dict, name: str, document: Document | Module | None) -> None:
    if document is not None:
        where[name] = document


def read_folder(project: Project, folder: Path, front: type, problems: Problems) -> dict[str, Document]:
    """The documents of a folder by their id."""
    found: dict[str, Document] = {}
    for path in sorted(folder.glob("*.md")):
        check_id(project.relative(path), path.stem, problems)
        _put(found, path.stem, read_markdown(project, path, front, problems))
    return found


def read_module(project: Project, folder: Path, problems: Problems) -> Module | None:
    """A module from its folder; None when a file that the rest needs cannot be read."""
    structure = read_yaml(project, folder / "module.yml", ModuleStructure, problems)
    index = read_markdown(project, folder / "index.md", ModuleFront, problems)
    sessions = read_folder(project, folder / "sessions", Session, problems)
    handouts = read_folder(project, folder / "handouts", HandoutFront, problems)
    evaluation = None
    if (folder / "evaluation.yml").exists() or (structure and structure.published):
        evaluation = read_yaml(project, folder / "evaluation.yml", Evaluation, problems)
    if structure is None or index is None:
        return None
    return Module(folder.name, structure, index, sessions, handouts, evaluation)
