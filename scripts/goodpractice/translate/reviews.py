"""Who has read which translation and agrees with it: `translations/<lang>/reviews.csv`.

A row signs off one message by a hash of its key, English and translation. So an edit of any of these takes the sign-off
from that message and from no other.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from goodpractice.problems import Problems
from goodpractice.project import Project

_HEAD = ("message", "by", "date", "document")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}$")


@dataclass(frozen=True)
class Review:
    """A sign-off. `by` is a role or a group that wants to be named; never a person's name is asked for."""

    message: str
    by: str
    date: str
    document: str


def digest(context: str | None, english: str, translation: str) -> str:
    """What a sign-off holds on to: 16 hex digits."""
    text = "\0".join([context or "", english, " ".join(translation.split())])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def read_reviews(project: Project, lang: str, problems: Problems) -> dict[str, Review]:
    """The sign-offs of a language by message hash. Bad rows are reported and count for nothing."""
    made: dict[str, Review] = {}
    for path in project.tables(lang, "reviews.csv"):
        made |= _reviews_of(project, path, problems)
    return made


def _reviews_of(project: Project, path: Path, problems: Problems) -> dict[str, Review]:
    made: dict[str, Review] = {}
    for number, row in read_rows(project, path, _HEAD, problems):
        review = Review(*(row[name] for name in _HEAD))
        if not re.fullmatch(r"[0-9a-f]{16}", review.message) or not review.by or not _DATE.match(review.date):
            problems.add(
                "GP422",
                project.relative(path),
                number,
                "this sign-off lacks a message hash, a role or group, or a date",
                "sign off with `goodpractice translate review`, or delete the row",
            )
            continue
        made[review.message] = review
    return made


def read_rows(project: Project, path, head: tuple[str, ...], problems: Problems) -> list[tuple[int, dict[str, str]]]:
    """The rows of a CSV file with their line numbers; a missing file has none, a damaged one is reported."""
    if not path.exists():
        return []
    where = project.relative(path)
    try:
        rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig")), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        problems.add("GP422", where, 1, f"this table cannot be read: {error}", "save it as comma-separated UTF-8")
        return []
    if not rows or tuple(name.strip() for name in rows[0]) != head:
        problems.add("GP422", where, 1, "the first row is wrong", f"it must be: {','.join(head)}")
        return []
    made = []
    for number, row in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(head):
            problems.add("GP422", where, number, f"{len(row)} cells instead of {len(head)}", "quote cells with commas")
            continue
        made.append((number, dict(zip(head, (cell.strip() for cell in row), strict=True))))
    return made


def write_reviews(project: Project, lang: str, reviews: Iterable[Review]) -> None:
    """Write the sign-offs, sorted, so that two people's changes merge. An edition writes those that it has given."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(_HEAD)
    elsewhere = set(_reviews_of(project, project.translations / lang / "reviews.csv", Problems()).values())
    given = set(reviews) - (elsewhere if project.local else set())
    for review in sorted(given, key=lambda r: (r.document, r.message, r.date)):
        table.writerow([review.message, review.by, review.date, review.document])
    path = project.written / lang / "reviews.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(out.getvalue(), "utf-8")
