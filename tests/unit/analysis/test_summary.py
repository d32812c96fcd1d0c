"""One wide table of many schools: codes in order, nothing invented, nothing lost."""

from __future__ import annotations

from fractions import Fraction

from app.analysis.summary import WideTable


def table(*values: tuple[str, str, Fraction | None]) -> WideTable:
    made = WideTable()
    for value in values:
        made.note(*value)
    return made


def test_schools_stand_in_order_of_codes_and_columns_as_they_were_met() -> None:
    made = table(
        ("020", "ИСБ", Fraction(1, 2)),
        ("003", "УД", Fraction(70)),
        ("003", "ИСБ", Fraction(90)),
    )
    assert made.columns == ["ИСБ", "УД"]
    assert list(made.rows()) == [("003", [90.0, 70.0]), ("020", [0.5, None])]


def test_a_school_and_a_column_without_numbers_stand_all_the_same() -> None:
    made = table(("1", "ИСБ", None), ("2", "УД", Fraction(0)))
    assert made.columns == ["ИСБ", "УД"]
    assert list(made.rows()) == [("1", [None, None]), ("2", [None, 0.0])]
    assert list(table(("1", "ИСБ", None)).rows()) == [("1", [None])]


def test_of_two_values_of_one_name_the_first_number_stays() -> None:
    made = table(("1", "ИСБ", None), ("1", "ИСБ", Fraction(3)), ("1", "ИСБ", Fraction(4)))
    assert list(made.rows()) == [("1", [3.0])]


def test_without_values_there_is_no_row() -> None:
    assert list(table().rows()) == []
