"""The machine fails: a full disk, a killed process, Ctrl-C, a closed pipe, a poor console."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.end_to_end.conftest import Played
from tests.end_to_end.opora import (
    PASSWORD,
    WORKBOOKS,
    Ran,
    assert_one_clear_sentence,
    command,
    content,
    opora,
    program,
    surroundings,
    tree,
)
from tests.end_to_end.small_disk import import_on_a_disk

START = ("--role", "district", "--methodology", "kbr-2020", "--period", "2025/2026")
IMPORT = ("import", *WORKBOOKS, "--partial")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits and signals of POSIX")


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    path = tmp_path / "empty.sqlite"
    assert opora("init", *START, "--base", path).code == 0
    return path


def limited(blocks: int, *arguments: object, home: Path) -> Ran:
    """The program where no file may grow beyond so many blocks of 512 bytes: a full disk.

    openpyxl takes lxml where development has it; the shipped program has none.
    """
    script = f'ulimit -f {blocks}; exec "$@"'
    done = subprocess.run(
        ["sh", "-c", script, "sh", *command(*arguments)],
        capture_output=True,
        check=False,
        stdin=subprocess.DEVNULL,
        env=surroundings(home) | {"OPORA_PASSWORD": PASSWORD, "OPENPYXL_LXML": "False"},
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def is_whole(base: Path) -> bool:
    with closing(sqlite3.connect(base)) as connection:
        return bool(connection.execute("PRAGMA integrity_check").fetchone() == ("ok",))


@pytest.mark.parametrize("blocks", [0, 8, 64, 200])
def test_a_full_disk_leaves_no_half_made_base(tmp_path: Path, blocks: int):
    base = tmp_path / "new" / "base.sqlite"
    ran = limited(blocks, "init", *START, "--base", base, home=tmp_path / "home")
    assert_one_clear_sentence(ran, [3])
    assert not base.exists()


@pytest.mark.parametrize("blocks", [8, 64, 200, 330])
def test_a_full_disk_stores_a_file_whole_or_not_at_all(empty: Path, blocks: int):
    ran = limited(blocks, *IMPORT, "--base", empty, home=empty.parent)
    assert_one_clear_sentence(ran, [3])
    assert is_whole(empty)
    with closing(sqlite3.connect(empty)) as connection:
        (records,) = connection.execute("SELECT count(*) FROM record").fetchone()
    assert records in (0, 48), "twelve schools, four forms"
    assert opora(*IMPORT, "--base", empty).code == 0, "once there is space, it goes on"
    assert opora("indices", "--json", "--base", empty).json["values"]


@pytest.mark.parametrize(
    "verb",
    [
        ("export", "-o", "out"),
        ("print", "support_card", "--school", "021311", "-o", "out/card.pdf"),
        ("template", "social_passport", "-o", "out/template.xlsx"),
        ("indices", "--xlsx", "out/table.xlsx"),
    ],
    ids=lambda verb: verb[0],
)
def test_a_full_disk_leaves_no_half_written_file(demo: Path, verb: tuple[str, ...]):
    arguments = [str(demo / one) if one.startswith("out") else one for one in verb]
    (demo / "out").mkdir()
    before = tree(demo)
    failed = 0
    for blocks in (80, 200):
        ran = limited(blocks, *arguments, "--base", demo / "base.sqlite", home=demo.parent)
        failed += ran.code == 3
        if ran.code == 0:
            shutil.rmtree(demo / "out")
            (demo / "out").mkdir()
            continue
        assert_one_clear_sentence(ran, [3])
        assert tree(demo) == before
    assert failed or verb[0] in {"print", "template"}, "these two are small enough"


def test_a_disk_that_is_really_full_keeps_the_base(empty: Path, tmp_path: Path):
    ran, kept = import_on_a_disk("240k", empty, tmp_path / "small", IMPORT, tmp_path / "home")
    assert_one_clear_sentence(ran, [3])
    assert "не хватило места" in ran.said
    assert is_whole(kept)


@pytest.mark.parametrize("target", ["файл/{}", "/proc/{}"])
def test_a_place_that_cannot_be_written_is_told(demo: Path, password: Path, target: str):
    """A path below a regular file, and a folder where even root may write nothing."""
    if target.startswith("/proc") and not Path("/proc").is_dir():
        pytest.skip("no /proc here")
    (demo / "файл").write_text("x", encoding="utf-8")
    before = tree(demo)

    def to(name: str) -> Path:
        return demo / target.format(name)

    region = demo / "region"
    verbs: list[tuple[object, ...]] = [
        ("template", "passport", "-o", to("a.xlsx")),
        ("indices", "--xlsx", to("a.xlsx")),
        ("print", "support_card", "--school", "021311", "-o", to("a.pdf")),
        ("export", "-o", to("папка"), "--password-file", password),
        ("keys", "request", "--renew", "-o", to("a.csr"), "--password-file", password),
    ]
    for verb in verbs:
        assert_one_clear_sentence(opora(*verb, "--base", demo / "base.sqlite"), [3])
    keys = ("keys", "issue", region / "district.csr", "--code", "0" * 64, "-o", to("a.json"))
    mine = ("--base", region / "base.sqlite", "--password-file", password)
    assert_one_clear_sentence(opora(*keys, *mine), [1, 3])
    package = demo / "package.asice"
    assert_one_clear_sentence(opora("receive", package, "-o", to("папка"), *mine), [3])
    assert_one_clear_sentence(opora("demo", to("demo")), [3])
    assert_one_clear_sentence(opora("init", *START, "--base", to("b.sqlite")), [3])
    assert tree(demo) == before
    assert opora("keys", "list", "--base", demo / "base.sqlite").code == 0


def test_an_import_killed_in_the_middle_leaves_a_whole_base(customer: Played, empty: Path):
    start = time.monotonic()
    assert program(*IMPORT, "--base", empty, home=empty.parent).code == 0
    whole = time.monotonic() - start
    for part in (0.5, 0.7, 0.9):
        empty.unlink()
        assert opora("init", *START, "--base", empty).code == 0
        child = subprocess.Popen(
            command(*IMPORT, "--base", empty),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=surroundings(empty.parent),
        )
        time.sleep(whole * part)
        child.kill()
        child.wait()
        assert is_whole(empty)
        assert opora(*IMPORT, "--base", empty).code == 0
        assert opora("indices", "--json", "--base", empty).json == customer.indices


def test_an_import_killed_inside_its_transaction_stores_nothing_of_that_file(empty: Path):
    """A lock held by us keeps the child waiting inside; then it is killed."""
    before = content(empty)
    with closing(sqlite3.connect(empty, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        child = subprocess.Popen(
            command("import", WORKBOOKS[3], "--base", empty),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=surroundings(empty.parent),
        )
        time.sleep(1.2)
        assert child.poll() is None, "it waits for us"
        child.kill()
        child.wait()
        holder.execute("ROLLBACK")
    assert content(empty) == before
    assert opora("import", WORKBOOKS[3], "--base", empty).code == 0


def test_ctrl_c_ends_quietly_and_undoes_the_file(empty: Path):
    before = content(empty)
    with closing(sqlite3.connect(empty, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        child = subprocess.Popen(
            command("import", WORKBOOKS[3], "--base", empty),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=surroundings(empty.parent),
            start_new_session=True,
        )
        time.sleep(1.2)
        child.send_signal(signal.SIGINT)
        time.sleep(0.1)
        holder.execute("ROLLBACK")
    _, err = child.communicate()
    assert child.returncode in (130, 3, 0), err
    assert b"Traceback" not in err
    assert is_whole(empty)
    if child.returncode == 130:
        assert content(empty) == before


def test_a_very_long_path_works_or_is_told(tmp_path: Path):
    folder = tmp_path
    for _ in range(8):
        folder = folder / ("ё" * 60)
    folder.mkdir(parents=True)
    base = folder / "base.sqlite"
    made = opora("init", *START, "--base", base)
    if made.code:  # SQLite's own limit on paths
        assert_one_clear_sentence(made, [3])
        assert not os.listdir(folder)  # noqa: PTH208
    else:
        assert opora("import", WORKBOOKS[3], "--base", base).code == 0
