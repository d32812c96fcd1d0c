"""When the world failed: one dialog that says what happened and what to do. Nothing is lost."""

from __future__ import annotations

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
    box = QMessageBox(icon, "Опора", what, parent=parent)
    box.setInformativeText(advice)
    box.addButton("Понятно", QMessageBox.ButtonRole.AcceptRole)
    box.open()
    return box
