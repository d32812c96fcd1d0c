"""One way into a base: every connection, migration and copy goes through here.

WAL, foreign keys, synchronous=FULL for what the user typed, and our own BEGIN, because the driver's
implicit transactions would commit before schema changes.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, exists, inspect, select, text

from db.faults import BaseDamaged, BaseFromFuture, BaseMissing, BaseReadOnly, translated
from db.tables import HEAD, metadata

APPLICATION_ID = 0x4F504F52
"""«OPOR» in the SQLite header: a foreign database is told apart at once."""


_LEAST = 512
"""Bytes of the shortest file SQLite can have written; it takes a shorter one for an empty base."""
_WAIT = 10
"""Seconds to wait for another program's write."""
_VERSION = "alembic_version"


class Database:
    """An open base. Lives as long as the window or the command."""

    def __init__(self, engine: Engine, path: Path | None = None) -> None:
        self.engine = engine
        self._log = None if path is None else path.with_name(path.name + "-wal")
        self._acts = 0

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A connection inside one transaction: committed whole, or not at all.

        Afterwards the file alone holds everything (docs/decisions/0079).
        """
        with translated():
            with self.engine.begin() as connection:
                yield connection
            self._settle()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for reading only; whatever it wrote would be rolled back."""
        with translated():
            with self.engine.connect() as plain:
                yield plain.execution_options(opora_reads=True)
            self._settle()

    @contextmanager
    def act(self) -> Iterator[None]:
        """Many transactions that are one thing to the user: the file is whole after the last.

        Each flush of it costs a package as much as all of its own; see docs/decisions/0079.
        """
        self._acts += 1
        try:
            yield
        finally:
            self._acts -= 1
            self._settle()

    def close(self) -> None:
        """Give the file back."""
        self.engine.dispose()

    def _settle(self) -> None:
        """Move what the write-ahead log holds into the file itself, waiting for nobody.

        What somebody else still reads or writes is moved when they, or we, come by the next time.
        """
        if self._acts or self._log is None or not _holds_anything(self._log):
            return
        with closing(self.engine.raw_connection()) as connection:
            cursor = connection.cursor()
            # the log keeps what was committed, so nothing is lost when the file cannot grow now
            with suppress(sqlite3.OperationalError):
                cursor.execute("PRAGMA busy_timeout=0")
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.execute(f"PRAGMA busy_timeout={_WAIT * 1000}")


def _holds_anything(path: Path) -> bool:
    try:
        return path.stat().st_size > 0
    except OSError:
        return False


def open(
    address: Path | str,
    *,
    create: bool = False,
    copy: Callable[[Path, Path], None] | None = None,
) -> Database:
    """Open the base at a file or a SQLAlchemy URL, migrated to the present.

    A missing (or still blank) base is created only when asked. `copy` keeps the base as it was
    before a migration (default: `backup`). Raises the faults of `db.faults`.
    """
    if isinstance(address, str):
        database = Database(create_engine(address))
    else:
        if is_blank(address):
            if not create:
                raise BaseMissing(str(address))
        else:
            _refuse_foreign(address)
        database = Database(_sqlite(address), address)
    with ExitStack() as unless_done:
        unless_done.callback(database.close)
        with translated():
            path = address if isinstance(address, Path) else None
            _bring_up_to_date(database, path, copy or backup)
        unless_done.pop_all()
    return database


def is_blank(path: Path) -> bool:
    """Whether nothing is kept there: no file, or one whose making was cut off at its very start.

    The file is looked at through SQLite alone: to open and close it as a plain file would take
    away the locks this process has on it.
    """
    if not path.is_file() or not path.stat().st_size:
        return True
    if path.stat().st_size < _LEAST:
        raise BaseDamaged(str(path))
    with translated(), closing(_raw(path)) as connection:
        return not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]


def is_unfinished(path: Path) -> bool:
    """Whether a base of ours has its tables and not one row: its making was cut off in between."""
    with translated(), closing(_raw(path)) as connection:
        if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            return False
        names = connection.execute("SELECT name FROM sqlite_master WHERE type='table'").fetchall()
        tables = {str(name) for (name,) in names} - {_VERSION}
        if not tables or tables != set(metadata.tables):
            return False
        version = connection.execute("SELECT max(version_num) FROM alembic_version").fetchone()[0]
        queries = (str(select(exists().select_from(one))) for one in metadata.tables.values())
        return str(version) <= HEAD and not any(
            connection.execute(q).fetchone()[0] for q in queries
        )


def backup(source: Path, target: Path) -> None:
    """Copy a base while it may be in use, and put the copy in its place whole or not at all."""
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.opora.part")
    try:
        copy(source, part)
        part.replace(target)
    except OSError as fault:
        raise BaseReadOnly(str(target)) from fault
    finally:
        discard(part)


def copy(source: Path, part: Path) -> None:
    """Copy a base that may be in use by SQLite's backup API, readable by its owner alone.

    The copy is checked by opening it, and is one file: no log beside it. Raises OSError, BaseFault.
    """
    part.touch(mode=0o600)
    with translated(), closing(connect_raw(source)) as old, closing(_raw(part)) as new:
        old.backup(new)
        if new.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise BaseDamaged(str(part))


def discard(path: Path) -> None:
    """Remove a base that was never finished, with what SQLite keeps beside it."""
    for ending in ("", "-wal", "-shm", "-journal"):
        with suppress(OSError):
            path.with_name(path.name + ending).unlink(missing_ok=True)


def connect_raw(path: Path) -> sqlite3.Connection:
    """A plain connection to an existing base, for the first screen and for copies."""
    if not path.is_file():
        raise BaseMissing(str(path))
    with translated():
        return _raw(path)


def _raw(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=_WAIT, isolation_level=None)


def _sqlite(path: Path) -> Engine:
    url = URL.create("sqlite", database=str(path))
    engine = create_engine(url, connect_args={"timeout": _WAIT})

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        reads = connection.get_execution_options().get("opora_reads", False)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return engine


def _refuse_foreign(path: Path) -> None:
    with translated(), closing(_raw(path)) as connection:
        mark = connection.execute("PRAGMA application_id").fetchone()[0]
    if mark != APPLICATION_ID:
        raise BaseDamaged(str(path))


def _bring_up_to_date(
    database: Database, path: Path | None, copy: Callable[[Path, Path], None]
) -> None:
    """Same revision: nothing. Newer: refuse. Older: copy, then migrate. Empty: build."""
    found = _revision(database)
    if found == HEAD:
        return
    from db import migrating  # Alembic costs a third of a second; most starts do not need it

    if found is not None and found not in migrating.known_revisions():
        raise BaseFromFuture(str(path or database.engine.url))
    if found is not None and path is not None:
        copy(path, path.with_name(f"{path.stem}-до-обновления-{found}{path.suffix}"))
    with database.engine.begin() as connection:
        if path is not None:
            connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
        migrating.upgrade(connection)
    database._settle()


def _revision(database: Database) -> str | None:
    """The migration the base stands at; None for one without any table.

    Looks without asking for the right to write: a long import elsewhere keeps nobody from opening.
    """
    with database.reading() as connection:
        tables = inspect(connection).get_table_names()
        if not tables:
            return None
        known = "alembic_version" in tables
        versions = text("SELECT version_num FROM alembic_version")
        found = connection.execute(versions).scalar() if known else None
    if found is None:
        raise BaseDamaged(str(database.engine.url))
    return str(found)
