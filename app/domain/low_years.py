"""Schools low in one and the same procedure two years running (DOMAIN F20)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from app.domain.class_rules import LowShare, LowTwoYears
from app.domain.classes import LowUnit, takes_part, unit_of
from app.domain.counts import SubjectCounts
from app.domain.dynamics import previous_year
from app.domain.explanations import PERCENT, wording
from app.domain.indices import ClassRow, Grounds, State
from app.domain.messages import number


@dataclass(frozen=True, slots=True)
class _Pair:
    """One procedure in both years."""

    now: LowUnit
    before: LowUnit

    @property
    def low(self) -> bool | None:
        """Low in both years; None where one of them cannot be told."""
        states = (self.now.low, self.before.low)
        if False in states:
            return False
        return None if None in states else True

    @property
    def told(self) -> str:
        """The procedure with both counts."""
        return f"{self.now.name}: «2» {_part(self.now)}, годом раньше {_part(self.before)}."


def low_two_years(
    rule: LowTwoYears,
    of: LowShare,
    school: str,
    now: Sequence[SubjectCounts],
    before: Sequence[SubjectCounts],
    grounds: Grounds,
) -> ClassRow:
    """The row of one school. A procedure is the same when kind, subject, grade and level are."""
    earlier = {unit.key: unit for unit in before if takes_part(of, unit)}
    pairs = [
        _Pair(unit_of(of, unit, grounds), unit_of(of, earlier[key], grounds))
        for unit in now
        if takes_part(of, unit)
        and (key := replace(unit.key, year=previous_year(unit.key.year))) in earlier
    ]
    states = [pair.low for pair in pairs]
    if True in states:
        state = State.IN
    elif not pairs or None in states:
        state = State.UNDETERMINED
    else:
        state = State.OUT
    told = partial(_told, rule, of, pairs, grounds)
    return ClassRow(school, rule.code, state, told, threshold=100 * of.share)


def _told(rule: LowTwoYears, of: LowShare, pairs: Sequence[_Pair], grounds: Grounds) -> str:
    because = _because(of, pairs)
    if not rule.approved:
        because += f" Правило: {wording(grounds.wordings, 'default_mark')}."
    return because


def _because(of: LowShare, pairs: Sequence[_Pair]) -> str:
    if not pairs:
        return "Нет одних и тех же процедур за этот и прошлый год: сравнить не с чем."
    low = sum(pair.low is True for pair in pairs)
    head = (
        f"Отметка «2» не менее чем у {number(100 * of.share, 0)}{PERCENT} участников оба года: "
        f"процедур {number(low)} из {number(len(pairs))}, для признака достаточно одной."
    )
    return " ".join([head, *(pair.told for pair in pairs)])


def _part(unit: LowUnit) -> str:
    if unit.twos.exact is None:
        return "неизвестно"
    return f"у {number(unit.twos.least)} из {number(unit.n)}"
