"""When the world failed: one dialog that says what happened and what to do. Nothing is lost."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from app.domain.errors import AppError


def show_error(fault: AppError, parent: QWidget | None) -> QMessageBox:
    """Show the dialog; it does not block, and closes by Enter or Esc."""
    return show_words(fault.what, fault.advice, parent, QMessageBox.Icon.Warning)


def show_words(
    what: str,
    advice: str,
    parent: QWidget | None,
    icon: QMessageBox.Icon = QMessageBox.Icon.Information,
) -> QMessageBox:
    """A sentence and what to do about it."""
    box = message_box(icon, what, advice, parent)
    box.addButton("Понятно", QMessageBox.ButtonRole.AcceptRole)
    box.open()
    return box


def message_box(
    icon: QMessageBox.Icon, what: str, advice: str, parent: QWidget | None
) -> QMessageBox:
    """A dialog of plain text: names and receipts that look like markup are shown as they are."""
    box = QMessageBox(parent)
    box.setTextFormat(Qt.TextFormat.PlainText)  # first: the second text takes it over
    box.setIcon(icon)
    box.setWindowTitle("Опора")
    box.setText(what)
    box.setInformativeText(advice)
    return box
