"""Shares of answers: exact, with their numbers, and never a zero out of an empty answer (F19)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from app.domain.answer_indices import answer_values, without_small
from app.domain.answers import Answers, Row
from app.domain.definitions import Entry
from app.domain.errors import BadDefinition
from app.domain.index_files import index_definition
from app.domain.index_kinds import ShareOf
from app.domain.indices import Grounds, IndexValue
from app.domain.methodology import IndexDefinition
from app.domain.school_facts import SchoolAnswers
from app.services.methodologies import MethodologyCatalogue

CATALOGUE = MethodologyCatalogue()


def values(methodology: str, index: str, answers: SchoolAnswers) -> list[IndexValue]:
    whole = CATALOGUE.methodology(methodology)
    definition = next(one for one in whole.indices if one.code == index)
    grounds = Grounds(whole.version_id, whole.snapshot())
    return list(answer_values("041101", definition, answers, whole, grounds))


def seen(*parts: object) -> tuple[object, ...]:
    """Parts of a value side by side."""
    return parts


def value(methodology: str, index: str, form: str, **answers: object) -> IndexValue:
    (found,) = values(methodology, index, {form: Answers(answers)})  # type: ignore[arg-type]
    return found


def test_filled_positions_are_a_share_of_half_positions_too() -> None:
    found = value(
        "altai-2020", "positions_filled", "staff",
        positions_total=Decimal("20.5"), positions_filled=Decimal("19.25"),
    )  # fmt: skip
    assert found.value == Fraction(100 * 1925, 2050)
    assert found.interval is None
    assert "Расчёт: 100 · 19,25 / 20,5 = 93,9\u00a0%." in found.explanation
    assert "Занятых ставок: 19,25; всего штатных ставок: 20,5." in found.explanation
    assert "Источник: Письмо БУ ДПО РА" in found.explanation


def test_an_empty_answer_is_named_and_never_a_zero() -> None:
    found = value("altai-2020", "vacancies", "staff", positions_total=Decimal(20))
    assert seen(found.value, found.reason) == (None, "нет данных: вакансий, ставок")
    (nothing,) = values("altai-2020", "vacancies", {})
    assert nothing.reason == "нет данных: вакансий, ставок; всего штатных ставок"


def test_teachers_without_a_category_are_what_is_left_over() -> None:
    found = value(
        "kbr-2020", "teachers_without_category", "staff",
        teachers_total=20, category_highest=5, category_first=7,
    )  # fmt: skip
    assert seen(found.value, found.numerator, found.denominator) == (40, 8, 20)


def test_more_than_the_whole_is_a_question() -> None:
    found = value(
        "kbr-2020", "teachers_without_category", "staff",
        teachers_total=10, category_highest=5, category_first=7,
    )  # fmt: skip
    assert found.value is None
    assert "contradiction" in found.flags
    assert (found.reason or "").startswith("проверьте числа: ")


def test_a_share_of_pupils_has_an_interval_and_a_mark_of_few() -> None:
    found = value(
        "altai-2020", "share_disabilities", "social_passport", pupils_total=8, disabilities=2
    )
    assert seen(found.value, found.n) == (25, 8)
    assert found.interval is not None
    assert found.interval[0] < 25 < found.interval[1]
    assert "small_n" in found.flags


def test_no_pupils_at_all_is_no_share() -> None:
    found = value(
        "altai-2020", "share_disabilities", "social_passport", pupils_total=0, disabilities=0
    )
    assert found.value is None


def test_the_internet_may_be_faster_than_its_contract() -> None:
    speeds = {"internet_mbps": Decimal(120), "internet_contract_mbps": Decimal(100)}
    assert value("altai-2020", "internet_of_contract", "resources", **speeds).value == 120
    speed = value("altai-2020", "internet_speed", "resources", **speeds)
    assert speed.value == 120
    assert " Скорость Интернета на деле: 120\u00a0Мбит/с." in speed.explanation


def specialists(**said: bool) -> IndexValue:
    rows = tuple(Row(code, {"has": has, "rate": Decimal("0.5")}) for code, has in said.items())
    (found,) = values("kbr-2020", "specialists", {"staff": Answers(tables={"specialists": rows})})
    return found


def test_specialists_are_counted_and_a_silence_leaves_bounds() -> None:
    named = ("psychologist", "defectologist", "speech_therapist", "social_pedagogue", "tutor")
    whole = specialists(**{code: code == "psychologist" for code in named})
    assert seen(whole.numerator, whole.denominator) == (1, 3)  # those the КБР's document names
    assert whole.value == Fraction(100, 3)
    assert "Педагог-психолог: есть, ставок 0,5; учитель-дефектолог: нет" in whole.explanation
    some = specialists(psychologist=True)
    assert seen(some.value, some.bounds) == (None, (Fraction(100, 3), 100))
    assert "учитель-дефектолог" in (some.reason or "")
    assert specialists().bounds is None


def test_involvement_gives_a_value_a_quarter() -> None:
    cells = {"teachers_total": 20, "teachers_involved": 12, "participations": 31}
    rows = (Row("q1", cells), Row("q3", {"teachers_total": 20, "teachers_involved": 5}))
    answers = {"involvement": Answers(tables={"quarters": rows})}
    first, third = values("yaroslavl-2023", "involved", answers)
    assert seen(first.value, first.extra["quarter"], first.extra["participations"]) == (
        60,
        "q1",
        31,
    )
    assert seen(third.value, third.extra["quarter"]) == (25, "q3")
    (nothing,) = values("yaroslavl-2023", "involved", {})
    assert nothing.reason == "нет данных: участие педагогов по кварталам"


def diagnosed(answers: Answers | None) -> list[IndexValue]:
    given = {"teachers_diagnostics": answers} if answers else {}
    return values("yaroslavl-2023", "diagnosed", given)


def test_a_teacher_counts_once_whatever_was_checked() -> None:
    rows = (
        Row("1", {"code": "У-1", "subject": "math", "kind": "subject"}),
        Row("2", {"code": "У-1", "subject": "math", "kind": "method"}),
        Row("3", {"code": "У-2", "primary": True}),
    )
    totals = {"russian_total": 0, "math_total": 4, "primary_total": 2}
    russian, math, primary = diagnosed(Answers(totals, {"diagnostics": rows}))
    assert (russian.value, russian.reason) == (None, "не применимо (учителя русского языка: 0)")
    assert seen(math.numerator, math.denominator, math.value) == (1, 4, 25)
    assert seen(primary.value, primary.extra["group"]) == (50, "primary")


@pytest.mark.parametrize(("nobody", "expected"), [(None, None), (True, 0)])
def test_an_empty_list_is_nobody_only_when_it_is_said(nobody: object, expected: object) -> None:
    totals: dict[str, object] = {"math_total": 4, "nobody_passed": nobody}
    given = {name: one for name, one in totals.items() if one is not None}
    _, math, _ = diagnosed(Answers(given))  # type: ignore[arg-type]
    assert math.value == expected


def test_small_numbers_of_children_stay_at_school() -> None:
    found = value(
        "altai-2020", "share_disabilities", "social_passport", pupils_total=90, disabilities=3
    )
    (hidden,) = without_small([found], 5, frozenset())
    assert (hidden.value, hidden.numerator, hidden.interval) == (None, None, None)
    assert "3" not in hidden.explanation.replace("2023", "")
    assert next(without_small([found], 3, frozenset())) is found
    assert next(without_small([found], 5, {"social_passport.disabilities"})) is found


def read(**parts: object) -> IndexDefinition:
    words = dict.fromkeys(("title", "short", "formula", "source"), "слово")
    return index_definition(Entry({"code": "own", **words, **parts}, "своя"))


PART = {"answer": "staff.part_time", "label": "совместители"}
WHOLE = {"whole": "staff.teachers_total", "whole_label": "всего педагогов"}


def test_a_region_writes_a_share_of_its_own() -> None:
    share = read(kind="share", parts=[PART], **WHOLE).special
    assert isinstance(share, ShareOf)
    assert (share.parts, share.of_pupils) == ({"staff.part_time": "совместители"}, False)


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"kind": "share", **WHOLE}, "назовите часть"),
        ({"kind": "share", "parts": [PART], "without": [PART], **WHOLE}, "назовите часть"),
        ({"kind": "share", "parts": [PART, PART], **WHOLE}, "назван дважды"),
        ({"kind": "share", "parts": [{**PART, "answer": "x"}], **WHOLE}, "не ответ формы"),
        ({"kind": "share", "parts": [{**PART, "more": 1}], **WHOLE}, "more"),
        ({"kind": "present"}, "не названо, что должно быть"),
        ({"kind": "yearly", "of": "high"}, "неизвестно, чья это доля"),
        ({"kind": "coverage", "of": "all", "target": "x"}, "неизвестный охват"),
        ({"kind": "rank"}, "неизвестен, есть"),
    ],
)
def test_what_is_not_understood_is_refused_by_name(parts: dict[str, object], said: str) -> None:
    with pytest.raises(BadDefinition, match=said):
        read(**parts)
