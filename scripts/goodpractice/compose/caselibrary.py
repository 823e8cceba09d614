"""The case library: a page for every tag, the list that scripts can filter, the map, the timeline, short versions."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from goodpractice.compose.expand import Context, cell, expand, href, inline, link, word
from goodpractice.compose.parts import case_outcomes, country, facts, number, table
from goodpractice.facets import FACETS, Case, ordered, tagged, tags, terms
from goodpractice.markup import blocks, heading_ids, plain
from goodpractice.model import Text


def label(tag: str, context: Context) -> Text | str:
    """A tag as readers see it."""
    if tag.startswith("country-"):
        return country(tag.removeprefix("country-").upper(), context)
    text = context.library.taxonomy.front.label(tag)
    return Text(f"{tag} {text}", text.lang) if tag.startswith("E") and tag[1:].isdigit() else text


def tag_page(tag: str, facet: str) -> Callable[[Context], str]:
    """A page for one tag: what it means, where to read more, and its cases."""

    def part(context: Context) -> str:
        made = [f"**{word(context, facet)}** · {_up(context)}\n"]
        if not tag.startswith("country-"):
            term = context.library.taxonomy.front.term(tag)
            if term.description:
                made.append(f"{inline(term.description, context)}\n")
            if term.about:
                made.append(f"{link(context.words('read-more'), term.about, context)}\n")
        cases = tagged(context.library).get(tag, [])
        made.append(f"## {word(context, 'cases')} {{ #cases }}\n")
        made.append(case_list(cases, context) if cases else f"{word(context, 'no-cases')}\n")
        taught = modules_of(cases, context)
        if taught:
            made += [f"## {word(context, 'modules-using')} {{ #modules-using }}\n", taught]
        return "\n".join(made)

    return part


def _up(context: Context) -> str:
    return link(context.words("all-tags"), "page:case-studies/by/index", context)


def modules_of(cases: list[Case], context: Context) -> str:
    """The modules that use any of these cases."""
    wanted = {case.id for case in cases}
    lines = []
    for module in context.library.modules.values():
        linked = [*module.index.front.cases, *(c for session in module.ordered for c in session.front.cases)]
        if wanted & {one.id for one in linked}:
            lines.append(f"- {link(module.index.front.title, f'module:{module.id}', context)}")
    return "\n".join(lines) + "\n" if lines else ""


def case_list(cases: list[Case], context: Context) -> str:
    """Each case in two lines."""
    return "\n".join(_two_lines(case, context) for case in cases) + "\n"


def _two_lines(case: Case, context: Context) -> str:
    title = link(case.front.title, f"case:{case.id}", context)
    facts = f"{country(case.front.country, context)}, {', '.join(case.front.evidence)}"
    return f"- **{title}** ({facts}). {inline(case.front.summary, context)}"


def tags_index(context: Context) -> str:
    """Every tag with the number of its cases."""
    used = tagged(context.library)
    made = [f"{word(context, 'all-tags-help')}\n"]
    for facet, names in terms(context.library).items():
        made.append(f"## {word(context, facet)} {{ #{facet} }}\n")
        made += [
            f"- {link(label(tag, context), f'tag:{tag.lower()}', context)} ({number(len(used.get(tag, [])), context)})"
            for tag in names
        ]
        made.append("")
    return "\n".join(made) + "\n"


def cases_part(context: Context) -> str:
    """The heart of the library: map, filters for those who have scripts, and the list, which stands without them."""
    library = context.library
    items = []
    for case in ordered(library):
        names = " ".join(name for found in tags(case).values() for name in found)
        short = link(context.words("short-version"), f"short:{case.id}", context)
        items.append(f'{_two_lines(case, context)} {short}\n    {{: data-tags="{names}" }}')
    more = " · ".join(
        link(context.words(key), target, context)
        for key, target in (
            ("all-tags", "page:case-studies/by/index"),
            ("timeline", "page:case-studies/timeline"),
            ("codebook", "page:case-studies/data"),
        )
    )
    feeds = context.words("feeds")
    more += f' · {escape(str(feeds))}: <a href="../feed.xml">Atom</a>, <a href="../feed.json">JSON</a>'
    return f"{world_map(context)}\n{more}\n\n{_filters(context)}\n" + "\n".join(items) + "\n\n" + _table(context)


def _table(context: Context) -> str:
    """Beside the map: the same countries as text."""
    rows = [
        [
            link(country(case.front.country, context), f"tag:country-{case.front.country.lower()}", context),
            link(case.front.abbreviation, f"case:{case.id}", context).replace("|", "\\|"),
            "; ".join(cell(context.library.taxonomy.front.label(name), context) for name in case.front.strategies),
            ", ".join(case.front.evidence),
        ]
        for case in sorted(ordered(context.library), key=lambda c: country(c.front.country, context))
    ]
    head = [word(context, key) for key in ("country", "organisation", "strategies", "evidence")]
    return f"### {word(context, 'cases-table')} {{ #cases-table }}\n\n" + table(head, rows)


def _filters(context: Context) -> str:
    used, everything = tagged(context.library), terms(context.library)
    made = []
    for facet in FACETS:
        options = "".join(
            f'<option value="{tag}">{escape(plain(str(label(tag, context))))} ({len(used[tag])})</option>'
            for tag in everything[facet]
            if tag in used
        )
        name = escape(str(context.words(facet)))
        made.append(
            f'<div><label for="f-{facet}">{name}</label><select id="f-{facet}" autocomplete="off"><option value="">'
            f"{escape(str(context.words('any')))}</option>{options}</select></div>"
        )
    shown = escape(str(context.words("cases-shown", n="{n}")))
    return (
        f'<div class="filters" data-tool="filter" data-shown="{shown}" hidden>'
        + "".join(made)
        + f'<p role="status"></p><button type="button">{escape(str(context.words("all-cases")))}</button></div>\n'
    )


def world_map(context: Context) -> str:
    """The countries of the cases. Every point is a link with a name; the table below says the same."""
    world = context.library.world.front
    by_country: dict[str, list[Case]] = {}
    for case in ordered(context.library):
        by_country.setdefault(case.front.country, []).append(case)
    points = []
    for code, cases in by_country.items():
        if code not in world.countries:
            continue
        x, y = world.countries[code]
        names = ", ".join(case.front.abbreviation for case in cases)
        title = escape(f"{country(code, context)}: {names}")
        target = href(f"tag:country-{code.lower()}", context)
        points.append(
            f'<a href="{target}" aria-label="{title}"><circle cx="{x}" cy="{y}" r="9"></circle>'
            f'<text x="{x}" y="{y + 4}" text-anchor="middle" aria-hidden="true">{len(cases)}</text>'
            f"<title>{title}</title></a>"
        )
    name = escape(str(context.words("map-label")))
    return (
        f'<svg class="gp-map" viewBox="0 0 720 330" role="group" aria-label="{name}"><path d="{world.land}"></path>'
        + "".join(points)
        + "</svg>\n"
    )


def timeline(context: Context) -> str:
    """What is dated in the cases, oldest first. What has no date is not here, and the page says so."""
    rows: list[tuple[str, str, str]] = []
    for case in ordered(context.library):
        who = link(case.front.abbreviation, f"case:{case.id}", context)
        if case.front.start:
            note = case.front.start_note
            rows.append((case.front.start, who, inline(note, context) if note else word(context, "began")))
        for outcome in case.front.outcomes:
            if outcome.date:
                rows.append((outcome.date, who, f"{inline(outcome.text, context)} ({outcome.evidence})"))
        for news in case.front.later_news:
            rows.append((news.date, who, f"{inline(news.text, context)} {inline(f'[@{news.source}]', context)}"))
    made = [f"{word(context, 'timeline-help')}\n"]
    year = ""
    for date, who, what in sorted(rows):
        if date[:4] != year:
            year = date[:4]
            made.append(f"\n## {year} {{ #y{year} }}\n")
        when = f"{date}: " if len(date) > 4 else ""
        made.append(f"- **{who}** {when}{what}")
    return "\n".join(made) + "\n"


def short_case(case: Case, context: Context) -> str:
    """One page: the facts, what they did, what changed, what must not be claimed."""
    found = [b for b in blocks(case.body) if b.kind == "heading" and b.level == 2]
    ids = heading_ids(blocks(case.body))
    starts = [case.body.rfind("\n", 0, b.start) + 1 for b in found] + [len(case.body)]
    part = {ids[b.start]: case.body[starts[n] : starts[n + 1]] for n, b in enumerate(found)}
    front = case.front
    return "\n".join(
        [
            f"{inline(front.summary, context)}\n{{: .gp-lead }}\n",
            facts(
                [
                    (word(context, "organisation"), front.organisation),
                    (word(context, "country"), country(front.country, context)),
                    (word(context, "evidence"), "; ".join(inline(label(e, context), context) for e in front.evidence)),
                ]
            ),
            expand(part.get("what-they-did", ""), context),
            f"## {word(context, 'outcomes')} {{ #outcomes }}\n",
            case_outcomes(case, context),
            expand(part.get("words-of-caution", ""), context),
            f"**{link(context.words('whole-case'), f'case:{case.id}', context)}**\n",
        ]
    )


def prompts(case: Case, context: Context) -> str:
    """Questions to talk about the case with each group of people it concerns."""
    made = []
    for entry in context.library.prompts.front.entries:
        if entry.audience in case.front.audiences:
            made.append(f"**{inline(context.library.taxonomy.front.label(entry.audience), context)}**\n")
            made.append("\n".join(f"- {inline(question, context)}" for question in entry.questions) + "\n")
    return "\n".join(made)


def data_page(context: Context) -> str:
    """The open data and what its fields mean."""
    up = "../" if context.library.lang == "en" else "../../"
    files = (
        ("case-studies.json", "JSON"),
        ("case-studies.csv", "CSV"),
        ("case-studies.jsonld", "JSON-LD"),
        ("modules.json", "JSON"),
        ("codebook.json", "JSON"),
    )
    made = [f"{word(context, 'data-help')}\n"]
    made += [f'- <a href="{up}data/{name}" download>{name}</a> ({kind})' for name, kind in files]
    for facet, names in terms(context.library).items():
        made.append(f"\n## {word(context, facet)} {{ #{facet} }}\n")
        rows = []
        for tag in names:
            about = ""
            if not tag.startswith("country-") and (told := context.library.taxonomy.front.term(tag).description):
                about = cell(told, context)
            rows.append([tag, cell(label(tag, context), context), about])
        head = [word(context, key) for key in ("tag-code", "meaning", "explanation")]
        made.append(table(head, rows))
    return "\n".join(made)
