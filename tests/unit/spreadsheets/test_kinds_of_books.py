"""xlsx, xls and ods, however they are spelt, give the same cells: percents, faults, what hides."""

from __future__ import annotations

import re
import struct
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from app.domain.errors import Refused
from app.spreadsheets.cells import CellFault, Raw
from app.spreadsheets.number_formats import Shown, shown_by
from app.spreadsheets.reading import Sheet, open_workbook
from app.spreadsheets.xls_streams import CompoundFile
from tests.ods_making import cell, row, write_ods
from tests.xls_making import compound, record, write_xls

NOT_COMPUTED = CellFault("formula_not_computed", "")
DIVIDED = CellFault("formula_error", "#ДЕЛ/0!")


def sheets_of(path: Path) -> list[Sheet]:
    with open_workbook(path) as book:
        return list(book.sheets)


def cells_of(path: Path) -> list[list[Raw]]:
    return [row for _, row in sheets_of(path)[0].rows()]


def xlsx(path: Path, sheet: str, *, spaces: str = "", **parts: str) -> Path:
    """A book whose first sheet is the given XML; `parts`: «styles» and «strings»."""
    plain = path.with_name("plain.xlsx")
    openpyxl.Workbook().save(plain)
    parts = {"xl/worksheets/sheet1.xml": sheet} | {
        f"xl/{ {'strings': 'sharedStrings'}.get(name, name) }.xml": text
        for name, text in parts.items()
    }
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w") as new:
        for name in {*old.namelist(), *parts}:
            new.writestr(name, parts[name] if name in parts else old.read(name))
    return path


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" formatCode="0.0\\ %"/>'
    '<numFmt formatCode="0&quot;%&quot;" numFmtId="165"/></numFmts><cellXfs><xf/>'
    '<xf numFmtId="9"/><xf numFmtId="10"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs>'
    "</styleSheet>"
)
ROWS = (
    '<{p}row r="1"><{p}c t="n" s="1" r="A1"><{p}v>0.36</{p}v></{p}c>'
    '<{p}c s="3" r="B1"><{p}f>C1</{p}f><{p}v>1</{p}v></{p}c>'
    '<{p}c s="4" r="C1"><{p}v>5</{p}v></{p}c>'
    '<{p}c t="e" r="D1"><{p}f>1/0</{p}f><{p}v>#DIV/0!</{p}v></{p}c>'
    '<{p}c r="E1"><{p}f>1+1</{p}f></{p}c><{p}c t="str" r="F1"><{p}f>""</{p}f><{p}v/></{p}c>'
    '<{p}c t="inlineStr" r="G1"><{p}is><{p}r><{p}t>да</{p}t></{p}r><{p}rPh><{p}t>yes</{p}t>'
    "</{p}rPh></{p}is></{p}c></{p}row>"
)
SEEN = ["36%", "100%", 5, DIVIDED, NOT_COMPUTED, "", "да"]


@pytest.mark.parametrize("space", [MAIN, STRICT])
@pytest.mark.parametrize("prefix", ["", "x:"])
def test_prefixes_order_of_attributes_and_strict_spelling_change_nothing(
    tmp_path: Path, space: str, prefix: str
) -> None:
    named = "xmlns:x" if prefix else "xmlns"
    sheet = f"<{prefix}worksheet {named}='{space}'><{prefix}sheetData>"
    sheet += ROWS.replace("{p}", prefix) + f"</{prefix}sheetData></{prefix}worksheet>"
    assert cells_of(xlsx(tmp_path / "a.xlsx", sheet, styles=STYLES)) == [SEEN]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_in_another_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    sheet = f'<?xml version="1.0" encoding="{encoding}"?><worksheet xmlns="{MAIN}"><sheetData>'
    sheet += ROWS.replace("{p}", "") + "</sheetData></worksheet>"
    path = xlsx(tmp_path / "a.xlsx", "", styles=STYLES)
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as new:
        for name in old.namelist():
            is_sheet = name.endswith("sheet1.xml")
            new.writestr(name, sheet.encode(encoding) if is_sheet else old.read(name))
    assert cells_of(tmp_path / "b.xlsx") == [SEEN]


def test_entities_are_refused_and_never_expanded(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    sheet = f'{bomb}<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="str">'
    sheet += "<v>&b;</v></c></row></sheetData></worksheet>"
    with pytest.raises(Refused):
        cells_of(xlsx(tmp_path / "a.xlsx", sheet))


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="A2"><v>1</v></c></row>',
        '<row r="1048577"><c r="A1048577"><v>1</v></c></row>',
        '<row r="1"><c r="XFE1"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>5</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>-1</v></c></row>',
        '<row r="0"><c r="A0"><v>1</v></c></row>',
    ],
)
def test_cells_that_stand_nowhere_or_twice_are_never_guessed(tmp_path: Path, cells: str) -> None:
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>'
    with pytest.raises(Refused, match="повреждён"):
        cells_of(xlsx(tmp_path / "a.xlsx", sheet))


def test_cells_without_addresses_follow_one_another(tmp_path: Path) -> None:
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData><row><c><v>1</v></c><c/><c><v>3</v></c></row>'
    sheet += "<row><c><v>4</v></c></row></sheetData></worksheet>"
    assert cells_of(xlsx(tmp_path / "a.xlsx", sheet)) == [[1, "", 3], [4, "", ""]]


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("0%", Shown.PERCENT),
        ("0.00\\ %", Shown.PERCENT),
        ('0" %"', Shown.PLAIN),
        ("0\\%", Shown.PLAIN),
        ('[Red]0%;"нет"', Shown.PERCENT),
        ("General", Shown.PLAIN),
        ('0" дн."', Shown.PLAIN),
        ("dd.mm.yyyy", Shown.DATE),
        ("[$-419]d mmmm yyyy", Shown.DATE),
        ("[h]:mm", Shown.ELAPSED),
        ("#,##0.00_);[Red](#,##0.00)", Shown.PLAIN),
        ("_-* #,##0.00_-;-* #,##0.00_-", Shown.PLAIN),
    ],
)
def test_a_format_says_what_it_shows(code: str, shown: Shown) -> None:
    assert shown_by(200, code) is shown


def test_built_in_formats_of_percents_and_dates_are_known() -> None:
    assert [shown_by(one, None) for one in (0, 9, 10, 14, 22, 46, 49)] == [
        Shown.PLAIN, Shown.PERCENT, Shown.PERCENT, Shown.DATE, Shown.DATE, Shown.ELAPSED,
        Shown.PLAIN,
    ]  # fmt: skip


def test_an_xls_shows_percents_dates_and_faults_as_an_xlsx_does(tmp_path: Path) -> None:
    error = bytes([2, 0, 7, 0, 0, 0, 0xFF, 0xFF])
    truth = bytes([1, 0, 1, 0, 0, 0, 0xFF, 0xFF])
    empty = bytes([3, 0, 0, 0, 0, 0, 0xFF, 0xFF])
    cells = [
        (0, 0, "number", 0.36, 1),
        (0, 1, "rk", 1, 1),
        (0, 2, "text", "Школа"),
        (0, 3, "number", 45920.0, 2),
        (0, 4, "error", 0x07),
        (0, 5, "formula", error),
        (0, 6, "formula", truth),
        (0, 7, "formula", empty),
        (0, 8, "formula", struct.pack("<d", 0.5), 1),
        (0, 9, "rk", -7),
    ]
    path = write_xls(tmp_path / "a.xls", [("Лист", cells)], formats=["0.0%", "dd.mm.yyyy"])
    assert cells_of(path) == [
        ["36%", "100%", "Школа", date(2025, 9, 20), DIVIDED, DIVIDED, True, "", "50%", -7]
    ]


def test_hidden_parts_of_an_xls_are_known(tmp_path: Path) -> None:
    also = record(0x0208, struct.pack("<HHHHIII", 1, 0, 1, 255, 0, 0x20, 0)[:16])
    also += record(0x007D, struct.pack("<6H", 1, 1, 0, 0, 1, 0))
    also += record(0x00E5, struct.pack("<H4H", 1, 0, 1, 0, 0))
    cells = [(0, 0, "rk", 1), (0, 1, "rk", 2), (1, 0, "rk", 3)]
    path = write_xls(tmp_path / "a.xls", [("Лист", cells), ("Тень", cells)], hidden=["Тень"],
                     also=also)  # fmt: skip
    first, second = sheets_of(path)
    assert (first.hidden, first.hidden_rows, first.hidden_columns) == (False, (2,), ((2, 2),))
    assert first.merged == ((1, 1, 2, 1),)
    assert second.hidden


def test_strings_that_run_over_records_are_whole(tmp_path: Path) -> None:
    text = "Средняя школа № 1 имени " + "А" * 5000
    spelt = text.encode("utf-16-le")
    head = struct.pack("<II", 1, 1) + struct.pack("<HB", len(text), 1)
    table = record(0x00FC, head + spelt[:8000]) + record(0x003C, b"\1" + spelt[8000:])
    stream = record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0)) + table
    begin = len(stream) + 17
    stream += record(0x0085, struct.pack("<IBB", begin, 0, 0) + b"\1\0A") + record(0x000A)
    stream += record(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0, 0, 0, 0))
    stream += record(0x00FD, struct.pack("<HHHI", 0, 0, 0, 0)) + record(0x000A)
    path = tmp_path / "a.xls"
    path.write_bytes(compound(stream))
    assert cells_of(path) == [[text]]


def test_a_circle_of_sectors_ends_in_a_refusal(tmp_path: Path) -> None:
    path = write_xls(tmp_path / "a.xls", [("Лист", [(0, 0, "rk", 1)])])
    data = bytearray(path.read_bytes())
    tables = struct.unpack_from("<I", data, 44)[0]
    struct.pack_into("<I", data, 512 + 4 * (tables + 3), tables + 1)
    with pytest.raises(ValueError, match=r"\d"):
        CompoundFile(bytes(data)).stream("Workbook")
    path.write_bytes(data)
    with pytest.raises(Refused, match="повреждён"):
        cells_of(path)


def test_an_ods_shows_percents_dates_and_faults_as_an_xlsx_does(tmp_path: Path) -> None:
    cells = [
        cell("percentage", "0.36", "36%"),
        cell("percentage", "1", "100%"),
        cell("float", "5", "5"),
        cell("float", "0", "#DIV/0!", table_formula="of:=1/0"),
        cell("string", "", "#DIV/0!", table_formula="of:=1/0", calcext_value__type="error"),
        "<table:table-cell table:formula='of:=1+1'/>",
        cell("string", "", "", table_formula='of:=""'),
        cell("date", "2025-09-20", "20.09.2025"),
        cell("date", "2025-09-20T10:30:00", "20.09.2025 10:30"),
        cell("string", "", "Ош 1", table_formula="of:=A1"),
        cell("float", "7", "7", table_number__columns__repeated="2"),
    ]
    path = write_ods(tmp_path / "a.ods", [("Лист", [row(*cells)])])
    assert cells_of(path) == [
        ["36%", "100%", 5, DIVIDED, DIVIDED, NOT_COMPUTED, "", date(2025, 9, 20),
         datetime(2025, 9, 20, 10, 30), "Ош 1", 7, 7]
    ]  # fmt: skip


def test_hidden_parts_of_an_ods_are_known(tmp_path: Path) -> None:
    columns = '<table:table-column/><table:table-column table:visibility="collapse"/>'
    filled = row(cell("float", "1"), cell("float", "2"))
    rows = [columns, filled, row(cell("float", "3"), visibility="filter", number_rows_repeated="2")]
    group = f"<table:table-row-group>{filled}</table:table-row-group>"
    empty = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'  # noqa: E501
    sheets = [("Лист", [*rows, group, empty]), ("Тень", [filled])]
    first, second = sheets_of(write_ods(tmp_path / "a.ods", sheets, hidden="Тень"))
    assert (first.hidden, first.hidden_rows, first.hidden_columns) == (False, (2, 3), ((2, 2),))
    assert [number for number, _ in first.rows()] == [1, 2, 3, 4]
    assert second.hidden


def test_repetitions_in_an_ods_make_no_bomb(tmp_path: Path) -> None:
    many = cell("float", "7", "7", table_number__columns__repeated="16000")
    path = write_ods(tmp_path / "a.ods", [("Лист", [row(many, number_rows_repeated="1000000")])])
    with pytest.raises(Refused, match="велик"):
        cells_of(path)


def test_a_binary_workbook_is_told_how_to_be_saved(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsb"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.bin", b"x")
    with pytest.raises(Refused, match=re.escape(".xlsx")):
        cells_of(path)


@pytest.mark.parametrize(
    "root",
    [
        f"<worksheet xmlns='{MAIN}'>",
        f'<worksheet  note="a>b" xmlns="{MAIN}">',
        f'<!-- <w xmlns="x"> --><worksheet\n xmlns="{MAIN}"\n>',
        "<worksheet>",
        f'<q:worksheet xmlns:q="{MAIN}" xmlns="{MAIN}">',
    ],
)
def test_a_text_that_speaks_of_namespaces_stays_as_it_is(tmp_path: Path, root: str) -> None:
    text = ' xmlns="u" '
    sheet = f'{root}<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>{text}</t></is></c></row>'
    sheet += "</sheetData>" + ("</q:worksheet>" if "q:" in root else "</worksheet>")
    assert cells_of(xlsx(tmp_path / "a.xlsx", sheet)) == [[text]]
