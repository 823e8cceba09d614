"""Library -> print documents: what stands on each printable, before anything is laid out.

The workbook is put together from what participants may hold: objectives, `!!! task` call-outs and the handouts for
participants. Nothing else of a session enters it, so facilitator text cannot be left in by mistake.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from goodpractice.addresses import Addresses
from goodpractice.compose.agenda import format_list, format_part, words_of
from goodpractice.compose.evaluation import (
    answers_part,
    key_part,
    observed,
    report_part,
    skills,
    skills_part,
    test_part,
)
from goodpractice.compose.expand import Context, expand, inline, word
from goodpractice.compose.parts import (
    case_links,
    case_part,
    duration,
    module_facts,
    objectives,
    session_part,
    session_table,
    source_line,
)
from goodpractice.compose.translations import standing
from goodpractice.markup import blocks, plain
from goodpractice.model import Document, Grid, Library, Module, State, Text
from goodpractice.words import Words


@dataclass(frozen=True)
class Part:
    """A piece of a print document. `level` is how many levels its headings move down; `title` heads it when given."""

    markdown: str
    title: str = ""
    level: int = 0
    new_page: bool = False


@dataclass(frozen=True)
class PrintDocument:
    """A printable before layout. All texts are in the language of `lang`; titles are inline Markdown."""

    id: str
    lang: str
    kind: str
    source: str  # id of the module or case, or "common"
    path: str  # source file that messages about it name
    page: str  # site path of the page that offers it
    label: Text  # what the download link says
    title: str
    code: str  # printed in the footer
    parts: tuple[Part, ...]
    state: State
    safety: bool
    english_title: str
    words: dict[str, str]
    grid: Grid | None = None
    contents: bool = False
    intro: str = ""
    pages: int | None = None  # the most it should have
    discreet: bool = False  # its foot says nothing that a stranger could read
    in_volumes: bool = False  # it is long, and also comes in volumes that a slow link can fetch
    missing: tuple[str, ...] = ()  # labels of required local facts that an edition has not filled in
    example: bool = False  # of an edition that only shows how one is made
    logo: bytes = b""
    logo_type: str = ""  # svg or png
    english_only: bool = False  # too little of it is translated: the English one is offered instead

    @property
    def draft(self) -> bool:
        """Whether it needs the DRAFT mark: local facts are missing, it is an example, or it is about rights, safety or
        medicine and not reviewed in this language."""
        return bool(self.missing) or self.example or (self.safety and self.state.reviewed < self.state.total)

    def file(self, paper: str) -> str:
        """Its path below the site of its language."""
        return f"print/{self.id}{'' if paper == 'a4' else '-' + paper}.pdf"


_FRAME = (
    "page-of",
    "licence",
    "independent",
    "facts-from",
    "facts-short",
    "contents",
    "cut-out",
    "sources",
    "site-name",
)


class _Maker:
    def __init__(self, library: Library, words: Words) -> None:
        self.library = library
        self.words = words
        self.addresses = Addresses(library)

    def context(self, module: Module | None = None) -> Context:
        made = Context(self.library, self.words, self.addresses, None, module.id if module else None)
        if module:
            made.generated = {
                "sessions.table": lambda: session_table(module, made),
                "formats.all": lambda: format_list(module, made),
            }
        return made

    def _state(self, state: State, draft: bool) -> str:
        """One line for the foot of the sheet: how far its translation is, and where the English has changed."""
        made = []
        for point, values in standing(state):
            if draft and point in {"draft", "human"}:
                continue  # the mark at the head of the sheet says it
            text = str(self.words(f"{point}-title", **values))
            if point in {"reviewed", "adapted"}:
                text += f" ({values['names']})"
            if point == "behind" and (places := [plain(title) for _, title in dict.fromkeys(state.behind) if title]):
                text += f" ({', '.join(places[:3])}{' …' if len(places) > 3 else ''})"
            made.append(text)
        return " · ".join(made)

    def _missing(self, labels: Sequence[str], context: Context, small: bool) -> str:
        """The facts that a sheet lacks, at its head; in small type where the sheet has a number of pages to keep."""
        title, listed = word(context, "missing-facts"), "; ".join(labels)
        return f"**{title}:** {listed}.\n{{: .gp-fine }}\n" if small else f'!!! warning "{title}"\n    {listed}.\n'

    def make(
        self,
        *,
        id: str,
        kind: str,
        source: str,
        document: Document,
        documents: list[Document],
        page: str,
        label: Text,
        title: Text,
        english_title: str,
        code: str,
        parts: Callable[[Context], list[Part]],
        module: Module | None = None,
        safety: bool = True,
        grid: Grid | None = None,
        contents: bool = False,
        intro: str = "",
        pages: int | None = None,
        discreet: bool = False,
        in_volumes: bool = False,
    ) -> PrintDocument:
        context = self.context(module)
        pieces = parts(context)
        if context.cited:
            lines = [source_line(name, context) for name in context.cited]
            # a book lists them; a sheet has room for a paragraph
            text = "".join(f"- {x}\n" for x in lines) if contents else " · ".join(lines) + "\n{: .gp-fine }\n"
            pieces.append(Part(text, title=word(context, "sources")))
        missing = tuple(plain(context.library.slot(name).label) for name in context.open_slots)
        if missing:
            pieces.insert(0, Part(self._missing(missing, context, small=pages is not None)))
        state = sum((self.library.state.get(d.path, State()) for d in documents), State())
        frame = {key: str(self.words(key)) for key in _FRAME}
        frame["state"] = self._state(state, draft=safety and state.reviewed < state.total)
        frame["draft-print"] = str(self.words("draft-print", title=plain(english_title)))
        if self.library.lang == "en":  # only what an edition wrote in another language is a draft in English
            frame["draft-print"] = str(self.words("own-draft-print" if state.machine else "human-title"))
        if missing:
            frame["draft-print"] = str(self.words("missing-print", name=self.library.local.front.name))
        local = self.library.local
        if local:
            frame["site-name"] = local.front.name
            frame["independent"] = f"{self.words('edition-note')} {frame['independent']}"
        if local and local.front.example:
            frame["draft-print"] = str(self.words("example-print", name=local.front.name))
        return PrintDocument(
            id=id,
            lang=self.library.lang,
            kind=kind,
            source=source,
            path=document.path,
            page=page,
            label=label,
            title=inline(title, context),
            code=code,
            parts=tuple(pieces),
            state=state,
            safety=safety,
            english_title=plain(english_title),
            words=frame,
            grid=grid,
            contents=contents,
            intro=str(self.words(intro)) if intro else "",
            pages=pages,
            discreet=discreet,
            in_volumes=in_volumes,
            missing=missing,
            example=bool(local and local.front.example),
            logo=local.logo if local and not discreet else b"",
            logo_type=local.logo_type if local else "",
            english_only=self.library.lang != "en"
            and bool(state.total)
            and state.share("translated") < self.library.languages.front.print_from,
        )


def print_documents(library: Library, english: Library, words: Words) -> list[PrintDocument]:
    """Every printable of a published library; `english` is the same library in English, for titles of originals."""
    maker = _Maker(library, words)
    made = []
    for case in library.cases.values():
        made.append(
            maker.make(
                id=f"case-{case.id}",
                kind="case-sheet",
                source=case.id,
                document=case,
                documents=[case],
                page=f"case-studies/{case.id}.md",
                label=words("case-sheet"),
                title=case.front.title,
                english_title=english.cases[case.id].front.title,
                code=case.front.abbreviation,
                safety=False,
                pages=2,
                parts=lambda c, case=case: [
                    Part(f"{inline(case.front.summary, c)}\n{{: .gp-lead }}\n\n{case_part(case, c)}")
                ],
            )
        )
    for handout in library.common.values():
        made.append(_handout(maker, handout, None, english.common[handout.id]))
    for module in library.modules.values():
        made += _module(maker, module, english.modules[module.id])
    return made


def _handout(maker: _Maker, handout: Document, module: Module | None, original: Document) -> PrintDocument:
    home = f"modules/{module.id}/handouts" if module else "handouts"
    return maker.make(
        id=handout.id,
        kind=handout.front.kind,
        source=module.id if module else "common",
        document=handout,
        documents=[handout],
        page=f"{home}/{handout.id}.md",
        label=maker.words("print-this"),
        title=handout.front.title,
        english_title=original.front.title,
        code=module.structure.front.code if module else "",
        module=module,
        safety=handout.front.safety,
        grid=handout.front.cards if handout.front.layout == "cards" else None,
        pages=handout.front.pages,
        intro="local-cards" if handout.front.key else "",
        discreet=handout.front.discreet,
        parts=lambda c: [Part(expand(handout.body, c))],
    )


_Book = tuple[str, str, Text, Callable[[Context], list[Part]], bool]


def _books(module: Module, words: Words) -> list[_Book]:
    """The guide and the workbook, whole and in volumes: name, kind, label, content, and whether volumes of it follow.
    A workbook of one or two days is short enough to stay whole."""
    days = range(1, len(module.core.days) + 1)
    thick = len(days) > 2
    books: list[_Book] = [
        ("guide", "guide", words("guide"), lambda c: _guide(module, c), True),
        ("workbook", "workbook", words("workbook"), lambda c: _workbook(module, c), thick),
        ("guide-before", "guide", words("guide-before"), lambda c: _guide(module, c, 0), False),
    ]
    for day in days:
        parts = functools.partial(_guide, module, day=day)
        books.append((f"guide-day-{day}", "guide", words("guide-day", n=day), parts, False))
    if len(module.order) > len(_volumes(module)):
        books.append(("guide-more", "guide", words("guide-more"), lambda c: _guide(module, c, MORE), False))
    for day in days if thick else ():
        parts = functools.partial(_workbook, module, day=day)
        books.append((f"workbook-day-{day}", "workbook", words("workbook-day", n=day), parts, False))
    return books


def _module(maker: _Maker, module: Module, original: Module) -> list[PrintDocument]:
    words, code = maker.words, module.structure.front.code
    everything = [d for d in module.documents() if d.published]
    title, english_title = module.index.front.title, original.index.front.title
    common = dict(source=module.id, module=module, code=code, title=title, english_title=english_title)
    made = [
        maker.make(
            id=f"{module.id}-{name}",
            kind=kind,
            document=module.index,
            documents=everything,
            page=f"modules/{module.id}/index.md",
            label=label,
            contents=True,
            parts=parts,
            intro=f"{kind}-intro",
            in_volumes=in_volumes,
            **common,
        )
        for name, kind, label, parts, in_volumes in _books(module, words)
    ]
    for way in module.structure.front.formats:
        name, original_name = words_of(module, way).title, words_of(original, way).title
        made.append(
            maker.make(
                id=f"{module.id}-run-sheet-{way.id}",
                kind="run-sheet",
                document=module.index,
                documents=[module.index, *(module.sessions[name] for name in way.names)],
                page=f"modules/{module.id}/formats/{way.id}.md",
                label=words("run-sheet"),
                parts=lambda c, way=way: [Part(format_part(module, way, c))],
                **{
                    **common,
                    "title": Text(f"{title}: {name}", lang=title.lang or name.lang),
                    "english_title": f"{english_title}: {original_name}",
                    "safety": False,
                },
            )
        )
    made += [_handout(maker, h, module, original.handouts[h.id]) for h in module.handouts.values()]
    if module.evaluation:
        for name, part in sheets(module).items():
            made.append(
                maker.make(
                    id=f"{module.id}-{name}",
                    kind=name,
                    document=module.evaluation,
                    documents=[module.evaluation],
                    page=f"modules/{module.id}/{name}.md",
                    label=words(name),
                    parts=lambda c, name=name, part=part: [Part(part(module, c), title=word(c, name), level=1)],
                    **common,
                )
            )
    return made


def sheets(module: Module) -> dict[str, Callable[[Module, Context], str]]:
    """What is made of a module's evaluation.yml, by the name of its page and printable."""
    made = {"test": test_part, "answers": answers_part, "key": key_part, "report": report_part}
    return {**made, "skills": skills_part} if skills(module) else made


MORE = -1
"""The volume of a guide that holds the sessions outside the core format."""


def _volumes(module: Module) -> dict[str, int]:
    """The day on which the core format uses each session; 0 for preparation."""
    days = {entry.session: n for n, day in enumerate(module.core.slices, 1) for entry in day}
    if module.structure.front.preparation:
        days[module.structure.front.preparation] = 0
    return days


def _guide(module: Module, context: Context, day: int | None = None) -> list[Part]:
    """The whole module for facilitators, or one volume of it: 0 is what comes before the training, then its days;
    the last day holds what observers look for too. MORE is the volume of sessions outside the core format."""
    volumes = _volumes(module)
    made = []
    if day in (None, 0):
        first = [f"{inline(module.index.front.summary, context)}\n{{: .gp-lead }}\n", module_facts(module, context)]
        first.append(expand(module.index.body, context))
        if module.index.front.cases:
            first += [f"## {word(context, 'linked-cases')}\n", case_links(module.index.front.cases, context)]
        made.append(Part("\n".join(first), new_page=True))
    for session in module.ordered:
        if day in (None, volumes.get(session.id, MORE)):
            title = f"{module.code(session.id)} {inline(session.front.title, context)}"
            made.append(Part(session_part(module, session, context), title=title, level=1, new_page=True))
    if module.evaluation and day in (None, len(module.core.days)):
        made.append(Part(observed(module, context), title=word(context, "observed"), level=1, new_page=True))
    return made


def _workbook(module: Module, context: Context, day: int | None = None) -> list[Part]:
    """What participants hold, session by session, each sheet once. What people carry with them or take home
    (`discreet`) is not bound into it."""
    made, given, volumes = [], set(), _volumes(module)
    for session in (module.sessions[name] for name in module.core.names):
        if day not in (None, volumes[session.id]):
            continue
        title = f"{module.code(session.id)} {inline(session.front.title, context)}"
        body = f"{duration(session.front.minutes, context)}\n{{: .gp-meta }}\n\n{objectives(session, context)}"
        tasks = [
            session.body[b.start : b.end] for b in blocks(session.body) if b.kind == "callout" and b.name == "task"
        ]
        body += "".join(f"\n{expand(task, context)}\n" for task in tasks)
        made.append(Part(body, title=title, level=1))
        for name in session.front.handouts:
            _, handout = context.library.handout(name)
            kept = handout.front.audience == "participants" and handout.front.layout != "cards"
            if not kept or handout.front.discreet or name in given:
                continue
            given.add(name)
            made.append(
                Part(expand(handout.body, context), title=inline(handout.front.title, context), level=2, new_page=True)
            )
    return made
