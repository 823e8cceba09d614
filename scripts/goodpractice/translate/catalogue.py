"""PO files: reading them, and bringing them up to date with the English.

A machine draft is an ordinary translation with a `# machine draft` translator comment until somebody signs it off: it
counts as translated, not as reviewed. Fuzzy means only that the English has changed; a fuzzy entry is not shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import polib
from rapidfuzz import fuzz, process

from goodpractice.model import Library, State
from goodpractice.problems import Problems
from goodpractice.project import Project
from goodpractice.translate.guard import refusal
from goodpractice.translate.messages import UI, Message, by_domain
from goodpractice.words import ENGLISH, Words

MACHINE = "machine draft"
_SIMILAR = 75  # of 100: how alike an old English text must be for its translation to be offered again


@dataclass(frozen=True)
class Entry:
    """A usable translation."""

    text: str
    machine: bool


@dataclass
class Catalogue:
    """The usable translations of one PO file, by English text (or key), and how many are not."""

    path: str
    entries: dict[str, Entry] = field(default_factory=dict)
    fuzzy: int = 0


def catalogue_path(project: Project, lang: str, name: str) -> Path:
    return project.translations / lang / f"{name}.po"


_LINE = re.compile(
    r"\s*$|#(?![~|])|#[~|]?\s*(?:msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?)?\s*\"(?:[^\"\\]|\\.)*\"\s*$"
    r"|(?:msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?)?\s*\"(?:[^\"\\]|\\.)*\"\s*$"
)
"""What a line of a PO file may be. polib forgives a missing quote and reads on with half a message; we do not."""


def _parse(path: Path, shown: str, problems: Problems) -> polib.POFile | None:
    try:
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if not _LINE.match(line):
                raise ValueError(f"syntax error on line {number}")
        return polib.pofile(str(path), wrapwidth=0, check_for_duplicates=True)
    except UnicodeDecodeError:
        problems.add("GP401", shown, 1, "this catalogue is not UTF-8", "save it as UTF-8")
    except (OSError, ValueError) as error:
        found = [int(word) for word in str(error).replace("(", " ").replace(")", " ").split() if word.isdigit()]
        problems.add(
            "GP401",
            shown,
            found[0] if found else 1,
            "this catalogue cannot be read",
            "open it in a PO editor, or look for a missing quote near this line",
        )
    return None


def read_catalogue(project: Project, lang: str, name: str, problems: Problems) -> Catalogue:
    """Read one PO file. A missing one is empty; refused messages are left out and reported."""
    path = catalogue_path(project, lang, name)
    made = Catalogue(project.relative(path))
    if not path.exists():
        return made
    parsed = _parse(path, made.path, problems)
    if parsed is None:
        return made
    for entry in parsed:
        if entry.obsolete or not entry.msgstr.strip():
            continue
        if entry.fuzzy:
            made.fuzzy += 1
            continue
        why = refusal(entry.msgid, entry.msgstr)
        if why:
            problems.add(
                "GP402",
                made.path,
                entry.linenum,
                f"this translation is refused: {why}",
                "correct it; until then the English is shown",
            )
            continue
        key = entry.msgctxt if name == UI and entry.msgctxt else entry.msgid
        made.entries[key] = Entry(" ".join(entry.msgstr.split()), MACHINE in entry.tcomment.lower())
    return made


def read_words(project: Project, lang: str, problems: Problems) -> Words:
    """The interface words of a language."""
    if lang == "en":
        return Words()
    found = read_catalogue(project, lang, UI, problems)
    _report(found, len(ENGLISH), sum(1 for key in ENGLISH if key in found.entries), problems)
    return Words(lang, {key: entry.text for key, entry in found.entries.items()})


def _report(found: Catalogue, total: int, translated: int, problems: Problems) -> None:
    if translated < total:
        problems.add(
            "GP403",
            found.path,
            1,
            f"{total - translated} of {total} messages have no current translation"
            + (f" ({found.fuzzy} are fuzzy)" if found.fuzzy else ""),
            "translate them; readers see those passages in English",
        )


def read_catalogues(project: Project, library: Library, lang: str, problems: Problems) -> dict[str, Catalogue]:
    """Every catalogue of a language that the library has messages for."""
    made = {}
    for name, wanted in by_domain(library).items():
        found = read_catalogue(project, lang, name, problems)
        _report(found, len(wanted), sum(1 for message in wanted if message.text in found.entries), problems)
        made[name] = found
    return made


def status(project: Project, library: Library, lang: str, problems: Problems) -> dict[str, State]:
    """How far each catalogue of a language is, the interface words included."""
    made = {}
    wanted = {UI: [Message(text, "", 0, "", key) for key, text in ENGLISH.items()], **by_domain(library)}
    for name, needed in wanted.items():
        entries = read_catalogue(project, lang, name, problems).entries
        found = [entries[m.context or m.text] for m in needed if (m.context or m.text) in entries]
        made[name] = State(len(needed), len(found), sum(1 for entry in found if not entry.machine))
    return made


def extract(project: Project, library: Library, problems: Problems) -> list[str]:
    """Bring every template and catalogue up to date with the English. Returns the files that changed."""
    wanted = by_domain(library)
    wanted[UI] = [
        Message(text, "scripts/goodpractice/words.py", 0, "interface word", key) for key, text in ENGLISH.items()
    ]
    changed = []
    for name, needed in wanted.items():
        template = _file("", [_entry(message) for message in needed])
        changed += _write(project, project.translations / "pot" / f"{name}.pot", template)
    for language in library.languages.front.entries:
        if language.code != "en":
            changed += _merge(project, language.code, wanted, problems)
    return changed


def _merge(project: Project, lang: str, wanted: dict[str, list[Message]], problems: Problems) -> list[str]:
    old: dict[str, polib.POFile] = {}
    for name in wanted:
        path = catalogue_path(project, lang, name)
        if path.exists():
            parsed = _parse(path, project.relative(path), problems)
            if parsed is None:
                return []  # a damaged catalogue is never overwritten
            old[name] = parsed
    anywhere = {e.msgid: e for parsed in old.values() for e in parsed if e.msgstr and not e.fuzzy and not e.msgctxt}
    changed = []
    for name, needed in wanted.items():
        before = {(e.msgctxt, e.msgid): e for e in old.get(name, [])}
        keys = {(m.context, m.text) for m in needed}
        vanished = [e for key, e in before.items() if key not in keys and e.msgstr]
        by_key = {e.msgctxt: e for e in vanished if e.msgctxt}
        choices = {number: e.msgid for number, e in enumerate(vanished) if not e.msgctxt}
        reused: set[int] = set()
        entries = []
        for message in needed:
            entry = _entry(message)
            same = before.get((message.context, message.text)) or (
                None if message.context else anywhere.get(message.text)
            )
            if same is not None:
                entry.msgstr, entry.tcomment, entry.flags = same.msgstr, same.tcomment, list(same.flags)
                entry.previous_msgid = same.previous_msgid
            else:
                near = by_key.get(message.context) if message.context else None
                if near is None and choices and not message.context:
                    best = process.extractOne(message.text, choices, scorer=fuzz.ratio, score_cutoff=_SIMILAR)
                    if best:
                        near = vanished[best[2]]
                        reused.add(best[2])
                if near is not None:
                    entry.msgstr, entry.tcomment, entry.flags = near.msgstr, near.tcomment, ["fuzzy"]
                    entry.previous_msgid = near.msgid
            entries.append(entry)
        moved = {m.text for others in wanted.values() for m in others}
        for number, entry in enumerate(vanished):
            if number not in reused and entry.msgid not in moved and not (entry.msgctxt and entry.msgctxt in ENGLISH):
                entry.obsolete = True
                entries.append(entry)
        made = _file(lang, entries, old.get(name))
        changed += _write(project, catalogue_path(project, lang, name), made)
    return changed


def _entry(message: Message) -> polib.POEntry:
    return polib.POEntry(
        msgid=message.text, msgctxt=message.context, occurrences=[(message.path, "")], comment=message.hint
    )


_PLURALS = {"es": "nplurals=2; plural=(n != 1);"}


def _file(lang: str, entries: list[polib.POEntry], old: polib.POFile | None = None) -> polib.POFile:
    made = polib.POFile(wrapwidth=0)
    made.metadata = {
        "Project-Id-Version": "Good Practice",
        "Language": lang,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    if lang in _PLURALS:
        made.metadata["Plural-Forms"] = _PLURALS[lang]
    if old is not None:
        made.metadata = {**made.metadata, **old.metadata}
        made.header = old.header
    made.extend(entries)
    return made


def _write(project: Project, path: Path, made: polib.POFile) -> list[str]:
    text = str(made)
    text = text if text.endswith("\n") else text + "\n"
    if path.exists() and path.read_text("utf-8") == text:
        return []
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return [project.relative(path)]
