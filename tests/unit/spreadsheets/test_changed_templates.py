"""A template whose rows, columns or sheets were changed: read by its labels or refused by name."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.domain.errors import Refused
from app.domain.issues import Severity
from app.spreadsheets.layouts import FormLookup, WorkbookReading
from app.spreadsheets.templates import write_template
from app.spreadsheets.workbooks import read_workbook

CASES = Path(__file__).parents[2] / "data" / "cases"
Change = Callable[[Any], None]


@pytest.fixture
def read(forms: FormLookup) -> Callable[[Path], WorkbookReading]:
    return lambda path: read_workbook(path, forms, [])


def errors(reading: WorkbookReading) -> list[tuple[str, str]]:
    return [(one.code, one.place.cell) for one in reading.issues if one.severity is Severity.ERROR]


def answers(reading: WorkbookReading) -> dict[str, Any]:
    return {
        one.organisation_code: {code: raw for code, raw in one.raw.values.items() if raw}
        for one in reading.records
    }


def test_a_renamed_sheet_is_known_by_its_labels(read: Any) -> None:
    reading = read(CASES / "18-template-sheet-renamed.xlsx")
    assert errors(reading) == []
    assert answers(reading)["021301"]["pupils_total"] == 100


def test_a_copied_sheet_is_the_second_school(read: Any) -> None:
    reading = read(CASES / "19-template-sheet-copied.xlsx")
    assert errors(reading) == []
    assert {code: one["pupils_total"] for code, one in answers(reading).items()} == {
        "021301": 100, "021302": 77,
    }  # fmt: skip


def test_an_inserted_row_shifts_nothing(read: Any) -> None:
    reading = read(CASES / "20-template-row-inserted.xlsx")
    assert errors(reading) == []
    found = answers(reading)["021301"]
    assert found["address"] == "с. Лог, ул. Школьная, 1"
    assert found["phone"] == "8 900 000 00 00"
    assert found["email"] == "a@example.invalid"
    assert found["website"] == "example.invalid"
    assert found["director"] == "Иванова А. А."
    assert found["responsible"] == "Петрова Б. Б."


@pytest.fixture
def filled(forms: FormLookup, tmp_path: Path) -> Path:
    """A staff template with an answer in every cell, each another one."""
    path = tmp_path / "кадры.xlsx"
    write_template(forms("staff"), path, organisation_code="041101", period="2025/2026")
    book = openpyxl.load_workbook(path)
    places = {row[0]: row[1] for row in book["opora"].iter_rows(values_only=True)}
    for number, (code, cell) in enumerate(places.items()):
        if not str(code).startswith(("@", "opora")):
            book.worksheets[0][str(cell)] = f"ответ {number}"
    book.save(path)
    return path


def everything(reading: WorkbookReading) -> dict[str, Any]:
    """Address → answer of the one record; lost ones are left out."""
    [record] = reading.records
    found = dict(record.raw.values)
    for table, rows in record.raw.tables.items():
        found |= {f"{table}.{row.key}.{c}": raw for row in rows for c, raw in row.cells.items()}
    return {address: raw for address, raw in found.items() if raw is not None}


def changed(path: Path, change: Change) -> Path:
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


def test_rows_and_columns_inserted_or_deleted_anywhere_never_shift_an_answer(
    read: Any, filled: Path
) -> None:
    """Every answer read is the right one; what is not read is named by an error."""
    right = everything(read(filled))
    rows = openpyxl.load_workbook(filled).worksheets[0].max_row
    chance = random.Random(20)
    for _ in range(40):
        kind = chance.choice(["insert_rows", "delete_rows", "insert_cols", "delete_cols"])
        place = chance.randint(1, rows if "rows" in kind else 4)
        amount = chance.randint(1, 2)
        book = openpyxl.load_workbook(filled)
        getattr(book.worksheets[0], kind)(place, amount)
        path = filled.with_name("иначе.xlsx")
        book.save(path)
        try:
            reading = read(path)
        except Refused:
            continue
        if reading.records:
            found = everything(reading)
            assert found.items() <= right.items(), (kind, place, amount)
            assert found == right or errors(reading), (kind, place, amount)
        else:
            assert errors(reading)


def test_an_answer_in_a_row_of_ones_own_is_named(read: Any, filled: Path) -> None:
    def add(book: Any) -> None:
        sheet = book.worksheets[0]
        sheet.cell(sheet.max_row + 1, 1, "31")
        sheet.cell(sheet.max_row, 2, "Логопед")

    reading = read(changed(filled, add))
    [(code, _)] = errors(reading)
    assert code == "row_inserted"


def test_two_sheets_of_one_school_are_an_error_and_a_blank_copy_is_named(
    read: Any, filled: Path
) -> None:
    def copy(book: Any) -> None:
        book.copy_worksheet(book.worksheets[0])

    assert errors(read(changed(filled, copy))) == [("repeated_organisation", "")]

    def empty(book: Any) -> None:
        for row in book.worksheets[-1].iter_rows(min_row=8, min_col=2):
            for cell in row:
                if str(cell.value).startswith("ответ"):
                    cell.value = None

    reading = read(changed(filled, empty))
    assert errors(reading) == []
    assert "blank_sheet" in [one.code for one in reading.issues]


def test_a_workbook_without_the_templates_sheet_is_refused_in_words(
    read: Any, filled: Path
) -> None:
    def replace(book: Any) -> None:
        book.remove(book.worksheets[0])
        book.create_sheet("Мои заметки", 0)["A1"] = "привет"

    with pytest.raises(Refused, match="нет листа шаблона"):
        read(changed(filled, replace))


@pytest.mark.parametrize("code", ["12345678901234567", "01.09.2025", "=1+1"])
def test_what_is_no_code_of_a_school_is_refused(read: Any, filled: Path, code: str) -> None:
    def write(book: Any) -> None:
        book.worksheets[0]["B5"].value = code
        book.worksheets[0]["B5"].data_type = "s"

    reading = read(changed(filled, write))
    assert errors(reading) == [("bad_organisation_code", "B5")]
    assert reading.records == ()


def test_a_sheet_whose_columns_moved_is_never_taken_for_a_blank_one(
    read: Any, filled: Path
) -> None:
    def copy_and_move(book: Any) -> None:
        copy = book.copy_worksheet(book.worksheets[0])
        copy["B5"] = "041102"
        copy.insert_cols(3)

    assert "column_inserted" in [code for code, _ in errors(read(changed(filled, copy_and_move)))]
