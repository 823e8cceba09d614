"""Library -> the site's Markdown tree and its navigation."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

from goodpractice import __version__
from goodpractice.addresses import SOURCES, TRANSLATIONS, Addresses
from goodpractice.compose import tools
from goodpractice.compose.agenda import format_list, format_part, words_of
from goodpractice.compose.caselibrary import (
    cases_part,
    data_page,
    label,
    prompts,
    short_case,
    tag_page,
    tags_index,
    timeline,
)
from goodpractice.compose.choosing import az_part, modules_by_audience, modules_by_time, search_part
from goodpractice.compose.citing import case_data, cite_part, module_data, session_data
from goodpractice.compose.documents import PrintDocument, sheets
from goodpractice.compose.editions import edition_part, editions_part
from goodpractice.compose.expand import Context, expand, inline, link, word
from goodpractice.compose.parts import (
    case_links,
    case_part,
    cases_of_principle,
    handout_list,
    module_facts,
    modules_list,
    session_part,
    session_table,
    source_line,
)
from goodpractice.compose.translations import Progress, progress_part, standing
from goodpractice.facets import Case, tag_path, tags, terms
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
    footer: tuple[tuple[str, str], ...] = ()  # pages that every page leads to: path and title
    english: tuple[str, ...] = ()  # pages that are mostly the English one once more
    free: tuple[str, ...] = ()  # pages whose structure is their own: rewritten for the language, or alphabetical
    theme: dict[str, str] = field(default_factory=dict)  # words of the theme's frame, by its own keys
    languages: tuple[tuple[str, str, str], ...] = ()  # every language: code, own name, direction


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
    "elsewhere-title",
    "elsewhere-text",
    "elsewhere-try",
    "not-found",
)


_FOOTER = (
    "edition.md",
    "safety.md",
    "az.md",
    "offline.md",
    "contribute.md",
    "about.md",
    f"{SOURCES}.md",
    f"{TRANSLATIONS}.md",
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
        self.english: list[str] = []  # pages that are mostly the English one once more
        self.texts: dict[str, str] = {}  # title of each page, for the navigation

    def context(self, page: str, module: Module | None = None) -> Context:
        made = Context(self.library, self.words, self.addresses, page, module.id if module else None)
        made.generated = {
            "cases.all": lambda: cases_part(made),
            "modules.all": lambda: modules_list(made),
            "safety.caution": lambda: tools.cautions(made),
            "safety.discreet": lambda: tools.discreet(made),
            "safety.forget": lambda: tools.forget(made),
            "offline.files": lambda: tools.files(made),
            "offline.keep": lambda: tools.keep(made),
            "contribute.form": lambda: tools.form(made),
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
        data: Callable[[Context], dict] | None = None,
    ) -> None:
        """One page: front matter, title, state of its translation, content, downloads. `data` is what machines read."""
        state = sum((self.library.state.get(d.path, State()) for d in documents), State())
        heading = f"{code} {inline(title, context)}".strip()
        front: dict = {"title": f"{code} {plain(title)}".strip(), "description": plain(summary)}
        if data:
            front["jsonld"] = json.dumps(data(context), ensure_ascii=False).replace("</", "<\\/")
        if context.library.lang != "en" and state.translated + state.changed < state.total / 2:
            front["untranslated"] = True  # search engines are told so
            self.english.append(path)
        made = ["---", *(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in front.items()), "---", ""]
        paths = {d.path for d in documents}
        made += [f"# {heading} {{ #page-title }}", "", self._state(state, path, paths, context), part(context)]
        if not any("{ #download }" in piece for piece in made):  # a module offers its printables near the top
            made.append(self.downloads(path, context))
        self.pages[path] = "\n".join(made).rstrip() + "\n"
        self.texts[path] = front["title"]

    def _original(self, paths: Collection[str]) -> str:
        """The language that a page is translated from: that of the edition for documents of its own alone and, on
        English pages, for the passages that it changed."""
        local = self.library.local
        if local and (self.library.lang == "en" or (paths and paths <= {*local.documents})):
            return local.front.written_in
        return "en"

    def _state(self, state: State, path: str, paths: Collection[str], context: Context) -> str:
        """What the reader must know about the translation of this page."""
        source = self._original(paths)
        up = "../" * (path.count("/") + (self.library.lang != "en"))
        english = f"{up}{'' if source == 'en' else source + '/'}{path.removesuffix('.md')}.html"
        notes = []
        for point, values in standing(state):
            text = word(context, f"{point}-text", **values)
            if source != "en":
                text = word(context, "own-draft-text") if point == "draft" else ""
            elif point == "behind":
                parts = [
                    f'<a href="{english}#{name}" hreflang="en" lang="en" dir="ltr">{title}</a>'
                    if name
                    else f'<a href="{english}" hreflang="en">{word(context, "behind-top")}</a>'
                    for name, title in dict.fromkeys(state.behind)
                ]
                text = f"{text} {' · '.join(parts)}." if parts else ""
            notes.append((word(context, f"{point}-title", **values), text))
        label = self.words("english-original" if source == "en" else "own-original")
        original = f'<a href="{english}" hreflang="{source}">{label}</a>'
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
                for paper in self.library.papers
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
            lambda c, case=case: _case(case, c),
            data=lambda c, case=case: case_data(case, c),
        )
        path = f"case-studies/short/{name}.md"
        title = Text(f"{case.front.abbreviation}: {words('short-version')}", words("short-version").lang)
        made.add(path, title, case.front.summary, [case], made.context(path), lambda c, case=case: short_case(case, c))
    _case_library(made)
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
    made.add("az.md", words("az"), words("az"), [], made.context("az.md"), az_part)
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
    made.add(
        "editions.md", words("editions"), words("editions-summary"), [], made.context("editions.md"), editions_part
    )
    if library.local:
        made.add(
            "edition.md", words("edition-page"), words("edition-page"), [], made.context("edition.md"), edition_part
        )
    frame = {key: str(words(key)) for key in _FRAME}
    if library.local:
        front = library.local.front
        frame["site-name"] = front.name
        frame["independent"] += f" {words('edition-note')}"
        frame["logo"] = f"logo.{library.local.logo_type}" if library.local.logo else ""
        frame["contact"] = str(words("edition-contact", contact=front.contact)) if front.contact else ""
        if front.example:
            frame["notice"] = str(words("edition-example"))
            frame["edition-page"] = str(words("edition-page"))
    frame["version"] = f"{__version__}"
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
        footer=tuple((path, made.texts[path]) for path in _FOOTER if path in made.texts),
        english=tuple(made.english),
        free=tuple(sorted({"az.md", *filter(None, adapted), *_own_formats(library)})),
        languages=tuple((one.code, one.name, one.dir) for one in library.languages.front.entries),
    )


def _own_formats(library: Library) -> list[str]:
    """The pages of formats that an edition adds: what is packed for them is gathered by its words in each language."""
    return [f"modules/{name}/formats/{way}.md" for name, way in library.local.formats] if library.local else []


def _case(case: Case, context: Context) -> str:
    """A case study with everything around it."""
    made = [f"{inline(case.front.summary, context)}\n{{: .gp-lead }}\n", case_part(case, context)]
    if told := prompts(case, context):
        made += [f"## {word(context, 'prompts')} {{ #prompts }}\n", told]
    own = [link(label(tag, context), f"tag:{tag.lower()}", context) for names in tags(case).values() for tag in names]
    made += [f"## {word(context, 'more-like-this')} {{ #more-like-this }}\n", " · ".join(own) + "\n"]
    made += [f"## {word(context, 'cite')} {{ #cite }}\n", cite_part(case, context)]
    made.append(
        " · ".join(
            (
                link(context.words("short-version"), f"short:{case.id}", context),
                link(context.words("correct-or-withdraw"), "page:case-studies/index#corrections", context),
            )
        )
        + "\n"
    )
    return "\n".join(made)


def _case_library(made: _Composer) -> None:
    """The pages through which cases are found."""
    words = made.words
    pages: list[tuple[str, Text | str, Callable[[Context], str]]] = [
        ("case-studies/by/index.md", words("all-tags"), tags_index),
        ("case-studies/timeline.md", words("timeline"), timeline),
        ("case-studies/data.md", words("codebook"), data_page),
    ]
    for facet, names in terms(made.library).items():
        for tag in names:
            context = made.context(tag_path(tag))
            pages.append((tag_path(tag), label(tag, context), tag_page(tag, facet)))
    for path, title, part in pages:
        made.add(path, title, title, [], made.context(path), part)


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
        data=lambda c: module_data(module, c),
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
            lambda c, session=session: session_data(module, session.front, session.id, c),
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
        name
        for name in ("trainers", "running-a-training", "organisations", "translators", "authors")
        if f"guides/{name}" in library.pages
    ]
    placed = {"index", "overview", "principles", "modules", "safety", "about", "case-studies/index"}
    placed |= {f"guides/{name}" for name in guides}
    rest = sorted(name for name in library.pages if name not in placed)
    return [
        {str(words("home")): "index.md"},
        *pages(["overview.md", "principles.md"]),
        {
            str(words("cases")): [
                "case-studies/index.md",
                *named,
                *pages(["case-studies/by/index.md", "case-studies/timeline.md", "case-studies/data.md"]),
            ]
        },
        {str(words("modules")): modules},
        {str(words("guides")): pages([f"guides/{name}.md" for name in guides])},
        {
            str(words("about")): pages(
                [
                    "about.md",
                    "safety.md",
                    "az.md",
                    "search.md",
                    f"{SOURCES}.md",
                    f"{TRANSLATIONS}.md",
                    "editions.md",
                    "edition.md",
                    *(f"{name}.md" for name in rest),
                ]
            )
        },
    ]
