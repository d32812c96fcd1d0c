"""Goal 10: a region's workbook of indices against XlsxWriter writing the very same cells.

The yardstick gets the cells ready made and writes them with constant_memory; ours computes the
values of every school, explains them and writes them. CPU time; how much memory grew.
Run: python -m benchmarks.summary_workbook [ROWS]
"""

from __future__ import annotations

import resource
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import process_time

import xlsxwriter
from python_calamine import CalamineWorkbook

from app.services.calculating import calculate
from app.services.editing import known_organisations
from app.services.monitoring import told_by_forms
from app.services.opening import open_base
from app.services.tabulating import write_indices
from benchmarks.region import _fill

GOAL_RATIO, GOAL_MB = 1.5, 150


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as name:
        base, made, other = (Path(name) / one for one in ("b.sqlite", "o.xlsx", "x.xlsx"))
        _fill(base, rows)
        context = open_base(base)
        try:
            calculation = calculate(context, context.period)
            seen, known = told_by_forms(context), known_organisations(context)
            before = _peak_mb()
            with _timed() as ours:
                write_indices(calculation, made, seen, known)
            grown = _peak_mb() - before
        finally:
            context.close()
        cells = CalamineWorkbook.from_path(str(made))
        sheets = [(one, cells.get_sheet_by_name(one).to_python()) for one in cells.sheet_names]
        with _timed() as yardstick:
            _with_xlsxwriter(other, sheets)
        amount = sum(len(row) for _, sheet in sheets for row in sheet)
        size = made.stat().st_size / 2**20
    print(
        f"{rows:,} rows, {amount:,} cells, {size:.0f} MB: ours {ours[0]:.1f} s  "
        f"XlsxWriter {yardstick[0]:.1f} s  ratio {ours[0] / yardstick[0]:.2f} (goal {GOAL_RATIO})"
    )
    print(f"memory grew by {grown:.0f} MB (goal {GOAL_MB} MB)")


def _with_xlsxwriter(path: Path, sheets: Sequence[tuple[str, Sequence[Sequence[object]]]]) -> None:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        for title, rows in sheets:
            page = book.add_worksheet(title)
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)


@contextmanager
def _timed() -> Iterator[list[float]]:
    """A list that holds the seconds of CPU once the block is over."""
    taken: list[float] = []
    begin = process_time()
    yield taken
    taken.append(process_time() - begin)


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
