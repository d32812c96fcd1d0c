"""Goal 7: all values, classes and the reference of a region out of its base, against a row pass.

The yardstick reads a million plain rows into numpy and computes nothing. Ours reads the base,
counts, judges objectivity in both passes, computes the reference, and decides every class of every
school; the last line tells what it costs to write out every value as an object on top. A B A B in
one process; CPU time, and how much memory grew.
Run: python -m benchmarks.region [ROWS]
"""

from __future__ import annotations

import resource
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import process_time

import numpy as np

from app.domain.calculations import Calculation
from app.domain.organisations import organisation_uid
from app.services.calculating import calculate
from app.services.context import Context
from app.services.editing import Subject, save_record
from app.services.opening import open_base
from app.services.referencing import compute
from benchmarks import _made_up_region as made_up_region
from benchmarks.store_results import raw, store

GOAL_RATIO, GOAL_MB = 0.5, 150
_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Figures:
    """Seconds of CPU, megabytes of memory."""

    rows: int
    values: float
    """Values, intervals and classes of all schools."""
    reference: float
    yardstick: float
    written: float
    """To write out every value."""
    amount: int
    grown_mb: float

    @property
    def ratio(self) -> float:
        return (self.values + self.reference) / self.yardstick


def measure(rows: int = 1_000_000) -> Figures:
    """Fills both bases once and reads them in turns."""
    with tempfile.TemporaryDirectory() as name:
        plain, base = Path(name) / "plain.sqlite", Path(name) / "base.sqlite"
        raw(plain, made_up_region.flat(rows))
        _fill(base, rows)
        context = open_base(base)
        try:
            return _measured(context, plain)
        finally:
            context.close()


def _measured(context: Context, plain: Path) -> Figures:
    rows = _row_pass(plain)
    compute(context, context.period)
    before = _peak_mb()
    values, reference, yardstick = [], [], []
    for _ in range(_ROUNDS):
        yardstick.append(_seconds(lambda: _row_pass(plain)))
        values.append(_seconds(lambda: calculate(context, context.period)))
        reference.append(_seconds(lambda: compute(context, context.period)))
    grown = _peak_mb() - before
    found: list[Calculation] = [calculate(context, context.period)]
    written = _seconds(lambda: sum(1 for _ in found[0].values))
    amount = sum(1 for _ in found[0].values)
    return Figures(rows, min(values), min(reference), min(yardstick), written, amount, grown)


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
    """What every program over rows has to do first."""
    connection = sqlite3.connect(plain)
    query = connection.execute(
        "SELECT organisation_id, procedure_id, pupil_id, status, total, mark "
        "FROM result ORDER BY organisation_id, procedure_id"
    )
    kinds = [("school", "i4"), ("procedure", "i4"), ("pupil", "i4"), ("status", "i1")]
    rows = np.fromiter(
        query,
        dtype=[*kinds, ("total", "i2"), ("mark", "i1")],
    )
    connection.close()
    return len(rows)


def _seconds(work: Callable[[], object]) -> float:
    begin = process_time()
    work()
    return process_time() - begin


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    measured = [measure(size) for size in (rows // 10, rows // 3, rows)]
    for one in measured:
        print(
            f"{one.rows:9,} rows  values and classes {one.values:5.2f} s  reference "
            f"{one.reference:5.2f} s  row pass {one.yardstick:5.2f} s  ratio {one.ratio:5.2f} "
            f"(goal {GOAL_RATIO})"
        )
    whole = measured[-1]
    print(
        f"memory grew by {whole.grown_mb:.0f} MB over the first reading (goal {GOAL_MB} MB); "
        f"{whole.amount:,} values written out: {whole.written:.2f} s more"
    )


if __name__ == "__main__":
    main()
