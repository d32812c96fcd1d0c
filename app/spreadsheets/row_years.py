"""A column that names the year of each row: rows of another year than the table's are left out."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain import spelling
from app.spreadsheets.cells import Raw, is_empty
from app.spreadsheets.column_marks import years_in
from app.spreadsheets.headers import FoundTable

_HEADINGS = frozenset({"год", "учебный год", "уч. год", "отчетный год", "период"})


class RowYears:
    """The years of a table's rows, where a column nobody else reads names them."""

    def __init__(self, table: FoundTable) -> None:
        taken = {column.number for column in table.columns.values()}
        self._column = next(
            (
                number
                for number, parts in table.header_parts.items()
                if number not in taken and parts & _HEADINGS
            ),
            None,
        )
        self.left_out = 0
        """Rows of other years."""
        named = self._all(table) if self._column is not None else set()
        common = frozenset.intersection(*named) if named else frozenset()
        known = [one for one in named if len(one) == 1]
        self.named = sorted(next(iter(one)) for one in known)
        self.year = table.year or (min(common) if len(common) == 1 else None)
        """Key of the year that is read; None where nothing states it."""
        self.differ = bool(named) and table.year is None and not common
        """Whether the rows are of different years and nothing says which is meant."""

    def is_other(self, row: Sequence[Raw]) -> bool:
        """Whether the row is of another year; such rows are counted."""
        years = self._of(row)
        other = bool(years) and self.year is not None and self.year not in years
        self.left_out += other
        return other

    def _all(self, table: FoundTable) -> set[frozenset[str]]:
        rows = (row for number, row in table.sheet.rows() if number > table.last_header_row)
        return {years for row in rows if (years := self._of(row))}

    def _of(self, row: Sequence[Raw]) -> frozenset[str]:
        if self._column is None or self._column > len(row):
            return frozenset()
        cell = row[self._column - 1]
        return (
            frozenset() if is_empty(cell) else years_in(spelling.folded(spelling.plain_text(cell)))
        )
