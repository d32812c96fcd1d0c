"""What people load by mistake: one clear sentence, the right exit code, an untouched base."""

from __future__ import annotations

import io
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest

from tests.end_to_end.opora import (
    DISTRICT,
    WORKBOOKS,
    Ran,
    assert_one_clear_sentence,
    content,
    fill_social_passport,
    opora,
)

PASSPORT = DISTRICT / "social_passport.xlsx"
EXAM = DISTRICT / "oge9.xlsx"
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A base with nobody in it yet."""
    path = tmp_path / "empty.sqlite"
    start = ("--role", "district", "--methodology", "kbr-2020", "--period", "2025/2026")
    assert opora("init", *start, "--base", path).code == 0
    return path


def protected() -> bytes:
    """An encrypted workbook is a compound file with these two streams (names in UTF-16)."""
    streams = [name.encode("utf-16-le") for name in ("EncryptionInfo", "EncryptedPackage")]
    return OLE + bytes(504) + bytes(64).join(streams) + bytes(4096)


def changed(part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The exam's workbook with one of its parts changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(EXAM) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, change(data) if name == part else data)
    return made.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
BAD = {
    "empty.xlsx": b"",
    "one byte.xlsx": b"P",
    "picture.xlsx": PICTURE,
    "half.xlsx": EXAM.read_bytes()[:-700],
    "torn.xlsx": EXAM.read_bytes()[: EXAM.stat().st_size // 2],
    "protected.xlsx": protected(),
    "old.xls": OLE + bytes(3000),
    "renamed.xls": EXAM.read_bytes()[:4] + bytes(3000),
    "text.xlsx": "Это письмо, а не таблица".encode(),
    "zeros.csv": bytes(5000),
    "words.csv": "Дорогие коллеги!\nСпасибо за работу.\n".encode("cp1251"),
    "broken sheet.xlsx": changed(SHEET, lambda data: data[: len(data) // 2]),
    "no sheet.xlsx": changed("xl/workbook.xml", lambda _data: b"<workbook/>"),
}


@pytest.mark.parametrize("name", sorted(BAD))
@pytest.mark.parametrize("partial", [(), ("--partial",)], ids=["", "partial"])
def test_a_file_that_is_no_table_is_refused(
    empty: Path, tmp_path: Path, name: str, partial: tuple[str, ...]
):
    file = tmp_path / name
    file.write_bytes(BAD[name])
    before = content(empty)
    ran = opora("import", file, *partial, "--base", empty)
    assert_one_clear_sentence(ran, [1])
    assert name in ran.out
    assert "--partial" not in ran.out, "there is nothing to load in part"
    assert content(empty) == before
    (report,) = opora("import", file, *partial, "--json", "--base", empty).json["files"]
    assert (report["stored"], [one["code"] for one in report["issues"]]) == (False, ["unreadable"])


def test_a_protected_workbook_is_called_protected(empty: Path, tmp_path: Path):
    file = tmp_path / "с паролем.xlsx"
    file.write_bytes(protected())
    assert "парол" in opora("import", file, "--base", empty).out


def test_a_file_that_cannot_be_had_is_a_fault_of_the_world(empty: Path, tmp_path: Path):
    for file in (tmp_path / "missing.xlsx", tmp_path, tmp_path / ("ё" * 200 + ".xlsx")):
        ran = opora("import", file, "--base", empty)
        assert_one_clear_sentence(ran, [3])


@pytest.mark.parametrize("name", ["right.xls", "right.csv", "right.txt", "right"])
def test_a_wrong_extension_is_no_reason_to_refuse(empty: Path, tmp_path: Path, name: str):
    file = Path(shutil.copy(EXAM, tmp_path / name))
    ran = opora("import", file, "--json", "--base", empty)
    assert (ran.code, ran.json["files"][0]["rows_stored"]) == (0, 22), ran


@pytest.mark.parametrize("encoding", ["cp1251", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [";", "\t", ","])
def test_a_table_as_text_is_read_in_any_encoding(
    empty: Path, tmp_path: Path, encoding: str, separator: str
):
    rows = [
        ["Результаты ОГЭ 2026 г."],
        ["Код ОО", "Предмет", "Участников", "«2»", "«3»", "«4»", "«5»"],
        ["041101", "Русский язык", "10", "1", "2", "3", "4"],
        ["041108", "Математика", "7", "0", "7", "0", "0"],
    ]
    file = tmp_path / "огэ.csv"
    file.write_bytes("\r\n".join(separator.join(row) for row in rows).encode(encoding))
    ran = opora("import", file, "--json", "--base", empty)
    assert (ran.code, ran.json["files"][0]["rows_stored"]) == (0, 2), ran
    values = opora("indices", "--json", "--base", empty).json["values"]
    shares = {one["school"]: one["value"] for one in values if one["index"] == "share_2"}
    assert shares == {"041101": 10.0, "041108": 0.0}


def test_cells_with_broken_formulas_are_named(empty: Path, tmp_path: Path):
    book = openpyxl.load_workbook(EXAM)
    sheet = book.active
    assert sheet is not None
    sheet["C4"], sheet["D6"] = "#REF!", "#DIV/0!"
    for cell in ("C4", "D6"):
        sheet[cell].data_type = "e"
    file = tmp_path / "формулы.xlsx"
    book.save(file)
    ran = opora("import", file, "--json", "--base", empty)
    errors = [one for one in ran.json["files"][0]["issues"] if one["severity"] == "error"]
    assert ran.code == 1
    assert {one["cell"] for one in errors} == {"C4", "D6"}


def test_a_million_empty_rows_cost_seconds_not_memory(empty: Path, tmp_path: Path):
    """Somebody coloured the whole column: Excel keeps a row element for each of a million rows."""

    def grown(data: bytes) -> bytes:
        blank = b"".join(b'<row r="%d"><c r="A%d"/></row>' % (n, n) for n in range(28, 1_000_001))
        return data.replace(b"</sheetData>", blank + b"</sheetData>")

    file = tmp_path / "миллион.xlsx"
    file.write_bytes(changed(SHEET, grown))
    ran = opora("import", file, "--json", "--base", empty)
    assert_one_clear_sentence(ran, [0, 1])
    (report,) = ran.json["files"]
    assert report["rows_stored"] in (0, 22)


def test_a_repeated_school_refuses_the_later_row(empty: Path, tmp_path: Path):
    book = openpyxl.load_workbook(PASSPORT)
    sheet = book.active
    assert sheet is not None
    sheet["H10"], sheet["G16"], sheet["C18"] = 5, 4, "041101"
    file = tmp_path / "дважды.xlsx"
    book.save(file)
    ran = opora("import", file, "--partial", "--json", "--base", empty)
    (report,) = ran.json["files"]
    errors = [one for one in report["issues"] if one["severity"] == "error"]
    assert [one["cell"] for one in errors] == ["C18"]
    assert report["rows_stored"] == 11
    values = opora("indices", "--json", "--school", "041101", "--base", empty).json["values"]
    assert [one["value"] for one in values if one["index"] == "isb"] == [85 - 19200 / 730]


def test_an_unfilled_template_does_not_empty_the_base(base: Path, tmp_path: Path):
    file = tmp_path / "шаблон.xlsx"
    made = opora("template", "passport", "--school", "041101", "-o", file, "--base", base)
    assert made.code == 0
    before = content(base)
    ran = opora("import", file, "--partial", "--base", base)
    assert_one_clear_sentence(ran, [1])
    assert content(base) == before


def test_a_filled_template_comes_back(base: Path, tmp_path: Path):
    file = tmp_path / "шаблон.xlsx"
    opora("template", "social_passport", "--school", "041129", "-o", file, "--base", base)
    fill_social_passport(file, pupils=14, single=5, high=6, registered=0)
    ran = opora("import", file, "--json", "--base", base)
    assert ran.code == 0, ran
    values = opora("indices", "--json", "--school", "041129", "--base", base).json["values"]
    (value,) = [one["value"] for one in values if one["index"] == "isb"]
    assert value == 85 + 100 / 14, "the refused cell is healed, and the index can be computed"


def test_last_years_file_is_not_taken_for_this_year(base: Path):
    before = content(base)
    ran = opora("import", EXAM, "--partial", "--period", "2024/2025", "--base", base)
    assert_one_clear_sentence(ran, [1])
    assert "2025/2026" in ran.out
    assert content(base) == before


MAPPING = """
code = "our_own"
title = "Своя таблица"
kind = "organisations"
header = { within = 30, rows = 3 }
organisation = { width = 6, code = { column = ["код оо"] }, name = { column = ["наименование*"] } }
rows = { totals = ["итого*"] }

[[columns]]
to = "social_passport.pupils_total"
header = ["всего обучающихся*"]
required = true
"""


def test_a_bad_mapping_is_told_and_not_remembered(empty: Path, tmp_path: Path):
    mapping = tmp_path / "моё.toml"
    unknown = MAPPING.replace("social_passport.pupils_total", "social_passport.nonsense")
    for text in ("это не toml", 'code = "x"', "", unknown):
        mapping.write_text(text, encoding="utf-8")
        ran = opora("import", EXAM, "--mapping", mapping, "--base", empty)
        assert_one_clear_sentence(ran, [1])
    assert_one_clear_sentence(opora("import", EXAM, "--mapping", "nope", "--base", empty), [2])
    wrong = opora("import", EXAM, "--mapping", "vpr_protocol", "--base", empty)
    assert_one_clear_sentence(wrong, [1])
    assert opora("import", EXAM, "--base", empty).code == 0
    assert not empty.with_name("empty.mappings").exists(), "nothing of it was remembered"


def test_a_good_mapping_is_remembered_under_its_name(empty: Path, tmp_path: Path):
    mapping = tmp_path / "моё.toml"
    mapping.write_text(MAPPING, encoding="utf-8")
    for name in (mapping, "our_own"):
        ran = opora("import", PASSPORT, "--mapping", name, "--partial", "--json", "--base", empty)
        assert (ran.code, ran.json["files"][0]["rows_stored"]) == (0, 12), ran
        mapping.unlink(missing_ok=True)


def test_the_journal_names_the_refused_cells(base: Path):
    with closing(sqlite3.connect(base)) as connection:
        lines = [line for (line,) in connection.execute("SELECT details FROM journal")]
    assert any("H10" in line and "G16" in line for line in lines)


def test_texts_of_a_refused_file_speak_of_cells_and_of_partial(empty: Path):
    ran: Ran = opora("import", WORKBOOKS[0], "--base", empty)
    assert ran.code == 1
    assert "клетка H10" in ran.out
    assert "--partial" in ran.out
    assert "добавлена" not in ran.out, "no school was added, so it is not said"


def test_remarks_on_several_files_name_the_file_the_sheet_and_the_cell(
    empty: Path, tmp_path: Path
) -> None:
    head = "Код ОО;Всего обучающихся;Оба родителя с высшим;Неполных\n"
    paths = []
    for folder, cell in (("а", "много"), ("б", "мало")):
        path = tmp_path / folder / "паспорт.csv"
        path.parent.mkdir()
        path.write_text(f"{head}021301;{cell};1;1\n", encoding="utf-8")
        paths.append(path)
    ran = opora("import", *paths, "--base", empty)
    for path, cell in zip(paths, ("много", "мало"), strict=True):
        [line] = [line for line in ran.out.splitlines() if f"«{cell}»" in line]
        assert f"файл «{path.parent.name}/паспорт.csv»" in line
        assert "лист «паспорт», клетка B2" in line
