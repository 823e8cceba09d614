"""Which module fits: tables by the people to train and by the time there is."""

from __future__ import annotations

from html import escape

from goodpractice.compose.agenda import words_of
from goodpractice.compose.caselibrary import label
from goodpractice.compose.expand import Context, cell, inline, link, word
from goodpractice.compose.parts import duration
from goodpractice.facets import terms
from goodpractice.locales import fold
from goodpractice.markup import plain


def search_part(context: Context) -> str:
    """The search page. The field appears where scripts run; its words come from here, the rest when somebody types."""
    words = context.words
    keys = {
        "starting": "theme.search.result.initializer",
        "none": "theme.search.result.none",
        "one": "theme.search.result.one",
        "other": "theme.search.result.other",
        "failed": "search-failed",
    }
    data = "".join(f' data-{name}="{escape(str(words(key)))}"' for name, key in keys.items())
    return (
        f"{word(context, 'search-help')}\n\n"
        f'<div data-search data-load="assets/site/search.js" data-index="assets/search/" data-home="" hidden{data}>'
        f'<label for="query">{escape(str(words("search-label")))}</label>'
        '<input id="query" type="search" autocomplete="off" autocapitalize="none" spellcheck="false">'
        '<p role="status"></p><ul class="hits"></ul></div>\n'
    )


def az_part(context: Context) -> str:
    """Everything by its first letter; in scripts without an alphabet, by kind. For those without scripts to search."""
    library = context.library
    entries: list[tuple[str, str, str]] = []  # text, Markdown, kind

    def add(text: str, target: str, kind: str, belongs: str = "") -> None:
        more = f" <small>{inline(belongs, context)}</small>" if belongs else ""
        entries.append((plain(str(text)), link(text, target, context) + more, kind))

    for name, page in library.pages.items():
        add(page.front.title, f"page:{name}", "about")
    for case in library.cases.values():
        add(case.front.abbreviation, f"case:{case.id}", "cases")
    for module in library.modules.values():
        title = module.index.front.title
        add(title, f"module:{module.id}", "modules")
        for session in module.ordered:
            add(session.front.title, f"session:{module.id}/{session.id}", "sessions", title)
        for handout in module.handouts.values():
            add(handout.front.title, f"handout:{handout.id}", "handouts")
    for handout in library.common.values():
        add(handout.front.title, f"handout:{handout.id}", "handouts")
    for names in terms(library).values():
        for tag in names:
            add(label(tag, context), f"tag:{tag.lower()}", "all-tags")
    groups: dict[str, list[str]] = {}
    for text, shown, kind in sorted(entries, key=lambda entry: (fold(entry[0]), entry[1])):
        first = next((c for c in fold(text) if c.isalnum()), "#").upper()
        heading = str(context.words(kind)) if first > "\u2e7f" else "0–9" if first.isdigit() else first
        groups.setdefault(heading, []).append(f"- {shown}")
    return "\n".join(
        f"## {heading} {{ #az-{number} }}\n\n" + "\n".join(lines) + "\n"
        for number, (heading, lines) in enumerate(groups.items(), 1)
    )


def modules_by_audience(context: Context) -> str:
    """A table: for each group of people, the modules that are for them."""
    rows = []
    for term in context.library.taxonomy.front.audiences:
        links = [
            link(module.index.front.title, f"module:{module.id}", context)
            for module in context.library.modules.values()
            if term.id in module.structure.front.audiences
        ]
        if links:
            rows.append(f"| {cell(term.label, context)} | {'; '.join(links)} |")
    head = f"| {word(context, 'audience')} | {word(context, 'modules')} |\n|---|---|\n"
    return head + "\n".join(rows) + "\n"


_TIMES = (30, 120, 240, 420)  # minutes: a break, a meeting, half a day, a day
_ALONE = {"core", "short", "micro", "variant", "briefing"}  # kinds of format that stand on their own


def modules_by_time(context: Context) -> str:
    """A table: for each length of time, the formats that fit into it, shortest first."""
    formats = [
        (way.minutes, module, way)
        for module in context.library.modules.values()
        for way in module.structure.front.formats
        if way.kind in _ALONE
    ]
    rows, least = [], 0
    for most in (*_TIMES, None):
        label = word(context, "more-time")
        if most:
            label = word(context, "up-to-time", time=duration(most, context))
        fitting = [found for found in formats if found[0] > least and (most is None or found[0] <= most)]
        links = []
        for minutes, module, way in sorted(fitting, key=lambda found: (found[0], found[1].id)):
            title = words_of(module, way).title
            name = link(title, f"format:{module.id}/{way.id}", context)
            links.append(f"{inline(module.index.front.title, context)}: {name} ({duration(minutes, context)})")
        if links:
            rows.append(f"| {label} | {'<br>'.join(links)} |")
        least = most or least
    head = f"| {word(context, 'time')} | {word(context, 'formats')} |\n|---|---|\n"
    return head + "\n".join(rows) + "\n"
