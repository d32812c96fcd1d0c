"""How many of all pupils of a grade took part in each subject, over the schools of a base (F05)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.analysis.counting import CountedResults
from app.domain.participation import GradeSizes, size_of
from app.domain.regional_shares import Pooled, Work, work_of
from app.domain.results import ProcedureKey


@dataclass(frozen=True, slots=True)
class _Grade:
    """One procedure in one grade of one school."""

    kind: str
    grade: int
    subjects: Mapping[str, int]
    """Subject → participants, all levels together: a pupil takes one of them."""
    pupils: int | None
    """None where nobody said, or where more took part than there are."""


def grade_shares(counted: CountedResults, grades: Mapping[str, GradeSizes]) -> dict[Work, Pooled]:
    """Participants of each subject, of the pupils of all grades that had the procedure.

    Schools where nobody took the subject count with their whole grade; schools whose grade is not
    known do not count. Where they have more than half of the subject's participants, the others
    do not stand for them: nothing is told. `grades`: school → sizes by its social passport.
    """
    pupils: Counter[tuple[str, int]] = Counter()
    known: Counter[tuple[str, int, str]] = Counter()
    every: Counter[tuple[str, int, str]] = Counter()
    for one in _grades(counted, grades):
        counts = {(one.kind, one.grade, subject): n for subject, n in one.subjects.items()}
        every.update(counts)
        if one.pupils is not None:
            known.update(counts)
            pupils[one.kind, one.grade] += one.pupils
    return {
        work_of(key): Pooled(known[place], pupils[place[:2]])
        for key in _keys(counted)
        if 2 * known[place := (key.kind, key.grade, key.subject)] >= every[place] > 0
    }


def _keys(counted: CountedResults) -> set[ProcedureKey]:
    different = {id(one.procedure): one.procedure for one in counted.results}
    return {one.key for one in different.values()}


def _grades(counted: CountedResults, grades: Mapping[str, GradeSizes]) -> Iterator[_Grade]:
    for number in range(len(counted.groups)):
        units = [one.unit for one in counted.subjects([number])]
        whole = [unit for unit in units if unit.counts.n and not unit.counts.contradiction]
        if not whole:
            continue
        key, subjects = whole[0].key, Counter[str]()
        for unit in whole:
            subjects[unit.key.subject] += unit.counts.n
        passport = grades.get(whole[0].school, {})
        sizes = [size_of(unit.counts, key.grade, passport) for unit in whole]
        pupils = max((size.pupils for size in sizes if size), default=0)
        fits = pupils >= max(subjects.values())
        yield _Grade(key.kind, key.grade, subjects, pupils if fits else None)
