"""What a school is asked about its results before it sends them (DOMAIN F08, V8)."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.issues import Issue
from app.domain.results import SchoolResults
from app.domain.school_questions import questions
from app.services.calculating import subject_titles
from app.services.scales import shipped_scales


def results_questions(now: Iterable[SchoolResults], before: Iterable[SchoolResults]) -> list[Issue]:
    """Marks that a recomputation does not give, then questions; all of severity query.

    `before`: results of the school year before, for what changed since.
    """
    from app.analysis.mark_checks import mark_issues
    from app.analysis.work_summaries import work_summary

    scales, subjects, known = shipped_scales(), subject_titles(), list(now)
    issues = [issue for one in known for issue in mark_issues(one, scales, subjects)]
    summaries = [work_summary(one, scales) for one in known]
    earlier = [work_summary(one, scales) for one in before]
    return [*issues, *questions(summaries, earlier, subjects)]
