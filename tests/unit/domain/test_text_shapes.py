"""Texts of a kind: what is no class, no code, no address is refused by the field itself."""

from __future__ import annotations

from datetime import date, datetime
from importlib import resources

import pytest

from app.domain.fields import TYPES, BadValue, Field
from app.domain.form_files import load_form
from app.domain.text_shapes import SHAPES


def field(shape: str) -> Field:
    return Field("x", "Вопрос", TYPES["text"], shape=shape)


@pytest.mark.parametrize(
    ("shape", "raw"),
    [
        ("class", "5А"), ("class", "11"), ("class", 9.0), ("class", "10-1"), ("class", "5 «А»"),
        ("class", "Б"), ("class", "11 (профильный)"), ("class", "7.2"),
        ("participant_code", "5001"), ("participant_code", 5001.0), ("participant_code", "А-5"),
        ("participant_code", "У-1"), ("participant_code", "ученик12"), ("participant_code", "АБ"),
        ("participant_code", "0501-ЕГЭ-12"),
        ("organisation_code", "041101"), ("organisation_code", 41101), ("organisation_code", "Л-1"),
        ("organisation_code", "1020700000000"),
        ("email", "a@example.ru"), ("email", "a@example.ru; b@example.ru"),
        ("phone", "8 (86630) 7-12-34"), ("website", "school.example.ru"),
        ("website", "https://школа.рф/о-нас"),
    ],
)  # fmt: skip
def test_right_texts_are_taken(shape: str, raw: object) -> None:
    assert field(shape).read(raw) is not None


@pytest.mark.parametrize(
    ("shape", "raw"),
    [
        ("class", datetime(2025, 9, 5)), ("class", date(2025, 9, 5)), ("class", "05.09.2025"),
        ("class", "2025-09-05"), ("class", "05.сен"), ("class", "сен.25"), ("class", "5-май"),
        ("class", 45910.0), ("class", "2025"), ("class", "0А"), ("class", 5.5), ("class", "13А"),
        ("class", "2025-09-05 00:00:00"),
        ("participant_code", "Иванова Маша"), ("participant_code", "Иванова"),
        ("participant_code", "Иванова М. А."), ("participant_code", "Иванова М.А. 5А"),
        ("participant_code", "Иванова Маша 5А"), ("participant_code", "иванова"),
        ("participant_code", datetime(2025, 9, 5)),
        ("organisation_code", "12345678901234567"), ("organisation_code", 1.2345678901234567e16),
        ("organisation_code", 1.5), ("organisation_code", "1.2E+16"),
        ("organisation_code", date(2025, 1, 1)), ("organisation_code", "01.01.2025"),
        ("organisation_code", "=1+1"), ("organisation_code", "-12"),
        ("email", "8 900 000 00 00"), ("email", "example.ru"), ("phone", "a@example.ru"),
        ("phone", "с. Лог"), ("website", "Иванова А. А."), ("website", "a@example.ru"),
        ("website", "8.900"),
    ],
)  # fmt: skip
def test_other_texts_are_refused(shape: str, raw: object) -> None:
    with pytest.raises(BadValue) as refused:
        field(shape).read(raw)
    assert refused.value.code == SHAPES[shape].fault


def test_the_name_itself_is_not_repeated() -> None:
    with pytest.raises(BadValue) as refused:
        field("participant_code").read("Иванова Маша")
    assert "Иванова" not in refused.value.message


@pytest.mark.parametrize(
    ("form", "table", "column", "shape"),
    [
        ("results_pupils/v1", "pupils", "code", "participant_code"),
        ("results_pupils/v1", "pupils", "class", "class"),
        ("teachers_diagnostics/v2", "diagnostics", "code", "participant_code"),
    ],
)
def test_the_shipped_forms_name_their_shapes(
    form: str, table: str, column: str, shape: str
) -> None:
    text = (resources.files("forms") / f"{form}.toml").read_text(encoding="utf-8")
    assert load_form(text, form).table_by_code[table].column(column).shape == shape
