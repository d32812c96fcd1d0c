"""A list to read whose texts are never cut: columns share the width, long texts take more lines."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from app.gui.rows_view import RowsView

MOST = 600
"""Rows that get a height of their own; in longer lists every row is a line high."""
_ROOM = 10
"""Pixels of a cell beside its text, above and below it."""


class WrappedRows(RowsView):
    """Rows as high as their texts; a word too long for its column is still in the tip."""

    def __init__(
        self,
        name: str,
        headers: Sequence[str],
        letters: Sequence[int],
        parent: QWidget | None = None,
    ) -> None:
        """`letters`: shares of the width."""
        super().__init__(name, headers, letters, parent)
        self._shares = tuple(letters)
        self._heights: dict[tuple[int, str], int] = {}
        self.setWordWrap(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(RowsView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.horizontalHeader().setHighlightSections(False)  # bold letters would be cut off
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.rows.modelReset.connect(self._fit_rows)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width anew."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit_columns()
            self._fit_rows()

    def _fit_columns(self) -> None:
        width, whole = self.viewport().width(), sum(self._shares)
        for column, share in enumerate(self._shares):
            self.setColumnWidth(column, width * share // whole)

    def _fit_rows(self) -> None:
        amount = self.rows.rowCount()
        if amount > MOST:
            return
        columns = range(self.rows.columnCount())
        widths = [self.columnWidth(column) - _ROOM for column in columns]
        for row in range(amount):
            texts = (str(self.rows.data(self.rows.index(row, column)) or "") for column in columns)
            highest = max(
                self._height(text, width) for text, width in zip(texts, widths, strict=True)
            )
            self.setRowHeight(row, highest + _ROOM)

    def _height(self, text: str, width: int) -> int:
        """Height of a text in a column; the same few texts come again and again."""
        found = self._heights.get((width, text))
        if found is None:
            wrap = int(Qt.TextFlag.TextWordWrap)
            box = self.fontMetrics().boundingRect(QRect(0, 0, max(width, 20), 2000), wrap, text)
            found = self._heights[width, text] = box.height()
        return found
