"""A process of its own that presses keys on everything; a crash is its exit code, not the test's.

Arguments: role of the base, path of the base to make, seed of the random walk, keys of the walk.
"""

from __future__ import annotations

import faulthandler
import random
import sys
import time
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QTableView, QWidget
from shiboken6 import isValid

from app.domain.organisations import Organisation, OrganisationKind, organisation_uid
from app.domain.periods import parse_period
from app.gui import work
from app.gui.application import make_application
from app.gui.pages.data import DataPage
from app.gui.register import ENTRIES
from app.gui.window import MainWindow
from app.services.opening import Setup, create_base

Key, No = Qt.Key, Qt.KeyboardModifier.NoModifier
Ctrl, Alt, Shift = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
MOVES = [
    (key, No)
    for key in (
        Key.Key_Up, Key.Key_Down, Key.Key_PageUp, Key.Key_PageDown, Key.Key_Home, Key.Key_End,
        Key.Key_Left, Key.Key_Right, Key.Key_Escape,
    )
]  # fmt: skip
TYPING = [
    (Key.Key_7, No), (Key.Key_M, No), (Key.Key_Plus, No), (Key.Key_Backspace, No),
    (Key.Key_Delete, No), (Key.Key_Space, No), (Key.Key_F2, No), (Key.Key_F2, No),
    (Key.Key_Down, Alt), (Key.Key_Down, No), (Key.Key_Up, Alt), (Key.Key_A, Ctrl),
    (Key.Key_C, Ctrl), (Key.Key_V, Ctrl), (Key.Key_X, Ctrl), (Key.Key_Z, Ctrl), (Key.Key_Y, Ctrl),
    (Key.Key_Insert, No), (Key.Key_Menu, No), (Key.Key_F10, Shift), (Key.Key_Home, Ctrl),
    (Key.Key_End, Ctrl), (Key.Key_End, Shift), (Key.Key_Return, No), (Key.Key_Enter, No),
    (Key.Key_Return, Shift), (Key.Key_Escape, No),
]  # fmt: skip
LEADING_OUT = ("Показать папку", "Показать журналы", "Размер букв")
"""Opens programs of the desktop, or makes every page anew."""
SLOWEST = 20.0
"""Seconds within which work in the background ends."""


def main(role: str, path: str, seed: str, keys: str) -> int:
    """Press everything; 0 when the window lives and nothing was raised."""
    faulthandler.enable()
    raised: list[str] = []

    def note(kind: type[BaseException], fault: BaseException, where: TracebackType | None) -> None:
        raised.append(f"{kind.__name__}: {fault}")
        sys.__excepthook__(kind, fault, where)

    sys.excepthook = note
    application = make_application()
    window = _window(OrganisationKind(role), Path(path))
    watch = QTimer(application)
    watch.timeout.connect(_close_dialogs)
    watch.start(30)
    pressed = 0
    for place in _places(window):
        pressed += _sweep(window, place)
    pressed += _wander(window, random.Random(int(seed)), int(keys))
    _close_dialogs()
    alive = window.isVisible()
    window.close()
    _settle(window)
    sys.stdout.write(f"pressed {pressed}, alive {alive}, raised {raised}\n")
    return 0 if alive and not raised else 3


def _window(role: OrganisationKind, path: Path) -> MainWindow:
    schools = tuple(
        Organisation(
            organisation_uid("83", str(n)),
            str(n),
            f"Школа {n}",
            OrganisationKind.SCHOOL,
            region="83",
        )
        for n in range(201, 214)
    )
    own = schools[0]
    if role is not OrganisationKind.SCHOOL:
        own = Organisation(organisation_uid("83", "01"), "01", "Район", role, region="83")
    others = () if role is OrganisationKind.SCHOOL else schools
    create_base(path, Setup(role.value, "kbr-2020", own, others, period=parse_period("2025/2026")))
    window = MainWindow(path)
    window.resize(1366, 740)
    window.show()
    window.activateWindow()
    end = time.monotonic() + SLOWEST
    while window._place is None and time.monotonic() < end:
        QTest.qWait(20)
    _settle(window)
    return window


def _settle(window: MainWindow) -> None:
    end = time.monotonic() + SLOWEST
    QApplication.processEvents()
    while window.runner.is_busy and time.monotonic() < end:
        QTest.qWait(5)
    QApplication.processEvents()


def _close_dialogs() -> None:
    for one in (QApplication.activePopupWidget(), QApplication.activeModalWidget()):
        if one is not None:
            one.close()


def _places(window: MainWindow) -> list[tuple[str, object]]:
    """Every page, every form on the page of data, the directory of procedures."""
    assert window._place is not None
    context = window._place.context
    pages: list[tuple[str, object]] = [
        (one.code, None) for one in ENTRIES if context.role in one.roles
    ]
    methodology = context.methodology
    codes = dict.fromkeys((*methodology.forms, *methodology.district_forms))
    if context.role == "school":
        codes = dict.fromkeys(methodology.forms)
    known = [code for code in codes if context.forms.form(code).storage.value == "answers"]
    return pages + [("data", code) for code in known if code != "support_card"]


def _go(window: MainWindow, place: tuple[str, object]) -> QWidget:
    assert window._place is not None
    if window._place.school is None:
        from dataclasses import replace

        window._moved(replace(window._place, school=work.schools(window._place.context)[0]))
    _close_dialogs()
    _settle(window)
    window.show_page(*place)
    _settle(window)
    if window._page() is not window._pages.get(place[0]):  # a question kept us on another page
        _close_dialogs()
        window._leaving = True
    return window._pages[place[0]]


def _takers(page: QWidget) -> list[QWidget]:
    """Everything that takes keys, by Tab or by a click."""
    return [
        one
        for one in page.findChildren(QWidget)
        if one.focusPolicy() != Qt.FocusPolicy.NoFocus
        and one.isVisible()
        and one.isEnabled()
        and not (isinstance(one, QPushButton) and one.text().startswith(LEADING_OUT))
        and one.accessibleName() not in LEADING_OUT
    ]


def _sweep(window: MainWindow, place: tuple[str, object]) -> int:
    page = _go(window, place)
    pressed = number = 0
    while number < len(takers := _takers(page)):
        for key, modifier in (*MOVES, *TYPING):
            if _is_gone(takers[number]):
                page = _go(window, place)
                takers = _takers(page)
                if number >= len(takers):
                    break
            _press(_target(window, takers[number]), key, modifier)
            pressed += 1
            if key in (Key.Key_Return, Key.Key_Enter, Key.Key_Space):
                _settle(window)
        number += 1
        if window._page() is not page:
            page = _go(window, place)
    if isinstance(page, DataPage):
        page._stack.setCurrentIndex(0)
    return pressed


def _is_gone(widget: QWidget) -> bool:
    return not isValid(widget) or not widget.isVisible() or not widget.isEnabled()


def _target(window: MainWindow, taker: QWidget) -> QWidget:
    """Who gets the next key: an open list or dialog, else the widget itself or a part of it."""
    for one in (QApplication.activePopupWidget(), QApplication.activeModalWidget()):
        if one is not None:
            focused = one.focusWidget()
            return focused if focused is not None and isValid(focused) else one
    if not window.isActiveWindow():
        window.activateWindow()
        QApplication.processEvents()
    if not _is_within(window.focusWidget(), taker):
        taker.setFocus()
        _into_a_cell(taker)
    focused = window.focusWidget()
    return focused if focused is not None and _is_within(focused, taker) else taker


def _is_within(widget: QWidget | None, taker: QWidget) -> bool:
    if widget is None or not isValid(widget):
        return False
    return widget is taker or taker.isAncestorOf(widget)


def _focused(window: MainWindow) -> QWidget:
    now = window.focusWidget()
    return now if now is not None and isValid(now) else window.rail


def _press(target: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier) -> None:
    """Down and up; what takes the key may be gone when it comes up again, or before."""
    try:
        QTest.keyPress(target, key, modifier)
        QTest.keyRelease(target, key, modifier)
    except RuntimeError as gone:
        if "already deleted" not in str(gone):
            raise


def _into_a_cell(taker: QWidget) -> None:
    if isinstance(taker, QTableView) and not taker.currentIndex().isValid():
        taker.setCurrentIndex(taker.model().index(0, 0))


def _wander(window: MainWindow, chance: random.Random, keys: int) -> int:
    """A random walk: any key wherever the focus happens to be, Tab and numbers of pages too."""
    known = [*MOVES, *TYPING, *[(Key.Key_Tab, No), (Key.Key_Backtab, Shift)] * 6]
    known += [(Qt.Key(Key.Key_0.value + n), Ctrl) for n in range(1, 9)]
    for _ in range(keys):
        target = _target(window, _focused(window))
        text = target.text() if isinstance(target, QPushButton) else target.accessibleName()
        key, modifier = chance.choice(known)
        leads_out = text.startswith(LEADING_OUT)
        _press(target, Key.Key_Tab if leads_out else key, No if leads_out else modifier)
        _settle(window)
    return keys


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
