"""Results of one procedure entered both ways: totals by the school, and pupil by pupil."""

from __future__ import annotations

from app.domain.counts import Counts
from app.domain.messages import number
from app.domain.results import MARKS, Totals


def has_totals(totals: Totals | None) -> bool:
    """Whether anything but the size of the grade was entered: that belongs to pupil rows too."""
    return totals is not None and totals != Totals(grade_size=totals.grade_size)


def differences(totals: Totals, counted: Counts) -> list[str]:
    """Where totals say another number than the pupils: «участвовало 7, а по участникам 5».

    Only what both tell exactly is held against each other: participants, marks, the sum of points.
    Marks taken from points by a scale of another year are held against nothing.
    """
    pairs: list[tuple[str, int | None, int | None]]
    pairs = [("участвовало", totals.participants, counted.n)]
    for mark in MARKS:
        part = counted.marks.get(mark)
        is_guess = counted.derived_marks and counted.other_year_scale
        exact = part.exact if part is not None and not is_guess else None
        pairs.append((f"отметок «{mark}»", totals.marks.get(mark), exact))
    if counted.sum_points is not None and counted.scored == counted.n:
        pairs.append(("сумма баллов", totals.sum_points, int(counted.sum_points)))
    return [
        f"{name} {number(entered)}, а по участникам {number(known)}"
        for name, entered, known in pairs
        if entered is not None and known is not None and entered != known
    ]


def disagreement(totals: Totals | None, counted: Counts) -> str:
    """The differences in one line, as a reason why nothing is computed; empty where there is none.

    What cannot be computed from the pupils for a reason of its own keeps that reason.
    """
    if totals is None or counted.contradiction or not has_totals(totals):
        return ""
    found = differences(totals, counted)
    return f"введённые итоги расходятся с участниками: {'; '.join(found)}" if found else ""
