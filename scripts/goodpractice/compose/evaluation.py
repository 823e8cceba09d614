"""The test, its key, the answer and reporting sheets, and what observers look for: all from evaluation.yml."""

from __future__ import annotations

from goodpractice.compose.expand import Context, cell, inline, picture, word
from goodpractice.compose.parts import table
from goodpractice.model import (
    Attitude,
    Module,
    Observed,
    Skill,
    Task,
    TrueFalse,
    Vignette,
)

TICK = '<span class="gp-tick"></span>'


def blank(context: Context, mm: int) -> str:
    """A blank to write on, in millimetres."""
    return f'<span class="gp-blank" data-mm="{mm}" role="img" aria-label="{context.words("blank")}"></span>'


def _of(module: Module, *kinds: type) -> list:
    """Its items of exactly these kinds, in order."""
    return [item for item in module.evaluation.front.items if type(item) in kinds]


def skills(module: Module) -> list[Skill]:
    """The points that an assessor ticks for each person."""
    return _of(module, Skill) if module.evaluation else []


def test_part(module: Module, context: Context) -> str:
    """The test that participants fill in before, after and six months later."""
    moments = " ".join(f"{TICK} {word(context, key)}" for key in ("before", "after", "six-months"))
    made = [
        f"{inline(module.evaluation.front.intro, context)}\n",
        f"**{word(context, 'code')}:** {blank(context, 40)} {moments}\n",
        f"{word(context, 'code-help')}\n",
        f"## {word(context, 'statements')} {{ #statements }}\n",
        f"{word(context, 'statements-help')}\n",
        table(
            ["", word(context, "statements"), *(word(context, k) for k in ("true", "false", "dont-know"))],
            [[str(n), cell(item.text, context), TICK, TICK, TICK] for n, item in enumerate(_of(module, TrueFalse), 1)],
        ),
    ]
    if _of(module, Attitude):
        made += [
            f"## {word(context, 'opinions')} {{ #opinions }}\n",
            f"{word(context, 'opinions-help')}\n",
            table(
                ["", word(context, "opinions"), *(word(context, f"agree-{n}") for n in range(1, 6))],
                [[str(n), cell(item.text, context), *[TICK] * 5] for n, item in enumerate(_of(module, Attitude), 1)],
            ),
        ]
    for kind, name in ((Vignette, "situation"), (Task, "task")):
        if _of(module, kind):
            made += [f"## {word(context, f'{name}s')} {{ #{name}s }}\n", f"{word(context, f'{name}s-help')}\n"]
        for n, item in enumerate(_of(module, kind), 1):
            lines = (
                f'<span class="gp-lines" data-n="{item.lines}" role="img" aria-label="{context.words("blank")}"></span>'
            )
            made.append(f"{_asked(item, n, name, context)}\n{lines}\n")
    return "\n".join(made)


def _asked(item: Vignette, n: int, name: str, context: Context) -> str:
    text, ask = inline(item.text, context), inline(item.ask, context)
    return f"### {n} {{ #{name}-{n} }}\n\n{text}\n\n**{ask}**\n"


def key_part(module: Module, context: Context) -> str:
    """The key, for facilitators only."""
    intro = inline(module.evaluation.front.key_intro, context)
    made = [f"{intro}\n", f"## {word(context, 'statements')} {{ #statements }}\n"]
    rows = []
    for n, item in enumerate(_of(module, TrueFalse), 1):
        answer = _answer(module, item, context)
        rows.append([str(n), cell(item.text, context), answer, cell(item.why, context)])
    made.append(table(["", *(word(context, k) for k in ("statements", "answer", "reason"))], rows))
    if _of(module, Attitude):
        rows = [
            [str(n), cell(item.text, context), word(context, "reverse" if item.reverse else "direct")]
            for n, item in enumerate(_of(module, Attitude), 1)
        ]
        made.append(f"## {word(context, 'opinions')} {{ #opinions }}\n")
        made.append(table(["", word(context, "opinions"), word(context, "answer")], rows))
    for kind, name in ((Vignette, "situation"), (Task, "task")):
        if _of(module, kind):
            made.append(f"## {word(context, f'{name}s')} {{ #{name}s }}\n")
        for n, item in enumerate(_of(module, kind), 1):
            made.append(_asked(item, n, name, context))
            for key, texts in (("look-for", item.look_for), ("avoid", item.avoid)):
                made.append(f"{word(context, key)}:\n\n" + "\n".join(f"- {inline(t, context)}" for t in texts) + "\n")
    made += [f"## {word(context, 'observed')} {{ #observed }}\n", observed(module, context)]
    return "\n".join(made)


def _answer(module: Module, item: TrueFalse, context: Context) -> str:
    """The right answer. One that depends on local law comes from an edition, with the day of its check; else the item
    is not scored."""
    local = context.library.local
    if item.key == "local" and local and (own := local.keys.get(f"{module.id}/{item.id}")):
        return f"**{word(context, own.key)}** ({word(context, 'checked-on')} {own.verified})"
    return f"**{word(context, 'local-answer' if item.key == 'local' else item.key)}**"


def observed(module: Module, context: Context) -> str:
    """The list of what is seen in the room and of finished work."""
    rows = [
        [TICK, cell(item.text, context), module.code(item.during), word(context, item.kind)]
        for item in _of(module, Observed)
    ]
    head = ["", *(word(context, key) for key in ("item", "session", "when"))]
    return f"{word(context, 'observed-help')}\n\n" + table(head, rows)


def skills_part(module: Module, context: Context) -> str:
    """The sheet on which an assessor ticks what one person did."""
    head = ["", word(context, "skill"), word(context, "done"), word(context, "partly-done"), word(context, "not-done")]
    rows = [[str(n), cell(item.text, context), TICK, TICK, TICK] for n, item in enumerate(skills(module), 1)]
    people = f"**{word(context, 'code')}:** {blank(context, 40)} **{word(context, 'assessor')}:** {blank(context, 40)}"
    score = f"**{word(context, 'score')}:** {blank(context, 15)} / {len(rows)}"
    lines = f'<span class="gp-lines" data-n="2" role="img" aria-label="{context.words("blank")}"></span>'
    next_skill = f"**{word(context, 'next-skill')}:**\n\n{lines}\n"
    return f"{word(context, 'skills-help')}\n\n{people}\n\n{table(head, rows)}\n{score}\n\n{next_skill}"


def answers_part(module: Module, context: Context) -> str:
    """The answer sheet for a test that is read aloud: pictures to ring instead of words to read."""
    moments = " ".join(f"{TICK} {word(context, key)}" for key in ("before", "after", "six-months"))
    signs = [picture(name, context) for name in ("yes", "no", "question")]
    rows = [[str(n), *signs] for n, _ in enumerate(_of(module, TrueFalse), 1)]
    made = [
        f"{word(context, 'answers-help')}\n",
        f"**{word(context, 'code')}:** {blank(context, 40)} {moments}\n",
        table(["", *(word(context, key) for key in ("true", "false", "dont-know"))], rows),
    ]
    if _of(module, Attitude):
        signs = [picture(name, context) for name in ("no", "neutral", "yes")]
        rows = [[str(n), *signs] for n, _ in enumerate(_of(module, Attitude), 1)]
        made.append(f"## {word(context, 'opinions')} {{ #opinions }}\n")
        made.append(table(["", *(word(context, f"agree-{n}") for n in (2, 3, 4))], rows))
    return "\n".join(made)


def report_part(module: Module, context: Context) -> str:
    """Where the results of all three tests are put side by side, item by item."""
    three = [word(context, key) for key in ("before", "after", "six-months")]
    made = [f"{word(context, 'report-help')}\n"]
    counts = ("report-took", "report-matched", "report-lost", "report-harms")
    made.append(table(["", *three], [[word(context, key), *[blank(context, 18)] * 3] for key in counts]))
    made.append(f"## {word(context, 'statements')} {{ #statements }}\n\n{word(context, 'report-right')}\n")
    rows = []
    for n, item in enumerate(_of(module, TrueFalse), 1):
        rows.append([str(n), cell(item.text, context), *[blank(context, 15)] * 3, TICK])
    made.append(table(["", word(context, "statements"), *three, word(context, "report-worse")], rows))
    if _of(module, Attitude):
        rows = [
            [str(n), cell(item.text, context), *[blank(context, 15)] * 3, TICK]
            for n, item in enumerate(_of(module, Attitude), 1)
        ]
        made.append(f"## {word(context, 'opinions')} {{ #opinions }}\n\n{word(context, 'report-mean')}\n")
        made.append(table(["", word(context, "opinions"), *three, word(context, "report-worse")], rows))
    scored = _of(module, Vignette, Task)
    if scored:
        rows = [
            [str(n), cell(item.ask, context), *[blank(context, 15)] * 3, str(len(item.look_for))]
            for n, item in enumerate(scored, 1)
        ]
        made.append(f"## {word(context, 'situations')} {{ #situations }}\n\n{word(context, 'report-actions')}\n")
        made.append(table(["", word(context, "situations"), *three, word(context, "report-most")], rows))
    return "\n".join(made)
