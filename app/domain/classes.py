"""Classes of schools: the group of the lowest ИСБ (DOMAIN F10) and the rule of 30 % (F20)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from app.domain.class_rules import LowestShare, LowShare
from app.domain.counts import SubjectCounts
from app.domain.explanations import PERCENT, wording
from app.domain.indices import ClassRow, Grounds, IndexValue, State
from app.domain.messages import count, number
from app.domain.quantiles import lowest_threshold
from app.domain.results import ProcedureKey, ProcedureKind
from app.domain.shares import Part


def lowest_group(
    rule: LowestShare,
    values: Mapping[str, IndexValue],
    grounds: Grounds,
    threshold: Fraction | None,
    method: str = "ceil",
) -> list[ClassRow]:
    """One row a school, in order of codes.

    `method`: how T is found in these values (quantiles.lowest_threshold).

    `values`: school → its index. `threshold`: T of the region's reference; None where there is
    none, then T is taken from these values and every row is provisional. Schools without a value
    are undetermined and are not counted in N.
    """
    known = [value.value for value in values.values() if value.value is not None]
    provisional = threshold is None
    if threshold is not None:
        basis = f"порога региона {{}} (эталон {grounds.reference})"
    elif len(known) >= rule.least_schools:
        threshold = lowest_threshold(known, rule.share, method)
        schools = count(len(known), "школы", "школ", "школ")
        basis = f"порога {{}} (наименьшие {_percent(rule.share)} значений {schools} этой базы)"
    else:
        basis = ""
    return [
        _lowest_row(rule, school, values[school], threshold, basis, provisional)
        for school in sorted(values)
    ]


def _lowest_row(
    rule: LowestShare,
    school: str,
    value: IndexValue,
    threshold: Fraction | None,
    basis: str,
    provisional: bool,
) -> ClassRow:
    reference = None if provisional else value.grounds.reference
    state = State.UNDETERMINED
    if value.value is not None and threshold is not None:
        state = State.IN if value.value <= threshold else State.OUT
    told = partial(_lowest_told, rule, value, threshold, basis, provisional)
    return ClassRow(school, rule.code, state, told, provisional, reference, threshold)


def _lowest_told(
    rule: LowestShare,
    value: IndexValue,
    threshold: Fraction | None,
    basis: str,
    provisional: bool,
) -> str:
    wordings, short = value.grounds.wordings, value.definition.short
    if value.value is None:
        because = f"{short} не рассчитан: {value.reason}."
    elif threshold is None:
        because = (
            f"{short} = {number(value.value)}. Чтобы узнать, входит ли школа в группу, нужен "
            f"эталон региона: школ с {short} в этой базе меньше {rule.least_schools}."
        )
    else:
        because = _compared(short, value.value, threshold, basis)
        if provisional:
            because += f" {wording(wordings, 'provisional').capitalize()}."
    if not rule.approved:
        because += f" Правило: {wording(wordings, 'default_mark')}."
    return because


def _compared(short: str, value: Fraction, threshold: Fraction, basis: str) -> str:
    """«ИСБ = 66,6, это больше порога … Выше порога на 3,2.»"""
    is_in = value <= threshold
    own, bound = told_apart(value, threshold)
    relation = "не больше" if is_in else "больше"
    because = f"{short} = {own}, это {relation} {basis.format(bound)}."
    gap = number(abs(value - threshold), 1)
    if is_in and value < threshold:
        return f"{because} До порога не хватает {gap}."
    return because if is_in else f"{because} Выше порога на {gap}."


def told_apart(value: Fraction, threshold: Fraction) -> tuple[str, str]:
    """Both numbers with so many places that different ones look different."""
    places = 1
    while value != threshold and number(value, places) == number(threshold, places):
        places += 1
    return number(value, places), number(threshold, places)


def _percent(share: Fraction) -> str:
    percent = 100 * share
    return number(percent, 0 if percent.denominator == 1 else 1) + PERCENT


@dataclass(frozen=True, slots=True)
class LowUnit:
    """One procedure the rule of 30 % looks at."""

    key: ProcedureKey
    grounds: Grounds
    n: int
    twos: Part
    low: bool | None
    """None: cannot be told from what is known."""

    @property
    def name(self) -> str:
        """«ОГЭ, Математика, 9 класс»."""
        level = {"base": " (база)", "profile": " (профиль)", "advanced": " (углублённая)"}
        key = self.key
        subject = self.grounds.subject(key.subject) + level.get(key.level, "")
        return f"{ProcedureKind(key.kind).title}, {subject}, {key.grade} класс"


def low_results(
    rule: LowShare, school: str, units: Sequence[SubjectCounts], grounds: Grounds, small_n: int
) -> ClassRow:
    """The row of one school; `units`: all its procedures of the year.

    A procedure is low when n«2» ≥ share · N, compared in integers; procedures without participants
    take no part.
    """
    looked_at = [unit_of(rule, unit, grounds) for unit in units if takes_part(rule, unit)]
    low = [unit for unit in looked_at if unit.low]
    unclear = [unit for unit in looked_at if unit.low is None]
    known = len(looked_at) - len(unclear)
    if len(low) >= rule.least:
        state = State.IN
    elif known < rule.least or len(low) + len(unclear) >= rule.least:
        state = State.UNDETERMINED
    else:
        state = State.OUT
    told = partial(_low_told, rule, looked_at, state, grounds, small_n)
    return ClassRow(school, rule.code, state, told)


def _low_told(
    rule: LowShare, looked_at: Sequence[LowUnit], state: State, grounds: Grounds, small_n: int
) -> str:
    because = _because(rule, looked_at, small_n) + what_would_change(rule, looked_at)
    if state is State.UNDETERMINED:
        because += f" Для вывода нужны результаты не менее чем {rule.least} процедур."
    if not rule.approved:
        because += f" Правило: {wording(grounds.wordings, 'default_mark')}."
    return because


def takes_part(rule: LowShare, unit: SubjectCounts) -> bool:
    """Whether the rule looks at this procedure; without participants it does not."""
    key = unit.key
    named = any(units.hold(key.kind, key.subject, key.grade) for units in rule.units)
    return named and unit.counts.n > 0


def unit_of(rule: LowShare, unit: SubjectCounts, grounds: Grounds) -> LowUnit:
    """Whether a procedure is low: n«2» ≥ share · N, in integers."""
    counts = unit.counts
    # «2» as entered goes first; where work is not marked (ЕГЭ) the threshold tells the same (F20)
    twos = counts.marks.get(2) or counts.below or Part(0, counts.n)
    if counts.contradiction:
        twos = Part(0, counts.n)
    share, n = rule.share, counts.n
    low: bool | None = None
    if twos.least * share.denominator >= share.numerator * n:
        low = True
    elif twos.most * share.denominator < share.numerator * n:
        low = False
    return LowUnit(unit.key, grounds, n, twos, low)


def _because(rule: LowShare, looked_at: Sequence[LowUnit], small_n: int) -> str:
    if not looked_at:
        return "Результатов процедур, по которым применяется правило, в базе нет."
    low = sum(unit.low is True for unit in looked_at)
    procedures = count(low, "процедура", "процедуры", "процедур")
    head = (
        f"Отметка «2» не менее чем у {_percent(rule.share)} участников: {procedures} "
        f"из {number(len(looked_at))}, для признака нужно {rule.least} и более."
    )
    return " ".join([head, *(_told(unit, small_n) for unit in looked_at)])


def what_would_change(rule: LowShare, units: Sequence[LowUnit]) -> str:
    """How many «2» fewer (or more) would change the class; empty where a count is not known."""
    if len(units) < rule.least or any(unit.twos.exact is None for unit in units):
        return ""
    share = rule.share
    # the least number of «2» that makes a procedure low is ⌈share · N⌉
    gaps = [unit.twos.least + (-share.numerator * unit.n // share.denominator) for unit in units]
    over = sorted(gap + 1 for gap in gaps if gap >= 0)
    under = sorted(-gap for gap in gaps if gap < 0)
    if len(over) >= rule.least:
        fewer = sum(over[: len(over) - rule.least + 1])
        marks = count(fewer, "отметке", "отметках", "отметках")
        return f" При {marks} «2» меньше признака не было бы."
    more = sum(under[: rule.least - len(over)])
    marks = count(more, "отметке", "отметках", "отметках")
    return f" При {marks} «2» больше признак появился бы."


def _told(unit: LowUnit, small_n: int) -> str:
    if unit.twos.exact is None:
        return f"{unit.name}: число отметок «2» неизвестно."
    share = number(Fraction(100 * unit.twos.least, unit.n)) + PERCENT
    few = ", участников мало" if unit.n < small_n else ""
    return f"{unit.name}: «2» у {number(unit.twos.least)} из {number(unit.n)} ({share}{few})."
