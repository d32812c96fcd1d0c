"""Goal 7: all values, classes and the reference of a region out of its base, against a row pass.

The yardstick reads a million plain rows into numpy and computes nothing. Ours is what «opora
reference publish» does: reads the base, counts, judges objectivity in both passes, computes the
reference, and decides every class of every school by it. Beside it: the classes alone, and what it
costs to write out every value and every row of a class as an object. A B A B in one process; CPU
time, and how much memory grew over that of the row pass.
Run: python -m benchmarks.region [ROWS]
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from time import process_time

import numpy as np

from app.domain.calculations import Calculation
from app.domain.organisations import organisation_uid
from app.services.calculating import calculate
from app.services.collecting import uncollected
from app.services.context import Context
from app.services.editing import Subject, save_record
from app.services.opening import open_base
from app.services.region_year import compose
from benchmarks import _made_up_region as made_up_region
from benchmarks.store_results import raw, store

GOAL_RATIO, GOAL_MB = 0.5, 150
_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Figures:
    """Seconds of CPU, megabytes of memory."""

    rows: int
    together: float
    """The reference, and the classes of all schools by it."""
    classes: float
    """Classes of all schools alone, without a reference."""
    yardstick: float
    written: float
    """To write out every value."""
    amount: int
    told: float
    """To write out every row of a class."""
    grown_mb: float

    @property
    def ratio(self) -> float:
        return self.together / self.yardstick


def measure(rows: int = 1_000_000) -> Figures:
    """Fills both bases once and reads them in turns."""
    with tempfile.TemporaryDirectory() as name:
        plain, base = Path(name) / "plain.sqlite", Path(name) / "base.sqlite"
        raw(plain, made_up_region.flat(rows))
        _fill(base, rows)
        context = open_base(base)
        try:
            return _measured(context, plain, base)
        finally:
            context.close()


def _measured(context: Context, plain: Path, base: Path) -> Figures:
    rows = _row_pass(plain)
    together, classes, yardstick = [], [], []
    for _ in range(_ROUNDS):
        yardstick.append(_seconds(lambda: _row_pass(plain)))
        together.append(_seconds(lambda: _year(context)))
        classes.append(_seconds(lambda: calculate(context, context.period)))
    found: list[Calculation] = [calculate(context, context.period)]
    told = _seconds(lambda: sum(1 for _ in found[0].classes))
    written = _seconds(lambda: sum(1 for _ in found[0].values))
    amount = sum(1 for _ in found[0].values)
    times = min(together), min(classes), min(yardstick)
    return Figures(rows, *times, written, amount, told, _grown(plain, base))


def _grown(plain: Path, base: Path) -> float:
    """Megabytes over the row pass, in a process that did not fill the bases before."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(_grown_here, plain, base).result()


def _grown_here(plain: Path, base: Path) -> float:
    _row_pass(plain)
    before = _peak_mb()
    context = open_base(base)
    _year(context)
    context.close()
    return _peak_mb() - before


@uncollected()
def _year(context: Context) -> None:
    """What is computed when a reference is published."""
    compose(context, context.period).groups()


def _fill(base: Path, rows: int) -> None:
    made_up_region.empty_base(base)
    store(base, made_up_region.results(rows))
    context = open_base(base)
    try:
        for code, typed in made_up_region.passports(rows):
            subject = Subject(organisation_uid("83", code), "social_passport", context.period.key)
            save_record(context, subject, typed)
    finally:
        context.close()


def _row_pass(plain: Path) -> int:
    """What every program over rows has to do first: seven whole numbers a row, 56 MB a million."""
    connection = sqlite3.connect(plain)
    query = connection.execute(
        "SELECT organisation_id, procedure_id, pupil_id, status, total, mark, "
        "ifnull(previous_mark, -1) FROM result ORDER BY organisation_id, procedure_id"
    )
    names = ("school", "procedure", "pupil", "status", "total", "mark", "previous_mark")
    rows = np.fromiter(query, dtype=[(name, "i8") for name in names])
    connection.close()
    return len(rows)


def _seconds(work: Callable[[], object]) -> float:
    begin = process_time()
    work()
    return process_time() - begin


def _peak_mb() -> float:
    """Of this process alone: `ru_maxrss` would begin with the peak of the one that started it."""
    told = Path("/proc/self/status").read_text(encoding="ascii")
    return int(told.partition("VmHWM:")[2].split()[0]) / 1024


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    measured = [measure(size) for size in (rows // 10, rows // 3, rows)]
    for one in measured:
        print(
            f"{one.rows:9,} rows  reference and classes {one.together:5.2f} s  classes alone "
            f"{one.classes:5.2f} s  row pass {one.yardstick:5.2f} s  ratio {one.ratio:5.2f} "
            f"(goal {GOAL_RATIO})"
        )
    whole = measured[-1]
    print(
        f"memory grew by {whole.grown_mb:.0f} MB over the row pass (goal {GOAL_MB} MB); "
        f"{whole.amount:,} values written out: {whole.written:.2f} s more, all rows of classes: "
        f"{whole.told:.2f} s more"
    )


if __name__ == "__main__":
    main()
