"""What a book hides is read and told; what holds no table is named (tests/data/cases)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.chart import BarChart

from app.domain.issues import Severity
from app.spreadsheets.layouts import FormLookup, WorkbookReading
from app.spreadsheets.mappings import TableMapping
from app.spreadsheets.workbooks import read_workbook
from tests.ods_making import cell, plain_row, row, write_ods
from tests.xls_making import write_xls

CASES = Path(__file__).parents[2] / "data" / "cases"
Read = Callable[[Path], WorkbookReading]
EXAM: list[Any] = [
    "Код ОО",
    "Школа",
    "Предмет",
    "Участников",
    "«2»",
    "«3»",
    "«4»",
    "«5»",
    "Средний балл",
]
PROTOCOL: list[list[Any]] = [
    ["ВПР 2025/26. Математика. 5 класс. Протокол"],
    ["ОО:", "Школа А", "Код ОО:", "021301"],
    ["Максимальный балл: 4. Отметка «3» — от 2, «4» — от 3, «5» — от 4"],
    ["№", "Код участника", "Класс", "Вариант", "1 (2б)", "2 (2б)", "Сумма баллов", "Отметка"],
    [1, "5001", "5А", 1, 2, 2, 4, 5],
]
SCHOOL: list[Any] = ["021301", "Школа А", "Русский язык", 10, 1, 4, 4, 1, 20.5]


@pytest.fixture
def read(forms: FormLookup, mappings: Sequence[TableMapping]) -> Read:
    return lambda path: read_workbook(path, forms, mappings)


def told(reading: WorkbookReading, code: str) -> list[str]:
    return [issue.message for issue in reading.issues if issue.code == code]


def errors(reading: WorkbookReading) -> list[tuple[str, str]]:
    wrong = [issue for issue in reading.issues if issue.severity is Severity.ERROR]
    return [(issue.place.cell, issue.message) for issue in wrong]


def answers(reading: WorkbookReading, code: str) -> dict[str, object]:
    return {
        record.organisation_code: record.raw.values.get(code)
        for record in reading.records
        if record.form == "social_passport"
    }


def test_a_formula_that_gives_the_empty_text_is_an_empty_cell(read: Read) -> None:
    reading = read(CASES / "01-formula-gives-empty-text.xlsx")
    assert (errors(reading), reading.rows_read) == ([], 2)


def test_a_row_hidden_by_a_filter_is_read_and_told(read: Read) -> None:
    reading = read(CASES / "03-hidden-row.xlsx")
    [message] = told(reading, "hidden_read")
    assert "строка 5 листа «Соц»" in message
    assert set(answers(reading, "pupils_total")) == {"021301", "021302"}


def test_a_hidden_sheet_is_read_and_told(read: Read) -> None:
    reading = read(CASES / "04-hidden-sheet.xlsx")
    assert [one.organisation_code for one in reading.results] == ["021301", "021302"]
    [message] = told(reading, "hidden_read")
    assert "лист «021302»" in message


def test_an_old_book_without_its_code_page_is_read_as_russian(read: Read) -> None:
    reading = read(CASES / "08-biff5-without-codepage.xls")
    assert errors(reading) == []
    assert answers(reading, "pupils_total") == {"021301": 100, "021302": 50}


@pytest.mark.parametrize("name", ["05-strict-ooxml-percent.xlsx", "07-percent.xls"])
def test_a_percent_is_handed_on_as_people_see_it(read: Read, name: str) -> None:
    assert "100%" in answers(read(CASES / name), "single_parent").values()


def test_a_percent_and_a_failed_formula_in_an_ods_are_no_counts(read: Read, tmp_path: Path) -> None:
    percent = cell("percentage", "1", "100%")
    failed = cell("float", "0", "#REF!", table_formula="of:=#REF!")
    texts = [cell("string", "", str(text)) for text in SCHOOL[:3]]
    numbers = [cell("float", str(one), str(one)) for one in SCHOOL[3:]]
    spoilt = [*texts, percent, failed, *numbers[2:]]
    rows = [plain_row(["Результаты ОГЭ 2026 г."]), plain_row(EXAM), row(*spoilt)]
    reading = read(write_ods(tmp_path / "а.ods", [("ОГЭ", rows)]))
    assert [cell for cell, _ in errors(reading)] == ["D3", "E3"]
    assert "#ССЫЛКА!" in errors(reading)[1][1]


def test_hidden_columns_rows_and_sheets_are_one_line_a_file(read: Read, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for number, name in enumerate(("Первый", "Второй")):
        sheet = book.create_sheet(name)
        sheet.append(["Результаты ОГЭ 2026 г."])
        sheet.append(EXAM)
        for place in range(3):
            sheet.append([f"02130{3 * number + place}", *SCHOOL[1:]])
        sheet.row_dimensions[4].hidden = sheet.row_dimensions[5].hidden = True
        sheet.column_dimensions["F"].hidden = True
    book["Второй"].sheet_state = "veryHidden"
    del book["Sheet"]
    book.save(tmp_path / "а.xlsx")
    reading = read(tmp_path / "а.xlsx")
    [message] = told(reading, "hidden_read")
    assert message.startswith(
        "Прочитано и то, что в книге скрыто: строки 4–5 листа «Первый»; столбец F листа «Первый»; "
        "лист «Второй»; строки 4–5 листа «Второй»; столбец F листа «Второй»."
    )
    assert len(reading.results) == 6


def test_a_book_that_hides_nothing_says_nothing_of_it(read: Read) -> None:
    assert told(read(CASES / "02-code-merged-over-rows.xlsx"), "hidden_read") == []


def test_a_hidden_leftover_without_a_table_is_named_and_refuses_nothing(
    read: Read, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    protocol = book.worksheets[0]
    for cells in PROTOCOL:
        protocol.append(cells)
    left = book.create_sheet("Черновик")
    left.append(["что-то", "другое"])
    left.sheet_state = "veryHidden"
    book.save(tmp_path / "а.xlsx")
    reading = read(tmp_path / "а.xlsx")
    assert errors(reading) == []
    [message] = told(reading, "header_not_found")
    assert "Черновик" in message


def test_a_sheet_that_is_a_chart_is_named(read: Read, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for cells in (["Результаты ОГЭ 2026 г."], EXAM, SCHOOL):
        sheet.append(cells)
    book.create_chartsheet("Диаграмма").add_chart(BarChart())
    book.save(tmp_path / "а.xlsx")
    reading = read(tmp_path / "а.xlsx")
    [message] = told(reading, "sheets_without_cells")
    assert "«Диаграмма»" in message


OTHER = [
    [],
    ["ВПР 2025/26. Русский язык. 5 класс. Протокол"],
    ["ОО:", "Школа Б", "Код ОО:", "021302"],
    [],
    PROTOCOL[3],
    [1, "6001", "5Б", 1, 2, 2, 4, 5],
]


@pytest.mark.parametrize("other", [OTHER, [row for row in OTHER if row]])
def test_a_second_table_below_the_first_is_named_and_mixed_with_nothing(
    read: Read, tmp_path: Path, other: list[list[Any]]
) -> None:
    book = openpyxl.Workbook()
    for cells in [*PROTOCOL, *other]:
        book.worksheets[0].append(cells)
    book.save(tmp_path / "а.xlsx")
    reading = read(tmp_path / "а.xlsx")
    assert [code for code, _ in [(one.code, one) for one in reading.issues]] == ["second_table"]
    assert "со строки" in errors(reading)[0][1]
    [result] = reading.results
    assert (result.organisation_code, list(result.pupils.codes if result.pupils else ())) == (
        "021301",
        ["5001"],
    )


def test_a_header_repeated_for_a_new_page_ends_nothing(read: Read, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    more = [[], ["", "", "не писал"], PROTOCOL[3], [2, "5002", "5А", 1, 2, 1, 3, 4]]
    for cells in [*PROTOCOL, *more]:
        book.worksheets[0].append(cells)
    book.save(tmp_path / "а.xlsx")
    [result] = read(tmp_path / "а.xlsx").results
    assert result.pupils is not None
    assert list(result.pupils.codes) == ["5001", "5002"]


def test_a_hidden_sheet_of_an_xls_is_read_and_told(read: Read, tmp_path: Path) -> None:
    def sheet(code: str) -> list[tuple[int, int, str, object]]:
        rows: list[list[Any]] = [["Результаты ОГЭ 2026 г."], EXAM, [code, *SCHOOL[1:]]]
        return [
            (down, right, "text" if isinstance(value, str) else "number", value)
            for down, row in enumerate(rows)
            for right, value in enumerate(row)
        ]

    sheets = [("Первая", sheet("021301")), ("Вторая", sheet("021302"))]
    reading = read(write_xls(tmp_path / "а.xls", sheets, hidden=["Вторая"]))
    assert [one.organisation_code for one in reading.results] == ["021301", "021302"]
    assert "лист «Вторая»" in told(reading, "hidden_read")[0]
