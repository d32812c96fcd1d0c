"""How the user calls the program: what is printed as a command runs as printed."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

NAME = "opora"


def program() -> str:
    """The program's name for a command, typed from the folder the user stands in.

    `opora` where the shell finds this very installation by it, the exe of a frozen program, else
    the interpreter with `-m app`.
    """
    if getattr(sys, "frozen", False):
        return _findable(Path(sys.executable))
    script = Path(sys.executable).parent / f"{NAME}{'.exe' if os.name == 'nt' else ''}"
    if _is_on_path(script):
        return NAME
    if Path(sys.argv[0]).stem == NAME:
        return _findable(Path(sys.argv[0]))
    if Path(sys.argv[0]).name == "__main__.py":
        return f"{_findable(Path(sys.executable))} -m app"
    return NAME


def quoted(path: Path) -> str:
    """A path as one word of a command."""
    return subprocess.list2cmdline([str(path)]) if os.name == "nt" else shlex.quote(str(path))


def _findable(file: Path) -> str:
    """A program's file as it can be typed here: by name, from this folder, or whole."""
    if _is_on_path(file):
        return file.name
    whole = Path(os.path.abspath(file))  # noqa: PTH100 - a link of a venv must not be resolved
    here = Path.cwd()
    return quoted(whole.relative_to(here) if whole.is_relative_to(here) else whole)


def _is_on_path(file: Path) -> bool:
    found = shutil.which(file.name)
    return found is not None and file.exists() and Path(found).samefile(file)
