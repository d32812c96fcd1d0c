"""Cells of a protocol as small integers. Each spelling is looked at once and remembered."""

from __future__ import annotations

from app.domain import spelling, units
from app.domain.results import MARKS, MISSING, NOT_ATTEMPTED
from app.spreadsheets.cells import CellFault, Raw, is_empty
from app.spreadsheets.mappings import Words, fits

ABSENT = -3
"""The cell says that the participant did not write."""
ANNULLED = -4
"""The cell says that the work was annulled."""
BAD = -9
"""The cell cannot be taken; somebody has to look at it."""
_SPOILT = -100_000
"""What a cell without points adds to a sum, so that the sum can never come out right."""


def whole_number(raw: Raw, unit: str = "") -> int | None:
    """A whole number in any workbook spelling, bare or with that unit; None for anything else."""
    if isinstance(raw, bool):
        return None
    try:
        number = float(units.amount(raw, units.units_of(unit, "")))
    except ValueError:
        return None
    return int(number) if number.is_integer() and abs(number) < 1_000_000 else None


def spelt_code(raw: Raw) -> str:
    """A participant's code without spaces; 5001.0 is «5001»."""
    return "".join(spelling.plain_text(raw).split())


class Numbers(dict[Raw, int]):
    """Raw cell → its number, MISSING, NOT_ATTEMPTED, ABSENT, ANNULLED or BAD."""

    def __init__(self, words: Words, allowed: range, *, crosses: bool = False) -> None:
        super().__init__()
        self._words, self._allowed, self._crosses = words, allowed, crosses

    def __missing__(self, raw: Raw) -> int:
        number = self[raw] = self._read(raw)
        return number

    def _read(self, raw: Raw) -> int:
        if is_empty(raw):
            return MISSING
        if isinstance(raw, CellFault):
            return BAD
        if isinstance(raw, str):
            word = spelling.folded(spelling.as_cyrillic(raw)).rstrip(".")
            if fits(word, tuple(self._words.absent)):
                return ABSENT
            if word.startswith("аннулир"):
                return ANNULLED
            if self._crosses and word in self._words.not_attempted:
                return NOT_ATTEMPTED
            if not self._crosses and spelling.is_no_data(raw):
                return MISSING
        number = whole_number(raw)
        return BAD if number is None or number not in self._allowed else number


class Marks(Numbers):
    """Raw cell → mark 2…5, MISSING, ABSENT or BAD."""

    def __init__(self, words: Words) -> None:
        super().__init__(words, range(MARKS[0], MARKS[-1] + 1))


class Scores(dict[int, int]):
    """What a task's number adds to the sum: not attempted is 0, what is no number spoils it."""

    def __missing__(self, number: int) -> int:
        score = self[number] = 0 if number == NOT_ATTEMPTED else max(number, _SPOILT)
        if number < 0 and number != NOT_ATTEMPTED:
            score = self[number] = _SPOILT
        return score


class Texts(dict[Raw, str]):
    """Raw cell → text with single spaces (classes, subjects: a few spellings, met often)."""

    def __missing__(self, raw: Raw) -> str:
        empty = is_empty(raw) or isinstance(raw, CellFault)
        text = self[raw] = "" if empty else " ".join(spelling.plain_text(raw).split())
        return text
