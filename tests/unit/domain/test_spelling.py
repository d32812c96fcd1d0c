"""How people spell answers."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import spelling


@pytest.mark.parametrize(
    "raw",
    [None, "", "  ", "-", "—", "–", " − ", "н/д", "Н/Д", "н.д.", "нет данных", "Нет\u00a0данных",
     "#Н/Д", "?", float("nan"), "\ufeff"],
)  # fmt: skip
def test_nothing_answered_is_recognised_in_its_many_spellings(raw: object) -> None:
    assert spelling.is_no_data(raw)


@pytest.mark.parametrize("raw", [0, 0.0, "0", False, "нет", "нуль"])
def test_a_zero_or_a_no_is_an_answer(raw: object) -> None:
    assert not spelling.is_no_data(raw)


@pytest.mark.parametrize(
    ("raw", "text"),
    [("1\u00a0234,5", "1234.5"), ("−3", "-3"), (" 35,0 ", "35.0"), (730.0, "730"),
     (23.900000000000002, "23.9"), (0.1 + 0.2, "0.3"), (1e-7, "0.0000001"), ("1\u202f000", "1000")],
)  # fmt: skip
def test_numbers_lose_their_spaces_and_commas(raw: object, text: str) -> None:
    assert spelling.plain_number(raw) == text


def test_whole_floats_are_shown_as_excel_shows_them() -> None:
    assert spelling.plain_text(41108.0) == "41108"
    assert spelling.plain_text("a\r\nb\rc") == "a\nb\nc"


@given(st.text())
def test_plain_text_is_stable_printable_and_encodable(raw: str) -> None:
    text = spelling.plain_text(raw)
    assert spelling.plain_text(text) == text
    assert unicodedata.is_normalized("NFC", text)
    text.encode("utf-8")


@given(st.text())
def test_folding_twice_changes_nothing(raw: str) -> None:
    once = spelling.folded(raw)
    assert spelling.folded(once) == once


def test_yo_quotes_case_and_spaces_do_not_matter() -> None:
    assert spelling.folded("МКОУ «Берёзовка  СОШ» ") == spelling.folded('МКОУ "Березовка СОШ"')
