"""«Сопровождение»: a district sees its matrix and plans, a school its own offers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.domain.reading import RawAnswers, RawRow
from app.domain.results import ProcedureKey, Totals
from app.gui.jobs import JobRunner
from app.gui.page import Place
from app.gui.pages.support import SupportPage
from tests.unit.services.regions import DISTRICTS, put_totals, region, save, schools


def shown(qtbot: QtBot, place: Place) -> SupportPage:
    page = SupportPage()
    qtbot.addWidget(page)
    page.resize(1000, 650)
    page.show()
    with qtbot.waitSignal(page.ready, timeout=9000):
        page.enter(place)
    return page


def test_a_region_sees_plans_the_matrix_and_offers_in_order_of_codes(
    qtbot: QtBot, tmp_path: Path
) -> None:
    runner = JobRunner()
    with region(tmp_path, amount=3) as context:
        for school in (3, 2):
            for year, twos in (("2024/2025", 0), ("2025/2026", 40)):
                marks = {2: twos, 3: 50 - twos, 4: 0, 5: 0}
                made = Totals(
                    participants=50, grade_size=50, marks=marks, sum_points=500 - 5 * twos
                )
                key = ProcedureKey("oge", year, "math", 9)
                put_totals(context, schools(3)[school - 1], key, made)
        yes = [RawRow("p1a", {"present": "да", "evidence": "приказ № 1"})]
        save(context, DISTRICTS[0], "mum_matrix", RawAnswers(tables={"track_1": yes}))
        page = shown(qtbot, Place(context, runner, None))
        runner.shut_down()
    assert [page.offers.rows.rows.data(page.offers.rows.rows.index(n, 0)) for n in (0, 1)] == [
        "002",
        "003",
    ]
    assert "Результаты стали ниже" in page.offers.why.toPlainText()
    assert page.plans.rows.rows.rowCount() >= 5
    words = {one.text() for one in page.findChildren(QLabel)}
    assert {"закрыто: приказ № 1", "не заполнено", "D1 D1"} <= words
    assert page.sheets.isTabVisible(1)


def test_a_school_sees_its_own_lines_and_no_municipal_tabs(qtbot: QtBot, tmp_path: Path) -> None:
    runner = JobRunner()
    with region(tmp_path, amount=2) as context:
        for one in schools(2):
            cells = {"teachers_total": 20, "teachers_involved": 5}
            rows = {"quarters": [RawRow("q3", cells)]}
            save(context, one, "involvement", RawAnswers(tables=rows))
        at_school = replace(context, role="school", own=schools(1)[0])
        page = shown(qtbot, Place(at_school, runner, schools(1)[0]))
        runner.shut_down()
    assert not page.sheets.isTabVisible(0)
    assert not page.sheets.isTabVisible(1)
    rows_ = page.involvement.rows.rows
    assert [rows_.data(rows_.index(n, 0)) for n in range(rows_.rowCount())] == ["001"]
    assert page.offers.currentIndex() == 0  # words in the place of an empty list
