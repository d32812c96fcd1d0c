"""Goal 5: a million result rows stored, against raw executemany of plain rows and an index after.

Ours goes through the store as an import does: packed by school and procedure, hashed, numbered as
revisions, in one transaction with the journal's durability. A B A B in one process; CPU and wall.
Run: python -m benchmarks.store_results [ROWS]
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, cast

import numpy as np

from app.domain.organisations import organisation_uid
from app.domain.results import SchoolResults
from app.services.opening import open_base
from app.store import organisations, procedures, results
from app.store.results import New
from benchmarks import _made_up_region as made_up_region

GOAL_RATIO = 1.5
_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Figures:
    """Seconds of CPU and megabytes on the disk."""

    rows: int
    ours: float
    yardstick: float
    ours_mb: float
    yardstick_mb: float


def measure(rows: int = 1_000_000) -> Figures:
    """Both store the same results into a new file each time."""
    known, flat = made_up_region.results(rows), made_up_region.flat(rows)
    ours, yardstick, sizes = [], [], (0.0, 0.0)
    with tempfile.TemporaryDirectory() as name:
        for turn in range(_ROUNDS):
            plain, base = Path(name) / f"plain{turn}.sqlite", Path(name) / f"base{turn}.sqlite"
            yardstick.append(_seconds(lambda path=plain: raw(path, flat)))  # type: ignore[misc]
            made_up_region.empty_base(base)
            ours.append(_seconds(lambda path=base: store(path, known)))  # type: ignore[misc]
            sizes = base.stat().st_size / 1e6, plain.stat().st_size / 1e6
    return Figures(len(flat.totals), min(ours), min(yardstick), *sizes)


def store(path: Path, known: list[SchoolResults]) -> None:
    """All results through the store."""
    context = open_base(path)
    try:
        with context.database.transaction() as connection:
            organisations.remember_period(connection, made_up_region.PERIOD)
            for held in dict.fromkeys(one.procedure for one in known):
                procedures.put(connection, held)
            new = [
                New(organisation_uid("83", one.school), one.procedure.key, one.pupils)
                for one in known
                if one.pupils is not None
            ]
            results.put_all(connection, new, context.stamp("import"))
    finally:
        context.close()


def raw(path: Path, flat: made_up_region.Flat) -> None:
    """Plain rows with integer keys, and the index built afterwards."""
    connection = sqlite3.connect(path)
    connection.execute(
        "CREATE TABLE result (id INTEGER PRIMARY KEY, organisation_id INTEGER NOT NULL, "
        "procedure_id INTEGER NOT NULL, pupil_id INTEGER NOT NULL, status INTEGER NOT NULL, "
        "total INTEGER, mark INTEGER, previous_mark INTEGER)"
    )
    works = len(made_up_region.GRADES) * len(made_up_region.SUBJECTS)
    rows = zip(
        *(_plain(column) for column in (flat.units // works, flat.units % works)),
        *(_plain(column) for column in (flat.pupils, flat.totals, flat.marks)),
        strict=True,
    )
    connection.executemany(
        "INSERT INTO result (organisation_id, procedure_id, pupil_id, status, total, mark) "
        "VALUES (?, ?, ?, 0, ?, ?)",
        rows,
    )
    connection.execute(
        "CREATE UNIQUE INDEX ix_result ON result (organisation_id, procedure_id, pupil_id)"
    )
    connection.commit()
    connection.close()


def _plain(column: np.ndarray[Any, Any]) -> list[int]:
    return cast(list[int], column.tolist())


def _seconds(work: Callable[[], object]) -> float:
    begin = process_time()
    work()
    return process_time() - begin


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    begin = perf_counter()
    for size in (rows // 10, rows // 3, rows):
        one = measure(size)
        print(
            f"{one.rows:9,} rows  ours {one.ours:6.2f} s {one.ours_mb:5.0f} MB  "
            f"raw rows {one.yardstick:6.2f} s {one.yardstick_mb:5.0f} MB  "
            f"ratio {one.ours / one.yardstick:5.2f} (goal {GOAL_RATIO})"
        )
    print(f"in all {perf_counter() - begin:.0f} s by the clock")


if __name__ == "__main__":
    main()
