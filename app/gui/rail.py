"""The rail of pages: their names and icons, in the order of the work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from app.gui.page import Page
from app.gui.words import set_kind, tip

EVERYBODY = ("school", "district", "region")


@dataclass(frozen=True, slots=True)
class Entry:
    """One page: its code, its name, how it is made when first asked for, who sees it."""

    code: str
    title: str
    make: Callable[[], Page]
    roles: tuple[str, ...] = EVERYBODY


class Rail(QListWidget):
    """A list of pages; the arrow keys and Ctrl+1…9 move along it."""

    chosen = Signal(str)
    entered = Signal()
    """The user wants to go into the page that is on the screen."""

    def __init__(self, entries: tuple[Entry, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setAccessibleName("Страницы программы")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._codes = [entry.code for entry in entries]
        self._titles = [entry.title for entry in entries]
        self._narrow = self._drawn = False
        self.is_walked = False
        """While an arrow key moves along the pages: the focus has to stay here."""
        for number, entry in enumerate(entries, 1):
            item = QListWidgetItem(entry.title)
            item.setToolTip(tip(f"{entry.title} (Ctrl+{number})"))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, entry.title)
            self.addItem(item)
        self._size()
        self.currentRowChanged.connect(self._changed)

    def choose(self, code: str) -> None:
        """Make a page current."""
        self.setCurrentRow(self._codes.index(code))

    def stay(self, code: str) -> None:
        """Show a page as current without going there."""
        blocked = self.blockSignals(True)
        self.choose(code)
        self.blockSignals(blocked)

    def choose_number(self, number: int) -> None:
        """The n-th page one sees, from 0."""
        rows = [row for row in range(self.count()) if not self.isRowHidden(row)]
        if number < len(rows) and self.isEnabled():
            self.go_to(rows[number])

    def go_to(self, row: int) -> None:
        """Make a page current, or go into the one that is."""
        if row == self.currentRow():
            self.entered.emit()
        else:
            self.setCurrentRow(row)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A frame around the page's name: the style sheet cannot ask items for the focus."""
        super().focusInEvent(event)
        set_kind(self, "yes", "focused")

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        set_kind(self, "no", "focused")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk along the pages; Enter and the arrow to the right go into the page."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Right):
            self.entered.emit()
            return
        self.is_walked = True
        super().keyPressEvent(event)
        self.is_walked = False

    def show_for(self, entries: tuple[Entry, ...], role: str) -> None:
        """Leave only the pages of a role."""
        for row, entry in enumerate(entries):
            self.setRowHidden(row, role not in entry.roles)

    def draw_icons(self) -> None:
        """Icons come after the first paint: they need a plugin of their own."""
        from app.gui.icons import icon

        self._drawn = True
        size = self.fontMetrics().height() + 4
        self.setIconSize(QSize(size, size))
        for row, code in enumerate(self._codes):
            self.item(row).setIcon(icon(code, QColor("#e8eff6"), size))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the size of the letters."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._size()
            if self._drawn:
                self.draw_icons()

    def set_narrow(self, narrow: bool) -> None:
        """Icons only, the names in the tips, or both."""
        if narrow != self._narrow:
            self._narrow = narrow
            self._size()

    def _size(self) -> None:
        widest = max(self.fontMetrics().horizontalAdvance(title) for title in self._titles)
        height = self.fontMetrics().height()
        self.setFixedWidth(height + 38 if self._narrow else widest + height + 58)
        for row, title in enumerate(self._titles):
            self.item(row).setText("" if self._narrow else title)

    def _changed(self, row: int) -> None:
        if row >= 0:
            self.chosen.emit(self._codes[row])
