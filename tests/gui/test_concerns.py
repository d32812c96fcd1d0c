"""A second window on one base, and a base in a shared folder: told in the window, which goes on."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.gui.window import MainWindow
from app.services.opening import Setup, create_base, open_base


@pytest.mark.parametrize("kind", ["alone", "second", "shared"])
def test_the_window_tells_and_goes_on(qtbot: QtBot, tmp_path: Path, kind: str) -> None:
    folder = tmp_path / ("OneDrive" if kind == "shared" else "база")
    folder.mkdir()
    path = folder / "base.sqlite"
    create_base(path, Setup("district", "kbr-2020"))
    other = open_base(path) if kind == "second" else None
    window = MainWindow(path)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window.rail.isEnabled() and not window.runner.is_busy, timeout=10_000)
    bar = window.concerns
    if kind == "alone":
        assert not bar.isVisible()
    else:
        qtbot.waitUntil(bar.isVisible, timeout=10_000)
        wanted = "открыта ещё в одном окне" if kind == "second" else "синхронизирует OneDrive"
        assert wanted in bar.words.text()
        bar.understood.click()
        assert not bar.isVisible()
    window.close()
    if other is not None:
        other.close()
