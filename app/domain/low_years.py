"""Schools low in one and the same procedure two years running (DOMAIN F20)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from app.domain.class_rules import AllOf, ClassRule, InClass, LowShare, LowTwoYears
from app.domain.class_words import about, percent
from app.domain.classes import ALL_LOOKED, Looked, LowUnit, gap_to_low, low_bounds
from app.domain.dynamics import previous_year
from app.domain.indices import ClassRow, Grounds, State
from app.domain.messages import number
from app.domain.results import ProcedureKey


@dataclass(frozen=True, slots=True)
class Pair:
    """One procedure in both years."""

    now: LowUnit
    before: LowUnit

    @property
    def low(self) -> bool | None:
        """Low in both years; None where one of them cannot be told."""
        return low_again(self.now.low, self.before.low)

    @property
    def is_known(self) -> bool:
        """Whether the «2» of both years were counted exactly."""
        return self.now.twos.exact is not None and self.before.twos.exact is not None


def low_again(now: bool | None, before: bool | None) -> bool | None:
    """Low in both years; one sure «no» settles the matter."""
    if now is False or before is False:
        return False
    return None if now is None or before is None else True


def years_state(lows: Sequence[bool | None]) -> State:
    """The class of a school by the procedures it has in both years (`low_again` of each)."""
    if True in lows:
        return State.IN
    return State.UNDETERMINED if not lows or None in lows else State.OUT


def year_earlier(key: ProcedureKey) -> ProcedureKey:
    """The same procedure a year before: the same when kind, subject, grade and level are."""
    return replace(key, year=previous_year(key.year))


def pairs_of(now: Sequence[LowUnit], before: Sequence[LowUnit]) -> list[Pair]:
    """The procedures of this year that the year before had too."""
    earlier = {unit.key: unit for unit in before}
    return [Pair(unit, earlier[key]) for unit in now if (key := year_earlier(unit.key)) in earlier]


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
    state = years_state([pair.low for pair in pairs])
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
