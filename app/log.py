"""The log file: small, turned over by size, without the messages that may hold people's data."""

from __future__ import annotations

import logging
import sys
from contextlib import suppress
from copy import copy
from pathlib import Path
from typing import Any

from app import crash, folders

LARGEST = 512 * 1024
"""Bytes after which the log becomes «opora.log.1» and a new one is begun."""

NAME = "opora.log"


class TurningFile(logging.FileHandler):
    """Keeps the log and the one before it.

    The standard library's RotatingFileHandler costs the start another 4 ms, and on Windows it
    stumbles when a second copy of the program holds the file; this one goes on writing then.
    """

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line, first turning the file over when it has grown large."""
        try:
            if self.stream and self.stream.tell() > LARGEST:
                self._turn()
            super().emit(record)
        except OSError:
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """A full disk must not answer every line of the log with a traceback on the screen."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handleError(record)

    def close(self) -> None:
        """Close the file, even when its last words no longer fit on the disk."""
        with suppress(OSError):
            super().close()

    def _turn(self) -> None:
        stream, self.stream = self.stream, None  # opened again by the next line
        if stream:
            stream.close()
        path = Path(self.baseFilename)
        try:
            path.replace(path.with_name(f"{path.name}.1"))
        except PermissionError:
            if path.stat().st_size > 2 * LARGEST:
                path.write_bytes(b"")


class _WithoutData(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        record = copy(record)
        record.exc_text = None  # another handler may have left the full traceback here
        return super().format(record)

    def formatException(self, ei: Any) -> str:  # noqa: N802
        return crash.describe(ei[1])


def start() -> str:
    """Begin logging to the user's folder; returns a Russian sentence when that is impossible."""
    root = logging.getLogger()
    for earlier in [handler for handler in root.handlers if isinstance(handler, TurningFile)]:
        root.removeHandler(earlier)
        earlier.close()
    try:
        folder = folders.log_folder()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handler = TurningFile(folder / NAME, encoding="utf-8")
    except OSError as trouble:
        return f"Журнал работы не ведётся: папка недоступна для записи ({trouble.strerror})."
    handler.setFormatter(_WithoutData("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    return ""
