"""What every page of the window is: told where it works, it tells what it did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui.jobs import JobRunner
from app.gui.reading_order import first_input

if TYPE_CHECKING:
    from app.domain.organisations import Organisation
    from app.services.context import Context


@dataclass(frozen=True)
class Place:
    """Where a page works: the open base, the school at hand, the worker."""

    context: Context
    runner: JobRunner
    school: Organisation | None
    """The organisation whose data are on the screen; None until one is chosen."""


class Page(QWidget):
    """One page of the rail. Only pages call services, and only through the worker."""

    asked = Signal(str, object)
    """Code of another page, and what to open there."""
    moved = Signal(object)
    """The user works in another Place now: another school, another setting of the base."""
    ready = Signal()
    """What the page shows stands on the screen, so that the focus may go there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place: Place | None = None
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(8)

    @property
    def place(self) -> Place:
        """Where the page works; it is entered before anything else."""
        assert self._place is not None
        return self._place

    def enter(self, place: Place) -> None:
        """The page comes on the screen (again), perhaps for another school."""
        self._place = place
        self.refresh()

    def refresh(self) -> None:
        """Load what the page shows."""

    def open(self, what: object) -> None:
        """Show something on this page; called after `enter`."""

    def first(self) -> QWidget | None:
        """The widget to begin with: it takes the focus when one comes to the page."""
        return first_input(self)

    def turn(self) -> None:
        """Another face of the page comes: the focus leaves the old one for its beginning."""
        focused = self.window().focusWidget()
        if focused is not None and self.isAncestorOf(focused):
            focused.clearFocus()

    def leave(self) -> None:
        """The page goes: whatever was typed is sent off to be saved."""

    def may_leave(self, then: Callable[[], object]) -> bool:
        """Whether the page can go; if words would be lost it asks, and calls `then` on a yes."""
        return True

    @property
    def is_clean(self) -> bool:
        """Whether nothing typed waits for the disk."""
        return True

    @property
    def in_trouble(self) -> bool:
        """Whether saving failed, so that waiting does not help."""
        return False
