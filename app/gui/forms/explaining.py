"""A dialog in which the school explains an unusual answer; the words are kept for next year."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from app.domain.issues import Issue
from app.gui.reading_order import OrderedDialog
from app.gui.words import button, label, row


class Explaining(OrderedDialog):
    """Shows the question, takes the explanation."""

    said = Signal(str)

    def __init__(self, issue: Issue, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Пояснение")
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance("0") * 60)
        self.words = QPlainTextEdit(words, self)
        self.words.setTabChangesFocus(True)
        self.words.setAccessibleName("Ваше пояснение")
        self.words.setPlaceholderText("Например: в сентябре открыли второй первый класс.")
        column = QVBoxLayout(self)
        column.addWidget(label(issue.message))
        column.addWidget(
            label(
                "Если всё верно, напишите, почему так. Пояснение сохранится вместе с данными.",
                "muted",
            )
        )
        column.addWidget(self.words)
        keep = button("Сохранить пояснение", self.accept, "main")
        column.addLayout(row(keep, button("Отмена", self.reject)))
        self.words.setFocus()

    def accept(self) -> None:
        """Give the words away and close."""
        self.said.emit(self.words.toPlainText().strip())
        super().accept()
