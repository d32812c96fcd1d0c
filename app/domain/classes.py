"""The rule of 30 %: schools with many «2» in several procedures (DOMAIN F20)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import TypeAlias

from app.domain.class_about import Bound, TakenFrom, Text
from app.domain.class_rules import LowShare
from app.domain.class_words import about, percent, procedure_name
from app.domain.counts import Counts, SubjectCounts
from app.domain.explanations import PERCENT
from app.domain.indices import ClassRow, Grounds, State
from app.domain.messages import count, number
from app.domain.results import ProcedureKey
from app.domain.shares import Part

Lows: TypeAlias = Mapping[ProcedureKey, bool | None]
"""Procedure of a school → whether its results are low; None: it cannot be told."""


@dataclass(frozen=True, slots=True)
class LowUnit:
    """One procedure the rule of 30 % looks at."""

    key: ProcedureKey
    grounds: Grounds
    n: int
    twos: Part
    low: bool | None
    """None: cannot be told from what is known."""
    other_scale: bool = False
    """The «2» were taken from totals by a scale of another year."""

    @property
    def name(self) -> str:
        """«ОГЭ, Математика, 9 класс»."""
        return procedure_name(self.key, self.grounds)


@dataclass(frozen=True, slots=True)
class Looked:
    """How far objectivity was looked at before a rule over results was used (F08)."""

    provisional: bool = False
    """The region's reference may still leave out some of the results."""
    left_out: tuple[SubjectCounts, ...] = ()
    """Procedures of the rule that wait for their check and take no part."""
    doubt: str = ""
    """Russian: why nothing was looked at; said while the row is provisional."""

    def notes(self, grounds: Grounds, state: State) -> tuple[Text, ...]:
        """What has to be said about it."""
        notes: tuple[Text, ...] = ()
        if self.provisional and self.doubt and state is not State.UNDETERMINED:
            notes = (self.doubt,)
        return (*notes, partial(self._left_out_told, grounds)) if self.left_out else notes

    def _left_out_told(self, grounds: Grounds) -> str:
        names = "; ".join(procedure_name(one.key, grounds) for one in self.left_out)
        return f"Не учтено, пока не проверено: {names}."


ALL_LOOKED = Looked()


def low_results(
    rule: LowShare,
    school: str,
    looked_at: Sequence[LowUnit],
    grounds: Grounds,
    small_n: int,
    looked: Looked = ALL_LOOKED,
) -> ClassRow:
    """The row of one school; `looked_at`: its procedures that conclusions may be drawn from."""
    state = low_state(rule, [unit.low for unit in looked_at])
    is_guess = looked.provisional and state is not State.UNDETERMINED
    return ClassRow(
        school,
        rule.code,
        state,
        partial(_low_told, rule, looked_at, state, looked, small_n),
        is_guess,
        None if is_guess else grounds.reference,
        100 * rule.share,
        change=partial(what_would_change, rule, looked_at),
        notes=looked.notes(grounds, state),
        about=about(rule, grounds, partial(_formula, rule), low_bounds(rule)),
    )


def low_bounds(rule: LowShare) -> tuple[Bound, ...]:
    """The share of «2» and the number of procedures."""
    share = "доля участников с отметкой «2», с которой результаты процедуры низкие"
    least = "число таких процедур, с которого школа относится к группе"
    made = TakenFrom.METHODOLOGY
    return (
        Bound(rule.code, share, 100 * rule.share, "%", made),
        Bound(f"{rule.code}_least", least, Fraction(rule.least), "процедура", made),
    )


def _formula(rule: LowShare) -> str:
    procedures = count(rule.least, "процедуре", "процедурах", "процедурах")
    return (
        f"Школа относится к группе, если отметку «2» получили не менее {percent(rule.share)} "
        f"участников не менее чем в {procedures}."
    )


def _low_told(
    rule: LowShare, looked_at: Sequence[LowUnit], state: State, looked: Looked, small_n: int
) -> str:
    because = _because(rule, looked_at, looked, small_n)
    if state is State.UNDETERMINED:
        because += f" Для вывода нужны результаты не менее чем {rule.least} процедур."
    return because


def takes_part(rule: LowShare, unit: SubjectCounts) -> bool:
    """Whether the rule looks at this procedure; without participants it does not."""
    return is_named(rule, unit.key) and unit.counts.n > 0


def is_named(rule: LowShare, key: ProcedureKey) -> bool:
    """Whether the rule names this procedure."""
    return any(units.hold(key.kind, key.subject, key.grade) for units in rule.units)


def low_units(rule: LowShare, units: Iterable[SubjectCounts], grounds: Grounds) -> list[LowUnit]:
    """The procedures the rule looks at, each with its «2»."""
    return [_unit(rule, unit, grounds) for unit in units if takes_part(rule, unit)]


def _unit(rule: LowShare, unit: SubjectCounts, grounds: Grounds) -> LowUnit:
    counts, twos = unit.counts, twos_of(unit.counts)
    low = is_low(rule.share, twos, counts.n)
    return LowUnit(unit.key, grounds, counts.n, twos, low, counts.other_year_scale)


def twos_of(counts: Counts) -> Part:
    """The «2» of a procedure; any number of them where that is not known."""
    if counts.contradiction:
        return Part(0, counts.n)
    # «2» as entered goes first; where work is not marked (ЕГЭ) the threshold tells the same (F20)
    return counts.twos or counts.below or Part(0, counts.n)


def is_low(share: Fraction, twos: Part, n: int) -> bool | None:
    """Whether a procedure is low: n«2» ≥ share · N, in integers; None where nobody can tell."""
    if twos.least * share.denominator >= share.numerator * n:
        return True
    return False if twos.most * share.denominator < share.numerator * n else None


def lows_of(
    of: LowShare,
    works: Iterable[tuple[ProcedureKey, Counts]],
    named: dict[tuple[str, str, int], bool] | None = None,
) -> Lows:
    """Which works of one school are low, of those the rule looks at.

    `named`: what was found of procedures before; a region has the same few in every school.
    """
    known = {} if named is None else named
    found: dict[ProcedureKey, bool | None] = {}
    for key, counts in works:
        at = key.kind, key.subject, key.grade
        if at not in known:
            known[at] = is_named(of, key)
        if known[at] and (n := counts.n):
            found[key] = is_low(of.share, twos_of(counts), n)
    return found


def low_state(rule: LowShare, lows: Sequence[bool | None]) -> State:
    """The class of a school by the procedures the rule looks at: low, not low, not known."""
    low, unclear = lows.count(True), lows.count(None)
    if low >= rule.least:
        return State.IN
    if len(lows) - unclear < rule.least or low + unclear >= rule.least:
        return State.UNDETERMINED
    return State.OUT


def _because(rule: LowShare, looked_at: Sequence[LowUnit], looked: Looked, small_n: int) -> str:
    if not looked_at and looked.left_out:
        return "Результаты есть, но в выводах не учитываются, пока не проверены."
    if not looked_at:
        return "Результатов процедур, по которым применяется правило, в базе нет."
    low = sum(unit.low is True for unit in looked_at)
    procedures = count(low, "процедура", "процедуры", "процедур")
    head = (
        f"Отметка «2» не менее чем у {percent(rule.share)} участников: {procedures} "
        f"из {number(len(looked_at))}, для признака нужно {rule.least} и более."
    )
    return " ".join([head, *(_told(unit, small_n) for unit in looked_at)])


def what_would_change(rule: LowShare, units: Sequence[LowUnit]) -> str:
    """How many «2» fewer (or more) would change the class; empty where a count is not known."""
    if len(units) < rule.least or any(unit.twos.exact is None for unit in units):
        return ""
    gaps = [(gap_to_low(rule, unit), unit) for unit in units]
    over = sorted((gap + 1, unit.name) for gap, unit in gaps if gap >= 0)
    under = sorted((-gap, unit.name) for gap, unit in gaps if gap < 0)
    if len(over) >= rule.least:
        taken = over[: len(over) - rule.least + 1]
        return f"Признака не было бы, если бы {_marks(taken)} меньше{_named(taken, units)}."
    taken = under[: rule.least - len(over)]
    return f"Признак появился бы, если бы {_marks(taken)} больше{_named(taken, units)}."


def gap_to_low(rule: LowShare, unit: LowUnit) -> int:
    """«2» above (below: negative) the least number that makes a procedure low, ⌈share · N⌉."""
    return unit.twos.least + (-rule.share.numerator * unit.n // rule.share.denominator)


def _marks(taken: Sequence[tuple[int, str]]) -> str:
    return f"отметок «2» было на {number(sum(marks for marks, _ in taken))}"


def _named(taken: Sequence[tuple[int, str]], units: Sequence[LowUnit]) -> str:
    """Which procedures they belong to; nothing to say where every one is meant."""
    if len(taken) == len(units) == 1:
        return ""
    return f" ({'; '.join(f'{name} — {number(marks)}' for marks, name in taken)})"


def _told(unit: LowUnit, small_n: int) -> str:
    if unit.twos.exact is None:
        return f"{unit.name}: число отметок «2» неизвестно."
    share = number(Fraction(100 * unit.twos.least, unit.n)) + PERCENT
    few = ", участников мало" if unit.n < small_n else ""
    few += ", по шкале другого года" if unit.other_scale else ""
    return f"{unit.name}: «2» у {number(unit.twos.least)} из {number(unit.n)} ({share}{few})."
