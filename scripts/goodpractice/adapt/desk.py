"""The editor's desk: what an edition changes and lacks, blocks to change, facts as a spreadsheet, a new edition."""

from __future__ import annotations

import csv
import datetime
import difflib
import io
import json
import re
from collections.abc import Iterable
from pathlib import Path

import yaml

from goodpractice import __version__
from goodpractice.adapt.content import read_content
from goodpractice.adapt.edition import Edition, edition_id
from goodpractice.adapt.overlay import Change, block_ids, document_of, front_ids
from goodpractice.adapt.slots import MONTHS, due, usable, wrong
from goodpractice.markup import tidy
from goodpractice.model import Document, Library, OverlayFile, Slot, SlotFact, SlotFacts
from goodpractice.problems import Problems, WrongUse
from goodpractice.project import Project
from goodpractice.read.documents import parse, read_yaml
from goodpractice.read.yamlfile import YamlError, load

_OWN = ("value", "usually", "verified", "verified_by", "verify_every")  # columns that a group fills in
_COLUMNS = ("name", "type", "required", "label", "description", *_OWN)
_SOON = datetime.timedelta(days=30)


def status_lines(edition: Edition, library: Library, changes: list[Change]) -> list[str]:
    """What an edition changes and adds, which required facts are missing or due soon, and where the core has moved
    on."""
    today = datetime.date.today()
    facts = edition.facts(library)
    front = edition.front.front
    lines = [f"{front.name} ({edition.id})"]
    if front.core != __version__:
        lines.append(f"made against core {front.core or '(not said)'}; the core here is {__version__}")
    missing, soon, filled = [], [], 0
    for slot in edition.slot_list(library):
        fact = facts.get(slot.name)
        if usable(slot, fact, today):
            filled += 1
            by = due(slot.type, fact)
            if by and by <= today + _SOON:
                soon.append(f"  {slot.name}: check it again by {by}")
        elif slot.required:
            missing.append(f"  {slot.name}: {slot.label}")
    lines.append(f"{filled} facts filled in and checked, {len(missing)} required ones open")
    lines += [*missing, *(["due within 30 days:", *soon] if soon else [])]
    items = library.local_items()
    lines.append(f"{len(edition.usable_keys(library, today))} of {len(items)} test items have their local answer")
    if own := edition.content.added():
        lines.append(f"{len(own)} things of its own")
        lines += [f"  {path}: {what}" for path, what in own]
    lines.append(f"{len(changes)} changed passages")
    for change in changes:
        lines.append(f"  {change.state:9} {change.document} {change.entry.block} ({change.entry.do})")
        if change.state == "drifted":
            left = "" if change.applied else " (not taken out until you accept)"
            lines.append(f"            {word_diff(change.entry.was, change.core)}{left}")
        elif change.state != "applied":
            lines.append(f"            core then: {change.entry.was}")
        if change.state != "applied":
            lines.append(f"            here: {change.entry.text}")
    return lines


def word_diff(before: str, after: str) -> str:
    """Two texts as one line: [-what went-] {+what came+}."""
    old, new = before.split(), after.split()
    made = []
    for action, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if action == "equal":
            made += old[a:b]
        else:
            made += [f"[-{' '.join(old[a:b])}-]"] * (b > a) + [f"{{+{' '.join(new[c:d])}+}}"] * (d > c)
    return " ".join(made)


def accept(edition: Edition, library: Library, changes: list[Change]) -> list[Path]:
    """Say that the edition holds for the core of today: changes for the text and the place that their block has now,
    overlays of documents that moved for the new place. Returns the files written. Raises WrongUse, and writes nothing,
    where a file has another shape than `edition blocks` gives it."""
    told = {id(change.entry): change for change in changes}
    texts: dict[Path, list[str]] = {}
    gone: list[Path] = []
    for path in sorted(edition.overlays, key=lambda path: document_of(path, library) != path):  # what moved comes last
        overlay, file = edition.overlays[path], _overlay_file(edition, path)
        before, lines = _lines(file), _renewed(file, overlay, told)
        target = _overlay_file(edition, document_of(path, library))
        if target != file and any(told[id(entry)].state != "orphan" for entry in overlay.front.entries):
            gone.append(file)
            there = texts.get(target) or (_lines(target) if target.exists() else [])
            texts[target] = [*there, *lines]
        elif lines != before:
            texts[file] = lines
    front = edition.folder / "edition.yml"
    if edition.front.front.core != __version__:
        text = "\n".join(_lines(front))
        pinned, found = re.subn(r"(?m)^core:[^#\n]*", f"core: {__version__} ", text, count=1)
        texts[front] = (pinned if found else f"{text}\ncore: {__version__}").split("\n")
    for file, lines in texts.items():
        if not _means(lines, told):
            key = "core" if file == front else "was"
            raise WrongUse(f"{file}: this file has another shape than ours; change its {key}: by hand")
    for file, lines in texts.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        windows = file.exists() and b"\r\n" in file.read_bytes()
        file.write_text("\n".join(lines) + "\n", "utf-8", newline="\r\n" if windows else "\n")
    for file in gone:
        file.unlink()
    return list(texts)


def _overlay_file(edition: Edition, document: str) -> Path:
    return edition.folder / "overlay" / Path(document).with_suffix(".yml")


def _lines(file: Path) -> list[str]:
    return file.read_text("utf-8-sig").rstrip("\n").split("\n")


def _renewed(file: Path, overlay: Document[OverlayFile], told: dict[int, Change]) -> list[str]:
    """The lines of an overlay with the ids and core texts of today."""
    lines = _lines(file)
    for number in reversed(range(len(overlay.front.entries))):  # from below: the lines above keep their numbers
        change = told[id(overlay.front.entries[number])]
        new = {"was": change.core} if change.state == "drifted" else {}
        new |= {"block": change.name} if change.state in {"applied", "drifted"} else {}
        for key in sorted(new, key=lambda key: -overlay.line(("entries", number, key))):
            if getattr(change.entry, key) != new[key]:
                _renew(lines, overlay.line(("entries", number, key)) - 1, key, new[key], file)
    return lines


def _means(lines: list[str], told: dict[int, Change]) -> bool:
    """Whether a file that was written anew says what it should: edition.yml the version of the core, an overlay the
    changes that it said before, with the core text of today."""
    try:
        value, _ = load("\n".join(lines) + "\n")
        if isinstance(value, dict):
            return value["core"] == __version__
        had = {(one.entry.do, one.entry.text, tidy(one.core or one.entry.was)) for one in told.values()}
        return all((one["do"], one.get("text", ""), tidy(one["was"])) in had for one in value)
    except (YamlError, KeyError, TypeError):
        return False


def _renew(lines: list[str], start: int, key: str, text: str, file: Path) -> None:
    """Put another text behind a key, in a file that people have written: all other lines and comments stay."""
    found = re.match(rf"(\s*(?:- +)?){key}:", lines[start])
    if not found:
        raise WrongUse(
            f"{file}: line {start + 1} does not begin with {key}: as `edition blocks` writes it; change it by hand"
        )
    end = start + 1
    while end < len(lines) and (not lines[end].strip() or _indent(lines[end]) > len(found.group(1))):
        end += 1
    while not lines[end - 1].strip():  # blank lines belong to what follows
        end -= 1
    plain = key == "block" and re.fullmatch(r"[a-z][a-z0-9_.-]*-[0-9a-f]{4}[0-9_+]*", text)
    value = text if plain else json.dumps(text, ensure_ascii=False)
    lines[start:end] = [f"{found.group(1)}{key}: {value}"]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _yaml(value: object) -> str:
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=110)


def blocks_of(library: Library, path: str) -> str:
    """The blocks of a core document as entries to copy into an overlay."""
    document = next((one for one in library.documents() if one.path == path), None)
    if document is None:
        raise WrongUse(f"the core has no document “{path}”; give a path such as docs/safety.md")
    return _yaml(
        [
            {"block": name, "do": "replace", "was": block.text, "text": block.text}
            for name, block in [*front_ids(document), *block_ids(document.body)]
        ]
    )


def slots_csv(edition: Edition, library: Library) -> str:
    """Every slot with what the edition says, as a table for a spreadsheet. Its first character tells Excel that it is
    UTF-8."""
    facts = edition.facts(library)
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for slot in edition.slot_list(library):
        fact = facts.get(slot.name)
        own = [getattr(fact, key) for key in _OWN] if fact else [""] * len(_OWN)
        row = [slot.name, slot.type, "yes" if slot.required else "no", slot.label, slot.description, *own]
        writer.writerow(["" if cell is None else cell for cell in row])
    known = {slot.name for slot in edition.slot_list(library)}
    for name, fact in facts.items():
        if name not in known:  # it stays until somebody decides
            row = [name, "", "", "not in the core any more", "", *(getattr(fact, key) for key in _OWN)]
            writer.writerow(["" if cell is None else cell for cell in row])
    return out.getvalue()


def facts_of(project: Project, folder: Path, library: Library) -> tuple[list[Slot], tuple[SlotFact, ...]]:
    """The slots of an edition and the facts it has so far; no facts where slots.yml cannot be read."""
    content = read_content(project, folder, library, Problems())
    own = content.slots.front.entries if content and content.slots else ()
    facts = read_yaml(project, folder / "slots.yml", SlotFacts, Problems())
    return [*library.slots.front.entries, *own], facts.front.entries if facts else ()


def slots_from_csv(
    slots: Iterable[Slot], facts: Iterable[SlotFact], data: bytes, where: str, problems: Problems
) -> str:
    """slots.yml from such a table, as a spreadsheet saves it: with commas, semicolons or tabs. Only names and the
    columns that a group fills in are read. What the table does not name stays as it is in `facts`. Rows that are wrong
    are reported with their number in the table (`where`). Raises WrongUse when it is no such table."""
    rows = _rows(data)
    known, old, seen = {slot.name: slot for slot in slots}, {fact.name: fact.model_dump() for fact in facts}, set()
    made: dict[str, dict] = {}
    for number, row in enumerate(rows, 2):
        name = (row["name"] or "").strip()
        if not any((cell or "").strip() for cell in row.values()):
            continue
        if name in seen:
            problems.add("GP702", where, number, f"“{name}” stands here twice", "take one row out")
        seen.add(name)
        entry: dict = {"name": name, "value": (row["value"] or "").strip()}
        for key in _OWN[1:]:
            cell = (row[key] or "").strip() if key in row else old.get(name, {}).get(key)
            if cell:
                digits = key == "verify_every" and str(cell).isascii() and str(cell).isdigit()
                entry[key] = int(cell) if digits else cell
        if entry["value"] or len(entry) > 2:
            made[name] = entry
            _check_row(entry, known, where, number, problems)
    for name, fact in old.items():
        if name not in seen and (fact["value"] or fact["usually"]):
            made[name] = {key: value for key, value in fact.items() if value or key == "value"}
    labels = {name: known[name].label if name in known else "not in the core any more" for name in made}
    return _SLOTS + ("".join(f"# {labels[name]}\n{_yaml([entry])}" for name, entry in made.items()) or "[]\n")


def _rows(data: bytes) -> list[dict[str, str]]:
    try:
        text = data.decode("utf-8-sig").replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        raise WrongUse("the table is not UTF-8: save it again as “CSV UTF-8” in your spreadsheet program") from None
    text = re.sub(r"^sep=.\n", "", text)
    head = text.split("\n", 1)[0]
    try:
        table = list(csv.reader(io.StringIO(text), delimiter=max(",;\t", key=head.count)))
    except csv.Error as error:
        raise WrongUse(f"the table cannot be read: {error}") from None
    names = [name.strip() for name in table[0]] if table else []
    if not {"name", "value"} <= set(names):
        raise WrongUse("the table needs the columns name and value; `edition slots` writes one to start from")
    if wrong := [name for name in names if name and (name not in _COLUMNS or names.count(name) > 1)]:
        raise WrongUse(f"the column “{wrong[0]}” is unknown or stands there twice; columns are: {', '.join(_COLUMNS)}")
    return [dict(zip(names, [*row, *[""] * len(names)], strict=False)) for row in table[1:]]


def _check_row(entry: dict, known: dict[str, Slot], where: str, number: int, problems: Problems) -> None:
    found = Problems()
    parsed = parse(where, _yaml([entry]), 0, SlotFacts, found)
    for problem in found:
        problems.add(problem.code, where, number, problem.what.removeprefix("entries."), problem.fix)
    if parsed is None:
        return
    fact: SlotFact = parsed[0].entries[0]
    if fact.name not in known:
        problems.add(
            "GP702", where, number, f"the core has no slot “{fact.name}”", "copy the name from the first table"
        )
        return
    for key, text in (("value", fact.value), ("usually", fact.usually)):
        if why := wrong(known[fact.name], text, key):
            problems.add("GP703", where, number, f"“{fact.name}”: {why}", "correct it, or leave it empty")


def new_edition(project: Project, library: Library, name: str) -> list[Path]:
    """Write the skeleton of an edition, by id below editions/ or as a folder of its own. Never overwrites a file."""
    if not re.search(r"[A-Za-z0-9]", Path(name).name):
        raise WrongUse(f"“{name}” has no letters a-z or digits to make an id of")
    own = Path(name).name == name  # no path: one of ours
    folder = project.editions / edition_id(Path(name)) if own else Path(name).resolve()
    if not own and any(folder == place or place in folder.parents for place in project.sources):
        raise WrongUse(f"{folder} holds the sources of the core; choose another folder")
    required = [slot for slot in library.slots.front.entries if slot.required]
    entries = "".join(
        f"# {slot.label} ({slot.type}; check every {MONTHS[slot.type]} months)\n# {slot.description}\n"
        f'- name: {slot.name}\n  value: ""\n'
        for slot in required
    )
    files = {
        folder / "edition.yml": _EDITION.format(
            name=edition_id(folder).replace("-", " ").capitalize(), version=__version__
        ),
        folder / "slots.yml": _SLOTS + entries,
        folder / "keys.yml": _KEYS
        + "".join(
            f'- item: {name}\n  was: {json.dumps(str(item.text), ensure_ascii=False)}\n  key: ""\n'
            for name, item in library.local_items().items()
        ),
        folder / "overlay" / "README.txt": _OVERLAY,
        folder / "CHECKLIST.txt": _CHECKLIST.format(id=folder.name if own else name),
    }
    return project.write_new(files)


_EDITION = """# A local edition of Good Practice. Change what stands after the colons; keep the words before them.
# A line that begins with # does nothing: take the # away to use it.

name: "{name}"            # as readers see it
country: null              # two letters, such as KE; or null
languages: [en]            # codes of the languages you want, such as [en, es]
written_in: en             # the language of your own texts: changed passages, sessions, handouts, cases
core: {version}              # the core that this edition was made against; `goodpractice edition accept` writes it
paper: both                # a4, letter or both
example: false             # true: a worked example that nobody should use

# How readers reach you, in plain words. Only what you give out in public. Empty: your site names no contact.
contact: ""

# Where your site is published; leave it out until you know.
# address: https://example.org/training

# The names that audiences have where you are. The ids stand in docs/data/taxonomy.yml.
# audiences:
#   au-municipal: "Officers of the town council"

# Words to swap, each form on its own line. Names, titles and quotations stay as they are.
# terms:
#   - {{lang: en, from: "municipal officers", to: "council officers"}}

# Your look. The logo is logo.svg or logo.png beside this file, 40 KB at most. White text must be readable on the
# colour.
# branding:
#   logo: logo.svg
#   colour: "#7a1f3d"
"""
_SLOTS = """# Local facts. Leave a value empty ("") when you are not sure: an empty line is safer than a wrong number.
# value: plain text. verified: the day somebody checked it, such as 2027-03-01. verified_by: a role, no names.
# verify_every: months until the next check; leave it out for the usual time.
# usually (laws only): what usually happens, in general words. No names, no places, no story of one person.
"""
_KEYS = """# The answers of test items that depend on local law, from a lawyer. key: "true", "false", or "" when
# it is not certain: then nobody scores the item. verified, verified_by and verify_every as in slots.yml.
"""
_OVERLAY = """Changes to single passages stand here, one file for each core document, under the same path with .yml:
overlay/docs/safety.yml changes docs/safety.md. To see the passages of a document:

  goodpractice edition blocks docs/safety.md

Copy the entries you want, set do to replace, before, after or remove, and write your text after text:.
"""
_CHECKLIST = """What to do first

1. edition.yml: name, country, languages, paper.
2. slots.yml, or as a table: goodpractice edition slots {id} --out facts.csv, fill in, then --from facts.csv
   First the emergency number, the lawyer, the hotline, the law lines. Ring every number yourself.
3. Read the handouts you will use with sex workers where you are. Note what must change.
   Then keys.yml: the lawyer's answers to the test items that begin with “Law here”.
4. overlay/: the passages that must say something else.
5. What the core lacks: docs/case-studies/, modules/<module>/sessions/ and handouts/ in this folder, as in the core.
6. goodpractice edition status {id}: what is missing.
7. goodpractice build --edition {id}: your site and sheets. DRAFT stands on every sheet that lacks a fact.
8. Your own texts in other languages: goodpractice translate extract --edition {id}
"""
