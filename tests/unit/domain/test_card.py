"""The support card put together from its owners' records."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from app.domain.answers import Answers
from app.domain.card import card_of
from app.domain.card_checks import card_issues
from app.domain.issues import Severity
from app.domain.periods import parse_period
from app.domain.reading import RawAnswers, RawRow, read_answers
from app.services.catalogue import FormCatalogue
from app.services.methodologies import MethodologyCatalogue

FORM = FormCatalogue().form("support_card")
LEVELS = MethodologyCatalogue().methodology("kbr-2020").levels
YEAR = parse_period("2025/2026")
DISTRICT = f"district:{UUID(int=1)}"


def _answers(values: dict[str, object] | None = None, **tables: list[dict[str, object]]) -> Answers:
    raw = {
        code: [
            RawRow(str(row.get("key", "")), {name: row[name] for name in row if name != "key"})
            for row in rows
        ]
        for code, rows in tables.items()
    }
    reading = read_answers(FORM, RawAnswers(values or {}, raw))
    assert reading.issues == ()
    return reading.answers


def _measure(level: str, text: str = "Помощь", **more: object) -> dict[str, object]:
    return {
        "problem": "r1",
        "level": level,
        "text": text,
        "responsible": "директор",
        "deadline": "до 20.04.2026",
        "expected_result": "Вакансий нет",
        **more,
    }


def _codes(school: Answers, **others: Answers) -> list[str]:
    card = card_of(FORM, {"school": school, **others})
    return [issue.code for issue in card_issues(card, YEAR, LEVELS)]


def test_problems_stand_in_the_order_the_school_gave_them() -> None:
    school = _answers(problems=[{"key": "r7", "priority": 1}, {"key": "r1", "priority": 2}])
    problems = card_of(FORM, {"school": school}).problems
    assert [(one.code, one.number, one.priority) for one in problems] == [
        ("r7", 7, 1),
        ("r1", 1, 2),
    ]


def test_a_row_without_a_priority_was_not_chosen() -> None:
    school = _answers(problems=[{"key": "r3", "note": "Подумаем в следующем году"}])
    assert card_of(FORM, {"school": school}).problems == ()


def test_details_are_those_asked_because_the_row_was_chosen() -> None:
    school = _answers(
        {"internet_mbps": 8, "parents_direction": "Собрания"},
        problems=[{"key": "r1", "priority": 1}, {"key": "r7", "priority": 2, "note": "Заметка"}],
        vacancies=[{"position": "Учитель математики", "rate": 1}],
    )
    first, second = card_of(FORM, {"school": school}).problems
    assert any("Учитель математики" in line for line in first.details)
    assert [line for line in second.details if "8" in line]
    assert second.details[-1] == "Заметка"
    assert not any("Собрания" in line for line in (*first.details, *second.details))


def test_the_owner_of_a_column_answers_a_request_and_takes_its_place() -> None:
    school = _answers(measures=[_measure("district", "Просим педагога", state="requested")])
    district = _answers(
        measures=[_measure("district", "Направим педагога", state="confirmed", answers_to=1)]
    )
    asked = card_of(FORM, {"school": school}).cell("r1", "district")
    assert [one.text for one in asked] == ["Просим педагога"]
    answered = card_of(FORM, {"school": school, DISTRICT: district}).cell("r1", "district")
    assert [(one.text, one.state) for one in answered] == [("Направим педагога", "confirmed")]


def test_a_request_without_an_answer_stays_beside_the_owners_own_measures() -> None:
    school = _answers(measures=[_measure("district", "Просим", state="requested")])
    district = _answers(measures=[_measure("district", "Своё", state="own")])
    cell = card_of(FORM, {"school": school, DISTRICT: district}).cell("r1", "district")
    assert [one.text for one in cell] == ["Своё", "Просим"]


def test_two_owners_of_one_level_are_both_heard() -> None:
    others = {
        f"resource_centre:{UUID(int=n)}": _answers(measures=[_measure("resource_centre", f"{n}")])
        for n in (1, 2)
    }
    cell = card_of(FORM, {"school": Answers(), **others}).cell("r1", "resource_centre")
    assert [one.text for one in cell] == ["1", "2"]


def test_an_untouched_card_is_empty() -> None:
    card = card_of(FORM, {})
    assert (card.problems, card.measures) == ((), ())


@pytest.mark.parametrize("state", ["confirmed", "declined"])
def test_a_school_cannot_confirm_in_a_column_of_another(state: str) -> None:
    assert _codes(_answers(measures=[_measure("district", state=state)])) == ["only_owner_confirms"]
    assert _codes(_answers(measures=[_measure("school", state=state)])) == []


def test_the_owner_may_confirm_in_its_own_column_and_not_in_a_third() -> None:
    own = _answers(measures=[_measure("district", state="confirmed")])
    third = _answers(measures=[_measure("ministry", state="confirmed")])
    assert _codes(Answers(), **{DISTRICT: own}) == []
    assert _codes(Answers(), **{DISTRICT: third}) == ["only_owner_confirms"]


@pytest.mark.parametrize(
    ("deadline", "found"),
    [
        ("до 31.08.2026", []),
        ("до 01.09.2026", ["deadline_outside_year"]),
        ("до 20.04.2025", ["deadline_outside_year"]),
        ("ежеквартально", []),
    ],
)
def test_a_deadline_outside_the_school_year_is_asked_about(deadline: str, found: list[str]) -> None:
    school = _answers(measures=[_measure("school", deadline=deadline, state="own")])
    assert _codes(school) == found


def test_an_issue_stands_at_its_row_and_names_what_to_do() -> None:
    rows = [_measure("school", state="own"), _measure("district", state="confirmed")]
    card = card_of(FORM, {"school": _answers(measures=rows)})
    (issue,) = card_issues(card, YEAR, LEVELS)
    assert issue.severity is Severity.ERROR
    assert (issue.place.table, issue.place.row, issue.place.key, issue.place.field) == (
        "measures",
        1,
        "2",
        "state",
    )
    assert "хозяин столбца" in issue.message


def test_the_year_holds_both_its_ends() -> None:
    assert YEAR.holds(date(2025, 9, 1))
    assert YEAR.holds(date(2026, 8, 31))
