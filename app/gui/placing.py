"""Where the window stands on the screen, now and the next time."""

from __future__ import annotations

from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QWidget

from app.gui.look import preferences

SMALL_SCREEN = 1400
"""Width up to which the window takes the whole screen the first time."""


def show_where_it_was(window: QWidget) -> None:
    """Show the window in its last place; the first time it fills a small screen."""
    last = preferences().value("geometry")
    known = isinstance(last, QByteArray) and window.restoreGeometry(last)
    room = window.screen().availableGeometry()
    if known:
        window.show()
    elif room.width() <= SMALL_SCREEN:
        window.setGeometry(room)
        window.showMaximized()
    else:
        window.resize(window.sizeHint())
        window.show()


def remember_place(window: QWidget) -> None:
    """Keep the place for the next start."""
    preferences().setValue("geometry", window.saveGeometry())
