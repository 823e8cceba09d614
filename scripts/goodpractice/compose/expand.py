"""Our Markdown -> plain Markdown: links by id, citations, directives, call-out titles, tick boxes."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from goodpractice.addresses import SCHEMES, SOURCES, Addresses
from goodpractice.locales import marks
from goodpractice.markup import CALLOUT, CITATION, CODE_SPAN, DIRECTIVE, LINK, TASK, TITLED, blocks, escape_bars
from goodpractice.model import Library, Text
from goodpractice.words import Words


@dataclass
class Context:
    """What expansion needs to know.

    page: the site path of the page, for relative links; None in print, where links by id become plain words.
    generated: what stands for directives such as `cases.all`, by name.
    cited: ids of the sources cited so far, in order; filled in by expansion.
    open_slots: required slots met so far that the edition has no checked fact for; filled in by expansion.
    """

    library: Library
    words: Words
    addresses: Addresses
    page: str | None
    module: str | None = None
    generated: dict[str, Callable[[], str]] = field(default_factory=dict)
    cited: list[str] = field(default_factory=list)
    open_slots: list[str] = field(default_factory=list)

    @property
    def print(self) -> bool:
        return self.page is None


def inline(text: str, context: Context) -> str:
    """A front-matter string or interface word as inline Markdown, marked when it is in another language."""
    made = _inline(str(text), context)
    return marked(made, text, context)


def marked(made: str, text: str, context: Context) -> str:
    """`made` with a mark of language when `text` is not in the language of the page."""
    lang = text.lang if isinstance(text, Text) else ""
    return f"<span {marks(lang)}>{made}</span>" if lang and lang != context.library.lang else made


def cell(text: str, context: Context) -> str:
    """The same for a table cell."""
    return escape_bars(inline(text, context))


def word(context: Context, key: str, **values: object) -> str:
    """An interface word as inline Markdown."""
    return inline(context.words(key, **values), context)


def expand(body: str, context: Context) -> str:
    """A document's body as plain Markdown."""
    made, position = [], 0
    for block in blocks(body):
        if block.kind != "code" or block.start < position:
            continue
        made.append(_outside_code(body[position : block.start], context))
        made.append(body[block.start : block.end])
        position = block.end
    made.append(_outside_code(body[position:], context))
    return "".join(made)


def _outside_code(text: str, context: Context) -> str:
    lines = [_line(line, context) for line in text.split("\n")]
    pieces, position = [], 0
    joined = "\n".join(lines)
    for match in CODE_SPAN.finditer(joined):
        pieces += [_inline(joined[position : match.start()], context), match.group()]
        position = match.end()
    return "".join([*pieces, _inline(joined[position:], context)])


def _line(line: str, context: Context) -> str:
    bare = line.lstrip()
    indent = line[: len(line) - len(bare)]
    if match := CALLOUT.match(bare):
        kind, title = match.group(2), context.words(match.group(2))
        made = marked(str(title), title, context)
        if kind in TITLED:
            made = f"{made}: {match.group(3)}"
        return f'{indent}!!! {kind} "{made}"'
    match = re.match(r"([-*+]|\d+[.)])[ \t]+", bare)
    if match and (task := TASK.match(bare[match.end() :])):
        return indent + bare[: match.end()] + '<span class="gp-tick"></span> ' + bare[match.end() + task.end() :]
    return line


def _inline(text: str, context: Context) -> str:
    text = DIRECTIVE.sub(lambda m: _directive(m.group(1), m.group(2), context), text)
    text = CITATION.sub(lambda m: _citation(m.group(1), context), text)
    return LINK.sub(lambda m: _link(m, context), text)


def _directive(kind: str, value: str, context: Context) -> str:
    blank = context.words("blank")
    if kind == "blank":
        return f'<span class="gp-blank" data-mm="{value}" role="img" aria-label="{blank}"></span>'
    if kind == "lines":
        return f'<span class="gp-lines" data-n="{value}" role="img" aria-label="{blank}"></span>'
    if kind == "box":
        return f'<span class="gp-box" data-mm="{value}" role="img" aria-label="{blank}"></span>'
    if kind == "slot":
        return _slot(value, context)
    if kind == "usually":
        return _usually(value, context)
    if kind == "picture":
        return picture(value, context)
    name = f"{kind}.{value}"
    if name == "changed.mark":
        return f'<span class="gp-changed">{word(context, "changed-mark")}</span>'
    if name == "page.break":
        return '<span class="gp-break"></span>'
    return context.generated[name]() if name in context.generated else ""


def _slot(name: str, context: Context) -> str:
    """A local fact: what the edition says, or a blank with its label that is filled in by hand."""
    slot = context.library.slot(name)
    local = context.library.local
    if local and (fact := local.facts.get(name)) and fact.value:
        checked = f" ({word(context, 'checked-on')} {fact.verified})" if slot.type == "law" else ""
        return f"**{fact.value}**{checked}"
    if local and slot.required and name not in context.open_slots:
        context.open_slots.append(name)
    label = marked(str(slot.label), slot.label, context)
    lines = f'<span class="gp-lines" data-n="2" role="img" aria-label="{context.words("fill-in")}"></span>'
    short = f'<span class="gp-blank" data-mm="45" role="img" aria-label="{context.words("fill-in")}"></span>'
    if slot.type == "law":
        checked = word(context, "checked-on")
        date = f'<span class="gp-blank" data-mm="22" role="img" aria-label="{context.words("fill-in")}"></span>'
        return f'<span class="gp-slot">{lines}<span class="gp-label">{label}, {checked} {date}</span></span>'
    return f'<span class="gp-slot">{short} <span class="gp-label">({label})</span></span>'


def _usually(name: str, context: Context) -> str:
    """What usually happens under a law, as the edition says, or a long blank to fill in by hand."""
    local = context.library.local
    if local and (fact := local.facts.get(name)) and fact.usually:
        return fact.usually
    return f'<span class="gp-blank" data-mm="150" role="img" aria-label="{context.words("blank")}"></span>'


def picture(name: str, context: Context) -> str:
    """A pictogram with its name, for people who do not see it."""
    label = context.library.picture(name).label
    lang = f' lang="{label.lang}"' if label.lang else ""
    path = _relative(f"assets/pictures/{name}.svg", context)
    size = 'loading="lazy" width="35" height="35"'
    return f'<img class="gp-picture" {size} src="{path}" alt="{label}"{lang} data-name="{name}">'


def _citation(group: str, context: Context) -> str:
    made = []
    for name in re.findall(r"@([a-z0-9-]+)", group):
        if name not in context.cited:
            context.cited.append(name)
        short = context.library.source(name).short
        made.append(short if context.print else f"[{short}]({_relative(f'{SOURCES}.md#{name}', context)})")
    return "(" + "; ".join(made) + ")"


def _link(match: re.Match, context: Context) -> str:
    target = match.group(3)
    if target.partition(":")[0] not in SCHEMES:
        return match.group()
    path = context.addresses.path(target, context.module)
    if context.print or path is None:
        return match.group(2)
    return f"[{match.group(2)}]({_relative(path, context)})"


def _relative(path: str, context: Context) -> str:
    name, _, anchor = path.partition("#")
    made = posixpath.relpath(name, posixpath.dirname(context.page or "") or ".")
    return f"{made}#{anchor}" if anchor else made


def href(target: str, context: Context) -> str:
    """The address of a link by id, as HTML that no Markdown goes through needs it."""
    path = context.addresses.path(target, context.module)
    assert path, target  # the program's own links
    return _relative(path, context).replace(".md", ".html")


def link(text: str, target: str, context: Context) -> str:
    """A link by id with a translated text, as `[text](relative path)`; plain text in print or when it leads nowhere."""
    made = f"[{marked(str(text), text, context)}]({target})"
    return LINK.sub(lambda m: _link(m, context), made)
