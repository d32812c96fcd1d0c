"""A foreign layout described as data: how it is recognised, where things stand, what they mean.

docs/mappings.md tells a stranger how to write one; `mapping_files` loads them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase
from functools import lru_cache

from app.domain import spelling


class TableKind(StrEnum):
    """What one row of the table is."""

    ORGANISATIONS = "organisations"
    """One row a school: answers of forms."""
    PUPILS = "pupils"
    """One row a participant (and subject)."""
    TOTALS = "totals"
    """One row a school and subject."""


PUPIL_COLUMNS = ("code", "class", "variant", "total", "mark", "previous_mark", "status")
TOTAL_COLUMNS = (
    "participants", "grade_size", "mark_2", "mark_3", "mark_4", "mark_5", "sum_points",
    "mean_points", "below", "mass", "high",
)  # fmt: skip
PROCEDURE_COLUMNS = ("kind", "year", "subject", "grade", "level", "max_points")


def fits(text: str, patterns: tuple[str, ...]) -> bool:
    """Whether a folded text equals one of the patterns; «*» in a pattern stands for anything."""
    return any(fnmatchcase(text, pattern) for pattern in patterns)


@lru_cache(maxsize=4096)
def header_text(text: str) -> str:
    """A header's text to compare by: folded, without footnote stars and closing colons."""
    return spelling.folded(text).strip(" *:.")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a single fact stands: in a column, beside a label, or in the sheet's name."""

    column: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    sheet_name: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """One column: header texts it may have, and what it is."""

    to: str
    """«form.field», «form.table.row.column», or a name out of the lists above."""
    header: tuple[str, ...]
    required: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """Words that tell rows and cells apart; all folded, «*» allowed."""

    totals: tuple[str, ...] = ("итого*", "всего по*", "в среднем*")
    footnotes: tuple[str, ...] = ("[*]*", "примечани*", "исполнитель*")
    not_applicable: tuple[str, ...] = ()
    not_attempted: frozenset[str] = frozenset({"х", "x"})
    absent: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ProcedureRule:
    """How results find their procedure: fixed values, or named groups in the titles."""

    fixed: Mapping[str, str] = field(default_factory=dict)
    """kind, year, subject, grade, level."""
    titles: tuple[re.Pattern[str], ...] = ()


@dataclass(frozen=True, slots=True)
class ScaleRule:
    """How the scale is read out of a cell above the table; patterns see the folded text."""

    starts: tuple[str, ...] = ()
    patterns: tuple[re.Pattern[str], ...] = ()
    fixed: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TableMapping:
    """One described layout."""

    code: str
    title: str
    kind: TableKind
    organisation: Standing
    name: Standing
    columns: tuple[Column, ...]
    title_words: tuple[str, ...] = ()
    """At least one of them stands above the table or in the sheet's name; none: not asked."""
    each_sheet: bool = False
    """Every sheet is one organisation, so a sheet without the table is an error."""
    skip_sheets: tuple[str, ...] = ()
    header_within: int = 30
    header_rows: int = 2
    code_width: int = 0
    """Digits of an organisation's code; shorter ones get their leading zeros back; 0: any text."""
    ignore: tuple[str, ...] = ()
    words: Words = field(default_factory=Words)
    procedure: ProcedureRule = field(default_factory=ProcedureRule)
    scale: ScaleRule = field(default_factory=ScaleRule)
    task: re.Pattern[str] | None = None
    """Header of a task's column, folded; the group «max» holds its points."""
    shared_codes: bool = True
    period: tuple[re.Pattern[str], ...] = ()
    name_to: tuple[str, ...] = ()
    """«form.field» codes that the organisation's name answers too."""
    date_to: tuple[str, ...] = ()
    """«form.field» codes that the date in the title answers («по состоянию на 20.09.2025»)."""

    @property
    def forms(self) -> tuple[str, ...]:
        """Codes of the forms whose answers stand in the table."""
        if self.kind is not TableKind.ORGANISATIONS:
            return ()
        told = [column.to for column in self.columns] + [*self.name_to, *self.date_to]
        return tuple(dict.fromkeys(to.partition(".")[0] for to in told))
