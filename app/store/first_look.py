"""A first look at a base by plain sqlite3: the first screen must not wait for SQLAlchemy."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path


def settings(path: Path) -> dict[str, str]:
    """The base's settings; empty for a missing base. A damaged one is told when it is opened."""
    if not path.is_file():
        return {}
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        try:
            return dict(connection.execute("SELECT name, value FROM setting").fetchall())
        except sqlite3.DatabaseError:
            return {}
