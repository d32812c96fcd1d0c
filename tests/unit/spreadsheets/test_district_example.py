"""The four workbooks of the example district, read as they are; the truth is in expected.json."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from app.domain.issues import Severity
from app.domain.reading import address, read_answers
from app.domain.results import NOT_ATTEMPTED, Status
from app.spreadsheets.layouts import FormLookup, WorkbookReading
from app.spreadsheets.mappings import TableMapping
from app.spreadsheets.workbooks import read_workbook

DISTRICT = Path(__file__).parents[2] / "data" / "district"
SUBJECTS = {"russian": "Русский язык", "math": "Математика"}


@pytest.fixture(scope="module")
def expected() -> Any:
    return json.loads((DISTRICT / "expected.json").read_text(encoding="utf-8"))


@pytest.fixture
def read(forms: FormLookup, mappings: Sequence[TableMapping]) -> Any:
    def reader(name: str) -> WorkbookReading:
        return read_workbook(DISTRICT / name, forms, mappings)

    return reader


def test_the_social_passport_gives_every_answer_that_is_there(read: Any, expected: Any) -> None:
    reading = read("social_passport.xlsx")
    names = {
        "pupils": "pupils_total",
        "high": "parents_higher",
        "single": "single_parent",
        "vshu": "registered_school",
        "kdn": "registered_kdn",
        "pdn": "registered_pdn",
        "nonnative": "non_native",
        "ovz": "disabilities",
    }
    records = {
        (record.form, record.organisation_code): record.raw.values for record in reading.records
    }
    missing = set(expected["missing"]["social_passport.xlsx"])
    bad = set(expected["bad_cells"]["social_passport.xlsx"])
    columns = dict(zip(names, "FGHIJKLM", strict=True))

    assert (reading.layout, reading.rows_read) == ("social_passport_district", 12)
    assert reading.year == "2025/2026"
    assert reading.issues == ()
    for school in expected["schools"]:
        raw = records["social_passport", school["code"]]
        for short, code in names.items():
            cell = f"{columns[short]}{school['row']}"
            if cell not in missing | bad:
                assert float(str(raw[code])) == school[short], cell


def test_the_refused_cells_of_the_social_passport_are_named(
    read: Any, expected: Any, forms: FormLookup
) -> None:
    refused = set()
    for record in read("social_passport.xlsx").records:
        for issue in read_answers(forms(record.form), record.raw).issues:
            refused.add(record.cells[address("", "", issue.place.field)])

    assert refused == {
        ("Соцпаспорт", cell) for cell in expected["bad_cells"]["social_passport.xlsx"]
    }


def test_leading_zeros_eaten_by_excel_come_back(read: Any, expected: Any) -> None:
    organisations = read("social_passport.xlsx").organisations
    assert [one.code for one in organisations] == [one["code"] for one in expected["schools"]]
    assert [one.name for one in organisations] == [one["name"] for one in expected["schools"]]


@pytest.mark.parametrize("subject", ["russian", "math"])
def test_the_protocols_give_the_expected_figures(read: Any, expected: Any, subject: str) -> None:
    reading = read(f"vpr5_{subject}.xlsx")

    assert reading.issues == ()
    assert len(reading.results) == 12
    for one in reading.results:
        truth = expected["vpr"][f"{one.organisation_code}|{subject}"]
        pupils = one.pupils
        assert pupils is not None
        assert (one.procedure.kind, one.procedure.subject, one.procedure.grade) == (
            "vpr", subject, 5,
        )  # fmt: skip
        assert one.procedure.year == "2025/2026"
        assert len(pupils) == truth["grade_size"]
        wrote = [n for n, status in enumerate(pupils.statuses) if status == Status.PRESENT]
        assert len(wrote) == truth["participants"]
        assert sum(pupils.totals[n] for n in wrote) == truth["sum_points"]
        assert one.scale.max_points == truth["max_points"] // truth["participants"]
        marks = {str(mark): list(pupils.marks).count(mark) for mark in (2, 3, 4, 5)}
        assert marks == truth["marks"]
        assert len(pupils.tasks) == len(pupils) * len(pupils.task_max)
        assert pupils.shared_codes


def test_crosses_of_either_alphabet_mean_not_attempted(read: Any) -> None:
    one = read("vpr5_math.xlsx").results[0]
    second = one.pupils.tasks[10:20]
    assert list(second) == [1, *[NOT_ATTEMPTED] * 6, 2, 0, 1]
    assert one.cells.at(1, "task_2") == ("041101", "F7")


def test_the_exam_totals_give_the_expected_figures(read: Any, expected: Any) -> None:
    reading = read("oge9.xlsx")

    found = {
        f"{one.organisation_code}|{SUBJECTS[one.procedure.subject]}": one.totals
        for one in reading.results
    }
    assert reading.issues == ()
    assert {one.procedure.year for one in reading.results} == {"2025/2026"}
    assert found.keys() == expected["oge"].keys()
    for key, totals in found.items():
        truth = expected["oge"][key]
        assert totals.participants == truth["participants"]
        assert {str(mark): count for mark, count in totals.marks.items()} == truth["marks"]


def test_a_school_without_a_ninth_grade_is_met_but_has_no_results(read: Any) -> None:
    reading = read("oge9.xlsx")
    assert "041129" in {one.code for one in reading.organisations}
    assert "041129" not in {one.organisation_code for one in reading.results}


def test_no_issue_is_more_than_one_sentence_and_an_advice(read: Any) -> None:
    for name in ("social_passport", "vpr5_math", "vpr5_russian", "oge9"):
        assert not [one for one in read(f"{name}.xlsx").issues if one.severity is Severity.ERROR]
