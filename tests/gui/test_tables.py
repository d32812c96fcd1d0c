"""Tables under Excel's keyboard: typing, moving, pasting, copying, rows that come and go."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QComboBox, QLabel
from pytestqt.qtbot import QtBot

from app.domain.forms import Form
from app.gui.forms.draft import Draft, Spot
from app.gui.forms.table_model import TableModel
from app.gui.forms.table_panel import TablePanel
from app.gui.forms.table_view import TableView
from app.services.context import Context

Typing = Callable[[str], None]


@pytest.fixture
def draft(small: Form) -> Draft:
    return Draft(small)


def shown(qtbot: QtBot, draft: Draft, table: str) -> TableView:
    panel = TablePanel(draft, draft.form.table_by_code[table])
    qtbot.addWidget(panel)
    panel.resize(700, 400)
    panel.show()
    qtbot.waitExposed(panel)
    panel.view.setFocus()
    panel.view.setCurrentIndex(panel.model.index(0, 0))
    return panel.view


@pytest.fixture
def free(qtbot: QtBot, draft: Draft) -> TableView:
    return shown(qtbot, draft, "free")


@pytest.fixture
def grades(qtbot: QtBot, draft: Draft) -> TableView:
    return shown(qtbot, draft, "grades")


def at(view: TableView) -> tuple[int, int]:
    return view.currentIndex().row(), view.currentIndex().column()


def cells(draft: Draft, table: str) -> list[dict[str, object]]:
    return [dict(row.cells) for row in draft.tables[table]]


def test_the_first_keystroke_is_kept_and_replaces_what_stood_there(
    free: TableView, draft: Draft, qtbot: QtBot, type_text: Typing
):
    type_text("Учитель")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert cells(draft, "free") == [{"post": "Учитель"}]
    free.setCurrentIndex(free.model().index(0, 0))
    type_text("Логопед")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert cells(draft, "free") == [{"post": "Логопед"}]


def test_enter_goes_down_and_tab_to_the_right(
    grades: TableView, draft: Draft, qtbot: QtBot, type_text: Typing
):
    type_text("12")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert at(grades) == (0, 1)
    type_text("1")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert at(grades) == (1, 0)
    assert cells(draft, "grades")[0] == {"pupils": "12", "classes": "1"}


def test_enter_in_a_table_moves_even_without_typing(grades: TableView, qtbot: QtBot):
    qtbot.keyClick(grades, Qt.Key.Key_Return)
    assert at(grades) == (1, 0)
    qtbot.keyClick(grades, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert at(grades) == (0, 0)


def test_tab_leaves_the_table_behind_its_last_cell(grades: TableView, qtbot: QtBot):
    grades.setCurrentIndex(grades.model().index(1, 1))
    qtbot.keyClick(grades, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is not grades


def test_delete_clears_the_selected_cells(grades: TableView, draft: Draft, qtbot: QtBot):
    draft.tables["grades"][0].cells.update(pupils=12, classes=1)
    grades.selectRow(0)
    qtbot.keyClick(grades, Qt.Key.Key_Delete)
    assert cells(draft, "grades") == [{}, {}]


def test_a_pasted_block_adds_the_rows_it_needs(free: TableView, draft: Draft, qtbot: QtBot):
    QGuiApplication.clipboard().setText("Учитель\t0,5\tОсновная\r\nЛогопед\t1\tСредняя\r\n")
    qtbot.keyClick(free, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert cells(draft, "free") == [
        {"post": "Учитель", "rate": "0,5", "kind": "Основная"},
        {"post": "Логопед", "rate": "1", "kind": "Средняя"},
    ]
    answers = draft.look().answers
    assert str(answers.cell("free", "1", "rate")) == "0.5"
    assert answers.cell("free", "2", "kind") == "b"


def test_a_block_longer_than_a_fixed_table_is_cut_and_said(
    grades: TableView, draft: Draft, qtbot: QtBot
):
    QGuiApplication.clipboard().setText("1\n2\n3")
    with qtbot.waitSignal(grades.pasted) as told:
        qtbot.keyClick(grades, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert (told.args[0].rows, told.args[0].cut_rows) == (2, 1)
    assert cells(draft, "grades") == [{"pupils": "1"}, {"pupils": "2"}]


def test_one_copied_value_fills_the_selection(grades: TableView, draft: Draft, qtbot: QtBot):
    QGuiApplication.clipboard().setText("7")
    grades.selectAll()
    qtbot.keyClick(grades, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert cells(draft, "grades") == [{"pupils": "7", "classes": "7"}] * 2


def test_copying_gives_excel_the_block(grades: TableView, draft: Draft, qtbot: QtBot):
    draft.tables["grades"][0].cells.update(pupils=12, classes=1)
    draft.tables["grades"][1].cells.update(pupils=8)
    grades.selectAll()
    qtbot.keyClick(grades, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "12\t1\n8\t"


def test_a_choice_is_made_from_a_list_in_the_cell(free: TableView, draft: Draft, qtbot: QtBot):
    free.setCurrentIndex(free.model().index(0, 2))
    qtbot.keyClick(free, Qt.Key.Key_F2)
    combo = free.viewport().findChild(QComboBox)
    assert isinstance(combo, QComboBox)
    combo.setCurrentIndex(combo.findText("Средняя"))
    combo.activated.emit(combo.currentIndex())
    assert draft.look().answers.cell("free", "1", "kind") == "b"


def test_a_refused_cell_is_coloured_signed_and_explained(free: TableView, draft: Draft):
    model = free.model()
    assert isinstance(model, TableModel)
    draft.add_row("free")
    draft.tables["free"][0].cells.update(post="Учитель", rate="девять")
    model.set_rows(None)
    model.set_look(draft.look())
    cell = model.index(0, 1)
    assert model.data(cell) == "девять"
    assert model.data(cell, Qt.ItemDataRole.BackgroundRole) is not None
    assert "✖ Ошибка." in model.data(cell, Qt.ItemDataRole.ToolTipRole)
    assert "девять" in model.data(cell, Qt.ItemDataRole.AccessibleTextRole)


def test_rows_keep_their_keys_when_others_go(draft: Draft, small: Form, qtbot: QtBot):
    model = TableModel(draft, small.table_by_code["free"])
    for post in ("Первый", "Второй", "Третий"):
        model.setData(model.index(model.rowCount() - 1, 0), post)
    model.remove_rows([1])
    assert [(row.key, row.cells["post"]) for row in draft.tables["free"]] == [
        ("1", "Первый"),
        ("3", "Третий"),
    ]
    model.add_row(0)
    assert [row.key for row in draft.tables["free"]] == ["4", "1", "3"]


def test_rows_given_by_other_answers_are_shown_alone(draft: Draft, small: Form):
    draft.add_row("free")
    draft.tables["free"][0].cells.update(post="Чужая", kind="b")
    model = TableModel(draft, small.table_by_code["free"], given={"kind": "a"})
    assert (model.rowCount(), model.columnCount()) == (1, 2)
    model.setData(model.index(0, 0), "Своя")
    assert cells(draft, "free")[1] == {"kind": "a", "post": "Своя"}
    assert model.spot(model.index(0, 0)) == Spot("free", "2", "post")


def test_a_click_on_a_cell_and_typing_over_it_works_with_the_mouse_too(
    grades: TableView, draft: Draft, qtbot: QtBot, type_text: Typing
):
    place = grades.visualRect(grades.model().index(1, 0)).center()
    qtbot.mouseClick(grades.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place))
    type_text("5")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert cells(draft, "grades")[1] == {"pupils": "5"}


def test_an_issue_of_a_whole_table_stands_above_it(context: Context, qtbot: QtBot):
    form = context.forms.form("staff")
    draft = Draft(form)
    draft.values["vacancies_total"] = "2"
    panel = TablePanel(draft, form.table_by_code["vacancies"])
    qtbot.addWidget(panel)
    panel.show_look(draft.look())
    assert any("список пуст" in one.text() for one in panel.findChildren(QLabel))
