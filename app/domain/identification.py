"""Which schools are identified, this year and the year before (DOMAIN F14, F17, Ф-8)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from app.domain.answers import Answers, Row
from app.domain.explanations import PERCENT, wording
from app.domain.indices import Flag, Grounds, IndexValue, State
from app.domain.known_shares import KnownShare, Member, codes, known_share
from app.domain.messages import NO_BREAK, number
from app.domain.methodology import IndexDefinition
from app.domain.periods import Period

States = Mapping[str, bool | None]
"""School → identified or not; None: cannot be told."""
Statuses = Mapping[str, frozenset[str]]
"""School → its statuses; a school that said nothing is not here."""
LOW, ADVERSE = "shnor", "shnsu"
"""Statuses of a school with low results, and of one in adverse conditions."""


def statuses_of(answers: Answers, period: Period) -> frozenset[str] | None:
    """Statuses in force on some day of the period; None where the form was left empty."""
    rows = [row for row in answers.rows("statuses") if "status" in row.cells]
    if not rows and answers.values.get("no_statuses") is not True:
        return None
    return frozenset(str(row.cells["status"]) for row in rows if _in_force(row, period))


def statuses_before(answers: Answers, period: Period) -> frozenset[str] | None:
    """Statuses of the period before; None where a row does not say since when it holds."""
    if any(not isinstance(row.cells.get("since"), date) for row in answers.rows("statuses")):
        return None
    return statuses_of(answers, period.previous())


def _in_force(row: Row, period: Period) -> bool:
    since, until = row.cells.get("since"), row.cells.get("until")
    begun = not isinstance(since, date) or since <= period.end
    return begun and (not isinstance(until, date) or until >= period.start)


def identified(
    schools: Collection[str],
    classes: Collection[Mapping[str, State]],
    statuses: Statuses,
    status: str = LOW,
) -> States:
    """Schools in one of the classes (school → state, class by class) or with the status.

    A class that cannot be told leaves it open, unless the school said what statuses it has.
    """
    return {school: _state(school, classes, statuses.get(school), status) for school in schools}


def _state(
    school: str,
    classes: Collection[Mapping[str, State]],
    own: frozenset[str] | None,
    status: str,
) -> bool | None:
    states = [one[school] for one in classes if school in one]
    if State.IN in states or (own is not None and status in own):
        return True
    if own is not None or (states and State.UNDETERMINED not in states):
        return False
    return None


def yearly_value(
    organisation: str, index: IndexDefinition, now: States, before: States, grounds: Grounds
) -> IndexValue:
    """The share of identified schools, with that of the year before and the change (F17).

    Both years are told over the schools of this year.
    """
    share, last = _share(now), _share({school: before.get(school) for school in now})
    flags = () if index.approved else (Flag.DEFAULT_METHOD.value,)
    value = IndexValue(organisation, index, grounds, None, flags=flags)
    extra: dict[str, Any] = {"base": "all", "previous": _plain(last.exact)}
    if share.silent:
        extra["silent"] = list(share.silent)
    if share.bounds is None:
        no_data = wording(grounds.wordings, "no_data")
        why = f"{no_data}: {_open(share)}".strip(": ")
        return replace(value, reason=why, extra=extra)
    change = _difference(share.exact, last.exact)
    reached = _fell(share, last)
    extra |= {"previous_bounds": _ends(last), "change": _plain(change), "reached": reached}
    return replace(
        value,
        value=share.exact,
        numerator=share.part,
        denominator=share.whole,
        bounds=None if share.exact is not None else share.bounds,
        reason=None if share.exact is not None else _open(share),
        basis=_told(share, last, reached),
        extra=extra,
    )


def _share(states: States) -> KnownShare:
    return known_share(Member(school, True, states[school]) for school in sorted(states))


def _fell(now: KnownShare, before: KnownShare) -> bool | None:
    """Whether the share fell; None while missing answers may decide it."""
    if now.bounds is None or before.bounds is None:
        return None
    if now.bounds[1] < before.bounds[0]:
        return True
    return False if now.bounds[0] >= before.bounds[1] else None


def _difference(now: Fraction | None, before: Fraction | None) -> Fraction | None:
    return None if now is None or before is None else now - before


def _ends(share: KnownShare) -> list[float] | None:
    return None if share.bounds is None else [float(end) for end in share.bounds]


def _plain(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _open(share: KnownShare) -> str:
    """Which schools nobody can tell about: results or statuses are missing, not only answers."""
    if not share.silent:
        return ""
    of = "относится ли к ним школа" if len(share.silent) == 1 else "относятся ли к ним школы"
    return f"пока не определено, {of} {codes(share.silent)}"


def _told(now: KnownShare, last: KnownShare, reached: bool | None) -> str:
    if last.bounds is None:
        return "О прошлом годе данных нет: сравнить не с чем."
    change = _difference(now.exact, last.exact)
    words = {True: "доля снизилась", False: "доля не снизилась"}
    moved = words[reached] if reached is not None else "снизилась ли доля, пока не видно"
    if change is not None:
        sign = "+" if change > 0 else ""
        return f"{_before(last)}; изменение {sign}{number(change)}{NO_BREAK}п.п., {moved}."
    sure = "" if reached is None else ", какими бы ни были недостающие данные"
    return f"{_before(last)}; {moved}{sure}."


def _before(last: KnownShare) -> str:
    """«Годом раньше: 2 из 4, 50,0 %», or between what ends it lay."""
    if last.exact is not None:
        share = f"{number(last.part)} из {number(last.whole)}, {number(last.exact)}"
    else:
        low, high = (number(end) for end in last.bounds or ())
        share = f"около {low}" if low == high else f"от {low} до {high}"
    return f"Годом раньше: {share}{PERCENT}"
