"""What is said about a cell is said in good Russian."""

from __future__ import annotations

import pytest

from app.spreadsheets.sentences import mark_differs


@pytest.mark.parametrize(
    ("total", "words"),
    [(1, "за 1 балл "), (4, "за 4 балла "), (11, "за 11 баллов "), (31, "за 31 балл ")],
)
def test_points_agree_with_their_number(total: int, words: str):
    assert words in mark_differs(4, 2, total)
