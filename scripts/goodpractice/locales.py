"""What Unicode's CLDR knows of a language, for every code: the nearest known one where it lacks ours."""

from __future__ import annotations

import unicodedata

from babel import Locale, UnknownLocaleError


def locale(lang: str) -> Locale:
    """The locale of a language code; of its first part when the whole is unknown, else English."""
    for code in (lang, lang.split("-")[0], "en"):
        try:
            return Locale.parse(code, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    raise AssertionError("English is known")


def marks(lang: str) -> str:
    """The HTML attributes of a passage that is in another language than the page."""
    return f'lang="{lang}" dir="{locale(lang).text_direction}"'


def fold(text: str) -> str:
    """Small letters without accents, to sort and to find by; letters that are written in several ways become one."""
    text = unicodedata.normalize("NFKD", text.lower())
    text = "".join(c for c in text if unicodedata.category(c) != "Mn")
    return text.replace("ß", "ss").replace("\u0640", "").replace("ى", "ي").replace("ة", "ه").replace("œ", "oe")
