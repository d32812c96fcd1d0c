"""Refused cells of typed results have no place in the base: the window says so before they go."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from app.domain.organisations import Organisation
from app.domain.reading import RawAnswers, RawRow
from app.gui.pages.results import ResultsPage
from app.gui.window import MainWindow
from app.services import editing
from app.services.opening import open_base

STAY, LEAVE = "Вернуться и исправить", "Уйти без них"


@pytest.fixture
def window(base: Path, school: Organisation, qtbot: QtBot) -> Iterator[MainWindow]:
    context = open_base(base)
    cells = [{"kind": "vpr", "subject": "russian", "grade": grade} for grade in ("5", "6")]
    rows = [RawRow(str(number), one) for number, one in enumerate(cells, 1)]
    subject = editing.Subject(school.uid, "procedures", "2025/2026")
    editing.save_record(context, subject, RawAnswers(tables={"procedures": rows}))
    context.close()
    made = MainWindow(base)
    made.resize(1366, 740)
    made.show()
    qtbot.waitUntil(lambda: made._stack.count() > 1 and not made.runner.is_busy, timeout=9000)
    yield made
    for box in boxes(made):
        box.reject()
    made._leaving = True
    made.close()
    qtbot.waitUntil(made.isHidden)
    made.deleteLater()


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> ResultsPage:
    """The totals of a procedure, a word typed where a number belongs."""
    window.show_page("results")
    qtbot.waitUntil(lambda: not window.runner.is_busy, timeout=9000)
    made = window._pages["results"]
    assert isinstance(made, ResultsPage)
    assert made.panel.form is not None
    made.panel.form.draft.values.update(grade_size="много", participants="20")
    made.panel.form.edited.emit()
    return made


def boxes(window: MainWindow) -> list[QMessageBox]:
    return [box for box in window.findChildren(QMessageBox) if box.isVisible()]


def press(window: MainWindow, words: str) -> None:
    [box] = boxes(window)
    [one] = [one for one in box.buttons() if one.text() == words]
    one.click()


def test_going_to_another_page_asks_and_stays(window: MainWindow, page: ResultsPage, qtbot: QtBot):
    window.show_page("overview")
    [box] = boxes(window)
    assert box.text() == "С ошибкой: 1 клетка."
    press(window, STAY)
    qtbot.waitUntil(lambda: window.rail.currentItem().toolTip().startswith("Результаты"))
    assert window._page() is page
    assert page.panel.form is not None
    assert page.panel.form.draft.values["grade_size"] == "много"


def test_a_yes_goes_on_and_the_rest_is_saved(window: MainWindow, page: ResultsPage, qtbot: QtBot):
    window.show_page("overview")
    press(window, LEAVE)
    qtbot.waitUntil(lambda: window._page() is window._pages.get("overview"))
    window.show_page("results")
    qtbot.waitUntil(lambda: not window.runner.is_busy, timeout=9000)
    assert page.panel.form is not None
    assert page.panel.form.draft.values == {"participants": 20}


def test_another_procedure_is_shown_only_after_a_yes(
    window: MainWindow, page: ResultsPage, qtbot: QtBot
):
    page.procedure.setCurrentIndex(1)
    assert page.procedure.currentIndex() == 0
    press(window, LEAVE)
    qtbot.waitUntil(lambda: not window.runner.is_busy, timeout=9000)
    assert page.procedure.currentIndex() == 1
    assert page.panel.form is not None
    assert page.panel.form.draft.values == {}


def test_closing_asks_too(window: MainWindow, page: ResultsPage, qtbot: QtBot):
    window.close()
    assert window.isVisible()
    press(window, STAY)
    assert window.isVisible()
    window.close()
    press(window, LEAVE)
    qtbot.waitUntil(window.isHidden)


def test_what_was_put_right_is_not_asked_about(window: MainWindow, page: ResultsPage, qtbot: QtBot):
    assert page.panel.form is not None
    page.panel.form.draft.values["grade_size"] = "21"
    page.panel.form.edited.emit()
    window.show_page("overview")
    assert boxes(window) == []
    assert window._page() is window._pages["overview"]
