"""Coverage, plans and self-assessment: bases named, nothing made up (DOMAIN F15–F17, F19, F21)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cli.commands import parser
from app.domain.answers import Answers, Row
from app.domain.deadlines import Deadline, DeadlineKind
from app.domain.indices import IndexValue
from app.domain.mum import mum_states
from app.domain.plans import Progress, involvements, plan_progress, roadmap_progress
from app.domain.reading import RawAnswers, RawRow
from app.services.base_values import adverse_classes, plan_targets
from app.services.calculating import calculate
from app.services.catalogue import FormCatalogue
from app.services.context import Context
from app.services.methodologies import MethodologyCatalogue
from app.services.publishing import publish
from app.services.tabulating import write_indices
from tests.unit.services.regions import DISTRICTS, PERIOD, region, save, schools

FOCUS = RawAnswers(tables={"statuses": [RawRow("1", {"status": "фокус-группа", "grounds": "№ 1"})]})


def values(context: Context, index: str) -> list[IndexValue]:
    return [one for one in calculate(context, PERIOD).values if one.index == index]


def counted(value: IndexValue) -> tuple[object, object, object]:
    """Numerator, denominator and value."""
    return value.numerator, value.denominator, value.value


def all_statuses(context: Context, *districts: int) -> None:
    """Say of districts that schools without a status have none."""
    for n in districts:
        save(context, DISTRICTS[n], "district_programmes", RawAnswers({"statuses_complete": "да"}))


def low_schools(context: Context, *numbers: int) -> None:
    """Name schools as identified by a status."""
    named = {"statuses": [RawRow("1", {"status": "ШНОР", "grounds": "протокол № 2"})]}
    for n in numbers:
        save(context, schools(40)[n - 1], "school_statuses", RawAnswers(tables=named))


def test_the_focus_group_is_told_by_both_bases(tmp_path: Path) -> None:
    with region(tmp_path, amount=30) as context:
        all_statuses(context, 0, 1)
        low_schools(context, *range(1, 11))
        both = [{"status": word, "grounds": "№ 1"} for word in ("ШНОР", "фокус-группа")]
        rows = [RawRow(str(n), cells) for n, cells in enumerate(both, 1)]
        save(context, schools(40)[0], "school_statuses", RawAnswers(tables={"statuses": rows}))
        save(context, schools(40)[19], "school_statuses", FOCUS)
        identified, every = values(context, "coverage_focus")
    assert (identified.school, identified.value) == ("R", Fraction(10))
    assert (identified.numerator, identified.denominator) == (1, 10)
    assert identified.extra["base"] == "identified"
    assert identified.extra["needed"] == 2
    assert not identified.extra["reached"]
    assert "Нужно не меньше 11\u00a0%, то есть 2: не хватает 1." in identified.explanation
    assert (every.numerator, every.denominator, every.extra["needed"]) == (2, 30, 4)


def test_municipal_coverage_counts_those_that_take_part(tmp_path: Path) -> None:
    with region(tmp_path, amount=4) as context:
        first = {"has_programme": "да", "takes_part": "да", "has_infrastructure": "да"}
        save(context, DISTRICTS[0], "district_programmes", RawAnswers(first))
        second = {"has_programme": "да", "takes_part": "нет", "has_infrastructure": "нет"}
        save(context, DISTRICTS[1], "district_programmes", RawAnswers(second))
        joined, every = values(context, "coverage_municipal")
    assert counted(joined) == (1, 1, 100)
    assert counted(every) == (1, 2, 50)
    assert not every.extra["reached"]


def test_where_nobody_answered_coverage_has_no_value_and_says_who_is_silent(
    tmp_path: Path,
) -> None:
    with region(tmp_path, amount=4) as context:
        for index in ("coverage_focus", "coverage_municipal", "coverage_programmes"):
            assert values(context, index)
            for found in values(context, index):
                assert (found.value, found.bounds, found.numerator) == (None, None, None)
                assert (found.reason or "").startswith("нет данных, не ответили: ")
                assert "reached" not in found.extra
        (_, every) = values(context, "coverage_municipal")
    assert every.extra["silent"] == ["D1", "D2"]


def test_where_some_answered_coverage_has_bounds_and_no_verdict(tmp_path: Path) -> None:
    with region(tmp_path, amount=4) as context:
        first = {"takes_part": "да", "has_infrastructure": "да"}
        save(context, DISTRICTS[0], "district_programmes", RawAnswers(first))
        (_, every) = values(context, "coverage_municipal")
        assert (every.value, every.bounds) == (None, (Fraction(50), Fraction(100)))
        assert every.extra["reached"] is None  # 50 % is below 52 %, 100 % is not
        assert every.reason == "не ответили: D2"
        assert "оно лежит от 50,0 до 100,0" in every.explanation
        (programmes,) = values(context, "coverage_programmes")
        assert (programmes.value, programmes.bounds) == (None, None)
        save(context, DISTRICTS[1], "district_programmes", RawAnswers({"has_programme": "нет"}))
        (programmes,) = values(context, "coverage_programmes")
    assert programmes.bounds == (Fraction(0), Fraction(50))
    assert programmes.extra["reached"] is False  # whatever the first district says


def test_programmes_are_asked_of_all_districts_where_the_source_says_so(tmp_path: Path) -> None:
    with region(tmp_path, amount=4) as context:
        for number, word in enumerate(("да", "нет")):
            answers = RawAnswers({"has_programme": word})
            save(context, DISTRICTS[number], "district_programmes", answers)
        (one,) = values(context, "coverage_programmes")
    assert (one.extra["base"], counted(one)) == ("all", (1, 2, 50))


def test_a_control_school_is_no_school_of_the_focus_group(tmp_path: Path) -> None:
    control = RawAnswers(
        tables={"statuses": [RawRow("1", {"status": "контрольная группа", "grounds": "№ 1"})]}
    )
    with region(tmp_path, amount=4) as context:
        all_statuses(context, 0, 1)
        save(context, schools(4)[0], "school_statuses", control)
        save(context, schools(4)[1], "school_statuses", FOCUS)
        (_, every) = values(context, "coverage_focus")
    assert counted(every) == (1, 4, 25)


def test_schools_of_the_lowest_group_work_in_adverse_conditions(tmp_path: Path) -> None:
    with region(tmp_path, amount=8) as context:
        found = calculate(context, PERIOD)
    lowest = {
        one.school
        for one in found.classes
        if one.class_code == "lowest_group" and one.state == "in"
    }
    (share,) = [one for one in found.values if one.index == "identified_adverse"]
    assert lowest
    assert (share.numerator, share.denominator) == (len(lowest), 8)
    assert "О прошлом годе данных нет" in share.explanation


def test_a_reference_frozen_before_groups_were_named_still_reads(tmp_path: Path) -> None:
    methodology = MethodologyCatalogue().methodology("kbr-2020")
    known = {code: one for code, one in methodology.parameters.items() if code != "adverse_classes"}
    assert adverse_classes(replace(methodology, parameters=known)) == ()
    assert adverse_classes(methodology) == ("lowest_group",)


def test_programmes_are_asked_of_districts_with_identified_schools_only(tmp_path: Path) -> None:
    with region(tmp_path, amount=4, methodology="altai-2020") as context:
        all_statuses(context, 0, 1)
        (nobody,) = values(context, "coverage_programmes")
        assert nobody.value is None
        assert (nobody.reason or "").startswith("не применимо")
        low_schools(context, 2)
        ready = {"has_programme": "да", "statuses_complete": "да"}
        save(context, DISTRICTS[0], "district_programmes", RawAnswers(ready))
        (one,) = values(context, "coverage_programmes")
    assert counted(one) == (1, 1, 100)


def test_a_status_of_another_time_does_not_count(tmp_path: Path) -> None:
    with region(tmp_path, amount=4, methodology="altai-2020") as context:
        old = {"status": "ШНОР", "grounds": "№ 2", "until": "31.08.2025"}
        rows = {"statuses": [RawRow("1", old)]}
        all_statuses(context, 0, 1)
        save(context, schools(4)[0], "school_statuses", RawAnswers(tables=rows))
        (none,) = values(context, "coverage_programmes")
    assert (none.reason or "").startswith("не применимо")


def measure(key: str, status: str = "", end: date | None = None) -> Row:
    cells: dict[str, Any] = {"status": status} if status else {}
    if end:
        cells["deadline"] = Deadline(DeadlineKind.BY, end=end)
    return Row(key, cells)


ON = date(2026, 3, 1)
THREE = ("m3_1", "m4_1", "m5_1")


def test_one_filled_measure_of_seventeen_is_one_of_seventeen() -> None:
    rows = [row.code for row in FormCatalogue().form("roadmap").tables[0].rows]
    answers = Answers(tables={"measures": (measure("m3_1", "done", date(2026, 1, 1)),)})
    found = roadmap_progress(answers, ON, PERIOD, rows)
    assert (found.done, found.planned, found.all, found.overdue) == (1, 17, 17, 0)
    nothing = roadmap_progress(Answers(), ON, PERIOD, rows)
    assert (nothing.done, nothing.planned) == (0, 17)


def test_a_cancelled_measure_is_out_of_the_plan_and_an_untouched_one_is_not() -> None:
    answers = Answers(tables={"measures": (measure("m3_1", "cancelled"),)})
    assert roadmap_progress(answers, ON, PERIOD, THREE) == Progress(0, 2, 0, 2, 2)


def test_a_roadmap_is_measured_by_what_was_due() -> None:
    rows = (
        measure("m1_1", "done", date(2026, 1, 1)),
        measure("m1_2", "done", date(2026, 5, 1)),
        measure("m2_1", "in_work", date(2026, 2, 1)),
        measure("m3_1", "planned", date(2026, 5, 1)),
        measure("m3_2", "cancelled", date(2026, 1, 1)),
        measure("m3_4", "planned"),
        measure("m4_1"),
    )
    codes = [row.key for row in rows]
    found = roadmap_progress(Answers(tables={"measures": rows}), ON, PERIOD, codes)
    # done in time, done early, late; two without a deadline count from the first day
    assert found == Progress(2, 5, 1, 6, 4)


def yearly(key: str, status: str, end: date | None = None) -> Row:
    return Row(key, {"status": status, "deadline": Deadline(DeadlineKind.ANNUAL, end=end)})


def test_a_yearly_measure_is_due_on_the_last_day_of_the_period_and_never_overdue() -> None:
    rows = (yearly("m3_1", "done"), *(yearly(f"m5_{n}", "planned") for n in range(1, 5)))
    answers = Answers(tables={"measures": rows})
    codes = [row.key for row in rows]
    early = roadmap_progress(answers, ON, PERIOD, codes)
    assert (early.done, early.due, early.all) == (1, 0, 5)
    at_the_end = roadmap_progress(answers, PERIOD.end, PERIOD, codes)
    assert at_the_end == Progress(1, 5, 0, 5, 5)


def test_a_yearly_measure_with_a_day_is_due_on_that_day_of_the_period() -> None:
    answers = Answers(tables={"measures": (yearly("m3_1", "planned", date(2021, 2, 1)),)})
    assert roadmap_progress(answers, date(2026, 2, 1), PERIOD, ["m3_1"]).due == 0
    assert roadmap_progress(answers, date(2026, 2, 2), PERIOD, ["m3_1"]) == Progress(0, 1, 1, 1, 1)


def test_before_anything_is_due_a_plan_has_no_share_whatever_was_done_early(tmp_path: Path) -> None:
    with region(tmp_path, amount=1) as context:
        done = {"status": "выполнено", "deadline": "ежегодно", "done_on": "30.09.2025"}
        rest = [row.code for row in FormCatalogue().form("roadmap").tables[0].rows]
        rows = {"measures": [RawRow(one, {"deadline": "ежегодно"}) for one in rest]}
        rows["measures"][rest.index("m3_1")] = RawRow("m3_1", done)
        save(context, DISTRICTS[0], "roadmap", RawAnswers(tables=rows))
        winter = replace(context, now=lambda: datetime(2026, 2, 1, tzinfo=UTC))
        (found,) = values(winter, "plan_done")
        later = replace(context, now=lambda: datetime(2026, 9, 30, tzinfo=UTC))
        (over,) = values(later, "plan_done")
    assert (found.value, found.reason) == (None, "ни один срок ещё не наступил")
    assert "всего мероприятий и результатов 17, из них выполнено 1" in found.explanation
    assert counted(over) == (1, 17, Fraction(100, 17))


@given(
    st.lists(st.sampled_from(["done", "planned", "in_work", "cancelled", ""]), max_size=17),
    st.dates(PERIOD.start, PERIOD.end),
)
def test_never_more_is_done_than_was_planned(states: list[str], day: date) -> None:
    rows = tuple(measure(f"m{n}", state, ON) for n, state in enumerate(states))
    codes = [row.key for row in rows]
    found = roadmap_progress(Answers(tables={"measures": rows}), day, PERIOD, codes)
    assert 0 <= found.done <= found.planned <= found.all <= len(states)
    assert found.overdue <= found.due <= found.planned


def test_a_result_of_the_plan_is_done_when_its_fact_reaches_the_target() -> None:
    rows = (
        Row("r1_3_2_1", {"fact": 52}),
        Row("r1_4_1_3", {"fact": 10}),
        Row("r1_6_2_1", {"fact": 3, "own_target": 3}),
        Row("r1_6_4_1", {"status": "cancelled"}),
        Row("r1_3_1_1", {"fact": 12}),  # «создана карта»: twelve are not too many
        Row("r1_3_1_2", {"fact": 7}),
        Row("r1_4_2_1", {"fact": 0}),
    )
    found = plan_progress(Answers(tables={"results": rows}), plan_targets())
    left = len(plan_targets()) - 1
    assert found == Progress(4, left, 0, left, left)


def test_what_is_done_of_plans_stands_with_who_made_them(tmp_path: Path) -> None:
    with region(tmp_path, amount=4) as context:
        done = {"status": "выполнено", "deadline": "до 01.10.2025", "done_on": "30.09.2025"}
        late = {"status": "план", "deadline": "до 01.11.2025"}
        rows = {"measures": [RawRow("m1_1", done), RawRow("m1_2", late)]}
        save(context, DISTRICTS[1], "roadmap", RawAnswers(tables=rows))
        now = datetime(2026, 2, 1, tzinfo=UTC)
        (found,) = values(replace(context, now=lambda: now), "plan_done")
    assert (found.school, found.extra["overdue"], counted(found)[2]) == ("D2", 1, Fraction(100, 17))
    assert "Просрочено: 1." in found.explanation
    assert "Дорожная карта муниципалитета, на 01.02.2026" in found.explanation


def track(number: str, **present: bool) -> dict[str, tuple[Row, ...]]:
    rows = tuple(Row(code, {"present": said}) for code, said in present.items())
    return {f"track_{number}": rows}


def test_self_assessment_needs_all_three_of_the_first_and_one_of_the_third() -> None:
    whole = {"p1a": True, "p1b": True, "p1c": True, "p2": True}
    tables = {
        **track("1", **whole, p3a=False, p3b=True, p3c=False),
        **track("2", **{**whole, "p1c": False}, p3a=True),
    }
    first, second, third = mum_states(Answers(tables=tables))
    assert (first.first, first.second, first.third, first.closed) == (True, True, True, True)
    assert (second.measures, second.first, second.closed) == (2, False, False)
    assert (third.first, third.closed, third.measures) == (None, None, 0)
    assert first.without_evidence == 5
    assert "параметр 3 закрыт" in first.told


def test_involvement_is_a_share_of_teachers_quarter_by_quarter() -> None:
    cells = {"teachers_total": 20, "teachers_involved": 12, "participations": 31}
    rows = (Row("q1", cells), Row("q2", {"teachers_total": 20}))
    (found,) = involvements(Answers(tables={"quarters": rows}))
    assert found.percent == Fraction(60)
    assert found.told == "участвовали 12 из 20 педагогов (60,0\u00a0%), всего участий 31"


def test_the_first_quintile_of_irkutsk_is_taken_by_entered_values(tmp_path: Path) -> None:
    with region(tmp_path, amount=10, methodology="irkutsk-2018") as context:
        for n, one in enumerate(schools(10), 1):
            cells = {"isbsh_value": str(40 + n), "isbsh_source": "письмо № 5"}
            save(context, one, "outside_indices", RawAnswers(cells))
        found = calculate(context, PERIOD)
        made = publish(context)
    states = {row.school: row.state for row in found.classes if row.class_code == "lowest_group"}
    assert [code for code, state in states.items() if state == "in"] == ["001", "002"]
    assert made.thresholds["lowest_group"] == 42
    # those of the quintile count as identified: the focus group is asked about two schools
    focus = next(one for one in found.values if one.index == "coverage_focus")
    assert focus.extra["silent"][:2] == ["001", "002"]
    assert (focus.value, focus.bounds) == (None, None)


def test_the_workbook_and_the_screen_hold_a_region_with_its_coverage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with region(tmp_path, amount=6) as context:
        rows = {"measures": [RawRow("m1_1", {"status": "план", "deadline": "до 01.10.2025"})]}
        save(context, DISTRICTS[0], "roadmap", RawAnswers(tables=rows))
        write_indices(calculate(context, PERIOD), tmp_path / "region.xlsx")
    sheets = read_workbook(tmp_path / "region.xlsx")
    assert [row[0] for row in sheets["По школам"][1:]] == [one.code for one in schools(6)]
    assert {"R", "D1"} <= {str(row[0]) for row in sheets["Показатели"]}
    arguments = parser().parse_args(["indices", "--base", str(tmp_path / "region.sqlite")])
    assert arguments.work(arguments) == 0
    said = capsys.readouterr().out
    assert "Организация R" in said
    assert "Охват школ, все школы: —" in said
    assert "не ответили: 001, 002, 003, 004, 005, 006" in said
    assert "Школа R" not in said


def read_workbook(path: Path) -> dict[str, list[list[Any]]]:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


CODES = {
    "isb", "isbsh", "level_1", "level_5", "participation", "residual", "objectivity_lists",
    "dynamics_achievement", "dynamics_low", "dynamics_share_2", "dynamics_cohort",
    "coverage_focus", "coverage_municipal", "coverage_programmes", "plan_done",
}  # fmt: skip
CLASSES = {
    "lowest_group", "deprived_rural", "deprived_urban", "small_rural", "remote", "deviance",
    "mixed_language", "above_expected", "below_expected", "internship_site", "low_results",
    "low_results_two_years", "low_results_both", "low_cluster_first", "low_cluster_second",
    "not_objective",
}  # fmt: skip


@pytest.mark.parametrize("code", MethodologyCatalogue().codes())
def test_every_methodology_computes_every_index_and_class(code: str, tmp_path: Path) -> None:
    methodology = MethodologyCatalogue().methodology(code)
    assert {index.code for index in methodology.indices} >= CODES
    further = {"lowest_isb"} if code == "irkutsk-2018" else set()
    assert {rule.code for rule in methodology.classes} == CLASSES | further
    with region(tmp_path, amount=5, methodology=code) as context:
        found = calculate(context, PERIOD)
    assert {row.class_code for row in found.classes} == CLASSES | further
    assert len(found.classes) == 5 * len(CLASSES | further)
    made = list(found.values)
    assert "isb" in {value.index for value in made}
    assert all(value.value is not None or value.reason for value in made)
    assert all(value.explanation for value in made)
