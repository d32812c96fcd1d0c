"""Marks and boundaries that rest on a doubtful scale, or on none, say so."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from app.domain.definitions import Entry
from app.domain.kept_scales import scales_as_json, scales_from_json
from app.domain.results import ProcedureKey, Scale, SchoolResults, Totals
from app.domain.scales import ScaleEntry, Scales, Standing
from tests.unit.analysis.results import procedure, pupils, with_pupils, with_totals
from tests.unit.older_scales import scales_before_2026
from tests.unit.services.calculations import calculation, value_of

SHARES = ("share_2", "share_3", "share_4", "share_5")
BARS = tuple(int(points in range(5, 45, 3)) for points in range(46))
PHYSICS: dict[str, Any] = {"kind": "oge", "grade": 9, "scale": Scale()}


@pytest.mark.parametrize(
    "one",
    [
        with_pupils("physics", pupils([5, 12, 25, 40] * 4), **PHYSICS),
        with_totals("physics", Totals(histogram=BARS), **PHYSICS),
    ],
)
def test_marks_out_of_totals_by_a_scale_of_another_year_are_marked(one: SchoolResults) -> None:
    found = calculation(one, scales=scales_before_2026())
    for index in SHARES:
        value = value_of(found, index, "physics")
        assert "default_scale" in value.flags
        assert "Отметки взяты из баллов: «3» от 11, «4» от 23, «5» от 35." in value.explanation
        assert "шкалы ОГЭ 2023/24 учебного года" in value.explanation


def test_marks_out_of_totals_by_the_scale_of_the_year_name_it_and_bear_no_mark() -> None:
    own = Scale(45, 12, 24, 36, source="приказ № 5")
    one = with_pupils("physics", pupils([5, 12, 25, 40] * 4), kind="oge", grade=9, scale=own)
    value = value_of(calculation(one, scales=scales_before_2026()), "share_2", "physics")
    assert value.flags == ()
    assert "«3» от 12, «4» от 24, «5» от 36. Шкала — приказ № 5." in value.explanation


def test_entered_marks_need_no_scale() -> None:
    rows = pupils([5, 12, 25, 40] * 4, [2, 3, 4, 5] * 4)
    one = with_pupils("physics", rows, **PHYSICS)
    value = value_of(calculation(one, scales=scales_before_2026()), "share_2", "physics")
    assert value.flags == ()
    assert "Шкала" not in value.explanation


def test_a_condition_of_another_year_marks_the_marks_it_lowered() -> None:
    own = Scale(31, 8, 15, 22, source="приказ")
    one = with_pupils("math", pupils([5, 9, 16, 30] * 4), kind="oge", grade=9, scale=own)
    value = value_of(calculation(one, scales=scales_before_2026()), "share_2", "math")
    assert value.bounds is not None
    assert "default_scale" in value.flags
    assert "баллы за задания по геометрии (15–19, 23–25), условие другого года" in value.explanation


def test_scores_of_the_ege_without_a_boundary_say_which_boundary_is_missing() -> None:
    one = with_pupils("russian", pupils([20, 40, 80, 95] * 4), kind="ege", grade=11, scale=Scale())
    found = calculation(one, scales=scales_before_2026())
    for index in ("mass", "high_subject", "level_1", "level_5"):
        value = value_of(found, index, "russian")
        assert value.reason == "нет данных: граница для тестовых баллов не задана", index
    of_procedure = value_of(found, "high_procedure")
    assert of_procedure.reason == "нет данных: граница для тестовых баллов не задана"


def test_points_without_a_scale_say_that_no_boundary_is_set() -> None:
    found = calculation(with_pupils("math", pupils([3, 9] * 6), scale=Scale(20)))
    reason = "нет данных: граница в баллах не задана, а отметок нет"
    assert value_of(found, "mass", "math").reason == reason


def test_delta_of_the_ege_is_two_steps_of_primary_points_where_the_table_is_known() -> None:
    key = ProcedureKey("ege", "2025/2026", "russian", 11)
    table = ScaleEntry(key, Scale(100, source="таблица"), scores=(0, 10, 22, 24, 27, 31, 40))
    one = with_pupils("russian", pupils([22, 24, 27, 30, 31] * 4), kind="ege", grade=11,
                      scale=Scale())  # fmt: skip
    without = value_of(calculation(one, scales=scales_before_2026()), "low_subject", "russian")
    assert without.numerator == 8
    assert "Перевода первичных баллов в тестовые нет" in without.explanation
    scales = Scales((table,)).over(scales_before_2026())
    value = value_of(calculation(one, scales=scales), "low_subject", "russian")
    assert value.numerator == 16
    assert "Нижняя граница: 31 (порог 24 + δ 7)" in value.explanation
    assert "Добавка δ — 2 первичных балла, в тестовых баллах" in value.explanation
    short = replace(table, scores=table.scores[:5])
    value = value_of(
        calculation(one, scales=Scales((short,)).over(scales_before_2026())),
        "low_subject",
        "russian",
    )
    assert "Перевода первичных баллов в тестовые нет" in value.explanation
    given = replace(table, standing=Standing.KEPT, scale=Scale(100, threshold=24))
    value = value_of(calculation(one, scales=Scales((given,))), "low_subject", "russian")
    assert value.numerator == 16


def test_a_delta_entered_with_the_procedure_is_in_the_points_it_is_entered_in() -> None:
    one = with_pupils("russian", pupils([22, 24, 27, 30]), kind="ege", grade=11,
                      scale=Scale(100, threshold=24, delta=5))  # fmt: skip
    value = value_of(calculation(one, scales=scales_before_2026()), "low_subject", "russian")
    assert value.numerator == 3
    assert "Перевода" not in value.explanation


def test_the_rule_of_30_percent_names_what_rests_on_a_scale_of_another_year() -> None:
    parts: dict[str, Any] = {"kind": "oge", "grade": 9, "scale": Scale()}
    rows = pupils([5, 12, 16, 20] * 4)  # no mark that literacy could lower
    work = with_pupils("russian", rows, **parts)
    entered = with_pupils("math", pupils([5, 12, 25, 30] * 4, [2, 3, 4, 5] * 4), **parts)
    earlier = (replace(work, procedure=procedure("russian", year="2024/2025", **parts)),)
    found = calculation(work, entered, earlier=earlier, scales=scales_before_2026())
    told = {row.class_code: row.because for row in found.classes}
    assert (
        "Русский язык, 9 класс: «2» у 8 из 16 (50,0\u00a0%, по шкале другого года)"
        in (told["low_results"])
    )
    assert "Математика, 9 класс: «2» у 4 из 16 (25,0\u00a0%)" in told["low_results"]
    twice = "«2» у 8 из 16 (по шкале другого года), годом раньше у 8 из 16 (по шкале другого года)"
    assert twice in told["low_results_two_years"]


def test_marks_by_a_scale_of_another_year_contradict_no_entered_totals() -> None:
    rows = pupils([5, 12, 25, 40] * 4)
    for scale, contradicts in ((Scale(), False), (Scale(45, 12, 24, 36), True)):
        one = with_pupils("physics", rows, kind="oge", grade=9, scale=scale)
        both = replace(one, totals=Totals(participants=16, marks={2: 8, 3: 0, 4: 4, 5: 4}))
        value = value_of(calculation(both, scales=scales_before_2026()), "share_2", "physics")
        assert ("contradiction" in value.flags) == contradicts


def test_what_needs_the_greatest_total_alone_bears_no_mark_where_that_was_entered() -> None:
    def of(scale: Scale, year: str) -> SchoolResults:
        parts: dict[str, Any] = {"kind": "oge", "grade": 9, "scale": scale, "year": year}
        return with_pupils("physics", pupils([5, 12, 25, 40] * 4), **parts)

    for scale, is_marked in ((Scale(45), False), (Scale(), True)):
        now, last = of(scale, "2025/2026"), of(scale, "2024/2025")
        open_scales = scales_before_2026()
        kept = Scales(tuple(open_scales.kept(one.procedure) for one in (now, last)))
        travelled = json.loads(json.dumps(scales_as_json(kept)))
        frozen = scales_from_json(Entry(one, "эталон") for one in travelled)
        for scales in (open_scales, frozen):
            found = calculation(now, earlier=(last,), scales=scales)
            for index in ("achievement", "dynamics_achievement"):
                value = value_of(found, index, "physics")
                assert value.value is not None
                assert ("default_scale" in value.flags) == is_marked, index
                assert is_marked or "2023/24" not in value.explanation
            for index in ("low_subject", "dynamics_low"):
                assert "default_scale" in value_of(found, index, "physics").flags, index
