"""Where each thing stands in the site: links are written by id (`case:kash`) and resolved here.

| link | leads to |
|---|---|
| `page:overview#perpetrators` | a page of docs/, by its path without `.md` |
| `case:kash` | a case study |
| `short:kash` | the same on one page |
| `tag:st-hotline` | the cases with a tag |
| `module:police-sensitisation` | the first page of a module |
| `session:police-sensitisation/opening` | a session; within the same module `session:opening` is enough |
| `format:police-sensitisation/short` | a way to deliver a module, with its timetable |
| `handout:referral-card` | a handout of any module |
"""

from __future__ import annotations

from goodpractice.facets import tag_path, terms
from goodpractice.markup import blocks, heading_ids
from goodpractice.model import Document, Library, Module

SCHEMES = ("page", "case", "short", "tag", "module", "session", "format", "handout")
SOURCES = "sources"  # the generated page that lists every source
TRANSLATIONS = "translations"  # the generated page that shows how far each language is
GENERATED = (
    SOURCES,
    TRANSLATIONS,
    "search",
    "az",
    "editions",
    "case-studies/by/index",
    "case-studies/timeline",
    "case-studies/data",
)
"""Pages that no source file stands behind."""


def html_path(lang: str, page: str) -> str:
    """Where a page (`.md`) of a language lies in the finished site: English at the root, the others in their folder."""
    return ("" if lang == "en" else f"{lang}/") + page.removesuffix(".md") + ".html"


class Addresses:
    """Site paths of everything in a library (give it the published part, to leave drafts out)."""

    def __init__(self, library: Library) -> None:
        self._paths: dict[str, str] = {f"page:{name}": f"{name}.md" for name in GENERATED}
        self.documents: dict[str, Document] = {}
        for name, page in library.pages.items():
            self._add(f"page:{name}", f"{name}.md", page)
        for name, case in library.cases.items():
            self._add(f"case:{name}", f"case-studies/{name}.md", case)
            self._paths[f"short:{name}"] = f"case-studies/short/{name}.md"
        for names in terms(library).values():
            for tag in names:
                self._paths[f"tag:{tag.lower()}"] = tag_path(tag)
        for name, handout in library.common.items():
            self._add(f"handout:{name}", f"handouts/{name}.md", handout)
        for name, module in library.modules.items():
            self._module(name, module)
        self._sources = {entry.id for entry in library.sources.front.entries}

    def _add(self, link: str, path: str, document: Document) -> None:
        self._paths[link] = path
        self.documents[link] = document

    def _module(self, name: str, module: Module) -> None:
        self._add(f"module:{name}", f"modules/{name}/index.md", module.index)
        for session, document in module.sessions.items():
            self._add(f"session:{name}/{session}", f"modules/{name}/sessions/{session}.md", document)
        for way in module.structure.front.formats:
            self._paths[f"format:{name}/{way.id}"] = f"modules/{name}/formats/{way.id}.md"
        for handout, document in module.handouts.items():
            self._add(f"handout:{handout}", f"modules/{name}/handouts/{handout}.md", document)

    def pages(self) -> set[str]:
        """The site path of every page that has a link by id."""
        return set(self._paths.values())

    def path(self, target: str, module: str | None = None) -> str | None:
        """The site path of a link target, with its anchor; None when it leads nowhere.

        `module` is the id of the module that the link stands in, for `session:` links without a module.
        """
        name, _, anchor = target.partition("#")
        if name.startswith("session:") and "/" not in name and module:
            name = f"session:{module}/{name.removeprefix('session:')}"
        path = self._paths.get(name)
        if path is None or (anchor and not self._has(name, anchor)):
            return None
        return f"{path}#{anchor}" if anchor else path

    def _has(self, name: str, anchor: str) -> bool:
        if name == f"page:{SOURCES}":
            return anchor in self._sources
        return name in self.documents and anchor in heading_ids(blocks(self.documents[name].body)).values()
