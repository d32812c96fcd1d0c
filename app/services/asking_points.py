"""More points in totals than the participants can score: asked about on import and by check."""

from __future__ import annotations

from app.domain.issues import Issue
from app.domain.points_beyond import points_beyond
from app.domain.results import Procedure, Totals
from app.domain.scales import Scales
from app.services.gathering import subject_titles


def points_issue(totals: Totals, procedure: Procedure, scales: Scales) -> Issue | None:
    """A query by the scale the results are computed by; None where they can be."""
    from app.analysis.totals import participants_of

    if totals.sum_points is None and totals.mean_points is None:
        return None
    most = scales.measure(procedure).scale.max_points
    return points_beyond(totals, participants_of(totals), most, procedure, subject_titles())
