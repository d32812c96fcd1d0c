"""A base that cannot be used is told in one sentence; nothing half-made stays."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from app.domain.errors import AppError, Refused, WorldFailed
from app.store import base, settings
from app.store.base import Database


def _foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE photo (id INTEGER)")
        connection.commit()


def _from_future(path: Path) -> None:
    base.create(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num='9999'")
        connection.commit()


@pytest.mark.parametrize(
    ("prepare", "kind", "word"),
    [
        (lambda path: None, WorldFailed, "Базы данных нет"),
        (lambda path: path.touch(), WorldFailed, "Базы данных нет"),
        (lambda path: path.write_bytes(b"junk" * 999), Refused, "не база «Опоры»"),
        (lambda path: path.write_text("x"), Refused, "не база «Опоры»"),
        (_foreign, Refused, "не база «Опоры»"),
        (_from_future, WorldFailed, "более новой версией"),
        (lambda path: path.mkdir(), WorldFailed, "это папка"),
    ],
)
def test_every_bad_base_gets_a_sentence_and_advice(
    tmp_path: Path, prepare: Callable[[Path], object], kind: type[AppError], word: str
) -> None:
    path = tmp_path / "base.sqlite"
    prepare(path)
    with pytest.raises(kind, match=word) as told:
        base.open_existing(path)
    assert told.value.advice
    assert str(path) in told.value.what


@pytest.mark.parametrize("prepare", [_foreign, _from_future, lambda path: path.write_text("x")])
def test_an_existing_file_is_never_made_a_base(
    tmp_path: Path, prepare: Callable[[Path], object]
) -> None:
    path = tmp_path / "base.sqlite"
    prepare(path)
    before = path.read_bytes()
    with pytest.raises(WorldFailed, match="уже есть"):
        base.create(path)
    assert path.read_bytes() == before


def test_a_base_whose_making_was_cut_off_at_the_start_can_be_made_again(tmp_path: Path) -> None:
    path = tmp_path / "base.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
    base.create(path).close()
    base.open_existing(path).close()


def test_a_base_that_could_not_be_made_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_connection: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr("db.migrating.upgrade", broken)
    with pytest.raises(sqlite3.OperationalError):
        base.create(tmp_path / "base.sqlite")
    assert list(tmp_path.iterdir()) == []


def test_a_base_in_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(WorldFailed):
        base.create(tmp_path / "file" / "base.sqlite")


def test_a_name_no_disk_can_hold_is_told(tmp_path: Path) -> None:
    for work in (base.create, base.open_existing):
        with pytest.raises(WorldFailed, match="Нет доступа"):
            work(tmp_path / ("я" * 300))


def test_a_copy_is_a_base_and_faults_name_the_right_folder(
    tmp_path: Path, path: Path, database: Database
) -> None:
    with database.transaction() as connection:
        settings.put(connection, {"role": "school"})
    base.copy_base(path, tmp_path / "copy.sqlite")
    copy = base.open_existing(tmp_path / "copy.sqlite")
    with copy.reading() as connection:
        assert settings.all_of(connection) == {"role": "school"}
    copy.close()
    with pytest.raises(WorldFailed, match="nowhere"):
        base.copy_base(path, tmp_path / "nowhere" / "copy.sqlite")
    with pytest.raises(WorldFailed, match=r"missing\.sqlite"):
        base.copy_base(tmp_path / "missing.sqlite", tmp_path / "copy.sqlite")
