"""Keys with nowhere to go, pressed on every widget of every page: the window lives on."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from app.domain.organisations import Organisation, OrganisationKind, organisation_uid
from app.domain.periods import parse_period
from app.gui.pages.schools import SchoolsPage
from app.gui.window import MainWindow
from app.services.opening import Setup, create_base

Key = Qt.Key
ROOT = Path(__file__).parents[2]
GUI = ROOT / "app" / "gui"
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


WALK = 150
"""Keys of the random walk after every key was pressed on everything."""
DYING = """
import os, sys
from app.gui.pages import schools
class Dying(schools.SchoolsPage):
    def keyPressEvent(self, event):
        os.abort()
schools.SchoolsPage = Dying
from tests.gui.keys_sweep import main
sys.exit(main(*sys.argv[1:]))
"""


def sweep(how: list[str], role: str, folder: Path, *, keys: int = WALK) -> tuple[int, str]:
    """Press every key on everything in a process of its own; its exit code and last words."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "OPORA_HOME": str(folder / "home")}
    done = subprocess.run(
        [sys.executable, *how, role, str(folder / "swept.sqlite"), "1", str(keys)],
        env=environment, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("role", ["school", "district"])
def test_no_key_on_anything_ends_the_window(role: str, tmp_path: Path):
    code, words = sweep(["-m", "tests.gui.keys_sweep"], role, tmp_path)
    assert code == 0, words[-3000:]
    pressed = re.search(r"pressed (\d+)", words)
    assert pressed is not None
    assert int(pressed[1]) > 4000
    assert not list((tmp_path / "home").glob("reports/crash-*"))


def test_the_sweep_notices_a_key_that_ends_the_process(tmp_path: Path):
    code, _ = sweep(["-c", DYING], "district", tmp_path, keys=0)
    assert code not in (0, 3)


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
