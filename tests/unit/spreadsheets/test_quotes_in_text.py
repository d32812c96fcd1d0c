"""Quotation marks in csv: lawful cells are read, a stray mark is refused with its line."""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path

import pytest

from app.domain.errors import Refused
from app.spreadsheets.text_tables import text_rows

CASES = Path(__file__).parents[2] / "data" / "cases"
HEAD = "Паспорт\r\n\r\n№;Школа;Код;Всего;ВШУ\r\n"


def rows(path: Path, text: str) -> list[list[object]]:
    path.write_bytes(text.encode())
    return [list(row) for _, row in text_rows(path)]


def test_a_stray_mark_is_an_error_that_names_its_line() -> None:
    with pytest.raises(Refused, match="строка 4"):
        list(text_rows(CASES / "10-stray-quote.csv"))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('1;"Школа А;021301;5;1\r\n2;Школа Б";021302;6;1\r\n', 4),
        ('1;Школа А;021301;5;"1\r\n2;Школа Б;021302;6;1\r\n3;"В";021303;6;1\r\n', 4),
        ('1;Школа А;021301;5;1\r\n2;"Школа Б;021302;6;1\r\n3;Школа В;021303;7;1\r\n', 5),
        ('1;"Школа А;021301";5;1\r\n2;Школа Б;021302;6;1\r\n', 4),
        ('1;Школа А;021301;5;1\r\n2;Школа Б;021302;6;"1', None),
    ],
)
def test_marks_that_swallow_cells_or_rows_are_found(
    tmp_path: Path, text: str, line: int | None
) -> None:
    path = tmp_path / "a.csv"
    if line is None:  # nothing follows, so nothing is swallowed
        assert len(rows(path, HEAD + text)) == 5
        return
    with pytest.raises(Refused, match=f"строка {line}:"):
        rows(path, HEAD + text)


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ('1;"Школа\r\nс. Лог";021301;5;1\r\n', "Школа\r\nс. Лог"),
        ('1;"Школа; филиал";021301;5;1\r\n', "Школа; филиал"),
        ('1;"Школа «А; Б»\r\nул. Мира; 5";021301;5;1\r\n', "Школа «А; Б»\r\nул. Мира; 5"),
        ('1;"МБОУ ""СОШ № 1""";021301;5;1\r\n', 'МБОУ "СОШ № 1"'),
        ('1;МБОУ "СОШ № 1";021301;5;1\r\n', 'МБОУ "СОШ № 1"'),
        ('1;"МБОУ "СОШ № 1";021301;5;1\r\n', 'МБОУ СОШ № 1"'),
    ],
)
def test_lawful_and_harmless_marks_are_read(tmp_path: Path, text: str, cell: str) -> None:
    found = rows(tmp_path / "a.csv", HEAD + text + "2;Школа Б;021302;6;1\r\n")
    assert found[3] == ["1", cell, "021301", "5", "1"]
    assert found[4] == ["2", "Школа Б", "021302", "6", "1"]


def test_what_a_program_writes_is_read_back_whatever_the_cells_hold(tmp_path: Path) -> None:
    chance = random.Random(10)
    words = ["Школа", "с. Лог", 'МБОУ "А"', "а; б", "5", "", "две\nстроки", "ул. Мира, 5"]
    for _ in range(60):
        table = [
            [str(n), *(chance.choice(words) for _ in range(4))] for n in range(chance.randint(1, 9))
        ]
        out = io.StringIO()
        csv.writer(out, delimiter=";").writerows([["№", "А", "Б", "В", "Г"], *table])
        assert rows(tmp_path / "a.csv", out.getvalue())[1:] == table


def test_a_cell_without_measure_is_told_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="строка 5: в одной клетке"):
        rows(tmp_path / "a.csv", HEAD + "1;Школа;021301;5;1\r\n2;" + "я" * 140_000 + ";1;1;1\r\n")
