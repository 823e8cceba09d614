"""What an edition adds to the core: sessions, handouts, cases, pages, formats, test items, whole modules,
sources and slots.

Its files lie as in the core, below the folder of the edition. A file that the core has, too, is refused: the core is
changed passage by passage, so that it can be followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from goodpractice.addresses import Addresses
from goodpractice.model import (
    CaseFront,
    Document,
    FormatsAdded,
    HandoutFront,
    ItemsAdded,
    Library,
    Module,
    PageFront,
    Session,
    SlotList,
    SourceList,
    Text,
)
from goodpractice.problems import Problems
from goodpractice.project import Project
from goodpractice.read.documents import check_id, read_markdown, read_yaml
from goodpractice.read.library import COMMON, read_folder, read_module


@dataclass(frozen=True)
class Content:
    """Documents of an edition; `sessions`, `handouts`, `formats` and `items` are additions to modules of the core."""

    pages: dict[str, Document[PageFront]] = field(default_factory=dict)
    cases: dict[str, Document[CaseFront]] = field(default_factory=dict)
    common: dict[str, Document[HandoutFront]] = field(default_factory=dict)
    modules: dict[str, Module] = field(default_factory=dict)
    sessions: dict[str, dict[str, Document[Session]]] = field(default_factory=dict)
    handouts: dict[str, dict[str, Document[HandoutFront]]] = field(default_factory=dict)
    formats: dict[str, Document[FormatsAdded]] = field(default_factory=dict)
    items: dict[str, Document[ItemsAdded]] = field(default_factory=dict)
    sources: Document[SourceList] | None = None
    slots: Document[SlotList] | None = None
    files: frozenset[Path] = frozenset()

    def links(self) -> dict[str, str]:
        """Every document that readers open, by the path of its file: its link by id."""
        made = {document.path: f"page:{name}" for name, document in self.pages.items()}
        made |= {document.path: f"case:{name}" for name, document in self.cases.items()}
        made |= {document.path: f"handout:{name}" for name, document in self.common.items()}
        for name, module in self.modules.items():
            made |= {document.path: f"module:{name}" for document in module.documents()}
        for name, sessions in self.sessions.items():
            made |= {document.path: f"session:{name}/{session}" for session, document in sessions.items()}
        for handouts in self.handouts.values():
            made |= {document.path: f"handout:{handout}" for handout, document in handouts.items()}
        return made

    def added(self) -> list[tuple[str, str]]:
        """Everything that it adds: the path of the file and what stands in it."""
        made = sorted(self.links().items())
        for kind, found in (("format", self.formats), ("test item", self.items)):
            for document in found.values():
                ids = (getattr(entry, "id", "") or entry.format.id for entry in document.front.entries)
                made += [(document.path, f"{kind} {name}") for name in ids]
        for kind, document in (("source", self.sources), ("slot", self.slots)):
            made += [(document.path, f"{kind} {name}") for name in _names(document)] if document else []
        return made

    def documents(self) -> Iterator[Document]:
        """Everything that was read."""
        yield from (*self.pages.values(), *self.cases.values(), *self.common.values())
        for module in self.modules.values():
            yield from module.documents()
        for found in (*self.sessions.values(), *self.handouts.values()):
            yield from found.values()
        yield from (*self.formats.values(), *self.items.values())
        yield from (document for document in (self.sources, self.slots) if document)


def read_content(project: Project, folder: Path, library: Library, problems: Problems) -> Content | None:
    """Read what an edition adds. None when a file cannot be read or stands in the way of the core."""
    before = len(problems.blocking())
    pages, cases = {}, {}
    docs, modules = folder / "docs", folder / "modules"
    for path in sorted(docs.rglob("*.md")):
        for part in path.relative_to(docs).with_suffix("").parts:
            check_id(project.relative(path), part, problems)
        where, front = (cases, CaseFront) if path.parent == docs / "case-studies" else (pages, PageFront)
        name = path.stem if where is cases else path.relative_to(docs).with_suffix("").as_posix()
        document = read_markdown(project, path, front, problems)
        if document is not None:
            where[name] = document
    common, own, sessions, handouts = {}, {}, {}, {}
    added: dict[str, dict[str, Document]] = {"formats": {}, "items": {}}
    for part in sorted(p for p in modules.iterdir() if p.is_dir()) if modules.is_dir() else ():
        if part.name == COMMON:
            common = read_folder(project, part / "handouts", HandoutFront, problems)
        elif part.name in library.modules:
            sessions[part.name] = read_folder(project, part / "sessions", Session, problems)
            handouts[part.name] = read_folder(project, part / "handouts", HandoutFront, problems)
            for name, model in (("formats", FormatsAdded), ("items", ItemsAdded)):
                if (part / f"{name}.yml").exists():
                    found = read_yaml(project, part / f"{name}.yml", model, problems)
                    if found is not None:
                        added[name][part.name] = found
        else:
            check_id(project.relative(part), part.name, problems)
            module = read_module(project, part, problems)
            if module is not None:
                own[part.name] = module
    data = {
        name: read_yaml(project, docs / "data" / f"{name}.yml", model, problems)
        for name, model in (("sources", SourceList), ("slots", SlotList))
        if (docs / "data" / f"{name}.yml").exists()
    }
    content = Content(pages, cases, common, own, sessions, handouts, **added, **data)
    _no_doubles(content, library, problems)
    for document in content.documents():
        _plain(document, problems)
    if len(problems.blocking()) > before:
        return None
    read = {*content.links(), *(document.path for found in added.values() for document in found.values())}
    read |= {document.path for document in data.values() if document}
    files = {p for part in (docs, modules) for p in part.rglob("*") if p.is_file() and project.relative(p) in read}
    return replace(content, files=frozenset(files))


def _no_doubles(content: Content, library: Library, problems: Problems) -> None:
    """Nothing of an edition takes the place of something of the core."""

    def refuse(found: Iterable[tuple[str, Document]], there: Iterable[str], what: str) -> None:
        for name, document in found:
            if name in there:
                problems.add(
                    "GP710",
                    document.path,
                    1,
                    f"the core has {what} “{name}” already",
                    "give yours another name, or change the core's passages in overlay/",
                )

    refuse(content.pages.items(), _taken(content, library), "a page or folder")
    refuse(content.cases.items(), library.cases, "a case study")
    handouts = {*library.common, *(name for module in library.modules.values() for name in module.handouts)}
    refuse(content.common.items(), handouts, "a handout")
    for name, module in library.modules.items():
        refuse(content.sessions.get(name, {}).items(), module.sessions, "a session")
        refuse(content.handouts.get(name, {}).items(), handouts, "a handout")
        if added := content.formats.get(name):
            ways = [way.id for way in module.structure.front.formats]
            refuse(((entry.format.id, added) for entry in added.front.entries), ways, "a format")
        if (more := content.items.get(name)) and module.evaluation:
            ids = [item.id for item in module.evaluation.front.items]
            refuse(((item.id, more) for item in more.front.entries), ids, "a test item")
    if content.sources:
        refuse(((s.id, content.sources) for s in content.sources.front.entries), _names(library.sources), "a source")
    if content.slots:
        refuse(((s.name, content.slots) for s in content.slots.front.entries), _names(library.slots), "a slot")


_MARKS = re.compile(r"[<>{}\[\]`|]")
_URL = re.compile(r"https?://[\w.~:/?#@!$&*+,;=%-]+$")


def _plain(document: Document, problems: Problems, value: Any = None, where: tuple = ()) -> None:
    """Names, titles and addresses that go onto pages as they are hold no markup. What is translated is checked with the
    Markdown of the library."""
    value = document.front if value is None else value
    if isinstance(value, BaseModel):
        for name, info in type(value).model_fields.items():
            _plain(document, problems, getattr(value, name) or "", (*where, info.alias or name))
    elif isinstance(value, (tuple, list)):
        for number, part in enumerate(value):
            _plain(document, problems, part, (*where, number))
    elif isinstance(value, str) and not isinstance(value, Text):
        wrong = value and not _URL.match(value) if where[-1] == "url" else _MARKS.search(value)
        if wrong:
            problems.add(
                "GP711",
                document.path,
                document.line(where),
                f"“{value[:40]}” has marks in it, or is no address",
                "write plain text; an address of a page without brackets and quotes",
            )


def _taken(content: Content, library: Library) -> set[str]:
    """Names of own pages whose place in the site is taken: by a page of the core, by one that the program makes, or by
    a folder that has another purpose."""
    there = {page.removesuffix(".md") for page in Addresses(library).pages()} | {"edition", "leave", "404", "elsewhere"}
    folders = {"print", "assets", "data", "offline", "modules", "handouts", "case-studies"}
    folders |= {language.code for language in library.languages.front.entries}
    first = {name: name.partition("/")[0] for name in content.pages if "/" in name}
    return there | {name for name, folder in first.items() if folder in folders or len(folder) == 2}


def _names(document: Document) -> list[str]:
    return [getattr(entry, "id", "") or entry.name for entry in document.front.entries]


def with_content(library: Library, content: Content) -> Library:
    """The core with what the edition adds."""
    modules = {**library.modules, **content.modules}
    for name in {*content.sessions, *content.handouts, *content.formats, *content.items}:
        modules[name] = _with_additions(modules[name], name, content)
    made = replace(
        library,
        pages={**library.pages, **content.pages},
        cases={**library.cases, **content.cases},
        common={**library.common, **content.common},
        modules=modules,
    )
    if content.sources:
        made = replace(made, sources=_longer(made.sources, content.sources))
    if content.slots:
        made = replace(made, slots=_longer(made.slots, content.slots))
    return made


def _longer(core: Document, own: Document) -> Document:
    entries = (*core.front.entries, *own.front.entries)
    return replace(core, front=core.front.model_copy(update={"entries": entries}))


def _with_additions(module: Module, name: str, content: Content) -> Module:
    added = content.formats[name].front.entries if name in content.formats else ()
    items = content.items[name].front.entries if name in content.items else ()
    structure, index, evaluation = module.structure, module.index, module.evaluation
    ways = (*structure.front.formats, *(entry.format for entry in added))
    words = (*index.front.formats, *(entry.words for entry in added))
    return replace(
        module,
        structure=replace(structure, front=structure.front.model_copy(update={"formats": ways})),
        index=replace(index, front=index.front.model_copy(update={"formats": words})),
        sessions={**module.sessions, **content.sessions.get(name, {})},
        handouts={**module.handouts, **content.handouts.get(name, {})},
        evaluation=evaluation
        and replace(evaluation, front=evaluation.front.model_copy(update={"items": (*evaluation.front.items, *items)})),
    )
