"""Catalogues brought up to date with the English, without losing work.

Moved text keeps its translation; changed text becomes fuzzy with the previous English shown; removed text is kept as
obsolete. Exact match first, then the nearest of the texts that vanished (rapidfuzz).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

import polib
from rapidfuzz import fuzz, process

from goodpractice.model import Library
from goodpractice.problems import Problems, WrongUse
from goodpractice.project import OWN, Project
from goodpractice.translate.catalogue import parse, plural_forms
from goodpractice.translate.messages import UI, Message, by_domain, explanation

_SIMILAR = 75  # of 100: how alike an old English text must be for its translation to be offered again


def extract(project: Project, library: Library, problems: Problems, start: Collection[str] = ()) -> list[str]:
    """Bring every template and catalogue up to date with the English. Returns the files that changed. A language that
    only an edition has gets the catalogues that it has begun, and those in `start`. Raises WrongUse when one of these
    does not exist."""
    if unknown := [name for name in start if name not in by_domain(library)]:
        raise WrongUse(f"there is no catalogue “{unknown[0]}”; `goodpractice translate status` lists them")
    return write_files(project, updated(project, library, problems, start=start))


def updated(
    project: Project, library: Library, problems: Problems, only: str | None = None, start: Collection[str] = ()
) -> dict[tuple[str, str], polib.POFile]:
    """Every file that `extract` would write, by language ("" for templates) and catalogue. A language with a damaged
    catalogue is left out: what cannot be read is never overwritten."""
    wanted = by_domain(library)
    fresh = {name: [_entry(message, library) for message in needed] for name, needed in wanted.items()}
    made = {("", name): _file("", entries) for name, entries in fresh.items()}
    for lang in targets(library) if only is None else [only]:
        old: dict[str, polib.POFile] = {}
        for name in wanted:
            path = project.catalogue(lang, name)
            if path.exists():
                parsed = parse(path, project.relative(path), problems)
                if parsed is None:
                    break
                old[name] = parsed
        else:
            ours = {name for name in fresh if _ours(project, lang, name, start)}
            ours -= {OWN} if library.local and library.local.front.written_in == lang else set()
            made |= {(lang, name): file for name, file in _merged(lang, fresh, old, ours).items()}
    return {(lang, name): file for (lang, name), file in made.items() if lang or _ours(project, lang, name, start)}


_FIRST = (UI, "site", OWN)
"""The catalogues with which an edition begins a language of its own. Others follow when somebody translates them."""


def _ours(project: Project, lang: str, name: str, start: Collection[str]) -> bool:
    """Whether a file is this work's to write. The templates of the core's texts lie with the core."""
    if project.local is None:
        return True
    begun = name in (*_FIRST, *start) or project.catalogue(lang, name).exists()
    return project.is_written(lang, name) and begun if lang else name == OWN


def write_files(project: Project, files: dict[tuple[str, str], polib.POFile]) -> list[str]:
    """Write what differs from the disk; returns the paths, relative to the project."""
    changed = []
    for (lang, name), made in files.items():
        path = project.catalogue(lang, name) if lang else project.written / "pot" / f"{name}.pot"
        text = str(made)
        text = text if text.endswith("\n") else text + "\n"
        if path.exists() and path.read_text("utf-8") == text:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        changed.append(project.relative(path))
    return changed


def targets(library: Library) -> list[str]:
    """The languages that have catalogues: all but English, and English for an edition that is written in another."""
    languages = [language.code for language in library.languages.front.entries]
    source = library.local.front.written_in if library.local else "en"
    return [lang for lang in languages if lang != "en" or source != "en"]


Key = tuple[str | None, str]


def _merged(
    lang: str, fresh: dict[str, list[polib.POEntry]], old: dict[str, polib.POFile], ours: Collection[str]
) -> dict[str, polib.POFile]:
    """The catalogues of a language that are this work's to write."""
    anywhere = {
        e.msgid: e
        for parsed in old.values()
        for e in parsed
        if e.msgstr and not e.fuzzy and not e.obsolete and not e.msgctxt
    }
    living = {(e.msgctxt, e.msgid) for name in ours for e in fresh[name]}
    made = {}
    for name, needed in ((name, fresh[name]) for name in fresh if name in ours):
        before = {(e.msgctxt, e.msgid): e for e in old.get(name, [])}
        keys = {(e.msgctxt, e.msgid) for e in needed}
        vanished = _Vanished([e for key, e in before.items() if key not in keys and e.msgstr])
        entries = []
        for template in needed:
            entry = polib.POEntry(
                msgid=template.msgid,
                msgctxt=template.msgctxt,
                occurrences=template.occurrences,
                comment=template.comment,
            )
            same = before.get((entry.msgctxt, entry.msgid)) or (None if entry.msgctxt else anywhere.get(entry.msgid))
            near = None if same is not None else vanished.nearest(entry)
            if found := same or near:
                entry.msgstr, entry.tcomment, entry.flags = found.msgstr, found.tcomment, list(found.flags)
                entry.previous_msgid = found.previous_msgid
            if near is not None and not near.fuzzy:  # what it translates stays on record through later changes
                entry.flags, entry.previous_msgid = [*near.flags, "fuzzy"], near.msgid
            entries.append(entry)
        for entry in vanished.unused():
            if (entry.msgctxt, entry.msgid) not in living:
                entry.obsolete = True
                entries.append(entry)
        made[name] = _file(lang, entries, old.get(name))
    return made


@dataclass
class _Vanished:
    """Translated entries whose English is gone, to be offered for English that is like it."""

    entries: list[polib.POEntry]

    def __post_init__(self) -> None:
        self._by_key = {e.msgctxt: n for n, e in enumerate(self.entries) if e.msgctxt}
        self._texts = {n: e.msgid for n, e in enumerate(self.entries) if not e.msgctxt}
        self._used: set[int] = set()

    def nearest(self, wanted: polib.POEntry) -> polib.POEntry | None:
        number = self._by_key.get(wanted.msgctxt) if wanted.msgctxt else None
        if number is None and not wanted.msgctxt and self._texts:
            best = process.extractOne(wanted.msgid, self._texts, scorer=fuzz.ratio, score_cutoff=_SIMILAR)
            number = best[2] if best else None
        if number is None:
            return None
        self._used.add(number)
        return self.entries[number]

    def unused(self) -> list[polib.POEntry]:
        return [entry for number, entry in enumerate(self.entries) if number not in self._used]


def _entry(message: Message, library: Library) -> polib.POEntry:
    return polib.POEntry(
        msgid=message.text,
        msgctxt=message.context,
        occurrences=[(message.path, "")],
        comment=explanation(message, library),
    )


def _file(lang: str, entries: list[polib.POEntry], old: polib.POFile | None = None) -> polib.POFile:
    made = polib.POFile(wrapwidth=0)
    before = dict(old.metadata) if old is not None else {}
    made.metadata = {
        "Project-Id-Version": "Good Practice",
        "Language": lang,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    if lang and (plural := plural_forms(lang)):
        made.metadata["Plural-Forms"] = plural
        if _folded(before.get("Plural-Forms", "")) == _folded(plural):
            made.metadata["Plural-Forms"] = before["Plural-Forms"]
    made.metadata |= {name: value for name, value in before.items() if name not in made.metadata}
    if old is not None:
        made.header = old.header
    made.extend(entries)
    return made


def _folded(text: str) -> str:
    return re.sub(r"[\s;()]", "", text)
