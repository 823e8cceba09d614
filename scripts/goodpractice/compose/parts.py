"""What sites and printables share: a session, a case, a module's tables, the test and its key, as plain Markdown."""

from __future__ import annotations

from babel.numbers import format_decimal

from goodpractice.compose.expand import Context, cell, expand, inline, link, marked, word
from goodpractice.locales import locale
from goodpractice.markup import blocks, heading_ids
from goodpractice.model import (
    CaseFront,
    Document,
    HandoutFront,
    Module,
    Outcome,
    Session,
    Text,
)


def number(value: int, context: Context) -> str:
    """A whole number as the language writes it."""
    return format_decimal(value, locale=locale(context.library.lang))


def country(code: str, context: Context) -> str:
    """The name of a country in the language of the page."""
    return locale(context.library.lang).territories.get(code, code)


def table(head: list[str], rows: list[list[str]]) -> str:
    """A Markdown table; cells are already escaped."""
    lines = ["| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *rows]]
    return "\n".join(lines) + "\n"


def facts(rows: list[tuple[str, str]], run_in: bool = False) -> str:
    """Names and values, without the empty ones: a list, or one close-set paragraph for sheets with little room."""
    lines = [f"**{name}:** {value}" for name, value in rows if value]
    if run_in:
        return " · ".join(lines) + "\n{: .gp-fine }\n"
    return "\n".join(f"- {line}" for line in lines) + "\n"


def duration(minutes: int, context: Context) -> str:
    """Minutes as printed."""
    shown = context.words("minutes", n=number(minutes, context))
    return inline(Text(shown.replace(" ", "\u00a0"), shown.lang), context)


def labels(ids: tuple[str, ...], context: Context, separator: str = ", ") -> str:
    """Taxonomy labels of ids."""
    taxonomy = context.library.taxonomy.front
    return separator.join(inline(taxonomy.label(name), context) for name in ids)


# --- sessions -------------------------------------------------------------------------------------------------------


def session_facts(module: Module, session: Document[Session], context: Context) -> str:
    front = session.front
    prepare = front.kind == "preparation"
    return facts(
        [
            (word(context, "time"), word(context, "no-contact-time") if prepare else duration(front.minutes, context)),
            (word(context, "interactive"), "" if prepare else duration(front.interactive_minutes, context)),
            (word(context, "risk"), inline(context.library.taxonomy.front.label(front.risk), context)),
            (word(context, "lead"), labels(front.lead, context, "; ")),
        ]
    )


def session_part(module: Module, session: Document[Session], context: Context) -> str:
    """A whole session for facilitators, without its title."""
    front = session.front
    made = [session_facts(module, session, context)]
    if front.objectives:
        made.append(f"## {word(context, 'objectives')} {{ #objectives }}\n")
        made.append(objectives(session, context))
    if front.materials or front.handouts:
        made.append(f"## {word(context, 'materials')} {{ #materials }}\n")
        made.append(materials(session, context))
    made.append(expand(_with_step_data(session, context), context))
    if front.cases:
        made.append(f"## {word(context, 'linked-cases')} {{ #linked-cases }}\n")
        made.append(case_links(front.cases, context))
    if front.further:
        made.append(f"## {word(context, 'further')} {{ #further }}\n")
        made.append("\n".join(f"- {source_line(name, context)}" for name in front.further) + "\n")
        context.cited += [name for name in front.further if name not in context.cited]
    return "\n".join(made)


def objectives(session: Document[Session], context: Context) -> str:
    items = [f"- {inline(objective.text, context)}" for objective in session.front.objectives]
    return f"{word(context, 'objectives-intro')}\n\n" + "\n".join(items) + "\n"


def materials(session: Document[Session], context: Context) -> str:
    rows = [
        [cell(m.item, context), f"{number(m.count, context)} {word(context, f'per-{m.per}')}"]
        for m in session.front.materials
    ]
    made = table([word(context, "material"), word(context, "quantity")], rows) if rows else ""
    if session.front.handouts:
        items = []
        for name in session.front.handouts:
            _, handout = context.library.handout(name)
            items.append(
                f"{link(handout.front.title, f'handout:{name}', context)} "
                f"({word(context, f'for-{handout.front.audience}').lower()})"
            )
        made += f"\n**{word(context, 'handouts')}:**\n\n" + "\n".join(f"- {item}" for item in items) + "\n"
    return made


def _with_step_data(session: Document[Session], context: Context) -> str:
    """The body with the time and method of each step under its heading."""
    found = blocks(session.body)
    ids = heading_ids(found)
    steps = {step.id: step for step in session.front.steps}
    body = session.body
    for block in reversed(found):
        step = steps.get(ids[block.start]) if block.kind == "heading" and block.level == 3 else None
        if step is None:
            continue
        method = inline(context.library.taxonomy.front.label(step.method), context)
        if step.weeks_before is not None:
            key = "week-before" if step.weeks_before == 1 else "weeks-before"
            when = word(context, key, n=number(step.weeks_before, context))
        else:
            when = duration(step.minutes, context)
        end = body.find("\n", block.end)
        end = len(body) if end < 0 else end
        body = f"{body[:end]}\n\n{when} · {method}\n{{: .gp-meta }}\n{body[end:]}"
    return body


def case_links(links: tuple, context: Context) -> str:
    items = []
    for case_link in links:
        case = context.library.cases.get(case_link.id)
        if case is not None:
            items.append(
                f"- **{link(case.front.title, f'case:{case.id}', context)}**. {inline(case_link.why, context)}"
            )
    return "\n".join(items) + "\n"


def session_table(module: Module, context: Context) -> str:
    """The sessions of the core format with their minutes, summed by day and in all."""
    rows = []
    head = [word(context, "session"), "", word(context, "time")]
    if module.structure.front.preparation:
        session = module.sessions[module.structure.front.preparation]
        rows.append(_session_row(module, session, context, word(context, "no-contact-time")))
    for day_number, day in enumerate(module.core.slices, 1):
        for entry in day:
            session = module.sessions[entry.session]
            rows.append(_session_row(module, session, context, duration(entry.minutes(module.sessions), context)))
        minutes = sum(entry.minutes(module.sessions) for entry in day)
        rows.append(["", f"**{word(context, 'day', n=day_number)}**", f"**{duration(minutes, context)}**"])
    rows.append(["", f"**{word(context, 'total')}**", f"**{duration(module.minutes, context)}**"])
    return table(head, rows)


def _session_row(module: Module, session: Document[Session], context: Context, time: str) -> list[str]:
    title = link(session.front.title, f"session:{module.id}/{session.id}", context)
    return [module.code(session.id), title.replace("|", "\\|"), time]


# --- the module's first page ----------------------------------------------------------------------------------------


def module_facts(module: Module, context: Context) -> str:
    front = module.structure.front
    days = len(module.core.days)
    team = [
        f"{number(member.count, context)} × {inline(context.library.taxonomy.front.label(member.role), context)}"
        for member in front.team
    ]
    return facts(
        [
            (word(context, "audience"), labels(front.audiences, context)),
            (
                word(context, "group-size"),
                word(context, "group-range", min=front.group.min, max=front.group.max, ideal=front.group.ideal),
            ),
            (word(context, "team"), "; ".join(team)),
            (word(context, "time"), f"{duration(module.minutes, context)} ({days_of(days, context)})"),
            (word(context, "risk"), inline(context.library.taxonomy.front.label(front.risk), context)),
            (word(context, "reviews"), reviews(module, context)),
        ]
    )


def days_of(days: int, context: Context) -> str:
    return word(context, "one-day") if days == 1 else word(context, "days", n=number(days, context))


def reviews(module: Module, context: Context) -> str:
    """Who has read the module, and above all whether a sex worker-led group has."""
    made = [
        f"{word(context, f'review-{review.by}')}: {inline(review.role, context)}, {review.date}"
        for review in module.structure.front.reviews
    ]
    if not any(review.by == "community" for review in module.structure.front.reviews):
        made.insert(0, f"**{word(context, 'no-review')}**")
    return "; ".join(made)


# --- case studies ---------------------------------------------------------------------------------------------------


def tags(case: Document[CaseFront], facet: str, context: Context) -> str:
    """The tags of one facet, with a mark on those that are our reading."""
    made = []
    for name in getattr(case.front, facet):
        label = inline(context.library.taxonomy.front.label(name), context)
        if name in case.front.our_reading:
            label += f" *({word(context, 'our-reading')})*"
        made.append(label)
    return "; ".join(made)


def case_facts(case: Document[CaseFront], context: Context) -> str:
    front = case.front
    start = front.start or word(context, "not-stated")
    if front.start_note:
        start += f" ({inline(front.start_note, context)})"
    taxonomy = context.library.taxonomy.front
    made = facts(
        [
            (
                word(context, "organisation"),
                f"{front.organisation} ({front.abbreviation})"
                if front.abbreviation != front.organisation
                else front.organisation,
            ),
            (
                word(context, "country"),
                f"{country(front.country, context)} ({front.country}), {inline(taxonomy.label(front.region), context)}",
            ),
            (word(context, "start"), start),
            (
                word(context, "evidence"),
                "; ".join(f"{name}: {inline(taxonomy.label(name), context)}" for name in front.evidence),
            ),
            (word(context, "strategies"), tags(case, "strategies", context)),
            (word(context, "audiences"), tags(case, "audiences", context)),
            (word(context, "perpetrators"), tags(case, "perpetrators", context) or word(context, "none")),
            (word(context, "settings"), tags(case, "settings", context)),
            (word(context, "principles"), tags(case, "principles", context)),
            (word(context, "partners"), ", ".join(front.partners) or word(context, "none")),
            (word(context, "names"), inline(front.names_note, context) if front.names_note else ""),
        ],
        run_in=context.print,
    )
    return made + (f"\n{word(context, 'our-reading-note')}\n" if front.our_reading else "")


def figure(outcome: Outcome, context: Context) -> str:
    """The figure of an outcome with its unit and qualifier, as the language writes it."""
    if outcome.value is None:
        return ""
    made = number(outcome.value, context)
    if outcome.unit != "none":
        key = "month" if outcome.unit == "months" and outcome.value == 1 else outcome.unit
        made = word(context, key, n=made)
    key = {"over": "over", "within": "within", "about": "about-n", "none": ""}[outcome.qualifier]
    return word(context, key, n=made) if key else made


def case_outcomes(case: Document[CaseFront], context: Context) -> str:
    """What changed or was counted, each with how we know it."""
    if not case.front.outcomes:
        return f"{word(context, 'no-outcomes')}\n"
    rows = []
    for outcome in case.front.outcomes:
        level = outcome.evidence
        if not context.print or level not in case.front.evidence:  # a sheet says once, at its head, what E3 means
            level += f": {cell(context.library.taxonomy.front.label(level), context)}"
        rows.append(
            [
                cell(outcome.text, context),
                figure(outcome, context),
                outcome.date or word(context, "no-date"),
                f"{level} {inline(f'[@{outcome.source}]', context)}",
            ]
        )
    head = [word(context, key) for key in ("result", "figure", "date", "evidence")]
    return table(head, rows)


def case_part(case: Document[CaseFront], context: Context) -> str:
    """A whole case study, without its title. Generated sections stand where a reader looks for them."""
    body = case.body
    found = [b for b in blocks(body) if b.kind == "heading" and b.level == 2]
    ids = heading_ids(blocks(body))
    starts = {ids[b.start]: body.rfind("\n", 0, b.start) + 1 for b in found}
    cut = starts.get("what-could-go-wrong", len(body))
    caution = starts.get("words-of-caution", len(body))
    made = [
        case_facts(case, context),
        expand(body[:cut], context),
        f"### {word(context, 'outcomes')} {{ #outcomes }}\n",
        case_outcomes(case, context),
        expand(body[cut:caution], context),
        f"## {word(context, 'modules-using')} {{ #modules-using }}\n",
        modules_using(case, context),
    ]
    if case.front.later_news:
        made.append(f"## {word(context, 'later-news')} {{ #later-news }}\n")
        made.append(f"{word(context, 'later-news-intro')}\n")
        made.append(
            "\n".join(
                f"- **{news.date}:** {inline(news.text, context)} {inline(f'[@{news.source}]', context)}"
                for news in case.front.later_news
            )
            + "\n"
        )
    made.append(expand(body[caution:], context))
    return "\n".join(made)


def modules_using(case: Document[CaseFront], context: Context) -> str:
    """Modules and sessions that link to a case, with their reasons: the same data as the links on their pages.

    A printed sheet has room for one line: the modules and the codes of the sessions."""
    if context.print:
        return _modules_in_one_line(case, context)
    items = []
    for module in context.library.modules.values():
        for case_link in module.index.front.cases:
            if case_link.id == case.id:
                title = link(module.index.front.title, f"module:{module.id}", context)
                items.append(f"- **{title}**. {inline(case_link.why, context)}")
        for session in module.ordered:
            for case_link in session.front.cases:
                if case_link.id == case.id:
                    title = link(session.front.title, f"session:{module.id}/{session.id}", context)
                    items.append(f"- {module.code(session.id)} {title}. {inline(case_link.why, context)}")
    return "\n".join(items) + "\n" if items else f"{word(context, 'no-modules-using')}\n"


def _modules_in_one_line(case: Document[CaseFront], context: Context) -> str:
    made = []
    for module in context.library.modules.values():
        codes = [module.code(s.id) for s in module.ordered if any(c.id == case.id for c in s.front.cases)]
        if codes or any(c.id == case.id for c in module.index.front.cases):
            name = inline(module.index.front.title, context)
            made.append(f"{name} ({', '.join(codes)})" if codes else name)
    return "; ".join(made) + ".\n" if made else f"{word(context, 'no-modules-using')}\n"


def cases_of_principle(name: str, context: Context) -> str:
    items = []
    for case in context.library.cases.values():
        if name in case.front.principles:
            reading = f" *({word(context, 'our-reading')})*" if name in case.front.our_reading else ""
            items.append(
                f"- **{link(case.front.title, f'case:{case.id}', context)}** "
                f"({country(case.front.country, context)}){reading}. {inline(case.front.summary, context)}"
            )
    return "\n".join(items) + "\n" if items else f"{word(context, 'no-cases')}\n"


def cases_table(context: Context) -> str:
    rows = []
    for case in sorted(context.library.cases.values(), key=lambda c: country(c.front.country, context)):
        rows.append(
            [
                country(case.front.country, context),
                link(case.front.title, f"case:{case.id}", context).replace("|", "\\|"),
                "; ".join(cell(context.library.taxonomy.front.label(name), context) for name in case.front.strategies),
                ", ".join(case.front.evidence),
            ]
        )
    return table([word(context, key) for key in ("country", "organisation", "strategies", "evidence")], rows)


def modules_list(context: Context) -> str:
    items = []
    for module in context.library.modules.values():
        title = link(module.index.front.title, f"module:{module.id}", context)
        items.append(
            f"- **{title}** ({duration(module.minutes, context)}; "
            f"{labels(module.structure.front.audiences, context)}). "
            f"{inline(module.index.front.summary, context)}"
        )
    return "\n".join(items) + "\n"


# --- lists ----------------------------------------------------------------------------------------------------------


def handout_list(handouts: list[Document[HandoutFront]], context: Context) -> str:
    return (
        "\n".join(
            f"- **{link(h.front.title, f'handout:{h.id}', context)}** "
            f"({word(context, f'for-{h.front.audience}').lower()}). {inline(h.front.summary, context)}"
            for h in handouts
        )
        + "\n"
    )


def source_line(name: str, context: Context) -> str:
    """A source as a list shows it."""
    source = context.library.source(name)
    made = f"{source.author}" + (f" ({source.year})" if source.year else "") + f". *{source.title}*."
    if source.publisher and source.publisher != source.author:
        made += f" {source.publisher}."
    if source.url:
        made += f" [{source.url.removeprefix('https://').removeprefix('http://')}]({source.url})"
    if source.note and not context.print:
        made += f" {marked(str(source.note), source.note, context)}"
    return made
