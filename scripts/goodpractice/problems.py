"""Rules, and the problems they find.

Every stage reports to a `Problems` collection; nothing is raised for bad content. A problem is shown as
`path:line: GP123 error: what is wrong — what to do`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass


class WrongUse(Exception):
    """Why a command cannot do what it was asked, in words for the person who asked."""


@dataclass(frozen=True)
class Rule:
    """A numbered rule. `severity` is `error` (stops a build), `warning` (stops `--final`) or `advice`."""

    code: str
    severity: str
    title: str


_RULES = [
    # Files and front matter
    Rule("GP101", "error", "The file is not UTF-8 text."),
    Rule("GP102", "error", "The front matter is missing or not closed."),
    Rule("GP103", "error", "The YAML cannot be read, repeats a key, or uses anchors or tags."),
    Rule("GP104", "error", "A key is unknown."),
    Rule("GP105", "error", "A required key is missing."),
    Rule("GP106", "error", "A value has the wrong type or is not one of those allowed."),
    Rule("GP107", "error", "A file name is not an id (a-z, 0-9 and hyphens)."),
    Rule("GP108", "error", "A file that is needed does not exist."),
    Rule("GP109", "error", "A published session stands in no format, or a handout in no session."),
    Rule("GP110", "error", "An id is used twice."),
    Rule("GP111", "error", "An id is named that does not exist."),
    # Structure of a training
    Rule("GP201", "error", "The sections of a document are missing, unknown or out of order."),
    Rule("GP202", "error", "The steps in the front matter and the step headings differ."),
    Rule("GP203", "error", "The minutes of the steps do not sum to the session."),
    Rule("GP204", "error", "The minutes of the sessions do not sum to the format."),
    Rule("GP205", "error", "A lecture is over 15 minutes, or less than half of a session is interactive."),
    Rule("GP206", "error", "No step teaches an objective."),
    Rule("GP207", "error", "No test item measures an objective."),
    Rule("GP208", "error", "A step does not say what to do or say, or a session lacks one of do, say, ask, watch."),
    Rule("GP209", "error", "A session has no stop rule, or no objective."),
    Rule("GP210", "error", "A session at high risk lacks its safety gate."),
    Rule("GP211", "error", "The team lacks people that its audience needs."),
    Rule("GP212", "error", "A test item depends on local law but has a fixed key, or the other way round."),
    Rule("GP213", "error", "A format takes longer than it may."),
    # Markdown
    Rule("GP301", "error", "Markdown is used that printables cannot show."),
    Rule("GP302", "error", "A call-out is of an unknown kind, or its title is wrong."),
    Rule("GP303", "error", "A link leads nowhere."),
    Rule("GP304", "error", "A citation names a source that is not listed."),
    Rule("GP305", "error", "A directive or slot is unknown."),
    Rule("GP306", "error", "A blank line is missing before a list, table or call-out."),
    Rule("GP307", "warning", "Minutes stand in prose, where they cannot follow the timetable."),
    Rule("GP308", "advice", "How readable a module is in English; over the target it says so."),
    # Translations
    Rule("GP401", "error", "A catalogue or the list of languages cannot be read."),
    Rule(
        "GP402",
        "warning",
        "A translated message is refused: it adds markup (HTML, attributes, code, pictures, templates).",
    ),
    Rule("GP403", "warning", "A catalogue lacks messages, or holds some whose English has changed."),
    Rule("GP404", "warning", "The header of a catalogue names another language, character set or plural rule."),
    Rule("GP405", "warning", "A template or catalogue is older than the English."),
    Rule(
        "GP406", "warning", "A translated message is refused: its slots, directives, citations or placeholders differ."
    ),
    Rule(
        "GP407",
        "warning",
        "A translated message is refused: a link, address or name with @ was added, lost or changed.",
    ),
    Rule(
        "GP408",
        "warning",
        "A translated message is refused: it has a number that the English does not have, or lost a long one.",
    ),
    Rule("GP409", "warning", "A translated message is refused: it holds hidden, control or look-alike characters."),
    Rule(
        "GP410",
        "error",
        "A language cannot be built: the lists of languages differ, or its code is not one that the site takes.",
    ),
    Rule("GP411", "warning", "Bold or italic marks differ from the English."),
    Rule("GP412", "warning", "A number of the English is missing."),
    Rule("GP413", "advice", "There is space at an end, or two spaces in a row."),
    Rule("GP414", "advice", "The end of the sentence differs: a question, a colon or a full stop was added or lost."),
    Rule("GP415", "warning", "A translation is the English text unchanged."),
    Rule("GP416", "warning", "A translation is mostly in the script of another language."),
    Rule("GP417", "warning", "A term is used that the glossary asks to avoid."),
    Rule("GP418", "advice", "A term of the glossary is translated in another way."),
    Rule("GP419", "warning", "A button, title or card is much longer than the English."),
    Rule("GP420", "advice", "The same English is translated in two ways."),
    Rule("GP421", "advice", "A text is not in Unicode's composed form (NFC)."),
    Rule("GP422", "warning", "A row of `reviews.csv`, `waivers.csv` or `glossary.csv` is wrong or of no use any more."),
    Rule("GP423", "error", "A translated page has other elements, ids or anchors than the English one."),
    Rule("GP424", "warning", "A message carries a program flag such as `python-format`."),
    Rule("GP425", "error", "An adapted page replaces nothing, or lacks a heading that others link to."),
    Rule("GP426", "warning", "The English of an adapted page has changed since."),
    # Printables and the finished site
    Rule("GP501", "error", "A printable cannot be made."),
    Rule("GP502", "warning", "A printable is a draft: nobody has reviewed its translation."),
    Rule("GP503", "warning", "A printable is larger than 300 KB."),
    Rule("GP504", "warning", "A printable has more pages than it should."),
    # Local editions
    Rule("GP701", "error", "An edition holds a link to another place, or too many files or bytes."),
    Rule("GP702", "error", "An edition fills a slot that does not exist, or one twice."),
    Rule("GP703", "error", "A local fact has the wrong shape."),
    Rule("GP704", "warning", "Nobody has checked a local fact, or not lately: it counts as empty."),
    Rule("GP705", "error", "An edition names a language that does not exist."),
    Rule("GP706", "warning", "An edition names something of the core that has another name now, or is gone."),
    Rule("GP707", "warning", "The core text under a local change has changed."),
    Rule("GP708", "warning", "A local change has lost its block, or two change the same one."),
    Rule("GP709", "warning", "A sheet of an edition lacks local facts: it carries the DRAFT mark."),
    Rule("GP710", "error", "An edition has a document under the name of one of the core."),
    Rule("GP711", "error", "A value of an edition names something unknown, or has marks in it."),
    Rule("GP712", "warning", "Nothing reads a file of an edition."),
    Rule("GP713", "error", "The logo or the colour of an edition is refused."),
    Rule("GP715", "error", "An edition answers a test item that does not depend on local law, or one twice."),
    Rule("GP714", "warning", "An edition is an example and nothing to use."),
    Rule("GP601", "error", "A page asks another host for something."),
    Rule("GP602", "advice", "Slots are empty: they print as lines to fill in."),
    Rule("GP112", "error", "A page that was published has gone, and nothing leads on from its address."),
    Rule("GP604", "advice", "No address of the site is given: what needs it is left out."),
    Rule("GP603", "error", "The site could not be built."),
]
RULES: dict[str, Rule] = {rule.code: rule for rule in _RULES}


@dataclass(frozen=True, order=True)
class Problem:
    """One finding. `path` is relative to the project; `line` counts from 1."""

    path: str
    line: int
    code: str
    what: str
    fix: str

    @property
    def severity(self) -> str:
        return RULES[self.code].severity

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.code} {self.severity}: {self.what} — {self.fix}"


class Problems:
    """Everything found in one run, without repetition."""

    def __init__(self) -> None:
        self._found: set[Problem] = set()

    def add(self, code: str, path: str, line: int, what: str, fix: str) -> None:
        """Record that rule `code` found `what` at `path:line`; `fix` tells the author what to do."""
        if code not in RULES:
            raise KeyError(f"no rule {code}")
        self._found.add(Problem(str(path), max(1, line), code, " ".join(what.split()), " ".join(fix.split())))

    def extend(self, problems: Iterable[Problem]) -> None:
        self._found.update(problems)

    def __iter__(self):
        return iter(sorted(self._found))

    def __len__(self) -> int:
        return len(self._found)

    def blocking(self, final: bool = False) -> list[Problem]:
        """Those that stop a build: errors; under `final` warnings too."""
        stops = {"error", "warning"} if final else {"error"}
        return [p for p in self if p.severity in stops]

    def as_json(self) -> str:
        """The same as a JSON list, for editors and scripts."""
        return json.dumps(
            [dict(path=p.path, line=p.line, code=p.code, severity=p.severity, what=p.what, fix=p.fix) for p in self],
            ensure_ascii=False,
            indent=1,
        )
