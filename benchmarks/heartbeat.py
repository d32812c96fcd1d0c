"""Goal 14: the longest the window's thread stands still while a region is computed and shown.

A timer of 5 ms beats in the real window (without a screen) on a base of 1,500 schools while a
workbook is loaded, pages are opened, figures computed, groups looked at, the reference published, a
workbook written. The yardstick is the same timer while nothing is done.
Run: python -m benchmarks.heartbeat [ROWS] [--load]; with --load only the workbook.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.read_workbook import _write as write_results
from benchmarks.region import _fill

if TYPE_CHECKING:
    from app.gui.window import MainWindow

GOAL_MS, GOAL_P99 = 50, 12
_BEAT, _LOOK = 5, 50
"""Milliseconds: of the heart, and between two looks whether the work is over."""


class Heart:
    """Notes when the window's thread had its turn."""

    def __init__(self, window: MainWindow) -> None:
        from PySide6.QtCore import Qt, QTimer

        self._window, self._beats, self.every = window, [0.0], list[float]()
        self._timer = QTimer(window)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(lambda: self._beats.append(time.perf_counter()))
        self._timer.start(_BEAT)

    def watch(self, title: str, act: Callable[[], Any], least: float = 0.3) -> None:
        """Do it, wait until the worker rests, tell the longest pause between two beats."""
        self._beats = [time.perf_counter()]
        act()
        self.wait(least)
        pauses = [1000 * (b - a) for a, b in zip(self._beats, self._beats[1:], strict=False)]
        self.every += pauses
        _tell(title, pauses)

    def wait(self, least: float) -> None:
        """At least so many seconds, and until nothing is under way."""
        from PySide6.QtCore import QEventLoop, QTimer

        loop, begin = QEventLoop(), time.perf_counter()
        look = QTimer()
        busy = self._window.runner

        def looked() -> None:
            if time.perf_counter() - begin > least and not busy.is_busy:
                loop.quit()

        look.timeout.connect(looked)
        look.start(_LOOK)
        loop.exec()


def _tell(title: str, pauses: list[float]) -> None:
    known = sorted(pauses)
    p99 = known[int(len(known) * 0.99)]
    print(
        f"{title:30} {sum(known) / 1000:6.2f} s  p99 {p99:5.1f} ms  longest {known[-1]:5.1f} ms",
        flush=True,
    )


def _visit(heart: Heart, window: MainWindow, folder: Path) -> None:
    """What a region's operator does on the pages that look at all schools."""
    from app.gui import reference_work

    place = window._place
    assert place is not None
    runner, context = place.runner, place.context
    heart.watch("«Показатели»", lambda: window.show_page("indices"))
    page: Any = window._pages["indices"]
    heart.watch("  пересчитать", page.refresh)
    heart.watch("  «Группы по школам»", lambda: page.sheets.setCurrentWidget(page.schools))
    cell = page.schools.model.index(700, 3)
    heart.watch("  клетка", lambda: page.schools.view.setCurrentIndex(cell))
    heart.watch("  поиск школы", lambda: page.schools.search.setText("12"))
    heart.watch("  одна школа", lambda: page.schools.opened.emit(page.schools.model.school(5)))
    figures, book = page._figures, folder / "o.xlsx"
    heart.watch(
        "  книга Excel",
        lambda: runner.run(lambda progress: figures.write(context, book, progress), lambda _: None),
    )
    heart.watch("«Сопровождение»", lambda: window.show_page("support"))
    heart.watch("«Настройки»", lambda: window.show_page("settings"))
    heart.watch(
        "  составить эталон",
        lambda: runner.run(
            lambda progress: reference_work.publish(context, progress), lambda _: None
        ),
    )


def _load(heart: Heart, window: MainWindow, folder: Path) -> None:
    """A workbook of 100,000 rows is read in the child and stored by the worker."""
    from app.services.importing import import_files

    place = window._place
    assert place is not None
    runner, context, book = place.runner, place.context, folder / "results.xlsx"
    write_results(book, 100_000)
    heart.watch(
        "книга в 100 000 строк",
        lambda: runner.run(
            lambda progress: import_files(
                context, [book], mapping="results_flat", progress=progress
            ),
            lambda reports: sys.exit("not stored") if not reports[0].stored else None,
        ),
    )


def main() -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    given = [one for one in sys.argv[1:] if one.isdecimal()]
    rows = int(given[0]) if given else 1_000_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["OPORA_HOME"] = name
        _fill(folder / "base.sqlite", rows)
        from app.gui.application import make_application
        from app.gui.window import MainWindow

        application = make_application()
        window = MainWindow(folder / "base.sqlite")
        window.show()
        heart = Heart(window)
        heart.wait(1.0)
        heart.watch("nothing (yardstick)", lambda: None, least=2.0)
        heart.every.clear()
        _load(heart, window, folder)
        if "--load" in sys.argv:
            return
        for _ in range(2):
            _visit(heart, window, folder)
        print(f"goal: longest {GOAL_MS} ms, p99 {GOAL_P99} ms")
        _tell("everything", heart.every)
        window.close()
        application.processEvents()


if __name__ == "__main__":
    main()
