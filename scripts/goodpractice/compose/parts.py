"""What sites and printables share: a session, a case, a module's tables, the test and its key, as plain Markdown."""

from __future__ import annotations

from babel import Locale
from babel.numbers import format_decimal

from goodpractice.compose.expand import Context, cell, expand, inline, link, marked, word
from goodpractice.markup import blocks, heading_ids
from goodpractice.model import (
    Attitude,
    CaseFront,
    CaseLink,
    Document,
    Evaluation,
    HandoutFront,
    Module,
    Observed,
    Outcome,
    Session,
    TrueFalse,
    Vignette,
)


def number(value: int, context: Context) -> str:
    """A whole number as the language writes it."""
    return format_decimal(value, locale=context.library.lang.replace("-", "_"))


def country(code: str, context: Context) -> str:
    """The name of a country in the language of the page."""
    return Locale.parse(context.library.lang.replace("-", "_")).territories.get(code, code)


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
    return word(context, "minutes", n=number(minutes, context))


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
    total = 0
    for day_number, day in enumerate(module.core.days, 1):
        sessions = [module.sessions[name] for name in day]
        rows += [_session_row(module, s, context, duration(s.front.minutes, context)) for s in sessions]
        minutes = sum(s.front.minutes for s in sessions)
        total += minutes
        rows.append(["", f"**{word(context, 'day', n=day_number)}**", f"**{duration(minutes, context)}**"])
    rows.append(["", f"**{word(context, 'total')}**", f"**{duration(total, context)}**"])
    return table(head, rows)


def _session_row(module: Module, session: Document[Session], context: Context, time: str) -> list[str]:
    title = link(session.front.title, f"session:{module.id}/{session.id}", context)
    return [module.code(session.id), title.replace("|", "\\|"), time]


# --- the module's first page ----------------------------------------------------------------------------------------


def module_facts(module: Module, context: Context) -> str:
    group = module.structure.front.group
    days = len(module.core.days)
    return facts(
        [
            (word(context, "audience"), labels(module.structure.front.audiences, context)),
            (
                word(context, "group-size"),
                word(context, "group-range", min=group.min, max=group.max, ideal=group.ideal),
            ),
            (word(context, "time"), f"{duration(module.minutes, context)} ({word(context, 'days', n=days)})"),
            (word(context, "risk"), inline(context.library.taxonomy.front.label(module.structure.front.risk), context)),
        ]
    )


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

    A printed sheet has no room for the reasons; the site and the session give them.
    """

    def why(case_link: CaseLink) -> str:
        return "" if context.print else f". {inline(case_link.why, context)}"

    items = []
    for module in context.library.modules.values():
        for case_link in module.index.front.cases:
            if case_link.id == case.id:
                title = link(module.index.front.title, f"module:{module.id}", context)
                items.append(f"- **{title}**{why(case_link)}")
        for session in module.ordered:
            for case_link in session.front.cases:
                if case_link.id == case.id:
                    title = link(session.front.title, f"session:{module.id}/{session.id}", context)
                    items.append(f"- {module.code(session.id)} {title}{why(case_link)}")
    return "\n".join(items) + "\n" if items else f"{word(context, 'no-modules-using')}\n"


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


# --- test and key ---------------------------------------------------------------------------------------------------


def _of(evaluation: Document[Evaluation], kind: type) -> list:
    return [item for item in evaluation.front.items if isinstance(item, kind)]


def test_part(module: Module, context: Context) -> str:
    """The test that participants fill in, twice."""
    evaluation = module.evaluation
    tick = '<span class="gp-tick"></span>'
    blank = f'<span class="gp-blank" data-mm="40" role="img" aria-label="{context.words("blank")}"></span>'
    made = [
        f"{inline(evaluation.front.intro, context)}\n",
        f"**{word(context, 'code')}:** {blank} {tick} {word(context, 'before')} {tick} {word(context, 'after')}\n",
        f"{word(context, 'code-help')}\n",
        f"## {word(context, 'statements')} {{ #statements }}\n",
        f"{word(context, 'statements-help')}\n",
        table(
            ["", word(context, "statements"), *(word(context, k) for k in ("true", "false", "dont-know"))],
            [
                [str(n), cell(item.text, context), tick, tick, tick]
                for n, item in enumerate(_of(evaluation, TrueFalse), 1)
            ],
        ),
    ]
    if _of(evaluation, Attitude):
        made += [
            f"## {word(context, 'opinions')} {{ #opinions }}\n",
            f"{word(context, 'opinions-help')}\n",
            table(
                ["", word(context, "opinions"), *(word(context, f"agree-{n}") for n in range(1, 6))],
                [
                    [str(n), cell(item.text, context), *[tick] * 5]
                    for n, item in enumerate(_of(evaluation, Attitude), 1)
                ],
            ),
        ]
    if _of(evaluation, Vignette):
        made += [f"## {word(context, 'situations')} {{ #situations }}\n", f"{word(context, 'situations-help')}\n"]
        for n, item in enumerate(_of(evaluation, Vignette), 1):
            lines = (
                f'<span class="gp-lines" data-n="{item.lines}" role="img" aria-label="{context.words("blank")}"></span>'
            )
            made.append(
                f"### {n} {{ #situation-{n} }}\n\n{inline(item.text, context)}\n\n"
                f"**{inline(item.ask, context)}**\n\n{lines}\n"
            )
    return "\n".join(made)


def key_part(module: Module, context: Context) -> str:
    """The key, for facilitators only."""
    evaluation = module.evaluation
    made = [f"{inline(evaluation.front.key_intro, context)}\n", f"## {word(context, 'statements')} {{ #statements }}\n"]
    rows = []
    for n, item in enumerate(_of(evaluation, TrueFalse), 1):
        answer = word(context, "local-answer" if item.key == "local" else item.key)
        rows.append([str(n), cell(item.text, context), f"**{answer}**", cell(item.why, context)])
    made.append(table(["", *(word(context, k) for k in ("statements", "answer", "reason"))], rows))
    if _of(evaluation, Attitude):
        rows = [
            [str(n), cell(item.text, context), word(context, "reverse" if item.reverse else "direct")]
            for n, item in enumerate(_of(evaluation, Attitude), 1)
        ]
        made.append(f"## {word(context, 'opinions')} {{ #opinions }}\n")
        made.append(table(["", word(context, "opinions"), word(context, "answer")], rows))
    if _of(evaluation, Vignette):
        made.append(f"## {word(context, 'situations')} {{ #situations }}\n")
        for n, item in enumerate(_of(evaluation, Vignette), 1):
            made.append(
                f"### {n} {{ #situation-{n} }}\n\n{inline(item.text, context)}\n\n**{inline(item.ask, context)}**\n"
            )
            for key, texts in (("look-for", item.look_for), ("avoid", item.avoid)):
                made.append(f"{word(context, key)}:\n\n" + "\n".join(f"- {inline(t, context)}" for t in texts) + "\n")
    made += [f"## {word(context, 'observed')} {{ #observed }}\n", observed(module, context)]
    return "\n".join(made)


def observed(module: Module, context: Context) -> str:
    """The list of what is seen in the room and of finished work."""
    rows = []
    tick = '<span class="gp-tick"></span>'
    for item in _of(module.evaluation, Observed):
        rows.append([tick, cell(item.text, context), module.code(item.during), word(context, item.kind)])
    head = ["", *(word(context, key) for key in ("item", "session", "when"))]
    return f"{word(context, 'observed-help')}\n\n" + table(head, rows)


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
