"""What a number format makes of a number: a percent, a date, a length of time, or nothing special.

ECMA-376, part 1, 18.8.30 (number formats and their built-in numbers); [MS-XLS] 2.5.165.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache

_QUOTED = re.compile(r'"[^"]*"?|\\.|_.|\*.')
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_BRACKETS = re.compile(r"\[[^\]]*\]?")
_GENERAL = re.compile("general", re.IGNORECASE)
_DATE = re.compile("[dmyhs]", re.IGNORECASE)
_BUILT_IN_PERCENTS = frozenset({9, 10})
_BUILT_IN_DATES = frozenset({*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)})
_BUILT_IN_ELAPSED = 46
_MILLISECONDS_A_DAY = 86_400_000
_LAST_SERIAL = 2_958_465
"""31.12.9999 as Excel counts days."""
_LEAP_THAT_NEVER_WAS = 60
"""Excel's 29.02.1900: dates before it are counted from another day than dates after it."""
_DAYS_TO_1904 = 1462


class Shown(StrEnum):
    """How a number looks in its cell."""

    PLAIN = ""
    PERCENT = "percent"
    DATE = "date"
    ELAPSED = "elapsed"


@lru_cache(maxsize=4096)
def shown_by(number: int, code: str | None) -> Shown:
    """What the format of that number shows; `code`: its text, None for a built-in one."""
    if code is not None:
        return _by_code(code)
    if number in _BUILT_IN_PERCENTS:
        return Shown.PERCENT
    if number == _BUILT_IN_ELAPSED:
        return Shown.ELAPSED
    return Shown.DATE if number in _BUILT_IN_DATES else Shown.PLAIN


def _by_code(code: str) -> Shown:
    bare = _QUOTED.sub("", code)
    if "%" in _BRACKETS.sub("", bare):
        return Shown.PERCENT
    if _ELAPSED.search(bare):
        return Shown.ELAPSED
    letters = _GENERAL.sub("", _BRACKETS.sub("", bare))
    return Shown.DATE if _DATE.search(letters) else Shown.PLAIN


def percent_text(share: float) -> str:
    """0.36 → «36%», as people see it; six decimals at most."""
    return f"{share * 100:.6f}".rstrip("0").rstrip(".") + "%"


def as_shown(
    number: int | float, shown: Shown, *, from_1904: bool
) -> str | int | float | date | time | timedelta:
    """The number as the format shows it; a number that is no day stays a number."""
    if shown is Shown.PERCENT:
        return percent_text(number)
    if not 0 <= number < _LAST_SERIAL:
        return number
    if shown is Shown.ELAPSED:
        return timedelta(milliseconds=round(number * _MILLISECONDS_A_DAY))
    if shown is Shown.DATE:
        return _moment(number, from_1904=from_1904)
    return number


def _moment(serial: int | float, *, from_1904: bool) -> date | time:
    days, milliseconds = divmod(round(serial * _MILLISECONDS_A_DAY), _MILLISECONDS_A_DAY)
    clock = datetime.min + timedelta(milliseconds=milliseconds)
    if days == 0 and not from_1904:
        return clock.time()
    if from_1904:
        days += _DAYS_TO_1904
    elif days < _LEAP_THAT_NEVER_WAS:
        days += 1
    day = date(1899, 12, 30) + timedelta(days=days)
    return datetime.combine(day, clock.time()) if milliseconds else day
