"""A csv that is none: cut in the middle of a sign, or one line without an end."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from app.domain.errors import Refused
from app.spreadsheets.reading import open_workbook

TABLE = "Код ОО;Школа;Всего\r\n021301;Школа А;100\r\n" * 40


def refusal(path: Path) -> str:
    with pytest.raises(Refused) as fault, open_workbook(path) as book:
        list(book.sheets[0].rows())
    return str(fault.value)


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("left", [1, 2])
def test_utf_16_with_half_a_sign_is_damaged_and_no_traceback(
    tmp_path: Path, order: str, left: int
) -> None:
    path = tmp_path / "а.csv"
    spelt = ("\ufeff" + TABLE).encode(order)
    path.write_bytes(spelt[:-left] if left % 2 else spelt[:-2] + b"\xd8\xd8\x00")
    assert "повреждён" in refusal(path)


@pytest.mark.parametrize(("filler", "times"), [("x;", 20_000), ("\n", 1_100_000)])
def test_more_columns_or_rows_than_a_sheet_has_are_no_table(
    tmp_path: Path, filler: str, times: int
) -> None:
    path = tmp_path / "а.csv"
    path.write_text(TABLE + filler * times, encoding="utf-8")
    assert "велик" in refusal(path)


@pytest.mark.parametrize("cell", ["x", "x;", '"x;'], ids=["text", "cells", "quotes"])
def test_one_line_of_two_hundred_megabytes_is_refused_at_once(tmp_path: Path, cell: str) -> None:
    path = tmp_path / "а.csv"
    piece = (cell * 2**20)[: 2**20]
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(TABLE)
        for _ in range(200):
            file.write(piece)
    begin = time.monotonic()
    assert "строка 81" in refusal(path)
    assert time.monotonic() - begin < 10
