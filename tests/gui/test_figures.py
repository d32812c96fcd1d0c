"""«Показатели» of a school and of a whole base: groups in order, cells that explain, a workbook."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from app.domain.indices import ClassRow, IndexValue, State
from app.domain.messages import NO_BREAK
from app.domain.organisations import Organisation, OrganisationKind, organisation_uid
from app.domain.periods import parse_period
from app.domain.reading import RawAnswers
from app.gui.figures.groups import GroupsView, GroupWords, heading, together
from app.gui.figures.told import HEADERS, NOT_APPROVED, Group, parameters
from app.gui.forms.draft import Draft
from app.gui.forms.table_model import TableModel
from app.gui.forms.table_view import TableView
from app.gui.jobs import JobRunner
from app.gui.page import Place
from app.gui.pages.indices import IndicesPage
from app.gui.wrapped_rows import WrappedRows
from app.services import editing
from app.services.calculating import calculate
from app.services.methodologies import MethodologyCatalogue
from app.services.opening import Setup, create_base, open_base

YEAR = "2025/2026"
CODES = ("103", "101", "102", "104", "105", "106")


def group(title: str, state: State, because: str = "", *, main: bool = False) -> Group:
    return Group(title, state, provisional=False, main=main, because=because, explanation=title)


@pytest.fixture
def district(tmp_path: Path, runner: JobRunner, school: Organisation) -> Iterator[Place]:
    """Six schools, each with a social passport of its own."""
    own = replace(
        school, uid=organisation_uid("83", "01"), code="01", kind=OrganisationKind.DISTRICT
    )
    schools = tuple(
        replace(school, uid=organisation_uid("83", code), code=code, name=f"Школа {code}")
        for code in CODES
    )
    path = tmp_path / "district" / "base.sqlite"
    create_base(path, Setup("district", "kbr-2020", own, schools, parse_period(YEAR)))
    context = open_base(path)
    for number, one in enumerate(schools):
        answers = {
            "pupils_total": 100,
            "parents_higher": 20,
            "single_parent": 10 * number,
            "registered_school": number,
        }
        subject = editing.Subject(one.uid, "social_passport", YEAR)
        editing.save_record(context, subject, RawAnswers(answers))
    yield Place(context, runner, None)
    context.close()


@pytest.fixture
def opened(qtbot: QtBot) -> Callable[[Place], IndicesPage]:
    def open_page(place: Place) -> IndicesPage:
        page = IndicesPage()
        qtbot.addWidget(page)
        page.resize(1000, 650)
        page.show()
        page.enter(place)
        settle(place, qtbot)
        return page

    return open_page


def settle(place: Place, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not place.runner.is_busy, timeout=9000)
    qtbot.wait(100)
    qtbot.waitUntil(lambda: not place.runner.is_busy, timeout=9000)


def tabs(page: IndicesPage) -> list[str]:
    sheets = page.sheets
    return [sheets.tabText(n) for n in range(sheets.count()) if sheets.isTabVisible(n)]


def names(page: IndicesPage) -> list[str]:
    model = page.schools.model
    vertical = Qt.Orientation.Vertical
    return [model.headerData(row, vertical).split()[0] for row in range(model.rowCount())]


def test_a_district_without_a_chosen_school_sees_its_own_values(
    district: Place, opened: Callable[[Place], IndicesPage]
):
    page = opened(district)
    assert page.whose.base.text() == "Весь район"
    assert page.whose.is_whole
    assert not page.whose.school.isEnabled()
    titles = {row[0] for row in rows(page.list)}
    assert "Доля школ в фокус-группе" in titles
    assert page.why.toPlainText()
    assert tabs(page) == ["Показатели", "Группы по школам", "Методика"]


def rows(view: WrappedRows) -> list[tuple[str, ...]]:
    model = view.rows
    return [
        tuple(str(model.data(model.index(row, column))) for column in range(model.columnCount()))
        for row in range(model.rowCount())
    ]


def test_schools_stand_by_code_and_cannot_be_sorted(
    district: Place, opened: Callable[[Place], IndicesPage]
):
    page = opened(district)
    assert names(page) == sorted(CODES)
    assert not page.schools.view.isSortingEnabled()
    page.schools.view.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    assert names(page) == sorted(CODES)


def test_a_filter_leaves_schools_out_and_moves_none(
    district: Place, opened: Callable[[Place], IndicesPage]
):
    page = opened(district)
    page.schools.search.setText("школа 10")
    assert names(page) == sorted(CODES)
    page.schools.search.setText("104")
    assert names(page) == ["104"]
    assert page.schools.model.school(0).code == "104"


def test_a_cell_opens_its_explanation(
    district: Place, opened: Callable[[Place], IndicesPage], qtbot: QtBot
):
    page = opened(district)
    page.sheets.setCurrentWidget(page.schools)
    at = page.schools.model.index(2, 0)
    page.schools.view.setCurrentIndex(at)
    settle(district, qtbot)
    row = page.schools.model.cell(at)
    assert row is not None
    assert row.school == "103"
    words = f"103 Школа 103\n{row.explanation}".replace(NO_BREAK, " ")  # as Qt gives them back
    assert page.schools.why.toPlainText() == words


def test_headings_tell_how_many_schools_are_in_a_group(
    district: Place, opened: Callable[[Place], IndicesPage]
):
    page = opened(district)
    model = page.schools.model
    first = [model.cell(model.index(row, 0)) for row in range(model.rowCount())]
    inside = sum(one is not None and one.state is State.IN for one in first)
    assert model.headerData(0, Qt.Orientation.Horizontal).endswith(f"\n{inside} из 6")


def test_enter_on_a_row_goes_to_its_school(
    district: Place, opened: Callable[[Place], IndicesPage], qtbot: QtBot
):
    page = opened(district)
    moved: list[Place] = []
    page.moved.connect(moved.append)
    page.schools.view.setCurrentIndex(page.schools.model.index(1, 0))
    qtbot.keyClick(page.schools.view, Qt.Key.Key_Return)
    settle(district, qtbot)
    assert [one.school.code for one in moved if one.school] == ["102"]
    assert not page.whose.is_whole
    assert tabs(page) == ["Показатели", "Группы", "Методика"]
    assert rows(page.list)[0][0] == "Индекс социального благополучия (ИСБ)"
    page.whose.base.setChecked(True)
    settle(district, qtbot)
    assert tabs(page)[1] == "Группы по школам"


def test_a_school_has_no_choice_and_no_table_of_schools(
    place: Place, opened: Callable[[Place], IndicesPage]
):
    page = opened(place)
    assert page.whose.isHidden()
    assert tabs(page) == ["Показатели", "Группы", "Методика"]


def test_the_values_go_to_a_workbook(
    district: Place,
    opened: Callable[[Place], IndicesPage],
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    from openpyxl import load_workbook

    page = opened(district)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "все"), ""))
    [save] = [one for one in page.findChildren(QPushButton) if one.text() == "Сохранить в Excel…"]
    save.click()
    settle(district, qtbot)
    for box in page.findChildren(QMessageBox):
        box.close()
    book = load_workbook(tmp_path / "все.xlsx", read_only=True)
    codes = {line[0] for line in book["Показатели"].iter_rows(min_row=2, values_only=True)}
    assert {"01", *CODES} <= codes
    book.close()


def test_the_methodology_tells_numbers_units_and_who_set_them():
    methodology = MethodologyCatalogue().methodology("kbr-2020")
    lines = dict(zip(methodology.parameters, parameters(methodology), strict=True))
    assert lines["small_n"][1:3] == ("11 человек", NOT_APPROVED)
    assert lines["isb_base"][1:3] == ("85 балл", "методикой")
    assert lines["confidence"][1] == "0,95"
    assert "low_results" not in lines["identified_classes"][1]


def test_groups_stand_with_the_main_type_first_and_one_reason_once(qtbot: QtBot):
    view = GroupsView()
    qtbot.addWidget(view)
    view.show()
    view.show_groups(
        (
            group("Четверть", State.IN, "ИСБ мал."),
            group("Модель", State.UNDETERMINED, "Модели нет."),
            group("Городские", State.OUT, "Не из города."),
            group("Далёкие", State.OUT, "Не из города."),
            group("Сельские", State.IN, "Из села.", main=True),
        )
    )
    qtbot.wait(20)
    texts = [one.text() for one in view.findChildren(QLabel) if one.isVisibleTo(view)]
    by_place = sorted(
        (one for one in view.findChildren(QLabel) if one.isVisible()),
        key=lambda one: one.mapTo(view, one.rect().topLeft()).y(),
    )
    headings = [one.text() for one in by_place if ":" in one.text()]
    assert headings == [
        "Сельские: относится, основной тип",
        "Четверть: относится",
        "Модель: пока нельзя определить",
    ]
    assert "Не из города." not in texts
    assert view.fold.text() == "Показать: не относится (2)"
    view.fold.click()
    shown = [one.text() for one in view.findChildren(QLabel) if one.isVisibleTo(view)]
    assert shown.count("Не из города.") == 1
    assert "Городские: не относится" in shown
    assert "Далёкие: не относится" in shown
    assert len(view.findChildren(GroupWords)) == 4


def test_where_a_school_is_in_no_group_the_reasons_are_open(qtbot: QtBot):
    view = GroupsView()
    qtbot.addWidget(view)
    view.show()
    view.show_groups((group("Городские", State.OUT, "Не из города."),))
    assert view.fold.isChecked()


def test_a_provisional_group_says_so_in_its_heading():
    guess = replace(group("Четверть", State.OUT), provisional=True)
    assert heading(guess) == "Четверть: не относится (предварительно)"
    assert together([]) == []


def test_long_texts_are_wrapped_and_columns_fit_the_width(qtbot: QtBot):
    view = WrappedRows("Показатели", HEADERS, (32, 23, 12, 13, 26, 20))
    qtbot.addWidget(view)
    view.resize(700, 400)
    view.show()
    title = "Доля участников с уровнем подготовки «пониженный» (2 из 5)"
    view.rows.set_rows([(title, "", "", "", "", ""), ("ИСБ", "", "", "", "", "")])
    metrics = view.fontMetrics()
    for row in range(2):
        text = str(view.rows.data(view.rows.index(row, 0)))
        box = metrics.boundingRect(
            0, 0, view.columnWidth(0) - 10, 1000, int(Qt.TextFlag.TextWordWrap), text
        )
        assert view.rowHeight(row) >= box.height()
    assert view.rowHeight(0) > view.rowHeight(1)
    assert sum(view.columnWidth(n) for n in range(6)) <= view.viewport().width()


def test_the_page_with_its_words_fits_a_narrow_window(
    district: Place, opened: Callable[[Place], IndicesPage]
):
    page = opened(district)
    page.sheets.setCurrentWidget(page.schools)
    assert "Эталона региона нет" in page._basis.text()
    assert page.minimumSizeHint().width() <= 760


def test_long_names_of_rows_are_not_cut(district: Place, qtbot: QtBot):
    form = district.context.forms.form("roadmap")
    view = TableView(TableModel(Draft(form), form.table_by_code["measures"]))
    qtbot.addWidget(view)
    view.resize(900, 400)
    view.show()
    view.fit_rows()
    header = view.verticalHeader()
    for row, one in enumerate(form.table_by_code["measures"].rows[:5]):
        box = header.fontMetrics().boundingRect(
            0, 0, header.width() - 12, 2000, int(Qt.TextFlag.TextWordWrap), one.label
        )
        assert view.rowHeight(row) >= box.height()


def test_a_calculation_goes_as_soon_as_nobody_holds_it(district: Place):
    """What the worker freezes is never searched for cycles again, so there must be none."""
    gc.collect()
    gc.disable()
    try:
        calculate(district.context, district.context.period)
        gc.set_debug(gc.DEBUG_SAVEALL)
        gc.collect()
        left = [one for one in gc.garbage if isinstance(one, ClassRow | IndexValue)]
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()
    assert left == []
