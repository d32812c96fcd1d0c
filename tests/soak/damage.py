"""Ways in which a base may be damaged; each takes its file and a source of chance."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

PAGE = 4096
Damage = Callable[[Path, random.Random], None]


def _bytes_anywhere(path: Path, chance: random.Random) -> None:
    data = bytearray(path.read_bytes())
    for _ in range(chance.choice([1, 3, 10, 50, 300])):
        data[chance.randrange(len(data))] = chance.randrange(256)
    path.write_bytes(data)


def _bytes_in_the_header(path: Path, chance: random.Random) -> None:
    data = bytearray(path.read_bytes())
    for _ in range(chance.choice([1, 2, 5])):
        data[chance.randrange(120)] = chance.randrange(256)
    path.write_bytes(data)


def _bytes_in_one_page(path: Path, chance: random.Random) -> None:
    data = bytearray(path.read_bytes())
    start = PAGE * chance.randrange(len(data) // PAGE)
    for _ in range(chance.choice([5, 40, 400])):
        data[start + min(PAGE - 1, int(chance.expovariate(1 / 60)))] = chance.randrange(256)
    path.write_bytes(data)


def _pages_lost(path: Path, chance: random.Random) -> None:
    data = bytearray(path.read_bytes())
    for _ in range(chance.randint(1, 3)):
        at = PAGE * chance.randrange(len(data) // PAGE)
        other = PAGE * chance.randrange(len(data) // PAGE)
        fill = chance.choice([bytes(PAGE), b"\xff" * PAGE, bytes(data[other : other + PAGE])])
        data[at : at + PAGE] = fill
    path.write_bytes(data)


def _cut_off(path: Path, chance: random.Random) -> None:
    size = path.stat().st_size
    places = [0, 1, 15, 16, 99, 100, 511, 512, PAGE, PAGE + 1, size - 1, size - PAGE]
    cut = chance.choice([*places, chance.randrange(size), PAGE * chance.randrange(size // PAGE)])
    with path.open("r+b") as file:
        file.truncate(cut)


def _something_else(path: Path, chance: random.Random) -> None:
    kind = chance.randrange(5)
    if kind == 0:
        path.write_text("Это не база. " * chance.choice([1, 100]), encoding="utf-8")
    elif kind == 1:
        path.write_bytes(b"SQLite format 3\0" + chance.randbytes(chance.choice([10, 5000])))
    elif kind == 2:
        path.unlink()
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("CREATE TABLE photo (id INTEGER, setting TEXT)")
            if chance.random() < 0.5:
                connection.execute("PRAGMA application_id=1330663250")
    elif kind == 3:
        path.write_bytes(bytes(chance.choice([100, 512, 40_000])))
    else:
        path.write_bytes(chance.randbytes(20_000))


@contextmanager
def _unguarded(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that lets everything pass: no keys, no checks, no NOT NULL."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("PRAGMA ignore_check_constraints=ON")
        connection.execute("PRAGMA journal_mode=DELETE")
        yield connection


def _without_not_null(path: Path) -> None:
    with _unguarded(path) as connection:
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute("UPDATE sqlite_master SET sql=replace(sql, ' NOT NULL', '')")


def _tables(connection: sqlite3.Connection) -> list[str]:
    found = connection.execute(
        "SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite%'"
    )
    return sorted(name for (name,) in found)


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]


VALUES: list[Callable[[random.Random], Any]] = [
    lambda _: None,
    lambda _: "",
    lambda _: 0,
    lambda _: -1,
    lambda _: 5,
    lambda _: 2**63 - 1,
    lambda _: -(2**63),
    lambda _: 1.5,
    lambda _: float("inf"),
    lambda _: "слово",
    lambda _: "2025-13-40",
    lambda _: "2025/2026",
    lambda _: "1999/2000",
    lambda _: "{",
    lambda _: "[]",
    lambda _: "{}",
    lambda _: "null",
    lambda _: '"x"',
    lambda _: "NaN",
    lambda _: '{"a": {"b": [1, 2]}}',
    lambda _: "[" * 5000,
    lambda _: "9" * 5000,
    lambda _: "я" * 200_000,
    lambda _: "\x00\x1b[31m",
    lambda _: "school",
    lambda _: "00000000-0000-0000-0000-000000000000",
    lambda _: b"",
    lambda _: b"\xff\xfe\xfd",
    lambda chance: chance.randbytes(300),
    lambda _: bytes(4000),
]


def _cells(path: Path, chance: random.Random) -> None:
    _without_not_null(path)
    with _unguarded(path) as connection:
        for _ in range(chance.choice([1, 1, 2, 5])):
            table = chance.choice(_tables(connection))
            column = chance.choice(_columns(connection, table))
            rows = [one for (one,) in connection.execute(f'SELECT rowid FROM "{table}"')]
            chosen = rows if chance.random() < 0.3 else chance.sample(rows, min(1, len(rows)))
            value = chance.choice(VALUES)(chance)
            for row in chosen:
                with suppress(sqlite3.IntegrityError):
                    connection.execute(
                        f'UPDATE "{table}" SET "{column}"=? WHERE rowid=?', (value, row)
                    )


def spoil_column(path: Path, table: str, column: str, value: object) -> None:
    """Put a value into a whole column, or into its last row where all must differ."""
    _without_not_null(path)
    with _unguarded(path) as connection:
        change = f'UPDATE "{table}" SET "{column}"=?'
        try:
            connection.execute(change, (value,))
        except sqlite3.IntegrityError:
            last = f' WHERE rowid=(SELECT max(rowid) FROM "{table}")'
            connection.execute(change + last, (value,))


def _texts_not_utf8(path: Path, chance: random.Random) -> None:
    with _unguarded(path) as connection:
        table = chance.choice(_tables(connection))
        column = chance.choice(_columns(connection, table))
        with suppress(sqlite3.IntegrityError):
            connection.execute(f'UPDATE "{table}" SET "{column}"=CAST(x\'d0ff61\' AS TEXT)')


JSON_CELLS = [
    ("revision", "answers"), ("revision", "changes"), ("journal", "details"),
    ("reference", "content"), ("received_package", "meta"), ("joined_counts", "works"),
    ("sent_package", "receipt"), ("setting", "value"),
]  # fmt: skip
LEAVES: list[Any] = [
    None, True, 0, -1, 1.5, 10**30, "", "x", "я" * 1000, [], {}, [[]], {"a": 1}, float("nan"),
    [None],
]  # fmt: skip


def _inside_of_json(path: Path, chance: random.Random) -> None:
    with _unguarded(path) as connection:
        filled = [
            one
            for one in JSON_CELLS
            if connection.execute(f'SELECT 1 FROM "{one[0]}" LIMIT 1').fetchone()
        ]
        table, column = chance.choice([*filled, ("revision", "answers")])
        for row, text in connection.execute(f'SELECT rowid, "{column}" FROM "{table}"').fetchall():
            if chance.random() < 0.4:
                with suppress(ValueError, TypeError):
                    spoiled = _spoiled(json.loads(text), chance)
                    connection.execute(
                        f'UPDATE "{table}" SET "{column}"=? WHERE rowid=?',
                        (json.dumps(spoiled, ensure_ascii=False), row),
                    )


def _spoiled(value: Any, chance: random.Random) -> Any:
    """The value with one node of it, chosen on the way down, lost or put for another."""
    if isinstance(value, dict) and value and chance.random() < 0.85:
        key = chance.choice(sorted(value))
        match chance.randrange(8):
            case 0:
                return {name: one for name, one in value.items() if name != key}
            case 1:
                return value | {chance.choice(["", "новое", "a" * 500]): value[key]}
        return value | {key: _spoiled(value[key], chance)}
    if isinstance(value, list) and value and chance.random() < 0.8:
        at = chance.randrange(len(value))
        return [*value[:at], _spoiled(value[at], chance), *value[at + chance.randrange(2) :]]
    return chance.choice(LEAVES)


def _schema(path: Path, chance: random.Random) -> None:
    with _unguarded(path) as connection:
        connection.execute("PRAGMA legacy_alter_table=ON")
        table = chance.choice(_tables(connection))
        column = chance.choice(_columns(connection, table))
        commands = [
            f'DROP TABLE "{table}"',
            f'ALTER TABLE "{table}" RENAME TO "прежняя"',
            f'ALTER TABLE "{table}" DROP COLUMN "{column}"',
            f'ALTER TABLE "{table}" RENAME COLUMN "{column}" TO "прежняя"',
            f'DELETE FROM "{table}"',
            f'CREATE TRIGGER t BEFORE INSERT ON "{table}" BEGIN SELECT RAISE(FAIL, "нет"); END',
        ]
        with suppress(sqlite3.OperationalError):  # a column of a key is not dropped
            connection.execute(chance.choice(commands))
        if chance.random() < 0.2:
            with suppress(sqlite3.OperationalError):
                connection.execute(f'CREATE VIEW "{table}" AS SELECT 1 AS id')


def _schema_text(path: Path, chance: random.Random) -> None:
    with _unguarded(path) as connection:
        connection.execute("PRAGMA writable_schema=ON")
        changes = [
            "UPDATE sqlite_master SET sql='CREATE TABLE x'",
            "UPDATE sqlite_master SET rootpage=rootpage+1",
            "UPDATE sqlite_master SET rootpage=99999",
            "UPDATE sqlite_master SET sql=replace(sql, 'INTEGER', 'TEXT')",
            "UPDATE sqlite_master SET sql=replace(sql, 'value', 'valuе')",
            "DELETE FROM sqlite_master WHERE type='index'",
        ]
        connection.execute(f"{chance.choice(changes)}")


def _version(path: Path, chance: random.Random) -> None:
    with _unguarded(path) as connection:
        versions = ["0001", "0002", "0000", "9999", "", "x", "0003'", None]
        connection.execute(
            "CREATE TABLE other AS SELECT * FROM alembic_version"
            if chance.random() < 0.1
            else "DELETE FROM alembic_version"
        )
        with suppress(sqlite3.IntegrityError):
            connection.execute("INSERT INTO alembic_version VALUES (?)", (chance.choice(versions),))


def _settings(path: Path, chance: random.Random) -> None:
    with _unguarded(path) as connection:
        names = [one for (one,) in connection.execute("SELECT name FROM setting")]
        name = chance.choice(names)
        if chance.random() < 0.3:
            connection.execute("DELETE FROM setting WHERE name=?", (name,))
            return
        value = str(chance.choice(VALUES)(chance))
        connection.execute("UPDATE setting SET value=? WHERE name=?", (value, name))


def _log_beside(path: Path, chance: random.Random) -> None:
    """A log that is another base's, or damaged; or one that is left of a real session."""
    log = path.with_name(path.name + "-wal")
    _leave_a_log(path)
    data = bytearray(log.read_bytes())
    match chance.randrange(5):
        case 0:
            log.write_bytes(chance.randbytes(10_000))
        case 1:
            log.write_bytes(data[: chance.randrange(len(data))])
        case 2:
            for _ in range(10):
                data[chance.randrange(len(data))] = chance.randrange(256)
            log.write_bytes(data)
        case 3:
            _bytes_in_one_page(path, chance)
        case 4:
            path.with_name(path.name + "-journal").write_bytes(bytes(data))
            log.unlink()
    if chance.random() < 0.3:
        path.with_name(path.name + "-shm").write_bytes(chance.randbytes(32_768))


def _leave_a_log(path: Path) -> None:
    """What lies in the log while a base is open, as a copy of the folder has it."""
    aside = path.with_name("aside.sqlite")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("UPDATE organisation SET name=name || '!'")
        connection.execute("UPDATE organisation SET name=rtrim(name, '!')")
        for ending in ("", "-wal"):
            shutil.copy(f"{path}{ending}", f"{aside}{ending}")
    for ending in ("", "-wal"):
        os.replace(f"{aside}{ending}", f"{path}{ending}")  # noqa: PTH105


KINDS: dict[str, tuple[Damage, int]] = {
    "bytes anywhere": (_bytes_anywhere, 4),
    "bytes in the header": (_bytes_in_the_header, 3),
    "bytes in one page": (_bytes_in_one_page, 4),
    "pages lost": (_pages_lost, 3),
    "cut off": (_cut_off, 3),
    "something else": (_something_else, 1),
    "cells": (_cells, 10),
    "texts that are not utf-8": (_texts_not_utf8, 2),
    "inside of json": (_inside_of_json, 6),
    "schema": (_schema, 4),
    "text of the schema": (_schema_text, 1),
    "version": (_version, 1),
    "settings": (_settings, 3),
    "log beside": (_log_beside, 3),
}
"""Name → how it is done, and how often beside the others."""


def damage(path: Path, chance: random.Random) -> str:
    """Damage a base in one of the ways; gives its name."""
    name = chance.choices(sorted(KINDS), [KINDS[one][1] for one in sorted(KINDS)])[0]
    KINDS[name][0](path, chance)
    return name
