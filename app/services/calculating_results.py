"""Everything computed over assessment results: values of the year, against years before, lists."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.domain.calculations import CalculationInputs
from app.domain.counts import SubjectCounts
from app.domain.dynamics import dynamics_values
from app.domain.indices import Flag, Grounds, IndexValue
from app.domain.objectivity import ObjectivityResult, objectivity
from app.domain.participation import GradeSizes, grade_sizes
from app.domain.pooling import pooled_values
from app.domain.procedure_indices import SubjectOfProcedure, procedure_values
from app.domain.regional_shares import (
    Excluded,
    Regional,
    RegionalShare,
    Work,
    regional_shares,
)
from app.domain.result_indices import ResultIndices
from app.domain.results import ProcedureKey
from app.domain.shares import quantile

if TYPE_CHECKING:
    from app.analysis.counting import CountedResults

NOTHING_JUDGED = ObjectivityResult((), frozenset())


@dataclass(frozen=True, slots=True)
class ResultValues:
    """What the results of some schools come to."""

    values: dict[str, list[IndexValue]] = field(default_factory=dict)
    """School → its values."""
    units: dict[str, list[SubjectCounts]] = field(default_factory=dict)
    """School → its counted procedures of the year, all of them."""
    earlier: dict[str, list[SubjectCounts]] = field(default_factory=dict)
    """School → its counted procedures of the years before."""
    objectivity: ObjectivityResult = NOTHING_JUDGED
    subjects: list[SubjectOfProcedure] = field(default_factory=list)
    """The procedures of the year with their boundaries."""
    earlier_excluded: Excluded = frozenset()
    """Pairs of the years before that were left out then (F08)."""

    def waits(self, school: str, key: ProcedureKey) -> bool:
        """Whether these results wait for their check, and no conclusion is drawn from them."""
        return (school, key) in self.objectivity.excluded or (school, key) in self.earlier_excluded

    def judged_units(self, school: str) -> list[SubjectCounts]:
        """Procedures that conclusions may be drawn from: without the pairs of F08."""
        return [one for one in self.units.get(school, ()) if not self.waits(school, one.key)]


def result_values(
    inputs: CalculationInputs, codes: set[str], grounds: Grounds, regional: Regional | None
) -> ResultValues:
    """Values of the schools named by `codes`.

    `regional`: shares of the region's first pass, out of its reference; without them (None)
    objectivity is not judged.
    """
    if not any(index.statistic for index in inputs.methodology.indices):
        return ResultValues()
    with uncollected():
        return _result_values(inputs, codes, grounds, regional)


@contextmanager
def uncollected() -> Iterator[None]:
    """No search for cycles meanwhile: a region's values are a million objects and have none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _result_values(
    inputs: CalculationInputs, codes: set[str], grounds: Grounds, regional: Regional | None
) -> ResultValues:
    found = ResultValues()
    indices = ResultIndices(inputs.methodology, grounds, grades_of(inputs))
    now, before = _counted(inputs, codes, earlier=False), _counted(inputs, codes, earlier=True)
    subjects = _values(indices, now, found)
    of_before = [subject for counted in before for subject in counted.subjects]
    for subject in of_before:
        found.earlier.setdefault(subject.unit.school, []).append(subject.unit)
    for value in dynamics_values(indices, subjects, of_before):
        found.values[value.school].append(value)
    _pool(indices, found, of_before)
    judged = objectivity(indices, subjects, regional)
    for value in judged.values:
        found.values[value.school].append(value)
    _mark(found.values, judged)
    return replace(found, objectivity=judged, subjects=subjects)


def grades_of(inputs: CalculationInputs) -> dict[str, GradeSizes]:
    """School → the sizes of its grades by its social passport, where it gave them."""
    passports = {
        one.code: inputs.answers.get((one.uid, "social_passport")) for one in inputs.organisations
    }
    sizes = {code: grade_sizes(passport) for code, passport in passports.items()}
    return {code: grades for code, grades in sizes.items() if grades}


def shares_of_region(
    inputs: CalculationInputs, excluded: Excluded = frozenset()
) -> dict[Work, RegionalShare]:
    """The region's shares of the year; `excluded`: pairs left out (the second pass)."""
    codes = {one.code for one in inputs.organisations}
    units = (
        subject.unit
        for counted in _counted(inputs, codes, earlier=False)
        for subject in counted.subjects
    )
    return regional_shares(units, excluded, grades_of(inputs))


def _counted(inputs: CalculationInputs, codes: set[str], *, earlier: bool) -> CountedResults:
    from app.analysis.counting import count_results

    results = inputs.earlier if earlier else inputs.results
    wanted = (one for one in results if one.school in codes)
    return count_results(wanted, inputs.methodology, inputs.scales)


def _values(
    indices: ResultIndices, counted: CountedResults, found: ResultValues
) -> list[SubjectOfProcedure]:
    """The values of the year itself, put into `found`; all subjects in their order."""
    subjects: list[SubjectOfProcedure] = []
    for one in counted:
        rows = found.values.setdefault(one.group.school, [])
        for subject in one.subjects:
            rows.extend(indices.of_subject(subject.unit, subject.bounds))
            found.units.setdefault(one.group.school, []).append(subject.unit)
        rows.extend(procedure_values(indices, one.group, one.subjects, one.joined, one.grade_size))
        subjects.extend(one.subjects)
    return subjects


def _pool(
    indices: ResultIndices, found: ResultValues, before: Sequence[SubjectOfProcedure]
) -> None:
    """Put three years together beside small values; only what is small is looked up."""
    if not before:
        return
    small = {
        (value.school, value.procedure, value.subject, value.grade, value.level)
        for rows in found.values.values()
        for value in rows
        if Flag.SMALL_N.value in value.flags
    }
    earlier: dict[str, list[IndexValue]] = {}
    for one in before:
        key = one.unit.key
        if (one.unit.school, key.kind, key.subject, key.grade, key.level) in small:
            rows = earlier.setdefault(one.unit.school, [])
            rows.extend(indices.of_subject(one.unit, one.bounds))
    z = quantile(indices.methodology.number("confidence"))
    for school, rows in earlier.items():
        if school in found.values:
            found.values[school] = list(pooled_values(found.values[school], rows, z))


def _mark(values: dict[str, list[IndexValue]], judged: ObjectivityResult) -> None:
    """Flag every value of a pair that conclusions leave out."""
    pairs = {
        (school, key.kind, key.subject, key.grade, key.level) for school, key in judged.excluded
    }
    for school in {pair[0] for pair in pairs}:
        values[school] = [
            replace(value, flags=(*value.flags, Flag.NOT_OBJECTIVE.value))
            if (school, value.procedure, value.subject, value.grade, value.level) in pairs
            else value
            for value in values[school]
        ]
