"""Large tables go to the disk row by row; what cannot be finished leaves the old file alone."""

from __future__ import annotations

import errno
import gc
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from app.domain.errors import Cancelled, WorldFailed
from app.folders import scratch_folder
from app.spreadsheets import summaries
from app.spreadsheets.summaries import SummaryCell, SummarySheet, write_summary
from tests.unit.full_disk import at_most


def sheet_of(*rows: tuple[SummaryCell, ...]) -> SummarySheet:
    return SummarySheet("Лист", ("А", "Б", "В"), rows)


def test_cells_come_back_as_they_went(tmp_path: Path) -> None:
    rows = [("021304", 5, 0.1), ("<a> & «б»\nв", None, -1e-7), (" край ", 10**12, 1 / 3)]
    write_summary(tmp_path / "a.xlsx", [sheet_of(*rows)])
    [sheet] = load_workbook(tmp_path / "a.xlsx").worksheets
    assert list(sheet.iter_rows(min_row=2, values_only=True)) == rows
    read = CalamineWorkbook.from_path(str(tmp_path / "a.xlsx")).get_sheet_by_index(0).to_python()
    assert read[1][0] == "021304"


@given(text=st.text(st.characters(codec="utf-8"), max_size=40))
def test_any_text_makes_a_workbook_that_opens(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.mktemp("any") / "a.xlsx"
    write_summary(path, [sheet_of((text, "после", None))])
    [sheet] = load_workbook(path).worksheets
    assert sheet["B2"].value == "после"
    if text.isprintable() and "_x" not in text:
        assert (sheet["A2"].value or "") == text


def test_a_text_longer_than_a_cell_holds_ends_with_a_sign_of_it(tmp_path: Path) -> None:
    write_summary(tmp_path / "a.xlsx", [sheet_of(("ы" * 40_000, None, None))])
    told = str(load_workbook(tmp_path / "a.xlsx").worksheets[0]["A2"].value)
    assert len(told) == 32_767
    assert told.endswith("ы…")


@pytest.mark.parametrize(
    "text", ["=1+1", "{=1+1}", "https://opora.example/a", "mailto:a@b.example", "<r>x & y", "007"]
)
def test_texts_stay_texts(tmp_path: Path, text: str) -> None:
    write_summary(tmp_path / "a.xlsx", [sheet_of((text, None, None))])
    cell = load_workbook(tmp_path / "a.xlsx").worksheets[0]["A2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_a_text_that_looks_like_the_inside_of_a_workbook_does_not_spoil_it(tmp_path: Path) -> None:
    write_summary(tmp_path / "a.xlsx", [sheet_of(("<r>&</t></r>", "после", None))])
    [sheet] = load_workbook(tmp_path / "a.xlsx").worksheets
    assert [sheet["A2"].value, sheet["B2"].value] == ["<r>&</t></r> ", "после"]


def test_a_later_sheet_may_stand_first_and_be_made_of_an_earlier_one(tmp_path: Path) -> None:
    met: list[int] = []

    def rows() -> Iterator[tuple[int, ...]]:
        for number in range(3):
            met.append(number)
            yield number, number, number

    def sheets() -> Iterator[SummarySheet]:
        yield SummarySheet("Все", ("А", "Б", "В"), rows(), place=2)
        yield SummarySheet("Сколько", ("Сколько",), [(len(met),)], place=1)

    write_summary(tmp_path / "a.xlsx", sheets())
    book = load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["Сколько", "Все"]
    assert book["Сколько"]["A2"].value == 3
    assert book.active is book["Сколько"]
    for sheet, area in zip(book.worksheets, ("$A$1:$A$2", "$A$1:$C$4"), strict=True):
        assert sheet.print_area == f"'{sheet.title}'!{area}"


def test_more_rows_than_a_sheet_may_have_go_on_on_the_next_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(summaries, "MOST_ROWS", 4)
    rows = [(f"{number}", number, None) for number in range(9)]
    write_summary(tmp_path / "a.xlsx", [sheet_of(*rows), SummarySheet("О таблице", ("А",), [])])
    book = load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["Лист", "Лист (2)", "Лист (3)", "О таблице"]
    parts = [book[name].iter_rows(min_row=2, values_only=True) for name in book.sheetnames[:3]]
    assert [row for part in parts for row in part] == rows
    assert [book[name]["A1"].value for name in book.sheetnames[:3]] == ["А"] * 3


def test_the_same_tables_make_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_summary(tmp_path / name, [sheet_of(("а", 1, 0.5))])
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


@pytest.fixture
def drafts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of temporary files; at the end it is empty, and nothing complained."""
    folder = tmp_path / "drafts"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@contextmanager
def nothing_complains(drafts: Path) -> Iterator[None]:
    """What is dropped says nothing, and no draft stays."""
    said: list[object] = []
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        warnings.simplefilter("error")
        patch.setattr(sys, "unraisablehook", said.append)
        yield
        gc.collect()
    assert not said
    assert not list(drafts.iterdir())
    assert not scratch_folder().exists()


def many_rows(fault: type[Exception] | None = None) -> Iterator[tuple[SummaryCell, ...]]:
    for number in range(50_000):
        yield "новое", number, 0.5
    if fault is not None:
        raise fault


@pytest.mark.parametrize("fault", [Cancelled, ValueError])
def test_a_writing_given_up_half_way_leaves_the_old_file_and_no_other(
    tmp_path: Path, drafts: Path, fault: type[Exception]
) -> None:
    path = tmp_path / "books" / "a.xlsx"
    path.parent.mkdir()
    write_summary(path, [sheet_of(("старое", 1, 1))])
    before = path.read_bytes()
    with nothing_complains(drafts), pytest.raises(fault):
        write_summary(path, [SummarySheet("Лист", ("А", "Б", "В"), many_rows(fault))])
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize(
    ("fault", "told"),
    [(Cancelled, Cancelled), (partial(OSError, errno.ENOSPC, "full"), WorldFailed)],
)
@pytest.mark.parametrize("when", [1, 12])
def test_a_packing_that_stops_leaves_the_old_file_and_says_nothing_more(
    tmp_path: Path, drafts: Path, fault: Callable[[], Exception], told: type[Exception], when: int
) -> None:
    path = tmp_path / "books" / "a.xlsx"
    path.parent.mkdir()
    path.write_bytes(b"old")
    times = iter(range(1, when + 1))

    def packing() -> None:
        if next(times, when) == when:
            raise fault()

    with nothing_complains(drafts), pytest.raises(told):
        write_summary(path, [SummarySheet("Лист", ("А", "Б", "В"), many_rows())], packing)
    assert path.read_bytes() == b"old"
    assert list(path.parent.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_told_and_nothing_is_drafted(
    tmp_path: Path, drafts: Path
) -> None:
    with nothing_complains(drafts), pytest.raises(WorldFailed):
        write_summary(tmp_path / "нет" / "a.xlsx", [sheet_of()])


@pytest.mark.skipif(sys.platform == "win32", reason="sizes of files are limited on Linux")
@pytest.mark.parametrize("when", ["rows are drafted", "the sheet is put together"])
def test_a_full_disk_is_told_once(tmp_path: Path, drafts: Path, when: str) -> None:
    sheet = "xl/worksheets/sheet1.xml"
    write_summary(tmp_path / "a.xlsx", [sheet_of(*many_rows())])
    with ZipFile(tmp_path / "a.xlsx") as archive:
        room = archive.getinfo(sheet).file_size - 100 if when.startswith("the") else 100_000
    with (
        nothing_complains(drafts),
        at_most(room),
        pytest.raises(WorldFailed, match="не хватило места"),
    ):
        write_summary(tmp_path / "b.xlsx", [sheet_of(*many_rows())])
    assert not (tmp_path / "b.xlsx").exists()


def test_rows_are_written_as_they_come_and_never_held_together(tmp_path: Path) -> None:
    alive, most = 0, 0

    class Row(tuple[SummaryCell, ...]):
        def __del__(self) -> None:
            nonlocal alive
            alive -= 1

    def rows() -> Iterator[Row]:
        nonlocal alive, most
        for number in range(5_000):
            alive += 1
            most = max(most, alive)
            yield Row(("текст", number, 0.5))

    write_summary(tmp_path / "a.xlsx", [SummarySheet("Лист", ("А", "Б", "В"), rows())])
    assert most <= 3
    with ZipFile(tmp_path / "a.xlsx") as archive:
        assert archive.testzip() is None
