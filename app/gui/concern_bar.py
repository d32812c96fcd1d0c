"""A line under the head: what is to be known of this base; work goes on beside it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.gui.words import button, framed


class ConcernBar(QWidget):
    """Shown when there is something to tell, until it was understood."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = framed("", "query")
        self.understood = button("Понятно", self.hide)
        # Tab goes from the rail straight to the page, as past the head
        self.understood.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 4, 0, 4)
        line.addWidget(self.words, 1)
        line.addWidget(self.understood, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def show_words(self, sentences: Sequence[str]) -> None:
        """Tell; nothing to tell hides the line."""
        self.words.setText("\n".join(sentences))
        self.setVisible(bool(sentences))
