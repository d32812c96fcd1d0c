"""Where the focus goes when another page comes: into it, once it has something to show."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from app.gui.jobs import JobRunner
from app.gui.page import Page


class Usher(QObject):
    """Waits for a page's data: what is made anew a moment later would lose the focus again."""

    def __init__(self, runner: JobRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._runner = runner
        self._awaited: Page | None = None
        runner.rested.connect(self.look)
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
        self._later.start(0)

    def _look(self) -> None:
        """Focus the awaited page's first widget, if nobody went into the page meanwhile."""
        page = self._awaited
        first = page.first() if page is not None else None
        if page is None or (first is None and self._runner.is_busy):
            return
        self._awaited = None
        focused = QApplication.focusWidget()
        if first is not None and (focused is None or not page.isAncestorOf(focused)):
            first.setFocus(Qt.FocusReason.TabFocusReason)
