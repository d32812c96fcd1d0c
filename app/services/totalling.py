"""Totals of a school in a procedure, as they travel: pupils are counted, never sent."""

from __future__ import annotations

from dataclasses import replace

from app.domain.counts import Counts
from app.domain.methodology import Methodology
from app.domain.participation import GradeSizes, size_of
from app.domain.results import SchoolResults, Totals


def totals_of(
    methodology: Methodology, one: SchoolResults, grades: GradeSizes | None = None
) -> Totals:
    """Totals with the counts of F03–F06 as the sender's methodology has them.

    Where totals were entered, they go as they are; where pupils were, everything is counted. The
    grade's size is that of participation (F19a), so that sender and receiver take the same one;
    `grades`: the school's social passport.
    """
    from app.analysis.counting import count_results
    from app.analysis.totals import histogram_of

    if one.pupils is None:
        return one.totals or Totals()
    reported = one.totals.grade_size if one.totals else None
    counted = [
        subject.unit.counts
        for procedure in count_results([replace(one, totals=None)], methodology)
        for subject in procedure.subjects
    ]
    if not counted:
        return Totals(participants=0, grade_size=reported)
    size = size_of(counted[0], one.procedure.key.grade, grades or {})
    whole = Totals(grade_size=reported or (size.pupils if size else None))
    return _filled(whole, counted[0], histogram_of(one.pupils))


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
