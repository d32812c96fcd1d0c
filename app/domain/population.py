"""Which schools are compared with one another: those a region's quarter and means are found in.

DOMAIN F10: correctional and evening schools take no part unless the methodology says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from app.domain.class_rules import (
    AllOf,
    AmongLowest,
    ClassRule,
    Expectation,
    LowestShare,
    ShareAbove,
)
from app.domain.class_words import about
from app.domain.indices import ClassRow, Grounds, IndexValue, State
from app.domain.methodology import Methodology
from app.domain.methodology_names import KIND, POPULATION_WITHOUT
from app.domain.school_facts import SchoolAnswers, answer

_NOT_COMPARED = "школы такого вида методика не включает в совокупность, по которой сравнивают школы"


def not_compared(methodology: Methodology, answers: Mapping[str, SchoolAnswers]) -> frozenset[str]:
    """Schools whose kind the methodology leaves out; a school that did not say its kind stays."""
    if POPULATION_WITHOUT not in methodology.parameters:
        return frozenset()
    kinds = methodology.words(POPULATION_WITHOUT)
    return frozenset(code for code, own in answers.items() if answer(own, KIND) in kinds)


def compares(rule: ClassRule) -> bool:
    """Whether a rule holds a school against the others."""
    if isinstance(rule, AllOf):
        return any(isinstance(one, AmongLowest | ShareAbove) for one in rule.conditions)
    return isinstance(rule, LowestShare | Expectation)


def outside_row(rule: ClassRule, school: str, grounds: Grounds) -> ClassRow:
    """The school is not in the class: the class is a part of the population, and it is not.

    «Cannot be told» would ask for data that change nothing.
    """
    told = f"Не относится: {_NOT_COMPARED} (вид указан в паспорте школы)."
    return ClassRow(school, rule.code, State.OUT, told, about=about(rule, grounds))


def without(values: Mapping[str, IndexValue], apart: frozenset[str]) -> dict[str, IndexValue]:
    """The values by school; those of schools that are not compared are None, with the reason."""
    return {code: left_out(one) if code in apart else one for code, one in values.items()}


def left_out(value: IndexValue) -> IndexValue:
    """The value of a school that is not compared: None, with the reason."""
    return replace(
        value, value=None, reason=_NOT_COMPARED, calculation="", basis="", extra={}, flags=()
    )
