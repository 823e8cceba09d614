"""What only scripts can do, as markup that stands hidden until a script shows it. Words come from the catalogues."""

from __future__ import annotations

from html import escape

from goodpractice.compose.expand import Context, inline, word
from goodpractice.model import CASE_SECTIONS


def _text(context: Context, key: str, **values: object) -> str:
    return escape(str(context.words(key, **values)))


def discreet(context: Context) -> str:
    """The switch of the discreet mode."""
    return (
        '<button type="button" data-tool="discreet" aria-pressed="false" hidden>'
        f"{_text(context, 'discreet-on')}</button>\n"
        f"{word(context, 'discreet-help')}\n"
    )


def forget(context: Context) -> str:
    """The button that removes what the site keeps in a browser."""
    return (
        f'<button type="button" data-tool="forget" data-done="{_text(context, "forget-done")}" '
        f'data-failed="{_text(context, "forget-failed")}" hidden>{_text(context, "forget")}</button>\n'
    )


def keep(context: Context) -> str:
    """The button that keeps the pages of a language in the browser."""
    return (
        f'<button type="button" data-tool="keep" data-list="offline-list.json" data-worker="sw.js" '
        f'data-busy="{_text(context, "keep-busy", n="{n}")}" data-done="{_text(context, "keep-done")}" '
        f'data-failed="{_text(context, "keep-failed")}" hidden>{_text(context, "keep")}</button>\n'
    )


def files(context: Context) -> str:
    """The ZIP of each language. Size and check number are known when the files are; `publish` puts them in."""
    up = "" if context.library.lang == "en" else "../"
    lines = [cautions(context)]
    for language in context.library.languages.front.entries:
        name = f"{up}offline/{language.code}.zip"
        lines.append(
            f'- <span lang="{language.code}" dir="{language.dir}">{language.name}</span>: '
            f'<a href="{name}" download>{language.code}.zip</a> '
            f'<span class="gp-zip" data-zip="{language.code}"></span> · '
            f'<a href="{name}" download="1.zip">{_text(context, "neutral-name")}</a>'
        )
    lines.append(f'\n<a href="{up}offline/SHA256SUMS.txt">SHA256SUMS.txt</a>')
    return "\n".join(lines) + "\n"


def cautions(context: Context) -> str:
    """What readers of this language must know before they save or share anything."""
    return "\n".join(
        f'!!! warning translation "{_text(context, "warning")}"\n    {inline(caution.text, context)}\n'
        for caution in context.library.cautions.front.entries
        if context.library.lang in caution.languages
    )


def form(context: Context) -> str:
    """The form for a practice: first the points to agree on, then the fields, then the text it makes."""
    names = ("organisation", "country")
    fields = "".join(
        f'<label for="c-{name}">{_text(context, name)}</label>'
        f'<input id="c-{name}" data-field="{name}" autocomplete="off">'
        for name in names
    )
    for number, section in enumerate(CASE_SECTIONS, 1):
        fields += (
            f'<label for="c-{number}">{_text(context, f"section-{number}")}</label>'
            f'<textarea id="c-{number}" data-section="{section}" autocomplete="off"></textarea>'
        )
    return (
        f'<div data-load="assets/site/form.js" data-form hidden>'
        f'<p><label><input type="checkbox" data-agreed autocomplete="off"> {_text(context, "form-agreed")}</label></p>'
        f"<div data-fields hidden>{fields}"
        f'<p><button type="button" data-make>{_text(context, "form-make")}</button></p>'
        f'<div data-result hidden><label for="c-result">{_text(context, "form-result")}</label>'
        f'<textarea id="c-result" readonly></textarea>'
        f'<p><a data-file href="#form" download="case-study.md">{_text(context, "form-file")}</a> · '
        f'<a data-mail href="mailto:">{_text(context, "form-mail")}</a></p></div></div></div>\n'
    )
