"""Forms of plans and self-assessment: the source's rows, no names, what has to be filled."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files

import pytest

from app.domain.answers import from_json
from app.domain.forms import Form
from app.domain.reading import RawAnswers, RawRow, read_answers
from app.domain.rules import broken_rules
from app.services.catalogue import FormCatalogue

CATALOGUE = FormCatalogue()
ROADMAP = CATALOGUE.form("roadmap")
PLAN = CATALOGUE.form("plan_grafik")
MUM = CATALOGUE.form("mum_matrix")
OUTSIDE = CATALOGUE.form("outside_indices")


def broken(form: Form, tables: dict[str, list[RawRow]] | None = None, **values: object) -> set[str]:
    reading = read_answers(form, RawAnswers(values, tables or {}))
    assert not reading.issues
    return {issue.code for issue in broken_rules(form, reading.answers)}


def test_the_roadmap_has_the_seventeen_measures_of_its_source_and_no_names() -> None:
    rows = ROADMAP.table_by_code["measures"].rows
    assert len(rows) == 17
    assert [row.code for row in rows][:3] == ["m1_1", "m1_2", "m2_1"]
    assert rows[-1].label.startswith("6.2. Анализ и оценка эффективности")
    words = " ".join(f"{row.label} {row.hint}" for row in rows)
    assert not re.search(r"[А-Я]\.\s?[А-Я]\.", words)


def test_every_result_of_the_plan_has_a_target() -> None:
    path = files("resources") / "directories" / "plan_grafik.toml"
    targets = tomllib.loads(path.read_text(encoding="utf-8"))["targets"]
    rows = PLAN.table_by_code["results"].rows
    assert [target["row"] for target in targets] == [row.code for row in rows]
    assert {key for target in targets for key in target} <= {"row", "number", "unit", "base"}
    by_row = {target["row"]: target for target in targets}
    assert by_row["r1_3_2_1"]["number"] == 52
    assert by_row["r1_4_1_3"] == {
        "row": "r1_4_1_3", "number": 11, "unit": "%",
        "base": "школы по результатам идентификации",
    }  # fmt: skip


def test_a_measure_that_is_done_needs_a_day_and_a_proof() -> None:
    done = {"measures": [RawRow("m1_1", {"status": "выполнено"})]}
    assert broken(ROADMAP, done) == {"measures_done_day", "measures_done_evidence"}
    planned = {"measures": [RawRow("m1_1", {"status": "план"})]}
    assert broken(ROADMAP, planned) == set()


def test_all_three_tracks_must_be_reflected() -> None:
    one = {"track_1": [RawRow("p1a", {"present": "да", "evidence": "приказ № 1"})]}
    assert broken(MUM, one) == {"track_2_needed", "track_3_needed"}
    assert broken(MUM) == set()


def test_a_yes_without_a_document_is_asked_about() -> None:
    tables = {f"track_{n}": [RawRow("p1a", {"present": "да"})] for n in (1, 2, 3)}
    assert broken(MUM, tables) == {f"track_{n}_evidence" for n in (1, 2, 3)}


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"isbsh_value": "43,7"}, {"isbsh_source_needed", "isbsh_date_needed"}),
        ({"isbsh_value": "43,7", "isbsh_source": "письмо № 5"}, {"isbsh_date_needed"}),
        ({}, set()),
    ],
)
def test_an_outside_value_says_where_it_comes_from(
    values: dict[str, object], said: set[str]
) -> None:
    assert broken(OUTSIDE, None, **values) == said


def test_more_points_than_there_are_stop_a_diagnostics_row() -> None:
    form = CATALOGUE.form("teachers_diagnostics")
    row = {"code": "У-1", "subject": "russian", "kind": "предметная", "day": "10.03.2026"}
    assert broken(form, {"diagnostics": [RawRow("1", {**row, "score": 31, "best": 30})]}) == {
        "score_above_best"
    }
    assert broken(form, {"diagnostics": [RawRow("1", {**row, "score": 30, "best": 30})]}) == set()


def test_involvement_counts_a_teacher_once_a_quarter() -> None:
    form = CATALOGUE.form("involvement")
    cells = {"teachers_total": 20, "teachers_involved": 12, "participations": 11}
    assert broken(form, {"quarters": [RawRow("q1", cells)]}) == {"participations_enough"}


def test_a_status_does_not_end_before_it_begins() -> None:
    form = CATALOGUE.form("school_statuses")
    row = {"status": "фокус группа", "grounds": "приказ № 3"}
    days = {"since": "01.09.2026", "until": "01.09.2025"}
    assert broken(form, {"statuses": [RawRow("1", {**row, **days})]}) == {"status_days"}


def test_a_closed_cell_of_the_cycle_asks_for_its_document() -> None:
    tracks = {
        f"track_{n}": [RawRow("p1a", {"present": "да", "evidence": "приказ № 1"})]
        for n in (1, 2, 3)
    }
    closed = {"cycle_2_closed": [RawRow("c6", {"dates": "да"}), RawRow("c1", {"dates": "нет"})]}
    assert broken(MUM, {**tracks, **closed}) == {"cycle_2_dates"}
    named = {"cycle_2_documents": [RawRow("c6", {"dates": "приказ № 3, с. 2"})]}
    assert broken(MUM, {**tracks, **closed, **named}) == set()


def test_texts_of_the_first_version_of_the_matrix_are_carried_over() -> None:
    old = '{"tables":{"cycle_1":[{"#":"c4","grounds":"аналитическая справка"}]}}'
    assert from_json(MUM, old).cell("cycle_1", "c4", "grounds") == "аналитическая справка"


def test_every_stage_of_the_matrix_hints_at_what_the_source_wrote() -> None:
    for n in (1, 2, 3):
        rows = MUM.table_by_code[f"cycle_{n}"].rows
        assert len(rows) == 7
        assert all(row.hint.startswith("Документы региона в образце: ") for row in rows)
    assert "24.03" in MUM.table_by_code["cycle_1"].rows[3].hint


def test_an_empty_list_of_statuses_can_be_said_to_be_empty() -> None:
    form = CATALOGUE.form("school_statuses")
    assert broken(form, None, no_statuses="да") == set()
    row = {"status": "ШНОР", "grounds": "№ 2"}
    assert broken(form, {"statuses": [RawRow("1", row)]}, no_statuses="да") == {"none_or_some"}
