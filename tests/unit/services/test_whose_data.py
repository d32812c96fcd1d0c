"""A school's base takes its own school alone; a code in another spelling never makes a twin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import openpyxl
import pytest

from app.domain.errors import Refused
from app.domain.issues import Severity
from app.domain.organisations import OrganisationKind, code_key
from app.services.context import Context
from app.services.editing import add_organisation, known_organisations, open_record
from app.services.importing import FileReport, import_files
from app.store import journal, organisations
from tests.unit.services.bases import DISTRICT, SCHOOL, Bases, subject

HEADER = ["Наименование ОО", "Код ОО", "Всего обучающихся",
          "Из семей, где оба родителя с высшим образованием", "Из неполных семей"]  # fmt: skip
Book = Callable[..., Path]


@pytest.fixture
def school(bases: Bases) -> Context:
    return bases.make("school", SCHOOL)


@pytest.fixture
def district(bases: Bases) -> Context:
    context = bases.make("district", DISTRICT)
    add_organisation(context, SCHOOL)
    return context


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """A table of passports: (code, number of pupils) of each school; a sheet for each list."""

    def make(*sheets: list[tuple[object, object]]) -> Path:
        made = openpyxl.Workbook()
        made.remove(made.worksheets[0])
        for number, rows in enumerate(sheets, 1):
            sheet = made.create_sheet(f"Лист {number}")
            sheet.append(["Социальный паспорт на 20.09.2025"])
            sheet.append(HEADER)
            for code, amount in rows:
                sheet.append([f"Школа {code}", code, amount, 5, 5])
        path = tmp_path / "паспорт.xlsx"
        made.save(path)
        return path

    return make


def load(context: Context, path: Path, *, partial: bool = False) -> FileReport:
    (report,) = import_files(context, [path], partial=partial)
    return report


def schools(context: Context) -> list[str]:
    return [one.code for one in known_organisations(context, OrganisationKind.SCHOOL)]


def codes(report: FileReport) -> list[str]:
    return [one.code for one in report.issues]


def pupils(context: Context) -> object:
    return open_record(context, subject(SCHOOL, "social_passport")).answers.values["pupils_total"]


def test_a_districts_book_gives_a_school_its_own_row_and_names_the_others(
    school: Context, book: Book
) -> None:
    rows = [(f"0213{number:02}", 100 + number) for number in range(1, 13)]
    report = load(school, book(rows))
    assert report.stored
    assert schools(school) == [SCHOOL.code]
    assert pupils(school) == 101
    assert codes(report) == ["foreign_schools"]
    assert "021302 (Школа 021302)" in report.issues[0].message
    assert "и ещё 1" in report.issues[0].message


def test_what_is_wrong_with_the_others_does_not_stop_the_school(
    school: Context, book: Book
) -> None:
    report = load(school, book([("021301", 100), ("021302", "12%"), ("021303", "много")]))
    assert report.stored
    assert codes(report) == ["foreign_schools"]


def test_a_book_without_the_school_is_refused_in_words(school: Context, book: Book) -> None:
    report = load(school, book([("021302", 100), ("021303", 50)]), partial=True)
    assert not report.stored
    [issue] = report.issues
    assert (issue.severity, issue.code) == (Severity.ERROR, "foreign_schools")
    assert schools(school) == [SCHOOL.code]


@pytest.mark.parametrize("code", [21301, "021 301", "021\u00a0301", "21301"])
def test_an_eaten_zero_or_a_space_is_the_schools_own_code(
    school: Context, book: Book, code: object
) -> None:
    assert load(school, book([(code, 77)])).stored
    assert schools(school) == [SCHOOL.code]
    assert pupils(school) == 77


@pytest.mark.parametrize(
    ("known", "written"),
    [("0021301", "21301"), ("21301", "021301"), ("7", "000007")],
)
def test_an_eaten_zero_makes_no_twin_in_a_district(
    bases: Bases, book: Book, known: str, written: str
) -> None:
    context = bases.make("district", DISTRICT)
    add_organisation(context, replace(SCHOOL, code=known))
    report = load(context, book([(written, 77)]))
    assert report.stored
    assert schools(context) == [known]
    assert codes(report) == ["code_spelt_otherwise"]
    assert f"принят за {known}" in report.issues[0].message


def test_two_known_schools_with_like_codes_are_told_apart_exactly_or_asked(
    bases: Bases, book: Book
) -> None:
    context = bases.make("district", DISTRICT)
    other = replace(SCHOOL, uid=UUID(int=7), code="21301", name="Другая")
    with context.database.transaction() as connection:  # as packages may have brought them
        organisations.add(connection, [replace(SCHOOL, code="0021301"), other])
    report = load(context, book([("021301", 77)]))
    assert codes(report) == ["ambiguous_code"]
    assert not report.stored


def test_different_data_of_one_school_on_two_sheets_are_an_error(
    district: Context, book: Book
) -> None:
    report = load(district, book([("021301", 100)], [("021301", 90)]))
    assert codes(report) == ["repeated_organisation"]
    assert "лист «Лист 1»" in report.issues[0].message
    assert not report.stored


def test_the_same_data_twice_are_no_error(district: Context, book: Book) -> None:
    report = load(district, book([("021301", 100)], [("021301", 100)]))
    assert report.stored
    assert pupils(district) == 100


@pytest.mark.parametrize("code", ["21301", "021 301", "12345678901234567", "=1+1"])
def test_a_twin_or_what_is_no_code_cannot_be_added_by_hand(district: Context, code: str) -> None:
    with pytest.raises(Refused):
        add_organisation(district, replace(SCHOOL, uid=UUID(int=7), code=code))
    assert schools(district) == [SCHOOL.code]


def test_keys_of_codes_join_spellings_and_nothing_else() -> None:
    assert code_key("021301") == code_key("21301") == code_key(" 021 301 ")
    assert code_key("КБР-1") == code_key("KБP–1") == code_key("кбр-1")
    assert code_key("КБР-1") != code_key("КБР-01")
    assert code_key("0") == "0"


def test_the_journal_holds_no_names_of_schools_left_out(school: Context, book: Book) -> None:
    load(school, book([("021301", 100), ("021302", 5)]))
    with school.database.reading() as connection:
        assert "021302" not in str(journal.entries(connection))
