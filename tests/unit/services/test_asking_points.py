"""More points in totals than the participants can score: said on import and by check, in full."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.results import Totals
from app.services import typed_forms
from app.services.calculating import calculate
from app.services.checking import check
from app.services.context import Context
from app.services.importing import FileReport, import_files
from app.services.templates import make_template
from tests.unit.services.bases import SCHOOL, YEAR, Bases, save
from tests.unit.services.test_checking import RUSSIAN
from tests.unit.services.test_importing import _filled

SENTENCE = (
    "ВПР, Русский язык, 5 класс: сумма баллов 700 больше возможной: за работу дают не больше "
    "24\N{NO-BREAK SPACE}баллов, 20\N{NO-BREAK SPACE}участников — не больше 480. Проверьте баллы, "
    "число участников и наибольший балл за работу; пока они расходятся, показатели по этой работе "
    "не считаются."
).replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture
def school(bases: Bases) -> Context:
    """A school that has said what the work is worth."""
    context = bases.make("school", SCHOOL)
    row = {"kind": "ВПР", "subject": "Русский язык", "grade": 5, "max_points": 24}
    save(context, SCHOOL, "procedures", tables={"procedures": [row]})
    return context


def asked(context: Context) -> list[str]:
    return [
        one.message.replace("\N{NO-BREAK SPACE}", " ")
        for one in check(context)
        if one.code == "points_beyond"
    ]


def test_check_says_what_the_indices_say(school: Context) -> None:
    totals = {"participants": 20, "sum_points": 700}
    save(school, SCHOOL, "results_totals", totals, procedure=RUSSIAN)
    assert asked(school) == [SENTENCE]
    values = calculate(school, school.period).values
    (value,) = [one for one in values if one.index == "achievement"]
    assert value.flags == ("contradiction",)
    (issue,) = [one for one in check(school) if one.code == "points_beyond"]
    assert (issue.place.form, issue.place.field) == ("results_totals", "sum_points")
    assert issue.place.school == SCHOOL.code


def test_as_many_points_as_can_be_are_not_asked_about(school: Context) -> None:
    totals = {"participants": 20, "sum_points": 480}
    save(school, SCHOOL, "results_totals", totals, procedure=RUSSIAN)
    assert asked(school) == []


def test_a_mean_above_the_work_is_said_as_a_mean(school: Context) -> None:
    totals = {"participants": 20, "mean_points": "24,5"}
    save(school, SCHOOL, "results_totals", totals, procedure=RUSSIAN)
    (told,) = asked(school)
    assert "средний балл 24,5 больше наибольшего за работу (24). Проверьте" in told


def test_import_says_it_at_the_cell_and_keeps_what_was_told(
    school: Context, tmp_path: Path
) -> None:
    path = tmp_path / "totals.xlsx"
    make_template(school.forms, "results_totals", path, school=SCHOOL.code, period=YEAR)
    about = {"@kind": "ВПР", "@subject": "Русский язык", "@grade": 5}
    report = imported(school, _filled(path, {**about, "participants": 20, "sum_points": 700}))
    assert report.stored, report.issues
    (issue,) = [one for one in report.issues if one.code == "points_beyond"]
    assert issue.message.replace("\N{NO-BREAK SPACE}", " ") == SENTENCE
    assert issue.place.cell
    assert issue.place.cell[0].isalpha()
    (found,) = typed_forms.results_here(school)
    assert found.totals == Totals(participants=20, sum_points=700)


def test_a_table_of_totals_is_held_against_the_scale_the_base_knows(
    school: Context, tmp_path: Path
) -> None:
    row = {"kind": "ОГЭ", "subject": "Математика", "grade": 9, "max_points": 31}
    save(school, SCHOOL, "procedures", tables={"procedures": [row]})
    path = tmp_path / "oge.csv"
    head = "Код ОО;Предмет;Участников;«2»;«3»;«4»;«5»;Средний балл"
    lines = ["ОГЭ 2026 г", head, "021301;Математика;20;1;9;5;5;40"]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    report = imported(school, path)
    assert report.stored, report.issues
    (issue,) = [one for one in report.issues if one.code == "points_beyond"]
    assert (issue.place.cell, issue.place.school) == ("H3", SCHOOL.code)
    assert "ОГЭ, Математика, 9 класс: средний балл 40" in issue.message


def imported(context: Context, path: Path) -> FileReport:
    (report,) = import_files(context, [path])
    return report
