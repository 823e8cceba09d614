"""A local edition on disk -> a typed Edition.

An edition is a folder, in `editions/` or anywhere else: `edition.yml`, `slots.yml`, and `overlay/` with a file for each
core document that it changes. It comes from people we do not know, so nothing in it is followed out of its folder.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field
from pathlib import Path

from goodpractice.adapt.slots import due, wrong
from goodpractice.model import Document, EditionFront, Library, OverlayFile, SlotFacts
from goodpractice.problems import Problems, WrongUse
from goodpractice.project import Project
from goodpractice.read.documents import ID, read_yaml

_MOST = 2000  # files in an edition


@dataclass(frozen=True)
class Edition:
    """A local edition: `front` says what it is, `slots` has its facts, `overlays` its changes by core document."""

    id: str
    folder: Path
    front: Document[EditionFront]
    slots: Document[SlotFacts]
    overlays: dict[str, Document[OverlayFile]] = field(default_factory=dict)


def find_edition(project: Project, name: str) -> Path:
    """The folder of an edition, by its id or its path. Raises WrongUse."""
    folder = project.root / "editions" / name if ID.match(name) else Path(name)
    if not (folder / "edition.yml").is_file():
        raise WrongUse(
            f"there is no edition “{name}”: give an id below editions/, or the path of a folder with edition.yml"
        )
    return folder.resolve()


def edition_id(folder: Path) -> str:
    """An edition's id: the name of its folder as a slug."""
    return re.sub(r"[^a-z0-9]+", "-", folder.name.lower()).strip("-") or "edition"


def read_edition(project: Project, name: str, library: Library, problems: Problems) -> Edition | None:
    """Read and check an edition against the core. None when its files cannot be read; problems say which."""
    folder = find_edition(project, name)
    if not _safe(project, folder, problems):
        return None
    front = read_yaml(project, folder / "edition.yml", EditionFront, problems)
    slots = read_yaml(project, folder / "slots.yml", SlotFacts, problems)
    overlays = {}
    for path in sorted((folder / "overlay").rglob("*.yml")):
        made = read_yaml(project, path, OverlayFile, problems)
        if made is not None:
            overlays[path.relative_to(folder / "overlay").with_suffix(".md").as_posix()] = made
    if front is None or slots is None:
        return None
    edition = Edition(edition_id(folder), folder, front, slots, overlays)
    _check(edition, library, problems)
    return edition


def _safe(project: Project, folder: Path, problems: Problems) -> bool:
    """No link that leads out of the folder, no flood of files."""
    for found, path in enumerate(sorted(folder.rglob("*")), 1):
        if path.is_symlink():
            problems.add(
                "GP701", project.relative(path), 1, "this is a link to another place", "put the file itself here"
            )
            return False
        if found > _MOST:
            problems.add("GP701", project.relative(folder), 1, f"over {_MOST} files", "take out what is no part of it")
            return False
    return True


def _check(edition: Edition, library: Library, problems: Problems) -> None:
    known = {slot.name: slot for slot in library.slots.front.entries}
    seen: set[str] = set()
    today = datetime.date.today()
    for number, fact in enumerate(edition.slots.front.entries):
        where = ("entries", number, "name")
        line = edition.slots.line(where)
        if fact.name not in known:
            problems.add(
                "GP702", edition.slots.path, line, f"the core has no slot “{fact.name}”", "see docs/data/slots.yml"
            )
            continue
        if fact.name in seen:
            problems.add("GP702", edition.slots.path, line, f"“{fact.name}” stands here twice", "take one out")
        seen.add(fact.name)
        slot = known[fact.name]
        if not fact.value:
            continue
        if why := wrong(slot, fact.value):
            line = edition.slots.line(("entries", number, "value"))
            problems.add("GP703", edition.slots.path, line, f"“{fact.name}”: {why}", "correct it, or leave it empty")
        by = due(slot, fact)
        if by is None:
            problems.add(
                "GP704",
                edition.slots.path,
                line,
                f"nobody has checked “{fact.name}”: it counts as empty",
                "add verified (a date) and verified_by (a role)",
            )
        elif by < today:
            problems.add(
                "GP704",
                edition.slots.path,
                line,
                f"“{fact.name}” should have been checked again by {by}: it counts as empty",
                "check it, then change verified",
            )
    for lang in edition.front.front.languages:
        if lang not in [language.code for language in library.languages.front.entries]:
            problems.add(
                "GP705",
                edition.front.path,
                edition.front.line(("languages",)),
                f"there is no language “{lang}”",
                "start it with `goodpractice translate add`",
            )
