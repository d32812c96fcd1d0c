"""One way into a base: every connection, migration and copy goes through here.

WAL, foreign keys, synchronous=FULL for what the user typed, and our own BEGIN, because the driver's
implicit transactions would commit before schema changes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, text

from db.faults import BaseDamaged, BaseFromFuture, BaseMissing, BaseReadOnly, translated
from db.tables import HEAD

APPLICATION_ID = 0x4F504F52
"""«OPOR» in the SQLite header: a foreign database is told apart at once."""


_HEADER = b"SQLite format 3\0"


class Database:
    """An open base. Lives as long as the window or the command."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A connection inside one transaction: committed whole, or not at all."""
        with translated(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for reading only; whatever it wrote would be rolled back."""
        with translated(), self.engine.connect() as plain:
            yield plain.execution_options(opora_reads=True)

    def close(self) -> None:
        """Give the file back."""
        self.engine.dispose()


def open(address: Path | str, *, create: bool = False) -> Database:
    """Open the base at a file or a SQLAlchemy URL, migrated to the present.

    A missing (or still blank) base is created only when asked. Raises the faults of `db.faults`.
    """
    if isinstance(address, str):
        database = Database(create_engine(address))
    else:
        if not is_blank(address):
            _refuse_foreign(address)
        elif not create:
            raise BaseMissing(str(address))
        database = Database(_sqlite(address))
    with ExitStack() as unless_done:
        unless_done.callback(database.close)
        with translated():
            _bring_up_to_date(database, address if isinstance(address, Path) else None)
        unless_done.pop_all()
    return database


def is_blank(path: Path) -> bool:
    """Whether nothing is kept there: no file, or one whose making was cut off at its very start."""
    if not path.is_file() or not path.stat().st_size:
        return True
    try:
        with path.open("rb") as handle:
            header = handle.read(len(_HEADER))
    except OSError as fault:
        raise BaseReadOnly(str(path)) from fault
    if header != _HEADER:  # SQLite itself takes a very short file for an empty base
        raise BaseDamaged(str(path))
    with translated(), closing(_raw(path)) as connection:
        return not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]


def backup(source: Path, target: Path) -> None:
    """Copy a base while it may be in use, by SQLite's backup API, and check the copy by opening it.

    The copy is written under a temporary name first: a full disk leaves no half copy behind.
    """
    part = target.with_name(target.name + ".part")
    try:
        with translated(), closing(connect_raw(source)) as old, closing(_raw(part)) as new:
            old.backup(new)
            if new.execute("PRAGMA quick_check").fetchone() != ("ok",):
                raise BaseDamaged(str(part))
        part.replace(target)
    except OSError as fault:
        raise BaseReadOnly(str(target)) from fault
    finally:
        discard(part)


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
    return sqlite3.connect(path, timeout=10, isolation_level=None)


def _sqlite(path: Path) -> Engine:
    url = URL.create("sqlite", database=str(path))
    engine = create_engine(url, connect_args={"timeout": 10})

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


def _bring_up_to_date(database: Database, path: Path | None) -> None:
    """Same revision: nothing. Newer: refuse. Older: copy, then migrate. Empty: build."""
    found = _revision(database)
    if found == HEAD:
        return
    from db import migrating  # Alembic costs a third of a second; most starts do not need it

    if found is not None and found not in migrating.known_revisions():
        raise BaseFromFuture(str(path or database.engine.url))
    if found is not None and path is not None:
        backup(path, path.with_name(f"{path.stem}-до-обновления-{found}{path.suffix}"))
    with database.engine.begin() as connection:
        if path is not None:
            connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
        migrating.upgrade(connection)


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
