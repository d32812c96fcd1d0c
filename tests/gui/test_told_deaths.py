"""The window tells of an earlier process that died, and of a cut of power more gently."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from app import deaths
from app.gui.application import _show_death
from app.gui.window import MainWindow

ROOT = Path(__file__).parents[2]
ENDS = {
    "fault": ("import faulthandler; faulthandler._sigsegv()", "закрылась неожиданно", "отчёт"),
    "kill": ("import os, signal; os.kill(os.getpid(), 9)", "не ошибка программы", "продолжать"),
}


@pytest.mark.skipif(os.name == "nt", reason="a process is killed by a signal here")
@pytest.mark.parametrize("end", ENDS)
def test_the_next_window_shows_what_became_of_the_last(
    end: str, home: Path, base: Path, qtbot: QtBot
):
    code, words, advice = ENDS[end]
    environment = os.environ | {"OPORA_HOME": str(home), "PYTHONPATH": str(ROOT)}
    live = "from app import deaths; deaths.watch(window=True); "
    subprocess.run(
        [sys.executable, "-c", live + code], env=environment, stderr=subprocess.DEVNULL, check=False
    )
    told = deaths.watch(window=True)
    deaths.end()
    window = MainWindow(base)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window._place is not None and not window.runner.is_busy, timeout=9000)
    _show_death(told, window)
    [box] = [one for one in window.findChildren(QMessageBox) if one.isVisible()]
    assert words in box.text()
    assert advice in box.informativeText()
    assert ("передайте" in box.informativeText()) == (end == "fault")
    box.close()
    window.close()
    qtbot.waitUntil(window.isHidden)
