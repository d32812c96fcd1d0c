"""The head of the window: which page, whose data, which year; help and another school."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.gui.words import Elided, button, label


class Head(QWidget):
    """One line above the page."""

    switch_asked = Signal()
    help_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._verb, self._narrow = "Выбрать", False
        self.title = label("Опора", "title", wrap=False)
        self.where = Elided("muted")
        self.where.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._switch = button("Выбрать школу…", self.switch_asked.emit, "link")
        self._switch.hide()
        self._help = button("Справка (F1)", self.help_asked.emit, "link")
        self._help.setAccessibleName("Справка")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.title)
        line.addWidget(self.where, 1)
        for part in (self._switch, self._help):
            # Tab goes from the rail straight to the page; F1 and the rail do the same by keys.
            part.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            line.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_place(self, school: str, period: str, *, may_switch: bool) -> None:
        """Whose data are on the screen."""
        self.where.show_text(f"{school or 'школа не выбрана'} · {period}")
        self._switch.setVisible(may_switch)
        self._verb = "Сменить" if school else "Выбрать"
        self._show_words()

    def set_narrow(self, narrow: bool) -> None:
        """Fewer words where there is little room."""
        self._narrow = narrow
        self._show_words()

    def _show_words(self) -> None:
        self._help.setText("?" if self._narrow else "Справка (F1)")
        self._switch.setText("Школы…" if self._narrow else f"{self._verb} школу…")
