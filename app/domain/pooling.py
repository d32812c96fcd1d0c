"""Three years together, for schools where one year is too few pupils (DOMAIN R4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction

from app.domain.class_about import written
from app.domain.indices import Flag, IndexValue
from app.domain.messages import NO_BREAK, number
from app.domain.shares import wilson

YEARS = 3


def pooled_values(
    values: Iterable[IndexValue], earlier: Iterable[IndexValue], z: float
) -> Iterator[IndexValue]:
    """The values, in their order; those of few pupils with the pooled one beside them.

    `earlier`: values of the same indices in the two school years before. What is pooled are the
    pupils: Σ numerators / Σ denominators, each year by its own boundaries; where one of them is
    measured by a scale of another year, the whole bears the mark `default_scale`. A value of enough
    pupils, one whose work waits for a check, or without any earlier year, stays as it is.
    """
    known: dict[tuple[object, ...], list[IndexValue]] = {}
    for value in earlier:
        if _can_be_added(value):
            known.setdefault(_key(value), []).append(value)
    for value in values:
        before = [one for one in known.get(_key(value), ()) if _is_alike(one, value)]
        yield _with_pooled(value, before, z) if before and _is_small(value) else value


def _can_be_added(value: IndexValue) -> bool:
    """Whether the value is a part of a known whole, so that years can be added up."""
    return value.numerator is not None and bool(value.denominator) and value.bounds is None


def _is_small(value: IndexValue) -> bool:
    """Few pupils this year, or nobody at all."""
    if Flag.NOT_OBJECTIVE.value in value.flags:
        return False
    if value.n == 0 and value.value is None:
        return True
    return Flag.SMALL_N.value in value.flags and _can_be_added(value)


def _is_alike(before: IndexValue, value: IndexValue) -> bool:
    """Primary points and test scores are never added up."""
    scale = Flag.TEST_SCALE.value
    return value.n == 0 or (scale in before.flags) == (scale in value.flags)


def _key(value: IndexValue) -> tuple[object, ...]:
    return (
        value.school,
        value.index,
        value.procedure,
        value.subject,
        value.grade,
        value.level,
    )


def _with_pooled(value: IndexValue, before: Iterable[IndexValue], z: float) -> IndexValue:
    own = (value,) if _can_be_added(value) else ()
    years = sorted((*before, *own), key=lambda one: one.year or "")
    part = sum((Fraction(one.numerator or 0) for one in years), Fraction(0))
    whole = sum(one.denominator or 0 for one in years)
    share = 100 * part / whole
    told = ", ".join(str(one.year) for one in years)
    pooled: dict[str, object] = {
        "years": [one.year for one in years],
        "value": float(share),
        "numerator": int(part) if part.denominator == 1 else float(part),
        "denominator": whole,
    }
    sentence = (
        f"Вместе за годы {told}: 100 · {_shown(part)} / {number(whole)} = {number(share)}"
        f"{NO_BREAK}%"
    )
    if all(one.interval is not None for one in years):
        interval = wilson(int(part), whole, z)
        pooled["interval"] = list(interval)
        low, high = (number(Fraction(end)) for end in interval)
        sentence += f", интервал от {low} до {high}{NO_BREAK}%"
    default = Flag.DEFAULT_SCALE.value
    if lent := [str(one.year) for one in years if default in one.flags]:
        sentence += f"; по шкале другого года измерено: {', '.join(lent)}"
    flags = dict.fromkeys((*value.flags, *([default] if lent else ()), Flag.POOLED_3_YEARS.value))
    return replace(
        value,
        flags=tuple(flags),
        basis=f"{written(value.basis)} {sentence}.".strip(),
        extra={**value.extra, "pooled": pooled},
    )


def _shown(part: Fraction) -> str:
    return number(part, 0 if part.denominator == 1 else 1)
