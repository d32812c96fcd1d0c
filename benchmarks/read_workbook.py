"""Goal 4: a results table of 100,000 rows × 12 read, validated and stored, against calamine.

The yardstick streams the cells and does nothing with them. Both look at the same file, A B A B,
each time in a process of its own; CPU time without the program's own imports, but with all that the
reading child does; memory is the peak of the process and that of its child together.
Run: python -m benchmarks.read_workbook [ROWS]
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import process_time

GOAL_RATIO = 3.5
GOAL_MEGABYTES = 250
_ROUNDS = 7
_HEADER = (
    "Код ОО", "Предмет", "Класс", "Код участника", "Вариант", "1 (2б)", "2 (2б)", "3 (3б)",
    "4 (1б)", "Сумма баллов", "Отметка", "Отметка за четверть",
)  # fmt: skip
_TASKS = (2, 2, 3, 1)
_BOUNDS = (3, 5, 7)


@dataclass(frozen=True, slots=True)
class Figures:
    """Seconds of CPU and peak megabytes; the yardstick beside ours."""

    ours: float
    yardstick: float
    our_megabytes: float
    yardstick_megabytes: float

    @property
    def ratio(self) -> float:
        return self.ours / self.yardstick


def measure(rows: int = 100_000) -> Figures:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "results.xlsx"
        _write(path, rows)
        rounds = [{name: _in_own_process(name, path) for name in _READERS} for _ in range(_ROUNDS)]
    ours, yardstick = ([each[name] for each in rounds] for name in _READERS)
    return Figures(
        median(each["seconds"] for each in ours),
        median(each["seconds"] for each in yardstick),
        max(each["megabytes"] for each in ours),
        max(each["megabytes"] for each in yardstick),
    )


def _write(path: Path, rows: int) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("Результаты")
    sheet.write_row(0, 0, ["ВПР 2025/2026"])
    sheet.write_row(1, 0, ["Максимальный балл: 8. «3» — от 3, «4» — от 5, «5» — от 7"])
    sheet.write_row(2, 0, _HEADER)
    for number in range(rows):
        sheet.write_row(number + 3, 0, _row(number))
    book.close()


def _row(number: int) -> tuple[str | int, ...]:
    """One participant in one subject; every school has a hundred of them in two subjects."""
    school, pupil = divmod(number, 200)
    points = [(number * 7 + task * 5) % 11 % (most + 1) for task, most in enumerate(_TASKS)]
    total = sum(points)
    mark = 2 + sum(total >= bound for bound in _BOUNDS)
    subject = ("Русский язык", "Математика")[pupil % 2]
    who = (f"{school + 41000:06}", subject, "5А", str(5000 + pupil // 2), 1 + number % 2)
    return (*who, *points, total, mark, 3)


def _in_own_process(name: str, path: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.read_workbook", name, str(path)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    figures: dict[str, float] = json.loads(said)
    return figures


def _read(name: str, path: Path) -> dict[str, float]:
    import resource

    with tempfile.TemporaryDirectory() as folder:
        reader = _READERS[name](Path(folder))
        begin = process_time()
        reader(path)
        own = process_time() - begin
    child = resource.getrusage(resource.RUSAGE_CHILDREN)
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss + child.ru_maxrss
    return {"seconds": own + child.ru_utime + child.ru_stime, "megabytes": kilobytes / 1024}


def _ours(folder: Path) -> Callable[[Path], None]:
    """The program's own import into an empty base of a region."""
    from app.domain.organisations import Organisation, OrganisationKind, organisation_uid
    from app.domain.periods import parse_period
    from app.services.importing import import_files
    from app.services.opening import Setup, create_base, open_base

    uid = organisation_uid("07", "07")
    region = Organisation(uid, "07", "Регион", OrganisationKind("region"), region="07")
    base = folder / "base.sqlite"
    create_base(base, Setup("region", "kbr-2020", region, (), parse_period("2025/2026")))
    context = open_base(base)

    def read(path: Path) -> None:
        [report] = import_files(context, [path], mapping="results_flat")
        assert report.stored
        assert report.rows_read == report.rows_stored

    return read


def _calamine(_: Path) -> Callable[[Path], None]:
    from python_calamine import CalamineWorkbook

    def read(path: Path) -> None:
        with CalamineWorkbook.from_path(path) as book:
            for _ in book.get_sheet_by_index(0).iter_rows():
                pass

    return read


_READERS: dict[str, Callable[[Path], Callable[[Path], None]]] = {
    "ours": _ours,
    "calamine": _calamine,
}


def main() -> None:
    if len(sys.argv) > 2:
        print(json.dumps(_read(sys.argv[1], Path(sys.argv[2]))))
        return
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    figures = measure(rows)
    print(f"{rows} rows × {len(_HEADER)}: read, validated and stored")
    print(f"ours       {figures.ours:6.2f} s  {figures.our_megabytes:6.0f} MB")
    print(f"calamine   {figures.yardstick:6.2f} s  {figures.yardstick_megabytes:6.0f} MB")
    print(f"ratio      {figures.ratio:6.2f} (goal {GOAL_RATIO}), goal {GOAL_MEGABYTES} MB")


if __name__ == "__main__":
    main()
