"""Values of many schools as one wide table: a row a school, a column an index."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from fractions import Fraction

import pandas as pd


class WideTable:
    """Takes values in on their way to other places; a region has 300,000, so only numbers are kept.

    There are no places and no totals: a table is not a ranking (DOMAIN, decision 15).
    """

    def __init__(self) -> None:
        self._schools: dict[str, int] = {}
        self._columns: dict[str, int] = {}
        self._at: tuple[array[int], array[int]] = array("i"), array("i")
        self._values = array("d")

    @property
    def columns(self) -> list[str]:
        """In the order in which they were first met."""
        return list(self._columns)

    def note(self, school: str, column: str, value: Fraction | None) -> None:
        """Keep a value; without a number the school and the column stand all the same."""
        row = self._schools.setdefault(school, len(self._schools))
        place = self._columns.setdefault(column, len(self._columns))
        if value is not None:
            self._at[0].append(row)
            self._at[1].append(place)
            self._values.append(float(value))

    def rows(self) -> Iterator[tuple[str, list[float | None]]]:
        """Schools in order of codes, each with its numbers; of two of one column the first."""
        rows, places = self._at
        frame = pd.DataFrame({"row": rows, "place": places, "value": self._values})
        once = frame.drop_duplicates(["row", "place"])
        table = once.pivot(index="row", columns="place", values="value")
        codes = sorted(self._schools)
        table = table.reindex(
            index=[self._schools[code] for code in codes], columns=range(len(self._columns))
        )
        whole = table.astype(object).where(table.notna(), None)
        yield from zip(codes, whole.to_numpy().tolist(), strict=True)
