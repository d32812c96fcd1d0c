"""Indices over assessment results, out of counts: exact fractions, bounds, flags and reasons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache, partial

from app.domain.boundaries import Boundaries
from app.domain.counts import Counts, SubjectCounts
from app.domain.explanations import boundary_sentence
from app.domain.figures import MARK_OF, Figures, figures_of, part_of, total_flags
from app.domain.indices import Flag, Grounds, IndexValue
from app.domain.medians import NO_DISTRIBUTION, mean_told, median_of, median_told
from app.domain.methodology import OF_LEVELS, IndexDefinition, Methodology, Statistic
from app.domain.participation import GradeSizes, size_of, too_many
from app.domain.school_levels import level_starts, level_told, school_level
from app.domain.shares import quantile, wilson

NO_PARTICIPANTS = "нет участников с результатом"
_WHOLE = Fraction(0), Fraction(100)
"""Bounds that say nothing."""
_OWN_WAY = (Statistic.ACHIEVEMENT, Statistic.MEDIAN, Statistic.PARTICIPATION)
PER_SUBJECT = frozenset(
    {
        Statistic.BELOW_THRESHOLD,
        Statistic.LOW_SUBJECT,
        Statistic.MASS,
        Statistic.HIGH_SUBJECT,
        *MARK_OF,
        *OF_LEVELS,
    }
)
"""Statistics that have a value for each subject; «mass» has one for the procedure as well."""


@dataclass(frozen=True, slots=True)
class Row:
    """Which school, procedure and subject a value is about."""

    school: str
    procedure: str
    year: str
    grade: int
    subject: str | None = None
    level: str = ""


class ResultIndices:
    """Computes the values of one methodology; holds what does not change between schools."""

    def __init__(
        self,
        methodology: Methodology,
        grounds: Grounds,
        grades: Mapping[str, GradeSizes] | None = None,
    ) -> None:
        """`grades`: school → the sizes of its grades by its social passport (participation)."""
        self.methodology = methodology
        self.grounds = grounds
        self.grades = grades or {}
        self.small_n = int(methodology.number("small_n"))
        self._z = quantile(methodology.number("confidence"))
        self._starts = level_starts(methodology)
        self._told: dict[tuple[Statistic, int], tuple[Boundaries, str]] = {}
        self._marks: dict[tuple[str, int, bool, bool], tuple[Boundaries, tuple[str, ...]]] = {}
        self._of_subject = [
            (index, index.statistic)
            for index in methodology.indices
            if index.statistic in (*PER_SUBJECT, *_OWN_WAY)
        ]

    def of_subject(self, unit: SubjectCounts, bounds: Boundaries) -> Iterator[IndexValue]:
        """The values of one school in one subject of a procedure."""
        key = unit.key
        row = Row(unit.school, key.kind, key.year, key.grade, key.subject, key.level)
        counts = unit.counts
        simple = counts.n > 0 and not counts.contradiction and not counts.reported
        derived = counts.derived_marks
        for index, statistic in self._of_subject:
            if statistic is Statistic.ACHIEVEMENT:
                yield self._achievement(index, row, counts, bounds)
            elif statistic is Statistic.MEDIAN:
                yield self._median(index, row, counts, bounds)
            elif statistic is Statistic.PARTICIPATION:
                yield self._participation(index, row, counts)
            elif statistic is not None:
                part = part_of(statistic, counts)
                if simple and part is not None and part.least == part.most:
                    yield self._exact(index, statistic, row, part.least, counts.n, bounds, derived)
                else:
                    basis = self.boundary(statistic, bounds, derived)
                    yield self.share(index, row, figures_of(statistic, counts, bounds, basis))

    def _exact(
        self,
        index: IndexDefinition,
        statistic: Statistic,
        row: Row,
        part: int,
        n: int,
        bounds: Boundaries,
        derived: bool,
    ) -> IndexValue:
        """What `share` gives where nothing is open; most values of a region come this way."""
        key = index.code, id(bounds), n < self.small_n, derived
        if key not in self._marks:
            other = derived and bounds.doubtful_marks
            bare = Counts(n, derived_marks=derived, other_year_scale=other)
            flags = figures_of(statistic, bare, bounds, "").flags
            self._marks[key] = bounds, (*self._common_flags(index, n), *flags)
        value, interval = _share_and_interval(part, n, self._z)
        return IndexValue(
            row.school,
            index,
            self.grounds,
            value,
            part,
            n,
            n,
            interval,
            None,
            self._marks[key][1],
            None,
            self.boundary(statistic, bounds, derived),
            row.subject,
            row.grade,
            row.procedure,
            row.year,
            row.level,
        )

    def boundary(self, statistic: Statistic, bounds: Boundaries, derived: bool = True) -> str:
        """The sentence about a boundary, written once for all schools measured by it.

        `derived`: whether marks were taken from totals; those that were entered need no scale.
        """
        if not derived and statistic in MARK_OF:
            return ""
        key = statistic, id(bounds)
        if key not in self._told:
            # the boundaries are kept with the sentence, so that their id stays theirs
            self._told[key] = bounds, boundary_sentence(statistic, bounds)
        return self._told[key][1]

    def share(self, index: IndexDefinition, row: Row, figures: Figures) -> IndexValue:
        """A share of participants, with Wilson's interval, or bounds, or the reason why not."""
        flags = (*self._common_flags(index, figures.n), *figures.flags)
        part = figures.part
        if figures.contradiction:
            return self._contradiction(index, row, figures.n, figures.contradiction)
        if figures.n == 0:
            return self._value(index, row, None, 0, reason=NO_PARTICIPANTS)
        if figures.bounds is None and part is not None and part.exact is not None:
            return self._value(
                index,
                row,
                Fraction(100 * part.least, figures.n),
                figures.n,
                numerator=part.least,
                denominator=figures.n,
                interval=wilson(part.least, figures.n, self._z),
                flags=flags,
                basis=figures.basis,
            )
        bounds = figures.bounds
        if bounds is None and part is not None:
            bounds = Fraction(100 * part.least, figures.n), Fraction(100 * part.most, figures.n)
        return self._value(
            index,
            row,
            None,
            figures.n,
            denominator=figures.n,
            bounds=None if bounds == _WHOLE else bounds,
            flags=flags,
            basis=figures.basis,
            reason=f"нет данных: {figures.missing}",
        )

    def _achievement(
        self, index: IndexDefinition, row: Row, counts: Counts, bounds: Boundaries
    ) -> IndexValue:
        """УД = 100 · Σb / ΣB over those with a total (F01)."""
        best = bounds.scale.max_points
        if counts.contradiction:
            return self._contradiction(index, row, counts.n, counts.contradiction)
        if counts.n == 0:
            return self._value(index, row, None, 0, reason=NO_PARTICIPANTS)
        if counts.sum_points is None or not counts.scored:
            return self._value(index, row, None, counts.n, reason="нет данных: баллы участников")
        if not best:
            reason = "нет данных: наибольший балл за работу"
            return self._value(index, row, None, counts.n, reason=reason)
        flags = (*self._common_flags(index, counts.scored), *total_flags(bounds))
        if counts.approximate:
            flags = (*flags, Flag.APPROXIMATE_MEAN.value)
        whole = counts.scored * best
        percent = 100 * counts.sum_points / whole
        return self._value(
            index,
            row,
            percent,
            counts.scored,
            numerator=counts.sum_points,
            denominator=whole,
            flags=flags,
            **self._school_level(percent, self.boundary(Statistic.ACHIEVEMENT, bounds)),
        )

    def _median(
        self, index: IndexDefinition, row: Row, counts: Counts, bounds: Boundaries
    ) -> IndexValue:
        """The middle of the totals, in points, with their mean beside it (F19n)."""
        if counts.contradiction:
            return self._contradiction(index, row, counts.n, counts.contradiction)
        if counts.n == 0:
            return self._value(index, row, None, 0, reason=NO_PARTICIPANTS)
        middle, n, points = counts.middle, counts.scored, counts.sum_points
        if middle is None or not n or points is None:
            return self._value(index, row, None, counts.n, reason=NO_DISTRIBUTION)
        in_test_scores = (Flag.TEST_SCALE.value,) if bounds.test_scale else ()
        return self._value(
            index,
            row,
            median_of(middle),
            n,
            flags=(*self._common_flags(index, n), *in_test_scores),
            basis=partial(mean_told, points, n),
            calculation=partial(median_told, middle, n),
            extra={"mean": float(points / n)},
        )

    def _school_level(self, percent: Fraction, basis: str) -> dict[str, object]:
        """The sentence about boundaries, and the school's level where the region set bounds."""
        if not self._starts:
            return {"basis": basis}
        level = school_level(percent, self._starts)
        told = f"{basis} {level_told(level, self._starts)}".strip()
        return {"basis": told, "extra": {"school_level": level}}

    def _participation(self, index: IndexDefinition, row: Row, counts: Counts) -> IndexValue:
        """Participants of the grade's pupils (F19a)."""
        size = size_of(counts, row.grade, self.grades.get(row.school, {}))
        if counts.contradiction:
            return self._contradiction(index, row, counts.n, counts.contradiction)
        if counts.n == 0:
            return self._value(index, row, None, 0, reason=NO_PARTICIPANTS)
        if size is None:
            reason = f"нет данных: сколько обучающихся в параллели {row.grade} класса"
            return self._value(index, row, None, counts.n, reason=reason)
        if why := too_many(counts, size):
            return self._contradiction(index, row, counts.n, why)
        return self._value(
            index,
            row,
            Fraction(100 * counts.n, size.pupils),
            counts.n,
            numerator=counts.n,
            denominator=size.pupils,
            interval=wilson(counts.n, size.pupils, self._z),
            flags=self._common_flags(index, size.pupils),
            basis=f"Численность параллели: {size.pupils}, {size.told_by}.",
        )

    def _common_flags(self, index: IndexDefinition, n: int) -> tuple[str, ...]:
        flags = () if index.approved else (Flag.DEFAULT_METHOD.value,)
        return (*flags, Flag.SMALL_N.value) if n < self.small_n else flags

    def _contradiction(self, index: IndexDefinition, row: Row, n: int, why: str) -> IndexValue:
        flags = (Flag.CONTRADICTION.value,)
        return self._value(index, row, None, n, flags=flags, reason=why)

    def _value(
        self, index: IndexDefinition, row: Row, value: Fraction | None, n: int, **parts: object
    ) -> IndexValue:
        return IndexValue(
            row.school,
            index,
            self.grounds,
            value,
            n=n,
            subject=row.subject,
            grade=row.grade,
            procedure=row.procedure,
            year=row.year,
            level=row.level,
            **parts,  # type: ignore[arg-type]
        )


@lru_cache(maxsize=1 << 16)
def _share_and_interval(part: int, n: int, z: float) -> tuple[Fraction, tuple[float, float]]:
    """Many schools share the same few hundred numbers; so do their values."""
    return Fraction(100 * part, n), wilson(part, n, z)
