"""The window comes up in a sensible place and remembers it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.gui import placing
from app.gui.look import preferences


@pytest.fixture
def widget(qtbot: QtBot) -> QWidget:
    preferences().remove("geometry")
    made = QWidget()
    qtbot.addWidget(made)
    return made


def test_the_first_time_a_small_screen_is_filled(widget: QWidget, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(placing, "SMALL_SCREEN", widget.screen().availableGeometry().width())
    placing.show_where_it_was(widget)
    assert widget.isMaximized()


def test_on_a_large_screen_it_is_a_window(widget: QWidget, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(placing, "SMALL_SCREEN", 100)
    placing.show_where_it_was(widget)
    assert not widget.isMaximized()


def test_nonsense_for_a_place_is_ignored(widget: QWidget):
    preferences().setValue("geometry", QByteArray(b"nonsense"))
    placing.show_where_it_was(widget)
    assert widget.isVisible()
    placing.remember_place(widget)
    assert preferences().value("geometry") != QByteArray(b"nonsense")
