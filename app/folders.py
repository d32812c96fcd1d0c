"""Where the user's base, log and crash reports lie, by the platform's convention.

The variable OPORA_HOME moves everything to one folder: portable use from a memory stick, and tests.
"""

from __future__ import annotations

import os
from pathlib import Path


def data_folder() -> Path:
    """The user's folder of the program; it may not exist yet."""
    chosen = os.environ.get("OPORA_HOME")
    if chosen:
        return Path(chosen)
    from platformdirs import user_data_dir

    return Path(user_data_dir("opora", appauthor=False))


def default_base() -> Path:
    """The base that is opened when the user names none."""
    return data_folder() / "base.sqlite"


def log_folder() -> Path:
    """The folder of the log files."""
    return data_folder() / "logs"


def reports_folder() -> Path:
    """The folder of the crash reports."""
    return data_folder() / "reports"


def scratch_folder() -> Path:
    """The folder of what libraries write aside; it is there while somebody does, or was killed."""
    return data_folder() / "scratch"
