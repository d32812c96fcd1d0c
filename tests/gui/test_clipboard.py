"""Blocks of cells as Excel copies them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.gui.forms.clipboard import rows_of, text_of


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("1\t2,5\r\n3\t4\r\n", [["1", "2,5"], ["3", "4"]]),
        ("одна", [["одна"]]),
        ("a\t\n\tb", [["a", ""], ["", "b"]]),
        ('"две\nстроки"\tх', [["две\nстроки", "х"]]),
        ('"ООО ""Лес"""\t1', [['ООО "Лес"', "1"]]),
        ('"Лес" и поле\t1', [['"Лес" и поле', "1"]]),
        ("", [[""]]),
        ("1\n\n2", [["1"], [""], ["2"]]),
    ],
)
def test_what_excel_copies_is_understood(text: str, rows: list[list[str]]):
    assert rows_of(text) == rows


CELLS = st.text(st.sampled_from('ab ,"\t\n1'), max_size=6)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=4))
def test_what_we_copy_comes_back_the_same(rows: list[list[str]]):
    assert rows_of(text_of(rows)) == rows
