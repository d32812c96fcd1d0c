"""Disks of many sizes that really fill up: needs the right to mount."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.end_to_end.opora import WORKBOOKS, assert_one_clear_sentence, opora
from tests.end_to_end.small_disk import import_on_a_disk

START = ("--role", "district", "--methodology", "kbr-2020", "--period", "2025/2026")
IMPORT = ("import", *WORKBOOKS, "--partial")
SMALLEST, STEP = 180, 20
"""Kilobytes: from a disk on which the empty base barely lies."""


def test_a_disk_of_any_size_keeps_the_base_whole(
    tmp_path: Path, rounds: Callable[[int], int]
) -> None:
    empty = tmp_path / "empty.sqlite"
    assert opora("init", *START, "--base", empty).code == 0
    stored = []
    for number in range(rounds(60)):
        size = f"{SMALLEST + STEP * number}k"
        ran, kept = import_on_a_disk(size, empty, tmp_path / size, IMPORT, tmp_path / "home")
        if not kept.exists() or kept.stat().st_size < empty.stat().st_size:
            continue  # the empty base itself did not fit
        with closing(sqlite3.connect(kept)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",), size
            (records,) = connection.execute("SELECT count(*) FROM record").fetchone()
        assert records in (0, 48), f"{size}: twelve schools, four forms, or nothing"
        if ran.code != 0:
            assert_one_clear_sentence(ran, [3])
        stored.append(records)
    if not stored:
        pytest.fail("no disk was large enough for the empty base")
    assert stored[0] == 0, "the smallest disk is too small for the data, or nothing was tried"
    assert stored[-1] == 48, "the largest disk holds the data"
