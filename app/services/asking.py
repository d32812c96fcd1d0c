"""What a school is asked about its results before it sends them (DOMAIN F08, V8)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.domain.issues import Issue
from app.domain.results import SchoolResults
from app.domain.scale_notes import scale_notes
from app.domain.scales import Scales
from app.domain.school_questions import questions
from app.services.context import Context
from app.services.gathering import scales_of_period, subject_titles
from app.services.referencing import current, frozen_methodology


def questions_here(
    context: Context, now: Sequence[SchoolResults], before: Iterable[SchoolResults]
) -> list[Issue]:
    """Questions about results of the base's period, asked by the scales it is computed by, and
    notes where these are not the ones entered here.

    `before`: results of the school year before, for what changed since.
    """
    if not now:
        return []
    reference = current(context, context.period)
    frozen = frozen_methodology(reference) if reference else None
    fewest = int((frozen or context.methodology).number("small_n"))
    scales = scales_of_period(context, context.period, reference)
    notes = scale_notes(now, scales, subject_titles())
    return [*results_questions(now, before, scales, fewest), *notes]


def results_questions(
    now: Iterable[SchoolResults], before: Iterable[SchoolResults], scales: Scales, fewest: int
) -> list[Issue]:
    """Marks that a recomputation does not give, then questions; all of severity query."""
    from app.analysis.mark_checks import mark_issues
    from app.analysis.work_summaries import work_summary

    subjects, known = subject_titles(), list(now)
    issues = [issue for one in known for issue in mark_issues(one, scales, subjects)]
    summaries = [work_summary(one, scales) for one in known]
    earlier = [work_summary(one, scales) for one in before]
    return [*issues, *questions(summaries, earlier, subjects, fewest=fewest)]
