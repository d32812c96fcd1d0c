"""How many have a property, when totals or marks of some are not known: every case is tried."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

from tests.end_to_end.recount.facts import Result, Sat, Scale
from tests.end_to_end.recount.shares import Part

Case = tuple[int | None, int | None]
"""A total and a mark that may belong to one participant."""
DELTA, MASS_MARK, HIGH_MARK = 2, 3, 5
"""Defaults no region approved."""


@cache
def cases(total: int | None, mark: int | None, scale: Scale) -> tuple[Case, ...]:
    """What a participant's result can have been."""
    if total is not None:
        if mark is not None or not scale.marks(total):
            return ((total, mark),)
        return tuple((total, one) for one in scale.marks(total))
    if scale.most is None or scale.starts is None or mark is None:
        return ((None, mark),)
    fitting = (one for one in range(scale.most + 1) if mark in scale.marks(one))
    return tuple((one, mark) for one in fitting)


Property = Callable[[Case, Scale], bool | None]


def below(case: Case, scale: Scale) -> bool | None:
    """НМГ: under the official threshold; a «2» where there is no scale."""
    total, mark = case
    if total is not None and scale.passed_from is not None:
        return total < scale.passed_from
    return None if mark is None else mark == 2


def low(case: Case, scale: Scale) -> bool | None:
    """ИНРп: under the threshold and δ together."""
    total, mark = case
    if total is not None and scale.passed_from is not None:
        told = DELTA if scale.steps is None else scale.steps
        return total < scale.passed_from + (told if scale.delta is None else scale.delta)
    return True if mark == 2 else None


def mass(case: Case, scale: Scale) -> bool | None:
    """ИМР: not under the middle."""
    return _reached(case, scale.mass_from, MASS_MARK)


def high(case: Case, scale: Scale) -> bool | None:
    """ИВРп: not under the high level."""
    return _reached(case, scale.high_from, HIGH_MARK)


def _reached(case: Case, points: int | None, least: int) -> bool | None:
    total, mark = case
    if points is not None:
        return None if total is None else total >= points
    return None if mark is None else mark >= least


def marked(number: int) -> Property:
    """The mark is `number`."""
    return lambda case, _: None if case[1] is None else case[1] == number


def on_level(number: int) -> Property:
    """Five levels by marks, a «2» halved by its points."""

    def found(case: Case, scale: Scale) -> bool | None:
        total, mark = case
        if mark is None:
            return None
        if mark > 2:
            return mark == number
        if number > 2:
            return False
        if total is None or scale.starts is None:
            return None
        return number == (1 if 2 * total < scale.starts[0] else 2)

    return found


def not_below_basic(case: Case, _: Scale) -> bool | None:
    """The levels «базовый», «повышенный» and «высокий» by marks."""
    return None if case[1] is None else case[1] > 2


def verdict(sat: Sat, scale: Scale, of: Property) -> bool | None:
    """Whether one participant has the property in all cases, in none, or in some."""
    answers = {of(case, scale) for case in cases(sat.total, sat.mark, scale)}
    return answers.pop() if len(answers) == 1 else None


def count(verdicts: Iterable[bool | None]) -> Part:
    """So many surely, so many perhaps."""
    found = list(verdicts)
    sure = sum(one is True for one in found)
    return sure, sure + sum(one is None for one in found)


SAID: dict[str, Property] = {"low": low, "mass": mass, "high": high}


def part(result: Result, scale: Scale, of: Property) -> Part:
    """How many participants of a school have the property."""
    for name, own in SAID.items():
        if own is of and name in result.said:
            return result.said[name], result.said[name]
    return count(verdict(one, scale, of) for one in result.sat)
