"""One source file -> one typed Document."""

from __future__ import annotations

import re
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from goodpractice.model import Document
from goodpractice.problems import Problems
from goodpractice.project import Project
from goodpractice.read.yamlfile import YamlError, load

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*$")
_LARGEST = 1_000_000  # bytes; a source file is text that a person wrote


def read_text(project: Project, path: Path, problems: Problems) -> str | None:
    """The text of a file, or None after reporting why not."""
    where = project.relative(path)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        problems.add("GP108", where, 1, "this file does not exist", "create it, or take its name out of module.yml")
        return None
    except OSError as error:
        problems.add("GP108", where, 1, f"this file cannot be read ({error.strerror})", "check its permissions")
        return None
    if len(data) > _LARGEST:
        problems.add("GP101", where, 1, "this file is over 1 MB", "split it; content files are text")
        return None
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problems.add("GP101", where, line, "this file is not UTF-8", "open it in your editor and save it as UTF-8")
        return None


def read_markdown(project: Project, path: Path, front: type[BaseModel], problems: Problems) -> Document | None:
    """A Markdown file with front matter."""
    text = read_text(project, path, problems)
    if text is None:
        return None
    where = project.relative(path)
    match = re.match(r"---[ \t]*\n(.*?\n)?---[ \t]*(?:\n|$)", text, re.S)
    if not match:
        problems.add(
            "GP102",
            where,
            1,
            "the front matter is missing or not closed",
            "start the file with a line ---, the keys, and another line ---",
        )
        return None
    parsed = parse(where, match.group(1) or "", 1, front, problems)
    if parsed is None:
        return None
    value, lines = parsed
    return Document(path.stem, where, value, text[match.end() :], text.count("\n", 0, match.end()) + 1, lines)


def read_yaml(project: Project, path: Path, model: type[BaseModel], problems: Problems) -> Document | None:
    """A YAML file. A list becomes the `entries` of its model."""
    text = read_text(project, path, problems)
    if text is None:
        return None
    where = project.relative(path)
    parsed = parse(where, text, 0, model, problems)
    return None if parsed is None else Document(path.stem, where, parsed[0], "", 1, parsed[1])


def check_id(where: str, stem: str, problems: Problems) -> None:
    """Report a file name that cannot be an id and part of an address."""
    if not ID.match(stem):
        problems.add("GP107", where, 1, f"the file name “{stem}” is not an id", "rename it with a-z, 0-9 and hyphens")


def parse(
    where: str, text: str, shift: int, model: type[BaseModel], problems: Problems
) -> tuple[Any, dict[tuple, int]] | None:
    """Validate YAML against a model. `shift` is the number of lines above the YAML in its file."""
    try:
        value, lines = load(text)
    except YamlError as error:
        problems.add(
            "GP103",
            where,
            error.line + shift,
            f"the YAML cannot be read: {error}",
            "check colons, quotes and indentation on this line and the one above",
        )
        return None
    lines = {place: line + shift for place, line in lines.items()}
    if value is None and "entries" in model.model_fields:
        value = []  # comments and nothing else
    if isinstance(value, list) and "entries" in model.model_fields:
        value = {"entries": value}
        lines = {("entries", *place): line for place, line in lines.items()}
    if not isinstance(value, dict):
        problems.add("GP103", where, 1 + shift, "keys and values are expected here", "write lines such as title: …")
        return None
    try:
        return model.model_validate(_tuples(value)), lines
    except ValidationError as error:
        for finding in error.errors():
            _report(where, finding, lines, model, problems)
        return None


def _tuples(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _tuples(part) for key, part in value.items()}
    return tuple(_tuples(part) for part in value) if isinstance(value, list) else value


_SHAPES = {
    r"^\d{4}-\d{2}-\d{2}$": "a day such as 2027-03-01",
    r"^\d{4}(-\d{2}(-\d{2})?)?$": "a year, a month or a day, such as 2027, 2027-03 or 2027-03-01",
    r"^[^<>{}\[\]`|*]*[^\s<>{}\[\]`|*][^<>{}\[\]`|*]*$": "plain words without marks",
    r"^[^<>{}\[\]`|\"\n]{1,40}$": "plain words without marks",
    r"^https://[\w.~:/?#@!$&*+,;=%-]+$": "a whole address that begins with https://",
    "^[A-Z]{2}$": "a country in two letters, such as KE",
    "^#[0-9a-fA-F]{6}$": "a colour such as #7a1f3d",
    r"^[a-z0-9]+(-[a-z0-9]+)*$": "an id: a-z, 0-9 and hyphens",
}
"""What the patterns of the model ask for, in words."""


def _report(where: str, finding: dict, lines: dict[tuple, int], model: type[BaseModel], problems: Problems) -> None:
    place = tuple(part for part in finding["loc"])
    known = tuple(place)
    while known and known not in lines:
        # unions put the name of their member into the place; drop it, else climb to what holds the value
        shorter = [known[:i] + known[i + 1 :] for i in range(len(known)) if known[:i] + known[i + 1 :] in lines]
        known = shorter[0] if shorter else known[:-1]
    line = lines.get(known, 1)
    name = ".".join(str(part) for part in place if not isinstance(part, int)) or "this file"
    key = str(place[-1]) if place else name
    if finding["type"] == "extra_forbidden":
        names = sorted({info.alias or field for field, info in model.model_fields.items()})
        close = get_close_matches(key, names, 1)
        problems.add(
            "GP104",
            where,
            line,
            f"the key “{key}” is unknown",
            f"did you mean “{close[0]}”?" if close else "remove it, or see the guide for authors",
        )
    elif finding["type"] == "missing":
        problems.add("GP105", where, line, f"the key “{key}” is missing", f"add a line {key}: …")
    else:
        given = finding.get("input")
        message = finding["msg"].removeprefix("Value error, ")
        wrong = message[:1].lower() + message[1:]
        if finding["type"] == "string_pattern_mismatch":
            wrong = f"this should be {_SHAPES.get(finding['ctx']['pattern'], 'written in another way')}"
        if finding["type"] == "string_type" and isinstance(finding.get("input"), (int, float, bool)):
            wrong = 'this should stand in quotation marks, as in "999"'
        elif finding["type"] == "tuple_type":
            wrong = "this should be a list, as in [en, es]"
        shown = f" (found: {str(given)[:60]})" if isinstance(given, (str, int, float, bool)) else ""
        problems.add(
            "GP106",
            where,
            line,
            f"{name}: {wrong}{shown}",
            "correct the value; the guide for authors lists what is allowed",
        )
