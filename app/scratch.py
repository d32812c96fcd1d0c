"""Folders for what libraries write aside: the user's own, and swept when a program was killed.

The system's temporary folder is neither: what a killed program left there stays until somebody
cleans the computer, and it holds the children's results.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from app import folders, placing

_ENDING = ".d"
"""Of a folder, after the name of the file that is locked while its program lives."""


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """An empty folder for the user alone, removed in the end. Raises OSError."""
    home = folders.scratch_folder()
    with contextlib.ExitStack() as afterwards:
        afterwards.callback(_leave, home)
        placing.make_private_folder(home)
        mark = afterwards.enter_context(placing.drafted(home / "work", placing.PRIVATE))
        folder = mark.path.with_name(mark.path.name + _ENDING)
        afterwards.callback(shutil.rmtree, folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        yield folder


def sweep() -> None:
    """Remove the folders of programs that were killed; what cannot be removed stays."""
    home = folders.scratch_folder()
    placing.sweep(home)
    with contextlib.suppress(OSError):
        for folder in home.glob(f".*{_ENDING}"):
            if not folder.with_name(folder.name.removesuffix(_ENDING)).exists():
                shutil.rmtree(folder, ignore_errors=True)
    _leave(home)


def _leave(home: Path) -> None:
    """Without this folder the next start has nothing to look for; others may be in it still."""
    with contextlib.suppress(OSError):
        home.rmdir()
