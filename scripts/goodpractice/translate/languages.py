"""A new language: its line in both lists of languages, its catalogues, its glossary and a page for its translators."""

from __future__ import annotations

import re
from pathlib import Path

from goodpractice.locales import CODE, locale, own_name
from goodpractice.model import Library
from goodpractice.problems import Problems, WrongUse
from goodpractice.project import Project
from goodpractice.translate.merge import updated, write_files


def add_language(project: Project, library: Library, lang: str, problems: Problems) -> list[str]:
    """Add a language; returns the files written or changed. What exists is left as it is."""
    if lang in [language.code for language in library.languages.front.entries]:
        raise WrongUse(f"there is a language {lang} already")
    if project.local and (project.translations / lang / "ui.po").exists():  # the core has it
        return [project.relative(_list(project.local / "edition.yml", lang))]
    if not CODE.match(lang):
        raise WrongUse(f"“{lang}” is not a code that the site can use: write two letters, as in ky, or zh-Hant, pt-BR")
    name, direction = own_name(lang), locale(lang).text_direction
    entry = f"- {{code: {lang}, name: {name}, dir: {direction}, theme: {lang}}}\n"
    if project.local:
        changed = [_list(project.local / "edition.yml", lang), _append(project.written / "languages.yml", entry)]
    else:
        changed = [_append(project.written / "languages.yml", f"  {entry}")]
        changed.append(_insert(project.root / "mkdocs.yml", lang, name))
    folder = project.written / lang
    folder.mkdir(parents=True, exist_ok=True)
    for file, text in _starters(project, lang, name).items():
        if not (folder / file).exists():
            (folder / file).write_text(text, "utf-8")
            changed.append(folder / file)
    return [project.relative(path) for path in changed] + write_files(
        project, updated(project, library, problems, lang)
    )


def _list(path: Path, lang: str) -> Path:
    """The language among those of an edition. Raises WrongUse where the list has another shape."""
    text = path.read_text("utf-8")
    if re.search(rf"(?m)^languages: *(?:\[[^\]\n]*\b{lang}\b|\S*\n(?: *- .*\n)*? *- {lang}\b)", text):
        return path
    made, found = re.subn(r"(?m)^(languages: *\[[^\]\n]*?),? *\]", rf"\1, {lang}]", text, count=1)
    if not found:
        made, found = re.subn(
            r"(?m)^(languages:[^\n]*\n(?: *- .*\n)*?)( *- )(.*\n)(?! *- )", rf"\1\2\3\g<2>{lang}\n", text, count=1
        )
    if not found:
        raise WrongUse(f"{path.name} has no line such as languages: [en]; write it so, with {lang} in it")
    path.write_text(made, "utf-8")
    return path


def _append(path: Path, line: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = (
        path.read_text("utf-8") if path.exists() else "# The languages of this edition that the core does not have.\n"
    )
    path.write_text(text if text.endswith("\n") else text + "\n", "utf-8")
    with path.open("a", encoding="utf-8") as file:
        file.write(line)
    return path


def _insert(path: Path, lang: str, name: str) -> Path:
    """The same language in mkdocs.yml, behind the last one there."""
    text = path.read_text("utf-8")
    last = [m for m in re.finditer(r"^        - locale: .*\n(?:          .*\n)*", text, re.M)]
    if not last:
        raise WrongUse("mkdocs.yml has no list of languages in the shape that it came with")
    lines = (f"- locale: {lang}", f"  name: {name}", "  build: true", "  theme:", f"    language: {lang}")
    entry = "".join(f"        {line}\n" for line in lines)
    path.write_text(text[: last[-1].end()] + entry + text[last[-1].end() :], "utf-8")
    return path


def _starters(project: Project, lang: str, name: str) -> dict[str, str]:
    rows = (project.translations / "glossary.csv").read_text("utf-8").splitlines()[1:]
    ids = [row.partition(",")[0] for row in rows if row.strip()]
    return {
        "glossary.csv": "id,target,forms,forbidden,note\n" + "".join(f"{term},,,,\n" for term in ids),
        "reviews.csv": "message,by,date,document\n",
        "waivers.csv": "message,rule,reason,by\n",
        "style.md": f"""# How we write in {name}

For everybody who translates into {name} ({lang}). Decide these points once, with people who do sex work and speak the
language, and write the decisions here.

- **Address:** how does a trainer speak to one person, and to a group?
- **Gender:** which forms include everybody?
- **The words for “sex worker”, “sex work” and “client”:** which do people use for themselves? Which hurt?
- **Quotation marks, numbers, dates:** as in good books of your language.
- **Names** of organisations, reports and people stay as they are. Treaties carry their official name.
- **Copied as they stand:** `(case:kash)`, `[@nswp-2012]`, `{{{{ slot.hotline }}}}`, `{{n}}`, `**`, `*`.
- **Nothing added, nothing left out.** “May”, “must” and “should” keep their strength, and “not” stays.

| English | {name} | Not |
|---|---|---|
| sex worker | | |
| sex work | | |
| client | | |
""",
    }


def check_languages(project: Project, library: Library, problems: Problems) -> None:
    """Report languages that stand in one list and not in the other, or that the site cannot take."""
    listed = [language.code for language in library.languages.front.entries]
    text = (project.root / "mkdocs.yml").read_text("utf-8")
    in_site = re.findall(r"^        - locale: (\S+)", text, re.M)
    for lang in listed:
        if not CODE.match(lang):
            problems.add(
                "GP410", library.languages.path, 1, f"the site cannot take the code “{lang}”", "use two letters"
            )
        elif lang not in in_site:
            problems.add("GP410", "mkdocs.yml", 1, f"“{lang}” is missing here", "add it below `languages:`")
    for lang in in_site:
        if lang not in listed:
            problems.add(
                "GP410", library.languages.path, 1, f"“{lang}” is missing here", "add it, or take it out of mkdocs.yml"
            )
