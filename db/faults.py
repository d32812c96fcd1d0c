"""What may be wrong with a base, as exceptions of our own; drivers' exceptions end here."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

from sqlalchemy import exc

_Given = ParamSpec("_Given")
_Made = TypeVar("_Made")


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
    except (exc.NoResultFound, exc.MultipleResultsFound) as fault:
        # what stands once by the schema stands twice or not at all
        raise BaseDamaged(str(fault)) from fault
    except sqlite3.Error as fault:
        raise _fault(fault) from fault
    except UnicodeDecodeError as fault:
        # the driver chokes on SQLite's own sentence when it cites a damaged schema
        if not _speaks_of_schema(fault.object.decode(errors="replace")):
            raise
        raise BaseDamaged(str(fault)) from fault


def from_row(reader: Callable[_Given, _Made]) -> Callable[_Given, _Made]:
    """Marks a function that makes a value of a row: what it cannot read is damage, not a bug.

    Every such function is pure and short, so nothing else of ours can hide behind it.
    """

    @wraps(reader)
    def guarded(*given: _Given.args, **named: _Given.kwargs) -> _Made:
        try:
            return reader(*given, **named)
        except _UNREADABLE as fault:
            raise BaseDamaged(f"{reader.__name__}: {fault!r}") from fault

    return guarded


_UNREADABLE = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    ArithmeticError,
    RecursionError,
)
_KINDS: dict[int, type[BaseFault]] = {
    sqlite3.SQLITE_BUSY: BaseBusy,
    sqlite3.SQLITE_LOCKED: BaseBusy,
    sqlite3.SQLITE_PROTOCOL: BaseBusy,
    sqlite3.SQLITE_FULL: BaseFull,
    sqlite3.SQLITE_IOERR: BaseFull,
    sqlite3.SQLITE_READONLY: BaseReadOnly,
    sqlite3.SQLITE_CANTOPEN: BaseReadOnly,
    sqlite3.SQLITE_PERM: BaseReadOnly,
    sqlite3.SQLITE_CORRUPT: BaseDamaged,
    sqlite3.SQLITE_NOTADB: BaseDamaged,
    sqlite3.SQLITE_FORMAT: BaseDamaged,
    sqlite3.SQLITE_MISMATCH: BaseDamaged,
    sqlite3.SQLITE_CONSTRAINT: BaseDamaged,
    sqlite3.SQLITE_TOOBIG: BaseDamaged,
    sqlite3.SQLITE_INTERNAL: BaseDamaged,
}
_OTHER_SCHEMA = (
    "no such table",
    "no such column",
    "no such index",
    "no such collation",
    "no such function",
    "has no column named",
    "has no columns",
    "already exists",
    "duplicate column name",
    "foreign key mismatch",
    "malformed database schema",
    "may not be modified",
    "could not decode to utf-8",
    "error in ",
    "views may not",
    "because it is a view",
    "on conflict clause does not match",
    "cannot modify",
    "unsupported file format",
    "has a trigger",
    "too many columns",
)
"""How SQLite (and Python's driver) speak of a schema or a text that is not ours; the code is the
general one, which a slip of our own SQL has as well."""


def _fault(fault: BaseException) -> BaseException:
    code = getattr(fault, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    kind = _KINDS.get(code)
    if kind is None and _speaks_of_schema(str(fault)):
        kind = BaseDamaged
    return fault if kind is None else kind(str(fault))


def _speaks_of_schema(sentence: str) -> bool:
    return any(words in sentence.lower() for words in _OTHER_SCHEMA)
