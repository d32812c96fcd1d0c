"""Offers, self-assessment and involvement reach people: as lists, in words and as a sheet."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.cli.commands import parser
from app.domain.answers import Answers, Row
from app.domain.monitoring import Monitoring
from app.domain.mum import mum_states
from app.domain.reading import RawAnswers, RawRow
from app.domain.results import ProcedureKey, Totals
from app.services.calculating import calculate
from app.services.context import Context
from app.services.monitoring import monitoring
from app.services.tabulating import write_indices
from tests.unit.services.regions import DISTRICTS, PERIOD, put_totals, region, save, schools
from tests.unit.services.test_base_values import read_workbook


def fell(context: Context, school: int) -> None:
    """Results in mathematics that fell far from one year to the next."""
    one = schools(school)[school - 1]
    for year, marks in (
        ("2024/2025", {2: 0, 3: 5, 4: 25, 5: 20}),
        ("2025/2026", {2: 30, 3: 20, 4: 0, 5: 0}),
    ):
        points = 20 * 50 if year == "2024/2025" else 6 * 50
        made = Totals(participants=50, grade_size=50, marks=marks, sum_points=points)
        put_totals(context, one, ProcedureKey("oge", year, "math", 9), made)


def seen(context: Context, code: str | None = None) -> Monitoring:
    wanted = {code} if code else None
    return monitoring(context, calculate(context, PERIOD, wanted), wanted)


def test_results_that_fell_make_an_offer_to_the_school(tmp_path: Path) -> None:
    with region(tmp_path, amount=3) as context:
        fell(context, 2)
        found = seen(context)
        assert [(one.school, one.subject) for one in found.offers] == [("002", "math")]
        assert seen(context, "001").offers == ()


def filled(context: Context) -> None:
    fell(context, 2)
    yes = [
        RawRow(code, {"present": "да", "evidence": "приказ № 1"}) for code in ("p1a", "p2", "p3a")
    ]
    save(context, DISTRICTS[0], "mum_matrix", RawAnswers(tables={"track_1": yes}))
    cells = {"teachers_total": 20, "teachers_involved": 5, "participations": 7}
    save(
        context,
        schools(1)[0],
        "involvement",
        RawAnswers(tables={"quarters": [RawRow("q3", cells)]}),
    )


def test_the_three_lists_stand_in_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with region(tmp_path, amount=3) as context:
        filled(context)
    told = _said(tmp_path, capsys, "--json")
    found = json.loads(told)
    (offer,) = found["offers"]
    assert (offer["school"], offer["title"]) == ("002", "Математика")
    (district,) = found["self_assessment"]
    assert (district["district"], len(district["tracks"])) == ("D1", 3)
    first = district["tracks"][0]
    assert [cell["column"] for cell in first["columns"]] == [
        "grounds", "measures", "specifics", "dates", "accordance",
    ]  # fmt: skip
    assert [cell["closed"] for cell in first["columns"]] == [True, True, None, None, True]
    assert first["columns"][0]["documents"] == ["приказ № 1"]
    (quarter,) = found["involvement"]
    assert (quarter["school"], quarter["quarter"], quarter["percent"]) == ("001", "q3", 25)


def test_one_school_sees_its_own_lines_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with region(tmp_path, amount=3) as context:
        filled(context)
    found = json.loads(_said(tmp_path, capsys, "--json", "--school", "001"))
    assert (found["offers"], found["self_assessment"]) == ([], [])
    assert [one["school"] for one in found["involvement"]] == ["001"]


def test_the_lists_are_told_in_words_and_stand_on_a_sheet(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with region(tmp_path, amount=3) as context:
        filled(context)
        write_indices(calculate(context, PERIOD), tmp_path / "o.xlsx", seen(context))
    said = _said(tmp_path, capsys)
    assert "Диагностика, которую можно предложить педагогам" in said
    assert "  002, Математика" in said
    assert "Описание мер: закрыто: приказ № 1" in said
    rows = read_workbook(tmp_path / "o.xlsx")["Сопровождение"]
    assert len(rows) == 1 + 1 + 15 + 1
    sheet = " ".join(str(cell) for row in rows for cell in row)
    in_json = _said(tmp_path, capsys, "--json")
    for words in (said, sheet, in_json):
        assert "Кого пригласить, решает сама школа." in words
        assert "участвовали 5 из 20 педагогов (25,0\u00a0%), всего участий 7" in words


def test_where_there_is_nothing_to_show_there_is_no_sheet(tmp_path: Path) -> None:
    with region(tmp_path, amount=1) as context:
        write_indices(calculate(context, PERIOD), tmp_path / "o.xlsx", seen(context))
    assert "Сопровождение" not in read_workbook(tmp_path / "o.xlsx")


def _said(folder: Path, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    capsys.readouterr()
    base = str(folder / "region.sqlite")
    arguments = parser().parse_args(["indices", "--base", base, *more])
    assert arguments.work(arguments) == 0
    return capsys.readouterr().out


def test_a_closed_cell_without_a_document_asks_for_it_kindly() -> None:
    rows = (Row("p1a", {"present": True}), Row("p1b", {"present": False}))
    stages = tuple(Row(f"c{n}", {"measures": True}) for n in (1, 2, 3))
    first, _, _ = mum_states(Answers(tables={"track_1": rows, "cycle_1_closed": stages}))
    told = {cell.column: cell.told for cell in first.cells}
    assert told["measures"] == "закрыто, назовите документ (этапов цикла закрыто: 3 из 7)"
    assert told["specifics"] == "не закрыто"
    assert told["dates"] == "не заполнено"
