"""A first look at a base by plain sqlite3: the first screen must not wait for SQLAlchemy."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path


def settings(path: Path) -> dict[str, str]:
    """The base's settings; empty for a missing or damaged base, which is told when it is opened."""
    try:
        address = f"{path.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True)) as connection:
            return dict(connection.execute("SELECT name, value FROM setting").fetchall())
    except sqlite3.DatabaseError:
        return {}
