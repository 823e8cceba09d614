"""The typed model: what a document may say about itself, and how documents make a library.

The classes ending in `Front` and the ones in YAML files are the authors' reference: each field's description says what
to write. All are frozen; a stage that changes something returns a new object.

    Library
      pages, handouts shared by all modules ("common")
      CaseStudy documents
      Module                   module.yml
        index                  index.md
        sessions               sessions/*.md   -> steps, with minutes
        handouts               handouts/*.md
        evaluation             evaluation.yml  -> items, each measuring objectives
"""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    model_validator,
)
from pydantic_core import core_schema

from goodpractice.markup import blocks, hidden, tidy


class Text(str):
    """A string that readers see and translators translate. `lang` is the language it is in ("" = the page's own)."""

    lang: str = ""

    def __new__(cls, value: str, lang: str = "") -> Text:
        made = super().__new__(cls, value)
        made.lang = lang
        return made

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler):
        words = core_schema.str_schema(min_length=1, strip_whitespace=True)
        return core_schema.no_info_after_validator_function(lambda value: cls(tidy(value)), words)


Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
Date = Annotated[str, Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$", description="Year, year-month or full date.")]


def _real(day: str) -> str:
    datetime.date.fromisoformat(day)  # raises ValueError for a day that no calendar has
    return day


Day = Annotated[
    str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$", description="A date: year-month-day."), AfterValidator(_real)
]
_MARKS = re.compile("[\u200e\u200f\u2065]")  # of direction: our texts carry theirs in their markup


def seen(text: str) -> str:
    """The text, if it has no character that is not seen or turns others round. Raises ValueError."""
    if found := hidden(text) or (_MARKS.search(text) and "a mark of direction"):
        raise ValueError(f"it has {found}")
    return text


def _blank(value: Any) -> Any:
    return "" if value is None else value  # nothing behind the colon


Line = Annotated[str, BeforeValidator(_blank), AfterValidator(seen), AfterValidator(tidy)]
"""A text on one line, however its file breaks it."""
Name = Annotated[
    str, Field(pattern=r"^[^<>{}\[\]`|*]*[^\s<>{}\[\]`|*][^<>{}\[\]`|*]*$"), AfterValidator(seen), AfterValidator(tidy)
]
"""A name that goes onto pages as it is: no marks."""
Status = Literal["draft", "published"]


class Strict(BaseModel):
    """Base of everything read from YAML: unknown keys are errors, values cannot be changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


# --- pages and case studies -----------------------------------------------------------------------------------------


class PageFront(Strict):
    """A page of the site."""

    title: Text
    summary: Text = Field(description="One sentence for lists and search results.")
    status: Status
    safety: bool = Field(False, description="About rights, law, safety or medicine: translations need review.")


class Outcome(Strict):
    """One thing that changed or was counted, with how we know."""

    id: Id
    kind: Id = Field(description="An id from taxonomy.yml, outcomes.")
    text: Text = Field(description="What was counted or reported, without the number.")
    qualifier: Literal["over", "within", "about", "none"] = "none"
    value: int | None = Field(None, description="The figure, or null.")
    unit: Literal["none", "hours", "months"] = "none"
    date: Date | None = Field(None, description="When, or null where the source gives no date.")
    evidence: Literal["E1", "E2", "E3", "E4", "E5"]
    source: Id


class LaterNews(Strict):
    """Something that happened after the paper, from another public source."""

    date: Date
    text: Text
    source: Id


class CaseFront(Strict):
    """A case study: one organisation's practice."""

    title: Text
    summary: Text
    status: Status
    organisation: str = Field(min_length=1, description="Name as in the source. Never translated.")
    abbreviation: str = Field(min_length=1)
    country: str = Field(pattern="^[A-Z]{2}$", description="ISO 3166 code. The program prints the name.")
    region: Id
    start: Date | None = Field(description="When the practice began, or null.")
    start_note: Text | None = Field(None, description="What began then.")
    strategies: tuple[Id, ...] = Field(min_length=1)
    audiences: tuple[Id, ...] = Field(min_length=1)
    perpetrators: tuple[Id, ...] = ()
    settings: tuple[Id, ...] = ()
    principles: tuple[Id, ...] = Field(min_length=1)
    our_reading: tuple[Id, ...] = Field((), description="Tags above that the source does not state.")
    evidence: tuple[Literal["E1", "E2", "E3", "E4", "E5"], ...] = Field(min_length=1)
    outcomes: tuple[Outcome, ...] = ()
    partners: tuple[str, ...] = Field((), description="Names only. Never translated.")
    later_news: tuple[LaterNews, ...] = ()
    added: Day = Field(description="The day it came into the library. Feeds say it.")
    names_note: Text | None = Field(None, description="A note on the spelling of names.")


CASE_SECTIONS = (
    "The problem",
    "What they did",
    "Who with",
    "What changed",
    "What could go wrong",
    "What you need to copy it",
    "Questions for a group",
    "Words of caution",
)

# --- modules --------------------------------------------------------------------------------------------------------


class CaseLink(Strict):
    """A case study and why it stands here. The case's page shows the same link the other way round."""

    id: Id
    why: Text


class Objective(Strict):
    """What participants can do afterwards: an observable verb."""

    id: Id
    text: Text


Per = Literal["person", "pair", "small-group", "room"]


class Material(Strict):
    """Something to bring."""

    item: Text
    per: Per
    count: int = Field(1, ge=1, le=500)
    reused: bool = Field(False, description="Not used up: one set serves every session that names it.")


METHODS = {
    "talk": False,
    "demonstration": False,
    "reading": False,
    "discussion": True,
    "plenary": True,
    "pairs": True,
    "small-groups": True,
    "role-play": True,
    "card-sort": True,
    "quiz": True,
    "writing": True,
    "movement": True,
    "fishbowl": True,
    "signing": True,
}
"""Each method, and whether participants are active in it."""


class Step(Strict):
    """A timed part of a session. Its words stand under the `### Heading {#id}` of the same id."""

    id: Id
    minutes: int = Field(0, ge=0, le=240)
    weeks_before: int | None = Field(None, ge=0, le=52, description="Preparation only: weeks before the training.")
    method: Literal[tuple(METHODS)]
    teaches: tuple[Id, ...] = Field((), description="Ids of objectives of this session.")


class Session(Strict):
    """A part of a module with its own objectives, minutes and handouts."""

    title: Text
    status: Status
    kind: Literal["session", "preparation"] = "session"
    minutes: int = Field(ge=0, le=480, description="Contact minutes; the steps must sum to it.")
    risk: Literal["green", "amber", "red"]
    lead: tuple[Id, ...] = Field(min_length=1, description="Roles from taxonomy.yml.")
    objectives: tuple[Objective, ...] = ()
    materials: tuple[Material, ...] = ()
    steps: tuple[Step, ...] = Field(min_length=1)
    handouts: tuple[Id, ...] = ()
    cases: tuple[CaseLink, ...] = ()
    further: tuple[Id, ...] = Field((), description="Sources to read that the text does not cite.")

    @property
    def minutes_of_steps(self) -> int:
        return sum(step.minutes for step in self.steps)

    @property
    def interactive_minutes(self) -> int:
        return sum(step.minutes for step in self.steps if METHODS[step.method])


SESSION_SECTIONS = (
    "Why it matters",
    "Before you start",
    "Steps",
    "Likely resistance",
    "If it goes wrong",
    "Variants",
    "Safety",
)


class Grid(Strict):
    columns: int = Field(ge=1, le=4)
    rows: int = Field(ge=1, le=8)


class HandoutFront(Strict):
    """A printable that participants or facilitators hold."""

    title: Text
    summary: Text = Field(description="What it is and how to use it; shown in lists, not on the sheet.")
    status: Status
    audience: Literal["participants", "facilitators", "public"] = Field(alias="for")
    kind: Literal["handout", "card", "poster", "form", "checklist", "certificate", "script"]
    layout: Literal["page", "cards"] = Field("page", description="cards: each ## section is a card to cut out.")
    cards: Grid | None = None
    pages: int | None = Field(None, ge=1, le=20, description="Sheets it must fit; the text shrinks a little for it.")
    per: Per | None = Field(None, description="How many copies; by default one each, or one for the room.")
    key: Literal["local"] | None = Field(None, description="local: the right answers depend on local law.")
    discreet: bool = Field(False, description="Carried on the body: no name of the library, licence or source below.")
    safety: bool = Field(False, description="About rights, law, safety or medicine: translations need review.")

    @property
    def copies(self) -> Per:
        """Who gets a copy: as written, or what its audience and layout suggest."""
        if self.per:
            return self.per
        if self.audience == "facilitators" or self.kind == "poster":
            return "room"
        return "small-group" if self.layout == "cards" else "person"


class FormatWords(Strict):
    """What a reader is told about a format of module.yml."""

    id: Id
    title: Text
    use: Text = Field(description="When it fits, and for whom.")
    leaves_out: Text | None = Field(None, description="What this format gives up, and what to do about it.")


class ModuleFront(Strict):
    """The first page of a module."""

    title: Text
    summary: Text
    status: Status
    cases: tuple[CaseLink, ...] = ()
    formats: tuple[FormatWords, ...] = Field((), description="Words for each format of module.yml.")


MODULE_SECTIONS = (
    "Who it is for",
    "What should change",
    "Group and team",
    "Safety gate",
    "Timetable",
    "What the evidence says",
    "Follow-up",
    "Indicators",
    "What this module cannot do",
    "Review",
)


class Group(Strict):
    """How many people a training is for."""

    min: int = Field(ge=1)
    ideal: int = Field(ge=1)
    max: int = Field(ge=1)
    small: int = Field(4, ge=2, le=12, description="People in a small group.")


class Slice(Strict):
    """What a format takes of a session: some steps with the minutes they get there, or (without steps) all of it."""

    session: Id
    steps: dict[Id, Annotated[int, Field(ge=1, le=240)]] = Field({}, description="Steps not named are left out.")

    def minutes(self, sessions: dict[str, Document[Session]]) -> int:
        """Contact minutes; 0 when the session does not exist."""
        if self.steps:
            return sum(self.steps.values())
        return sessions[self.session].front.minutes if self.session in sessions else 0


class Format(Strict):
    """A way to deliver a module: sessions, or some of their steps, by day."""

    id: Id
    kind: Literal["core", "short", "micro", "variant", "booster", "follow-up", "briefing"] = "core"
    minutes: int = Field(ge=1, description="Contact minutes; the sessions must sum to it.")
    days: tuple[tuple[Id | Slice, ...], ...] = Field(min_length=1)
    months: tuple[int, ...] = Field((), description="Months after the training, one for each day.")
    weeks: tuple[int, ...] = Field((), description="Weeks, counted from 1, one for each day that is a weekly meeting.")

    def when(self, position: int) -> tuple[str, int]:
        """When a day is, by its position from 0: the interface word and its number."""
        if self.months:
            return "after-months", self.months[position]
        return ("week", self.weeks[position]) if self.weeks else ("day", position + 1)

    @property
    def slices(self) -> list[list[Slice]]:
        """The days, every entry in one form."""
        return [[Slice(session=e) if isinstance(e, str) else e for e in day] for day in self.days]

    @property
    def names(self) -> list[str]:
        """The sessions it uses, each once, in order."""
        return list(dict.fromkeys(entry.session for day in self.slices for entry in day))

    def minutes_of_sessions(self, sessions: dict[str, Document[Session]]) -> int:
        return sum(entry.minutes(sessions) for day in self.slices for entry in day)


class Member(Strict):
    """A role in the team that runs a training."""

    role: Id
    count: int = Field(1, ge=1, le=10)


class Review(Strict):
    """Somebody outside the project who has read the module and agrees to its use."""

    by: Literal["community", "lawyer", "health"]
    role: Text = Field(description="Who: a role, or a group that wants to be named.")
    date: Date


class ModuleStructure(Strict):
    """module.yml: structure without prose."""

    code: str = Field(pattern="^[A-Z]{3}$", description="Three letters; sessions are numbered after it.")
    status: Status
    audiences: tuple[Id, ...] = Field(min_length=1)
    risk: Literal["green", "amber", "red"]
    group: Group
    team: tuple[Member, ...] = Field((), description="Who runs it, with the sex workers first.")
    preparation: Id | None = Field(None, description="The session that is work before the training.")
    formats: tuple[Format, ...] = Field(min_length=1, description="The first is the core format.")
    reviews: tuple[Review, ...] = ()


class _Item(Strict):
    id: Id
    text: Text
    measures: tuple[str, ...] = Field((), description="Objectives, as session.objective.")


class TrueFalse(_Item):
    kind: Literal["true-false"]
    key: Literal["true", "false", "local"] = Field(description="local: unscored until local law fills it.")
    why: Text


class Attitude(_Item):
    kind: Literal["attitude"]
    reverse: bool = Field(False, description="Agreement is the unwanted answer.")


class Vignette(_Item):
    kind: Literal["vignette"]
    ask: Text
    lines: int = Field(5, ge=1, le=20)
    look_for: tuple[Text, ...] = Field(min_length=1)
    avoid: tuple[Text, ...] = Field(min_length=1)


class Task(Vignette):
    """A piece of work done in the test itself, scored with the same list before and after."""

    kind: Literal["task"]


class Skill(_Item):
    """One point of the list that an assessor ticks for each person."""

    kind: Literal["skill"]
    during: Id


class Observed(_Item):
    """Seen by the observer (`observation`), or a finished piece of work (`product`)."""

    kind: Literal["observation", "product"]
    during: Id


Item = Annotated[TrueFalse | Attitude | Vignette | Task | Skill | Observed, Field(discriminator="kind")]


class Evaluation(Strict):
    """evaluation.yml: the test, its key, and what observers look for."""

    intro: Text
    key_intro: Text
    items: tuple[Item, ...] = Field(min_length=1)


# --- shared data ----------------------------------------------------------------------------------------------------


class Term(Strict):
    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$")]
    label: Text
    description: Text | None = None
    about: str | None = Field(None, description="A link by id to where the site says more, as page:overview#isolation.")


class Taxonomy(Strict):
    """taxonomy.yml: every tag, with the words readers see."""

    strategies: tuple[Term, ...]
    audiences: tuple[Term, ...]
    perpetrators: tuple[Term, ...]
    settings: tuple[Term, ...]
    outcomes: tuple[Term, ...]
    principles: tuple[Term, ...]
    evidence: tuple[Term, ...]
    causes: tuple[Term, ...]
    roles: tuple[Term, ...]
    regions: tuple[Term, ...]
    methods: tuple[Term, ...]
    risks: tuple[Term, ...]

    def term(self, name: str) -> Term:
        """The term of an id; ids are unique over all facets."""
        for facet in type(self).model_fields:
            for term in getattr(self, facet):
                if term.id == name:
                    return term
        raise KeyError(name)

    def label(self, name: str) -> Text:
        return self.term(name).label


class Source(Strict):
    """A public source. Titles stay in their language."""

    id: Id
    author: str
    year: str | None
    title: str
    publisher: str | None = None
    url: Annotated[str, Field(pattern="^https?://")] | None = None
    note: Text | None = None

    @property
    def short(self) -> str:
        """Author and year, as a citation prints it."""
        return f"{self.author} {self.year}" if self.year else self.author


class Slot(Strict):
    """A local fact that the core text leaves open."""

    name: Id
    type: Literal["phone", "address", "law", "agency", "time-limit", "money", "date", "text"]
    label: Text
    description: Text = Field(description="For the local group: what to fill in and how to check it.")
    required: bool = True


class Language(Strict):
    """A language of the site. English is the source; the others have catalogues."""

    code: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$")]
    name: Annotated[str, Field(pattern=r"^[^<>{}\[\]`|\"\n]{1,40}$")] = Field(
        description="Its own name, as the switcher shows it."
    )
    dir: Literal["ltr", "rtl"] = "ltr"
    theme: str = Field(description="The theme's code for it.")
    exit: Annotated[str, Field(pattern=r"^https://[\w.~:/?#@!$&*+,;=%-]+$")] | None = Field(
        None,
        description="Where the way out of every page leads: a page that asks no questions, is about no person, and can "
        "be reached where the language is spoken. English's where none is given.",
    )


class _Checked(Strict):
    """Something that holds only as long as somebody has checked it lately."""

    verified: Day | None = Field(None, description="The day somebody checked it: rang the number, read the law.")
    verified_by: Line | None = Field(None, description="The role of who checked it. No names.")
    verify_every: int | None = Field(None, ge=1, le=36, description="Months until it must be checked again.")


class SlotFact(_Checked):
    """One local fact of an edition: slots.yml."""

    name: Id = Field(description="The slot, as in docs/data/slots.yml.")
    value: Line = Field("", description="What is printed. Empty: a line to fill in by hand.")
    usually: Line = Field(
        "", description="For a law only: what usually happens, in general words. Law sheets print it."
    )


class LocalKey(_Checked):
    """The right answer of one test item that depends on local law: keys.yml of an edition."""

    item: str = Field(pattern=r"^[a-z0-9-]+/[a-z0-9-]+$", description="Module and id of the item, as module/item.")
    key: Literal["true", "false", ""] = Field("", description="Empty: the item stays unscored.")
    was: Line = Field("", description="The statement that was answered. When the item says something else, ask again.")


class LocalKeys(Strict):
    """keys.yml of an edition."""

    entries: tuple[LocalKey, ...]


class SlotFacts(Strict):
    """slots.yml of an edition."""

    entries: tuple[SlotFact, ...]


class TermSwap(Strict):
    """A word of ours and the one that a local group uses. Each form has a line of its own, such as the plural."""

    lang: str = Field("en", description="The language of both words.")
    ours: Line = Field(alias="from", max_length=60)
    theirs: Line = Field(alias="to", max_length=60)


class Branding(Strict):
    """How an edition looks."""

    logo: str | None = Field(None, description="logo.svg or logo.png in the folder of the edition, 40 KB at most.")
    colour: Annotated[str, Field(pattern="^#[0-9a-fA-F]{6}$")] | None = Field(
        None, description="Of the bar and its buttons, such as #7a1f3d. White text must be readable on it."
    )


class EditionFront(Strict):
    """edition.yml: what a local edition is."""

    name: Name = Field(max_length=80, description="As readers see it.")
    country: str | None = Field(None, pattern="^[A-Z]{2}$", description="ISO 3166 code.")
    languages: tuple[str, ...] = Field(min_length=1, description="Codes; English is always built, as the original.")
    written_in: str = Field("en", description="The language of its own texts: overlays, sessions, handouts, cases.")
    example: bool = Field(False, description="A worked example and nothing to use: every page and sheet says so.")
    core: str | None = Field(None, description="The version of the core that it was made against.")
    paper: Literal["a4", "letter", "both"] = Field("both", description="The paper that people have where you are.")
    audiences: dict[Id, Text] = Field(
        default_factory=dict, description="Local names of audiences, by their id in docs/data/taxonomy.yml."
    )
    terms: tuple[TermSwap, ...] = Field((), description="Words to swap. Names and quotations stay.")
    branding: Branding = Branding()
    address: Annotated[str, Field(pattern=r"^https?://[\w.-]+(:\d+)?(/[\w.~-]+)*/?$")] | None = Field(
        None, description="Where its site is published."
    )
    contact: Line = Field(
        "",
        max_length=200,
        description="How readers reach you, as plain text. Only what you give out in public. Empty: no contact.",
    )


class FormatAdded(Strict):
    """A format that an edition adds to a module of the core: modules/<module>/formats.yml."""

    format: Format
    words: FormatWords


class FormatsAdded(Strict):
    """formats.yml of an edition."""

    entries: tuple[FormatAdded, ...]


class ItemsAdded(Strict):
    """Items that an edition adds to the test of a module of the core: modules/<module>/items.yml."""

    entries: tuple[Item, ...]


class EditionLanguages(Strict):
    """translations/languages.yml of an edition: languages that the core does not have."""

    entries: tuple[Language, ...]


class KnownEdition(Strict):
    """An edition that lies elsewhere. Its group asked to be listed."""

    id: Id
    name: Name = Field(description="As readers see it. Never translated.")
    country: str | None = Field(None, pattern="^[A-Z]{2}$")
    languages: tuple[str, ...] = Field(min_length=1)
    address: Annotated[str, Field(pattern="^https?://")] | None = None
    listed: Day | None = Field(None, description="The day it was listed. Needed for one that lies elsewhere.")
    example: bool = False


class KnownEditions(Strict):
    """editions.yml."""

    entries: tuple[KnownEdition, ...]


class OverlayEntry(Strict):
    """One local change: overlay/<path of the core document>.yml."""

    block: str = Field(description="Id of the block, as `goodpractice edition blocks` lists it.")
    do: Literal["replace", "before", "after", "remove"]
    was: str = Field(min_length=1, description="The core text it was written against; `edition blocks` shows it.")
    text: str = Field("", description="The new text, in the language of the edition. Nothing for remove.")

    @model_validator(mode="after")
    def _says_what_it_does(self) -> OverlayEntry:
        if bool(self.text.strip()) == (self.do == "remove"):
            raise ValueError("remove takes no text" if self.text.strip() else f"{self.do} needs a text")
        seen(self.text)
        return self


class OverlayFile(Strict):
    """The changes of an edition to one core document."""

    entries: tuple[OverlayEntry, ...]


class Picture(Strict):
    """A pictogram of our own, in overrides/assets/pictures."""

    id: Id
    label: Text = Field(description="What it shows, for people who do not see it.")


class Prompts(Strict):
    """Questions to talk about any case with one group of people."""

    audience: Id
    questions: tuple[Text, ...] = Field(min_length=1)


class PromptList(Strict):
    """prompts.yml."""

    entries: tuple[Prompts, ...]


class Caution(Strict):
    """What readers of some languages must know before they save or share anything."""

    languages: tuple[str, ...] = Field(min_length=1)
    text: Text
    checked: Date = Field(description="When somebody last looked whether it is still so.")


class CautionList(Strict):
    """cautions.yml."""

    entries: tuple[Caution, ...]


class Redirects(Strict):
    """redirects.yml: pages and slots that have another name now, and every page that must stay reachable."""

    pages: dict[str, str] = Field(default_factory=dict, description="Old page and new page, as paths with .md.")
    slots: dict[Id, Id] = Field(default_factory=dict, description="Old name and new name. Editions follow.")
    published: tuple[str, ...] = Field((), description="Pages of the last release, as paths with .md.")


class WorldMap(Strict):
    """map.yml: the map of the case library."""

    land: str = Field(pattern=r"^[Mlz\d\s-]+$", description="Coasts, as an SVG path in a frame of 720 by 330.")
    countries: dict[str, tuple[int, int]] = Field(description="A point in each country, by ISO 3166 code.")


class PictureList(Strict):
    """pictures.yml."""

    entries: tuple[Picture, ...]


class SourceList(Strict):
    """sources.yml."""

    entries: tuple[Source, ...]


class SlotList(Strict):
    """slots.yml."""

    entries: tuple[Slot, ...]


class LanguageList(Strict):
    """languages.yml: the languages that are built, English first, and when readers are offered them."""

    live_from: float = Field(
        ge=0,
        le=1,
        description="Share of interface words, site pages and case studies that must be translated before a language "
        "stands in the switcher of every page. Below it, it stays reachable from the page on translations.",
    )
    print_from: float = Field(
        ge=0, le=1, description="Share of a printable that must be translated before it is made in a language."
    )
    entries: tuple[Language, ...] = Field(min_length=1)


# --- documents and the library --------------------------------------------------------------------------------------

Front = TypeVar("Front", bound=BaseModel)


@dataclass(frozen=True)
class Document(Generic[Front]):
    """A source file. `path` is relative to the project; `lines` gives the line of each front-matter value."""

    id: str
    path: str
    front: Front
    body: str = ""
    body_line: int = 1
    lines: dict[tuple, int] = field(default_factory=dict, repr=False, compare=False)

    def line(self, where: tuple) -> int:
        """The line of a front-matter value, or of the nearest thing that holds it."""
        while where and where not in self.lines:
            where = where[:-1]
        return self.lines.get(where, 1)

    @property
    def published(self) -> bool:
        return getattr(self.front, "status", "published") == "published"


class AdaptedFront(Strict):
    """The front matter of a page that a language rewrote (translations/<lang>/adapt/)."""

    english: Annotated[str, Field(pattern="^[0-9a-f]{12}$")] = Field(
        description="Digest of the English text it was written from; `goodpractice translate adapt` writes it."
    )
    by: str = Field(min_length=1, description="Who wrote it: a role, or a group that wants to be named.")
    date: Date


@dataclass(frozen=True)
class Module:
    """A training course on one subject for one audience."""

    id: str
    structure: Document[ModuleStructure]
    index: Document[ModuleFront]
    sessions: dict[str, Document[Session]]
    handouts: dict[str, Document[HandoutFront]]
    evaluation: Document[Evaluation] | None

    @property
    def published(self) -> bool:
        return self.structure.published and self.index.published

    @property
    def core(self) -> Format:
        return self.structure.front.formats[0]

    @property
    def order(self) -> list[str]:
        """Ids of its sessions: preparation, then the core format, then what only other formats use."""
        names = [self.structure.front.preparation] if self.structure.front.preparation else []
        names += [name for way in self.structure.front.formats for name in way.names]
        return [name for name in dict.fromkeys(names) if name in self.sessions]

    @property
    def ordered(self) -> list[Document[Session]]:
        """Its sessions in that order."""
        return [self.sessions[name] for name in self.order]

    def code(self, session: str) -> str:
        """The printed code of a session: POL-0 for preparation, then POL-1 onwards in order."""
        contact = [name for name in self.order if name != self.structure.front.preparation]
        number = 0 if session == self.structure.front.preparation else contact.index(session) + 1
        return f"{self.structure.front.code}-{number}"

    @property
    def minutes(self) -> int:
        """Contact minutes of the core format."""
        return self.core.minutes_of_sessions(self.sessions)

    def documents(self) -> Iterator[Document]:
        yield self.structure
        yield self.index
        yield from (self.sessions[name] for name in sorted(self.sessions))
        yield from (self.handouts[name] for name in sorted(self.handouts))
        if self.evaluation:
            yield self.evaluation


@dataclass(frozen=True)
class State:
    """How far a document is translated, in messages. English counts as all being translated and reviewed.

    translated: have a translation of the current English
    reviewed: of these, signed off by somebody
    machine: of these, drafted by a machine and not signed off
    changed: have a translation of an earlier English
    behind: id and English text of the headings under which the English has changed
    reviewers: who signed off, and when
    adapted: who rewrote a part for this language instead of translating it, and when
    """

    total: int = 0
    translated: int = 0
    reviewed: int = 0
    machine: int = 0
    changed: int = 0
    behind: tuple[tuple[str, str], ...] = ()
    reviewers: tuple[tuple[str, str], ...] = ()
    adapted: tuple[tuple[str, str], ...] = ()

    def __add__(self, other: State) -> State:
        return State(
            self.total + other.total,
            self.translated + other.translated,
            self.reviewed + other.reviewed,
            self.machine + other.machine,
            self.changed + other.changed,
            self.behind + other.behind,
            tuple(sorted({*self.reviewers, *other.reviewers})),
            tuple(sorted({*self.adapted, *other.adapted})),
        )

    def share(self, part: str) -> float:
        """A count as a share from 0 to 1; 1 when there is nothing to translate."""
        return getattr(self, part) / self.total if self.total else 1.0


@dataclass(frozen=True)
class Made:
    """What an edition did to one passage, for the page that shows it."""

    document: str  # path of the core document
    do: str
    core: Text
    text: Text


@dataclass(frozen=True)
class Local:
    """What a local edition adds to a library."""

    id: str
    path: str  # of its edition.yml
    front: EditionFront
    facts: dict[str, SlotFact]  # those that may be printed, by slot
    keys: dict[str, LocalKey]  # answers of test items that depend on local law, by module/item
    changes: tuple[Made, ...] = ()
    documents: dict[str, str] = field(default_factory=dict)  # its own ones: path of the file, and link by id
    own: frozenset[str] = frozenset()  # every text of its own, in the language it is written in
    logo: bytes = b""
    labels: dict[str, str] = field(default_factory=dict)  # what the core calls the audiences that it renames
    slots: tuple[str, ...] = ()  # names of its own
    formats: tuple[tuple[str, str], ...] = ()  # those it adds to modules of the core: module and id
    items: tuple[tuple[str, str], ...] = ()  # of tests of the core: module and id
    sources: tuple[str, ...] = ()  # ids of its own

    @property
    def logo_type(self) -> str:
        """svg or png."""
        return (self.front.branding.logo or "").rpartition(".")[2]


NAME = "Good Practice"
PAPERS = ("a4", "letter")
"""Paper sizes, the usual one first."""


@dataclass(frozen=True)
class Library:
    """Everything, in one language. `state` says how far each document, by path, is translated (empty for English);
    under "ui" it has the interface words. `adapted` has, by language and then by path of the English document, what a
    language rewrote."""

    pages: dict[str, Document[PageFront]]
    cases: dict[str, Document[CaseFront]]
    modules: dict[str, Module]
    common: dict[str, Document[HandoutFront]]
    taxonomy: Document[Taxonomy]
    sources: Document[SourceList]
    slots: Document[SlotList]
    pictures: Document[PictureList]
    languages: Document[LanguageList]
    world: Document[WorldMap]
    prompts: Document[PromptList]
    cautions: Document[CautionList]
    redirects: Document[Redirects]
    editions: Document[KnownEditions]
    lang: str = "en"
    state: dict[str, State] = field(default_factory=dict, compare=False)
    local: Local | None = None
    adapted: dict[str, dict[str, Document[AdaptedFront]]] = field(default_factory=dict, compare=False)

    @property
    def author(self) -> str:
        """Who answers for the texts, for citations and feeds."""
        return f"{self.local.front.name} ({NAME})" if self.local else NAME

    @property
    def papers(self) -> tuple[str, ...]:
        """The paper sizes that printables are made for."""
        chosen = self.local.front.paper if self.local else "both"
        return PAPERS if chosen == "both" else (chosen,)

    def language_of(self, text: str) -> str:
        """The language that a text of a source file is in."""
        return self.local.front.written_in if self.local and text in self.local.own else "en"

    @functools.cached_property
    def texts(self) -> frozenset[str]:
        """Every text that a translator sees."""
        return frozenset(text for document in self.documents() for text in texts_of(document))

    def adaptable(self) -> Iterator[Document]:
        """What a language may rewrite: pages and handouts. Sessions and cases have parts that data refers to."""
        yield from (self.pages[name] for name in sorted(self.pages))
        yield from (self.common[name] for name in sorted(self.common))
        for name in sorted(self.modules):
            yield from (self.modules[name].handouts[h] for h in sorted(self.modules[name].handouts))

    def documents(self) -> Iterator[Document]:
        """Every source document, in a fixed order."""
        yield from (self.pages[name] for name in sorted(self.pages))
        yield from (self.taxonomy, self.sources, self.slots, self.pictures, self.prompts, self.cautions)
        yield from (self.cases[name] for name in sorted(self.cases))
        yield from (self.common[name] for name in sorted(self.common))
        for name in sorted(self.modules):
            yield from self.modules[name].documents()

    def map(self, change: Callable[[Document], Document]) -> Library:
        """The library with `change` applied to every document."""

        def each(documents: dict[str, Document]) -> dict[str, Document]:
            return {name: change(document) for name, document in documents.items()}

        modules = {
            name: replace(
                module,
                structure=change(module.structure),
                index=change(module.index),
                sessions=each(module.sessions),
                handouts=each(module.handouts),
                evaluation=change(module.evaluation) if module.evaluation else None,
            )
            for name, module in self.modules.items()
        }
        return replace(
            self,
            pages=each(self.pages),
            cases=each(self.cases),
            modules=modules,
            common=each(self.common),
            taxonomy=change(self.taxonomy),
            sources=change(self.sources),
            slots=change(self.slots),
            pictures=change(self.pictures),
            prompts=change(self.prompts),
            cautions=change(self.cautions),
        )

    def published(self) -> Library:
        """The library without drafts."""

        def kept(documents: dict[str, Document]) -> dict[str, Document]:
            return {name: d for name, d in documents.items() if d.published}

        modules = {
            name: replace(m, sessions=kept(m.sessions), handouts=kept(m.handouts))
            for name, m in self.modules.items()
            if m.published
        }
        return replace(self, pages=kept(self.pages), cases=kept(self.cases), modules=modules, common=kept(self.common))

    def source(self, name: str) -> Source:
        return next(entry for entry in self.sources.front.entries if entry.id == name)

    def slot(self, name: str) -> Slot:
        return next(entry for entry in self.slots.front.entries if entry.name == name)

    def picture(self, name: str) -> Picture:
        return next(entry for entry in self.pictures.front.entries if entry.id == name)

    def language(self, code: str) -> Language:
        return next(entry for entry in self.languages.front.entries if entry.code == code)

    def local_items(self) -> dict[str, TrueFalse]:
        """The test items whose answer depends on local law, by module/item."""
        return {
            f"{name}/{item.id}": item
            for name, module in self.modules.items()
            for item in (module.evaluation.front.items if module.evaluation else ())
            if isinstance(item, TrueFalse) and item.key == "local"
        }

    def handout(self, name: str) -> tuple[Module | None, Document[HandoutFront]]:
        """A handout by id and the module that owns it (None for a common one). Ids are unique over the library."""
        if name in self.common:
            return None, self.common[name]
        for module in self.modules.values():
            if name in module.handouts:
                return module, module.handouts[name]
        raise KeyError(name)


def texts(value: Any, where: tuple = ()) -> Iterator[tuple[tuple, Text]]:
    """Every translatable string of a model, with where it stands."""
    if isinstance(value, Text):
        yield where, value
    elif isinstance(value, BaseModel):
        for name, info in type(value).model_fields.items():
            yield from texts(getattr(value, name), (*where, info.alias or name))
    elif isinstance(value, tuple):
        for number, part in enumerate(value):
            yield from texts(part, (*where, number))


def texts_of(document: Document) -> Iterator[str]:
    """Every translatable text of a document."""
    for _, text in texts(document.front):
        yield str(text)
    for block in blocks(document.body):
        if block.is_message:
            yield block.text


def with_texts(value: Any, change: Callable[[Text], Text]) -> Any:
    """A copy of a model with every translatable string replaced."""
    if isinstance(value, Text):
        return change(value)
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        return value.model_copy(update={name: with_texts(getattr(value, name), change) for name in fields})
    if isinstance(value, tuple):
        return tuple(with_texts(part, change) for part in value)
    return value
