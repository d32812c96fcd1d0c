"""Forms over typed tables: procedures, totals, pupils. What was typed comes back as it was."""

from __future__ import annotations

from array import array
from dataclasses import replace
from decimal import Decimal

import pytest

from app.domain.boundaries import boundaries_of
from app.domain.errors import WrongUsage
from app.domain.reading import RawAnswers, RawRow, raw_of
from app.domain.results import Procedure, ProcedureKey, PupilResults, Scale, Totals
from app.services import typed_forms
from app.services.context import Context
from app.services.editing import Subject, open_record, save_record
from app.store import organisations, procedures, results
from tests.unit.services.bases import SCHOOL, YEAR, Bases, save, subject

RUSSIAN = ProcedureKey("vpr", YEAR, "russian", 5)
ROW = {
    "kind": "ВПР",
    "subject": "Русский язык",
    "grade": 5,
    "held_on": "14.04.2026",
    "max_points": 30,
    "min_3": 12,
    "min_4": 18,
    "min_5": 25,
    "mass_subject": "да",
    "source": "письмо",
}
SCALE = Scale(max_points=30, min_3=12, min_4=18, min_5=25, source="письмо")


def _about(form: str) -> Subject:
    return replace(subject(SCHOOL, form), procedure=RUSSIAN)


def _put(context: Context, content: PupilResults | Totals) -> None:
    with context.database.transaction() as connection:
        procedures.put(connection, Procedure(RUSSIAN))
        results.put_all(
            connection, [results.New(SCHOOL.uid, RUSSIAN, content)], context.stamp("import")
        )


def _stored(context: Context) -> PupilResults | Totals | None:
    (found,) = typed_forms.results_here(context, SCHOOL.uid)
    return found.pupils or found.totals


def _save_as_shown(context: Context, form: str) -> None:
    """What the window does when nothing was typed: read the screen, save it."""
    opened = open_record(context, _about(form))
    save_record(context, _about(form), raw_of(opened.answers))


def test_a_procedure_with_its_scale_and_day_comes_back(school: Context) -> None:
    save(school, SCHOOL, "procedures", tables={"procedures": [ROW]})
    assert typed_forms.known_procedures(school) == (Procedure(RUSSIAN, SCALE, True, "2026-04-14"),)
    _save_as_shown(school, "procedures")
    assert typed_forms.known_procedures(school) == (Procedure(RUSSIAN, SCALE, True, "2026-04-14"),)


def test_a_row_taken_away_goes_unless_somebody_has_results_in_it(school: Context) -> None:
    other = {**ROW, "subject": "Математика"}
    save(school, SCHOOL, "procedures", tables={"procedures": [ROW, other]})
    _put(school, Totals(participants=20))
    saved = save(school, SCHOOL, "procedures", tables={"procedures": []})
    assert [one.key for one in typed_forms.known_procedures(school)] == [RUSSIAN]
    (issue,) = [one for one in saved.issues if one.code == "procedure_in_use"]
    assert "ВПР, Русский язык, 5 класс" in issue.message


LEVELS = {"level_2": 6, "level_3": 12, "level_4": 18, "level_5": 25}


def test_the_levels_of_a_procedure_come_back_and_are_counted_by(school: Context) -> None:
    save(school, SCHOOL, "procedures", tables={"procedures": [{**ROW, **LEVELS}]})
    (one,) = typed_forms.known_procedures(school)
    assert one.scale == replace(SCALE, levels=(6, 12, 18, 25))
    bounds = boundaries_of(one, school.methodology)
    assert (bounds.levels.starts, bounds.levels.is_default) == ((6, 12, 18, 25), False)
    _save_as_shown(school, "procedures")
    assert typed_forms.known_procedures(school) == (one,)


def test_levels_told_by_half_are_kept_as_typed_and_not_counted_by(school: Context) -> None:
    half = {**ROW, "level_2": 6, "level_4": 18}
    save(school, SCHOOL, "procedures", tables={"procedures": [half]})
    (one,) = typed_forms.known_procedures(school)
    assert one.scale.levels == (6, None, 18, None)
    assert boundaries_of(one, school.methodology).levels.is_default
    shown = open_record(school, subject(SCHOOL, "procedures")).answers
    assert shown.cell("procedures", "1", "level_4") == 18


def test_a_half_typed_row_takes_nothing_away(school: Context) -> None:
    save(school, SCHOOL, "procedures", tables={"procedures": [ROW]})
    half = {name: ROW[name] for name in ("kind", "max_points")}
    save(school, SCHOOL, "procedures", tables={"procedures": [half]})
    assert [one.key for one in typed_forms.known_procedures(school)] == [RUSSIAN]


def test_totals_come_back_as_they_were_typed(school: Context) -> None:
    values = {"participants": 20, "grade_size": 22, "mark_2": 1, "mark_3": 9, "mark_4": 6}
    values |= {"mark_5": 4, "sum_points": 381, "below": 1, "mass": 15, "high": 4}
    save(
        school,
        SCHOOL,
        "results_totals",
        {**values, "mean_points": "19,05"},
        {"histogram": [{"points": 8, "pupils": 1}, {"points": 19, "pupils": 19}]},
        procedure=RUSSIAN,
    )
    histogram = (0,) * 8 + (1,) + (0,) * 10 + (19,)
    marks = {2: 1, 3: 9, 4: 6, 5: 4}
    assert _stored(school) == Totals(
        20, 22, marks, 381, Decimal("19.05"), below=1, mass=15, high=4, histogram=histogram
    )
    _save_as_shown(school, "results_totals")
    with school.database.reading() as connection:
        count = "SELECT max(revision) FROM total_results"
        assert connection.exec_driver_sql(count).scalar() == 1


PUPILS = PupilResults(
    codes=("001", "002", "003"),
    classes=("5А", "5А", ""),
    statuses=array("b", [0, 0, 1]),
    totals=array("h", [20, 7, -1]),
    marks=array("b", [4, 2, -1]),
    previous_marks=array("b", [4, -1, 3]),
    variants=array("b", [1, 2, -1]),
    task_max=(4, 3, 2),
    tasks=array("b", [4, 3, -1, 0, -2, -1, -1, -1, -1]),
    sub_points=array("b", [6, -1, -1]),
    shared_codes=False,
)


def test_an_imported_protocol_survives_the_window_unchanged(school: Context) -> None:
    _put(school, PUPILS)
    shown = open_record(school, _about("results_pupils")).answers
    assert shown.cell("pupils", "2", "tasks") == "0 Х -"
    assert shown.cell("pupils", "3", "status") == "absent"
    _save_as_shown(school, "results_pupils")
    assert _stored(school) == PUPILS


def test_pupils_typed_by_hand_get_the_most_points_seen(school: Context) -> None:
    rows: list[dict[str, object]] = [
        {"code": "001", "class": "5А", "tasks": "4 3 Х 2", "total": 9, "mark": 3},
        {"code": "002", "tasks": "1; 5", "total": 6},
        {"code": "003", "status": "не писал"},
    ]
    save(school, SCHOOL, "results_pupils", tables={"pupils": rows}, procedure=RUSSIAN)
    found = _stored(school)
    assert isinstance(found, PupilResults)
    assert (found.task_max, list(found.tasks)) == ((4, 5, 0, 2), [4, 3, -2, 2, 1, 5, *[-1] * 6])
    assert list(found.totals) == [9, 6, -1]


@pytest.mark.parametrize("word", ["300", "²", "5,5б", "—", "-7"])
def test_what_is_no_point_is_asked_about_and_never_breaks_saving(
    school: Context, word: str
) -> None:
    rows = [{"code": "001", "tasks": f"4 {word}", "total": 4}]
    saved = save(school, SCHOOL, "results_pupils", tables={"pupils": rows}, procedure=RUSSIAN)
    asked = [one for one in saved.issues if one.code == "task_points"]
    assert len(asked) == 1
    assert (asked[0].place.row, asked[0].place.field) == (0, "tasks")
    found = _stored(school)
    assert isinstance(found, PupilResults)
    assert list(found.tasks)[:2] == [4, -1] or word == "5,5б"


def test_a_slip_of_the_finger_takes_no_number_away(school: Context) -> None:
    save(school, SCHOOL, "results_totals", {"participants": 20, "mark_2": 1}, procedure=RUSSIAN)
    slip = {"participants": "2o", "mark_2": ""}
    saved = save(school, SCHOOL, "results_totals", slip, procedure=RUSSIAN)
    assert [one.code for one in saved.issues if one.severity == "error"] == ["not_a_number"]
    assert _stored(school) == Totals(participants=20)
    rows = [{"key": "1", "code": "001", "total": 9}, {"key": "2", "code": "002", "total": 7}]
    save(school, SCHOOL, "results_pupils", tables={"pupils": rows}, procedure=RUSSIAN)
    slips = [{"key": "1", "code": "001", "total": "9б"}, {"key": "2", "code": "009", "total": "?"}]
    save(school, SCHOOL, "results_pupils", tables={"pupils": slips}, procedure=RUSSIAN)
    found = _stored(school)
    assert isinstance(found, PupilResults)
    assert (found.codes, list(found.totals)) == (("001", "009"), [9, -1])


def test_results_need_a_procedure_to_be_chosen(school: Context) -> None:
    with pytest.raises(WrongUsage, match="Не выбрана"):
        save(school, SCHOOL, "results_totals", {"participants": 20})
    assert open_record(school, subject(SCHOOL, "results_totals")).answers.values == {}


def test_a_base_of_a_calendar_year_works_with_the_school_year_its_spring_belongs_to(
    bases: Bases,
) -> None:
    context = bases.make("school", SCHOOL, period="2026")
    save(context, SCHOOL, "procedures", tables={"procedures": [ROW]})
    assert [one.key for one in typed_forms.known_procedures(context)] == [RUSSIAN]
    with context.database.reading() as connection:
        assert YEAR in {one.key for one in organisations.periods(connection)}


def test_in_the_years_of_a_programme_there_are_no_results(bases: Bases) -> None:
    context = bases.make("school", SCHOOL, period="2020-2022")
    assert typed_forms.known_procedures(context) == ()
    assert typed_forms.results_here(context) == []


def test_points_that_no_histogram_can_hold_stay_out(school: Context) -> None:
    rows = [RawRow("", {"points": 10**9, "pupils": 1})]
    saved = save_record(school, _about("results_totals"), RawAnswers({}, {"histogram": rows}))
    assert [one.code for one in saved.issues if one.severity == "error"] == ["out_of_range"]
    assert typed_forms.results_here(school) == []
