"""The view of a table that is only read: whole rows, arrow keys, Enter opens."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from app.gui.rows_model import RowsModel


class RowsView(QTableView):
    """Tells which row is current and which was opened (a double click, Enter)."""

    visited = Signal(int)
    opened = Signal(int)

    def __init__(
        self,
        name: str,
        headers: Sequence[str],
        letters: Sequence[int],
        parent: QWidget | None = None,
    ) -> None:
        """`letters`: width of each column; the last takes what is left."""
        super().__init__(parent)
        self.rows = RowsModel(headers, self)
        self.setModel(self.rows)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().lineSpacing() + 10)
        self.horizontalHeader().setStretchLastSection(True)
        letter = self.fontMetrics().horizontalAdvance("0")
        for column, width in enumerate(letters):
            self.setColumnWidth(column, letter * width)
        self.doubleClicked.connect(lambda index: self.opened.emit(self.rows.number(index)))

    def current(self) -> int | None:
        """Number of the current row among those given."""
        index = self.currentIndex()
        return self.rows.number(index) if index.isValid() else None

    def step_by_key(self, key: int) -> bool:
        """Another row becomes current, as by an arrow key; whether the key is one of those.

        For a page that hands the key over: the event itself stays where it came from, because a
        list that has nowhere to go gives it back to its parent.
        """
        rows = self.rows.rowCount()
        at = self.currentIndex().row()
        page = max(1, self.viewport().height() // self.verticalHeader().defaultSectionSize())
        to = {
            Qt.Key.Key_Up: at - 1,
            Qt.Key.Key_Down: at + 1,
            Qt.Key.Key_PageUp: at - page,
            Qt.Key.Key_PageDown: at + page,
        }.get(Qt.Key(key))
        if to is None:
            return False
        if rows:
            self.selectRow(min(max(to, 0), rows - 1))
        return True

    def filter(self, text: str) -> None:
        """Leave the rows that hold the words; the first of them is current, for Enter."""
        self.rows.filter(text)
        if self.rows.rowCount():
            self.selectRow(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the current row."""
        at = self.current()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and at is not None:
            self.opened.emit(at)
            return
        super().keyPressEvent(event)

    def currentChanged(self, current: QModelIndex | object, previous: QModelIndex | object) -> None:
        """Tell which row it is."""
        super().currentChanged(current, previous)  # type: ignore[arg-type]
        at = self.current()
        if at is not None:
            self.visited.emit(at)
