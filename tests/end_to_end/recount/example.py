"""The workbooks of the example district as their authors meant them, read cell by cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from tests.end_to_end.recount.facts import Facts, Result, Sat, Scale, School, Work

YEAR = "2025/2026"
NAMES = {"Русский язык": "russian", "Математика": "math"}
PROTOCOLS = {
    "vpr5_math.xlsx": ("math", Scale(16, (6, 10, 13))),
    "vpr5_russian.xlsx": ("russian", Scale(34, (15, 22, 28))),
}
EXAM = {
    "russian": Scale(37, (15, 26, 33), literacy=True),
    "math": Scale(31, (8, 15, 22), geometry=True),
}
"""Scales of this very year: the letter of 25.02.2026 № 02-20."""
REFUSED = {("021374", "single")}
"""A percent where a number is asked: nothing is known."""


@lru_cache
def example(folder: Path) -> Facts:
    """All that the four workbooks tell, for a base of the district itself."""
    facts = Facts("0213", "district", YEAR, _schools(folder), {}, {})
    results: dict[tuple[str, Work], Result] = {}
    scales: dict[Work, Scale] = {}
    for name, (subject, scale) in PROTOCOLS.items():
        work = Work("vpr", YEAR, subject, 5)
        scales[work] = scale
        results |= {(code, work): one for code, one in _protocols(folder / name, scale)}
    scales |= {Work("oge", YEAR, subject, 9): scale for subject, scale in EXAM.items()}
    results |= dict(_exams(folder / "oge9.xlsx"))
    return replace(facts, results=results, scales=scales)


def _rows(path: Path) -> list[tuple[Any, ...]]:
    sheet = load_workbook(path).worksheets[0]
    return [tuple(row) for row in sheet.iter_rows(values_only=True)]


def _number(cell: Any) -> int | None:
    text = str("" if cell is None else cell).replace("\u00a0", "").strip()
    return int(text) if text.isdigit() else None


def _schools(folder: Path) -> dict[str, School]:
    found = {}
    for cells in _rows(folder / "social_passport.xlsx"):
        if not isinstance(cells[0], int):
            continue
        code = str(cells[2]).zfill(6)
        pupils, higher, single, registered = (_number(cells[n]) for n in (5, 6, 7, 8))
        found[code] = School(
            code,
            pupils,
            higher,
            None if (code, "single") in REFUSED else single,
            registered,
            non_native=_number(cells[11]),
            rural=str(cells[3]).lower().startswith("с"),
            remote={"да": True, "нет": False}.get(str(cells[4])),
            more={
                "social_passport.disabilities": Fraction(cells[12]),
                "resources.internet_mbps": Fraction(cells[14]),
                "staff.vacancies_total": Fraction(cells[15]),
            },
        )
    return found


def _protocols(path: Path, scale: Scale) -> Iterator[tuple[str, Result]]:
    for sheet in load_workbook(path).worksheets:
        cells: list[tuple[Any, ...]] = [tuple(row) for row in sheet.iter_rows(values_only=True)]
        rows = [row for row in cells if isinstance(row[0], int)]
        head = next(row for row in cells if row[0] == "№")
        total, mark = head.index("Сумма баллов"), head.index("Отметка")
        sat = [Sat(row[total], row[mark], row[1]) for row in rows if isinstance(row[total], int)]
        assert all(scale.marks(one.total or 0) == {one.mark} for one in sat), path
        yield sheet.title, Result(tuple(sat), listed=len(rows))


def _exams(path: Path) -> Iterator[tuple[tuple[str, Work], Result]]:
    for code, name, participants, *marks, mean in _rows(path):
        if not isinstance(participants, int):
            continue
        sat = [
            Sat(None, mark) for mark, n in zip((2, 3, 4, 5), marks, strict=True) for _ in range(n)
        ]
        points = Fraction(mean.replace(",", ".")) * participants
        work = Work("oge", YEAR, NAMES[name], 9)
        yield (code, work), Result(tuple(sat), points=points, rounded=True)
