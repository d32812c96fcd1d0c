"""The main window: a rail of pages, a head that says where one is, a line for work under way.

It is shown at once and empty; the base is opened by the worker after the first paint.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, QTimer
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from app.domain.errors import AppError
from app.gui import reading_order
from app.gui.busy_bar import BusyBar
from app.gui.concern_bar import ConcernBar
from app.gui.focusing import Usher
from app.gui.head import Head
from app.gui.jobs import JobRunner
from app.gui.page import Page, Place
from app.gui.placing import remember_place
from app.gui.rail import Rail
from app.gui.register import ENTRIES, bring_in
from app.gui.words import label, letters

if TYPE_CHECKING:
    from app.services.context import Context


NARROW = 118
"""Letters below which the rail gives its words up."""


class MainWindow(QMainWindow):
    """Owns the worker and the pages; knows nothing about what the pages do."""

    def __init__(self, base: Path) -> None:
        super().__init__()
        self._base = base
        self._place: Place | None = None
        self._pages: dict[str, Page] = {}
        self._alone: QWidget | None = None
        self._leaving = False
        self._closing = QTimer(self)
        self._closing.setInterval(20)
        self._closing.timeout.connect(self._try_to_close)
        self.runner = JobRunner(self)
        self._usher = Usher(self.runner, self)
        self.setWindowTitle("Опора")
        self._build()
        self._connect()

    def showEvent(self, event: QShowEvent) -> None:
        """Open the base once the window has been painted."""
        super().showEvent(event)
        if not event.spontaneous() and self._place is None:
            QTimer.singleShot(0, self, self.open_base)

    def open_base(self) -> None:
        """Let the worker open the base, or ask for a first start when there is none."""
        from app.gui import work

        self.rail.draw_icons()
        base = self._base
        self.runner.run(
            lambda _: work.open_base(base), self._opened, self._not_opened, "Открываю базу"
        )

    def show_page(self, code: str, what: object = None) -> None:
        """Go to a page and, with `what`, to something on it."""
        self.rail.choose(code)
        page = self._pages.get(code)
        if what is not None and page is not None and page is self._page():
            page.open(what)

    def sizeHint(self) -> QSize:
        return QSize(1180, 700)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a narrow screen the rail keeps its icons only."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Pages measured by other letters are made anew when they are next opened."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self._pages:
            QTimer.singleShot(0, self, self._drop_pages)

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab and Shift+Tab follow what is seen."""
        return reading_order.step(self, forth=next)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Save what was typed, then end the worker; a full disk gets a chance to be told."""
        self.rail.setFocus()  # an open cell of a table gives what was typed when it loses the focus
        page = self._page()
        if page is not None and not self._leaving and not page.may_leave(self.close):
            event.ignore()
            return
        if page is not None and not page.is_clean and not self._leaving:
            event.ignore()
            page.leave()
            self._closing.start()
            return
        remember_place(self)
        self.runner.shut_down()
        if self._place is not None:
            self._place.context.close()
            self._place = None
        super().closeEvent(event)

    def _try_to_close(self) -> None:
        """Close once everything is saved; ask when it cannot be."""
        page = self._page()
        if page is None or page.is_clean:
            self._leave_anyway()
        elif page.in_trouble:
            self._closing.stop()
            self._ask_to_leave()

    def _build(self) -> None:
        self.rail = Rail(ENTRIES, self)
        self.rail.setEnabled(False)
        self.rail.show_for(ENTRIES, "school")
        self.head = Head(self)
        self.concerns = ConcernBar(self)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(label("Открываю базу…", "muted"))
        self._busy = BusyBar(self)
        right = QVBoxLayout()
        right.setContentsMargins(16, 10, 16, 8)
        right.addWidget(self.head)
        right.addWidget(self.concerns)
        right.addWidget(self._stack, 1)
        right.addWidget(self._busy)
        whole = QWidget(self)
        line = QHBoxLayout(whole)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self.rail)
        line.addLayout(right, 1)
        self.setCentralWidget(whole)

    def _connect(self) -> None:
        self.rail.chosen.connect(self._go)
        self.rail.entered.connect(lambda: self._usher.go_in(self._page()))
        self.head.switch_asked.connect(lambda: self.show_page("schools"))
        self.head.help_asked.connect(self._show_help)
        self.runner.began.connect(self._busy.begin)
        self.runner.progressed.connect(self._busy.move_on)
        self.runner.ended.connect(self._busy.end)
        self.runner.refused.connect(self._refused)
        self._busy.cancelled.connect(self.runner.cancel)
        QShortcut(QKeySequence.StandardKey.HelpContents, self, self._show_help)
        for number in range(len(ENTRIES)):
            keys = QKeySequence(f"Ctrl+{number + 1}")
            QShortcut(keys, self, lambda n=number: self.rail.choose_number(n))

    def _refused(self, fault: AppError) -> None:
        from app.gui.bad_news import show_error

        show_error(fault, self)

    def _opened(self, context: Context | None) -> None:
        from app.gui import work

        if context is None:
            from app.gui.pages.first_start import FirstStart

            first = FirstStart(self._base, self.runner)
            first.ready.connect(self._opened)
            first.other_base.connect(self._open_other)
            self._show_alone(first, "Добро пожаловать")
            return
        place = Place(context, self.runner, context.own if context.role == "school" else None)
        self._settle(place)
        self.runner.run(lambda _: work.concerns(context), self.concerns.show_words)

    def _settle(self, place: Place) -> None:
        self._place = place
        role = place.context.role
        self._drop_alone()
        self.rail.show_for(ENTRIES, role)
        self.rail.show()
        self.rail.setEnabled(True)
        self._show_where()
        if self.rail.currentRow() >= 0:
            self.rail.setCurrentRow(-1)
        first = "settings" if role == "school" else "schools"
        self.rail.choose("overview" if place.school else first)
        self.runner.run(lambda _: bring_in(), lambda _: None)

    def _not_opened(self, fault: Exception) -> None:
        from app.gui.pages.trouble import Trouble

        words = fault if isinstance(fault, AppError) else AppError("База не открыта.")
        trouble = Trouble(words)
        trouble.again.connect(self.open_base)
        trouble.other_base.connect(self._open_other)
        self._show_alone(trouble, "База не открылась")

    def _open_other(self, path: Path) -> None:
        self._base = path
        self.open_base()

    def _show_alone(self, widget: QWidget, title: str) -> None:
        """Something that comes before there is a base: no pages yet, so no rail."""
        self.rail.hide()
        self._drop_alone()
        self._alone = widget
        self._stack.addWidget(widget)
        self._stack.setCurrentWidget(widget)
        self.head.title.setText(title)

    def _drop_alone(self) -> None:
        if self._alone is not None:
            self._stack.removeWidget(self._alone)
            self._alone.deleteLater()
            self._alone = None

    def _fit(self) -> None:
        narrow = self.width() < letters(self, NARROW)
        self.rail.set_narrow(narrow)
        self.head.set_narrow(narrow)

    def _drop_pages(self) -> None:
        self._fit()
        for code, page in list(self._pages.items()):
            if page is not self._page() and page.is_clean:
                del self._pages[code]
                self._stack.removeWidget(page)
                page.deleteLater()

    def _page(self) -> Page | None:
        shown = self._stack.currentWidget()
        return shown if isinstance(shown, Page) else None

    def _go(self, code: str) -> None:
        assert self._place is not None
        self.rail.setFocus()  # first: an open cell gives what was typed when it loses the focus
        left = self._page()
        if left is not None:
            if not left.may_leave(lambda: self._go_on(code)):
                QTimer.singleShot(0, self, self._mark_page)
                return
            left.leave()
        entry = next(one for one in ENTRIES if one.code == code)
        page = self._pages.get(code)
        if page is None:
            page = self._pages[code] = entry.make()
            self._stack.addWidget(page)
            page.asked.connect(self.show_page)
            page.moved.connect(self._moved)
            page.ready.connect(lambda: self._usher.filled(page))
        self.head.title.setText(entry.title)
        self._stack.setCurrentWidget(page)
        self._usher.expect(None if self.rail.is_walked else page)
        page.enter(self._place)
        self._usher.arrived()

    def _go_on(self, code: str) -> None:
        self._mark_page()
        self.rail.choose(code)

    def _mark_page(self) -> None:
        """The rail shows the page that is on the screen, not the one that was asked for."""
        for code, page in self._pages.items():
            if page is self._page():
                self.rail.stay(code)

    def _moved(self, place: Place) -> None:
        """Other pages will find themselves there when they are entered."""
        self._place = place
        self._show_where()

    def _show_where(self) -> None:
        assert self._place is not None
        school, context = self._place.school, self._place.context
        may_switch = context.role != "school"
        self.head.show_place(
            school.title if school else "", context.period.title, may_switch=may_switch
        )

    def _ask_to_leave(self) -> None:
        from app.gui.pages.trouble import leaving_box

        box = leaving_box(self)
        box.accepted.connect(self._leave_anyway)
        box.open()

    def _leave_anyway(self) -> None:
        self._closing.stop()
        self._leaving = True
        self.close()

    def _show_help(self) -> None:
        from app.gui.help import HelpWindow

        row = self.rail.currentRow()
        HelpWindow(ENTRIES[row].code if row >= 0 else "first_start", self).show()
