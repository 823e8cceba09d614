"""The page of a local edition: which facts it fills in, and which passages it changed, each with both texts."""

from __future__ import annotations

from goodpractice.compose.expand import Context, cell, inline, word
from goodpractice.compose.parts import table


def edition_part(context: Context) -> str:
    """What an edition changed. Nothing is changed that does not stand here."""
    local = context.library.local
    assert local is not None
    slots = context.library.slots.front.entries
    filled = [
        [cell(slot.label, context), local.facts[slot.name].value, local.facts[slot.name].verified or ""]
        for slot in slots
        if slot.name in local.facts
    ]
    still = [f"- {inline(slot.label, context)}" for slot in slots if slot.required and slot.name not in local.facts]
    made = [f"{word(context, 'edition-note')}\n", f"## {word(context, 'edition-filled')} {{ #filled }}\n"]
    head = [word(context, key) for key in ("edition-facts", "local-text", "checked-on")]
    made.append(table(head, filled) if filled else f"{word(context, 'edition-none')}\n")
    made.append(f"## {word(context, 'edition-open')} {{ #open }}\n")
    made.append("\n".join(still) + "\n" if still else f"{word(context, 'edition-none')}\n")
    made.append(f"## {word(context, 'edition-blocks')} {{ #changed }}\n")
    rows = [
        [path, cell(core.replace("{{", "{ {"), context), cell(text.replace("{{", "{ {"), context)]
        for path, _, core, text in local.changes
    ]
    head = [word(context, key) for key in ("edition-blocks", "core-text", "local-text")]
    made.append(table(head, rows) if rows else f"{word(context, 'edition-none')}\n")
    return "\n".join(made)
