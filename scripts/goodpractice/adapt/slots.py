"""Local facts. A fact that nobody has checked lately counts as open: an open line is safer than a wrong number."""

from __future__ import annotations

import calendar
import datetime
import re

from goodpractice.model import LocalKey, Slot, SlotFact

_SHAPES = {
    "phone": (
        r"(?:\+|\d)[\d ()./-]{1,24}(?: \([^()<>{}\[\]`]{1,60}\))?",
        "digits with spaces, such as +254 20 000 000",
    ),
    "money": (r"\d{1,3}(?:[ ,.]?\d{3})*(?:[.,]\d{1,2})? [A-Z]{3}", "an amount and a currency code, such as 1500 KES"),
    "date": (r"\d{4}-\d{2}-\d{2}", "a date such as 2027-03-01"),
    "time-limit": (r"\d{1,3} (?:hours?|days?|weeks?|months?)", "a number and a unit, such as 48 hours"),
}
_FORBIDDEN = re.compile(r"[<>{}\[\]`|]|://|\*\*|^\s*[#>!-]\s|^\s*[=@]", re.M)  # the last: formulas of spreadsheets
_LONGEST = 400  # characters

MONTHS = {"phone": 3, "address": 6, "law": 12, "agency": 6, "time-limit": 12, "money": 12, "date": 12, "text": 12}
"""After how many months a fact must be checked again when the edition says nothing: numbers change faster than laws."""


_WITH_PRACTICE = ("law", "time-limit")  # types of slots that law sheets show beside what usually happens


def wrong(slot: Slot, value: str, key: str = "value") -> str | None:
    """What is wrong with the value of a fact, or with what it says under `usually`, in words for the person who wrote
    it; None when nothing is. An empty one is right."""
    if not value:
        return None
    if len(value) > _LONGEST:
        return f"it has {len(value)} characters; {_LONGEST} is the most"
    if _FORBIDDEN.search(value):
        return "it has marks or an address; a local fact is plain text"
    if key == "usually":
        return None if slot.type in _WITH_PRACTICE else "only a law and a time limit have “usually”"
    if slot.type in _SHAPES:
        pattern, example = _SHAPES[slot.type]
        if not re.fullmatch(pattern, value):
            return f"it does not look like a {slot.type}: write {example}"
    return None


def due(kind: str, fact: SlotFact | LocalKey) -> datetime.date | None:
    """The day by which a fact of a type of slot must have been checked again; None when nobody has checked it. Keys of
    test items are like laws. A day that is still to come is no check."""
    if fact.verified is None or not fact.verified_by:
        return None
    checked = datetime.date.fromisoformat(fact.verified)
    if checked > datetime.date.today():
        return None
    months = fact.verify_every or MONTHS[kind]
    year, month = divmod(checked.month - 1 + months, 12)
    year, month = checked.year + year, month + 1
    return datetime.date(year, month, min(checked.day, calendar.monthrange(year, month)[1]))


def usable(slot: Slot, fact: SlotFact | None, today: datetime.date) -> bool:
    """Whether a fact may be printed: it says something, and somebody has checked it in time."""
    if fact is None or not (fact.value or fact.usually):
        return False
    by = due(slot.type, fact)
    return by is not None and by >= today
