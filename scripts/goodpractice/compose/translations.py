"""How far each language is: for the switcher, and for the page that shows it to readers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from goodpractice.compose.expand import Context, cell, word
from goodpractice.model import Language, Library, State
from goodpractice.translate.messages import domain


def standing(state: State) -> list[tuple[str, dict[str, str]]]:
    """What a reader must know of a translation, gravest first: for each point the key of its title and what its words
    need. Nothing for English."""
    points: list[tuple[str, dict[str, str]]] = []
    if not state.total:
        return points
    if state.translated + state.changed < state.total:
        points.append(("partly", {"share": f"{100 * (state.translated + state.changed) // state.total} %"}))
    if state.changed:
        points.append(("behind", {}))
    if state.adapted:
        points.append(("adapted", {"names": _names(state.adapted)}))
    if state.machine:
        points.append(("draft", {}))
    elif state.reviewed < state.translated:
        points.append(("human", {}))
    elif state.translated and state.reviewers != state.adapted:
        points.append(("reviewed", {"names": _names(state.reviewers)}))
    return points


def _names(people: Sequence[tuple[str, str]]) -> str:
    return "; ".join(f"{by} ({date})" for by, date in people)


@dataclass(frozen=True)
class Progress:
    """One language. `core` counts interface words, site pages and case studies: what every reader meets."""

    language: Language
    core: State
    everything: State
    offered: bool

    @property
    def code(self) -> str:
        return self.language.code


def progress(library: Library) -> Progress:
    """How far the language of a library is. English is complete by definition; an edition chooses what it offers."""
    language = library.language(library.lang)
    core = sum((state for path, state in library.state.items() if not domain(path).startswith("modules/")), State())
    everything = sum(library.state.values(), State())
    offered = (
        library.lang == "en"
        or library.local is not None
        or core.share("translated") >= library.languages.front.live_from
    )
    return Progress(language, core, everything, offered)


def progress_part(languages: Sequence[Progress], context: Context) -> str:
    """The page: a sentence, a chart, a table with the same figures."""
    threshold = f"{round(100 * context.library.languages.front.live_from)} %"
    head = ("language", "core-pages", "everything", "reviewed", "changed", "missing", "in-the-list")
    lines = [
        f"{word(context, 'translations-summary')} {word(context, 'translations-help', share=threshold)}",
        "",
        _chart(languages, context),
        "",
        "| " + " | ".join(cell(context.words(key), context) for key in head) + " |",
        "|---" + "|--:" * 5 + "|---|",
    ]
    for shown in languages:
        state = shown.everything
        up = "" if context.library.lang == "en" else "../"
        home = f"{up}index.html" if shown.code == "en" else f"{up}{shown.code}/index.html"
        marks = f'hreflang="{shown.code}" lang="{shown.code}" dir="{shown.language.dir}"'
        name = f'<a href="{home}" {marks}>{shown.language.name}</a>'
        cells = [
            name,
            _per_cent(shown.core, "translated"),
            _per_cent(state, "translated"),
            _per_cent(state, "reviewed"),
        ]
        cells += [str(state.changed), str(state.total - state.translated - state.changed)]
        cells.append(word(context, "yes" if shown.offered else "not-yet"))
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _per_cent(state: State, part: str) -> str:
    """Rounded down: nothing says 100 % while something is missing."""
    return f"{int(100 * state.share(part))} %"


_ROW, _BAR, _LEFT = 28, 16, 110


def _chart(languages: Sequence[Progress], context: Context) -> str:
    """A bar for each language, in SVG: all messages translated, and within them those reviewed."""
    height = _ROW * len(languages) + 4
    label = context.words("translations-chart")
    made = [f'<svg class="gp-chart" viewBox="0 0 480 {height}" role="img" aria-label="{label}">']
    for n, shown in enumerate(languages):
        top = n * _ROW + 4
        translated, reviewed = (round(300 * shown.everything.share(part)) for part in ("translated", "reviewed"))
        made.append(
            f'<text x="{_LEFT - 8}" y="{top + 13}" text-anchor="end" lang="{shown.code}">{shown.language.name}</text>'
        )
        made.append(f'<rect class="gp-rest" x="{_LEFT}" y="{top}" width="300" height="{_BAR}"></rect>')
        made.append(f'<rect class="gp-done" x="{_LEFT}" y="{top}" width="{translated}" height="{_BAR}"></rect>')
        made.append(f'<rect class="gp-seen" x="{_LEFT}" y="{top}" width="{reviewed}" height="{_BAR}"></rect>')
        made.append(f'<text x="{_LEFT + 308}" y="{top + 13}">{_per_cent(shown.everything, "translated")}</text>')
    return "".join([*made, "</svg>"])
