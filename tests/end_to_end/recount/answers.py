"""Values out of answers: ИСБ and ИСБШ (F09), and what stands in the middle of them (F10, F11)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil
from typing import Any

from tests.end_to_end.recount.answered import answered
from tests.end_to_end.recount.facts import Facts, School
from tests.end_to_end.recount.values import SMALL, Place, Rules, Value, Values


def isb(school: School) -> Fraction | None:
    """85 + 100 · (nДв − nДн − nДу) / N; nothing where anything is missing."""
    parts = (school.higher, school.single, school.registered)
    if not school.pupils or None in parts:
        return None
    higher, single, registered = (one or 0 for one in parts)
    return 85 + Fraction(100 * (higher - single - registered), school.pupils)


def by_known(school: School) -> dict[str, Any]:
    """The same with Дв over the children of whom it is known (F09, «вторым числом»)."""
    known, pupils = school.parents_known, school.pupils
    if not known or not pupils or known == pupils:
        return {}
    lower = (school.single or 0) + (school.registered or 0)
    value = 85 + Fraction(100 * (school.higher or 0), known) - Fraction(100 * lower, pupils)
    return {"by_known": float(value), "known": {"dv": known}}


def social(facts: Facts, index: str) -> dict[str, Fraction]:
    """School that is compared → ИСБ or ИСБШ, where there is one; ИСБШ is only what was sent."""
    values = {
        code: isb(school) if index == "isb" else school.isbsh
        for code, school in facts.schools.items()
        if school.is_compared
    }
    return {code: value for code, value in values.items() if value is not None}


def social_values(facts: Facts, rules: Rules) -> Values:
    """Both indices of every school."""
    found: Values = {}
    for code, school in facts.schools.items():
        raw = isb(school)
        found[Place(code, "isb")] = Value()
        if raw is not None and school.pupils:
            small = {"small_n"} if school.pupils < SMALL else set()
            flags = frozenset(small | rules.marked("isb"))
            found[Place(code, "isb")] = Value(
                raw, raw * school.pupils, school.pupils, flags=flags, more=by_known(school)
            )
        found |= answered(school, rules)
        flags = frozenset(rules.marked("isbsh"))
        sent = school.isbsh
        found[Place(code, "isbsh")] = Value() if sent is None else Value(sent, flags=flags)
    return found


def lowest(values: dict[str, Fraction], share: Fraction) -> Fraction | None:
    """T: the ⌈qN⌉-th lowest value; equal values all belong."""
    return sorted(values.values())[ceil(share * len(values)) - 1] if values else None


def registered_shares(facts: Facts) -> dict[str, Fraction]:
    """Pupils on any register where that was told, else on the school's own."""
    return dict(
        _shares(facts, lambda s: s.registered if s.any_register is None else s.any_register)
    )


def non_native_shares(facts: Facts) -> dict[str, Fraction]:
    """Pupils whose Russian is not native."""
    return dict(_shares(facts, lambda school: school.non_native))


def _shares(facts: Facts, of: object) -> Iterator[tuple[str, Fraction]]:
    for code, school in facts.schools.items():
        part = of(school)  # type: ignore[operator]
        if school.pupils and part is not None and school.is_compared:
            yield code, Fraction(100 * part, school.pupils)
