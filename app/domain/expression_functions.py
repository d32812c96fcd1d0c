"""The functions of the expression language: values or columns in, one value out, never raising."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TypeAlias

Scalar: TypeAlias = Fraction | bool | str | None
Operand: TypeAlias = Scalar | Sequence[Scalar]
Function: TypeAlias = Callable[[Sequence[Operand]], Scalar]


def as_number(value: Operand) -> Fraction | None:
    """A number, yes and no being 1 and 0; None for anything else."""
    if isinstance(value, bool):
        return Fraction(int(value))
    return value if isinstance(value, Fraction) else None


def _flat(arguments: Sequence[Operand]) -> Iterator[Scalar]:
    for argument in arguments:
        if isinstance(argument, Sequence) and not isinstance(argument, str):
            yield from argument
        else:
            yield argument


def _over(work: Callable[[list[Fraction]], Fraction], *, skip: bool) -> Function:
    """A function over numbers; an empty number empties the result, or is skipped when `skip`."""

    def function(arguments: Sequence[Operand]) -> Fraction | None:
        given = [as_number(value) for value in _flat(arguments)]
        numbers = [number for number in given if number is not None]
        if not numbers or (len(numbers) < len(given) and not skip):
            return None
        return work(numbers)

    return function


def _sum(numbers: list[Fraction]) -> Fraction:
    return sum(numbers, Fraction(0))


def _distinct(arguments: Sequence[Operand]) -> bool:
    given = [value for value in _flat(arguments) if value is not None]
    return len(given) == len(set(given))


def _count(arguments: Sequence[Operand]) -> Fraction:
    return Fraction(sum(value is not None for value in _flat(arguments)))


def _filled(arguments: Sequence[Operand]) -> bool:
    given = list(_flat(arguments))
    return bool(given) and all(value is not None for value in given)


def _rows_where(arguments: Sequence[Operand]) -> Fraction | None:
    """How many rows hold all the asked values: rows_where(t.column, "value", t.other, "value")."""
    columns = [column for column in arguments[0::2] if not isinstance(column, str)]
    asked = [value for value in arguments[1::2] if isinstance(value, str | bool | Fraction)]
    if len(arguments) % 2 or len(columns) != len(asked):
        return None
    rows = zip(*(column for column in columns if isinstance(column, Sequence)), strict=False)
    return Fraction(sum(list(row) == asked for row in rows))


def _digits(arguments: Sequence[Operand]) -> Fraction | None:
    """Digits from the n-th to the m-th of a code, counted from 1: digits(oktmo, 1, 2)."""
    if len(arguments) != 3 or not isinstance(arguments[0], str):
        return None
    first, last = as_number(arguments[1]), as_number(arguments[2])
    if first is None or last is None or not 1 <= first <= last <= len(arguments[0]):
        return None
    part = arguments[0][int(first) - 1 : int(last)]
    return Fraction(int(part)) if part.isascii() and part.isdigit() else None


FUNCTIONS: Mapping[str, Function] = {
    "sum": _over(_sum, skip=False),
    "total": _over(_sum, skip=True),
    "min": _over(min, skip=False),
    "max": _over(max, skip=False),
    "largest": _over(max, skip=True),
    "distinct": _distinct,
    "count": _count,
    "filled": _filled,
    "rows_where": _rows_where,
    "digits": _digits,
}
