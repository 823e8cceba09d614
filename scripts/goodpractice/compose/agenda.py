"""A format plus a start time and breaks: clock times, and what to pack.

Plain data first (`agenda`, `packing`), then the same as Markdown for pages and run sheets. The command prints the data
as text, CSV or iCalendar (see `goodpractice.agenda`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from goodpractice.compose.evaluation import skills
from goodpractice.compose.expand import Context, cell, inline, link, word
from goodpractice.compose.parts import duration, number, table
from goodpractice.markup import blocks, heading_ids
from goodpractice.model import Document, Format, FormatWords, HandoutFront, Library, Module, Slice, Step

START = 9 * 60
"""When a day begins unless told otherwise, in minutes after midnight."""

LUNCH, BREAK = 60, 15  # minutes
NOON = 12 * 60 + 30  # lunch falls as near to this as sessions allow
STRETCH = 110  # minutes of work after which people need a break
FULL_DAY = 270  # contact minutes from which a day has a lunch


@dataclass(frozen=True)
class Pause:
    """A break to be placed between sessions: its wished start in minutes after midnight, and its length."""

    start: int
    minutes: int


@dataclass(frozen=True)
class Entry:
    """One line of a day: a slice of a session, or (without one) a break. `start` is in minutes after midnight."""

    start: int
    minutes: int
    slice: Slice | None = None

    @property
    def end(self) -> int:
        return self.start + self.minutes


def agenda(module: Module, way: Format, start: int = START, pauses: Sequence[Pause] | None = None) -> list[list[Entry]]:
    """The days of a format with clock times. Breaks fall between sessions only: where `pauses` wish them, as near as
    that allows, or (None) lunch near half past twelve and a short break wherever people would sit too long."""
    days = []
    for slices in way.slices:
        lengths = [entry.minutes(module.sessions) for entry in slices]
        placed = _usual(lengths, start) if pauses is None else _wished(lengths, start, pauses)
        clock, day = start, []
        for position, (entry, minutes) in enumerate(zip(slices, lengths, strict=True)):
            if position in placed:
                day.append(Entry(clock, placed[position]))
                clock += placed[position]
            day.append(Entry(clock, minutes, entry))
            clock += minutes
        days.append(day)
    return days


def _usual(lengths: list[int], start: int) -> dict[int, int]:
    """Minutes of pause before the session at each position."""
    placed: dict[int, int] = {}
    first, last = 0, len(lengths)
    if sum(lengths) >= FULL_DAY and start < NOON:
        # a morning of more than one stretch will hold a break too
        before = [sum(lengths[:n]) for n in range(len(lengths))]
        clock = [start + b + (BREAK if b > STRETCH else 0) for b in before]
        middle = min(range(1, last), key=lambda n: abs(clock[n] - NOON), default=0)
        if middle:
            placed[middle] = LUNCH
            _short_breaks(lengths, first, middle, placed)
            first = middle
    _short_breaks(lengths, first, last, placed)
    return placed


def _short_breaks(lengths: list[int], first: int, last: int, placed: dict[int, int]) -> None:
    """Halve what is too long to sit through, at the session nearest to its middle, until nothing is."""
    whole = sum(lengths[first:last])
    if whole <= STRETCH or last - first < 2:
        return
    middle = min(range(first + 1, last), key=lambda n: abs(sum(lengths[first:n]) - whole / 2))
    placed[middle] = BREAK
    _short_breaks(lengths, first, middle, placed)
    _short_breaks(lengths, middle, last, placed)


def _wished(lengths: list[int], start: int, pauses: Sequence[Pause]) -> dict[int, int]:
    placed: dict[int, int] = {}
    for pause in sorted(pauses, key=lambda p: p.start):
        free = [n for n in range(max(placed, default=0) + 1, len(lengths))]
        if not free:
            break
        taken = sum(placed.values())
        placed[min(free, key=lambda n: abs(start + taken + sum(lengths[:n]) - pause.start))] = pause.minutes
    return placed


def clock(minutes: int) -> str:
    """Minutes after midnight as a clock shows them."""
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


def steps_of(module: Module, entry: Slice) -> list[tuple[Step, int]]:
    """The steps of a slice with their minutes in it."""
    steps = module.sessions[entry.session].front.steps
    if not entry.steps:
        return [(step, step.minutes) for step in steps]
    return [(step, entry.steps[step.id]) for step in steps if step.id in entry.steps]


def left_out(module: Module, way: Format) -> list[str]:
    """The sessions of the core format that this one does not touch."""
    return [name for name in module.core.names if name not in way.names]


# --- packing --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Packed:
    """A thing to bring: what it is (a text, or a handout's id), for whom, how many of it each, and how many in all."""

    item: str
    handout: str | None
    per: str
    each: int
    total: int


def packing(library: Library, module: Module, way: Format, people: int) -> list[Packed]:
    """Materials and copies for a group of `people`, each thing once. What is used up adds up over the sessions; what
    is used again counts as often as the session that needs most of it."""
    small = module.structure.front.group.small
    groups = {"person": people, "pair": -(-people // 2), "small-group": -(-people // small), "room": 1}
    things: dict[tuple[str, str], tuple[str, int]] = {}
    for name in way.names:
        for material in module.sessions[name].front.materials:
            key = (str(material.item), material.per)
            item, before = things.get(key, (material.item, 0))
            things[key] = (item, max(before, material.count) if material.reused else before + material.count)
    made = [Packed(item, None, per, each, each * groups[per]) for (_, per), (item, each) in things.items()]
    for name in dict.fromkeys(h for n in way.names for h in module.sessions[n].front.handouts):
        handout: Document[HandoutFront] = library.handout(name)[1]
        per = handout.front.copies
        made.append(Packed(handout.front.title, name, per, 1, groups[per]))
    return made


# --- as Markdown ----------------------------------------------------------------------------------------------------


def words_of(module: Module, way: Format) -> FormatWords:
    """What readers are told about a format."""
    return next(entry for entry in module.index.front.formats if entry.id == way.id)


def session_name(module: Module, entry: Slice, context: Context) -> str:
    title = link(module.sessions[entry.session].front.title, f"session:{module.id}/{entry.session}", context)
    return f"{module.code(entry.session)} {title}"


def format_list(module: Module, context: Context) -> str:
    """The ways to deliver a module, each with a link to its timetable."""
    items = []
    for way in module.structure.front.formats:
        words = words_of(module, way)
        title = link(words.title, f"format:{module.id}/{way.id}", context)
        items.append(f"- **{title}** ({_length(module, way, context)}). {inline(words.use, context)}")
    return f"{word(context, 'formats-help')}\n\n" + "\n".join(items) + "\n"


def _length(module: Module, way: Format, context: Context) -> str:
    if len(way.days) == 1:
        return duration(way.minutes, context)
    key = "times" if way.months or way.weeks else "days"
    return f"{word(context, key, n=number(len(way.days), context))}, {duration(way.minutes, context)}"


def format_part(module: Module, way: Format, context: Context) -> str:
    """A whole run sheet: when it fits, what it leaves out, clock times to the step, and what to pack."""
    words = words_of(module, way)
    made = [f"{inline(words.use, context)}\n{{: .gp-lead }}\n", f"**{_length(module, way, context)}**\n"]
    missing = left_out(module, way) if way.kind == "short" else []
    if words.leaves_out or missing:
        made.append(f"## {word(context, 'left-out')} {{ #left-out }}\n")
        if words.leaves_out:
            made.append(f"{inline(words.leaves_out, context)}\n")
        if missing:
            names = "; ".join(session_name(module, Slice(session=name), context) for name in missing)
            made.append(f"**{word(context, 'left-out-sessions')}:** {names}\n")
    made.append(f"## {word(context, 'run-sheet')} {{ #run-sheet }}\n\n{word(context, 'run-sheet-help')}\n")
    for position, day in enumerate(agenda(module, way)):
        if len(way.days) > 1:
            key, n = way.when(position)
            label = word(context, key, n=number(n, context))
            made.append(f"### {label} {{ #day-{position + 1} }}\n")
        made.append(day_table(module, day, context))
    people = module.structure.front.group.ideal
    made.append(
        f"## {word(context, 'packing')} {{ #packing }}\n\n{word(context, 'packing-help', n=number(people, context))}\n"
    )
    made.append(packing_table(module, way, people, context))
    return "\n".join(made)


def day_table(module: Module, day: Iterable[Entry], context: Context) -> str:
    rows, ends = [], START
    for entry in day:
        ends = entry.end
        if entry.slice is None:
            name = word(context, "lunch" if entry.minutes >= 30 else "break")
            rows.append([clock(entry.start), f"*{name}*", f"*{duration(entry.minutes, context)}*"])
            continue
        name = session_name(module, entry.slice, context).replace("|", "\\|")
        rows.append([f"**{clock(entry.start)}**", f"**{name}**", f"**{duration(entry.minutes, context)}**"])
        at = entry.start
        titles = step_titles(module, entry.slice.session)
        for step, minutes in steps_of(module, entry.slice):
            rows.append([clock(at), cell(titles[step.id], context), duration(minutes, context)])
            at += minutes
    rows.append([f"**{clock(ends)}**", f"**{word(context, 'ends')}**", ""])
    return table(
        [word(context, "clock"), f"{word(context, 'session')} · {word(context, 'step')}", word(context, "time")], rows
    )


def step_titles(module: Module, session: str) -> dict[str, str]:
    """The heading of each step, in the language of the module."""
    found = blocks(module.sessions[session].body)
    ids = heading_ids(found)
    return {ids[b.start]: b.text for b in found if b.kind == "heading" and b.level == 3}


def packing_table(module: Module, way: Format, people: int, context: Context) -> str:
    rows = []
    for thing in packing(context.library, module, way, people):
        name = link(thing.item, f"handout:{thing.handout}", context) if thing.handout else inline(thing.item, context)
        each = f"{number(thing.each, context)} {word(context, f'per-{thing.per}')}"
        rows.append(
            [name.replace("|", "\\|"), each, f"**{number(thing.total, context)}**", '<span class="gp-tick"></span>']
        )
    if module.evaluation and way.kind == "core":
        for key, each in (("test", 2), *((("skills", 1),) if skills(module) else ())):
            title = word(context, key)
            rows.append(
                [
                    title,
                    f"{each} {word(context, 'per-person')}",
                    f"**{number(each * people, context)}**",
                    '<span class="gp-tick"></span>',
                ]
            )
    head = [word(context, key) for key in ("material", "quantity", "in-all", "packed")]
    return table(head, rows)
