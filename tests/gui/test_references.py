"""PySide6 6.12.0 loses a reference to None at every call that returns nothing; ours must not."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

CALLS = 200


def test_qt_calls_that_return_nothing_keep_their_references(qtbot: QtBot):
    label = QLabel()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        label.setText("")
    assert abs(sys.getrefcount(None) - before) < CALLS // 4
