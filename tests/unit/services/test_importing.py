"""Workbooks into the base: all or nothing, each refused cell named, re-import harmless."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest

from app.domain.errors import Cancelled, WrongUsage
from app.domain.organisations import OrganisationKind
from app.domain.results import ProcedureKey, Totals
from app.services import typed_forms
from app.services.context import Context
from app.services.editing import known_organisations, open_record
from app.services.importing import FileReport, import_files, school_uid
from app.services.templates import make_template
from app.store import journal
from tests.unit.services.bases import (
    DISTRICT,
    RIGHT,
    SCHOOL,
    SECOND,
    YEAR,
    Bases,
    passport_table,
    results_table,
    save,
    subject,
)

GOOD = "021301;Школа села;200;20;30;2"
BAD = "021302;Вторая;100;10;12%;1"
CUSTOMER = Path(__file__).parents[2] / "data" / "district"


@pytest.fixture
def district(bases: Bases) -> Context:
    """A district without schools."""
    return bases.make("district", DISTRICT)


def _import(context: Context, path: Path, **options: object) -> FileReport:
    (report,) = import_files(context, [path], **options)  # type: ignore[arg-type]
    return report


def _codes(report: FileReport) -> list[tuple[str, str]]:
    return [(issue.code, issue.place.cell) for issue in report.issues]


def _schools(context: Context) -> list[str]:
    return [one.code for one in known_organisations(context, OrganisationKind.SCHOOL)]


def _dump(context: Context) -> list[str]:
    """Everything the base holds, as text."""
    with context.database.reading() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        return list(raw.iterdump())


def test_unknown_schools_are_added_with_a_note_and_belong_to_the_district(
    district: Context, tmp_path: Path
) -> None:
    report = _import(district, passport_table(tmp_path / "a.csv", GOOD))
    assert (report.stored, report.rows_read, report.rows_stored, report.rows_changed) == (
        True,
        1,
        1,
        1,
    )
    assert [code for code, _ in _codes(report)] == ["school_added"]
    assert "добавлена Школа села" in report.issues[0].message
    (school,) = known_organisations(district, OrganisationKind.SCHOOL)
    assert (school.uid, school.parent, school.region) == (SCHOOL.uid, DISTRICT.uid, "83")
    opened = open_record(district, subject(SCHOOL, "social_passport"))
    assert opened.answers.values["pupils_total"] == 200


def test_one_bad_cell_stops_the_whole_file(district: Context, tmp_path: Path) -> None:
    before = _dump(district)
    report = _import(district, passport_table(tmp_path / "a.csv", GOOD, BAD))
    assert (report.stored, report.rows_stored) == (False, 0)
    errors = [one for one in report.issues if one.severity == "error"]
    assert [(one.code, one.place.cell, one.place.school) for one in errors] == [
        ("percent_for_count", "E3", "021302")
    ]
    assert _dump(district) == before


def test_partial_stores_the_rest_and_keeps_what_was_refused_on_record(
    district: Context, tmp_path: Path
) -> None:
    report = _import(district, passport_table(tmp_path / "a.csv", GOOD, BAD), partial=True)
    assert (report.stored, report.rows_stored) == (True, 2)
    opened = open_record(district, subject(SECOND, "social_passport"))
    assert "single_parent" not in opened.answers.values
    assert opened.answers.refused == {"single_parent": "12%"}
    with district.database.reading() as connection:
        (line,) = journal.entries(connection, "import")
    assert ["error", "", "E3", "percent_for_count"] in [
        [one[0], "", one[2], one[3]] for one in line.details["issues"]
    ]


def test_a_dry_run_says_the_same_and_changes_nothing(district: Context, tmp_path: Path) -> None:
    path = passport_table(tmp_path / "a.csv", GOOD)
    before = _dump(district)
    tried = _import(district, path, dry_run=True)
    assert _dump(district) == before
    done = _import(district, path)
    assert (tried.stored, done.stored) == (False, True)
    assert (tried.rows_stored, tried.issues) == (done.rows_stored, done.issues)


def test_the_same_file_again_changes_nothing(district: Context, tmp_path: Path) -> None:
    table = passport_table(tmp_path / "a.csv", GOOD)
    protocol = results_table(tmp_path / "r.csv")
    first = import_files(district, [table, protocol])
    assert [one.rows_changed for one in first] == [1, 3]
    before = [line for line in _dump(district) if '"journal"' not in line]
    again = import_files(district, [table, protocol])
    assert [(one.stored, one.rows_stored, one.rows_changed) for one in again] == [
        (True, 1, 0),
        (True, 3, 0),
    ]
    assert [line for line in _dump(district) if '"journal"' not in line] == before


def test_the_customers_workbooks_can_be_imported_twice(district: Context) -> None:
    paths = sorted(CUSTOMER.glob("*.xlsx"))
    first = import_files(district, paths, partial=True)
    assert all(one.stored for one in first)
    before = [line for line in _dump(district) if '"journal"' not in line]
    again = import_files(district, paths, partial=True)
    assert [one.rows_changed for one in again] == [0] * len(paths)
    assert [line for line in _dump(district) if '"journal"' not in line] == before


def test_a_repeated_code_refuses_the_later_row(district: Context, tmp_path: Path) -> None:
    path = passport_table(tmp_path / "a.csv", GOOD, GOOD.replace("200", "300"))
    report = _import(district, path, partial=True)
    errors = [one for one in report.issues if one.severity == "error"]
    assert len(errors) == 1
    assert "A3" in errors[0].place.cell
    opened = open_record(district, subject(SCHOOL, "social_passport"))
    assert opened.answers.values["pupils_total"] == 200


@pytest.mark.parametrize("partial", [False, True])
def test_a_file_of_another_year_is_refused_with_advice(
    district: Context, tmp_path: Path, partial: bool
) -> None:
    title = "Социальный паспорт, 2024/2025 учебный год"
    before = _dump(district)
    report = _import(
        district, passport_table(tmp_path / "a.csv", GOOD, title=title), partial=partial
    )
    assert [code for code, _ in _codes(report)] == ["other_period"]
    assert "--period 2024/2025" in report.issues[0].message
    assert _dump(district) == before


def test_a_file_of_another_year_goes_into_that_year_when_asked(
    bases: Bases, district: Context, tmp_path: Path
) -> None:
    title = "Социальный паспорт, 2024/2025 учебный год"
    other = bases.reopen(district.base, "2024/2025")
    assert _import(other, passport_table(tmp_path / "a.csv", GOOD, title=title)).stored


def test_a_school_met_without_a_name_is_named_later(district: Context, tmp_path: Path) -> None:
    _import(district, results_table(tmp_path / "r.csv"))
    assert [one.name for one in known_organisations(district, OrganisationKind.SCHOOL)] == [
        "Школа 021301"
    ]
    _import(district, passport_table(tmp_path / "a.csv", GOOD))
    assert [one.name for one in known_organisations(district, OrganisationKind.SCHOOL)] == [
        "Школа села"
    ]


def test_a_name_from_the_directory_is_not_overwritten(bases: Bases, tmp_path: Path) -> None:
    from dataclasses import replace

    context = bases.make("district", DISTRICT, (replace(SCHOOL, name="Лицей"),))
    _import(context, passport_table(tmp_path / "a.csv", GOOD))
    assert known_organisations(context, OrganisationKind.SCHOOL)[0].name == "Лицей"


def test_a_school_is_known_by_its_former_code(bases: Bases, tmp_path: Path) -> None:
    from dataclasses import replace

    context = bases.make("district", DISTRICT, (replace(SCHOOL, code="099999"),))
    report = _import(context, passport_table(tmp_path / "a.csv", GOOD))
    assert [code for code, _ in _codes(report)] == ["former_code"]
    assert _schools(context) == ["099999"]


def test_a_code_that_is_no_schools_is_refused(bases: Bases, tmp_path: Path) -> None:
    from dataclasses import replace

    own = replace(DISTRICT, code="021301", uid=SCHOOL.uid)
    context = bases.make("district", own)
    report = _import(context, passport_table(tmp_path / "a.csv", GOOD))
    assert (report.stored, [code for code, _ in _codes(report)]) == (False, ["not_a_school"])


def test_a_part_above_its_whole_is_named_at_the_parts_cell(
    district: Context, tmp_path: Path
) -> None:
    report = _import(district, passport_table(tmp_path / "a.csv", "021301;Школа;20;21;3;1"))
    errors = [one for one in report.issues if one.severity == "error"]
    assert [(one.code, one.place.cell) for one in errors] == [("part_above_whole", "D2")]


def test_an_error_that_stood_in_the_base_before_does_not_stop_a_good_file(
    bases: Bases, tmp_path: Path
) -> None:
    context = bases.make("district", DISTRICT, (SCHOOL,))
    save(context, SCHOOL, "social_passport", {**RIGHT, "orphans": "двое"})
    report = _import(context, passport_table(tmp_path / "a.csv", GOOD))
    assert report.stored, report.issues
    opened = open_record(context, subject(SCHOOL, "social_passport"))
    assert opened.answers.refused == {"orphans": "двое"}


def test_answers_the_file_does_not_ask_about_stay(bases: Bases, tmp_path: Path) -> None:
    context = bases.make("district", DISTRICT, (SCHOOL,))
    save(context, SCHOOL, "social_passport", {**RIGHT, "gifted": 7})
    _import(context, passport_table(tmp_path / "a.csv", "021301;Школа;210;;30;2"))
    values = open_record(context, subject(SCHOOL, "social_passport")).answers.values
    assert (values["gifted"], values["pupils_total"]) == (7, 210)
    assert "parents_higher" not in values


def _filled(path: Path, answers: dict[str, object]) -> Path:
    """A template with answers put into the cells its hidden sheet names."""
    book = openpyxl.load_workbook(path)
    keys = book["opora"]
    places = {row[0].value: row[1].value for row in keys.iter_rows(max_col=2)}
    for where, answer in answers.items():
        book.worksheets[0][str(places[where])].value = answer
    book.save(path)
    return path


def test_a_filled_template_of_totals_goes_where_results_live(bases: Bases, tmp_path: Path) -> None:
    context = bases.make("school", SCHOOL)
    path = tmp_path / "totals.xlsx"
    make_template(context.forms, "results_totals", path, school=SCHOOL.code, period=YEAR)
    about = {"@kind": "ВПР", "@subject": "Русский язык", "@grade": 5}
    report = _import(context, _filled(path, {**about, "participants": 20, "mark_2": 1}))
    assert report.stored, report.issues
    (found,) = typed_forms.results_here(context)
    assert found.procedure.key == ProcedureKey("vpr", YEAR, "russian", 5)
    assert found.totals == Totals(participants=20, marks={2: 1})
    assert _import(context, path).rows_changed == 0


def test_a_filled_template_of_procedures_fills_the_directory(bases: Bases, tmp_path: Path) -> None:
    context = bases.make("school", SCHOOL)
    path = tmp_path / "procedures.xlsx"
    make_template(context.forms, "procedures", path, school=SCHOOL.code, period=YEAR)
    row = {"kind": "ВПР", "subject": "Математика", "grade": 6, "max_points": 20}
    report = _import(context, _filled(path, {f"procedures.1.{name}": row[name] for name in row}))
    assert report.stored, report.issues
    (found,) = typed_forms.known_procedures(context)
    assert (found.key.subject, found.key.grade, found.scale.max_points) == ("math", 6, 20)


def test_a_template_without_a_code_belongs_to_the_schools_own_base(
    bases: Bases, tmp_path: Path
) -> None:
    path = tmp_path / "staff.xlsx"
    context = bases.make("school", SCHOOL)
    make_template(context.forms, "staff", path)
    report = _import(context, _filled(path, {"teachers_total": 12}))
    assert report.stored, report.issues
    assert open_record(context, subject(SCHOOL, "staff")).answers.values["teachers_total"] == 12
    two = bases.make("district", DISTRICT, (SCHOOL, SECOND))
    assert ("no_school_code", "") in [(code, "") for code, _ in _codes(_import(two, path))]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("picture.xlsx", b"\x89PNG\r\n\x1a\n" + b"0" * 500),
        ("half.xlsx", None),
        ("empty.csv", b""),
        ("words.txt", "просто письмо".encode()),
    ],
)
def test_what_is_no_workbook_is_told_and_the_others_go_on(
    district: Context, tmp_path: Path, name: str, content: bytes | None
) -> None:
    if content is None:
        content = (CUSTOMER / "oge9.xlsx").read_bytes()[:3000]
    (tmp_path / name).write_bytes(content)
    good = passport_table(tmp_path / "a.csv", GOOD)
    bad, done = import_files(district, [tmp_path / name, good])
    assert (bad.stored, [code for code, _ in _codes(bad)]) == (False, ["unreadable"])
    assert done.stored


def test_a_mapping_given_as_a_file_is_remembered_by_its_name(
    bases: Bases, district: Context, tmp_path: Path
) -> None:
    shipped = Path(__file__).parents[3] / "forms" / "mappings" / "social_passport_district.toml"
    own = tmp_path / "mine.toml"
    text = shipped.read_text(encoding="utf-8").replace(
        'code = "social_passport_district"', 'code = "mine"'
    )
    own.write_text(text.replace("всего обучающихся*", "душ*"), encoding="utf-8")
    table = passport_table(tmp_path / "a.csv", GOOD)
    strange = table.read_text(encoding="utf-8").replace("Всего обучающихся", "Душ")
    table.write_text(strange, encoding="utf-8")
    remembered = district.beside("mappings")
    assert _import(district, table, mapping=str(own), dry_run=True).rows_stored == 1
    assert not remembered.exists()
    assert _import(district, table, mapping=str(own)).stored
    own.unlink()
    assert _import(bases.reopen(district.base), table, mapping="mine").stored
    assert _import(district, table).stored
    with pytest.raises(WrongUsage, match="nobody"):
        _import(district, table, mapping="nobody")


def test_a_cancelled_import_leaves_the_base_as_it_was(district: Context, tmp_path: Path) -> None:
    before = _dump(district)

    def cancel(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        _import(district, passport_table(tmp_path / "a.csv", GOOD), progress=cancel)
    assert _dump(district) == before


def test_a_school_is_found_by_its_code_with_zeros(bases: Bases) -> None:
    context = bases.make("district", DISTRICT, (SCHOOL,))
    assert school_uid(context, "021301") == SCHOOL.uid
    from app.domain.errors import Refused

    with pytest.raises(Refused, match="нули"):
        school_uid(context, "21301")


def test_many_schools_cost_few_statements(district: Context, tmp_path: Path) -> None:
    """Six thousand schools take seconds only while nothing is asked school by school."""
    from sqlalchemy import event

    rows = [f"{100000 + n};Школа {n};200;20;30;2" for n in range(400)]
    sent: list[str] = []
    event.listen(
        district.database.engine, "before_cursor_execute", lambda *told: sent.append(str(told[2]))
    )
    assert _import(district, passport_table(tmp_path / "a.csv", *rows)).rows_stored == 400
    assert len(sent) < 40


def test_two_files_do_not_share_their_fate(district: Context, tmp_path: Path) -> None:
    good, bad = passport_table(tmp_path / "a.csv", GOOD), passport_table(tmp_path / "b.csv", BAD)
    shutil.copy(good, tmp_path / "c.csv")
    reports = import_files(district, [good, bad, tmp_path / "c.csv"])
    assert [one.stored for one in reports] == [True, False, True]
    assert _schools(district) == ["021301"]
