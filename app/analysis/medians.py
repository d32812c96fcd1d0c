"""The middle totals of each unit (F19n), sorted all at once when the first of them is asked for."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from app.analysis.columns import Columns, Ints, as_list

_ABOVE = 1 << 15
"""Above every total a row can hold."""


class Middles:
    """Of each unit the two totals in the middle of those who have one; equal where they are odd."""

    def __init__(self, columns: Columns) -> None:
        """Nothing is sorted yet: classes and the reference never ask."""
        self._columns = columns

    def of(self, unit: int) -> tuple[int, int] | None:
        """The two of one unit; None where nobody has a total."""
        low, high = self._both
        return None if low[unit] < 0 else (low[unit], high[unit])

    def charts(self, of_unit: Ints, rows: int) -> tuple[Ints, Ints]:
        """How often each total occurs in the units of one row, and how many units these are.

        `of_unit`: row of each unit; negative ones are left out.
        """
        columns = self._columns
        kept = columns.scored & np.repeat(of_unit >= 0, columns.lengths)
        row, totals = np.repeat(of_unit, columns.lengths)[kept], columns.totals[kept]
        width = int(totals.max(initial=0)) + 1
        chart = np.bincount(row * width + totals, minlength=rows * width).reshape(rows, width)
        scored = (columns.sums(columns.scored, "i4") > 0) & (of_unit >= 0)
        return chart, np.bincount(of_unit[scored], minlength=rows)

    @cached_property
    def _both(self) -> tuple[list[int], list[int]]:
        columns = self._columns
        units = np.repeat(np.arange(len(columns.lengths)), columns.lengths)[columns.scored]
        ordered = np.sort(units * _ABOVE + columns.totals[columns.scored])
        scored = np.bincount(units, minlength=len(columns.lengths))
        starts = np.cumsum(scored) - scored
        some = scored > 0
        found = np.full((2, len(scored)), -1)
        for place, before in enumerate(((scored - 1) // 2, scored // 2)):
            found[place, some] = ordered[(starts + before)[some]] % _ABOVE
        return as_list(found[0]), as_list(found[1])


def middle_of(histogram: tuple[int, ...]) -> tuple[int, int] | None:
    """The same out of a distribution: how many participants have 0, 1, 2 … points."""
    ends = np.cumsum(histogram)
    n = int(ends[-1]) if len(ends) else 0
    if not n:
        return None
    low, high = np.searchsorted(ends, [(n - 1) // 2, n // 2], side="right")
    return int(low), int(high)
