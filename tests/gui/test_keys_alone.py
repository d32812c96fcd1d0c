"""The window by keys alone: Tab, arrows, Enter, Ctrl and a number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.domain.organisations import Organisation, OrganisationKind, organisation_uid
from app.domain.periods import parse_period
from app.gui.pages.schools import SchoolsPage
from app.gui.register import ENTRIES
from app.gui.window import MainWindow
from app.gui.words import button
from app.services.opening import Setup, create_base

Key = Qt.Key


@pytest.fixture
def window(tmp_path: Path, school: Organisation, qtbot: QtBot) -> Iterator[MainWindow]:
    """A district's window: it has every page."""
    own = replace(
        school, uid=organisation_uid("83", "01"), code="01", kind=OrganisationKind.DISTRICT
    )
    other = replace(school, uid=organisation_uid("83", "102"), code="102", name="Вторая школа")
    path = tmp_path / "district.sqlite"
    period = parse_period("2025/2026")
    create_base(path, Setup("district", "kbr-2020", own, (school, other), period=period))
    made = MainWindow(path)
    made.resize(1366, 740)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(lambda: made._stack.count() > 1 and not made.runner.is_busy, timeout=9000)
    yield made
    made.close()
    qtbot.waitUntil(made.isHidden)
    made.deleteLater()


def settle(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not window.runner.is_busy, timeout=9000)
    qtbot.wait(20)


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def press(window: MainWindow, qtbot: QtBot, *keys: Qt.Key) -> None:
    for key in keys:
        qtbot.keyClick(focused(), key)
        settle(window, qtbot)


def shortcut(window: MainWindow, qtbot: QtBot, number: int) -> None:
    key = Qt.Key(Key.Key_0.value + number)
    qtbot.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
    settle(window, qtbot)


def choose_school(window: MainWindow, qtbot: QtBot) -> None:
    settle(window, qtbot)
    press(window, qtbot, Key.Key_Return)
    assert window.head.title.text() == "Обзор"


def test_tab_down_enter_on_schools_opens_the_second_school(window: MainWindow, qtbot: QtBot):
    settle(window, qtbot)
    page = window._pages["schools"]
    assert isinstance(page, SchoolsPage)
    assert focused() is page.list
    press(window, qtbot, Key.Key_Tab, Key.Key_Down)
    assert focused() is page.list
    assert page.list.current() == 1
    press(window, qtbot, Key.Key_Return)
    assert window.head.title.text() == "Обзор"
    assert "Вторая школа" in window.head.where.accessibleName()


def test_every_page_opened_by_its_number_takes_the_focus(window: MainWindow, qtbot: QtBot):
    choose_school(window, qtbot)
    for number, entry in enumerate(ENTRIES, 1):
        shortcut(window, qtbot, number)
        assert window.head.title.text() == entry.title
        page = window._pages[entry.code]
        assert page.isAncestorOf(focused()), entry.code


def test_the_arrows_walk_along_the_whole_rail_and_back(window: MainWindow, qtbot: QtBot):
    choose_school(window, qtbot)
    window.rail.setFocus()
    titles = []
    for _ in ENTRIES[1:]:
        press(window, qtbot, Key.Key_Down)
        assert focused() is window.rail
        titles.append(window.head.title.text())
    assert titles == [entry.title for entry in ENTRIES[1:]]
    press(window, qtbot, Key.Key_Up)
    assert window.head.title.text() == ENTRIES[-2].title


def test_enter_on_the_rail_goes_into_the_page(window: MainWindow, qtbot: QtBot):
    choose_school(window, qtbot)
    window.rail.setFocus()
    press(window, qtbot, Key.Key_Down)
    assert focused() is window.rail
    press(window, qtbot, Key.Key_Return)
    assert window._pages["data"].isAncestorOf(focused())


def test_the_number_of_the_page_one_is_on_returns_to_its_beginning(
    window: MainWindow, qtbot: QtBot
):
    settle(window, qtbot)
    page = window._pages["schools"]
    assert isinstance(page, SchoolsPage)
    press(window, qtbot, Key.Key_Tab)
    assert focused() is not page.list
    shortcut(window, qtbot, 7)
    assert focused() is page.list


def test_the_rail_shows_that_it_has_the_focus(window: MainWindow, qtbot: QtBot):
    settle(window, qtbot)
    assert window.rail.property("focused") != "yes"
    window.rail.setFocus()
    assert window.rail.property("focused") == "yes"


def test_enter_presses_any_button_and_arrows_stay_on_it(qtbot: QtBot):
    pressed: list[str] = []
    widget = QWidget()
    qtbot.addWidget(widget)
    column = QVBoxLayout(widget)
    first = button("Первая", lambda: pressed.append("first"))
    second = button("Вторая", lambda: pressed.append("second"), "main")
    for one in (first, second):
        column.addWidget(one)
    widget.show()
    widget.activateWindow()
    first.setFocus()
    qtbot.waitUntil(first.hasFocus)
    for key in (Key.Key_Return, Key.Key_Enter, Key.Key_Space):
        qtbot.keyClick(focused(), key)
    assert pressed == ["first"] * 3
    for key in (Key.Key_Down, Key.Key_Right, Key.Key_Up, Key.Key_Left):
        qtbot.keyClick(focused(), key)
        assert isinstance(focused(), QPushButton)
        assert focused() is first
