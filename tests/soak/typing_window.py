"""The real window on a base, opened at one table of one form; prints «ready» and waits for keys.

Run as a program by test_typing: BASE FORM TABLE. At a line on standard input it tells what
stands in the table and ends, everything saved.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from app.domain.forms import About, Storage
from app.domain.organisations import Organisation
from app.gui import work
from app.gui.application import make_application
from app.gui.editors.base import text_for
from app.gui.forms.draft import Spot
from app.gui.forms.table_view import TableView
from app.gui.pages.data import DataPage
from app.gui.pages.record_panel import RecordPanel
from app.gui.pages.results import ResultsPage
from app.gui.window import MainWindow

PATIENCE = 20.0


class Ear(QObject):
    """Hears a line on standard input and tells it in the window's thread."""

    heard = Signal()

    def __init__(self) -> None:
        super().__init__()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        sys.stdin.readline()
        self.heard.emit()


def say_ready() -> None:
    sys.stdout.write("ready\n")
    sys.stdout.flush()


def wait_for(what: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end, "the window did not get there"
        QApplication.processEvents()
        time.sleep(0.005)


def main() -> int:
    base, form, table = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    application = make_application()
    window = MainWindow(base)
    window.resize(1366, 740)
    window.show()
    wait_for(lambda: window._place is not None and not window.runner.is_busy)
    window.activateWindow()  # there is no window manager to do it
    wait_for(window.isActiveWindow)
    assert window._place is not None
    context = window._place.context
    schools: tuple[Organisation, ...] = work.schools(context)
    window._moved(replace(window._place, school=schools[0]))
    panel = open_form(window, form, table)
    wait_for(lambda: not window.runner.is_busy)
    assert panel.form is not None
    rows = panel.form.draft.tables[table]
    first = panel.form.form.table_by_code[table].columns[0].code
    panel.form.go_to(Spot(table, rows[0].key if rows else "", first))
    wait_for(lambda: isinstance(application.focusWidget(), TableView))
    ear = Ear()
    ear.heard.connect(lambda: leave(window, panel, table))
    QTimer.singleShot(300, say_ready)
    return application.exec()


def leave(window: MainWindow, panel: RecordPanel, table: str) -> None:
    """Close as the user does; tell what stood in the table, as it was typed."""
    window.rail.setFocus()
    assert panel.form is not None
    definition = panel.form.form.table_by_code[table]
    rows = [
        [text_for(column, row.cells.get(column.code)) for column in definition.columns]
        for row in panel.form.draft.tables[table]
    ]
    sys.stdout.write(json.dumps(rows) + "\n")
    sys.stdout.flush()
    window.close()


def open_form(window: MainWindow, form: str, table: str) -> RecordPanel:
    assert window._place is not None
    known = window._place.context.forms.form(form)
    results = known.about is About.PROCEDURE or known.storage is Storage.PROCEDURES
    window.show_page("results" if results else "data")
    wait_for(lambda: not window.runner.is_busy)
    page = window._page()
    if isinstance(page, DataPage):
        page.open((form, Spot(table, "", "")))
        wait_for(lambda: page.panel.form is not None and page.panel.form.form is known)
        return page.panel
    assert isinstance(page, ResultsPage)
    if form == "procedures":
        page._show_directory()
        wait_for(lambda: page.directory.form is not None and page.directory.form.form is known)
        return page.directory
    page.kind.setCurrentIndex(page.kind.findData(form))
    wait_for(lambda: page.panel.form is not None and page.panel.form.form is known)
    return page.panel


if __name__ == "__main__":
    sys.exit(main())
