"""Starts the window: on the screen first, everything heavy later."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QTimer, QTranslator, Signal
from PySide6.QtWidgets import QApplication

from app import crash, deaths, folders
from app.domain import ways
from app.gui import look
from app.gui.placing import show_where_it_was
from app.gui.window import MainWindow


def run(base: Path | None, died: str = "") -> int:
    """Show the window on `base` (the user's own without it) and stay until it is closed.

    died: a sentence about an earlier start that did not end in order.
    """
    ways.speak_as(ways.FrontEnd.WINDOW)
    application = make_application()
    herald = Herald()
    crash.install(herald.tell, leave=False)
    window = MainWindow(base or folders.default_base())
    herald.told.connect(lambda words: _show_crash(words, window))
    show_where_it_was(window)
    if died:
        QTimer.singleShot(0, window, lambda: _show_death(died, window))
    return application.exec()


TURN = 0.001
"""Seconds the worker keeps the interpreter once the window wants it. Five, as Python has it, were
felt: each call of Qt from Python gives the interpreter away and has to wait for it again."""


def make_application() -> QApplication:
    """The one application object, in Russian and in the style the user chose."""
    sys.setswitchinterval(TURN)
    application = QApplication(sys.argv[:1])
    application.setApplicationName("opora")
    application.setApplicationDisplayName("Опора")
    QLocale.setDefault(QLocale(QLocale.Language.Russian, QLocale.Country.Russia))
    translator = QTranslator(application)
    path = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load("qtbase_ru", path):
        application.installTranslator(translator)
    look.dress(application)
    return application


class Herald(QObject):
    """Carries the crash hook's sentence from any thread to the window's."""

    told = Signal(str)

    def tell(self, words: str) -> None:
        """Called wherever the bug happened."""
        self.told.emit(words)


def _show_crash(words: str, window: MainWindow) -> None:
    from app.gui.bad_news import show_words

    show_words(words, "Можно продолжать работу. Если ошибка повторится, передайте отчёт.", window)


def _show_death(words: str, window: MainWindow) -> None:
    from app.gui.bad_news import show_words

    advice = "Если это повторится, передайте отчёт." if deaths.is_fault(words) else ""
    show_words(words, f"Можно продолжать работу. {advice}".strip(), window)
