"""A table that is only read: plain rows of texts, shown through an order that sorts and filters."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.gui.words import tip

Index = QModelIndex | QPersistentModelIndex


class RowsModel(QAbstractTableModel):
    """Rows stay where they are; only the order of their numbers changes."""

    def __init__(self, headers: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._headers = tuple(headers)
        self._rows: Sequence[Sequence[str]] = ()
        self._folded: list[str] = []
        self._order: array[int] = array("l")

    def set_rows(self, rows: Sequence[Sequence[str]]) -> None:
        """Show these rows, in their own order."""
        self.beginResetModel()
        self._rows = rows
        self._folded = []
        self._order = array("l", range(len(rows)))
        self.endResetModel()

    def number(self, index: Index) -> int:
        """Which of the given rows stands there."""
        return self._order[index.row()]

    def filter(self, text: str) -> None:
        """Leave the rows that hold the words, in any column and any case."""
        wanted = text.casefold()
        if not self._folded:
            self._folded = ["\n".join(row).casefold() for row in self._rows]
        found = (number for number, row in enumerate(self._folded) if wanted in row)
        self.beginResetModel()
        self._order = array("l", found)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._headers)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            words = self._rows[self._order[index.row()]][index.column()]
            return tip(words) if role == Qt.ItemDataRole.ToolTipRole else words
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self._headers[section]
        return None
