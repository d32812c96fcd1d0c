"""Marks as entered against what points and sub-points come to (V8, ОГЭ: literacy, geometry)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from app.analysis.columns import as_list, columns_of
from app.domain.issues import Issue, Place, Severity
from app.domain.messages import count, number
from app.domain.results import ProcedureKind, SchoolResults
from app.domain.scales import NO_SCALES, Measure, Scales

_SHOWN = 5
"""Pupils named in one question; the rest are counted."""


def mark_issues(
    results: SchoolResults, scales: Scales = NO_SCALES, subjects: Mapping[str, str] | None = None
) -> list[Issue]:
    """At most one question: whose entered mark is not the one recomputed.

    The entered mark stands. Where the sub-points are not known, or the source leaves two marks
    open, neither is asked about.
    """
    measure, pupils = scales.measure(results.procedure), results.pupils
    if pupils is None or measure.scale.mark(0) is None:
        return []
    if measure.is_default and measure.sub is None:
        # a scale of another year is no reason to doubt a mark
        return []
    columns = columns_of([pupils], [0])
    rows = np.flatnonzero(columns.scored & (columns.marks >= 2))
    parts = [columns.totals[rows], columns.marks[rows], columns.subs[rows]]
    # few different rows stand for many pupils: only these are looked at one by one
    different, which = np.unique(np.stack(parts, axis=1), axis=0, return_inverse=True)
    wrong: dict[int, str] = {}
    for place, row in enumerate(different):
        total, mark, points = as_list(row)
        allowed = _allowed(measure, total, points)
        if mark not in allowed:
            wrong[place] = _told(total, mark, points, allowed)
    places = which.ravel()
    found = [
        f"{pupils.codes[row]} ({wrong[place]})"
        for row, place in zip(as_list(rows), as_list(places), strict=True)
        if place in wrong
    ]
    return [_issue(results, measure, found, subjects or {})] if found else []


def _allowed(measure: Measure, total: int, points: int) -> frozenset[int]:
    """Marks that may stand; a condition of another year takes none away that the region's own scale
    of this year gives."""
    mark = measure.scale.mark(total)
    if mark is None:
        return frozenset()
    if measure.sub is None:
        return frozenset({mark})
    by_condition = measure.sub.marks(mark, points if points >= 0 else None)
    is_borrowed = measure.sub_is_default and measure.is_approved
    return by_condition | {mark} if is_borrowed else by_condition


def _told(total: int, mark: int, points: int, allowed: frozenset[int]) -> str:
    sub = f", из них особых {number(points)}" if points >= 0 else ""
    named = " или ".join(f"«{one}»" for one in sorted(allowed))
    return f"{count(total, 'балл', 'балла', 'баллов')}{sub}: стоит «{mark}», по шкале {named}"


def _issue(
    results: SchoolResults, measure: Measure, told: list[str], subjects: Mapping[str, str]
) -> Issue:
    key = results.procedure.key
    subject = subjects.get(key.subject, key.subject)
    name = f"{ProcedureKind(key.kind).title}, {subject}, {key.grade} класс"
    many = count(len(told), "участника", "участников", "участников")
    rest = f" и ещё {number(len(told) - _SHOWN)}" if len(told) > _SHOWN else ""
    year = " (другого года)" if measure.sub_is_default else ""
    sub = f" Учтено условие: {measure.sub.title}{year}." if measure.sub else ""
    scale = f" Шкала: {measure.scale.source}." if measure.scale.source else ""
    message = (
        f"{name}: у {many} введённая отметка отличается от пересчёта по шкале: "
        f"{'; '.join(told[:_SHOWN])}{rest}.{scale}{sub} Введённая отметка остаётся в силе. "
        "Сверьте её с протоколом или поясните расхождение."
    )
    place = Place(school=results.school, form="results_pupils", field="mark")
    return Issue(Severity.QUERY, "mark_differs", message, place)
