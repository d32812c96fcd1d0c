"""The workbook of indices: the sheet for paper first, progress by schools, cancelling is clean."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.domain.errors import Cancelled
from app.services.calculating import calculate
from app.services.editing import known_organisations
from app.services.tabulating import write_indices
from tests.unit.services.regions import PERIOD, region


def test_the_first_sheet_tells_the_groups_of_every_school_by_its_name(tmp_path: Path) -> None:
    with region(tmp_path, amount=3) as context:
        known = known_organisations(context)
        found = calculate(context, PERIOD)
        write_indices(found, tmp_path / "o.xlsx", known=known)
    book = load_workbook(tmp_path / "o.xlsx")
    assert book.sheetnames[:3] == ["Группы по школам", "По школам", "Показатели"]
    first = book.worksheets[0]
    titles = {one.code: one.title for one in known}
    rows = [[cell.value for cell in row] for row in first.iter_rows(min_row=2)]
    assert [row[:2] for row in rows] == [[code, titles[code]] for code in ("001", "002", "003")]
    assert {sign for row in rows for sign in row[2:]} <= {"да", "нет", "?"}
    assert len(rows[0]) == 2 + len(found.methodology.classes)


def test_progress_runs_by_schools_to_the_end(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    with region(tmp_path, amount=3) as context:
        found = calculate(context, PERIOD)
        write_indices(found, tmp_path / "o.xlsx", progress=lambda *one: told.append(one))
    every = len(found.values.codes) + 3 + 1  # and putting the sheets into the file, told often
    assert list(dict.fromkeys(told)) == [(done, every) for done in range(every + 1)]


@pytest.mark.parametrize("packing", [False, True])
def test_cancelling_keeps_the_old_workbook_and_leaves_nothing_else(
    tmp_path: Path, packing: bool
) -> None:
    target = tmp_path / "books" / "o.xlsx"
    target.parent.mkdir()
    target.write_bytes(b"old")

    def give_up(done: int, total: int) -> None:
        if done == (total - 1 if packing else 2):
            raise Cancelled

    with region(tmp_path, amount=3) as context:
        found = calculate(context, PERIOD)
        with pytest.raises(Cancelled):
            write_indices(found, target, progress=give_up)
    assert [one.name for one in target.parent.iterdir()] == ["o.xlsx"]
    assert target.read_bytes() == b"old"


def test_cancelling_once_the_file_is_in_its_place_comes_too_late(tmp_path: Path) -> None:
    def give_up(done: int, total: int) -> None:
        if done == total:
            raise Cancelled

    with region(tmp_path, amount=3) as context:
        write_indices(calculate(context, PERIOD), tmp_path / "o.xlsx", progress=give_up)
    assert load_workbook(tmp_path / "o.xlsx").worksheets
