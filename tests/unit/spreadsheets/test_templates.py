"""A template is written, filled in Excel's manner, and read back to the same answers."""

from __future__ import annotations

import io
import os
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.domain.errors import Refused, WorldFailed
from app.domain.form_files import load_form
from app.domain.forms import Form
from app.domain.reading import RawRow, read_answers
from app.services.catalogue import FormCatalogue
from app.spreadsheets.layouts import FormLookup, WorkbookReading
from app.spreadsheets.templates import template_bytes, write_template
from app.spreadsheets.workbooks import read_workbook

FORM = """
code = "sample"
version = 1
title = "Пример: всё / сразу"
[[sections]]
code = "main"
title = "Главное"
fields = [
  { code = "pupils", label = "Всего", type = "integer", min = 0, max = 5000, required = true },
  { code = "share", label = "Доля", type = "decimal", unit = "%" },
  { code = "remote", label = "Далеко", type = "boolean" },
  { code = "since", label = "С какого дня", type = "date" },
  { code = "inn", label = "ИНН", type = "digits", lengths = [10] },
  { code = "note", label = "Заметка", type = "text", max = 100, hint = "Коротко." },
  { code = "place", label = "Место", type = "choice", choices = [
      { code = "rural", label = "Село" }, { code = "urban", label = "Город, посёлок" } ] },
]
[[tables]]
code = "grades"
title = "По параллелям"
section = "main"
rows = [{ code = "g1", label = "1 класс" }, { code = "g2", label = "2 класс" }]
columns = [{ code = "n", label = "Число", type = "integer" }]
[[tables]]
code = "jobs"
title = "Вакансии"
section = "main"
columns = [
  { code = "title", label = "Должность", type = "text" },
  { code = "rate", label = "Ставок", type = "decimal", min = 0 },
]
"""


@pytest.fixture
def form() -> Form:
    return load_form(FORM, "sample")


@pytest.fixture
def template(form: Form, tmp_path: Path) -> Path:
    path = tmp_path / "шаблон.xlsx"
    write_template(form, path, organisation_code="041101", period="2025/2026")
    return path


def places_in(book: Any) -> dict[str, str]:
    return {row[0]: row[1] for row in book["opora"].iter_rows(values_only=True)}


def fill(path: Path, answers: dict[str, Any]) -> None:
    book = openpyxl.load_workbook(path)
    places = places_in(book)
    for code, value in answers.items():
        book.worksheets[0][places[code]] = value
    book.save(path)


def read(path: Path, form: Form) -> WorkbookReading:
    return read_workbook(path, {form.code: form}.__getitem__, [])


def test_what_was_filled_comes_back_with_its_cells(template: Path, form: Form) -> None:
    fill(
        template,
        {
            "pupils": 120, "share": "12,5", "remote": "да", "inn": 7707083893, "place": "Село",
            "grades.g2.n": 60, "jobs.1.title": "Логопед", "jobs.3.rate": 0.5,
        },
    )  # fmt: skip

    reading = read(template, form)

    [record] = reading.records
    assert (reading.layout, reading.forms, reading.year) == ("sample/v1", ("sample",), "2025/2026")
    assert record.organisation_code == "041101"
    assert record.raw.values["pupils"] == 120
    assert record.raw.values["note"] is None
    assert record.raw.tables["grades"] == [RawRow("g1", {"n": None}), RawRow("g2", {"n": 60})]
    assert [row.key for row in record.raw.tables["jobs"]] == ["1", "3"]
    answers = read_answers(form, record.raw)
    assert answers.issues == ()
    assert answers.answers.values["place"] == "rural"
    assert answers.answers.cell("jobs", "3", "rate") is not None
    book = openpyxl.load_workbook(template)
    sheet, cell = record.cells["grades.g2.n"]
    assert book[sheet][cell].value == 60


def test_a_failed_formula_in_a_template_is_told_at_its_cell(template: Path, form: Form) -> None:
    fill(template, {"pupils": "#DIV/0!"})
    reading = read(template, form)
    assert [(one.code, one.place.cell) for one in reading.issues] == [
        ("formula_error", reading.records[0].cells["pupils"][1])
    ]
    assert reading.records[0].raw.values["pupils"] is None


def test_only_answers_may_be_typed_and_excel_checks_them(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    sheet: Any = book.worksheets[0]
    places = places_in(book)
    rules = {
        str(area): one
        for one in sheet.data_validations.dataValidation
        for area in str(one.sqref).split()
    }

    assert sheet.protection.sheet
    assert not sheet[places["pupils"]].protection.locked
    assert sheet["A1"].protection.locked
    assert (rules[places["pupils"]].type, rules[places["pupils"]].formula2) == ("whole", "5000")
    assert rules[places["remote"]].formula1 == '"да,нет"'
    assert rules[places["place"]].formula1 == "'opora-lists'!$A$1:$A$2"
    assert [cell.value for cell in book["opora-lists"]["A"]] == ["Село", "Город, посёлок"]
    assert "Коротко." in rules[places["note"]].prompt
    assert book["opora"].sheet_state == "veryHidden"
    assert sheet.page_setup.paperSize == 9
    assert all(len(one.prompt) <= 255 for one in rules.values())


def test_a_template_of_an_older_version_is_carried_over(template: Path, form: Form) -> None:
    fill(template, {"pupils": 9, "note": "старое", "share": 5})
    sections = (
        replace(
            form.sections[0],
            fields=tuple(
                replace(one, code="children") if one.code == "pupils" else one
                for one in form.sections[0].fields
                if one.code not in ("note", "share")
            ),
        ),
    )
    newer = replace(
        form,
        version=2,
        sections=sections,
        renamed={"pupils": "children"},
        removed=frozenset({"note"}),
    )

    reading = read(template, newer)

    assert reading.records[0].raw.values["children"] == 9
    assert reading.records[0].template_version == 1
    assert [one.code for one in reading.issues] == ["older_template", "unknown_question"]


def test_a_template_from_the_future_or_of_a_strange_form_is_refused(
    template: Path, form: Form, tmp_path: Path
) -> None:
    path = tmp_path / "новый.xlsx"
    write_template(replace(form, version=3), path)
    with pytest.raises(Refused, match="более новой"):
        read(path, form)
    with pytest.raises(Refused, match="не знает"):
        read_workbook(template, dict[str, Form]().__getitem__, [])


def test_every_shipped_form_becomes_a_template_and_comes_back_empty(
    forms: FormLookup, tmp_path: Path
) -> None:
    path = tmp_path / "a.xlsx"
    for code in ("passport", "social_passport", "staff", "resources", "support_card"):
        form = forms(code)
        write_template(form, path, organisation_code="041101", period="2025/2026")
        [record] = read_workbook(path, forms, []).records
        assert not any(value is not None for value in record.raw.values.values())
        assert read_answers(form, record.raw).answers.values == {}
        questions = sum(1 for table, _ in form.questions() if table is None)
        assert len(record.raw.values) == questions


def test_a_form_about_a_procedure_asks_which_one(forms: FormLookup, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    form = forms("results_totals")
    write_template(form, path, organisation_code="041101", period="2025/2026")
    [issue] = read_workbook(path, forms, []).issues
    assert issue.code == "unknown_procedure"
    assert issue.place.cell

    fill(path, {"@kind": "ВПР", "@subject": "Математика", "@grade": 5})
    [record] = read_workbook(path, forms, []).records
    assert record.procedure is not None
    assert record.procedure.text == "vpr:2025/2026:math:5:"


def test_nothing_is_left_where_a_template_cannot_be_written(form: Form, tmp_path: Path) -> None:
    with pytest.raises(WorldFailed, match="недоступны"):
        write_template(form, tmp_path / "нет такой папки" / "a.xlsx")
    folder = tmp_path / "занято.xlsx"
    folder.mkdir()
    (folder / "x").touch()
    with pytest.raises(WorldFailed):
        write_template(form, folder)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["занято.xlsx"]


def test_a_full_disk_is_told_and_leaves_the_old_template_whole(
    form: Form, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(WorldFailed, match="не хватило места"):
        write_template(form, path)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("code", ["=1+1", '=HYPERLINK("http://x")', "+1", "-1", "@SUM(1)"])
def test_a_code_that_looks_like_a_formula_stays_a_text(code: str) -> None:
    data = template_bytes(FormCatalogue().form("social_passport"), organisation_code=code)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [one for one in archive.namelist() if one.startswith("xl/worksheets/sheet")]
        assert all(b"<f>" not in archive.read(one) for one in sheets)
    cells = [
        cell.value
        for row in openpyxl.load_workbook(io.BytesIO(data)).worksheets[0].iter_rows()
        for cell in row
    ]
    assert code in cells
