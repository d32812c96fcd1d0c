"""Schools low in one and the same procedure two years running (DOMAIN F20)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from app.domain.class_rules import AllOf, ClassRule, InClass, LowShare, LowTwoYears
from app.domain.class_words import about, percent
from app.domain.classes import (
    ALL_LOOKED,
    Looked,
    LowUnit,
    gap_to_low,
    low_bounds,
    takes_part,
    unit_of,
)
from app.domain.counts import SubjectCounts
from app.domain.dynamics import previous_year
from app.domain.indices import ClassRow, Grounds, State
from app.domain.messages import number


@dataclass(frozen=True, slots=True)
class Pair:
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
    def is_known(self) -> bool:
        """Whether the «2» of both years were counted exactly."""
        return self.now.twos.exact is not None and self.before.twos.exact is not None


def pairs_of(
    of: LowShare,
    now: Sequence[SubjectCounts],
    before: Sequence[SubjectCounts],
    grounds: Grounds,
) -> list[Pair]:
    """A procedure is the same when kind, subject, grade and level are."""
    earlier = {unit.key: unit for unit in before if takes_part(of, unit)}
    return [
        Pair(unit_of(of, unit, grounds), unit_of(of, earlier[key], grounds))
        for unit in now
        if takes_part(of, unit)
        and (key := replace(unit.key, year=previous_year(unit.key.year))) in earlier
    ]


def of_both_signs(rule: AllOf, classes: Sequence[ClassRule]) -> LowShare | None:
    """The rule that says what «low» is, where a class asks for both signs and nothing else."""
    codes = {one.code for one in rule.conditions if isinstance(one, InClass)}
    leaned = [one for one in classes if one.code in codes]
    of = next((one for one in leaned if isinstance(one, LowShare)), None)
    years = [one for one in leaned if isinstance(one, LowTwoYears) and of and one.of == of.code]
    return of if years and len(rule.conditions) == 2 else None


def low_two_years(
    rule: LowTwoYears,
    of: LowShare,
    school: str,
    pairs: Sequence[Pair],
    grounds: Grounds,
    small_n: int,
    looked: Looked = ALL_LOOKED,
) -> ClassRow:
    """The row of one school; `pairs`: what conclusions may be drawn from (`pairs_of`)."""
    states = [pair.low for pair in pairs]
    if True in states:
        state = State.IN
    elif not pairs or None in states:
        state = State.UNDETERMINED
    else:
        state = State.OUT
    is_guess = looked.provisional and state is not State.UNDETERMINED
    return ClassRow(
        school,
        rule.code,
        state,
        partial(_told, of, pairs, looked, small_n),
        is_guess,
        None if is_guess else grounds.reference,
        100 * of.share,
        change=partial(_change, of, pairs, state),
        notes=looked.notes(grounds, state),
        about=about(rule, grounds, partial(_formula, of), low_bounds(of)[:1]),
    )


def _formula(of: LowShare) -> str:
    return (
        f"Школа относится к группе, если хотя бы в одной процедуре отметку «2» получили не менее "
        f"{percent(of.share)} участников и в этом году, и годом раньше."
    )


def _told(of: LowShare, pairs: Sequence[Pair], looked: Looked, small_n: int) -> str:
    if not pairs and looked.left_out:
        return "Сравнить не с чем: результаты есть, но не учитываются, пока не проверены."
    if not pairs:
        return "Нет одних и тех же процедур за этот и прошлый год: сравнить не с чем."
    low = sum(pair.low is True for pair in pairs)
    head = (
        f"Отметка «2» не менее чем у {percent(of.share)} участников оба года: "
        f"процедур {number(low)} из {number(len(pairs))}, для признака достаточно одной."
    )
    return " ".join([head, *(_of_pair(pair, small_n) for pair in pairs)])


def _of_pair(pair: Pair, small_n: int) -> str:
    few = " (участников мало)" if min(pair.now.n, pair.before.n) < small_n else ""
    return f"{pair.now.name}: «2» {_part(pair.now)}, годом раньше {_part(pair.before)}{few}."


def _part(unit: LowUnit) -> str:
    if unit.twos.exact is None:
        return "неизвестно"
    other = " (по шкале другого года)" if unit.other_scale else ""
    return f"у {number(unit.twos.least)} из {number(unit.n)}{other}"


def _change(of: LowShare, pairs: Sequence[Pair], state: State) -> str:
    """How many «2» in which year would change the class, procedure by procedure."""
    if state is State.IN:
        if not all(pair.is_known for pair in pairs if pair.low is not False):
            return ""
        low = [_fewer(of, pair) for pair in pairs if pair.low]
        every = "" if len(low) == 1 else " в каждой из процедур"
        return f"Признака не было бы, если бы отметок «2» было меньше{every}: {'; '.join(low)}."
    if state is State.UNDETERMINED or not all(pair.is_known for pair in pairs):
        return ""
    more = "; или ".join(_more(of, pair) for pair in pairs)
    return f"Признак появился бы, если бы отметок «2» было больше: {more}."


def _fewer(of: LowShare, pair: Pair) -> str:
    now, before = gap_to_low(of, pair.now) + 1, gap_to_low(of, pair.before) + 1
    return f"{pair.now.name} — на {number(now)} в этом году или на {number(before)} в прошлом"


def _more(of: LowShare, pair: Pair) -> str:
    now, before = -gap_to_low(of, pair.now), -gap_to_low(of, pair.before)
    years = [(now, "в этом году"), (before, "в прошлом")]
    told = " и ".join(f"на {number(gap)} {year}" for gap, year in years if gap > 0)
    return f"{pair.now.name} — {told}"
