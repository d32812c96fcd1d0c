"""A book is read in a child process: whatever it does there, the program lives and says so."""

from __future__ import annotations

import ctypes
import os
import pickle
import signal
import struct
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.domain.errors import Cancelled, Refused, WorldFailed
from app.main import READING_CHILD
from app.spreadsheets import between, limits, reading_process
from app.spreadsheets.layouts import FormLookup
from app.spreadsheets.mapping_files import load_mapping
from app.spreadsheets.mappings import TableMapping
from app.spreadsheets.reading_process import ReadingProcess
from app.spreadsheets.workbooks import read_workbook
from tests.unit.spreadsheets.test_tables import FLAT

DATA = Path(__file__).parents[2] / "data"
EXAM = DATA / "district" / "oge9.xlsx"
MEGABYTE = 2**20
Read = Callable[..., Any]


@contextmanager
def within(seconds: float) -> Iterator[None]:
    begin = time.monotonic()
    yield
    assert time.monotonic() - begin < seconds


def pid_of(process: ReadingProcess) -> int:
    assert process._child is not None
    return process._child._process.pid


def book_of(path: Path, **parts: bytes | Sequence[bytes]) -> Path:
    """A book of one sheet in which parts are replaced, each written piece by piece."""
    plain = path.with_name("plain.xlsx")
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Школа", 1])
    book.save(plain)
    named = {"sheet": "xl/worksheets/sheet1.xml", "strings": "xl/sharedStrings.xml"}
    named["relations"] = "xl/_rels/workbook.xml.rels"
    wanted = {named.get(key, f"xl/{key}.xml"): value for key, value in parts.items()}
    with (
        zipfile.ZipFile(plain) as old,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for name in old.namelist():
            if name not in wanted:
                new.writestr(name, old.read(name))
        for name, pieces in wanted.items():
            with new.open(name, "w", force_zip64=True) as part:
                for piece in [pieces] if isinstance(pieces, bytes) else pieces:
                    part.write(piece)
    return path


MAIN = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
REL = b'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
SHARES = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Type="x/worksheet" Target="worksheets/sheet1.xml" Id="rId1"/>'
    b'<Relationship Type="x/sharedStrings" Target="sharedStrings.xml" Id="rId2"/></Relationships>'
)
ZEROS = b"x" * MEGABYTE


def monsters(folder: Path) -> dict[str, Path]:
    """Books of some hundred kilobytes that would be gigabytes in memory."""
    sst, sheet = b"<sst " + MAIN + b">", b"<worksheet " + MAIN + b"><sheetData>"
    book = b"<workbook " + MAIN + b" " + REL + b">"
    strings = [sst, *[b"<si><t>" + ZEROS + b"</t></si>"] * 400, b"</sst>"]
    string = [sst, b"<si><t>", *[ZEROS] * 500, b"</t></si></sst>"]
    names = [book, *[b"<definedName name='a'>" + ZEROS + b"</definedName>"] * 70, b"</workbook>"]
    nested = [sheet, *[b"<a>" * (MEGABYTE // 3)] * 80]
    row = [sheet, b"<row>", *[b"<c><v>1</v></c>" * 65536] * 100, b"</row></sheetData></worksheet>"]
    text = [sheet, b"<row><c t='str'><v>", *[ZEROS] * 500, b"</v></c></row></sheetData>"]
    return {
        "shared strings": book_of(folder / "strings.xlsx", strings=strings, relations=SHARES),
        "one shared string": book_of(folder / "string.xlsx", strings=string, relations=SHARES),
        "workbook.xml": book_of(folder / "workbook.xlsx", workbook=names),
        "nested elements": book_of(folder / "nested.xlsx", sheet=nested),
        "one row": book_of(folder / "row.xlsx", sheet=row),
        "one text": book_of(folder / "text.xlsx", sheet=[*text, b"</worksheet>"]),
    }


MONSTERS = (
    "shared strings", "one shared string", "workbook.xml", "nested elements", "one row", "one text",
)  # fmt: skip


@pytest.fixture(scope="session")
def monstrous(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return monsters(tmp_path_factory.mktemp("monsters"))


@pytest.mark.parametrize("name", MONSTERS)
def test_a_monster_of_a_book_is_refused_and_the_next_one_is_read(
    monstrous: dict[str, Path], name: str, forms: FormLookup, mappings: Sequence[TableMapping]
) -> None:
    assert monstrous[name].stat().st_size < 4 * MEGABYTE
    with ReadingProcess() as process, within(100):
        with pytest.raises(Refused) as fault:
            process.read_workbook(monstrous[name], forms, mappings)
        assert fault.value.advice
        assert process.read_workbook(EXAM, forms, mappings).rows_read == 24


def test_a_reading_says_the_same_as_in_the_program_itself(
    forms: FormLookup, mappings: Sequence[TableMapping]
) -> None:
    books = [*DATA.glob("district/*.xlsx"), *DATA.glob("cases/*.*")]
    assert len(books) > 10
    with ReadingProcess() as process:
        for book in books:
            assert _outcome(process.read_workbook, book, forms, mappings) == _outcome(
                read_workbook, book, forms, mappings
            )


def _outcome(read: Read, *arguments: Any) -> object:
    try:
        reading = read(*arguments)
    except Refused as fault:
        return str(fault)
    results = [(one.organisation_code, one.procedure, one.totals) for one in reading.results]
    pupils = [list(one.pupils.codes) for one in reading.results if one.pupils is not None]
    return (
        reading.layout, reading.year, reading.rows_read, reading.forms, reading.organisations,
        reading.issues, results, pupils, [(one.form, one.raw) for one in reading.records],
    )  # fmt: skip


def test_small_books_share_one_child(forms: FormLookup, mappings: Sequence[TableMapping]) -> None:
    with ReadingProcess() as process:
        first = pid_of(process)
        for path in (EXAM, DATA / "cases" / "10-stray-quote.csv", EXAM):
            _outcome(process.read_workbook, path, forms, mappings)
            assert pid_of(process) == first


def test_a_pattern_that_never_ends_is_stopped(
    tmp_path: Path, forms: FormLookup, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = openpyxl.Workbook()
    for cells in (["Школа", "Ученик", "Балл", "1" * 60], ["0001", "1", 5, 1]):
        book.worksheets[0].append(cells)
    book.save(tmp_path / "а.xlsx")
    endless = FLAT.replace("[pupils]", "[pupils]\ntask = '(?P<max>(\\d+)+)x'")
    mapping = load_mapping(endless, "own.toml")
    monkeypatch.setattr(reading_process, "_LEAST_SECONDS", 1)
    with ReadingProcess() as process, within(10), pytest.raises(Refused, match="остановлено"):
        process.read_workbook(tmp_path / "а.xlsx", forms, [], mapping=mapping)


def test_giving_up_ends_the_child_at_once(
    monstrous: dict[str, Path], forms: FormLookup, mappings: Sequence[TableMapping]
) -> None:
    def gave_up(_done: int, _rows: int) -> None:
        raise Cancelled

    with ReadingProcess() as process:
        pid = pid_of(process)
        with within(5), pytest.raises(Cancelled):
            process.read_workbook(monstrous["one row"], forms, mappings, progress=gave_up)
        assert not is_alive(pid)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_child_that_dies_is_told_and_replaced(
    monstrous: dict[str, Path], forms: FormLookup, mappings: Sequence[TableMapping]
) -> None:
    with ReadingProcess() as process:
        child = process._child
        assert child is not None

        def kill_at_work(_done: int, _rows: int) -> None:
            if child.is_ready:
                os.kill(child._process.pid, signal.SIGKILL)

        with pytest.raises(Refused, match="повреждена или слишком велика"):
            process.read_workbook(
                monstrous["one shared string"], forms, mappings, progress=kill_at_work
            )
        assert process.read_workbook(EXAM, forms, mappings).rows_read == 24


def test_a_child_that_died_unnoticed_is_replaced(
    forms: FormLookup, mappings: Sequence[TableMapping]
) -> None:
    with ReadingProcess() as process:
        os.kill(pid_of(process), signal.SIGKILL)
        time.sleep(0.2)
        assert process.read_workbook(EXAM, forms, mappings).rows_read == 24


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands for the program")
def test_a_child_that_cannot_start_is_no_fault_of_the_book(
    tmp_path: Path, forms: FormLookup, mappings: Sequence[TableMapping], monkeypatch: Any
) -> None:
    broken = tmp_path / "opora"
    broken.write_text("#!/bin/sh\nexit 5\n")
    broken.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(broken))
    with ReadingProcess() as process, pytest.raises(WorldFailed, match="не дал"):
        process.read_workbook(EXAM, forms, mappings)


def test_a_missing_file_is_the_worlds_fault(
    tmp_path: Path, forms: FormLookup, mappings: Sequence[TableMapping]
) -> None:
    with ReadingProcess() as process, pytest.raises(WorldFailed, match="не найден"):
        process.read_workbook(tmp_path / "нет.xlsx", forms, mappings)


def test_the_child_needs_neither_qt_nor_arrays_nor_the_base() -> None:
    heavy = ("PySide6", "numpy", "pandas", "sqlalchemy", "openpyxl", "app.gui", "app.store", "db")
    code = (
        "import sys, app.spreadsheets.reading_child\n"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands for the frozen program")
def test_a_frozen_program_starts_itself_as_the_child(
    tmp_path: Path, forms: FormLookup, mappings: Sequence[TableMapping], monkeypatch: Any
) -> None:
    root = Path(__file__).parents[3]
    frozen = tmp_path / "opora"
    frozen.write_text(f'#!/bin/sh\ncd "{root}"\nexec "{sys.executable}" -m app "$@"\n')
    frozen.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(frozen))
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    with ReadingProcess() as process:
        assert process.read_workbook(EXAM, forms, mappings).rows_read == 24


def test_a_message_makes_nothing_but_what_readings_are_made_of() -> None:
    class Evil:
        def __reduce__(self) -> Any:
            return os.system, ("true",)

    with pytest.raises(pickle.UnpicklingError):
        between.opened(pickle.dumps((Evil(),)))


@pytest.mark.skipif(struct.calcsize("P") != 8, reason="the sizes of 64 bits")
def test_windows_is_told_its_limits_in_the_shape_it_knows() -> None:
    assert (ctypes.sizeof(limits._BasicLimits), ctypes.sizeof(limits._Limits)) == (64, 144)
    assert limits._Limits.process_memory.offset == 112


def test_the_program_and_its_child_agree_on_the_private_argument() -> None:
    assert reading_process.SWITCH == READING_CHILD
