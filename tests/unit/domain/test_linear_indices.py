"""ИСБ with its traps: every worked example of DOMAIN F09."""

from __future__ import annotations

from fractions import Fraction

import pytest

from app.domain.answers import Answers
from app.domain.indices import Grounds, IndexValue
from app.domain.linear_indices import linear_value
from app.services.methodologies import MethodologyCatalogue

NAMES = ("pupils_total", "parents_higher", "single_parent", "registered_school")


def isb(
    pupils: int | None,
    higher: int | None,
    single: int | None,
    registered: int | None,
    refused: dict[str, str] | None = None,
) -> IndexValue:
    methodology = MethodologyCatalogue().methodology("kbr-2020")
    index = next(index for index in methodology.indices if index.code == "isb")
    given = zip(NAMES, (pupils, higher, single, registered), strict=True)
    answers = Answers(
        {name: value for name, value in given if value is not None}, {}, refused or {}
    )
    grounds = Grounds(methodology.version_id, methodology.snapshot())
    return linear_value("041101", index, {"social_passport": answers}, methodology, grounds)


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ((87, 12, 25, 3), Fraction(5795, 87)),
        ((100, 50, 10, 0), Fraction(125)),
        ((40, 0, 40, 40), Fraction(-115)),
        ((312, 140, 60, 5), Fraction(2835, 26)),
        ((9, 0, 4, 1), Fraction(265, 9)),
        ((1, 1, 0, 0), Fraction(185)),
    ],
)
def test_isb_is_the_exact_fraction_of_the_worked_examples(
    inputs: tuple[int, int, int, int], expected: Fraction
) -> None:
    value = isb(*inputs)
    assert value.value == expected
    assert value.numerator == expected * inputs[0]
    assert value.denominator == value.n == inputs[0]
    assert value.interval is None


def test_the_numerator_of_isb_is_written_over_the_number_of_pupils() -> None:
    row = isb(87, 12, 25, 3).as_json()
    assert row["numerator"] == 85 * 87 + 100 * (12 - 25 - 3)
    assert isinstance(row["numerator"], int)
    assert row["denominator"] == 87


def test_a_value_outside_the_scale_is_kept_raw_and_clamped_only_for_show() -> None:
    value = isb(312, 140, 60, 5)
    assert value.value == Fraction(2835, 26)
    assert "ИСБ = 109,0 (по шкале 0–100: 100)" in value.explanation
    assert "ИСБ = −115,0 (по шкале 0–100: 0)" in isb(40, 0, 40, 40).explanation


def test_the_explanation_puts_the_numbers_in_and_names_the_source() -> None:
    text = isb(87, 12, 25, 3).explanation
    assert "Ш = 85 (индекс шкалы, условно принятое значение); Дв = 100 · 12 / 87 = 13,8" in text
    assert "ИСБ = 66,6." in text
    assert "Источник: Концепция КБР" in text


@pytest.mark.parametrize("missing", range(4))
def test_a_missing_answer_leaves_no_value_and_is_named(missing: int) -> None:
    first, second, third, fourth = (
        None if place == missing else given for place, given in enumerate((87, 12, 25, 3))
    )
    value = isb(first, second, third, fourth)
    words = ("всего обучающихся", "высшее образование", "неполных семей", "внутришкольном учёте")
    assert value.value is None
    assert value.reason is not None
    assert value.reason.startswith("нет данных: ")
    assert words[missing] in value.reason
    assert value.as_json()["value"] is None


def test_what_was_typed_and_refused_stands_in_the_reason() -> None:
    value = isb(87, None, 25, 3, refused={"parents_higher": "45 %"})
    assert value.reason is not None
    assert "введено «45 %»" in value.reason


def test_a_school_without_pupils_has_no_isb() -> None:
    value = isb(0, 0, 0, 0)
    assert value.value is None
    assert value.reason == "нет обучающихся, долю посчитать не от чего"


def test_a_school_without_a_social_passport_has_no_isb() -> None:
    methodology = MethodologyCatalogue().methodology("kbr-2020")
    index = next(index for index in methodology.indices if index.code == "isb")
    grounds = Grounds(methodology.version_id, methodology.snapshot())
    assert linear_value("1", index, {}, methodology, grounds).value is None


def test_a_tiny_school_is_flagged() -> None:
    assert "small_n" in isb(9, 0, 4, 1).flags
    assert "small_n" not in isb(11, 0, 4, 1).flags


def test_an_index_the_region_did_not_approve_says_so() -> None:
    methodology = MethodologyCatalogue().methodology("altai-2020")
    index = next(index for index in methodology.indices if index.code == "isb")
    grounds = Grounds(methodology.version_id, methodology.snapshot())
    value = linear_value("1", index, {}, methodology, grounds)
    assert value.flags == ("default_method",)
    assert "по умолчанию, регионом не утверждено" in value.explanation


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        (
            (100, 60, 50, 0),
            "из семей, где оба родителя имеют высшее образование (60) и сколько детей",
        ),
        ((100, 60, 50, 0), "вместе больше, чем всего детей (100); это разные дети"),
        ((100, 10, 101, 0), "сколько детей из неполных семей: 101, а всего детей 100"),
        ((100, 10, 20, 130), "сколько детей состоит на внутришкольном учёте: 130"),
    ],
)
def test_numbers_that_cannot_all_be_true_give_no_isb(
    inputs: tuple[int, int, int, int], said: str
) -> None:
    value = isb(*inputs)
    assert value.value is None
    assert value.flags == ("contradiction",)
    assert value.reason is not None
    assert said in value.reason
    assert "Введённые числа противоречат друг другу." in value.explanation


def test_all_children_may_be_of_one_kind_or_the_other() -> None:
    assert isb(100, 60, 40, 0).value == 105


def by_known(known: int | None) -> IndexValue:
    methodology = MethodologyCatalogue().methodology("kbr-2020")
    index = next(index for index in methodology.indices if index.code == "isb")
    given = dict(zip(NAMES, (100, 12, 25, 3), strict=True))
    if known is not None:
        given["parents_education_known"] = known
    grounds = Grounds(methodology.version_id, methodology.snapshot())
    return linear_value("1", index, {"social_passport": Answers(given)}, methodology, grounds)


def test_isb_over_children_whose_parents_are_known_stands_beside_as_a_second_number() -> None:
    value = by_known(80)
    assert value.value == 69
    assert value.extra == {"by_known": 72.0, "known": {"dv": 80}}
    assert "есть сведения: 80 из 100, то ИСБ = 72,0." in value.explanation
    assert value.as_json()["by_known"] == 72.0


@pytest.mark.parametrize("known", [None, 100, 11, 0])
def test_without_fewer_known_children_there_is_no_second_number(known: int | None) -> None:
    assert "by_known" not in by_known(known).as_json()


def test_a_value_off_the_scale_is_pointed_out_kindly() -> None:
    assert "Обратите внимание: значение лежит вне шкалы 0–100" in isb(100, 50, 10, 0).explanation
    assert "Обратите внимание" not in isb(87, 12, 25, 3).explanation
