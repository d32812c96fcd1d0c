"""A summary that is printed: sentences are read whole, and pages keep their headings."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook

from app.spreadsheets.summaries import SummarySheet, write_summary

LONG = "Одно слово и другое слово. " * 12


def test_sentences_wrap_into_rows_tall_enough_and_pages_keep_the_headings(tmp_path: Path) -> None:
    rows = [("021304", LONG), ("021311", "коротко")]
    many = [f"Показатель {n}" for n in range(40)]
    write_summary(
        tmp_path / "a.xlsx",
        [
            SummarySheet("Группы", ("Код школы", "Почему"), rows, ("Почему",)),
            SummarySheet("По школам", many, [list(range(40))], names=("Показатель 1",)),
        ],
    )
    groups, schools = load_workbook(tmp_path / "a.xlsx").worksheets
    assert groups["B2"].value == LONG
    assert groups["B2"].alignment.wrap_text
    assert groups.row_dimensions[2].height == 15 * 5
    assert groups.row_dimensions[3].height is None  # the usual one
    assert groups.page_setup.orientation == schools.page_setup.orientation == "landscape"
    fitting = [one.sheet_properties.pageSetUpPr for one in (groups, schools)]
    assert [one is not None and bool(one.fitToPage) for one in fitting] == [True, False]
    assert groups.page_setup.fitToHeight == 0  # as many pages as it takes, each as wide as one
    assert groups.print_title_rows == schools.print_title_rows == "$1:$1"
    assert schools.print_title_cols == "$A:$B"


def test_texts_for_the_screen_stay_off_the_paper_in_rows_of_one_line(tmp_path: Path) -> None:
    rows = [("021304", 46.666666, LONG)] * 3
    headings = ("Код школы", "Значение", "Пояснение")
    write_summary(
        tmp_path / "a.xlsx", [SummarySheet("Показатели", headings, rows, aside=("Пояснение",))]
    )
    [sheet] = load_workbook(tmp_path / "a.xlsx").worksheets
    assert sheet.print_area == "'Показатели'!$A$1:$B$4"
    assert sheet.auto_filter.ref == "A1:C4"
    assert sheet.row_dimensions[2].height is None
    assert sheet["C4"].value == LONG
    assert (sheet["B2"].value, sheet["B2"].number_format) == (46.666666, "#,##0.0")
