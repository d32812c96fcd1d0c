"""Locks that the system itself takes away from a program that died, on files of this program.

Never on a file that SQLite has open: closing any handle of one drops SQLite's own locks on it.
"""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

_SLOTS = 16
"""Windows locks bytes: so many windows of one base are told apart."""


def try_alone(descriptor: int) -> bool:
    """Lock an open file, unless somebody else has it locked; the lock ends with the descriptor.

    True as well where the file system knows no locks.
    """
    if sys.platform == "win32":
        return _lock_byte(descriptor, 0)
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


class Presence:
    """That a window of a base is open, seen by others for as long as this program lives."""

    def __init__(self, marker: Path) -> None:
        """`marker`: an empty file beside the base; what a killed program left of it means nothing.

        Where it cannot be made (no right to write there), nobody is seen.
        """
        self.others = False
        """Whether another window had the base when this one came."""
        self._marker = marker
        self._descriptor: int | None = None
        with contextlib.suppress(OSError):
            self._descriptor = os.open(marker, os.O_RDWR | os.O_CREAT, 0o600)
            self.others = not _join(self._descriptor)

    def close(self) -> None:
        """Go; the last one removes the marker."""
        if self._descriptor is None:
            return
        descriptor, self._descriptor = self._descriptor, None
        is_last = _is_last(descriptor)
        if is_last and sys.platform != "win32":
            self._remove()  # while it is held: whoever comes now makes a new one
        os.close(descriptor)
        if is_last and sys.platform == "win32":
            self._remove()  # an open file stays there

    def _remove(self) -> None:
        with contextlib.suppress(OSError):
            self._marker.unlink()


def _join(descriptor: int) -> bool:
    """Stand among those who hold the file; whether nobody else does."""
    if sys.platform == "win32":
        taken = [slot for slot in range(_SLOTS) if not _lock_byte(descriptor, slot)]
        own = next((slot for slot in range(_SLOTS) if slot not in taken), None)
        for slot in range(_SLOTS):
            if slot not in taken and slot != own:
                _unlock_byte(descriptor, slot)
        return not taken
    import fcntl

    is_alone = try_alone(descriptor)
    with contextlib.suppress(OSError):
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    return is_alone


def _is_last(descriptor: int) -> bool:
    if sys.platform == "win32":
        return True  # removing fails while others have it open
    return try_alone(descriptor)


if sys.platform == "win32":
    import msvcrt

    def _lock_byte(descriptor: int, place: int) -> bool:
        os.lseek(descriptor, place, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock_byte(descriptor: int, place: int) -> None:
        os.lseek(descriptor, place, os.SEEK_SET)
        with contextlib.suppress(OSError):
            msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)
