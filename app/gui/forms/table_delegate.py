"""Editing a cell: a line, a page or a list over it; Enter goes down, Tab right, as in Excel."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QPlainTextEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.domain.fields import Number
from app.domain.issues import Severity
from app.gui.editors.base import Line, Page
from app.gui.editors.choosing import SearchCombo, options
from app.gui.editors.line import LONG
from app.gui.forms.table_model import SEVERITY_ROLE, Index, TableModel
from app.gui.look import colours
from app.gui.telling import SIGNS

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class CellDelegate(QStyledItemDelegate):
    """One delegate for all columns; the type of the question decides."""

    moved = Signal(int, int)
    """Rows down, columns to the right: where the user goes after finishing a cell."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        model = _model(index)
        field = model.field(index)
        editor: QWidget
        if field.type.name in ("choice", "boolean"):
            editor = self._combo(parent, index)
        elif field.type.name == "text" and (field.max is None or field.max > LONG):
            editor = Page(parent)
        else:
            editor = Line(parent)
        editor.setAccessibleName(field.label)
        editor.setAccessibleDescription(field.hint or field.type.describe(field))
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Fill a new editor, once: what the user types in it is never replaced by a refresh.

        The view asks again at every change of its data, with an editor open.
        """
        if editor.property(_BEFORE) is not None:
            return
        text = _model(index).text(index)
        editor.setProperty(_BEFORE, text)
        if isinstance(editor, SearchCombo):
            _choose(editor, text)
            editor.currentIndexChanged.connect(lambda _: self.commitData.emit(editor))
        elif isinstance(editor, QPlainTextEdit):
            editor.setPlainText(text)
            editor.selectAll()
            editor.textChanged.connect(lambda: self.commitData.emit(editor))
        elif isinstance(editor, Line):
            editor.setText(text)
            editor.selectAll()
            editor.textEdited.connect(lambda _: self.commitData.emit(editor))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """What stands in the editor, at every keystroke: a cell half typed is saved like any."""
        if isinstance(editor, SearchCombo):
            value = editor.currentText()
        elif isinstance(editor, QPlainTextEdit):
            value = editor.toPlainText()
        else:
            assert isinstance(editor, Line)
            value = editor.text()
        model.setData(index, value)

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        place: QRect = option.rect  # type: ignore[attr-defined]
        if isinstance(editor, QPlainTextEdit):
            line = editor.fontMetrics().lineSpacing()
            place = place.adjusted(0, 0, max(0, 22 * line - place.width()), 0)
            place.setHeight(max(place.height(), 5 * line))
        elif isinstance(editor, SearchCombo):
            place.setWidth(max(place.width(), editor.sizeHint().width()))
        editor.setGeometry(place)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        severity = index.data(SEVERITY_ROLE)
        if severity in (Severity.ERROR, Severity.QUERY):
            now = colours()
            painter.save()
            painter.setPen(QColor(now.error if severity is Severity.ERROR else now.query))
            place: QRect = option.rect  # type: ignore[attr-defined]
            corner = place.adjusted(4, 0, -4, 0)
            number = isinstance(_model(index).field(index).type, Number)
            side = Qt.AlignmentFlag.AlignLeft if number else Qt.AlignmentFlag.AlignRight
            painter.drawText(corner, side, SIGNS[severity])
            painter.restore()

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Enter and Tab finish the cell and lead on; Escape puts back what stood there."""
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and isinstance(editor, QWidget)
        ):
            step = _step(event)
            if step is not None:
                self._finish(editor, *step)
                return True
            if event.key() in _ENTER and isinstance(editor, QPlainTextEdit):
                editor.insertPlainText("\n")
                return True
            if event.key() == Qt.Key.Key_Escape:
                self._put_back(editor)
                return True
        return super().eventFilter(editor, event)

    def _finish(self, editor: QWidget, down: int, right: int) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        self.moved.emit(down, right)

    def _put_back(self, editor: QWidget) -> None:
        before = str(editor.property(_BEFORE))
        if isinstance(editor, SearchCombo):
            _choose(editor, before)
        elif isinstance(editor, QPlainTextEdit):
            editor.setPlainText(before)
        elif isinstance(editor, Line):
            editor.setText(before)
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.RevertModelCache)

    def _combo(self, parent: QWidget, index: Index) -> SearchCombo:
        combo = SearchCombo(parent)
        combo.addItem("", None)
        for raw, text in options(_model(index).field(index)):
            combo.addItem(text, raw)
        combo.setPalette(QPalette(parent.palette()))
        combo.activated.connect(lambda _: self._finish(combo, 0, 0))
        return combo


_BEFORE = "text_before"
"""What stood in the cell when its editor was opened."""


def _choose(combo: SearchCombo, text: str) -> None:
    found = combo.findText(text)
    if found < 0:
        combo.addItem(text, text)
        found = combo.count() - 1
    combo.setCurrentIndex(found)


def _step(event: QKeyEvent) -> tuple[int, int] | None:
    """Where a key leads out of a cell; Alt+Enter stays and begins a line."""
    if event.key() in _ENTER:
        if event.modifiers() & Qt.KeyboardModifier.AltModifier:
            return None
        return (-1, 0) if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else (1, 0)
    if event.key() == Qt.Key.Key_Tab:
        return (0, 1)
    if event.key() == Qt.Key.Key_Backtab:
        return (0, -1)
    return None


def _model(index: Index) -> TableModel:
    model = index.model()
    assert isinstance(model, TableModel)
    return model
