"""More points in totals than the participants can score: asked about on import and by check."""

from __future__ import annotations

from app.domain.boundaries import boundaries_of
from app.domain.issues import Issue, Place, Severity
from app.domain.messages import number
from app.domain.methodology import Methodology
from app.domain.points_beyond import points_beyond, pupils_beyond
from app.domain.results import Procedure, ProcedureKind, PupilResults, Totals
from app.domain.scales import Scales
from app.services.gathering import subject_titles


def points_issue(totals: Totals, procedure: Procedure, scales: Scales) -> Issue | None:
    """A query by the scale the results are computed by; None where they can be."""
    from app.analysis.totals import participants_of

    if totals.sum_points is None and totals.mean_points is None:
        return None
    most = scales.measure(procedure).scale.max_points
    return points_beyond(totals, participants_of(totals), most, procedure, subject_titles())


def pupils_issue(pupils: PupilResults, procedure: Procedure, scales: Scales) -> Issue | None:
    """The same for results pupil by pupil: totals above the greatest of the work."""
    most = scales.measure(procedure).scale.max_points
    return pupils_beyond(pupils, most, procedure, subject_titles())


def replaced_issues(
    totals: Totals, procedure: Procedure, methodology: Methodology, scales: Scales
) -> list[Issue]:
    """Queries for entered numbers of средний and высокий that marks or points say otherwise.

    Indices are counted from the marks; the specification of the work may set other bounds (S3),
    and then these belong into the list of procedures.
    """
    from app.analysis.totals import replaced_by_marks

    key = procedure.key
    work = f"{ProcedureKind(key.kind).title}, {subject_titles().get(key.subject, key.subject)}"
    issues = []
    found = replaced_by_marks(totals, boundaries_of(procedure, methodology, scales))
    for name, (reported, counted) in found.items():
        least, most = number(counted.least), number(counted.most)
        told = least if least == most else f"от {least} до {most}"
        sentence = (
            f"{work}, {key.grade} класс: «{_TITLES[name]}» внесено {number(reported)}, а по "
            f"отметкам и баллам выходит {told}; показатель считается по ним. Если верно внесённое, "
            "впишите в список процедур балл, с которого результат так называется; если нет, "
            "исправьте число или поясните."
        )
        place = Place(form="results_totals", field=name)
        issues.append(Issue(Severity.QUERY, "replaced_by_marks", sentence, place))
    return issues


_TITLES = {"mass": "показали средний результат и выше", "high": "показали высокий результат"}
