"""Goal 1: our window against a bare PySide6 window, to the first event-loop turn after paint.

Run: python -m benchmarks.window
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 9
GOAL = 2.0

BARE = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, finished)
def finished():
    sys.stdout.write("shown\\n"); sys.stdout.flush()
    import os; os._exit(0)
application = QApplication([])
window = Window()
window.setCentralWidget(QLabel("Опора"))
window.resize(1180, 700)
window.show()
application.exec()
"""

OURS = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from app import crash, folders, log, main
from app.gui import application, window
class Window(window.MainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, finished)
    def open_base(self):
        pass  # what follows the first paint is not part of this measure
def finished():
    sys.stdout.write("shown\\n"); sys.stdout.flush()
    import os; os._exit(0)
crash.install(print, leave=True)
log.start()
running = application.make_application()
shown = Window(folders.default_base())
shown.show()
running.exec()
"""


def seconds(code: str, home: str) -> float:
    """Wall time from the start of the interpreter to the first turn after paint."""
    environment = {**os.environ, "OPORA_HOME": home}
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    root = Path(__file__).resolve().parents[1]
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=root,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    taken = time.perf_counter() - began
    process.wait()
    process.stdout.close()
    if line != b"shown\n":
        raise SystemExit("the window did not appear")
    return taken


def measure(rounds: int = ROUNDS) -> tuple[float, float]:
    """(bare, ours): medians of `rounds` runs taken in turns; one warm-up each is thrown away."""
    bare, ours = [], []
    with tempfile.TemporaryDirectory() as home:
        for turn in range(rounds + 1):
            pair = seconds(BARE, home), seconds(OURS, home)
            if turn:
                bare.append(pair[0])
                ours.append(pair[1])
    return statistics.median(bare), statistics.median(ours)


def main() -> None:
    bare, ours = measure()
    print(f"bare PySide6 window  {bare:.3f} s")
    print(f"our window           {ours:.3f} s")
    print(f"ratio                {ours / bare:.2f}  (goal: at most {GOAL})")


if __name__ == "__main__":
    main()
