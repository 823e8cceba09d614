"""A local edition on disk -> a typed Edition.

An edition is a folder, in `editions/` or anywhere else. It comes from people we do not know, so nothing in it is
followed out of its folder, and what is not content is refused.

    edition.yml                    what it is
    slots.yml                      its facts
    keys.yml                       the answers of test items that depend on local law
    overlay/<core document>.yml    its changes to single passages
    docs/  modules/                sessions, handouts, cases, pages, formats and modules of its own, as in the core
    translations/<lang>/           catalogues of its own texts; all catalogues of languages that the core does not have
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field
from pathlib import Path

from goodpractice.adapt.branding import check_branding
from goodpractice.adapt.content import Content, read_content
from goodpractice.adapt.slots import due, wrong
from goodpractice.locales import CODE
from goodpractice.model import (
    Document,
    EditionFront,
    EditionLanguages,
    Language,
    Library,
    LocalKey,
    LocalKeys,
    OverlayFile,
    Slot,
    SlotFact,
    SlotFacts,
)
from goodpractice.problems import Problems, WrongUse
from goodpractice.project import Project
from goodpractice.read.documents import ID, read_yaml

_MOST = 2000  # files in an edition
_LARGEST = 50_000_000  # bytes of all of them


@dataclass(frozen=True)
class Edition:
    """A local edition: `front` says what it is, `slots` has its facts, `overlays` its changes by core document,
    `content` what it adds."""

    id: str
    folder: Path
    front: Document[EditionFront]
    slots: Document[SlotFacts]
    keys: Document[LocalKeys] | None = None
    overlays: dict[str, Document[OverlayFile]] = field(default_factory=dict)
    content: Content = field(default_factory=Content)
    languages: tuple[Language, ...] = ()
    logo: bytes = b""

    def facts(self, library: Library) -> dict[str, SlotFact]:
        """Its facts by slot; a slot that has another name in the core now is found under that."""
        renamed = library.redirects.front.slots
        return {renamed.get(fact.name, fact.name): fact for fact in self.slots.front.entries}

    def usable_keys(self, library: Library, today: datetime.date) -> dict[str, LocalKey]:
        """The answers of test items of a library that somebody has checked in time, by module/item. An answer holds for
        the statement that it was given to."""
        items = library.local_items()
        found = {one.item: one for one in (self.keys.front.entries if self.keys else ()) if one.key}
        return {
            name: one
            for name, one in found.items()
            if name in items and items[name].text == one.was and (by := due("law", one)) and by >= today
        }

    def slot_list(self, library: Library) -> tuple[Slot, ...]:
        """The slots of the core and its own."""
        own = self.content.slots.front.entries if self.content.slots else ()
        return (*library.slots.front.entries, *own)


def find_edition(project: Project, name: str) -> Path:
    """The folder of an edition, by its id or its path. Raises WrongUse."""
    folder = project.editions / name if ID.match(name) else Path(name)
    if folder.parent == project.editions and folder.is_symlink():
        raise WrongUse(f"“{name}” is a link to another place: put the folder itself into editions/, or give its path")
    if not (folder / "edition.yml").is_file():
        raise WrongUse(
            f"there is no edition “{name}”: give an id below editions/, or the path of a folder with edition.yml"
        )
    return folder.resolve()


def known_editions(project: Project) -> list[str]:
    """The ids of the editions in `editions/`; links to other places are none."""
    folders = (path.parent for path in project.editions.glob("*/edition.yml"))
    return sorted(folder.name for folder in folders if not folder.is_symlink())


def edition_id(folder: Path) -> str:
    """An edition's id: the name of its folder as a slug."""
    return re.sub(r"[^a-z0-9]+", "-", folder.name.lower()).strip("-") or "edition"


def read_edition(project: Project, name: str, library: Library, problems: Problems) -> Edition | None:
    """Read and check an edition against the core. None when its files cannot be read; problems say which."""
    folder = find_edition(project, name)
    if not is_safe(project, folder, problems):
        return None
    front = read_yaml(project, folder / "edition.yml", EditionFront, problems)
    slots = Document("slots", project.relative(folder / "slots.yml"), SlotFacts(entries=()))
    if (folder / "slots.yml").exists():
        slots = read_yaml(project, folder / "slots.yml", SlotFacts, problems)
    keys = None
    if (folder / "keys.yml").exists():
        keys = read_yaml(project, folder / "keys.yml", LocalKeys, problems)
    overlays, documents = {}, {document.path for document in library.documents()}
    for path in sorted((folder / "overlay").rglob("*.yml")):
        made = read_yaml(project, path, OverlayFile, problems)
        if made is not None:
            name = path.relative_to(folder / "overlay")
            core = name.as_posix() if name.as_posix() in documents else name.with_suffix(".md").as_posix()
            overlays[core] = made
    languages = None
    if (folder / "translations" / "languages.yml").exists():
        languages = read_yaml(project, folder / "translations" / "languages.yml", EditionLanguages, problems)
    content = read_content(project, folder, library, problems)
    if front is None or slots is None or content is None or (keys is None and (folder / "keys.yml").exists()):
        return None
    logo = check_branding(project, folder, front, problems)
    own = _own_languages(languages, library, problems)
    edition = Edition(
        id=edition_id(folder),
        folder=folder,
        front=front,
        slots=slots,
        keys=keys,
        overlays=overlays,
        content=content,
        languages=own,
        logo=logo,
    )
    _check_front(edition, library, problems)
    _check_facts(edition, library, problems)
    _unused(project, edition, problems)
    return edition


def is_safe(project: Project, folder: Path, problems: Problems) -> bool:
    """No link that leads out of the folder, no flood of files or bytes."""
    size = 0
    for found, path in enumerate(sorted(folder.rglob("*")), 1):
        if path.is_symlink():
            problems.add(
                "GP701", project.relative(path), 1, "this is a link to another place", "put the file itself here"
            )
            return False
        if path.is_file():
            size += path.stat().st_size
        elif not path.is_dir():
            problems.add("GP701", project.relative(path), 1, "this is no file", "take it out")
            return False
        if found > _MOST or size > _LARGEST:
            what = f"over {_MOST} files" if found > _MOST else f"over {_LARGEST // 1_000_000} MB"
            problems.add("GP701", project.relative(folder), 1, what, "take out what is no part of the edition")
            return False
    return True


def _own_languages(
    document: Document[EditionLanguages] | None, library: Library, problems: Problems
) -> tuple[Language, ...]:
    if document is None:
        return ()
    core = {language.code for language in library.languages.front.entries}
    for number, language in enumerate(document.front.entries):
        if not CODE.match(language.code):
            problems.add(
                "GP705",
                document.path,
                document.line(("entries", number)),
                f"the site cannot take the code “{language.code}”",
                "write two letters, as in ky, or zh-Hant, pt-BR",
            )
        if language.code in core:
            problems.add(
                "GP706",
                document.path,
                document.line(("entries", number)),
                f"the core has “{language.code}” now, and its catalogues count",
                "send yours to the core; keep translations/<lang>/edition.po, take this line out",
            )
    return tuple(language for language in document.front.entries if language.code not in core)


def _check_front(edition: Edition, library: Library, problems: Problems) -> None:
    front = edition.front.front
    known = [language.code for language in (*library.languages.front.entries, *edition.languages)]
    for key, lang in [*(("languages", lang) for lang in front.languages), ("written_in", front.written_in)]:
        if lang not in known:
            problems.add(
                "GP705",
                edition.front.path,
                edition.front.line((key,)),
                f"there is no language “{lang}”",
                f"start it with `goodpractice translate add {lang} --edition {edition.id}`",
            )
    if front.written_in in known and front.written_in not in {"en", *front.languages}:
        problems.add(
            "GP705",
            edition.front.path,
            edition.front.line(("written_in",)),
            f"the edition is written in “{front.written_in}”, which is not among its languages",
            f"add {front.written_in} to languages",
        )
    audiences = [term.id for term in library.taxonomy.front.audiences]
    for name in front.audiences:
        if name not in audiences:
            problems.add(
                "GP711",
                edition.front.path,
                edition.front.line(("audiences", name)),
                f"there is no audience “{name}”",
                f"the ids are: {', '.join(audiences)}",
            )
    swapped = set()
    for number, term in enumerate(front.terms):
        line = edition.front.line(("terms", number))
        if re.search(r"[<>{}\[\]`|*#_]|://", term.ours + term.theirs) or not (term.ours and term.theirs):
            problems.add("GP711", edition.front.path, line, "a word to swap is empty or has marks in it", "write words")
        elif (term.lang, term.ours) in swapped:
            problems.add("GP711", edition.front.path, line, f"“{term.ours}” is swapped twice", "take one line out")
        elif term.lang not in known:
            problems.add("GP705", edition.front.path, line, f"there is no language “{term.lang}”", "correct lang")
        swapped.add((term.lang, term.ours))
    if re.search(r"[<>{}\[\]`|]|://", front.contact + front.name):
        problems.add(
            "GP711",
            edition.front.path,
            edition.front.line(("contact",)),
            "the name or the contact has marks or an address of a page in it",
            "write plain words; an e-mail address or a phone number may stand there",
        )


def _check_facts(edition: Edition, library: Library, problems: Problems) -> None:
    known = {slot.name: slot for slot in edition.slot_list(library)}
    renamed = library.redirects.front.slots
    document, seen = edition.slots, set()
    for number, fact in enumerate(document.front.entries):
        line = document.line(("entries", number, "name"))
        name = renamed.get(fact.name, fact.name)
        if name != fact.name:
            problems.add(
                "GP706", document.path, line, f"the slot “{fact.name}” is called “{name}” now", "change the name here"
            )
        if name not in known:
            problems.add("GP702", document.path, line, f"the core has no slot “{name}”", "see docs/data/slots.yml")
            continue
        if name in seen:
            problems.add("GP702", document.path, line, f"“{name}” stands here twice", "take one out")
        seen.add(name)
        slot = known[name]
        for key, text in (("value", fact.value), ("usually", fact.usually)):
            if why := wrong(slot, text, key):
                line = document.line(("entries", number, key))
                problems.add("GP703", document.path, line, f"“{name}”: {why}", "correct it, or leave it empty")
        if not fact.value and not fact.usually:
            continue
        _check_date(name, due(slot.type, fact), document.path, line, problems)


def _check_date(name: str, by: datetime.date | None, path: str, line: int, problems: Problems) -> None:
    """Report what nobody has checked, or not lately."""
    if by is None:
        problems.add(
            "GP704",
            path,
            line,
            f"nobody has checked “{name}”: it counts as empty",
            "add verified (a date) and verified_by (a role)",
        )
    elif by < datetime.date.today():
        problems.add(
            "GP704",
            path,
            line,
            f"“{name}” should have been checked again by {by}: it counts as empty",
            "check it, then change verified",
        )


def check_keys(edition: Edition, library: Library, problems: Problems) -> None:
    """Only items of the library that depend on local law take an answer, each once, to what the item says today."""
    document, seen = edition.keys, set()
    if document is None:
        return
    items = library.local_items()
    for number, one in enumerate(document.front.entries):
        line = document.line(("entries", number, "item"))
        if one.item in seen or one.item not in items:
            what = "stands here twice" if one.item in seen else "is no test item that depends on local law"
            problems.add("GP715", document.path, line, f"“{one.item}” {what}", "take the entry out, or correct it")
        elif one.key and items[one.item].text != one.was:
            problems.add(
                "GP707",
                document.path,
                line,
                f"the test item “{one.item}” says now: “{items[one.item].text}”. Its answer counts as empty",
                "ask the lawyer again, then write the statement after was:",
            )
        elif one.key:
            _check_date(one.item, due("law", one), document.path, line, problems)
        seen.add(one.item)


def _unused(project: Project, edition: Edition, problems: Problems) -> None:
    """A file that nothing reads is a page that somebody will miss."""
    for part in ("overlay", "docs", "modules", "translations"):
        if (edition.folder / part).is_file():
            problems.add(
                "GP712", project.relative(edition.folder / part), 1, "nothing reads this file", "it should be a folder"
            )
    for part in ("overlay", "docs", "modules"):
        for path in sorted((edition.folder / part).rglob("*")):
            used = path in edition.content.files or (part == "overlay" and path.suffix == ".yml")
            if path.is_file() and not used and path.suffix != ".txt":
                problems.add(
                    "GP712",
                    project.relative(path),
                    1,
                    "nothing reads this file",
                    "the guide for organisations lists what may stand in an edition; check the name of the folder",
                )
