"""Keys with nowhere to go, pressed on every widget of every page: the window lives on."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.domain.organisations import Organisation, OrganisationKind, organisation_uid
from app.domain.periods import parse_period
from app.gui.pages.schools import SchoolsPage
from app.gui.register import ENTRIES
from app.gui.window import MainWindow
from app.services.opening import Setup, create_base

Key = Qt.Key
GUI = Path(__file__).parents[2] / "app" / "gui"
HARMLESS = (
    Key.Key_Up, Key.Key_Down, Key.Key_PageUp, Key.Key_PageDown, Key.Key_Home, Key.Key_End,
    Key.Key_Left, Key.Key_Right, Key.Key_Escape, Key.Key_7,
)  # fmt: skip


@pytest.fixture
def window(tmp_path: Path, school: Organisation, qtbot: QtBot) -> Iterator[MainWindow]:
    """A district of many schools: its list can be searched."""
    own = replace(
        school, uid=organisation_uid("83", "01"), code="01", kind=OrganisationKind.DISTRICT
    )
    others = [
        replace(school, uid=organisation_uid("83", str(n)), code=str(n), name=f"Школа {n}")
        for n in range(201, 215)
    ]
    path = tmp_path / "district.sqlite"
    period = parse_period("2025/2026")
    create_base(path, Setup("district", "kbr-2020", own, tuple(others), period=period))
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
    QApplication.processEvents()


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> SchoolsPage:
    window.show_page("schools")
    settle(window, qtbot)
    shown = window._pages["schools"]
    assert isinstance(shown, SchoolsPage)
    return shown


def search(page: SchoolsPage, qtbot: QtBot, words: str) -> QLineEdit:
    found = page.findChild(QLineEdit)
    assert isinstance(found, QLineEdit)
    found.setFocus()
    qtbot.keyClicks(found, words)
    return found


@pytest.mark.parametrize("key", HARMLESS[:4])
@pytest.mark.parametrize("words", ["205", "none such", ""])
def test_an_arrow_from_the_search_box_moves_in_the_list(
    page: SchoolsPage, qtbot: QtBot, words: str, key: Key
):
    box = search(page, qtbot, words)
    qtbot.keyClick(box, key)
    for _ in range(3):
        focused = QApplication.focusWidget()
        assert focused is not None
        qtbot.keyClick(focused, key)
    assert page.list.rows.rowCount() == {"205": 1, "none such": 0, "": 14}[words]


def test_enter_takes_the_one_school_that_was_found(
    window: MainWindow, page: SchoolsPage, qtbot: QtBot
):
    box = search(page, qtbot, "205")
    qtbot.keyClick(box, Key.Key_Return)
    settle(window, qtbot)
    assert window.head.title.text() == "Обзор"
    assert window._place is not None
    assert window._place.school is not None
    assert window._place.school.code == "205"


@pytest.mark.parametrize("code", [one.code for one in ENTRIES])
def test_no_key_ends_the_window(window: MainWindow, qtbot: QtBot, code: str):
    assert window._place is not None
    schools = window._place.context
    from app.gui import work

    window._moved(replace(window._place, school=work.schools(schools)[0]))
    window.show_page(code)
    settle(window, qtbot)
    shown = window._pages[code]
    takers = [
        one
        for one in shown.findChildren(QWidget)
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.isVisible() and one.isEnabled()
    ]
    assert takers
    for taker in takers:
        for key in HARMLESS:
            if not taker.isVisible():
                break
            taker.setFocus()
            qtbot.keyClick(taker, key)
        settle(window, qtbot)
    assert window.isVisible()


def test_no_event_is_handed_on_by_hand():
    """A widget that has no use for an event gives it to its parent: to send it back is endless."""
    forbidden = {"sendEvent", "postEvent"}
    found = []
    for path in GUI.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Attribute) and node.attr in forbidden:
                found.append(f"{path.name}:{node.lineno} {node.attr}")
            is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            if is_call and node.func.attr.endswith("Event"):  # type: ignore[attr-defined]
                to = node.func.value  # type: ignore[attr-defined]
                is_super = isinstance(to, ast.Call) and getattr(to.func, "id", "") == "super"
                if not is_super and node.func.attr[0].islower():  # type: ignore[attr-defined]
                    found.append(f"{path.name}:{node.lineno} {node.func.attr}")  # type: ignore[attr-defined]
    assert found == []
