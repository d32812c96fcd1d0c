"""Tables that are only read: rows stay, their order changes."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.gui.rows_view import RowsView

ROWS = [("101", "Пример"), ("102", "Дальняя"), ("103", "примерная")]


def test_a_filter_finds_words_in_any_column_and_case(qtbot: QtBot):
    view = RowsView("Школы", ("Код", "Название"), (10, 20))
    qtbot.addWidget(view)
    view.rows.set_rows(ROWS)
    view.rows.filter("ПРИМЕР")
    assert [view.rows.number(view.rows.index(row, 0)) for row in range(view.rows.rowCount())] == [
        0,
        2,
    ]
    view.rows.filter("102")
    assert view.rows.data(view.rows.index(0, 1)) == "Дальняя"
    view.rows.filter("")
    assert view.rows.rowCount() == 3


def test_enter_opens_the_row_one_sees_after_filtering(qtbot: QtBot):
    view = RowsView("Школы", ("Код", "Название"), (10, 20))
    qtbot.addWidget(view)
    view.rows.set_rows(ROWS)
    view.rows.filter("103")
    view.selectRow(0)
    with qtbot.waitSignal(view.opened) as opened:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert opened.args == [2]
