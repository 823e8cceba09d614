"""Pages about local editions: what one changed, each passage with both texts; and which editions are known."""

from __future__ import annotations

import re

from goodpractice.compose.expand import Context, cell, inline, link, word
from goodpractice.compose.parts import country, source_line, table
from goodpractice.locales import own_name
from goodpractice.markup import DIRECTIVE
from goodpractice.model import Made, Text


def edition_part(context: Context) -> str:
    """What an edition changed. Nothing is changed that does not stand here."""
    local = context.library.local
    assert local is not None
    front = local.front
    made = [f"{word(context, 'edition-note')}"]
    if front.core:
        made[0] += f" {word(context, 'edition-core', version=front.core)}"
    made[0] += "\n"
    contact = word(context, "edition-contact", contact=front.contact) if front.contact else ""
    made.append(f"{contact or word(context, 'edition-no-contact')}\n")
    for key, anchor, part in (
        ("edition-filled", "filled", _filled(context)),
        ("edition-law", "law", _law(context)),
        ("edition-open", "open", _open(context)),
        ("edition-added", "added", _added(context)),
        ("edition-words", "words", _words(context)),
        ("edition-blocks", "changed", _changed(context)),
    ):
        made.append(f"## {word(context, key)} {{ #{anchor} }}\n\n{part or word(context, 'edition-none')}\n")
    return "\n".join(made)


def _filled(context: Context) -> str:
    facts = context.library.local.facts
    rows = [
        [cell(slot.label, context), facts[slot.name].value, facts[slot.name].verified or ""]
        for slot in context.library.slots.front.entries
        if slot.name in facts and facts[slot.name].value
    ]
    items = context.library.local_items()
    rows += [
        [cell(items[name].text, context), word(context, own.key), own.verified or ""]
        for name, own in context.library.local.keys.items()
    ]
    return _table(("edition-facts", "local-text", "checked-on"), rows, context)


def _law(context: Context) -> str:
    facts = context.library.local.facts
    rows = [
        [cell(slot.label, context), facts[slot.name].value, facts[slot.name].usually]
        for slot in context.library.slots.front.entries
        if slot.name in facts and facts[slot.name].usually
    ]
    return _table(("edition-facts", "local-text", "edition-law"), rows, context)


def _open(context: Context) -> str:
    slots = context.library.slots.front.entries
    facts = context.library.local.facts
    still = [s for s in slots if s.required and not (s.name in facts and facts[s.name].value)]
    return "\n".join(f"- {inline(slot.label, context)}" for slot in still)


def _added(context: Context) -> str:
    documents = {d.path: d for d in context.library.documents()}
    local = context.library.local
    lines = [
        f"- {link(documents[path].front.title, target, context)}"
        for path, target in sorted(local.documents.items())
        if path in documents and hasattr(documents[path].front, "title")
    ]
    for name, way in local.formats:
        words = {entry.id: entry.title for entry in context.library.modules[name].index.front.formats}
        lines.append(f"- {link(words[way], f'format:{name}/{way}', context)}")
    lines += [f"- {inline(context.library.slot(name).label, context)}" for name in local.slots]
    for name, item in local.items:
        texts = {one.id: one.text for one in context.library.modules[name].evaluation.front.items}
        lines.append(f"- {link(context.words('test'), f'module:{name}', context)}: {inline(texts[item], context)}")
    lines += [f"- {source_line(name, context)}" for name in local.sources]
    return "\n".join(dict.fromkeys(lines))


def _words(context: Context) -> str:
    front, taxonomy = context.library.local.front, context.library.taxonomy.front
    rows = [[cell(Text(t.ours, t.lang), context), cell(Text(t.theirs, t.lang), context)] for t in front.terms]
    labels = context.library.local.labels
    rows += [[cell(Text(labels[name], "en"), context), cell(taxonomy.label(name), context)] for name in front.audiences]
    return _table(("core-text", "local-text"), rows, context)


def _changed(context: Context) -> str:
    titles = {document.path: (target, document) for target, document in context.addresses.documents.items()}

    def place(made: Made) -> str:
        if made.document not in titles:
            return made.document
        target, document = titles[made.document]
        return link(document.front.title, target, context).replace("|", "\\|")

    def here(made: Made) -> str:
        if made.do == "remove":
            return word(context, "edition-removed")
        text = cell(_shown(made.text, context), context)
        return text if made.do == "replace" else word(context, f"edition-{made.do}", text=text)

    rows = [
        [place(made), cell(_shown(made.core, context), context), here(made)] for made in context.library.local.changes
    ]
    return _table(("edition-blocks", "core-text", "local-text"), rows, context)


def _shown(text: Text, context: Context) -> Text:
    """A passage for the eye: local facts as their labels, call-outs as their words."""

    def label(match: re.Match) -> str:
        kind, name = match.groups()
        known = {slot.name: slot.label for slot in context.library.slots.front.entries}
        return f"[{known[name]}]" if kind in {"slot", "usually"} and name in known else "…"

    lines = [re.sub(r'^\s*!!! \w+\s*"?(.*?)"?\s*$', r"\1", line) for line in text.split("\n")]
    return Text(" ".join(DIRECTIVE.sub(label, " ".join(lines)).split()), text.lang)


def _table(head: tuple[str, ...], rows: list[list[str]], context: Context) -> str:
    return table([word(context, key) for key in head], rows) if rows else ""


def editions_part(context: Context) -> str:
    """The editions that are known, and how to make one."""
    names = {language.code: language.name for language in context.library.languages.front.entries}
    rows = []
    for one in context.library.editions.front.entries:
        name = f"[{one.name}]({one.address})" if one.address else one.name
        note = word(context, "editions-example") if one.example else one.listed or ""
        langs = ", ".join(names.get(lang) or own_name(lang) for lang in one.languages)
        rows.append([name, country(one.country, context) if one.country else "", langs, note])
    made = [f"{word(context, 'editions-summary')}\n"]
    if rows:
        made.append(table([*(word(context, key) for key in ("editions", "country", "languages")), ""], rows))
    made.append(link(context.words("editions-make"), "page:guides/organisations#edition", context) + "\n")
    return "\n".join(made)
