"""What a careful reviewer would notice in a catalogue. Nothing here changes what readers see.

A finding that somebody has looked at and found right is silenced by a row in `translations/<lang>/waivers.csv`: hash of
the message (as in sign-offs), rule, reason and role. What `guard` refuses cannot be waived.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from goodpractice.markup import CITATION, DIRECTIVE, LINK
from goodpractice.model import Library
from goodpractice.problems import Problems
from goodpractice.project import Project
from goodpractice.translate.catalogue import Entry, read_catalogues
from goodpractice.translate.glossary import Glossary, read_glossary
from goodpractice.translate.guard import PLACE, numbers
from goodpractice.translate.merge import updated
from goodpractice.translate.messages import Message, by_domain
from goodpractice.translate.reviews import digest, read_rows


@dataclass(frozen=True)
class Finding:
    code: str
    what: str
    fix: str


def check_language(project: Project, library: Library, lang: str, problems: Problems, deep: bool = True) -> None:
    """Report everything about the catalogues of a language: what cannot be used, what is missing, what to look at.
    `deep` also asks whether the files are as `extract` would write them."""
    wanted = by_domain(library)
    catalogues = read_catalogues(project, wanted, lang, problems)
    glossary = read_glossary(project, lang, problems)
    waivers = _Waivers(project, lang, problems)
    seen: dict[str, dict[str, tuple[str, int]]] = defaultdict(dict)
    for name, needed in wanted.items():
        found = catalogues[name]
        for message in needed:
            entry = found.entries.get(message.key)
            if entry is None:
                continue
            hashed = digest(message.context, message.text, entry.text)
            for finding in findings(message, entry, lang, glossary):
                if not waivers.covers(hashed, finding.code):
                    problems.add(finding.code, found.path, entry.line, finding.what, finding.fix)
            if not message.context and len(message.text.split()) > 1:
                seen[message.text].setdefault(entry.text, (found.path, entry.line))
            elif waivers.covers(hashed, "GP420"):
                pass
    _inconsistent(seen, problems)
    waivers.report()
    if deep:
        check_files(project, library, lang, problems)


def check_files(project: Project, library: Library, lang: str, problems: Problems) -> None:
    """Report catalogues that `extract` would write anew, and program flags on prose."""
    from goodpractice.translate.catalogue import catalogue_path

    for (code, name), made in updated(project, library, Problems(), lang).items():
        path = catalogue_path(project, code, name) if code else project.translations / "pot" / f"{name}.pot"
        text = str(made)
        if not path.exists() or path.read_text("utf-8").strip() != text.strip():
            problems.add(
                "GP405",
                project.relative(path),
                1,
                "this file is older than the English",
                "run `goodpractice translate extract`",
            )
        for entry in made if code else ():
            for flag in entry.flags:
                if flag.endswith("-format"):
                    problems.add(
                        "GP424",
                        project.relative(path),
                        max(1, entry.linenum or 1),
                        f"the message “{entry.msgid[:40]}” carries the flag {flag}",
                        "delete the flag; the text is prose",
                    )


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
        self.path = project.translations / lang / "waivers.csv"
        self.where = project.relative(self.path)
        self.problems = problems
        rows = read_rows(project, self.path, ("message", "rule", "reason", "by"), problems)
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
    if re.search(r" {2}", text):
        yield Finding("GP413", "two spaces in a row", "take one out")
    if (one := _ending(english)) != (two := _ending(text)) and message.kind != "word":
        yield Finding("GP414", f"the English ends with {one}, this with {two}", "end it like the English")
    if text == english and _looks_english(english):
        yield Finding("GP415", "this is the English text", "translate it")
    if wrong := _wrong_script(english, text, lang):
        yield Finding("GP416", wrong, "check that the right text was pasted")
    for term, word in glossary.avoided(english, text):
        yield Finding(
            "GP417", f"“{word}” is a word to avoid", f"use “{term.target}”" if term.target else "see the glossary"
        )
    for term in glossary.missing(english, text):
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
    text = PLACE.sub(" ", CITATION.sub(" ", DIRECTIVE.sub(" ", text)))
    return LINK.sub(lambda m: m.group(2), text)


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


_SCRIPTS = {
    "ru": "CYRILLIC",
    "uk": "CYRILLIC",
    "ky": "CYRILLIC",
    "zh": "CJK",
    "ar": "ARABIC",
    "fa": "ARABIC",
    "hi": "DEVANAGARI",
    "mr": "DEVANAGARI",
}


def _wrong_script(english: str, text: str, lang: str) -> str | None:
    """Words that are not in the script of the language; words that stand in the English too do not count."""
    wanted = _SCRIPTS.get(lang.split("-")[0], "LATIN")
    kept = set(re.findall(r"\w+", english))
    letters = [c for word in re.findall(r"[^\W\d_]+", _words(text)) if word not in kept for c in word]
    if len(letters) < 4:
        return None
    if wanted == "LATIN" and "".join(letters).isascii():
        return None
    right = sum(1 for c in letters if unicodedata.name(c, "").startswith(wanted))
    if right * 2 < len(letters):
        return f"most of this is not in the script of the language ({wanted.title()})"
    return None
