"""A part of a form that is on the screen at once: what a form's view asks of it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.answers import Answers
from app.gui.forms.draft import Look, Spot


class Chapter(QWidget):
    """Edits the draft it was given and says so; shows what reading the draft gave."""

    edited = Signal()
    explain = Signal(object)
    """An issue the user wants to explain."""

    def show_draft(self, last_year: Answers | None) -> None:
        """The draft was replaced: show its answers."""
        raise NotImplementedError

    def show_look(self, look: Look) -> None:
        """Issues at their places; questions that are not asked disappear."""
        raise NotImplementedError

    def go_to(self, spot: Spot) -> QWidget:
        """Put the focus on a place; returns the widget to scroll to."""
        raise NotImplementedError
