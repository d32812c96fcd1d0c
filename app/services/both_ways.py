"""Results entered both ways: what the window shows of the other way, what check asks about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from app.domain.answers import Answers
from app.domain.entered_twice import differences, has_totals
from app.domain.issues import Issue, Place, Severity
from app.domain.methodology import Methodology
from app.domain.results import ProcedureKey, SchoolResults
from app.services import typed_forms
from app.services.context import Context
from app.services.totalling import totals_of


@dataclass(frozen=True, slots=True)
class Entered:
    """What a school entered in one procedure."""

    has_totals: bool
    pupils: int
    """Rows entered pupil by pupil."""
    counted: Answers | None
    """The form of totals as the program counts it from the pupils; None without pupils."""
    differences: tuple[str, ...]
    """Where entered totals and pupils tell different numbers."""


NOTHING = Entered(has_totals=False, pupils=0, counted=None, differences=())


def entered(context: Context, school: UUID, procedure: ProcedureKey) -> Entered:
    """Look at what there is, in either way."""
    found = typed_forms.results_here(context, school)
    one = next((one for one in found if one.procedure.key == procedure), None)
    if one is None:
        return NOTHING
    if one.pupils is None or not len(one.pupils):
        return replace(NOTHING, has_totals=has_totals(one.totals))
    counted = totals_of(context.methodology, replace(one, totals=None))
    size = one.totals.grade_size if one.totals else None
    return Entered(
        has_totals(one.totals),
        len(one.pupils),
        typed_forms.totals_as_answers(replace(counted, grade_size=size)),
        tuple(told_apart(context.methodology, one)),
    )


def told_apart(methodology: Methodology, one: SchoolResults) -> list[str]:
    """Where the totals of a school differ from its own pupils, in words."""
    from app.analysis.counting import count_results

    if one.totals is None or one.pupils is None or not has_totals(one.totals):
        return []
    alone = count_results([replace(one, totals=None)], methodology)
    counts = (subject.unit.counts for procedure in alone for subject in procedure.subjects)
    return [line for counted in counts for line in differences(one.totals, counted)]


def both_ways_issue(methodology: Methodology, one: SchoolResults) -> Issue | None:
    """A query where totals and pupils of a school differ (V5)."""
    found = told_apart(methodology, one)
    if not found:
        return None
    sentence = (
        f"Итоги введены отдельно и расходятся с данными по участникам: {'; '.join(found)}. "
        "Исправьте одно из двух; пока они расходятся, показатели по этой работе не считаются."
    )
    place = Place(form="results_totals", field="participants")
    return Issue(Severity.QUERY, "entered_both_ways", sentence, place)
