"""Types of questions: what they take from a workbook, what they refuse and how they say so."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.deadlines import Deadline, DeadlineKind
from app.domain.fields import TYPES, BadValue, Choice, Field, Value

COUNT = Field("pupils", "Всего детей", TYPES["integer"], min=Decimal(0), max=Decimal(5000))
MEASURE = Field("km", "Расстояние", TYPES["decimal"], unit="км", min=Decimal(0))
PERCENT = Field("share", "Доля", TYPES["decimal"], unit="%", max=Decimal(100))
CODE = Field("code", "Код ОО", TYPES["digits"], lengths=(6,))
OKTMO = Field("oktmo", "ОКТМО", TYPES["digits"], lengths=(8, 11))
INN = Field("inn", "ИНН", TYPES["digits"], lengths=(10,), checksum="inn")
YES = Field("remote", "Труднодоступная", TYPES["boolean"])
DAY = Field("on", "Дата", TYPES["date"])
TEXT = Field("why", "Основание", TYPES["text"], max=Decimal(10))
TERM = Field("until", "Срок", TYPES["deadline"])
PLACE = Field(
    "place",
    "Местность",
    TYPES["choice"],
    choices=(Choice("rural", "Село", ("с.", "сельская")), Choice("camp", "Стан", retired=True)),
)
ALL = (COUNT, MEASURE, PERCENT, CODE, OKTMO, INN, YES, DAY, TEXT, TERM, PLACE)


def refusal(field: Field, raw: object) -> str:
    with pytest.raises(BadValue) as caught:
        field.read(raw)
    assert field.label in caught.value.message
    return caught.value.code


@pytest.mark.parametrize(
    ("field", "raw", "value"),
    [
        (COUNT, "59", 59),
        (COUNT, 730.0, 730),
        (COUNT, "1\u00a0012", 1012),
        (COUNT, " 0 ", 0),
        (COUNT, "59,0", 59),
        (MEASURE, "35,50", Decimal("35.5")),
        (MEASURE, 23.900000000000002, Decimal("23.9")),
        (MEASURE, "-0", Decimal(0)),
        (MEASURE, 1000.0, Decimal(1000)),
        (PERCENT, "36%", Decimal(36)),
        (PERCENT, "36,5 %", Decimal("36.5")),
        (CODE, 41108.0, "041108"),
        (CODE, 41108, "041108"),
        (CODE, "041108", "041108"),
        (CODE, "041 108", "041108"),
        (OKTMO, 4640440.0, "04640440"),
        (OKTMO, "84640440101", "84640440101"),
        (INN, "7707083893", "7707083893"),
        (YES, "Да.", True),
        (YES, "нет", False),
        (YES, True, True),
        (YES, 0.0, False),
        (DAY, "20.09.2025 г.", date(2025, 9, 20)),
        (DAY, "2025-09-20", date(2025, 9, 20)),
        (DAY, datetime(2025, 9, 20, 12), date(2025, 9, 20)),
        (TEXT, "  два   слова", "два слова"),
        (PLACE, "С.", "rural"),
        (PLACE, "село", "rural"),
        (PLACE, "rural", "rural"),
        (TERM, "ежеквартально", Deadline(DeadlineKind.QUARTERLY)),
    ],
)
def test_answers_are_read_as_people_spell_them(field: Field, raw: object, value: Value) -> None:
    read = field.read(raw)
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize("field", ALL, ids=lambda field: field.code)
@pytest.mark.parametrize("raw", [None, "", " ", "н/д", "нет данных", "—", "-", "\u00a0"])
def test_no_data_is_no_answer_for_every_type(field: Field, raw: object) -> None:
    assert field.read(raw) is None


@pytest.mark.parametrize(
    ("field", "raw", "code"),
    [
        (COUNT, "36%", "percent_for_count"),
        (COUNT, "36 %", "percent_for_count"),
        (MEASURE, "12,5%", "percent_for_count"),
        (COUNT, "нет 9 класса", "not_a_number"),
        (COUNT, "много%", "not_a_number"),
        (COUNT, True, "not_a_number"),
        (COUNT, date(2025, 1, 1), "not_a_number"),
        (COUNT, "1_000", "not_a_number"),
        (COUNT, "1e3", "not_a_number"),
        (COUNT, "Infinity", "not_a_number"),
        (COUNT, float("inf"), "not_a_number"),
        (COUNT, "٣", "not_a_number"),
        (COUNT, "9" * 40, "not_a_number"),
        (COUNT, "12,5", "not_whole"),
        (COUNT, -1, "out_of_range"),
        (COUNT, 5001, "out_of_range"),
        (CODE, "41108", "wrong_length"),
        (CODE, 4110800.0, "wrong_length"),
        (CODE, "04110а", "not_digits"),
        (CODE, 41108.5, "not_digits"),
        (INN, "7707083894", "checksum"),
        (YES, "может быть", "not_yes_no"),
        (DAY, "31.02.2025", "not_a_date"),
        (DAY, "01.01.1800", "not_a_date"),
        (TEXT, "слишком длинно", "too_long"),
        (PLACE, "хутор", "not_in_list"),
        (TERM, "скоро", "not_a_deadline"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_a_stable_code(
    field: Field, raw: object, code: str
) -> None:
    assert refusal(field, raw) == code


raws = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.dates(), st.datetimes()
)


@pytest.mark.parametrize("field", ALL, ids=lambda field: field.code)
@given(raw=raws)
def test_any_raw_answer_is_taken_or_refused_and_what_is_taken_survives(
    field: Field, raw: object
) -> None:
    try:
        value = field.read(raw)
    except BadValue:
        return
    if value is not None:
        assert field.type.from_json(field.type.to_json(value)) == value
        assert isinstance(field.show(value), str)


@pytest.mark.parametrize("field", [COUNT, MEASURE, YES, DAY, PLACE], ids=lambda field: field.code)
@given(raw=raws)
def test_what_is_shown_is_read_back_as_the_same_answer(field: Field, raw: object) -> None:
    try:
        value = field.read(raw)
    except BadValue:
        return
    assert field.read(field.show(value)) == value


@pytest.mark.parametrize(
    ("field", "foreign"),
    [(COUNT, "5"), (COUNT, True), (COUNT, 5.0), (MEASURE, 5), (MEASURE, "NaN"), (MEASURE, "1e5"),
     (YES, 1), (DAY, "20250920"), (DAY, 20250920), (TEXT, 5), (PLACE, None), (TERM, "завтра")],
)  # fmt: skip
def test_foreign_json_is_refused(field: Field, foreign: object) -> None:
    with pytest.raises(ValueError, match=r".*"):
        field.type.from_json(foreign)


def test_a_retired_choice_is_read_but_no_longer_offered() -> None:
    assert PLACE.read("Стан") == "camp"
    assert "Стан" not in PLACE.type.describe(PLACE)


def test_every_type_says_what_it_wants() -> None:
    assert all(field.type.describe(field) for field in ALL)


def test_choices_are_understood_with_latin_letters_among_russian_ones() -> None:
    village = Field("x", "Местность", TYPES["choice"], choices=(Choice("rural", "Село"),))
    assert village.read("Cелo") == "rural"
    assert Field("y", "Да?", TYPES["boolean"]).read("дa") is True
