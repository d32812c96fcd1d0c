"""How results changed: this year against the last one, and a cohort against itself (DOMAIN F18)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from app.domain.boundaries import Boundaries
from app.domain.counts import Counts
from app.domain.figures import delta_flags, scale_flags, total_flags
from app.domain.indices import Flag, IndexValue
from app.domain.messages import NO_BREAK, number
from app.domain.methodology import DYNAMICS, IndexDefinition, Statistic
from app.domain.periods import parse_period
from app.domain.procedure_indices import SubjectOfProcedure
from app.domain.result_indices import ResultIndices
from app.domain.results import ProcedureKey

_SHARE_OF = {
    Statistic.DYNAMICS_ACHIEVEMENT: "УД",
    Statistic.DYNAMICS_COHORT: "УД",
    Statistic.DYNAMICS_LOW: "ИНРп",
    Statistic.DYNAMICS_SHARE_2: "доля отметок «2»",
}


@dataclass(frozen=True, slots=True)
class Share:
    """One share of one year, as far as it is known."""

    n: int
    low: Fraction
    """Least and greatest the share (0…1) can be; equal when it is known."""
    high: Fraction
    flags: tuple[str, ...] = ()

    @property
    def is_exact(self) -> bool:
        """Whether the share is known."""
        return self.low == self.high


def dynamics_values(
    indices: ResultIndices,
    now: Iterable[SubjectOfProcedure],
    before: Iterable[SubjectOfProcedure],
) -> Iterator[IndexValue]:
    """Differences in percentage points, this year less the last one, in the order of `now`.

    `before`: the counted results of the school year just before; other years are passed over. A
    school without any result of that year has no rows; one without the same procedure has a row
    that says why it is empty.
    """
    definitions = [one for one in indices.methodology.indices if one.statistic in DYNAMICS]
    known = {(one.unit.school, one.unit.key): one for one in before} if definitions else {}
    years = {(school, key.year) for school, key in known}
    grades = {(school, key.year, key.kind, key.grade) for school, key in known}
    for one in now if known else ():
        school = one.unit.school
        for index in definitions:
            key = _key_before(one.unit.key, index.statistic)
            cohort = index.statistic is Statistic.DYNAMICS_COHORT
            # a cohort that sat no such work a grade lower (ОГЭ) has nothing to be compared with
            there = (school, key.year, key.kind, key.grade) in grades if cohort else True
            if there and (school, key.year) in years:
                yield _value(indices, index, one, known.get((school, key)), key)


def _key_before(key: ProcedureKey, statistic: Statistic | None) -> ProcedureKey:
    """The procedure compared with: of the year before, for a cohort one grade lower."""
    year = previous_year(key.year)
    if statistic is Statistic.DYNAMICS_COHORT:
        return replace(key, year=year, grade=key.grade - 1)
    return replace(key, year=year)


@lru_cache(maxsize=64)
def previous_year(year: str) -> str:
    """Key of the school year before: «2024/2025» for «2025/2026»."""
    return parse_period(year).previous().key


def _value(
    indices: ResultIndices,
    index: IndexDefinition,
    now: SubjectOfProcedure,
    before: SubjectOfProcedure | None,
    key: ProcedureKey,
) -> IndexValue:
    own = now.unit.key
    value = IndexValue(
        now.unit.school,
        index,
        indices.grounds,
        None,
        n=now.unit.counts.n,
        subject=own.subject,
        grade=own.grade,
        procedure=own.kind,
        year=own.year,
        level=own.level,
        flags=() if index.approved else (Flag.DEFAULT_METHOD.value,),
        extra={"n": now.unit.counts.n, "n_before": before.unit.counts.n if before else None},
    )
    if before is None:
        return replace(value, reason=f"нет данных: результаты за {_when(key)}")
    if now.bounds.test_scale != before.bounds.test_scale:
        return replace(value, reason="тестовые и первичные баллы не сравниваются")
    shares = [share_of(index.statistic, one.unit.counts, one.bounds) for one in (now, before)]
    for share, when in zip(shares, (own, key), strict=True):
        if isinstance(share, str):
            return replace(value, reason=f"{_when(when)}: {share}")
    after, earlier = (share for share in shares if isinstance(share, Share))
    return _difference(indices, value, after, earlier, key)


def _when(key: ProcedureKey) -> str:
    return f"{key.year} год, {key.grade} класс"


def share_of(statistic: Statistic | None, counts: Counts, bounds: Boundaries) -> Share | str:
    """The share that is compared, or the reason (Russian) why there is none."""
    if counts.contradiction:
        return counts.contradiction
    if counts.n == 0:
        return "нет участников с результатом"
    match statistic:
        case Statistic.DYNAMICS_LOW:
            part, flags = counts.low, (*delta_flags(bounds), *scale_flags(bounds))
        case Statistic.DYNAMICS_SHARE_2:
            part, flags = counts.marks.get(2), ()
        case _:
            return _achievement(counts, bounds)
    if part is None:
        return "нет данных: баллы или отметки участников"
    return Share(counts.n, Fraction(part.least, counts.n), Fraction(part.most, counts.n), flags)


def _achievement(counts: Counts, bounds: Boundaries) -> Share | str:
    best = bounds.scale.max_points
    if counts.sum_points is None or not counts.scored or not best:
        return "нет данных: баллы участников или наибольший балл"
    share = counts.sum_points / (counts.scored * best)
    flags = (Flag.APPROXIMATE_MEAN.value,) if counts.approximate else ()
    return Share(counts.scored, share, share, (*flags, *total_flags(bounds)))


def z_squared(after: Fraction, n_after: int, before: Fraction, n_before: int) -> Fraction | None:
    """z² of the test of two shares with the joint variance; None when both are 0 or both 1.

    For УД a pupil is one trial: no results between 0 and the maximum with this mean can vary more,
    so that a change is never called significant too early (docs/decisions/0033).
    """
    joint = (after * n_after + before * n_before) / (n_after + n_before)
    variance = joint * (1 - joint) * (Fraction(1, n_after) + Fraction(1, n_before))
    return (after - before) ** 2 / variance if variance else None


def is_significant(
    after: Fraction, n_after: int, before: Fraction, n_before: int, z: Fraction
) -> bool:
    """|z| ≥ `z`, compared exactly."""
    found = z_squared(after, n_after, before, n_before)
    return found is not None and found >= z * z


def _difference(
    indices: ResultIndices, value: IndexValue, after: Share, before: Share, key: ProcedureKey
) -> IndexValue:
    flags = dict.fromkeys((*value.flags, *after.flags, *before.flags))
    if min(after.n, before.n) < indices.small_n:
        flags[Flag.SMALL_N.value] = None
    extra: Mapping[str, object] = {"n": after.n, "n_before": before.n}
    value = replace(value, n=after.n, extra=extra)
    if not (after.is_exact and before.is_exact):
        ends = 100 * (after.low - before.high), 100 * (after.high - before.low)
        reason = "нет данных: баллы или отметки всех участников обоих лет"
        bounds = None if ends == (Fraction(-100), Fraction(100)) else ends
        return replace(value, bounds=bounds, flags=tuple(flags), reason=reason)
    z = indices.methodology.number("dynamics_z")
    change = after.low - before.low
    flags[_verdict(change, is_significant(after.low, after.n, before.low, before.n, z))] = None
    return replace(
        value,
        value=100 * change,
        flags=tuple(flags),
        calculation=_calculation(value, after, before, key),
        basis=_test(after, before, z),
    )


def _verdict(change: Fraction, significant: bool) -> str:
    if not significant:
        return Flag.NOT_SIGNIFICANT.value
    return (Flag.SIGNIFICANT_UP if change > 0 else Flag.SIGNIFICANT_DOWN).value


def _calculation(value: IndexValue, after: Share, before: Share, key: ProcedureKey) -> str:
    """«УД: 2025/2026 год, 5 класс 46,7 % (участников 30), … ; разность +3,2 п.п.»"""
    name = _SHARE_OF[value.definition.statistic or Statistic.DYNAMICS_ACHIEVEMENT]
    change = 100 * (after.low - before.low)
    return (
        f"Расчёт ({name}): {value.year} год, {value.grade} класс — {_percent(after)}; "
        f"{_when(key)} — {_percent(before)}; разность "
        f"{'+' if change > 0 else ''}{number(change)}{NO_BREAK}п.п."
    )


def _percent(share: Share) -> str:
    return f"{number(100 * share.low)}{NO_BREAK}% (участников {number(share.n)})"


def _test(after: Share, before: Share, z: Fraction) -> str:
    found = z_squared(after.low, after.n, before.low, before.n)
    shown = "0" if found is None else number(Fraction(float(found) ** 0.5), 2)
    return (
        f"Сравнение двух долей с учётом случайности: |z| = {shown}; изменение считается "
        f"значимым, когда |z| не меньше {number(z, 2)}."
    )
