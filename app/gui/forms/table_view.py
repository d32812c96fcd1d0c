"""A table under Excel's keyboard: typing replaces, Enter goes down, Tab right, paste a block."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from app.domain.fields import Field
from app.gui.editors.choosing import SearchCombo
from app.gui.forms.clipboard import rows_of, text_of
from app.gui.forms.table_delegate import CellDelegate
from app.gui.forms.table_model import Index, Pasted, TableModel

WIDTHS = {"integer": 11, "decimal": 11, "digits": 16, "boolean": 9, "date": 13, "deadline": 26}
"""Widths of columns in letters; other types get room for words."""
FEW_ROWS = 100
"""Rows are made as high as their texts only in tables up to this many."""


class TableView(QTableView):
    """The view of one table. Reports what it pasted; the panel around it tells the user."""

    TYPING = (
        QAbstractItemView.EditTrigger.AnyKeyPressed
        | QAbstractItemView.EditTrigger.EditKeyPressed
        | QAbstractItemView.EditTrigger.DoubleClicked
    )
    """What begins an edit, as in Excel."""
    pasted = Signal(Pasted)
    visited = Signal()
    """Another cell is current."""

    def __init__(self, model: TableModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._tab_from: int | None = None
        delegate = CellDelegate(self)
        self.setModel(model)
        self.setItemDelegate(delegate)
        delegate.moved.connect(self._go)
        self.setEditTriggers(self.TYPING)
        self.setHorizontalHeader(WrappedHeader(self))
        self.setVerticalHeader(WrappedNames(self))
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(model.table.title)
        self.setCornerButtonEnabled(False)
        self._size_columns()
        model.modelReset.connect(self.fit_rows)
        model.rowsInserted.connect(self.fit_rows)

    def fit_rows(self) -> None:
        """Make rows as high as their texts, where there are few."""
        if self._model.rowCount() <= FEW_ROWS:
            self.resizeRowsToContents()

    def chosen_rows(self) -> list[int]:
        """The rows that hold a selected cell."""
        return sorted({index.row() for index in self.selectedIndexes()})

    def copy(self) -> None:
        """The selected block to the clipboard."""
        cells = {(one.row(), one.column()): one for one in self.selectedIndexes()}
        if not cells:
            return
        rows = sorted({row for row, _ in cells})
        columns = sorted({column for _, column in cells})
        block = [
            [self._model.text(cells[row, one]) if (row, one) in cells else "" for one in columns]
            for row in rows
        ]
        QGuiApplication.clipboard().setText(text_of(block))

    def paste(self) -> None:
        """A block from Excel, its upper left at the current cell; one value fills a selection."""
        block = rows_of(QGuiApplication.clipboard().text())
        chosen = self.selectedIndexes()
        at = self.currentIndex()
        if not at.isValid():
            return
        row, column = at.row(), at.column()
        if chosen:
            row, column = min(c.row() for c in chosen), min(c.column() for c in chosen)
            block = _spread(block, chosen)
        self.pasted.emit(self._model.paste(row, column, block))
        self.fit_rows()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Excel's keys; everything else as Qt does it, typing included."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.matches(QKeySequence.StandardKey.Cut):
            self.copy()
            self._model.clear(self.selectedIndexes())
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._model.clear(self.selectedIndexes())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self._go(-1 if back else 1, 0)
        elif event.key() == Qt.Key.Key_Down and event.modifiers() & _ALT:
            self._open_list()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab goes from cell to cell, and out of the table at its ends."""
        at = self.currentIndex()
        last = self._model.rowCount() - 1, self._model.columnCount() - 1
        ends = (last[0], last[1]) if next else (0, 0)
        if not at.isValid() or (at.row(), at.column()) == ends:
            return QWidget.focusNextPrevChild(self, next)
        self._go(0, 1 if next else -1)
        return True

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open a list at once: one double click is enough to choose."""
        super().mouseDoubleClickEvent(event)
        self._drop_down()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._tab_from = None
        super().mousePressEvent(event)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.visited.emit()

    def _open_list(self) -> None:
        self.edit(self.currentIndex())
        self._drop_down()

    def _drop_down(self) -> None:
        combo = self.viewport().findChild(SearchCombo)
        if combo is not None and combo.isVisible():
            combo.showPopup()

    def _go(self, down: int, right: int) -> None:
        """To the neighbour cell; Enter after Tab returns to the column the row was begun in."""
        at = self.currentIndex()
        columns = self._model.columnCount()
        row, column = at.row() + down, at.column() + right
        if right and self._tab_from is None:
            self._tab_from = at.column()
        if down:
            column = column if self._tab_from is None else self._tab_from
            self._tab_from = None
        if column >= columns:
            row, column = row + 1, 0
        elif column < 0:
            row, column = row - 1, columns - 1
        row = min(max(row, 0), self._model.rowCount() - 1)
        self.setCurrentIndex(self._model.index(row, column))
        self.setFocus()

    def _size_columns(self) -> None:
        letter = self.fontMetrics().horizontalAdvance("0")
        columns = self._model.columns
        for number, column in enumerate(columns):
            self.setColumnWidth(number, letter * _letters(column))
        self.horizontalHeader().setStretchLastSection(columns[-1].type.name == "text")
        self.verticalHeader().setMaximumWidth(letter * WrappedNames.WIDTH)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().lineSpacing() + 10)


_ALT = Qt.KeyboardModifier.AltModifier


class WrappedHeader(QHeaderView):
    """A header whose long titles take several lines instead of being cut."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)  # the bold letters of a current column would be cut off
        self.setMinimumSectionSize(40)

    def sectionSizeFromContents(self, logicalIndex: int) -> QSize:
        """As wide as the column is, as high as the wrapped title."""
        text = str(self.model().headerData(logicalIndex, Qt.Orientation.Horizontal))
        width = self.sectionSize(logicalIndex) - 14
        box = self.fontMetrics().boundingRect(
            0, 0, max(width, 20), 1000, int(Qt.TextFlag.TextWordWrap), text
        )
        return QSize(self.sectionSize(logicalIndex), box.height() + 12)


class WrappedNames(QHeaderView):
    """Names of rows whose long ones take several lines instead of being cut."""

    WIDTH = 38
    """Letters of the widest name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)

    def sectionSizeFromContents(self, logicalIndex: int) -> QSize:
        """As high as the name is at the width there is for it."""
        text = str(self.model().headerData(logicalIndex, Qt.Orientation.Vertical))
        most = self.fontMetrics().horizontalAdvance("0") * self.WIDTH
        width = min(most, self.fontMetrics().horizontalAdvance(text) + 18)
        box = self.fontMetrics().boundingRect(
            0, 0, width - 14, 2000, int(Qt.TextFlag.TextWordWrap), text
        )
        return QSize(width, box.height() + 10)


def _letters(column: Field) -> int:
    longest = max((len(word) for word in column.label.split()), default=0) + 3
    if column.type.name == "choice":
        words = max(len(choice.label) for choice in column.choices) + 4
        return max(longest, min(words, 28))
    if column.type.name == "text":
        most = int(column.max) if column.max is not None else 400
        return max(longest, 16 if most <= 40 else 24 if most <= 160 else 36)
    return max(longest, WIDTHS.get(column.type.name, 16))


def _spread(block: list[list[str]], chosen: Sequence[QModelIndex]) -> list[list[str]]:
    """One copied value fills the whole selected rectangle, as in Excel."""
    if len(block) != 1 or len(block[0]) != 1 or len(chosen) < 2:
        return block
    rows = len({one.row() for one in chosen})
    columns = len({one.column() for one in chosen})
    return [[block[0][0]] * columns for _ in range(rows)]
