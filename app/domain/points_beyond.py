"""Totals of a school with more points than its participants can score (V6): what is asked then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from app.domain.issues import Issue, Place, Severity
from app.domain.messages import count, number
from app.domain.results import Procedure, ProcedureKind, PupilResults, Totals


def points_beyond(
    totals: Totals,
    participants: int | None,
    most: int | None,
    procedure: Procedure,
    subjects: Mapping[str, str],
) -> Issue | None:
    """A query where the sum, else the mean, is above what the work is worth; None where it is not.

    `most`: the greatest total of the work; `subjects`: code → Russian name.
    """
    if most is None or not participants:
        return None
    if totals.sum_points is not None:
        field, is_beyond = "sum_points", totals.sum_points > participants * most
        told = _sum_told(totals.sum_points, participants, most)
    elif totals.mean_points is not None and not totals.histogram:
        field, is_beyond = "mean_points", Fraction(totals.mean_points) > most
        told = f"средний балл {number(totals.mean_points)} больше наибольшего за работу ({most})"
    else:
        return None
    if not is_beyond:
        return None
    key = procedure.key
    name = subjects.get(key.subject, key.subject)
    sentence = (
        f"{ProcedureKind(key.kind).title}, {name}, {key.grade} класс: {told}. Проверьте баллы, "
        "число участников и наибольший балл за работу; пока они расходятся, показатели по этой "
        "работе не считаются."
    )
    place = Place(form="results_totals", field=field)
    return Issue(Severity.QUERY, "points_beyond", sentence, place)


def pupils_beyond(
    pupils: PupilResults, most: int | None, procedure: Procedure, subjects: Mapping[str, str]
) -> Issue | None:
    """A query for participants with a total above what the work is worth; None without any."""
    if most is None:
        return None
    beyond = [n for n, total in enumerate(pupils.totals) if total > most]
    if not beyond:
        return None
    key = procedure.key
    named = ", ".join(f"{pupils.codes[n]} ({pupils.totals[n]})" for n in beyond[:_NAMED])
    more = f" и ещё {len(beyond) - _NAMED}" if len(beyond) > _NAMED else ""
    sentence = (
        f"{ProcedureKind(key.kind).title}, {subjects.get(key.subject, key.subject)}, {key.grade} "
        f"класс: сумма баллов больше наибольшего за работу ({most}) у участников {named}{more}. "
        "Проверьте их баллы или наибольший балл в списке процедур."
    )
    first = beyond[0]
    place = Place(form="results_pupils", table="pupils", row=first, key=str(first + 1))
    return Issue(Severity.QUERY, "points_beyond", sentence, replace(place, field="total"))


_NAMED = 5
"""Participants named one by one."""


def _sum_told(points: int, participants: int, most: int) -> str:
    who = count(participants, "участник", "участника", "участников")
    best = count(most, "балла", "баллов", "баллов")
    return (
        f"сумма баллов {number(points)} больше возможной: за работу дают не больше {best}, "
        f"{who} — не больше {number(participants * most)}"
    )
