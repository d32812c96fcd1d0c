"""A workbook of a district's form goes to the district, never to a school."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from app.services.context import Context
from app.services.editing import Subject, known_organisations, open_record
from app.services.importing import FileReport, import_files
from app.services.templates import make_template
from tests.unit.services.bases import DISTRICT, SCHOOL, YEAR, Bases


def filled(context: Context, folder: Path, code: str) -> FileReport:
    """The template of МУМ with one answer, imported."""
    path = folder / "mum.xlsx"
    make_template(context.forms, "mum_matrix", path, school=code, period=YEAR)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    row = next(cell.row for cell in sheet["A"] if str(cell.value).startswith("1а. Есть описание"))
    sheet.cell(row, 2).value = "да"
    sheet.cell(row, 3).value = "приказ № 9"
    book.save(path)
    (report,) = import_files(context, [path], partial=True)
    return report


@pytest.mark.parametrize("code", [DISTRICT.code, ""])
def test_a_district_takes_its_own_form_by_its_code_or_without_one(
    bases: Bases, tmp_path: Path, code: str
) -> None:
    context = bases.make("district", DISTRICT, (SCHOOL,))
    report = filled(context, tmp_path, code)
    assert report.stored, report.issues
    record = open_record(context, Subject(DISTRICT.uid, "mum_matrix", YEAR))
    assert record.answers.cell("track_1", "p1a", "evidence") == "приказ № 9"


def test_a_code_that_is_no_districts_is_refused_and_makes_no_school(
    bases: Bases, tmp_path: Path
) -> None:
    context = bases.make("district", DISTRICT, (SCHOOL,))
    for code in (SCHOOL.code, "0999"):
        report = filled(context, tmp_path, code)
        assert not report.stored
        assert next(one.code for one in report.issues if one.severity.value == "error") == (
            "not_a_district"
        )
    assert len(known_organisations(context)) == 2


def test_a_school_without_a_code_is_asked_whose_the_form_is(bases: Bases, tmp_path: Path) -> None:
    context = bases.make("school", SCHOOL)
    report = filled(context, tmp_path, "")
    assert "Не указан код района" in report.issues[0].message
