"""What is said about a cell is said in good Russian."""

from __future__ import annotations

import pytest

from app.domain.errors import BadDefinition
from app.spreadsheets.mapping_files import load_mapping
from app.spreadsheets.sentences import mark_differs


@pytest.mark.parametrize(
    ("total", "words"),
    [(1, "за 1 балл "), (4, "за 4 балла "), (11, "за 11 баллов "), (31, "за 31 балл ")],
)
def test_points_agree_with_their_number(total: int, words: str):
    assert words in mark_differs(4, 2, total)


def test_a_slip_in_a_mapping_is_told_in_russian():
    with pytest.raises(BadDefinition, match="строка 1, знак 6: значение записано не так"):
        load_mapping("code=\n", "наша.toml")
