"""What a school is asked about its results before it sends them (DOMAIN F08, V8)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.domain.issues import Issue
from app.domain.periods import PeriodKind, results_year
from app.domain.reference import Reference
from app.domain.results import Procedure, SchoolResults
from app.domain.scale_notes import given_over_entered, scale_notes
from app.domain.scales import NO_SCALES, Scales
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
    asked = results_questions(now, before, scales, fewest)
    if reference is None:
        return asked
    used = {one.procedure.key: one.procedure for one in now}
    return [*asked, *scale_notes(used.values(), scales, subject_titles())]


def scales_in_base(context: Context) -> Scales:
    """What results of the base's period are measured by; none in the years of a programme."""
    if context.period.kind is PeriodKind.PROGRAMME:
        return NO_SCALES
    return scales_of_period(context, context.period, current(context, context.period))


def scales_here(context: Context) -> list[Issue]:
    """A note for each procedure of a region's or district's base whose entered bounds are not
    those of the reference; once a procedure, not once a school.
    """
    reference = current(context, context.period)
    if reference is None:
        return []
    scales = scales_of_period(context, context.period, reference)
    in_region = context.role == "region"
    return list(scale_notes(_entered(context), scales, subject_titles(), in_region=in_region))


def scales_kept(context: Context, reference: Reference) -> str:
    """What to tell a region that publishes without a file of scales, having given one before."""
    scales = scales_of_period(context, context.period, reference)
    return given_over_entered(_entered(context), scales, subject_titles())


def _entered(context: Context) -> Iterable[Procedure]:
    from app.store import procedures
    from app.store.base import said

    with said(context.base), context.database.reading() as connection:
        return procedures.of_year(connection, results_year(context.period)).values()


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
