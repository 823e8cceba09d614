"""What a careful reviewer would notice in a catalogue. Nothing here changes what readers see.

A finding that somebody has looked at and found right is silenced by a row in `translations/<lang>/waivers.csv`: hash of
the message (as in sign-offs), rule, reason and role. What `guard` refuses cannot be waived.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from goodpractice.markup import CITATION, CODE_SPAN, DIRECTIVE, LINK
from goodpractice.model import Library
from goodpractice.problems import Problem, Problems
from goodpractice.project import Project
from goodpractice.translate.adapted import report_behind
from goodpractice.translate.catalogue import Catalogue, Entry, read_catalogues
from goodpractice.translate.glossary import Glossary, read_glossary
from goodpractice.translate.guard import PLACE, numbers
from goodpractice.translate.messages import Message, by_domain
from goodpractice.translate.reviews import digest, read_rows


@dataclass(frozen=True)
class Finding:
    code: str
    what: str
    fix: str


def check_all(
    project: Project, library: Library, langs: Iterable[str], problems: Problems, advice: bool = True
) -> None:
    """Look through the catalogues of several languages, side by side. Without `advice`, only what must be mended."""
    langs = list(langs)
    if len(langs) < 2:
        found = [_checked(project, library, lang) for lang in langs]
    else:
        with ProcessPoolExecutor(max_workers=min(len(langs), os.cpu_count() or 1)) as pool:
            found = list(pool.map(_checked, [project] * len(langs), [library] * len(langs), langs))
    ours = project.relative(project.local) if project.local else ""  # the catalogues of the core are not the edition's
    for made in found:
        problems.extend(p for p in made if (advice or p.severity != "advice") and p.path.startswith(ours))


def _checked(project: Project, library: Library, lang: str) -> list[Problem]:
    problems = Problems()
    check_language(project, library, lang, problems)
    return list(problems)


def check_language(project: Project, library: Library, lang: str, problems: Problems) -> None:
    """Report everything about the catalogues of a language: what cannot be used, what is missing, what to look at.
    Also whether the files are as `extract` would write them."""
    wanted = by_domain(library)
    catalogues = read_catalogues(project, wanted, lang, problems)
    glossary = read_glossary(project, lang, problems)
    waivers = _Waivers(project, lang, problems)
    seen: dict[str, dict[str, tuple[str, int]]] = defaultdict(dict)
    for name, needed in wanted.items():
        if not project.is_written(lang, name) or project.local and not project.catalogue(lang, name).exists():
            continue
        found = catalogues[name]
        _check_file(found, needed, problems)
        for message in needed:
            entry = found.entries.get(message.key)
            if entry is None:
                continue
            hashed = digest(message.context, message.text, entry.text)
            for finding in findings(message, entry, lang, glossary):
                if not waivers.covers(hashed, finding.code):
                    problems.add(finding.code, found.path, entry.line, finding.what, finding.fix)
            if not message.context and len(message.text.split()) > 1 and not waivers.covers(hashed, "GP420"):
                seen[message.text].setdefault(entry.text, (found.path, entry.line))
    _inconsistent(seen, problems)
    waivers.report()
    if project.local is None:
        report_behind(library, lang, problems)


def _check_file(found: Catalogue, needed: list[Message], problems: Problems) -> None:
    """Report a file that does not hold the messages of today's English, and program flags on prose."""
    wanted = {message.key for message in needed}
    new, old = wanted - found.keys.keys(), found.keys.keys() - wanted
    if new or old:
        problems.add(
            "GP405",
            found.path,
            1,
            f"this file is older than the English: it lacks {len(new)} messages and has {len(old)} that are gone",
            "run `goodpractice translate extract`",
        )
    for line, flag in found.flags:
        problems.add("GP424", found.path, line, f"this message carries the flag {flag}", "delete it; the text is prose")


def _inconsistent(seen: dict[str, dict[str, tuple[str, int]]], problems: Problems) -> None:
    for english, ways in seen.items():
        if len(ways) > 1:
            (first, _), *others = ways.items()
            for text, (path, line) in others:
                problems.add(
                    "GP420",
                    path,
                    line,
                    f"“{english[:50]}” is “{text[:50]}” here and “{first[:50]}” elsewhere",
                    "choose one, if the meaning is the same",
                )


class _Waivers:
    """Findings that somebody has looked at, and whether each is still of use."""

    def __init__(self, project: Project, lang: str, problems: Problems) -> None:
        path = project.written / lang / "waivers.csv"
        self.where = project.relative(path)
        self.problems = problems
        rows = read_rows(project, path, ("message", "rule", "reason", "by"), problems)
        self.rows = {(row["message"], row["rule"]): number for number, row in rows if row["reason"] and row["by"]}
        for number, row in rows:
            if not row["reason"] or not row["by"]:
                problems.add("GP422", self.where, number, "this waiver has no reason or no role", "add them")
        self.used: set[tuple[str, str]] = set()

    def covers(self, message: str, rule: str) -> bool:
        if (message, rule) in self.rows:
            self.used.add((message, rule))
            return True
        return False

    def report(self) -> None:
        for key, number in self.rows.items():
            if key not in self.used:
                self.problems.add(
                    "GP422",
                    self.where,
                    number,
                    f"nothing is found any more that this waives ({key[1]})",
                    "delete the row",
                )


def findings(message: Message, entry: Entry, lang: str, glossary: Glossary) -> Iterator[Finding]:
    """What to look at in one translation."""
    english, text = message.text, entry.text
    for mark, name in (("**", "bold"), ("*", "italic")):
        one, two = (_marks(t, mark) for t in (english, text))
        if one != two:
            yield Finding(
                "GP411", f"{name} marks differ: {one} in English, {two} here", f"put {mark} as in the English"
            )
            break
    if lost := sorted(set(numbers(_words(english))) - set(numbers(_words(text)))):
        yield Finding(
            "GP412", f"the number {', '.join(lost)} of the English is missing", "check that nothing was left out"
        )
    if entry.untidy:
        yield Finding("GP413", "it has space at an end, or twice in a row", "take it out")
    if (one := _ending(english)) != (two := _ending(text)) and message.kind != "word":
        yield Finding("GP414", f"the English ends with {one}, this with {two}", "end it like the English")
    if text == english and _looks_english(english):
        yield Finding("GP415", "this is the English text", "translate it")
    if wrong := _wrong_script(english, text, lang):
        yield Finding("GP416", wrong, "check that the right text was pasted")
    for term, word in glossary.avoided(_words(english), _words(text)):
        yield Finding(
            "GP417", f"“{word}” is a word to avoid", f"use “{term.target}”" if term.target else "see the glossary"
        )
    for term in glossary.missing(_words(english), _words(text)):
        yield Finding(
            "GP418", f"“{term.term}” is not put as “{term.target}”", "use the term, or add its form to the glossary"
        )
    if message.tight or message.kind in {"title", "heading"}:
        allowed = max(len(english) * (1.7 if message.tight else 2.2), len(english) + 25)
        if len(text) > allowed:
            yield Finding(
                "GP419", f"{len(text)} characters where the English has {len(english)}", "find a shorter wording"
            )
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        yield Finding("GP421", "this text is not in the composed form of Unicode (NFC)", "save it in that form")


def _marks(text: str, mark: str) -> int:
    text = text.replace("\\*", "")
    return text.count("**") if mark == "**" else text.replace("**", "").count("*")


def _words(text: str) -> str:
    """What a reader sees of a message: no link targets, slots, citations or code."""
    text = PLACE.sub(" ", CITATION.sub(" ", DIRECTIVE.sub(" ", text)))
    return LINK.sub(lambda m: m.group(2), CODE_SPAN.sub(" ", text))


_ENDS = {
    **dict.fromkeys("?？؟;", "a question mark"),
    **dict.fromkeys("!！", "an exclamation mark"),
    **dict.fromkeys(":：", "a colon"),
    **dict.fromkeys(".。．।۔", "a full stop"),
}
_CLOSERS = "”“’‘\"'»«)）]】」』*_… \u00a0\u202f"


def _ending(text: str) -> str:
    bare = DIRECTIVE.sub("", CITATION.sub("", text)).rstrip(_CLOSERS)
    last = bare[-1:]
    if last == ";" and not text.isascii():  # the Greek question mark looks like a semicolon
        return "no mark"
    return _ENDS.get(last, "no mark") if last != ";" else "no mark"


def _looks_english(text: str) -> bool:
    """More than a name, a code or a number: at least three words in small letters."""
    return len(re.findall(r"(?<![\w-])[a-z]{2,}(?![\w-])", _words(text))) >= 3


_LATIN = re.compile("[A-Za-z\u00aa-\u024f\u1e00-\u1eff]")
_SCRIPTS = {
    **dict.fromkeys(("ru", "uk", "ky", "bg", "sr"), ("Cyrillic", re.compile("[\u0400-\u052f]"))),
    **dict.fromkeys(("ar", "fa", "ur"), ("Arabic", re.compile("[\u0600-\u06ff\u0750-\u077f]"))),
    **dict.fromkeys(("hi", "mr", "ne"), ("Devanagari", re.compile("[\u0900-\u097f]"))),
    "zh": ("Chinese", re.compile("[\u3400-\u9fff]")),
}


def _wrong_script(english: str, text: str, lang: str) -> str | None:
    """Words that are not in the script of the language; words that stand in the English too do not count."""
    name, wanted = _SCRIPTS.get(lang.split("-")[0], ("Latin", _LATIN))
    if wanted is _LATIN and text.isascii():
        return None
    kept = set(re.findall(r"\w+", english))
    letters = "".join(word for word in re.findall(r"[^\W\d_]+", _words(text)) if word not in kept)
    if len(letters) >= 4 and len(wanted.findall(letters)) * 2 < len(letters):
        return f"most of this is not in the script of the language ({name})"
    return None
