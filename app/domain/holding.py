"""Whether one condition of a class holds: yes, no, or «cannot be told». Everybody asks here.

Classes of a whole region are decided by these alone; the sentences about one school are written
when somebody looks at it, and rest on the same answers (docs/decisions/0006).
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from app.domain.class_rules import FewerThan, Place, Said
from app.domain.indices import IndexValue, State
from app.domain.school_facts import PartOfPupils, SchoolAnswers, answer, locality, whole_number

_OF_STATE = {State.IN: True, State.OUT: False, State.UNDETERMINED: None}
_STATES = {holds: state for state, holds in _OF_STATE.items()}


def inside(state: State) -> bool | None:
    """The school belongs to a class."""
    return _OF_STATE[state]


def state_of(holds: bool | None) -> State:
    """The class that one answer decides."""
    return _STATES[holds]


def state_of_all(every: Iterable[bool | None]) -> State:
    """The class of the schools that meet every condition: one sure «no» settles the matter."""
    answers = list(every)
    return _STATES[False if False in answers else None if None in answers else True]


def is_place(condition: Place, answers: SchoolAnswers) -> bool | None:
    """In the country or in a town."""
    found, _ = locality(answers)
    return None if found is None else found == condition.locality


def is_said(condition: Said, answers: SchoolAnswers) -> bool | None:
    """A yes-or-no question was answered «да»."""
    given = answer(answers, condition.answer)
    return given if isinstance(given, bool) else None


def is_fewer(condition: FewerThan, bound: Fraction, answers: SchoolAnswers) -> bool | None:
    """A number strictly less than a parameter."""
    own = whole_number(answers, condition.answer)
    return None if own is None else own < bound


def is_among(value: IndexValue | None, threshold: Fraction | None) -> bool | None:
    """Among the lowest of an index: the threshold itself belongs to them."""
    if value is None or value.value is None or threshold is None:
        return None
    return value.value <= threshold


def is_above(part: PartOfPupils | None, threshold: Fraction | None) -> bool | None:
    """A share of pupils strictly above a percentage."""
    if part is None or threshold is None:
        return None
    return 100 * part.part * threshold.denominator > threshold.numerator * part.whole
