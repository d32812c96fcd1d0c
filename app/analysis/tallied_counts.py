"""The counts of one unit as a window into the tally: most decisions look at one count of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from fractions import Fraction

from app.analysis.tallies import Tally
from app.domain.counts import Counts
from app.domain.shares import Part


class TalliedCounts(Counts):
    """Counts of one unit; each is taken out of the tally when somebody asks for it.

    A region has 15,000 units: to write out all counts of all of them would take longer than to
    count a million rows.
    """

    __slots__ = ("_tally", "_unit")

    _tally: Tally
    _unit: int

    def __init__(self, tally: Tally, unit: int, grade_size: int | None) -> None:
        """`unit`: its place in the lists of `tally`; `grade_size`: as reported."""
        put = object.__setattr__
        put(self, "_tally", tally)
        put(self, "_unit", unit)
        put(self, "grade_size", grade_size)

    def written(self) -> Counts:
        """The same counts, all written out."""
        return Counts(**{one.name: getattr(self, one.name) for one in fields(Counts)})

    @property
    def n(self) -> int:
        return self._tally.n[self._unit]

    @property
    def scored(self) -> int | None:
        return self._tally.scored[self._unit]

    @property
    def sum_points(self) -> Fraction | None:
        return Fraction(self._tally.points[self._unit]) if self.scored else None

    @property
    def middle(self) -> tuple[int, int] | None:
        return self._tally.middles.of(self._unit)

    @property
    def marks(self) -> Mapping[int, Part]:
        return self._tally.marks_of(self._unit)

    @property
    def twos(self) -> Part | None:
        return self._tally.twos_of(self._unit)

    @property
    def below(self) -> Part | None:
        return self._tally.below.of(self._unit)

    @property
    def low(self) -> Part | None:
        return self._tally.low.of(self._unit)

    @property
    def mass(self) -> Part | None:
        return self._tally.mass.of(self._unit)

    @property
    def high(self) -> Part | None:
        return self._tally.high.of(self._unit)

    @property
    def levels(self) -> Mapping[int, Part]:
        levels = self._tally.levels
        return levels.of(self._unit, self.marks) if levels else {}

    @property
    def listed(self) -> int | None:
        return self._tally.lengths[self._unit]

    @property
    def approximate(self) -> bool:
        return False

    @property
    def reported(self) -> frozenset[str]:
        return frozenset()

    @property
    def derived_marks(self) -> bool:
        return self._unit in self._tally.derived

    @property
    def other_year_scale(self) -> bool:
        doubtful = self._unit in self._tally.doubtful
        return doubtful and (self.derived_marks or not self.marks)

    @property
    def contradiction(self) -> str:
        return self._tally.contradictions.get(self._unit, "")
