"""A district is called a district wherever an issue says whose it is."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from app.cli.output import issue_line
from app.domain.issues import Issue, Place, Severity
from app.domain.organisations import OrganisationKind
from app.domain.reading import RawAnswers, RawRow
from app.services.checking import check
from app.services.editing import Subject, save_record
from app.services.importing import import_files
from app.services.templates import make_template
from tests.unit.services.bases import DISTRICT, SCHOOL, YEAR, Bases


def test_the_check_names_a_district_by_its_kind(bases: Bases) -> None:
    context = bases.make("district", DISTRICT, (SCHOOL,))
    rows = {"track_1": [RawRow("p1a", {"present": "да"})]}
    save_record(context, Subject(DISTRICT.uid, "mum_matrix", YEAR), RawAnswers({}, rows))
    issues = check(context)
    kinds = {one.place.school: one.place.kind for one in issues}
    assert kinds[DISTRICT.code] == "district"
    assert kinds.get(SCHOOL.code, "school") == "school"
    lines = [issue_line(one) for one in issues if one.place.school == DISTRICT.code]
    assert lines
    assert all(f"район {DISTRICT.code}" in line and "школа" not in line for line in lines)


def test_a_refused_cell_of_a_district_is_a_districts(bases: Bases, tmp_path: Path) -> None:
    context = bases.make("district", DISTRICT, (SCHOOL,))
    path = tmp_path / "mum.xlsx"
    make_template(context.forms, "mum_matrix", path, school=DISTRICT.code, period=YEAR)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    row = next(cell.row for cell in sheet["A"] if str(cell.value).startswith("1а. Есть описание"))
    sheet.cell(row, 2).value = "может быть"
    book.save(path)
    (report,) = import_files(context, [path])
    of_the_district = [one for one in report.issues if one.place.school == DISTRICT.code]
    assert of_the_district
    assert {one.place.kind for one in of_the_district} == {"district"}
    assert all("школа" not in issue_line(one) for one in of_the_district)


def test_every_kind_has_its_word() -> None:
    for kind in OrganisationKind:
        place = Place(school="0501", kind=kind.value)
        line = issue_line(Issue(Severity.NOTE, "x", "Слова.", place))
        assert line == f"Сведение: {kind.title} 0501: Слова."
