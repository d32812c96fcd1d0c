"""Typing while the form is read again, checked and saved between any two keys: no key is lost."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.domain.fields import Field
from app.domain.forms import Form, Table
from app.gui.editors import editor_for
from app.gui.editors.choosing import SearchCombo, options
from app.gui.forms.form_view import FormView
from app.gui.forms.table_panel import TablePanel
from app.gui.forms.table_view import TableView
from app.services.catalogue import FormCatalogue

CATALOGUE = FormCatalogue()
TABLES = [
    (code, table.code)
    for code in CATALOGUE.codes()
    for table in CATALOGUE.form(code).tables
    if code != "support_card" or table.code == "measures"
]


def with_focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def hit(letter: str) -> None:
    """One letter into whatever has the focus; QTest itself knows Latin keys only."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        key = Qt.Key.Key_Space if letter == " " else 0
        event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, letter)
        QApplication.sendEvent(with_focus(), event)


def begin(qtbot: QtBot, window: QWidget, first: QWidget) -> None:
    """The window is on the screen and has the keyboard."""
    window.show()
    window.activateWindow()
    first.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is first)


class Desk:
    """A form on the screen; between any two keys everything is read and shown again."""

    def __init__(self, qtbot: QtBot, form: Form, table: Table) -> None:
        self.qtbot = qtbot
        self.view = FormView(form)
        qtbot.addWidget(self.view)
        self.view.resize(1100, 700)
        self.panel = TablePanel(self.view.draft, table)
        qtbot.addWidget(self.panel)
        self.panel.edited.connect(self.view.edited)
        self.panel.resize(1100, 600)
        begin(qtbot, self.panel, self.cells)
        self.go(0, 0)

    @property
    def cells(self) -> TableView:
        return self.panel.view

    def go(self, row: int, column: int) -> None:
        self.cells.setCurrentIndex(self.panel.model.index(row, column))

    def refresh(self) -> None:
        """What the window does 200 ms after a key, and after a save."""
        self.view.read_now()
        self.panel.show_look(self.view.look)
        QApplication.processEvents()

    def press(self, key: Qt.Key) -> None:
        self.qtbot.keyClick(with_focus(), key)
        self.refresh()

    def type(self, text: str) -> None:
        for letter in text:
            hit(letter)
            self.refresh()


def words_for(field: Field, number: int) -> tuple[str, str]:
    """What a person types into a cell of the field, and what then stands in it."""
    match field.type.name:
        case "choice" | "boolean":
            label = options(field)[-1][1]
            return label, label
        case "date":
            text = date(2026, 4, 10 + number).strftime("%d.%m.%Y")
            return text, text
        case "deadline":
            return "ежеквартально", "ежеквартально"
        case "text":
            return f"текст {number}", f"текст {number}"
    return f"1{number}", f"1{number}"


@pytest.mark.parametrize(("code", "table"), TABLES)
@pytest.mark.parametrize("step", [Qt.Key.Key_Return, Qt.Key.Key_Tab])
def test_every_table_keeps_every_key(qtbot: QtBot, code: str, table: str, step: Qt.Key) -> None:
    form = CATALOGUE.form(code)
    desk = Desk(qtbot, form, form.table_by_code[table])
    model = desk.panel.model
    wanted: dict[tuple[int, int], str] = {}
    column = next(n for n, one in enumerate(model.columns) if one.visible_if is None)
    rows = 3 if form.table_by_code[table].is_free else min(3, model.rowCount())
    desk.go(0, column)
    for number in range(rows if step is Qt.Key.Key_Return else 3):
        at = desk.cells.currentIndex()
        if not desk.cells.model().flags(at) & Qt.ItemFlag.ItemIsEditable:
            desk.press(step)
            continue
        text, expected = words_for(model.field(at), number)
        desk.type(text)
        wanted[at.row(), at.column()] = expected
        desk.press(step)
    found = {place: model.text(model.index(*place)) for place in wanted}
    assert found == wanted
    if form.table_by_code[table].is_free and step is Qt.Key.Key_Tab and len(model.columns) > 2:
        assert len(model.rows) == 1, "one row, however many of its cells were typed"


def test_a_half_typed_cell_is_in_the_draft_before_it_is_finished(qtbot: QtBot, small: Form):
    desk = Desk(qtbot, small, small.table_by_code["grades"])
    desk.type("12")
    assert desk.panel.model.rows[0].cells == {"pupils": "12"}
    desk.press(Qt.Key.Key_Escape)
    assert desk.panel.model.rows[0].cells == {}, "Escape puts back what stood there"


def test_typing_in_the_empty_row_makes_one_row(qtbot: QtBot, small: Form):
    desk = Desk(qtbot, small, small.table_by_code["free"])
    for post in ("Учитель", "Логопед"):
        desk.type(post)
        desk.press(Qt.Key.Key_Tab)
        desk.type("0,5")
        desk.press(Qt.Key.Key_Tab)
        desk.type("ср")
        desk.press(Qt.Key.Key_Return)
    rows = [row.cells for row in desk.panel.model.rows]
    assert rows == [
        {"post": post, "rate": "0,5", "kind": "Средняя"} for post in ("Учитель", "Логопед")
    ]
    assert desk.cells.currentIndex().column() == 0, "Enter goes back to where the row was begun"
    assert desk.cells.currentIndex().row() == 2


def subjects() -> Field:
    return CATALOGUE.form("procedures").tables[0].column("subject")


@pytest.fixture
def combo(qtbot: QtBot) -> SearchCombo:
    field = subjects()
    editor = editor_for(field)
    qtbot.addWidget(editor)
    editor.resize(400, 40)
    found = editor.control()
    assert isinstance(found, SearchCombo)
    begin(qtbot, editor, found)
    return found


@pytest.mark.parametrize("letters", ["Мат", "Физ", "Рус", "Ин", "мат", "язык"])
def test_a_list_is_searched_by_all_letters_typed(qtbot: QtBot, combo: SearchCombo, letters: str):
    for letter in letters:
        hit(letter)
    assert combo.offers is not None
    assert combo.offers.isVisible(), "the list is shown"
    assert combo.offers.item(0).text() == combo.currentText()
    assert letters.casefold() in combo.currentText().casefold()
    labels = [label for _, label in options(subjects())]
    first = [one for one in labels if one.casefold().startswith(letters.casefold())]
    assert not first or combo.currentText() == first[0]
    qtbot.keyClick(with_focus(), Qt.Key.Key_Return)
    assert combo.offers is None


def test_letters_that_fit_nothing_stay_and_can_be_mended(qtbot: QtBot, combo: SearchCombo):
    for letter in "Матщ":
        hit(letter)
    assert (combo.currentText(), combo.currentData()) == ("Матщ", "Матщ")
    qtbot.keyClick(with_focus(), Qt.Key.Key_Backspace)
    assert combo.currentText().startswith("Мат")
    assert combo.findText("Матщ") < 0
    qtbot.keyClick(with_focus(), Qt.Key.Key_Escape)
    assert combo.currentData() is None, "Escape leaves the answer as it was"


def test_an_answer_in_a_line_is_not_replaced_while_it_is_typed(qtbot: QtBot, small: Form):
    view = FormView(small)
    qtbot.addWidget(view)
    view.show()
    first = view.first()
    assert isinstance(first, QWidget)
    begin(qtbot, view, first)
    for letter in "128":
        hit(letter)
        view.read_now()
    line = with_focus()
    assert isinstance(line, QLineEdit)
    assert (line.text(), view.draft.values) == ("128", {"all": "128"})


def test_locking_again_what_is_locked_closes_no_editor(qtbot: QtBot, small: Form):
    desk = Desk(qtbot, small, small.table_by_code["grades"])
    desk.type("1")
    desk.panel.lock(False)
    desk.refresh()
    assert isinstance(with_focus(), QLineEdit)
    desk.type("2")
    assert desk.panel.model.text(desk.panel.model.index(0, 0)) == "12"


def test_a_row_added_elsewhere_leaves_the_open_editor_alone(qtbot: QtBot, small: Form):
    desk = Desk(qtbot, small, small.table_by_code["free"])
    desk.type("Учи")
    desk.panel.model.add_row()
    desk.type("тель")
    desk.press(Qt.Key.Key_Return)
    assert desk.panel.model.rows[0].cells == {"post": "Учитель"}


def test_arrows_walk_along_what_fits(qtbot: QtBot, combo: SearchCombo):
    for letter in "язык":
        hit(letter)
    first = combo.currentText()
    qtbot.keyClick(with_focus(), Qt.Key.Key_Down)
    assert "язык" in combo.currentText()
    assert combo.currentText() != first
