"""What Unicode's CLDR knows of a language, for every code: the nearest known one where it lacks ours."""

from __future__ import annotations

from babel import Locale, UnknownLocaleError


def locale(lang: str) -> Locale:
    """The locale of a language code; of its first part when the whole is unknown, else English."""
    for code in (lang, lang.split("-")[0], "en"):
        try:
            return Locale.parse(code, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    raise AssertionError("English is known")
