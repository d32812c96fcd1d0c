"""Totals of a school in a procedure, as they travel: pupils are counted, never sent."""

from __future__ import annotations

from dataclasses import replace

from app.domain.counts import Counts
from app.domain.methodology import Methodology
from app.domain.participation import GradeSizes, size_of
from app.domain.results import MARKS, SchoolResults, Totals
from app.domain.scales import NO_SCALES, Scales


def totals_of(
    methodology: Methodology,
    one: SchoolResults,
    grades: GradeSizes | None = None,
    scales: Scales = NO_SCALES,
) -> Totals:
    """Totals with the counts of F03–F06 as the sender's methodology has them.

    Where totals were entered, they go as they are; where pupils were, everything is counted. The
    grade's size is that of participation (F19a), so that sender and receiver take the same one;
    `grades`: the school's social passport; `scales`: what the sender counts by.

    Marks that were only taken from totals stay behind where the distribution travels: the receiver
    takes them by the scale that holds there. Where they rest on points the distribution does not
    tell (ОГЭ: literacy, geometry) they go.
    """
    from app.analysis.counting import count_results
    from app.analysis.totals import histogram_of

    if one.pupils is None:
        return one.totals or Totals()
    reported = one.totals.grade_size if one.totals else None
    counted = [
        subject.unit.counts
        for procedure in count_results([replace(one, totals=None)], methodology, scales)
        for subject in procedure.subjects
    ]
    if not counted:
        return Totals(participants=0, grade_size=reported)
    size = size_of(counted[0], one.procedure.key.grade, grades or {})
    whole = Totals(grade_size=reported or (size.pupils if size else None))
    made = _filled(whole, counted[0], histogram_of(one.pupils))
    return replace(made, marks={}) if made.histogram and _all_derived(one, scales) else made


def _all_derived(one: SchoolResults, scales: Scales) -> bool:
    """Whether no mark was entered, and none needs more than its total."""
    pupils = one.pupils
    if pupils is None or any(mark in MARKS for mark in pupils.marks):
        return False
    told = any(points >= 0 for points in pupils.sub_points)
    return not told or scales.measure(one.procedure).sub is None


def _filled(whole: Totals, counts: Counts, histogram: tuple[int, ...]) -> Totals:
    marks = {mark: part.exact for mark, part in counts.marks.items()}
    points = counts.sum_points
    complete = counts.scored == counts.n
    return replace(
        whole,
        participants=counts.n,
        marks={mark: amount for mark, amount in marks.items() if amount is not None},
        sum_points=int(points) if points is not None and complete else None,
        below=counts.low.exact if counts.low else None,
        mass=counts.mass.exact if counts.mass else None,
        high=counts.high.exact if counts.high else None,
        histogram=histogram if complete else (),
    )
