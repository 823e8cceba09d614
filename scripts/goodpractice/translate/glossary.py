"""Terms to use and to avoid, and their export for translation editors.

`translations/glossary.csv` lists the terms in English; `translations/<lang>/glossary.csv` says how a language puts
them. Word stems stand in both, because most languages bend their words: `секс-работни` finds every case of the word,
and `sex work!` does not find “sex worker”.
The English list of words to avoid is `translations/en/glossary.csv`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from xml.etree import ElementTree

from goodpractice.problems import Problems
from goodpractice.project import Project
from goodpractice.translate.reviews import read_rows

_MASTER = ("id", "term", "forms", "definition")
_TARGET = ("id", "target", "forms", "forbidden", "note")


@dataclass(frozen=True)
class Term:
    """One concept. `forms` are stems that count as the term; `forbidden` are stems to avoid in the target language."""

    id: str
    term: str
    definition: str
    target: str
    forms: tuple[str, ...]
    english: tuple[str, ...]
    forbidden: tuple[str, ...]
    note: str

    @cached_property
    def in_english(self) -> re.Pattern:
        return _pattern(self.english)

    @cached_property
    def in_target(self) -> re.Pattern | None:
        return _pattern(self.forms) if self.forms else None

    @cached_property
    def avoided(self) -> re.Pattern | None:
        return _pattern(self.forbidden) if self.forbidden else None


@dataclass(frozen=True)
class Glossary:
    """The terms of one language."""

    lang: str
    terms: tuple[Term, ...] = ()

    @cached_property
    def _any_avoided(self) -> re.Pattern:
        return _pattern(tuple(stem for term in self.terms for stem in term.forbidden) or ("\0",))

    def avoided(self, english: str, translation: str) -> Iterator[tuple[Term, str]]:
        """Terms to avoid that a translation uses. Where the English itself quotes a word to avoid, it may too."""
        if not self._any_avoided.search(translation):
            return
        for term in self.terms:
            found = term.avoided.search(translation) if term.avoided else None
            if found and not _QUOTED.search(english):
                yield term, found.group()

    def missing(self, english: str, translation: str) -> Iterator[Term]:
        """Terms of the English that a translation puts in other words."""
        lowered = english.casefold()
        for term in self.terms:
            if not term.in_target or not any(stem.rstrip(_ENDS).casefold() in lowered for stem in term.english):
                continue  # the quick look saves most of the time of a slow one
            if term.in_english.search(english) and not term.in_target.search(translation):
                yield term


_QUOTED = re.compile(
    r"prostitut|hooker|whore|harlot|streetwalker|tart\b|slut|\bvice\b|sex slave|sells? (?:her|his|their) bod|rescu|pimp"
    r"|trafficked|fallen|call girl|\bjohn\b|punter|[“‘\"']",
    re.I,
)
"""English that cites words to avoid: a list of them, a quotation, a law."""


_ENDS = "!"  # behind a stem in a glossary: the word ends here


def _pattern(stems: tuple[str, ...]) -> re.Pattern:
    """Stems at the start of a word, and at its end with a `!`; scripts without spaces between words match anywhere."""
    made = []
    for stem in stems:
        end = r"(?!\w)" if stem.endswith(_ENDS) else ""
        made.append(("" if unspaced(stem) else r"(?<!\w)") + re.escape(stem.rstrip(_ENDS)) + end)
    return re.compile("|".join(made), re.I)


def unspaced(stem: str) -> bool:
    """Whether a text is in a script that writes words together, or joins small ones to them."""
    return any("\u0e00" <= c <= "\u0eff" or "\u3040" <= c <= "\u9fff" or "\u0600" <= c <= "\u06ff" for c in stem)


def read_glossary(project: Project, lang: str, problems: Problems) -> Glossary:
    """The terms of a language; empty when it has no glossary."""
    folder = project.translations
    english = {
        row["id"]: (number, row) for number, row in read_rows(project, folder / "glossary.csv", _MASTER, problems)
    }
    made: dict[str, Term] = {}  # what an edition decides comes after the core, and counts
    tables = [
        (p, rows) for p in project.tables(lang, "glossary.csv") for rows in read_rows(project, p, _TARGET, problems)
    ]
    for path, (number, row) in tables:
        if row["id"] not in english:
            problems.add(
                "GP422",
                project.relative(path),
                number,
                f"no term “{row['id']}” in translations/glossary.csv",
                "add the English term there, or correct the id",
            )
            continue
        _, term = english[row["id"]]
        made[row["id"]] = Term(
            row["id"],
            term["term"],
            term["definition"],
            row["target"],
            _stems(row["forms"]) or _stems(row["target"]),
            _stems(term["forms"]) or (term["term"],),
            _stems(row["forbidden"]),
            row["note"],
        )
    return Glossary(lang, tuple(made.values()))


def _stems(cell: str) -> tuple[str, ...]:
    return tuple(stem.strip() for stem in cell.split("|") if stem.strip())


def as_weblate(glossary: Glossary) -> str:
    """CSV as Weblate imports it: one row a term, and one, marked forbidden, for each word to avoid."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(["source", "target", "translator_comments", "developer_comments"])
    for term in glossary.terms:
        table.writerow([term.term, term.target, term.note, term.definition])
        for word in term.forbidden:
            table.writerow([term.term, word, "forbidden", term.definition])
    return out.getvalue()


def as_omegat(glossary: Glossary) -> str:
    """Tab-separated text for OmegaT's glossary folder."""
    lines = []
    for term in glossary.terms:
        note = "; ".join(
            part for part in (term.note, "avoid: " + ", ".join(term.forbidden) if term.forbidden else "") if part
        )
        lines.append("\t".join([term.term, term.target, note]))
    return "\n".join(lines) + "\n"


def as_tbx(glossary: Glossary) -> str:
    """TBX (basic), with words to avoid as deprecated terms."""
    ElementTree.register_namespace("xml", "http://www.w3.org/XML/1998/namespace")
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    root = ElementTree.Element("martif", {"type": "TBX", lang: "en"})
    header = ElementTree.SubElement(ElementTree.SubElement(root, "martifHeader"), "fileDesc")
    ElementTree.SubElement(ElementTree.SubElement(header, "sourceDesc"), "p").text = "Good Practice glossary"
    body = ElementTree.SubElement(ElementTree.SubElement(root, "text"), "body")
    for term in glossary.terms:
        entry = ElementTree.SubElement(body, "termEntry", {"id": term.id})
        if term.definition:
            ElementTree.SubElement(entry, "descrip", {"type": "definition"}).text = term.definition
        for code, words in (
            ("en", [(term.term, "")]),
            (glossary.lang, [(term.target, ""), *((w, "no") for w in term.forbidden)]),
        ):
            language = ElementTree.SubElement(entry, "langSet", {lang: code})
            for word, status in words:
                tig = ElementTree.SubElement(language, "tig")
                ElementTree.SubElement(tig, "term").text = word
                if status:
                    note = ElementTree.SubElement(tig, "termNote", {"type": "administrativeStatus"})
                    note.text = "deprecatedTerm-admn-sts"
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


EXPORTS = {"tbx": as_tbx, "weblate": as_weblate, "omegat": as_omegat}
