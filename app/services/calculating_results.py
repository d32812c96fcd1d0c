"""Everything computed over assessment results: values of the year, against years before, lists.

The values of a school are made when somebody asks for them (docs/decisions/0006).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from itertools import chain

from app.domain.calculations import CalculationInputs
from app.domain.class_rules import Units
from app.domain.counts import Counts, SubjectCounts
from app.domain.dynamics import dynamics_values
from app.domain.indices import Flag, Grounds, IndexValue
from app.domain.outcomes import Outcomes, outcomes_of
from app.domain.participation import GradeSizes, grade_sizes
from app.domain.pooling import pooled_values
from app.domain.procedure_indices import SubjectOfProcedure, procedure_values
from app.domain.reference import Reference
from app.domain.regional_shares import Excluded
from app.domain.result_indices import ResultIndices
from app.domain.results import ProcedureKey, SchoolResults
from app.domain.shares import quantile
from app.services.years_of_results import YearOfResults


class ResultValues:
    """What the results of some schools come to: counted once, written out school by school."""

    def __init__(
        self,
        inputs: CalculationInputs,
        codes: Collection[str],
        grounds: Grounds,
        reference: Reference | None = None,
        counted: ResultValues | None = None,
    ) -> None:
        """`codes`: the schools that are counted. `reference`: whose shares judge objectivity.

        `counted`: the very same results, counted before by the very same scales and methodology.
        """
        self._inputs = inputs
        self._counted = counted
        self._codes = frozenset(codes)
        self._reference = reference
        self._grades: Mapping[str, GradeSizes] = counted._grades if counted else grades_of(inputs)
        self._indices = ResultIndices(inputs.methodology, grounds, self._grades)
        # of the years before no social passports are at hand: who took part says the protocol
        self._indices_before = ResultIndices(inputs.methodology, grounds)
        self._outcomes: dict[tuple[Units, ...], Outcomes] = {}
        self._z = quantile(inputs.methodology.number("confidence"))

    @cached_property
    def year(self) -> YearOfResults:
        """The year itself."""
        wanted = (one for one in self._inputs.results if one.school in self._codes)
        given = self._reference.shares if self._reference else None
        like = self._counted.year if self._counted else None
        return YearOfResults(self._inputs, wanted, self._indices, given or None, like)

    @cached_property
    def before(self) -> Mapping[str, YearOfResults]:
        """The years before that have results, the earliest first."""
        by_year: dict[str, list[SchoolResults]] = {}
        for one in self._inputs.earlier:
            if one.school in self._codes:
                by_year.setdefault(one.procedure.key.year, []).append(one)
        given = self._reference.earlier_shares if self._reference else {}
        like = self._counted.before if self._counted else {}
        return {
            year: YearOfResults(
                self._inputs,
                by_year[year],
                self._indices_before,
                given.get(year) or None,
                like.get(year),
            )
            for year in sorted(by_year)
        }

    @property
    def excluded(self) -> Excluded:
        """Pairs school × procedure of the year that conclusions leave out."""
        return self.year.judgement.excluded

    def judged_units(self, school: str) -> list[SubjectCounts]:
        """Works that conclusions may be drawn from: without the pairs of F08."""
        return [one.unit for one in _kept(self.year, school)]

    def judged_counts(self, school: str) -> Iterator[tuple[ProcedureKey, Counts]]:
        """What is counted in the same works, and nothing more."""
        return self._without_waiting(school, self.year)

    def judged_counts_before(self, school: str) -> Iterator[tuple[ProcedureKey, Counts]]:
        """The same of the years before."""
        years = self.before.values()
        return chain.from_iterable(self._without_waiting(school, year) for year in years)

    def _without_waiting(
        self, school: str, year: YearOfResults
    ) -> Iterator[tuple[ProcedureKey, Counts]]:
        excluded, counts = year.excluded(school), year.counts(school)
        return (one for one in counts if one[0] not in excluded) if excluded else counts

    def outcomes(self, units: tuple[Units, ...]) -> Outcomes:
        """Points of every counted school over the agreed works, by kind of procedure."""
        before = self._counted
        if before is not None and before.excluded == self.excluded:
            return before.outcomes(units)
        if units not in self._outcomes:
            self._outcomes[units] = outcomes_of(units, self.year.counted.scored(), self.excluded)
        return self._outcomes[units]

    def units(self, school: str) -> list[SubjectCounts]:
        """All works of the year."""
        return [one.unit for one in self.year.subjects(school)]

    def earlier(self, school: str) -> list[SubjectCounts]:
        """All works of the years before."""
        return [one.unit for year in self.before.values() for one in year.subjects(school)]

    def judged_earlier(self, school: str) -> list[SubjectCounts]:
        """Of the years before, works that conclusions may be drawn from."""
        return [one for one in self.earlier(school) if not self.waits(school, one.key)]

    def waits(self, school: str, key: ProcedureKey) -> bool:
        """Whether these results wait for their check, and no conclusion is drawn from them.

        Works of the years before are judged by the shares of their own year.
        """
        year = self.before.get(key.year, self.year)
        return key in year.excluded(school)

    def of_school(self, school: str) -> list[IndexValue]:
        """All values of one school."""
        if not any(index.statistic for index in self._inputs.methodology.indices):
            return []
        of_year = self._of_year(school, self.year, self._indices)
        values = list(_marked(self.year, school, chain(of_year, self._dynamics(school))))
        values = list(pooled_values(values, self._earlier(school), self._z))
        lists = self.year.lists(school)
        return values if lists is None else [*values, lists]

    def _of_year(
        self, school: str, year: YearOfResults, indices: ResultIndices
    ) -> Iterator[IndexValue]:
        for one in year.procedures(school):
            for subject in one.subjects:
                yield from indices.of_subject(subject.unit, subject.bounds)
            yield from procedure_values(
                indices, one.group, one.subjects, one.joined, one.grade_size, year.mass
            )

    def _dynamics(self, school: str) -> Iterator[IndexValue]:
        now = self.year.subjects(school)
        before = [one for year in self.before.values() for one in year.subjects(school)]
        return dynamics_values(self._indices, now, before)

    def _earlier(self, school: str) -> Iterator[IndexValue]:
        """Values of the years before that may be put together with this year's."""
        for year in self.before.values():
            values = self._of_year(school, year, self._indices_before)
            for value in _marked(year, school, values):
                if Flag.NOT_OBJECTIVE.value not in value.flags:
                    yield value


def _kept(year: YearOfResults, school: str) -> Iterator[SubjectOfProcedure]:
    excluded = year.excluded(school)
    return (one for one in year.subjects(school) if one.unit.key not in excluded)


def _marked(year: YearOfResults, school: str, values: Iterator[IndexValue]) -> Iterator[IndexValue]:
    """The values, each flagged whose work conclusions leave out."""
    works = {(one.kind, one.subject, one.grade, one.level) for one in year.excluded(school)}
    for value in values:
        is_out = (value.procedure, value.subject, value.grade, value.level) in works
        yield replace(value, flags=(*value.flags, Flag.NOT_OBJECTIVE.value)) if is_out else value


def grades_of(inputs: CalculationInputs) -> dict[str, GradeSizes]:
    """School → the sizes of its grades by its social passport, where it gave them."""
    passports = {
        one.code: inputs.answers.get((one.uid, "social_passport")) for one in inputs.organisations
    }
    sizes = {code: grade_sizes(passport) for code, passport in passports.items()}
    return {code: grades for code, grades in sizes.items() if grades}
