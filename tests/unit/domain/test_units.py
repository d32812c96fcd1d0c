"""A number with its own unit is that number; another unit or two numbers are asked about."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.fields import TYPES, BadValue, Field

COUNT = Field("n", "Всего обучающихся", TYPES["integer"], unit="чел.", max=Decimal(10000))
PLAIN = Field("classes", "Классов", TYPES["integer"])
RATE = Field("rate", "Ставок", TYPES["decimal"])
SPEED = Field("mbps", "Скорость Интернета на деле", TYPES["decimal"], unit="Мбит/с")
WAY = Field("km", "Расстояние до ближайшей школы", TYPES["decimal"], unit="км")
HOURS = Field("hours", "Нагрузка, часов в неделю", TYPES["decimal"])
MONEY = Field("money", "Финансирование на одного ребёнка в год", TYPES["decimal"], unit="руб.")
SHARE = Field("share", "Процент немотивированных", TYPES["decimal"], unit="%")


@pytest.mark.parametrize(
    ("field", "raw", "value"),
    [
        (COUNT, "139 чел.", 139),
        (COUNT, "139чел", 139),
        (COUNT, "1 139 Человек", 1139),
        (COUNT, "1\u00a0139\u00a0чел.", 1139),
        (PLAIN, "11 классов", 11),
        (RATE, "0,5 ст.", Decimal("0.5")),
        (RATE, "1 ставка", Decimal(1)),
        (SPEED, "12,5 Мбит/с", Decimal("12.5")),
        (SPEED, "100 мбит в секунду", Decimal(100)),
        (WAY, "7 км", Decimal(7)),
        (WAY, "7,2 километра", Decimal("7.2")),
        (HOURS, "18 ч.", Decimal(18)),
        (MONEY, "120 000 руб.", Decimal(120000)),
        (SHARE, "12,5 %", Decimal("12.5")),
    ],
)
def test_a_number_with_its_own_unit_is_the_number(field: Field, raw: str, value: object) -> None:
    assert field.read(raw) == value


@pytest.mark.parametrize(
    ("field", "raw", "code"),
    [
        (COUNT, "139 руб.", "other_unit"),
        (COUNT, "2 класса", "other_unit"),
        (COUNT, "12 тыс. чел.", "other_unit"),
        (SPEED, "12,5 Мб/с", "other_unit"),
        (SPEED, "1 Гбит/с", "other_unit"),
        (WAY, "700 м", "other_unit"),
        (WAY, "7 мин", "other_unit"),
        (RATE, "0,5 чел.", "other_unit"),
        (COUNT, "12 15 чел.", "not_a_number"),
        (COUNT, "12 15", "not_a_number"),
        (COUNT, "12, 15", "not_a_number"),
        (COUNT, "12-15 чел.", "not_a_number"),
        (COUNT, "12 (из них 3)", "not_a_number"),
        (COUNT, "чел.", "not_a_number"),
        (COUNT, "139 %", "percent_for_count"),
    ],
)
def test_another_unit_or_two_numbers_are_a_question(field: Field, raw: str, code: str) -> None:
    with pytest.raises(BadValue) as refused:
        field.read(raw)
    assert refused.value.code == code


@given(st.integers(0, 999), st.integers(0, 999), st.sampled_from([" ", "  ", "\u00a0", ", ", ". "]))
def test_two_numbers_are_never_read_as_one_of_another_size(
    first: int, second: int, between: str
) -> None:
    """Thousands apart are one number; whatever else stands apart is refused."""
    raw = f"{first}{between}{second}"
    thousands = between.isspace() and len(str(second)) == 3
    try:
        found = COUNT.read(raw)
    except BadValue:
        return
    assert thousands
    assert found == first * 1000 + second
