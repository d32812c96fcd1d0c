"""A process that died (a segmentation fault, an abort) is told at the next start.

While the program runs, a file of its own lies in the reports folder, locked as long as the process
lives; Python's fault handler writes the places in the code into it when the process dies. A file
that nobody holds any more was left by a dead process: its places become a report without data.
Without any places something outside ended it (a kill, no power): that is said gently, without a
report, for it is no fault of the program (decision 0070).
"""

from __future__ import annotations

import contextlib
import faulthandler
import os
import re
from pathlib import Path
from typing import IO

from app import crash, folders, locking

_RUNNING = "running-{kind}-{pid}.txt"
_WINDOW, _COMMAND = "window", "command"
_PLACE = re.compile(r'File "([^"]*)", line (\d+) in (\S+)')
_KEPT = "Всё, что было сохранено, цело; проверьте, есть ли на месте последнее введённое."
_STOPPED = (
    "В прошлый раз программу закрыли снаружи или выключился компьютер: это не ошибка программы. "
    f"{_KEPT}"
)
_LARGEST = 64 * 1024
"""Bytes of a dead process's last words that are read."""

_own: IO[str] | None = None
_is_handling = False
"""Whether the fault handler is ours; a developer may have set up another before."""


def watch(*, window: bool) -> str:
    """Begin to watch this process; returns a Russian sentence about earlier ones that died.

    window: whether this is the window. A window that vanished without a trace (a kill, no power) is
    told to the next one; of a command that was killed whoever ran it knows already.
    Empty when none died, or when the reports folder cannot be written.
    """
    global _own, _is_handling
    if _own is not None:
        return ""
    name = _RUNNING.format(kind=_WINDOW if window else _COMMAND, pid=os.getpid())
    try:
        folder = folders.reports_folder()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        died = _bury(folder, window=window)
        file = (folder / name).open("w", encoding="utf-8")
    except OSError:
        return ""
    locking.try_alone(file.fileno())
    _own, _is_handling = file, not faulthandler.is_enabled()
    if _is_handling:
        faulthandler.enable(file)
    return died


def end() -> None:
    """The program ends in order: nothing will be told of it."""
    global _own  # noqa: PLW0603
    if _own is None:
        return
    if _is_handling:
        faulthandler.disable()
    name = Path(_own.name)
    _own.close()
    _own = None
    with contextlib.suppress(OSError):
        name.unlink()


def is_fault(told: str) -> bool:
    """Whether what was told is a fault with a report, and no end from outside."""
    return told not in ("", _STOPPED)


def _bury(folder: Path, *, window: bool) -> str:
    """Make reports of what dead processes left, and tell of the worst."""
    left = [_left_by(one, window=window) for one in sorted(folder.glob("running-*.txt"))]
    words = [one for one in left if one is not None]
    reports = [crash.write_text(one) for one in words if one]
    if reports:
        return (
            f"В прошлый раз программа закрылась неожиданно. {_KEPT} Отчёт без личных данных лежит "
            f"здесь: {reports[-1]}"
        )
    return _STOPPED if words else ""


def _left_by(left: Path, *, window: bool) -> str | None:
    """The last words of one dead process, empty when something outside ended it.

    None when it lives, or when there is nothing to tell here: of a command that was killed whoever
    ran it knows already, and a window that was killed is told to the next window.
    """
    was_window = f"-{_WINDOW}-" in left.name
    try:
        with left.open("r+", encoding="utf-8", errors="replace") as file:
            if not locking.try_alone(file.fileno()):
                return None
            last_words = _described(file.read(_LARGEST))
        if not last_words and was_window and not window:
            return None
        left.unlink(missing_ok=True)
    except OSError:
        return None
    return last_words if last_words or was_window else None


def _described(last_words: str) -> str:
    """What the fault handler wrote, with places of the code and nothing of the user's machine."""
    lines = []
    for line in last_words.splitlines():
        place = _PLACE.search(line)
        if place is not None:
            lines.append(f"  {crash.short(place[1])}:{place[2]} {place[3]}")
        elif line.startswith(("Fatal Python error", "Current thread", "Thread", "Windows fatal")):
            lines.append(line)
    return "\n".join(lines)
