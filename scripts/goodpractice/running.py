"""`goodpractice agenda`: from what the user typed to a run sheet."""

from __future__ import annotations

import re
from argparse import Namespace
from datetime import date
from difflib import get_close_matches

from goodpractice.compose.agenda import Pause, agenda, clock
from goodpractice.pipeline import adapt_to, in_language, published
from goodpractice.problems import Problems, WrongUse
from goodpractice.project import Project
from goodpractice.render.run_sheet import as_calendar, as_csv, as_text


def run_sheet(project: Project, problems: Problems, wish: Namespace) -> str | None:
    """The run sheet as text, or None after reporting problems with the content or the length of a day.

    `wish` holds the options of the command as typed: module, format, start, end, breaks, group, lang, date, ics, csv
    and titles.
    """
    start = _minutes("--start", wish.start)
    end = _minutes("--end", wish.end) if wish.end else None
    pauses = _pauses(wish.breaks)
    first = _date(wish.date)
    if wish.ics and first is None:
        raise WrongUse("--ics needs --date, such as --date 2027-03-01")
    if wish.group is not None and not 1 <= wish.group <= 500:
        raise WrongUse("--group takes a number of people from 1 to 500")
    english = published(project, problems)
    if english is not None and wish.edition:
        adapted = adapt_to(project, english, wish.edition, problems)
        project, english = (adapted.project, adapted.library) if adapted else (project, None)
    if english is None:
        return None
    _pick("language", wish.lang, {language.code: language for language in english.languages.front.entries})
    library, words = in_language(project, english, wish.lang, problems)
    module = _pick("module", wish.module, library.modules)
    way = _pick(f"format of {module.id}", wish.format, {way.id: way for way in module.structure.front.formats})
    days = agenda(module, way, start, pauses)
    for number, day in enumerate(days, 1):
        if end is not None and day[-1].end > end:
            problems.add(
                "GP213",
                module.structure.path,
                module.structure.line(("formats",)),
                f"day {number} of format “{way.id}” ends at {clock(day[-1].end)}, {day[-1].end - end} minutes after "
                f"{clock(end)}",
                "start earlier, shorten the breaks, or choose a shorter format",
            )
    if problems.blocking():
        return None
    if wish.ics:
        return as_calendar(module, way, days, words, first, wish.titles)
    if wish.csv:
        return as_csv(module, way, days, words)
    return as_text(library, module, way, days, words, wish.group or module.structure.front.group.ideal)


def _minutes(option: str, text: str) -> int:
    match = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", text.strip())
    if not match:
        raise WrongUse(f"{option} takes a time such as 09:00, not “{text}”")
    return int(match.group(1)) * 60 + int(match.group(2))


def _pauses(text: str | None) -> list[Pause] | None:
    if text is None:
        return None
    if text.strip() == "none":
        return []
    made = []
    for piece in text.split(","):
        at, _, length = piece.strip().partition("/")
        if not length.isdigit() or not 1 <= int(length) <= 180:
            raise WrongUse(f"--breaks takes HH:MM/MINUTES (1 to 180), such as 10:30/15,12:30/60, not “{piece.strip()}”")
        made.append(Pause(_minutes("--breaks", at), int(length)))
    return made


def _date(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise WrongUse(f"--date takes a day such as 2027-03-01, not “{text}”") from None


def _pick(what: str, name: str, known: dict):
    if name not in known:
        close = get_close_matches(name, known, 1)
        hint = f"did you mean “{close[0]}”?" if close else f"there are: {', '.join(known)}"
        raise WrongUse(f"there is no {what} “{name}”; {hint}")
    return known[name]
