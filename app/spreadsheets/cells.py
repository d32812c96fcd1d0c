"""Names of cells («H10») and what a cell may hold before anybody looked at it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TypeAlias

_NAME = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")


@dataclass(frozen=True, slots=True)
class CellFault:
    """A cell whose formula failed («#ДЕЛ/0!») or was never computed; there is no value to take."""

    code: str
    """«formula_error» or «formula_not_computed»."""
    text: str
    """The error as Excel shows it in Russian; empty when not computed."""

    def __str__(self) -> str:
        return self.text


Raw: TypeAlias = str | int | float | bool | date | datetime | time | timedelta | CellFault | None
Merged: TypeAlias = tuple[int, int, int, int]
"""First row, first column, last row, last column; counted from 1."""

ERRORS_IN_RUSSIAN = {
    "#DIV/0!": "#ДЕЛ/0!",
    "#N/A": "#Н/Д",
    "#NAME?": "#ИМЯ?",
    "#NULL!": "#ПУСТО!",
    "#NUM!": "#ЧИСЛО!",
    "#REF!": "#ССЫЛКА!",
    "#VALUE!": "#ЗНАЧ!",
}


@lru_cache(maxsize=1024)
def column_letters(column: int) -> str:
    """1 → «A», 27 → «AA»."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@lru_cache(maxsize=1024)
def column_number(letters: str) -> int:
    """«A» → 1, «AA» → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def cell_name(row: int, column: int) -> str:
    """(10, 8) → «H10»."""
    return f"{column_letters(column)}{row}"


def cell_position(name: str) -> tuple[int, int]:
    """«H10» → (10, 8); raises ValueError."""
    match = _NAME.fullmatch(name)
    if match is None:
        raise ValueError(name)
    return int(match[2]), column_number(match[1])


def is_empty(raw: Raw) -> bool:
    """Whether nothing stands in the cell; spaces are nothing."""
    return raw is None or raw == "" or (isinstance(raw, str) and not raw.strip())
