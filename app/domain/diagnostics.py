"""Subjects whose teachers may be offered diagnostics: subjects only, never persons (DOMAIN F18).

Results of ВПР must not be used to judge teachers (DOMAIN 9.4), so what comes out is an offer to the
school about a subject; whom to invite the school decides itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.domain.explanations import wording
from app.domain.indices import Flag, IndexValue
from app.domain.methodology import Statistic
from app.domain.results import ProcedureKind

_PRIMARY = range(1, 5)
_WORSE = {
    Statistic.DYNAMICS_ACHIEVEMENT: Flag.SIGNIFICANT_DOWN,
    Statistic.DYNAMICS_LOW: Flag.SIGNIFICANT_UP,
    Statistic.DYNAMICS_SHARE_2: Flag.SIGNIFICANT_UP,
}
"""Which significant change is one for the worse."""
PRIMARY = "primary"
SUBJECTS = ("russian", "math")


@dataclass(frozen=True, slots=True)
class Offer:
    """Diagnostics that a school may be offered."""

    school: str
    subject: str
    """Code of the subject, or «primary» for teachers of the primary grades."""
    because: str
    """Russian: the procedures behind it, the caution where they are ВПР, and who decides."""


def diagnostics_offers(values: Iterable[IndexValue]) -> tuple[Offer, ...]:
    """Offers by school and subject, out of significant changes for the worse (source: S1).

    Only Russian, mathematics and the primary grades are named by the source.
    """
    found: dict[tuple[str, str], list[IndexValue]] = {}
    for value in values:
        subject = _subject(value)
        if subject is not None and _is_worse(value):
            found.setdefault((value.school, subject), []).append(value)
    return tuple(
        Offer(school, subject, _because(found[school, subject]))
        for school, subject in sorted(found)
    )


def noting(values: Iterable[IndexValue], worse: list[IndexValue]) -> Iterator[IndexValue]:
    """The same values one by one; those an offer may come of are put into `worse` on the way.

    The values of a region are made as they are looked at, so nobody goes through them twice.
    """
    for value in values:
        if value.definition.statistic in _WORSE and _is_worse(value):
            worse.append(value)
        yield value


def _is_worse(value: IndexValue) -> bool:
    statistic = value.definition.statistic
    flag = _WORSE.get(statistic) if statistic else None
    return flag is not None and flag.value in value.flags


def _subject(value: IndexValue) -> str | None:
    if value.grade in _PRIMARY:
        return PRIMARY
    return value.subject if value.subject in SUBJECTS else None


def _because(values: Iterable[IndexValue]) -> str:
    listed = sorted(values, key=lambda one: (one.procedure or "", one.grade or 0, one.index))
    told = dict.fromkeys(
        f"{one.procedure_title}, {one.grounds.subject(one.subject or '')}, {one.grade} класс"
        for one in listed
    )
    sentence = f"Результаты стали ниже, и это больше погрешности: {'; '.join(told)}."
    if any(one.procedure == ProcedureKind.VPR for one in listed):
        sentence += f" {wording(listed[0].grounds.wordings, 'vpr_caution')}"
    return f"{sentence} {wording(listed[0].grounds.wordings, 'diagnostics')}"
