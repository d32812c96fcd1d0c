"""Pupil rows or totals of one procedure → what questions before sending are asked from."""

from __future__ import annotations

import numpy as np

from app.analysis.columns import Columns, as_list, columns_of
from app.analysis.totals import histogram_of
from app.domain.results import PupilResults, SchoolResults
from app.domain.scales import NO_SCALES, Scales
from app.domain.school_questions import WorkSummary


def work_summary(results: SchoolResults, scales: Scales = NO_SCALES) -> WorkSummary:
    """The summary of one school in one procedure; empty where nothing is known."""
    measure, pupils = scales.measure(results.procedure), results.pupils
    scale, scores = measure.scale, measure.scores
    key = results.procedure.key
    if pupils is None:
        histogram = results.totals.histogram if results.totals else ()
        return WorkSummary(results.school, key, scale, histogram, scores=scores)
    columns = columns_of([pupils], [0])
    quarter = np.frombuffer(pupils.previous_marks, dtype="i1")
    both = columns.present & (columns.marks >= 2) & (quarter >= 2)
    moved = columns.marks[both] - quarter[both]
    return WorkSummary(
        results.school,
        key,
        scale,
        histogram_of(pupils),
        raised=int((moved > 0).sum()),
        lowered=int((moved < 0).sum()),
        same=int((moved == 0).sum()),
        classes=_classes(pupils, columns),
        scores=scores,
    )


def _classes(pupils: PupilResults, columns: Columns) -> dict[str, tuple[int, int]]:
    """Class → participants with a total, and the sum of their points."""
    names, which = np.unique(np.array(pupils.classes, dtype=str), return_inverse=True)
    rows = columns.scored
    n = as_list(np.bincount(which[rows], minlength=len(names)))
    weights = columns.totals[rows].astype("f8")
    points = np.bincount(which[rows], weights=weights, minlength=len(names))
    return {str(name): (n[place], int(points[place])) for place, name in enumerate(names)}
