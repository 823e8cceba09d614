"""What Unicode's CLDR knows of a language, for every code: the nearest known one where it lacks ours."""

from __future__ import annotations

import re
import unicodedata

from babel import Locale, UnknownLocaleError

CODE = re.compile(r"[a-z]{2}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$")
"""What mkdocs-static-i18n takes: a code of two letters, with a script or a country."""


def locale(lang: str) -> Locale:
    """The locale of a language code; of its first part when the whole is unknown, else English."""
    for code in (lang, lang.split("-")[0], "en"):
        try:
            return Locale.parse(code, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    raise AssertionError("English is known")


def own_name(lang: str) -> str:
    """What speakers of a language call it, from CLDR; its code where CLDR has none."""
    found = locale(lang)
    if found.language != lang.split("-")[0]:
        return lang
    name = found.get_display_name(found) or lang
    return name[:1].upper() + name[1:]


def marks(lang: str) -> str:
    """The HTML attributes of a passage that is in another language than the page."""
    return f'lang="{lang}" dir="{locale(lang).text_direction}"'


def fold(text: str) -> str:
    """Small letters without accents, to sort and to find by; letters that are written in several ways become one."""
    text = unicodedata.normalize("NFKD", text.lower())
    text = "".join(c for c in text if unicodedata.category(c) != "Mn")
    return text.replace("ß", "ss").replace("\u0640", "").replace("ى", "ي").replace("ة", "ه").replace("œ", "oe")
