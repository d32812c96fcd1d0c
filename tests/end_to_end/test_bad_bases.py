"""Bases that are missing, foreign, damaged, newer, held or closed: told, and never touched."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from db import opening
from tests.end_to_end.opora import (
    PASSWORD,
    WORKBOOKS,
    assert_one_clear_sentence,
    closed,
    command,
    content,
    opora,
    program,
    surroundings,
)
from tests.soak.test_bases import use_damaged_bases

START = ("--role", "district", "--methodology", "kbr-2020", "--period", "2025/2026")
EXAM = WORKBOOKS[3]
COMMANDS: dict[str, Callable[[Path], tuple[object, ...]]] = {
    "import": lambda _folder: ("import", EXAM),
    "check": lambda _folder: ("check",),
    "indices": lambda _folder: ("indices", "--json"),
    "print": lambda folder: ("print", "passport", "--school", "041101", "-o", folder / "a.pdf"),
    "keys": lambda _folder: ("keys", "list"),
    "export": lambda folder: ("export", "-o", folder),
    "verify": lambda _folder: ("verify", EXAM),
    "receive": lambda _folder: ("receive", EXAM),
}


def from_the_future(path: Path) -> None:
    with closed(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")


def foreign(path: Path) -> None:
    path.unlink()
    with closed(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE t (x)")


def without_settings(path: Path) -> None:
    with closed(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM setting")


def with_a_torn_page(path: Path) -> None:
    data = bytearray(path.read_bytes())
    for page in range(2 * 4096, len(data), 4096):
        data[page : page + 100] = b"\xaa" * 100
    path.write_bytes(bytes(data))


SPOILED: dict[str, tuple[Callable[[Path], object], int]] = {
    "missing": (lambda path: path.unlink(), 3),
    "empty": (lambda path: path.write_bytes(b""), 3),
    "text": (lambda path: path.write_text("не база", encoding="utf-8"), 1),
    "garbage": (lambda path: path.write_bytes(bytes(range(256)) * 40), 1),
    "workbook": (lambda path: shutil.copy(EXAM, path), 1),
    "half": (lambda path: path.write_bytes(path.read_bytes()[:30_000]), 1),
    "torn": (with_a_torn_page, 1),
    "foreign": (foreign, 1),
    "future": (from_the_future, 3),
    "unfinished": (without_settings, 1),
}


@pytest.mark.parametrize("verb", sorted(COMMANDS))
@pytest.mark.parametrize("kind", sorted(SPOILED))
def test_every_command_tells_what_is_wrong_and_changes_nothing(
    base: Path, tmp_path: Path, kind: str, verb: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("OPORA_PASSWORD", "не важно какой")
    spoil, code = SPOILED[kind]
    spoil(base)
    before = base.read_bytes() if base.exists() else None
    ran = opora(*COMMANDS[verb](tmp_path), "--base", base)
    assert_one_clear_sentence(ran, [code])
    assert (ran.out, base.name in ran.err) == ("", True)
    assert (base.read_bytes() if base.exists() else None) == before
    assert not (tmp_path / "a.pdf").exists()


@pytest.mark.parametrize("verb", ["check", "indices", "import"])
def test_a_folder_or_a_path_below_a_file_is_no_base(tmp_path: Path, verb: str):
    file = tmp_path / "файл"
    file.write_text("x", encoding="utf-8")
    for path in (tmp_path, file / "base.sqlite", tmp_path / ("ё" * 200)):
        assert_one_clear_sentence(opora(*COMMANDS[verb](tmp_path), "--base", path), [3])


def test_init_never_overwrites(base: Path, tmp_path: Path):
    file = tmp_path / "отчёт.docx"
    file.write_text("важное", encoding="utf-8")
    before = content(base)
    for path in (base, file, tmp_path):
        assert_one_clear_sentence(opora("init", *START, "--base", path), [3])
    assert file.read_text(encoding="utf-8") == "важное"
    assert content(base) == before


BAD_STARTS = {
    "unknown role": ("--role", "king", "--methodology", "kbr-2020"),
    "unknown methodology": ("--role", "school", "--methodology", "../kbr-2020"),
    "bad period": ("--role", "school", "--methodology", "kbr-2020", "--period", "2025/2027"),
    "no role": ("--methodology", "kbr-2020"),
}


@pytest.mark.parametrize("name", sorted(BAD_STARTS))
def test_a_wrong_start_leaves_no_base(tmp_path: Path, name: str):
    base = tmp_path / "base.sqlite"
    assert_one_clear_sentence(opora("init", *BAD_STARTS[name], "--base", base), [2])
    assert not base.exists()


TWICE = 'code = "1"\nname = "Р"\n' + 2 * '[[schools]]\ncode = "2"\nname = "Ш"\n'
BAD_ORGANISATIONS = {
    "a.toml": ("code = 5", 1),
    "b.toml": ('code = "1"\nname = "x"\nfoo = 3', 1),
    "c.toml": ("=", 1),
    "d.json": ("[" * 100_000, 1),
    "e.json": ("{", 1),
    "f.toml": (TWICE, 1),
    "g.toml": ('code = "1"\nname = "x"\nogrn = "1234567890123"', 1),
    "h.toml": ('code = "1"\nname = "x"\n[[schools]]\ncode = "1"\nname = "y"', 1),
    "i.toml": ('code = " "\nname = ""', 1),
}


@pytest.mark.parametrize("name", sorted(BAD_ORGANISATIONS))
def test_a_bad_file_of_organisations_leaves_no_base(tmp_path: Path, name: str):
    text, code = BAD_ORGANISATIONS[name]
    file, base = tmp_path / name, tmp_path / "base.sqlite"
    file.write_text(text, encoding="utf-8")
    ran = opora("init", *START, "--org", file, "--base", base)
    assert_one_clear_sentence(ran, [code])
    assert "line" not in ran.err, "the parser's English stays inside"
    assert [path.name for path in tmp_path.glob("base*")] == []


@pytest.mark.parametrize("bad", ["missing.toml", ".", "cp1251.toml"])
def test_a_file_of_organisations_that_cannot_be_read_leaves_no_base(tmp_path: Path, bad: str):
    (tmp_path / "cp1251.toml").write_bytes('name = "Школа"'.encode("cp1251"))
    base = tmp_path / "base.sqlite"
    ran = opora("init", *START, "--org", tmp_path / bad, "--base", base)
    assert_one_clear_sentence(ran, [1, 3])
    assert not base.exists()


def test_the_directory_of_a_district_is_taken_in(tmp_path: Path):
    file, base = tmp_path / "район.toml", tmp_path / "base.sqlite"
    text = 'code = "0411"\nname = "Район"\n'
    text += '[[schools]]\ncode = "041101"\nname = "Школа ёлочная"\n'
    file.write_text(text, encoding="utf-8-sig")
    assert opora("init", *START, "--org", file, "--base", base).code == 0
    ran = opora("import", WORKBOOKS[0], "--partial", "--json", "--base", base)
    notes = [one for one in ran.json["files"][0]["issues"] if one["code"] == "school_added"]
    assert len(notes) == 11, "one of the twelve was known"


def test_a_base_held_by_another_program_is_called_busy(base: Path):
    holder = sqlite3.connect(base, isolation_level=None)
    try:
        holder.execute("BEGIN EXCLUSIVE")
        ran = program("import", *WORKBOOKS, "--partial", "--base", base, home=base.parent)
        assert_one_clear_sentence(ran, [3])
        assert "занята" in ran.said
    finally:
        holder.execute("ROLLBACK")
        holder.close()
    assert opora("import", EXAM, "--base", base).code == 0, "afterwards it is free"


def test_two_imports_at_once_both_end_well(base: Path):
    children = [
        subprocess.Popen(
            command("import", *WORKBOOKS, "--partial", "--base", base),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=surroundings(base.parent),
        )
        for _ in range(3)
    ]
    for child in children:
        out, err = child.communicate()
        assert child.returncode == 0, out + err
    assert opora("import", *WORKBOOKS, "--partial", "--json", "--base", base).code == 0


def test_reading_does_not_change_a_base(base: Path):
    before = base.read_bytes()
    for verb in (("check",), ("indices",), ("keys", "list"), ("check", "--period", "1999/2000")):
        opora(*verb, "--base", base)
    assert base.read_bytes() == before
    assert [path.name for path in base.parent.glob("base.sqlite-*")] == []


def test_bases_damaged_in_many_ways_are_told_or_used(
    demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Sixty of the two thousand of the long tests (`make soak PART=bases`)."""
    monkeypatch.setenv("OPORA_PASSWORD", PASSWORD)
    codes, failures = use_damaged_bases(demo, tmp_path / "damaged", "everyday", 60)
    assert failures == []
    assert codes[0] > 0
    assert codes[1] > 0


def test_a_base_whose_making_was_cut_off_is_made_again(tmp_path: Path):
    """Earlier versions wrote the tables first; a kill left a base without one row."""
    base = tmp_path / "base.sqlite"
    opening.open(base, create=True).close()
    told = opora("check", "--base", base)
    assert_one_clear_sentence(told, [1])
    assert "не была настроена до конца" in told.err
    assert opora("init", *START, "--base", base).code == 0
    assert opora("check", "--base", base).code == 0
    assert_one_clear_sentence(opora("init", *START, "--base", base), [3])


def test_a_base_is_read_as_a_file_by_no_command(base: Path, tmp_path: Path):
    """Its own path as a file to load, verify, receive, install or to write over."""
    link = tmp_path / "ссылка.xlsx"
    link.symlink_to(base)
    before = base.read_bytes()
    for path in (base, link):
        for words in (
            ("import", path),
            ("import", EXAM, "--mapping", path),
            ("verify", path),
            ("receive", path),
            ("reference", "install", path),
            ("methodology", "install", path),
            ("keys", "install", path),
            ("template", "passport", "-o", path),
            ("indices", "--xlsx", path),
            ("print", "passport", "--school", "041101", "-o", path),
        ):
            ran = opora(*words, "--base", base)
            assert ran.code in {1, 2, 3}, (words, ran)
            assert "Traceback" not in ran.said
    assert base.read_bytes() == before
