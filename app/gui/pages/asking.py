"""Small dialogs of the exchange: a password, a code from paper."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.passwords import SHORTEST, weakness
from app.gui.reading_order import OrderedDialog
from app.gui.words import button, label, row


class AskPassword(OrderedDialog):
    """One password, or a new one typed twice."""

    given = Signal(str)

    def __init__(self, words: str, parent: QWidget | None, *, new: bool = False) -> None:
        super().__init__(parent)
        self.setWindowTitle("Новый пароль" if new else "Пароль")
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance("0") * 52)
        self.first, self.again = _hidden("Пароль"), _hidden("Пароль ещё раз")
        lines = QFormLayout()
        lines.addRow("Пароль", self.first)
        if new:
            lines.addRow("Ещё раз", self.again)
        self._trouble = label("", "error")
        self._trouble.hide()
        self._new = new
        go = button("Продолжить", self.accept, "main")
        go.setDefault(True)
        column = QVBoxLayout(self)
        column.addWidget(label(words))
        if new:
            column.addWidget(
                label(
                    f"Не короче {SHORTEST} знаков, и не слово с годом: например, три-четыре "
                    "несвязанных слова. Запишите его и уберите в конверт: "
                    "восстановить пароль нельзя.",
                    "muted",
                )
            )
        column.addLayout(lines)
        column.addWidget(self._trouble)
        column.addLayout(row(go, button("Отмена", self.reject)))

    def accept(self) -> None:
        """Give the password away, once it can be one."""
        fault = self._fault()
        self._trouble.setText(f"✖ {fault}")
        self._trouble.setVisible(bool(fault))
        if not fault:
            self.given.emit(self.first.text())
            super().accept()

    def _fault(self) -> str:
        if not self.first.text():
            return "Введите пароль."
        if self._new and (fault := weakness(self.first.text())):
            return fault
        if self._new and self.first.text() != self.again.text():
            return "Пароли не совпадают, введите ещё раз."
        return ""


class AskCode(OrderedDialog):
    """A code or a print that came on paper, in groups of four."""

    given = Signal(str)

    def __init__(self, title: str, words: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance("0") * 60)
        self.code = QLineEdit(self)
        self.code.setAccessibleName(title)
        self.code.setPlaceholderText("группами по четыре знака, как на бумаге")
        go = button("Продолжить", self.accept, "main")
        go.setDefault(True)
        go.setEnabled(False)
        self.code.textChanged.connect(lambda text: go.setEnabled(bool(text.strip())))
        column = QVBoxLayout(self)
        column.addWidget(label(words))
        column.addWidget(self.code)
        column.addLayout(row(go, button("Отмена", self.reject)))

    def accept(self) -> None:
        """Give the code away."""
        self.given.emit(self.code.text().strip())
        super().accept()


def _hidden(name: str) -> QLineEdit:
    line = QLineEdit()
    line.setEchoMode(QLineEdit.EchoMode.Password)
    line.setAccessibleName(name)
    return line


def in_fours(code: str) -> str:
    """A code as it is written on paper: groups of four."""
    plain = "".join(char for char in code if char.isalnum())
    return " ".join(plain[at : at + 4] for at in range(0, len(plain), 4))
