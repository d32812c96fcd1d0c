"""Opening, refusing and copying a base."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import URL, Engine, create_engine, insert, select

from db import opening
from db.faults import (
    BaseBusy,
    BaseDamaged,
    BaseFault,
    BaseFromFuture,
    BaseFull,
    BaseMissing,
    BaseReadOnly,
)
from db.tables import procedure, setting

ROOT = Path(__file__).parents[3]


def _made(path: Path, **values: str) -> Path:
    database = opening.open(path, create=True)
    with database.transaction() as connection:
        for name, value in values.items():
            connection.execute(insert(setting).values(name=name, value=value))
    database.close()
    return path


def _values(path: Path) -> dict[str, str]:
    database = opening.open(path)
    with database.reading() as connection:
        found = {row.name: row.value for row in connection.execute(select(setting))}
    database.close()
    return found


def _python(code: str, *arguments: object, unprivileged: bool = False) -> list[str]:
    command = [sys.executable, "-c", code, *(str(one) for one in arguments)]
    if unprivileged and os.geteuid() == 0:
        # root may write anywhere: without this capability it may not
        return ["setpriv", "--bounding-set=-dac_override,-dac_read_search", *command]
    return command


def _run(
    code: str, *arguments: object, unprivileged: bool = False
) -> subprocess.CompletedProcess[str]:
    command = _python(code, *arguments, unprivileged=unprivileged)
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_every_connection_is_durable_and_minds_foreign_keys(tmp_path: Path) -> None:
    database = opening.open(tmp_path / "base.sqlite", create=True)
    for place in (database.reading, database.transaction):
        with place() as connection:
            pragmas = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "foreign_keys", "synchronous", "application_id")
            }
            assert pragmas == {
                "journal_mode": "wal",
                "foreign_keys": 1,
                "synchronous": 2,
                "application_id": opening.APPLICATION_ID,
            }
    database.close()


def test_a_missing_base_is_made_only_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "base.sqlite"
    with pytest.raises(BaseMissing):
        opening.open(path)
    assert not path.exists()
    _made(path, role="school")
    assert _values(path) == {"role": "school"}


def test_an_empty_file_is_no_base_and_stays_empty(tmp_path: Path) -> None:
    path = tmp_path / "base.sqlite"
    path.touch()
    with pytest.raises(BaseMissing):
        opening.open(path)
    assert path.read_bytes() == b""


@pytest.mark.parametrize(
    "content",
    [b"garbage that is longer than a header" * 50, b"x", b"SQLite format 3\0" + b"\xff" * 4000],
)
def test_garbage_is_refused_and_untouched(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "base.sqlite"
    path.write_bytes(content)
    with pytest.raises(BaseDamaged):
        opening.open(path)
    assert path.read_bytes() == content
    assert [one.name for one in tmp_path.iterdir()] == ["base.sqlite"]


def test_half_a_base_is_refused(tmp_path: Path) -> None:
    path = _made(tmp_path / "base.sqlite", role="school")
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(BaseDamaged):
        _values(path)


def test_a_database_of_another_program_is_refused_and_untouched(tmp_path: Path) -> None:
    path = tmp_path / "photos.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE photo (id INTEGER)")
        connection.commit()
    before = path.read_bytes()
    for create in (False, True):
        with pytest.raises(BaseDamaged):
            opening.open(path, create=create)
    assert path.read_bytes() == before


def test_a_base_from_the_future_is_refused_and_untouched(tmp_path: Path) -> None:
    path = _made(tmp_path / "base.sqlite", role="school")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num='9999'")
        connection.commit()
    before = path.read_bytes()
    with pytest.raises(BaseFromFuture):
        opening.open(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("harm", ["DELETE FROM alembic_version", "DROP TABLE alembic_version"])
def test_a_base_that_lost_its_version_is_damaged_not_new(tmp_path: Path, harm: str) -> None:
    path = _made(tmp_path / "base.sqlite", role="school")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(harm)
        connection.commit()
    with pytest.raises(BaseDamaged):
        opening.open(path)


def test_a_transaction_is_kept_whole_or_not_at_all(tmp_path: Path) -> None:
    database = opening.open(tmp_path / "base.sqlite", create=True)

    def half_done() -> None:
        with database.transaction() as connection:
            connection.execute(insert(setting).values(name="a", value="1"))
            raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 - our own, thrown in the middle
        half_done()
    with database.reading() as connection:
        assert connection.execute(select(setting)).all() == []
    database.close()


def test_what_is_written_while_reading_is_not_kept(tmp_path: Path) -> None:
    database = opening.open(tmp_path / "base.sqlite", create=True)
    with database.reading() as connection:
        connection.execute(insert(setting).values(name="a", value="1"))
    with database.reading() as connection:
        assert connection.execute(select(setting)).all() == []
    database.close()


def test_a_base_that_is_being_written_can_be_opened_and_read(tmp_path: Path) -> None:
    path = _made(tmp_path / "base.sqlite", role="school")
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE setting SET value='district'")
        assert _values(path) == {"role": "school"}
        writer.execute("ROLLBACK")


def test_a_second_writer_is_told_that_the_base_is_busy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _made(tmp_path / "base.sqlite", role="school")

    def impatient(url: URL, connect_args: dict[str, object]) -> Engine:
        return create_engine(url, connect_args={**connect_args, "timeout": 0.05})

    monkeypatch.setattr(opening, "create_engine", impatient)
    database = opening.open(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        with pytest.raises(BaseBusy), database.transaction():
            pass
        writer.execute("ROLLBACK")
    database.close()


WRITE_FOR_EVER = """
import sys
from pathlib import Path
from sqlalchemy import insert
from db import opening
from db.tables import setting

database = opening.open(Path(sys.argv[1]))
number = 0
while True:
    with database.transaction() as connection:
        for half in ("first", "second"):
            connection.execute(insert(setting).values(name=f"{half}{number}", value="x" * 5000))
    print(number, flush=True)
    number += 1
"""


def test_a_program_killed_while_writing_loses_nothing_and_leaves_nothing_half(
    tmp_path: Path,
) -> None:
    path = _made(tmp_path / "base.sqlite")
    writer = subprocess.Popen(
        _python(WRITE_FOR_EVER, path), cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    told = [int(writer.stdout.readline()) for _ in range(40)]
    writer.kill()
    told += [int(line) for line in writer.stdout.read().split()]
    writer.wait()
    writer.stdout.close()
    kept = _values(path)
    assert {f"{half}{n}" for n in told for half in ("first", "second")} <= set(kept)
    first = {name.removeprefix("first") for name in kept if name.startswith("first")}
    second = {name.removeprefix("second") for name in kept if name.startswith("second")}
    assert first == second
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_copy_holds_what_is_in_use_and_is_opened_like_any_base(tmp_path: Path) -> None:
    path = _made(tmp_path / "base.sqlite", role="school")
    database = opening.open(path)
    with database.transaction() as connection:
        connection.execute(insert(setting).values(name="later", value="1"))
    opening.backup(path, tmp_path / "copy.sqlite")
    database.close()
    assert _values(tmp_path / "copy.sqlite") == {"role": "school", "later": "1"}
    assert sorted(one.name for one in tmp_path.iterdir()) == ["base.sqlite", "copy.sqlite"]


COPY_TO_A_SMALL_DISK = """
import resource, sys
from pathlib import Path
from db import opening
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    opening.backup(Path(sys.argv[1]), Path(sys.argv[2]))
except opening.BaseReadOnly as fault:
    print("read-only", fault)
except Exception as fault:
    print(type(fault).__name__)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits of processes are POSIX")
def test_a_full_disk_leaves_the_old_copy_whole_and_no_half_copy(tmp_path: Path) -> None:
    path = _made(tmp_path / "base.sqlite", big="x" * 300_000)
    copy = _made(tmp_path / "copy.sqlite", role="old copy")
    said = _run(COPY_TO_A_SMALL_DISK, path, copy)
    assert said.stdout.strip() == BaseFull.__name__, said.stderr
    assert _values(copy) == {"role": "old copy"}
    assert sorted(one.name for one in tmp_path.iterdir()) == ["base.sqlite", "copy.sqlite"]


WRITE_TO_A_SMALL_DISK = """
import resource, sys
from pathlib import Path
from sqlalchemy import insert
from db import opening
from db.tables import setting
database = opening.open(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
try:
    with database.transaction() as connection:
        connection.execute(insert(setting).values(name="big", value="x" * 1_000_000))
except Exception as fault:
    print(type(fault).__name__)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits of processes are POSIX")
def test_a_disk_that_fills_up_while_writing_keeps_what_was_there(tmp_path: Path) -> None:
    path = _made(tmp_path / "base.sqlite", role="school")
    said = _run(WRITE_TO_A_SMALL_DISK, path)
    assert said.stdout.strip() == BaseFull.__name__, said.stderr
    assert _values(path) == {"role": "school"}


WRITE = """
import sys
from pathlib import Path
from sqlalchemy import insert
from db import opening
from db.tables import setting
try:
    database = opening.open(Path(sys.argv[1]), create=len(sys.argv) > 2)
    with database.transaction() as connection:
        connection.execute(insert(setting).values(name="a", value="1"))
    print("written")
except opening.BaseReadOnly as fault:
    print("read-only")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="rights are told by mode bits")
@pytest.mark.parametrize("what", ["the file", "its folder"])
def test_a_base_that_may_not_be_written_is_told_so(tmp_path: Path, what: str) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    path = _made(folder / "base.sqlite", role="school")
    locked = path if what == "the file" else folder
    mode = locked.stat().st_mode
    locked.chmod(mode & ~0o222)
    try:
        said = _run(WRITE, path, unprivileged=True)
    finally:
        locked.chmod(mode)
    assert said.stdout.strip() == "read-only", said.stderr
    assert _values(path) == {"role": "school"}


@pytest.mark.skipif(sys.platform == "win32", reason="rights are told by mode bits")
def test_a_base_cannot_be_made_in_a_read_only_folder(tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    folder.chmod(0o555)
    try:
        said = _run(WRITE, folder / "base.sqlite", "create", unprivileged=True)
    finally:
        folder.chmod(0o755)
    assert said.stdout.strip() == "read-only", said.stderr
    assert list(folder.iterdir()) == []


def test_a_copy_into_a_missing_folder_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    path = _made(tmp_path / "base.sqlite")
    with pytest.raises(BaseReadOnly):
        opening.backup(path, tmp_path / "nowhere" / "copy.sqlite")
    with pytest.raises(BaseMissing):
        opening.backup(tmp_path / "missing.sqlite", tmp_path / "copy.sqlite")
    assert [one.name for one in tmp_path.iterdir()] == ["base.sqlite"]


def test_an_older_base_is_copied_before_it_is_migrated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _of_the_first_schema(tmp_path / "base.sqlite", monkeypatch)
    database = opening.open(path)
    with database.reading() as connection:
        (row,) = connection.execute(select(procedure)).all()
    database.close()
    assert (row.subject, row.min_3, row.level_2, row.level_5) == ("math", 8, None, None)
    with closing(sqlite3.connect(tmp_path / "base-до-обновления-0001.sqlite")) as copy:
        assert copy.execute("SELECT subject, min_3 FROM procedure").fetchall() == [("math", 8)]


def _of_the_first_schema(path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A base as the first version of the program left it, with one procedure in it."""
    with monkeypatch.context() as then:
        then.setattr(opening, "HEAD", "0001")
        then.setattr("db.migrating.HEAD", "0001")
        opening.open(path, create=True).close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO period VALUES ('2025/2026', 'school_year', '', '')")
        connection.execute(
            "INSERT INTO procedure (kind, year, subject, grade, level, held_on, scale_source,"
            " min_3) VALUES ('oge', '2025/2026', 'math', 9, '', '', '', 8)"
        )
    return path


def test_a_failed_migration_leaves_the_base_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _made(tmp_path / "base.sqlite", role="school")

    def broken(connection: object) -> None:
        connection.exec_driver_sql("DROP TABLE journal")  # type: ignore[attr-defined]
        raise ValueError("in the middle of a migration")

    monkeypatch.setattr(opening, "HEAD", "9999")
    monkeypatch.setattr("db.migrating.upgrade", broken)
    with pytest.raises(ValueError, match="middle"):
        opening.open(path)
    monkeypatch.undo()
    with closing(sqlite3.connect(path)) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master")]
    assert "journal" in names
    assert _values(path) == {"role": "school"}


def test_every_fault_is_one_of_ours() -> None:
    for fault in (BaseBusy, BaseDamaged, BaseFromFuture, BaseFull, BaseMissing, BaseReadOnly):
        assert issubclass(fault, BaseFault)
