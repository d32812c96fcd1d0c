"""A list to read and, below it, what is told of its current row; words in its place when empty."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QSplitter, QStackedWidget, QWidget

from app.gui.words import label
from app.gui.wrapped_rows import WrappedRows


class ExplainedList(QStackedWidget):
    """Shows rows of texts; an empty list says kindly why it is empty."""

    def __init__(
        self,
        name: str,
        headers: Sequence[str],
        letters: Sequence[int],
        empty: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._told: Sequence[str] = ()
        self.rows = WrappedRows(name, headers, letters, self)
        self.rows.visited.connect(self._tell)
        self.why = QPlainTextEdit(self)
        self.why.setReadOnly(True)
        self.why.setAccessibleName(f"Пояснение: {name}")
        both = QSplitter(Qt.Orientation.Vertical, self)
        both.addWidget(self.rows)
        both.addWidget(self.why)
        both.setStretchFactor(0, 3)
        both.setStretchFactor(1, 2)
        both.setChildrenCollapsible(False)
        both.setSizes([3000, 1000])
        words = label(empty, "muted")
        words.setAlignment(Qt.AlignmentFlag.AlignTop)
        words.setMargin(12)
        self.addWidget(words)
        self.addWidget(both)

    def show_rows(self, rows: Sequence[Sequence[str]], told: Sequence[str]) -> None:
        """Show these rows, in their own order, with what is told of each."""
        self._told = told
        self.rows.rows.set_rows(rows)
        self.why.clear()
        self.setCurrentIndex(1 if rows else 0)
        if rows:
            self.rows.selectRow(0)

    def _tell(self, number: int) -> None:
        self.why.setPlainText(self._told[number])
