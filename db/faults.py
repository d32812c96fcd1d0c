"""What may be wrong with a base, as exceptions of our own; drivers' exceptions end here."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc


class BaseFault(Exception):
    """The base cannot be used; the argument is its address or the driver's word."""


class BaseMissing(BaseFault):
    """There is no such file."""


class BaseDamaged(BaseFault):
    """The file is not a base of ours, or it is damaged."""


class BaseFromFuture(BaseFault):
    """A newer program wrote it."""


class BaseBusy(BaseFault):
    """Another program holds it."""


class BaseFull(BaseFault):
    """No space left on the disk."""


class BaseReadOnly(BaseFault):
    """The file or its folder may not be written."""


@contextmanager
def translated() -> Iterator[None]:
    """Turn drivers' exceptions into ours, by SQLite's own result codes."""
    try:
        yield
    except exc.DBAPIError as fault:
        raise _fault(fault.orig if fault.orig is not None else fault) from fault
    except sqlite3.Error as fault:
        raise _fault(fault) from fault


def _fault(fault: BaseException) -> BaseException:
    primary = getattr(fault, "sqlite_errorcode", 0) & 0xFF
    kinds: dict[int, type[BaseFault]] = {
        sqlite3.SQLITE_BUSY: BaseBusy,
        sqlite3.SQLITE_LOCKED: BaseBusy,
        sqlite3.SQLITE_FULL: BaseFull,
        sqlite3.SQLITE_IOERR: BaseFull,
        sqlite3.SQLITE_READONLY: BaseReadOnly,
        sqlite3.SQLITE_CANTOPEN: BaseReadOnly,
        sqlite3.SQLITE_PERM: BaseReadOnly,
        sqlite3.SQLITE_CORRUPT: BaseDamaged,
        sqlite3.SQLITE_NOTADB: BaseDamaged,
    }
    kind = kinds.get(primary)
    return fault if kind is None else kind(str(fault))
