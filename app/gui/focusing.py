"""Where the focus goes when another page comes: into it, once it has something to show."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QWidget

from app.gui.jobs import JobRunner
from app.gui.page import Page

_BEAT, _BEATS = 20, 25
"""Milliseconds between two looks at a page whose layout has still to show what was made, and how
often one looks."""


class Usher(QObject):
    """Waits for a page's data: what is made anew a moment later would lose the focus again."""

    def __init__(self, runner: JobRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._runner = runner
        self._awaited: Page | None = None
        self._filled: Page | None = None
        runner.rested.connect(self.look)
        self._patience = 0
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._look)

    def expect(self, page: Page | None) -> None:
        """This page is about to be shown; None while one only walks along the rail."""
        self._awaited = page

    def arrived(self) -> None:
        """The page was entered: go in at once, unless its data are still on their way."""
        if not self._runner.is_busy:
            self.look()

    def go_in(self, page: Page | None) -> None:
        """Take the focus to the beginning of a page that is on the screen already."""
        first = page.first() if page is not None else None
        if first is not None:
            first.setFocus(Qt.FocusReason.TabFocusReason)

    def look(self) -> None:
        """The awaited page may be filled: what was just made is visible in a moment."""
        self._patience = _BEATS
        self._later.start(0)

    def filled(self, page: Page) -> None:
        """A page shows what it has; when what had the focus went away, it begins anew."""
        self._filled = page
        self.look()

    def _look(self) -> None:
        """Focus the page's first input, if nobody went into the page meanwhile."""
        awaited = self._awaited
        page = awaited or self._filled
        first = page.first() if page is not None else None
        if page is None or (first is None and self._wait()):
            return
        self._awaited = self._filled = None
        focused = page.window().focusWidget()
        if first is not None and _is_free(focused, page, is_awaited=awaited is not None):
            first.setFocus(Qt.FocusReason.TabFocusReason)

    def _wait(self) -> bool:
        """Whether the page may still get something: data, or a layout that shows what was made."""
        if self._runner.is_busy:
            return True
        self._patience -= 1
        if self._patience > 0:
            self._later.start(_BEAT)
        return self._patience > 0


def _is_free(focused: QWidget | None, page: Page, *, is_awaited: bool) -> bool:
    """Whether the focus may go into the page: never away from where the user went."""
    if focused is None:
        return page.isVisible()
    return is_awaited and not page.isAncestorOf(focused)
