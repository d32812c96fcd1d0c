"""The line at the bottom: what is being done, how far, and «Отмена»."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from app.gui.words import button, label

SHOWN_AFTER = 300
"""Milliseconds; quicker work comes and goes without a flicker."""


class BusyBar(QWidget):
    """Shown while announced work is under way."""

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._waiting = 0
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(SHOWN_AFTER)
        self._patience.timeout.connect(self.show)
        self._words = label("", wrap=False)
        self._bar = QProgressBar(self)
        self._bar.setAccessibleName("Ход работы")
        self._bar.setTextVisible(False)
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 4, 12, 6)
        line.addWidget(self._words)
        line.addWidget(self._bar, 1)
        line.addWidget(button("Отмена", self.cancelled.emit))
        self.hide()

    def begin(self, title: str) -> None:
        """Another piece of work was announced."""
        self._waiting += 1
        self._words.setText(f"{title}…")
        self._bar.setRange(0, 0)
        if not self.isVisible():
            self._patience.start()

    def move_on(self, done: int, total: int) -> None:
        """So much is done."""
        self._bar.setRange(0, max(total, 1))
        self._bar.setValue(done)

    def end(self) -> None:
        """A piece of work is over."""
        self._waiting = max(0, self._waiting - 1)
        if not self._waiting:
            self._patience.stop()
            self.hide()
