"""Library -> the site's Markdown tree and its navigation."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from goodpractice.addresses import SOURCES, TRANSLATIONS, Addresses
from goodpractice.compose.agenda import format_list, format_part, words_of
from goodpractice.compose.choosing import modules_by_audience, modules_by_time, search_part
from goodpractice.compose.documents import PAPERS, PrintDocument, sheets
from goodpractice.compose.expand import Context, expand, inline, link, word
from goodpractice.compose.parts import (
    case_links,
    case_part,
    cases_of_principle,
    cases_table,
    handout_list,
    module_facts,
    modules_list,
    session_part,
    session_table,
    source_line,
)
from goodpractice.compose.translations import Progress, progress_part, standing
from goodpractice.markup import plain
from goodpractice.model import Document, Library, Module, State, Text
from goodpractice.words import ENGLISH, Words

Navigation = list  # of {title: path or Navigation}


@dataclass(frozen=True)
class Site:
    """The pages of one language: Markdown by path, the navigation, words for the page frame, and the codes of the
    languages that its switcher offers."""

    lang: str
    pages: dict[str, str]
    navigation: Navigation
    frame: dict[str, str] = field(default_factory=dict)
    offered: list[str] = field(default_factory=list)
    direction: str = "ltr"
    adapted: tuple[str, ...] = ()  # pages that this language rewrote: their structure is their own
    theme: dict[str, str] = field(default_factory=dict)  # words of the theme's frame, by its own keys


_FRAME = (
    "site-name",
    "site-description",
    "language",
    "licence",
    "facts-from",
    "independent",
    "menu",
    "exit-label",
    "exit-more",
    "exit-expired",
    "exit-loading",
)


class _Composer:
    def __init__(
        self,
        library: Library,
        words: Words,
        printables: Iterable[PrintDocument],
    ) -> None:
        self.library = library
        self.words = words
        self.addresses = Addresses(library)
        self.printables: dict[str, list[PrintDocument]] = {}
        for document in printables:
            self.printables.setdefault(document.page, []).append(document)
        self.pages: dict[str, str] = {}
        self.texts: dict[str, str] = {}  # title of each page, for the navigation

    def context(self, page: str, module: Module | None = None) -> Context:
        made = Context(self.library, self.words, self.addresses, page, module.id if module else None)
        made.generated = {
            "cases.all": lambda: cases_table(made),
            "modules.all": lambda: modules_list(made),
            "modules.by-audience": lambda: modules_by_audience(made),
            "modules.by-time": lambda: modules_by_time(made),
            **{f"cases.pr{n}": lambda n=n: cases_of_principle(f"pr{n}", made) for n in range(1, 9)},
        }
        if module:
            made.generated["sessions.table"] = lambda: session_table(module, made)
            made.generated["formats.all"] = lambda: format_list(module, made)
        return made

    def add(
        self,
        path: str,
        title: str,
        summary: str,
        documents: Iterable[Document],
        context: Context,
        part: Callable[[Context], str],
        code: str = "",
    ) -> None:
        """One page: front matter, title, state of its translation, content, downloads."""
        state = sum((self.library.state.get(d.path, State()) for d in documents), State())
        heading = f"{code} {inline(title, context)}".strip()
        front = {"title": f"{code} {plain(title)}".strip(), "description": plain(summary)}
        made = ["---", *(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in front.items()), "---", ""]
        made += [f"# {heading} {{ #page-title }}", "", self._state(state, path, context), part(context)]
        if not any("{ #download }" in piece for piece in made):  # a module offers its printables near the top
            made.append(self.downloads(path, context))
        self.pages[path] = "\n".join(made).rstrip() + "\n"
        self.texts[path] = front["title"]

    def _state(self, state: State, path: str, context: Context) -> str:
        """What the reader must know about the translation of this page."""
        english = "../" * (path.count("/") + 1) + path.removesuffix(".md") + ".html"
        notes = []
        for point, values in standing(state):
            text = word(context, f"{point}-text", **values)
            if point == "behind":
                parts = [
                    f'<a href="{english}#{name}" hreflang="en" lang="en" dir="ltr">{title}</a>'
                    if name
                    else f'<a href="{english}" hreflang="en">{word(context, "behind-top")}</a>'
                    for name, title in dict.fromkeys(state.behind)
                ]
                text = f"{text} {' · '.join(parts)}." if parts else ""
            notes.append((word(context, f"{point}-title", **values), text))
        original = f'<a href="{english}" hreflang="en">{self.words("english-original")}</a>'
        return "\n".join(f'!!! translation "{title}"\n    {text} {original}.\n' for title, text in notes)

    def downloads(self, path: str, context: Context) -> str:
        """Links to the printables of a page. Plain HTML: they are no pages that MkDocs would look for."""
        found = self.printables.get(path, [])
        if not found:
            return ""
        lines = [f"## {word(context, 'download')} {{ #download }}", ""]
        for document in found:
            up = "../" * (path.count("/") + document.english_only)
            lang = ' hreflang="en"' if document.english_only else ""
            links = " · ".join(
                f'<a href="{up}{document.file(paper)}" type="application/pdf"{lang}>{self.words(f"paper-{paper}")}</a>'
                for paper in PAPERS
            )
            note = f", {word(context, 'english-pdf')}" if document.english_only else ""
            lines.append(f"- {inline(document.label, context)}: {links} (PDF{note})")
        return "\n".join(lines) + "\n"


def compose_site(
    library: Library,
    words: Words,
    printables: Iterable[PrintDocument] = (),
    languages: Sequence[Progress] = (),
) -> Site:
    """Every page of a published library. `printables` are linked from the pages they belong to. `languages` says how
    far every language is."""
    made = _Composer(library, words, printables)
    for name, page in library.pages.items():
        context = made.context(f"{name}.md")
        made.add(
            f"{name}.md",
            page.front.title,
            page.front.summary,
            [page],
            context,
            lambda c, page=page: expand(page.body, c),
        )
    for name, case in library.cases.items():
        context = made.context(f"case-studies/{name}.md")
        made.add(
            f"case-studies/{name}.md",
            case.front.title,
            case.front.summary,
            [case],
            context,
            lambda c, case=case: f"{inline(case.front.summary, c)}\n{{: .gp-lead }}\n\n{case_part(case, c)}",
        )
    for handout in library.common.values():
        _handout(made, f"handouts/{handout.id}.md", handout, None)
    context = made.context("handouts/index.md")
    made.add(
        "handouts/index.md",
        words("handouts-common"),
        words("handouts-common-summary"),
        [],
        context,
        lambda c: f"{word(c, 'handouts-common-summary')}\n\n" + handout_list(list(library.common.values()), c),
    )
    for module in library.modules.values():
        _module(made, module)
    context = made.context(f"{SOURCES}.md")
    made.add(
        f"{SOURCES}.md",
        words("sources"),
        words("sources-summary"),
        [],
        context,
        lambda c: (
            f"{word(c, 'sources-summary')}\n\n"
            + "\n".join(f'- <span id="{s.id}"></span>{source_line(s.id, c)}' for s in library.sources.front.entries)
            + "\n"
        ),
    )
    made.add(
        "search.md",
        words("theme.search"),
        words("search-summary"),
        [],
        made.context("search.md"),
        lambda c: search_part(c),
    )
    if languages:
        made.add(
            f"{TRANSLATIONS}.md",
            words("translations"),
            words("translations-summary"),
            [],
            made.context(f"{TRANSLATIONS}.md"),
            lambda c: progress_part(languages, c),
        )
    frame = {key: str(words(key)) for key in _FRAME}
    frame["exit"] = library.language(library.lang).exit or library.language("en").exit or ""
    offered = [shown.code for shown in languages if shown.offered]
    theme = {key.removeprefix("theme."): str(words(key)) for key in ENGLISH if key.startswith("theme.")}
    direction = library.language(library.lang).dir
    own = library.adapted.get(library.lang, {})
    adapted = {made.addresses.path(link) for link, d in made.addresses.documents.items() if d.path in own}
    return Site(
        library.lang,
        made.pages,
        _navigation(made),
        frame,
        offered,
        direction,
        theme=theme,
        adapted=tuple(sorted(filter(None, adapted))),
    )


def _handout(made: _Composer, path: str, handout: Document, module: Module | None) -> None:
    context = made.context(path, module)

    def part(c: Context) -> str:
        note = f"*{inline(handout.front.summary, c)}*\n\n"
        if handout.front.key:
            note += f"**{word(c, 'local-cards')}**\n\n"
        return note + expand(handout.body, c) + f"\n{_used_in(made.library, handout, c)}"

    made.add(path, handout.front.title, handout.front.summary, [handout], context, part)


def _used_in(library: Library, handout: Document, context: Context) -> str:
    """The sessions that hand this sheet out."""
    links = [
        f"{module.code(session.id)} {link(session.front.title, f'session:{module.id}/{session.id}', context)}"
        for module in library.modules.values()
        for session in module.ordered
        if handout.id in session.front.handouts
    ]
    return f"**{word(context, 'used-in')}:** {'; '.join(links)}\n" if links else ""


def _module(made: _Composer, module: Module) -> None:
    home = f"modules/{module.id}"
    library = made.library
    everything = [d for d in module.documents() if d.published]

    def index(c: Context) -> str:
        pieces = [f"{inline(module.index.front.summary, c)}\n{{: .gp-lead }}\n", module_facts(module, c)]
        pieces.append(made.downloads(f"{home}/index.md", c))
        pieces.append(expand(module.index.body, c))
        if module.index.front.cases:
            pieces += [f"## {word(c, 'linked-cases')} {{ #linked-cases }}\n", case_links(module.index.front.cases, c)]
        pieces += [f"## {word(c, 'handouts')} {{ #handouts }}\n", handout_list(_handouts(library, module), c)]
        return "\n".join(pieces)

    made.add(
        f"{home}/index.md",
        module.index.front.title,
        module.index.front.summary,
        everything,
        made.context(f"{home}/index.md", module),
        index,
    )
    for session in module.ordered:
        path = f"{home}/sessions/{session.id}.md"
        context = made.context(path, module)
        made.add(
            path,
            session.front.title,
            session.front.title,
            [session],
            context,
            lambda c, session=session: session_part(module, session, c),
            module.code(session.id),
        )
    for way in module.structure.front.formats:
        path = f"{home}/formats/{way.id}.md"
        words = words_of(module, way)
        title = module.index.front.title
        made.add(
            path,
            Text(f"{title}: {words.title}", lang=title.lang or words.title.lang),
            words.use,
            [module.index, *(module.sessions[name] for name in way.names)],
            made.context(path, module),
            lambda c, way=way: format_part(module, way, c),
        )
    for handout in module.handouts.values():
        _handout(made, f"{home}/handouts/{handout.id}.md", handout, module)
    for name, part in sheets(module).items() if module.evaluation else ():
        path = f"{home}/{name}.md"
        made.add(
            path,
            made.words(name),
            made.words(name),
            [module.evaluation],
            made.context(path, module),
            lambda c, part=part: part(module, c),
        )


def _handouts(library: Library, module: Module) -> list[Document]:
    """The handouts of a module in the order its sessions use them, each once."""
    names = list(dict.fromkeys(name for session in module.ordered for name in session.front.handouts))
    return [library.handout(name)[1] for name in names]


def _navigation(made: _Composer) -> Navigation:
    library, words = made.library, made.words

    def page(path: str) -> dict[str, str]:
        return {made.texts[path]: path}

    def pages(paths: Iterable[str]) -> Navigation:
        return [page(path) for path in paths if path in made.pages]

    modules = [page("modules.md")] if "modules.md" in made.pages else []
    for module in library.modules.values():
        home = f"modules/{module.id}"
        sessions = [f"{home}/sessions/{session.id}.md" for session in module.ordered]
        formats = [
            {plain(words_of(module, way).title): f"{home}/formats/{way.id}.md"}
            for way in module.structure.front.formats
        ]
        own = [h.id for h in _handouts(library, module) if h.id in module.handouts]
        modules.append(
            {
                plain(module.index.front.title): [
                    f"{home}/index.md",
                    {str(words("sessions")): pages(sessions)},
                    {str(words("handouts")): pages(f"{home}/handouts/{name}.md" for name in own)},
                    {str(words("formats")): formats},
                    {str(words("test-sheets")): pages(f"{home}/{name}.md" for name in sheets(module))},
                ]
            }
        )
    modules.append(
        {str(words("handouts-common")): ["handouts/index.md", *pages(f"handouts/{name}.md" for name in library.common)]}
    )
    cases = sorted(library.cases, key=lambda name: library.cases[name].front.abbreviation.casefold())
    named = [{library.cases[name].front.abbreviation: f"case-studies/{name}.md"} for name in cases]
    guides = [
        name for name in ("trainers", "organisations", "translators", "authors") if f"guides/{name}" in library.pages
    ]
    placed = {"index", "overview", "principles", "modules", "safety", "about", "case-studies/index"}
    placed |= {f"guides/{name}" for name in guides}
    rest = sorted(name for name in library.pages if name not in placed)
    return [
        {str(words("home")): "index.md"},
        *pages(["overview.md", "principles.md"]),
        {str(words("cases")): ["case-studies/index.md", *named]},
        {str(words("modules")): modules},
        {str(words("guides")): pages([f"guides/{name}.md" for name in guides])},
        {
            str(words("about")): pages(
                ["about.md", "safety.md", f"{SOURCES}.md", f"{TRANSLATIONS}.md", *(f"{name}.md" for name in rest)]
            )
        },
    ]
