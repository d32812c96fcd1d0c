"""What is shown when the base could not be opened, and when leaving would lose words."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QVBoxLayout, QWidget

from app.domain.errors import AppError
from app.domain.messages import count
from app.gui.bad_news import message_box
from app.gui.words import button, card, label, row


class Trouble(QWidget):
    """The reason, and two ways on."""

    again = Signal()
    other_base = Signal(Path)

    def __init__(self, fault: AppError, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        frame, inside = card()
        inside.addWidget(label(fault.what, "heading"))
        inside.addWidget(label(fault.advice))
        inside.addLayout(
            row(
                button("Попробовать ещё раз", self.again.emit, "main"),
                button("Открыть другую базу…", lambda: choose_base(self, self.other_base.emit)),
            )
        )
        column.addWidget(frame)
        column.addStretch(1)


def choose_base(parent: QWidget, then: object) -> None:
    """Ask for a base's file."""
    name, _ = QFileDialog.getOpenFileName(parent, "База «Опоры»", "", "База (*.sqlite)")
    if name and callable(then):
        then(Path(name))


def unkept_box(parent: QWidget, amount: int) -> QMessageBox:
    """Asks whether to go although some cells hold what could not be taken."""
    cells = count(amount, "клетка", "клетки", "клеток")
    advice = (
        "Всё остальное сохранено. То, что написано в этих клетках, сохранить нельзя: если уйти, "
        "оно пропадёт, а в базе останется прежнее."
    )
    box = message_box(QMessageBox.Icon.Information, f"С ошибкой: {cells}.", advice, parent)
    back = box.addButton("Вернуться и исправить", QMessageBox.ButtonRole.RejectRole)
    box.addButton("Уйти без них", QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(back)
    box.setEscapeButton(back)
    return box


def leaving_box(parent: QWidget) -> QMessageBox:
    """Asks whether to close although the last changes could not be saved."""
    advice = "Прежние данные целы. Можно вернуться и попробовать ещё раз или закрыть без них."
    box = message_box(
        QMessageBox.Icon.Warning, "Последние изменения не сохранились.", advice, parent
    )
    box.addButton("Вернуться", QMessageBox.ButtonRole.RejectRole)
    box.addButton("Закрыть без них", QMessageBox.ButtonRole.AcceptRole)
    return box
