"""Who is identified, now and a year ago: a status or a class says it, silence does not (F17)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from app.domain.answers import Answers, Row
from app.domain.identification import (
    identified,
    statuses_before,
    statuses_of,
    yearly_value,
)
from app.domain.indices import Grounds, IndexValue, State
from app.domain.periods import parse_period
from app.services.methodologies import MethodologyCatalogue

PERIOD = parse_period("2025/2026")
METHODOLOGY = MethodologyCatalogue().methodology("kbr-2020")
INDEX = next(one for one in METHODOLOGY.indices if one.code == "identified_low")
GROUNDS = Grounds(METHODOLOGY.version_id, METHODOLOGY.snapshot())


def status(**cells: Any) -> Answers:
    return Answers(tables={"statuses": (Row("1", {"status": "shnor", **cells}),)})


def test_an_empty_form_says_nothing_and_a_mark_says_there_are_none() -> None:
    assert statuses_of(Answers(), PERIOD) is None
    assert statuses_of(Answers({"no_statuses": True}), PERIOD) == frozenset()
    assert statuses_of(status(), PERIOD) == frozenset({"shnor"})
    assert statuses_of(status(until=date(2025, 8, 31)), PERIOD) == frozenset()


def test_last_year_is_known_only_when_it_is_said_since_when_a_status_holds() -> None:
    assert statuses_before(status(), PERIOD) is None
    assert statuses_before(status(since=date(2024, 10, 1)), PERIOD) == frozenset({"shnor"})
    assert statuses_before(status(since=date(2025, 10, 1)), PERIOD) == frozenset()


@pytest.mark.parametrize(
    ("state", "said", "expected"),
    [
        (State.IN, None, True),
        (State.OUT, None, False),
        (State.OUT, {"shnor"}, True),
        (State.UNDETERMINED, None, None),
        (State.UNDETERMINED, set(), False),
        (State.UNDETERMINED, {"shnor"}, True),
    ],
)
def test_a_class_or_a_status_identifies_a_school(
    state: State, said: set[str] | None, expected: bool | None
) -> None:
    statuses = {} if said is None else {"1": frozenset(said)}
    assert identified({"1"}, [{"1": state}], statuses) == {"1": expected}


def test_without_class_and_status_nothing_is_known() -> None:
    assert identified({"1"}, [], {}) == {"1": None}


def seen(*parts: object) -> tuple[object, ...]:
    """Parts of a value side by side."""
    return parts


def yearly(now: str, before: str) -> IndexValue:
    """States as signs: «+» identified, «-» not, «?» not known."""
    signs = {"+": True, "-": False, "?": None}
    first = {f"{n}": signs[sign] for n, sign in enumerate(now)}
    second = {f"{n}": signs[sign] for n, sign in enumerate(before)}
    return yearly_value("R", INDEX, first, second, GROUNDS)


def test_a_share_that_fell_is_told_with_its_change() -> None:
    found = yearly("+---", "++--")
    assert seen(found.value, found.numerator, found.denominator) == (25, 1, 4)
    assert found.extra["previous"] == 50
    assert found.extra["change"] == -25
    assert found.extra["reached"] is True
    assert "Годом раньше: 2 из 4, 50,0\u00a0%; изменение −25,0\u00a0п.п., доля снизилась." in (
        found.explanation
    )


def test_a_share_that_stayed_has_not_fallen() -> None:
    assert yearly("+---", "+---").extra["reached"] is False


def test_a_year_of_which_nothing_is_known_is_not_compared() -> None:
    found = yearly("+---", "????")
    assert seen(found.value, found.extra["previous"], found.extra["reached"]) == (25, None, None)
    assert "О прошлом годе данных нет" in found.explanation
    assert yearly("????", "+---").value is None


def test_a_certain_year_before_is_one_number_and_a_sure_verdict_says_why() -> None:
    told = yearly("+?--", "+++-").explanation
    assert "Годом раньше: 3 из 4, 75,0\u00a0%; доля снизилась, какими бы ни были" in told
    assert "Не рассчитано. Пока не определено, относится ли к ним школа 1." in told
    assert "не ответили" not in told
    open_one = yearly("+?--", "++--").explanation
    assert "Годом раньше: 2 из 4, 50,0\u00a0%; снизилась ли доля, пока не видно." in open_one


def test_ends_that_look_alike_are_printed_once() -> None:
    many = "+" * 3000 + "-" * 2999
    told = yearly(many + "?", many + "?").explanation
    assert "оно около 50,0\u00a0%" in told
    assert "Годом раньше: около 50,0\u00a0%; снизилась ли доля, пока не видно." in told


@pytest.mark.parametrize(
    ("now", "before", "reached"),
    [("+?--", "+++-", True), ("+?--", "++--", None), ("++?-", "+?--", False)],
)
def test_missing_answers_decide_only_what_they_can(
    now: str, before: str, reached: bool | None
) -> None:
    found = yearly(now, before)
    assert seen(found.value, found.extra["reached"]) == (None, reached)
    assert found.bounds is not None
    assert found.bounds[1] - found.bounds[0] == Fraction(25)
