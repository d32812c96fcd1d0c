"""Three years together, for schools where one year is too few pupils (DOMAIN R4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from app.domain.indices import Flag, IndexValue
from app.domain.messages import NO_BREAK, number
from app.domain.shares import wilson

YEARS = 3


def pooled_values(
    values: Iterable[IndexValue], earlier: Iterable[IndexValue], z: float
) -> Iterator[IndexValue]:
    """The values, in their order; small shares with the pooled one beside them.

    `earlier`: values of the same indices in the two school years before. What is pooled are the
    pupils: Σ numerators / Σ denominators, each year by its own boundaries. A value whose flag is
    not `small_n`, or without any earlier year, stays as it is.
    """
    known: dict[tuple[object, ...], list[IndexValue]] = {}
    for value in earlier:
        if _is_share(value):
            known.setdefault(_key(value), []).append(value)
    for value in values:
        before = known.get(_key(value), ())
        small = Flag.SMALL_N.value in value.flags and _is_share(value)
        yield _with_pooled(value, before, z) if small and before else value


def _is_share(value: IndexValue) -> bool:
    """Whether the value is a share of pupils, so that years can be added up."""
    known = value.interval is not None and isinstance(value.numerator, int)
    return known and bool(value.denominator)


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
    years = sorted((*before, value), key=lambda one: one.year or "")
    part = sum(int(one.numerator or 0) for one in years)
    whole = sum(one.denominator or 0 for one in years)
    share, interval = Fraction(100 * part, whole), wilson(part, whole, z)
    told = ", ".join(str(one.year) for one in years)
    pooled: Mapping[str, object] = {
        "years": [one.year for one in years],
        "value": float(share),
        "numerator": part,
        "denominator": whole,
        "interval": list(interval),
    }
    low, high = (number(Fraction(end)) for end in interval)
    sentence = (
        f"Вместе за годы {told}: 100 · {number(part)} / {number(whole)} = {number(share)}"
        f"{NO_BREAK}%, интервал от {low} до {high}{NO_BREAK}%."
    )
    return replace(
        value,
        flags=(*value.flags, Flag.POOLED_3_YEARS.value),
        basis=f"{value.basis} {sentence}".strip(),
        extra={**value.extra, "pooled": pooled},
    )
