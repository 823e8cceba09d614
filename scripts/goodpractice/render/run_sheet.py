"""A run sheet as text, CSV or iCalendar, for `goodpractice agenda`.

A calendar entry travels to phones and to companies' servers, where others see it. So it carries the code of a session
("POL-4") and no title, place or organiser, unless titles are asked for.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5

from icalendar import Calendar, Event

from goodpractice import __version__
from goodpractice.compose.agenda import Entry, clock, packing, step_titles, steps_of, words_of
from goodpractice.markup import plain
from goodpractice.model import Format, Library, Module
from goodpractice.words import Words

Days = Sequence[Sequence[Entry]]


def _name(entry: Entry, module: Module, words: Words) -> str:
    if entry.slice is None:
        return str(words("lunch" if entry.minutes >= 30 else "break"))
    return plain(module.sessions[entry.slice.session].front.title)


def _code(entry: Entry, module: Module) -> str:
    return module.code(entry.slice.session) if entry.slice else ""


def _day(way: Format, position: int, words: Words) -> str:
    key, n = way.when(position)
    return str(words(key, n=n))


def as_text(library: Library, module: Module, way: Format, days: Days, words: Words, people: int) -> str:
    """For a terminal, a text file or a message."""
    lines = [f"{plain(module.index.front.title)}: {plain(words_of(module, way).title)}"]
    for position, day in enumerate(days):
        lines += ["", _day(way, position, words)]
        for entry in day:
            code = _code(entry, module)
            lines.append(f"{clock(entry.start)}  {entry.minutes:4} min  {code:8}{_name(entry, module, words)}".rstrip())
            if entry.slice is None:
                continue
            at, titles = entry.start, step_titles(module, entry.slice.session)
            for step, minutes in steps_of(module, entry.slice):
                lines.append(f"  {clock(at)}  {minutes:4} min      {plain(titles[step.id])}")
                at += minutes
        lines.append(f"{clock(day[-1].end)}  {words('ends')}")
    lines += ["", str(words("packing")), str(words("packing-help", n=people))]
    for thing in packing(library, module, way, people):
        lines.append(f"[ ] {thing.total:4}  {plain(thing.item)}")
    return "\n".join(lines) + "\n"


def as_csv(module: Module, way: Format, days: Days, words: Words) -> str:
    """One row for each session and break. Times as 24-hour clock, minutes as whole numbers."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["day", "start", "end", "minutes", "code", "id", "title"])
    for position, day in enumerate(days, 1):
        for entry in day:
            name = entry.slice.session if entry.slice else ""
            row = [position, clock(entry.start), clock(entry.end), entry.minutes, _code(entry, module), name]
            writer.writerow([*row, _name(entry, module, words)])
    return out.getvalue()


def as_calendar(module: Module, way: Format, days: Days, words: Words, first: date, titles: bool) -> str:
    """One event for each session, in local time wherever it is read. Days follow one another from `first`; the days
    of a booster stand as many months after it as the format says, and weekly meetings a week apart."""
    calendar = Calendar()
    calendar.add("prodid", f"-//goodpractice {__version__}//EN")
    calendar.add("version", "2.0")
    for position, day in enumerate(days):
        when = _date(way, position, first)
        for entry in day:
            if entry.slice is None:
                continue
            code = _code(entry, module)
            event = Event()
            event.add("uid", f"{uuid5(NAMESPACE_URL, f'{module.id}/{way.id}/{when}/{entry.start}/{code}')}")
            event.add("dtstamp", datetime.now(UTC))
            event.add("dtstart", _at(when, entry.start))
            event.add("dtend", _at(when, entry.end))
            event.add("summary", f"{code} {_name(entry, module, words)}" if titles else code)
            calendar.add_component(event)
    return calendar.to_ical().decode("utf-8")


def _date(way: Format, position: int, first: date) -> date:
    key, n = way.when(position)
    if key == "after-months":
        return _later(first, n)
    return first + (timedelta(weeks=n - 1) if key == "week" else timedelta(days=n - 1))


def _at(day: date, minutes: int) -> datetime:
    return datetime.combine(day, time()) + timedelta(minutes=minutes)


def _later(day: date, months: int) -> date:
    """The same day so many months later; the last day of the month where there is none."""
    year, month = divmod(day.month - 1 + months, 12)
    start = date(day.year + year, month + 1, 1)
    following = date(start.year + start.month // 12, start.month % 12 + 1, 1)
    return start.replace(day=min(day.day, (following - timedelta(days=1)).day))
