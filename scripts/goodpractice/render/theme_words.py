"""The theme's own words ("Search", "Next") in languages that the theme lacks, from our catalogues.

Material keeps them in `partials/languages/<code>.html`; a build in a language without that file fails. The file that is
written here has the same shape. Words without a translation fall back to the theme's English.
"""

from __future__ import annotations

import json
from pathlib import Path


def write_theme_words(folder: Path, code: str, direction: str, words: dict[str, str]) -> Path:
    """Write the file for a language; returns the folder that the theme has to look in."""
    table = {
        "language": code,
        "direction": direction,
        "search.config.lang": "en",
        "search.config.pipeline": " ",
        **words,
    }
    path = folder / "partials" / "languages" / f"{code}.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    data = json.dumps(table, ensure_ascii=False, indent=1)
    path.write_text(f"{{% macro t(key) %}}{{{{ {data}[key] }}}}{{% endmacro %}}\n", "utf-8")
    return folder


def has_language(dirs: list[str], code: str) -> bool:
    """Whether the theme brings the words of a language itself."""
    return any((Path(folder) / "partials" / "languages" / f"{code}.html").exists() for folder in dirs)
