"""Many schools' pupil results as one set of long columns, unit after unit.

A unit is one school in one procedure. numpy is imported at the top: this room is loaded only when
something is computed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

import numpy as np
import numpy.typing as npt

from app.domain.results import MISSING, Column, PupilResults, Status

Bools: TypeAlias = npt.NDArray[np.bool_]
Ints: TypeAlias = npt.NDArray[np.signedinteger[Any]]

_NONE = MISSING.to_bytes(1, "big", signed=True)

_UNREACHED = 32_767
"""The greatest total a row can hold."""

UNKNOWN = -1
"""A boundary that is not known; no total is below it."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Results of many units, row by row."""

    lengths: Ints
    """Pupils of each unit."""
    measures: Ints
    """Of each unit: the place of its boundaries in a list of them."""
    totals: Ints
    """int16 per row; negative when missing."""
    marks: Ints
    """int8 per row, as entered; below 2 when missing."""
    present: Bools
    """Rows that take part: the pupil was there and has a total or a mark."""
    scored: Bools
    """Rows that take part and have a total."""
    subs: Ints
    """int8 per row, points of the sub-condition (ОГЭ); negative when missing."""

    def spread(self, values: Sequence[int], kind: str = "i2") -> Ints:
        """One value for each of the boundaries → the value of each row."""
        # what no total reaches may be any number; a base may hold it from before it was refused
        kept = np.array([min(value, _UNREACHED) for value in values], dtype=kind)
        spread: Ints = np.repeat(kept[self.measures], self.lengths)
        return spread

    def measures_of(self, rows: Ints) -> Ints:
        """The place of the boundaries of the given rows."""
        found: Ints = np.repeat(self.measures, self.lengths)[rows]
        return found

    def per_unit(self, rows: Bools) -> list[int]:
        """How many of the marked rows each unit has."""
        return as_list(self.sums(rows, "i4"))

    def sums(self, rows: Bools | Ints, kind: str = "i8") -> Ints:
        """The sum over each unit's rows. Running sums, because reduceat trips over empty units."""
        running = np.empty(len(rows) + 1, dtype=kind)
        running[0] = 0
        np.cumsum(rows, dtype=kind, out=running[1:])
        ends = np.cumsum(self.lengths)
        sums: Ints = running[ends] - running[ends - self.lengths]
        return sums


def columns_of(units: Sequence[PupilResults], measures: Sequence[int]) -> Columns:
    """The columns of all units joined end to end."""
    every = [unit.statuses for unit in units]
    lengths = [len(one) for one in every]
    statuses = _joined(every, "i1")
    totals = _joined((unit.totals for unit in units), "i2")
    marks = _joined((unit.marks for unit in units), "i1")
    there = statuses == Status.PRESENT
    scored = there & (totals >= 0)
    return Columns(
        lengths=np.array(lengths, dtype="i8"),
        measures=np.array(measures, dtype="i8"),
        totals=totals,
        marks=marks,
        present=scored | (there & (marks >= 2)),
        scored=scored,
        subs=_joined(map(_subs, units, lengths), "i1"),
    )


def as_list(numbers: Ints) -> list[int]:
    """A one-dimensional array as plain integers."""
    return cast(list[int], numbers.tolist())


def _subs(unit: PupilResults, length: int) -> Column | bytes:
    return unit.sub_points or _NONE * length


def _joined(columns: Iterable[Column | bytes], kind: str) -> Ints:
    return np.frombuffer(b"".join(columns), dtype=kind)
