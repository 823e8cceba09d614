"""Reading PO files.

A machine draft is an ordinary translation with a `# machine draft` translator comment until somebody signs it off: it
counts as translated, not as reviewed. Fuzzy means only that the English has changed since.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import polib
from babel.messages.plurals import get_plural

from goodpractice.locales import locale
from goodpractice.markup import tidy
from goodpractice.model import Library, State
from goodpractice.problems import Problems
from goodpractice.project import Project
from goodpractice.translate.guard import refusal
from goodpractice.translate.messages import UI, Message, by_domain, domain, messages
from goodpractice.translate.reviews import Review, digest, read_reviews
from goodpractice.words import Words

MACHINE = "machine draft"
LARGEST = 20_000_000  # bytes; a catalogue is text that people wrote


@dataclass(frozen=True)
class Entry:
    """A translation that may be used. `previous` is the English it was made from, where that has changed since.
    `untidy`: the file has more white space than readers get. `native`: no translation, the text is in the language."""

    text: str
    machine: bool = False
    review: Review | None = None
    previous: str | None = None
    line: int = 1
    untidy: bool = False
    native: bool = False


@dataclass
class Catalogue:
    """The translations of one PO file by English text (or key): the current ones, and those whose English changed."""

    path: str
    entries: dict[str, Entry] = field(default_factory=dict)
    stale: dict[str, Entry] = field(default_factory=dict)
    keys: dict[str, int] = field(default_factory=dict)  # every message that is not obsolete, and its line
    flags: list[tuple[int, str]] = field(default_factory=list)  # program flags such as python-format, with the line

    def state(self, wanted: list[Message]) -> State:
        """How far these messages are translated."""
        found = [self.entries[m.key] for m in wanted if m.key in self.entries]
        return State(
            total=len(wanted),
            translated=len(found),
            reviewed=sum(1 for entry in found if entry.review or entry.native),
            machine=sum(1 for entry in found if entry.machine and not entry.review),
            changed=sum(1 for m in wanted if m.key in self.stale),
            reviewers=tuple(sorted({(e.review.by, e.review.date) for e in found if e.review})),
        )


_STRING = r'"(?:[^"\\]|\\.)*"\s*$'
_KEYWORD = r"(?:msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?)"
_LINE = re.compile(rf"\s*$|#(?![~|])|#[~|]?\s*(?:{_KEYWORD})?\s*{_STRING}|(?:{_KEYWORD})?\s*{_STRING}")
"""What a line of a PO file may be. polib forgives a missing quote and reads on with half a message; we do not."""


def parse(path: Path, shown: str, problems: Problems) -> polib.POFile | None:
    """A PO file, or None after reporting why it cannot be read."""
    fix = "open it in a PO editor, or look for a missing quote near this line"
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError("over 20 MB")
        text = path.read_text("utf-8-sig")
        for number, line in enumerate(text.split("\n"), 1):  # splitlines() also splits at characters inside a message
            if not _LINE.match(line):
                raise ValueError(f"syntax error on line {number}")
        parsed = (
            polib.pofile(str(path), wrapwidth=0, encoding="utf-8-sig") if text.strip() else polib.POFile(wrapwidth=0)
        )
        seen: set[tuple[str | None, str]] = set()  # polib can look for doubles too, but takes a minute over it
        for entry in parsed:
            if not entry.obsolete and (entry.msgctxt, entry.msgid) in seen:
                raise ValueError(f"the same message twice, line {entry.linenum}")
            seen.add((entry.msgctxt, entry.msgid))
        return parsed
    except UnicodeDecodeError:
        problems.add("GP401", shown, 1, "this catalogue is not UTF-8", "save it as UTF-8")
    except (OSError, ValueError) as error:
        found = [int(word) for word in re.findall(r"line (\d+)|\((\d+)\)", str(error)) for word in word if word]
        problems.add("GP401", shown, found[0] if found else 1, f"this catalogue cannot be read ({error})"[:160], fix)
    return None


def plural_forms(lang: str) -> str:
    """The Plural-Forms of a language, as gettext tools want them."""
    forms = get_plural(str(locale(lang)))
    return f"nplurals={forms.num_plurals}; plural={forms.plural_expr};"


def read_catalogue(
    project: Project, lang: str, name: str, problems: Problems, reviews: dict[str, Review] | None = None
) -> Catalogue:
    """Read one PO file. A missing one is empty; refused messages are left out and reported."""
    path = project.catalogue(lang, name)
    made = Catalogue(project.relative(path))
    if not path.exists():
        return made
    parsed = parse(path, made.path, problems)
    if parsed is None:
        return made
    _check_header(parsed, lang, made.path, problems)
    for entry in parsed:
        if entry.obsolete:
            continue
        key = entry.msgctxt if name == UI and entry.msgctxt else entry.msgid
        made.keys[key] = entry.linenum
        made.flags += [(entry.linenum, flag) for flag in entry.flags if flag.endswith("-format")]
        if not entry.msgstr.strip():
            continue
        text = tidy(entry.msgstr)
        refused = refusal(entry.msgid, text, lang)
        if refused:
            problems.add(
                refused.code,
                made.path,
                entry.linenum,
                f"this translation is refused: {refused.why}",
                "correct it; until then the English is shown",
            )
            continue
        found = Entry(
            text,
            MACHINE in entry.tcomment.lower(),
            (reviews or {}).get(digest(entry.msgctxt, entry.msgid, text)),
            (entry.previous_msgid or "") if entry.fuzzy else None,
            entry.linenum,
            entry.msgstr != text,
        )
        (made.stale if entry.fuzzy else made.entries)[key] = found
    return made


def _check_header(parsed: polib.POFile, lang: str, shown: str, problems: Problems) -> None:
    """The three header fields that editors and servers act on."""
    wanted = {"Language": lang, "Content-Type": "text/plain; charset=UTF-8", "Plural-Forms": plural_forms(lang)}
    for name, value in wanted.items():
        found = parsed.metadata.get(name, "")
        if value and re.sub(r"[\s;()]", "", found).casefold() != re.sub(r"[\s;()]", "", value).casefold():
            problems.add(
                "GP404",
                shown,
                1,
                f"the header says {name}: {found or '(nothing)'}",
                f"write {name}: {value}; `goodpractice translate extract` does",
            )


def read_words(project: Project, lang: str, problems: Problems) -> Words:
    """The interface words of a language."""
    if lang == "en":
        return Words()
    found = read_catalogue(project, lang, UI, problems)
    return Words(lang, {key: entry.text for key, entry in found.entries.items()})


def _report(found: Catalogue, total: int, translated: int, problems: Problems) -> None:
    if translated < total:
        problems.add(
            "GP403",
            found.path,
            1,
            f"{total - translated} of {total} messages have no current translation"
            + (f" ({len(found.stale)} are fuzzy)" if found.stale else ""),
            "translate them; readers see those passages in English",
        )


def read_catalogues(
    project: Project,
    wanted: dict[str, list[Message]],
    lang: str,
    problems: Problems,
    native: Collection[str] = frozenset(),
) -> dict[str, Catalogue]:
    """Every catalogue of a language that there are messages for. `native` texts are in the language already."""
    made, reviews = {}, read_reviews(project, lang, problems)
    for name, needed in wanted.items():
        found = made[name] = read_catalogue(project, lang, name, problems, reviews)
        found.entries |= {m.key: Entry(m.text, native=True) for m in needed if m.text in native}
        if project.local and project.is_written(lang, name) and not project.catalogue(lang, name).exists():
            continue  # not begun: the page on translations says so
        _report(found, len(needed), sum(1 for message in needed if message.key in found.entries), problems)
    return made


def native(library: Library, lang: str) -> frozenset[str]:
    """The own texts of an edition, in the language it is written in."""
    return library.local.own if library.local and library.local.front.written_in == lang else frozenset()


def merged(catalogues: Iterable[Catalogue]) -> Catalogue:
    """Several catalogues as one; the first that has a message counts."""
    made = Catalogue("")
    for one in catalogues:
        made.entries = {**one.entries, **made.entries}
        made.stale = {**one.stale, **made.stale}
    return made


def status(
    project: Project, library: Library, lang: str, problems: Problems, documents: bool = False
) -> dict[str, tuple[State, int]]:
    """How far each catalogue of a language is (or each document), and how many English words are left to translate."""
    wanted = by_domain(library)
    found = read_catalogues(project, wanted, lang, problems, native(library, lang))
    parts = {name: (name, needed) for name, needed in wanted.items() if project.is_written(lang, name)}
    if documents:
        parts = {UI: (UI, wanted[UI])}
        everything = merged(found.values())
        found = {**found, "": everything}
        for document in library.documents():
            if needed := list(messages(document)):
                adapted = document.path in library.adapted.get(lang, {})
                name = "" if library.local else domain(document.path)
                parts[document.path + (" (adapted)" if adapted else "")] = (name, needed)
    return {
        name: (
            found[catalogue].state(needed),
            sum(len(m.text.split()) for m in needed if m.key not in found[catalogue].entries),
        )
        for name, (catalogue, needed) in parts.items()
    }
