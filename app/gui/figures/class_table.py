"""The groups of all schools in one table; each cell opens its explanation below."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QPlainTextEdit,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.domain.indices import ClassRow
from app.gui.figures.class_model import LEGEND, ClassModel, Index
from app.gui.figures.told import Whole
from app.gui.forms.table_view import WrappedHeader
from app.gui.words import label, letters

LINES = 4
"""About so many lines a title may take."""
EXPLAIN_AFTER = 60
"""Milliseconds a cell stays current before its explanation is written."""
COLUMN, NAMES = 14, 36
"""Widths in letters: the least of a group's column, that of the schools' names."""
Write = Callable[[Callable[[], str], Callable[[str], None]], None]
"""Runs the first in the worker and gives its text to the second."""


class ClassTable(QWidget):
    """Emits the school whose row was opened."""

    opened = Signal(object)

    def __init__(self, write: Write, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._write = write
        self.model = ClassModel(self)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("Найти школу по коду или названию")
        self.search.setAccessibleName("Найти школу")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self.model.filter)
        self.view = GroupCells(self.model, self)
        self.view.visited.connect(self._visited)
        self.view.opened.connect(lambda row: self.opened.emit(self.model.school(row)))
        self.why = QPlainTextEdit(self)
        self.why.setReadOnly(True)
        self.why.setAccessibleName("Почему школа относится к группе или нет")
        self.why.setPlaceholderText("Выберите клетку: здесь будет объяснение с числами.")
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(EXPLAIN_AFTER)
        self._later.timeout.connect(self._explain)
        middle = QSplitter(Qt.Orientation.Vertical, self)
        middle.addWidget(self.view)
        middle.addWidget(self.why)
        middle.setStretchFactor(0, 3)
        middle.setStretchFactor(1, 1)
        middle.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.addWidget(self.search)
        column.addWidget(middle, 1)
        column.addWidget(label(LEGEND, "muted"))

    def show_whole(self, whole: Whole | None) -> list[Whole | None]:
        """Show all schools of the base; gives back what was shown before, in a box to empty."""
        self.search.clear()
        before = [self.model.show_whole(whole)]
        self.why.clear()
        self.view.size_columns()
        return before

    def _visited(self) -> None:
        self._later.start()

    def _explain(self) -> None:
        """The worker writes it: a sentence may need the numbers of the whole region."""
        at = self.view.currentIndex()
        row = self.model.cell(at) if at.isValid() else None
        if row is not None:
            head = f"{row.school} {self.model.school(at.row()).title}"
            self._write(_writing(head, row), self._shower(row))

    def _shower(self, row: ClassRow) -> Callable[[str], None]:
        def show(words: str) -> None:
            at = self.view.currentIndex()
            if at.isValid() and self.model.cell(at) is row:
                self.why.setPlainText(words)

        return show


def _writing(head: str, row: ClassRow) -> Callable[[], str]:
    return lambda: f"{head}\n{row.explanation}"


class GroupCells(QTableView):
    """Cells under the arrow keys; Tab leaves the table, Enter opens the row's school."""

    visited = Signal()
    opened = Signal(int)

    def __init__(self, model: ClassModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setObjectName("groups")
        self.setAccessibleName("Группы по школам")
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setHorizontalHeader(WrappedHeader(self))
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().lineSpacing() + 10)
        self.verticalHeader().setFixedWidth(letters(self, NAMES))
        self.verticalHeader().setHighlightSections(False)
        self.verticalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)
        self.verticalHeader().setSectionResizeMode(self.verticalHeader().ResizeMode.Fixed)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))
        self.size_columns()

    def size_columns(self) -> None:
        """Room for the longest word of a title, and no titles like towers."""
        for column in range(self.model().columnCount()):
            title = str(self.model().headerData(column, Qt.Orientation.Horizontal))
            wide = self.horizontalHeader().fontMetrics().horizontalAdvance
            longest, whole = max(map(wide, title.split())), wide(title)
            self.setColumnWidth(column, max(letters(self, COLUMN), longest + 20, whole // LINES))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the school."""
        at = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and at.isValid():
            self.opened.emit(at.row())
            return
        super().keyPressEvent(event)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell that another cell is current."""
        super().currentChanged(current, previous)
        self.visited.emit()
