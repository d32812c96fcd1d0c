"""What a school is asked about its results before sending."""

from __future__ import annotations

from array import array
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from app.cli.commands import parser
from app.domain.issues import Issue, Severity
from app.domain.results import Procedure, ProcedureKey, Scale, Totals
from app.domain.scales import NO_SCALES
from app.services.asking import questions_here, results_questions
from app.services.asking_points import pupils_issue, replaced_issues
from app.services.checking import check
from app.services.context import Context
from app.services.methodologies import MethodologyCatalogue
from app.services.publishing import publish
from app.services.referencing import install
from app.services.scales import region_scales, shipped_scales
from app.services.typed_forms import results_here
from app.store import organisations, procedures, results
from tests.unit.analysis.results import pupils, with_pupils
from tests.unit.services.regions import DISTRICTS, KEY, PERIOD, fill, opened, region, schools


def test_marks_and_jumps_are_asked_about_in_one_list() -> None:
    rows = replace(pupils([12] * 15, [4] * 15), sub_points=array("b", [3] * 15))
    now = with_pupils("math", rows, kind="oge", grade=9, scale=Scale())
    last = with_pupils(
        "math", pupils([30] * 15), kind="oge", grade=9, scale=Scale(), year="2024/2025"
    )
    issues = results_questions([now], [last], shipped_scales(), 11)
    assert [issue.code for issue in issues] == ["mark_differs", "jump_between_years"]
    assert {issue.severity for issue in issues} == {Severity.QUERY}
    assert all(issue.message.startswith("ОГЭ, Математика, 9 класс: ") for issue in issues)


def test_ordinary_results_raise_no_question() -> None:
    rows = pupils([3, 8, 9, 11, 12, 13, 14, 17, 18, 19, 22, 23])
    assert results_questions([with_pupils("math", rows)], [], shipped_scales(), 11) == []


FILE = """
kind = "oge"
title = "Шкалы региона"
[[scales]]
subjects = ["math"]
grades = [9]
year = "2025/2026"
max_points = 31
min_3 = 6
min_4 = 15
min_5 = 22
source = "приказ"
"""


def test_questions_are_asked_by_the_scales_of_the_reference(tmp_path: Path) -> None:
    one, path = schools(2)[0], tmp_path / "scales.toml"
    path.write_text(FILE, encoding="utf-8")
    with region(tmp_path, amount=2) as context:
        made = publish(context, scales=region_scales(path))
    rows = replace(pupils([6] * 15, [3] * 15), sub_points=array("b", [2] * 15))
    with opened(tmp_path / "school.sqlite", replace(one, parent=None), ()) as school:
        fill(school, one, 1)
        with school.database.transaction() as connection:
            organisations.remember_period(connection, PERIOD)
            procedures.put(connection, Procedure(KEY))
            results.put_pupils(connection, one.uid, KEY, rows, school.stamp("edit"))
        now = results_here(school)
        before = questions_here(school, now, [])
        install(school, made)
        after = questions_here(school, now, [])
        few = replace(school.methodology.parameters["small_n"], value=Fraction(16))
        rules = replace(
            school.methodology, parameters={**school.methodology.parameters, "small_n": few}
        )
        unmoved = questions_here(replace(school, methodology=rules), now, [])
    assert [issue.code for issue in before] == ["mark_differs"]
    assert [issue.code for issue in after] == ["spike_at_mark"]
    assert unmoved == after  # the reference holds the rules it was published with


def test_a_scale_that_is_not_the_one_of_the_reference_is_named(tmp_path: Path) -> None:
    one = schools(2)[0]
    with region(tmp_path, amount=2) as context:
        made = publish(context)
    with opened(tmp_path / "school.sqlite", replace(one, parent=None), ()) as school:
        fill(school, one, 1)
        other = Scale(max_points=31, min_3=6, min_4=15, min_5=22)
        with school.database.transaction() as connection:
            procedures.put(connection, Procedure(KEY, other))
        assert questions_here(school, results_here(school), []) == []
        install(school, made)
        (note,) = questions_here(school, results_here(school), [])
    assert (note.severity, note.code) == (Severity.NOTE, "scale_of_reference")
    assert "в базе записано «3» от 6, а в эталоне региона «3» от 8" in note.message


def test_region_and_district_are_told_of_other_scales_once_a_procedure(tmp_path: Path) -> None:
    other = Scale(max_points=31, min_3=6, min_4=15, min_5=22)
    with region(tmp_path, amount=4) as context:
        made = publish(context)
        assert scale_notes_of(context) == []
        put_scale(context, other)
        (told,) = scale_notes_of(context)
    assert told.place.school == "R"
    assert "в базе записано «3» от 6, а в эталоне региона «3» от 8" in told.message
    assert told.message.endswith("Если верна шкала базы, составьте эталон заново.")
    own = replace(DISTRICTS[0], parent=None)
    with opened(tmp_path / "district.sqlite", own, schools(4)[1::2]) as district:
        for n, one in enumerate(schools(4)[1::2], 1):
            fill(district, one, n)
        put_scale(district, other)
        assert scale_notes_of(district) == []  # without a reference the entered one counts
        install(district, made)
        (told,) = scale_notes_of(district)
        (of_school,) = (one for one in check(district, schools(4)[1].uid) if one.code == NOTE)
    assert told.place.school == "D1"
    assert told.message == of_school.message
    assert told.message.endswith("сообщите об этом региону.")


NOTE = "scale_of_reference"


def scale_notes_of(context: Context) -> list[Issue]:
    return [one for one in check(context) if one.code == NOTE]


def put_scale(context: Context, scale: Scale) -> None:
    with context.database.transaction() as connection:
        procedures.put(connection, Procedure(KEY, scale))


def test_publishing_again_says_that_scales_given_earlier_go_before_entered_ones(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "scales.toml"
    path.write_text(FILE, encoding="utf-8")
    base = ["reference", "publish", "--base", str(tmp_path / "region.sqlite")]
    told = []
    with region(tmp_path, amount=4) as context:
        put_scale(context, Scale(max_points=31, min_3=9, min_4=15, min_5=22))
        for more in (["--scales", str(path)], [], ["--json"]):
            arguments = parser().parse_args([*base, *more])
            assert arguments.work(arguments) == 0
            told.append(capsys.readouterr().out)
        (note,) = scale_notes_of(context)
    sentence = "дал файлом раньше, идут перед введёнными: ОГЭ, Математика, 9 класс; "
    assert [sentence in one for one in told] == [False, True, False]
    assert note.message.endswith("составьте эталон заново, дав файл с верными шкалами.")


def test_a_base_without_results_is_asked_nothing(tmp_path: Path) -> None:
    with region(tmp_path, amount=1) as context:
        assert questions_here(context, [], []) == []


def test_fewer_than_the_region_calls_few_are_asked_nothing() -> None:
    now = with_pupils("math", pupils([24] * 15), scale=Scale(24, 10, 16, 21))
    last = with_pupils("math", pupils([8] * 15), scale=Scale(24, 10, 16, 21), year="2024/2025")
    assert [one.code for one in results_questions([now], [last], NO_SCALES, 15)] == [
        "jump_between_years"
    ]
    assert results_questions([now], [last], NO_SCALES, 16) == []


def test_entered_numbers_that_marks_replace_are_asked_about() -> None:
    methodology = MethodologyCatalogue().methodology("kbr-2020")
    marks = {2: 3, 3: 14, 4: 2, 5: 1}
    totals = Totals(participants=20, grade_size=20, marks=marks, mass=9, high=7)
    procedure = Procedure(ProcedureKey("vpr", "2025/2026", "russian", 5), Scale())
    found = replaced_issues(totals, procedure, methodology, NO_SCALES)
    assert [one.place.field for one in found] == ["mass", "high"]
    assert "внесено 9, а по отметкам и баллам выходит 17" in found[0].message
    assert "внесено 7, а по отметкам и баллам выходит 1" in found[1].message
    same = replace(totals, mass=17, high=1)
    assert replaced_issues(same, procedure, methodology, NO_SCALES) == []
    # the specification's own bounds are entered: the entered numbers stand
    own = Procedure(procedure.key, Scale(max_points=30, mass_from=15, high_from=22))
    assert replaced_issues(totals, own, methodology, NO_SCALES) == []


def test_a_participant_with_more_points_than_the_work_has_is_asked_about() -> None:
    one = with_pupils("math", pupils([24, 40, 16]), scale=Scale(16, 6, 9, 13))
    assert one.pupils is not None
    issue = pupils_issue(one.pupils, one.procedure, NO_SCALES)
    assert issue is not None
    assert "наибольшего за работу (16) у участников" in issue.message
    assert "(24)" in issue.message
    assert "(40)" in issue.message
    fits = with_pupils("math", pupils([16, 3]), scale=Scale(16, 6, 9, 13))
    assert fits.pupils is not None
    assert pupils_issue(fits.pupils, fits.procedure, NO_SCALES) is None
