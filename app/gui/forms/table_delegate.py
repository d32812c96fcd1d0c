"""Editing a cell: a line, a page or a list over it; Enter goes down, Tab right, as in Excel."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QPlainTextEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.domain.fields import Number
from app.domain.issues import Severity
from app.gui.editors.base import Line
from app.gui.editors.choosing import CalmCombo, options
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
            editor = QPlainTextEdit(parent)
        else:
            editor = Line(parent)
        editor.setAccessibleName(field.label)
        editor.setAccessibleDescription(field.hint or field.type.describe(field))
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        text = _model(index).text(index)
        if isinstance(editor, CalmCombo):
            found = editor.findText(text)
            if found < 0:
                editor.addItem(text, text)
                found = editor.count() - 1
            editor.setCurrentIndex(found)
        elif isinstance(editor, QPlainTextEdit):
            editor.setPlainText(text)
            editor.selectAll()
        elif isinstance(editor, Line):
            editor.setText(text)
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, CalmCombo):
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
        elif isinstance(editor, CalmCombo):
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
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = _step(event)
            if step is not None and isinstance(editor, QWidget):
                self.commitData.emit(editor)
                self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
                self.moved.emit(*step)
                return True
            if event.key() in _ENTER and isinstance(editor, QPlainTextEdit):
                editor.insertPlainText("\n")
                return True
        return super().eventFilter(editor, event)

    def _combo(self, parent: QWidget, index: Index) -> CalmCombo:
        combo = CalmCombo(parent)
        combo.addItem("", None)
        for raw, text in options(_model(index).field(index)):
            combo.addItem(text, raw)
        combo.setPalette(QPalette(parent.palette()))
        combo.activated.connect(lambda _: self._chosen(combo))
        return combo

    def _chosen(self, combo: CalmCombo) -> None:
        self.commitData.emit(combo)
        self.closeEditor.emit(combo, QStyledItemDelegate.EndEditHint.NoHint)


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
