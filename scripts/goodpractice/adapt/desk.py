"""The editor's desk: what an edition changes and lacks, blocks to change, facts as a spreadsheet, a new edition."""

from __future__ import annotations

import csv
import datetime
import difflib
import io
from pathlib import Path

import yaml

from goodpractice.adapt.edition import Edition, edition_id
from goodpractice.adapt.overlay import Change, block_ids
from goodpractice.adapt.slots import MONTHS, due, usable
from goodpractice.model import Library
from goodpractice.problems import WrongUse
from goodpractice.project import Project
from goodpractice.read.documents import ID

_COLUMNS = ("name", "type", "required", "label", "description", "value", "verified", "verified_by", "verify_every")
_SOON = datetime.timedelta(days=30)


def status_lines(edition: Edition, library: Library, changes: list[Change]) -> list[str]:
    """What an edition changes, which required facts are missing or due soon, and where the core has moved on."""
    today = datetime.date.today()
    facts = {fact.name: fact for fact in edition.slots.front.entries}
    lines = [f"{edition.front.front.name} ({edition.id})"]
    missing, soon, filled = [], [], 0
    for slot in library.slots.front.entries:
        fact = facts.get(slot.name)
        if usable(slot, fact, today):
            filled += 1
            by = due(slot, fact)
            if by and by <= today + _SOON:
                soon.append(f"  {slot.name}: check it again by {by}")
        elif slot.required:
            missing.append(f"  {slot.name}: {slot.label}")
    lines.append(f"{filled} facts filled in and checked, {len(missing)} required ones open")
    lines += [*missing, *(["due within 30 days:", *soon] if soon else [])]
    lines.append(f"{len(changes)} changed passages")
    for change in changes:
        lines.append(f"  {change.state:9} {change.document} {change.entry.block} ({change.entry.do})")
        if change.state == "drifted":
            lines.append(f"            {word_diff(change.entry.was, change.core)}")
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


def accept(edition: Edition, changes: list[Change]) -> list[Path]:
    """Say of every drifted change that it holds for the core text of today. Returns the files written."""
    written = []
    for path, overlay in edition.overlays.items():
        drifted = {id(c.entry): c for c in changes if c.document == path and c.state == "drifted"}
        if not drifted:
            continue
        file = edition.folder / "overlay" / Path(path).with_suffix(".yml")
        entries = [
            {**entry.model_dump(), **({"was": drifted[id(entry)].core} if id(entry) in drifted else {})}
            for entry in overlay.front.entries
        ]
        head = "".join(line for line in file.read_text("utf-8").splitlines(True) if line.startswith("#"))
        file.write_text(head + _yaml(entries), "utf-8")
        written.append(file)
    return written


def _yaml(value: object) -> str:
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=110)


def blocks_of(library: Library, path: str) -> str:
    """The blocks of a core document as entries to copy into an overlay."""
    document = next((one for one in library.documents() if one.path == path), None)
    if document is None:
        raise WrongUse(f"the core has no document “{path}”; give a path such as docs/safety.md")
    return _yaml(
        [{"block": name, "do": "replace", "was": b.text, "text": b.text} for name, b in block_ids(document.body)]
    )


def slots_csv(edition: Edition, library: Library) -> str:
    """Every slot with what the edition says, as a table for a spreadsheet."""
    facts = {fact.name: fact for fact in edition.slots.front.entries}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for slot in library.slots.front.entries:
        fact = facts.get(slot.name)
        own = (fact.value, fact.verified, fact.verified_by, fact.verify_every) if fact else ("", "", "", "")
        row = [slot.name, slot.type, "yes" if slot.required else "no", slot.label, slot.description, *own]
        writer.writerow(["" if cell is None else cell for cell in row])
    return out.getvalue()


def slots_from_csv(edition: Edition, text: str) -> str:
    """slots.yml from such a table. Only names and the last four columns are read."""
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    if not rows or not {"name", "value"} <= set(rows[0]):
        raise WrongUse("the table needs the columns name and value; `edition slots` writes one to start from")
    entries = []
    for row in rows:
        entry: dict = {"name": (row["name"] or "").strip(), "value": (row["value"] or "").strip()}
        for key in ("verified", "verified_by", "verify_every"):
            if cell := (row.get(key) or "").strip():
                entry[key] = int(cell) if key == "verify_every" and cell.isdigit() else cell
        if entry["value"] or len(entry) > 2:
            entries.append(entry)
    return _SLOTS + (_yaml(entries) if entries else "[]\n")


def new_edition(project: Project, library: Library, name: str) -> list[Path]:
    """Write the skeleton of an edition, by id below editions/ or as a folder of its own. Never overwrites a file."""
    folder = project.root / "editions" / name if ID.match(name) else Path(name).resolve()
    if not ID.match(edition_id(folder)):
        raise WrongUse(f"“{name}” has no letters to make an id of")
    required = [slot for slot in library.slots.front.entries if slot.required]
    entries = "".join(
        f"# {slot.label} ({slot.type}; check every {MONTHS[slot.type]} months)\n# {slot.description}\n"
        f'- name: {slot.name}\n  value: ""\n'
        for slot in required
    )
    files = {
        folder / "edition.yml": _EDITION.format(name=edition_id(folder).replace("-", " ").capitalize()),
        folder / "slots.yml": _SLOTS + entries,
        folder / "overlay" / "README.txt": _OVERLAY,
        folder / "CHECKLIST.txt": _CHECKLIST,
    }
    return project.write_new(files)


_EDITION = """# A local edition of Good Practice. Change what stands after the colons; keep the words before them.
name: "{name}"            # as readers see it
country: null              # two letters, such as KE; or null
languages: [en]            # codes of the languages you want, such as [en, es]
example: false             # true: a worked example that nobody should use
"""
_SLOTS = """# Local facts. Leave a value empty ("") when you are not sure: an empty line is safer than a wrong number.
# value: plain text. verified: the day somebody checked it, such as 2027-03-01. verified_by: a role, no names.
# verify_every: months until the next check; leave it out for the usual time.
"""
_OVERLAY = """Changes to single passages stand here, one file for each core document, under the same path with .yml:
overlay/docs/safety.yml changes docs/safety.md. To see the passages of a document:

  goodpractice edition blocks docs/safety.md

Copy the entries you want, set do to replace, before, after or remove, and write your text after text:.
"""
_CHECKLIST = """What to do first

1. edition.yml: name, country, languages.
2. slots.yml, or as a table: goodpractice edition slots ID --out facts.csv, fill in, then --from facts.csv
   First the emergency number, the lawyer, the hotline, the law lines. Ring every number yourself.
3. Read the handouts you will use with sex workers where you are. Note what must change.
4. overlay/: the passages that must say something else.
5. goodpractice edition status ID: what is missing.
6. goodpractice build --edition ID: your site and sheets. DRAFT stands on every sheet that lacks a fact.
"""
