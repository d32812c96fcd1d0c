"""Whatever is called a workbook: read by content, or refused in one sentence."""

from __future__ import annotations

import os
import zipfile
from contextlib import suppress
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from app.domain.errors import AppError, Refused, WorldFailed
from app.spreadsheets.cells import CellFault
from app.spreadsheets.reading import open_workbook

_HEAD = (
    b'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns='
    b'"http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b'<dimension ref="A1:XFD1048576"/><sheetData>'
)
_TAIL = b"</sheetData></worksheet>"


def rows_of(path: Path) -> list[tuple[int, list[object]]]:
    with open_workbook(path) as book:
        return [(number, list(row)) for number, row in book.sheets[0].rows()]


def with_sheet_xml(path: Path, *pieces: bytes) -> Path:
    """A workbook whose first sheet is written by hand."""
    plain = path.with_name("plain.xlsx")
    openpyxl.Workbook().save(plain)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name in source.namelist():
            if name != "xl/worksheets/sheet1.xml":
                made.writestr(name, source.read(name))
        with made.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(_HEAD)
            for piece in pieces:
                sheet.write(piece)
            sheet.write(_TAIL)
    return path


def refused(path: Path) -> str:
    with pytest.raises(Refused) as fault:
        rows_of(path)
    assert "\n" not in str(fault.value)
    assert fault.value.advice
    return str(fault.value)


def test_addresses_stay_right_below_and_right_of_emptiness(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["C3"] = "здесь"
    book.save(tmp_path / "a.xlsx")

    rows = rows_of(tmp_path / "a.xlsx")

    assert rows[-1] == (3, ["", "", "здесь"])


def test_a_failed_formula_is_no_empty_cell(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["A1"], sheet["B1"], sheet["C1"], sheet["D1"] = "#DIV/0!", "#N/A", "=1+1", 5
    book.save(tmp_path / "a.xlsx")

    [(_, row)] = rows_of(tmp_path / "a.xlsx")

    assert row == [
        CellFault("formula_error", "#ДЕЛ/0!"),
        CellFault("formula_error", "#Н/Д"),
        CellFault("formula_not_computed", ""),
        5,
    ]


def test_a_share_shown_as_percent_is_read_as_people_see_it(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["A1"], sheet["A2"], sheet["A3"] = 0.36, 1, 0.36
    sheet["A1"].number_format, sheet["A2"].number_format = "0%", "0.0%"
    book.save(tmp_path / "a.xlsx")

    assert [row[0] for _, row in rows_of(tmp_path / "a.xlsx")] == ["36%", "100%", 0.36]


def test_dates_and_booleans_keep_their_kind(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["A1"], sheet["B1"] = date(2025, 9, 20), True
    book.save(tmp_path / "a.xlsx")

    assert rows_of(tmp_path / "a.xlsx") == [(1, [date(2025, 9, 20), True])]


@pytest.mark.parametrize("row", [b'<row r="%d"/>', b'<row r="%d"><c r="A%d" s="0"/></row>'])
def test_a_million_empty_rows_cost_nothing(tmp_path: Path, row: bytes) -> None:
    count = row.count(b"%d")
    filler = b"".join(row % ((number,) * count) for number in range(2, 1_048_577))
    first = b'<row r="1"><c r="A1"><v>7</v></c></row>'
    path = with_sheet_xml(tmp_path / "a.xlsx", first, filler)
    resource = pytest.importorskip("resource")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    assert rows_of(path) == [(1, [7])]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150_000


def test_a_stray_cell_in_the_last_corner_does_not_drown_the_program(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["A1"], sheet["XFD1048576"] = "начало", "конец"
    sheet["A2"] = "#REF!"
    book.save(tmp_path / "a.xlsx")

    rows = rows_of(tmp_path / "a.xlsx")

    assert [(number, [cell for cell in row if cell != ""]) for number, row in rows] == [
        (1, ["начало"]),
        (2, [CellFault("formula_error", "#ССЫЛКА!")]),
        (1_048_576, ["конец"]),
    ]


def test_a_picture_named_xlsx_is_called_a_picture(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    assert "картинка" in refused(path)


def test_half_a_workbook_is_called_damaged(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "x"
    book.save(tmp_path / "a.xlsx")
    content = (tmp_path / "a.xlsx").read_bytes()
    for share in (0.2, 0.5, 0.9, 0.99):
        path = tmp_path / "half.xlsx"
        path.write_bytes(content[: int(len(content) * share)])
        assert "повреждён" in refused(path)


def test_spoilt_xml_inside_is_called_damaged(tmp_path: Path) -> None:
    path = with_sheet_xml(tmp_path / "a.xlsx", b'<row r="1"><c r="A1"><v>7</c></row')
    assert "повреждён" in refused(path)


def test_every_flipped_byte_gives_rows_or_one_sentence(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["B2"] = "x"
    book.save(tmp_path / "a.xlsx")
    content = (tmp_path / "a.xlsx").read_bytes()
    path = tmp_path / "b.xlsx"
    for place in range(0, len(content), 97):
        path.write_bytes(content[:place] + bytes([content[place] ^ 0x55]) + content[place + 1 :])
        with suppress(AppError):  # anything else would be a traceback for the user
            rows_of(path)


def test_a_zip_that_is_no_workbook_is_called_an_archive(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "привет")
    assert "архив" in refused(path)


def test_a_password_is_asked_to_be_taken_off(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    path.write_bytes(ole + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(400))
    assert "снимите пароль" in refused(path)


def test_an_empty_file_is_called_empty(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").touch()
    assert "пуст" in refused(tmp_path / "a.xlsx")


def test_noise_and_web_pages_are_no_tables(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_bytes(bytes(range(1, 256)) * 4)
    (tmp_path / "b.xls").write_text("<html><table></table></html>", encoding="utf-8")
    assert "неизвестного вида" in refused(tmp_path / "a.xls")
    assert "страница" in refused(tmp_path / "b.xls")


def test_a_missing_file_and_a_folder_are_the_worlds_fault(tmp_path: Path) -> None:
    for path, word in ((tmp_path / "нет.xlsx", "не найден"), (tmp_path, "папка")):
        with pytest.raises(WorldFailed, match=word):
            rows_of(path)


@pytest.mark.skipif(os.geteuid() == 0, reason="the root user may read everything")
def test_a_file_without_rights_is_the_worlds_fault(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"x")
    path.chmod(0)
    with pytest.raises(WorldFailed, match="нет прав"):
        rows_of(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_csv_is_understood_in_any_usual_spelling(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    path = tmp_path / "a.csv"
    lines = [["Код ОО", "Расстояние"], ["041101", '"35,5"'], ["", ""], ["041108", "2"]]
    text = "\r\n".join(delimiter.join(line) for line in lines)
    path.write_bytes(text.encode(encoding))

    rows = rows_of(path)

    assert rows[0] == (1, ["Код ОО", "Расстояние"])
    assert rows[1] == (2, ["041101", "35,5"])
    assert rows[3] == (4, ["041108", "2"])


def test_a_workbook_under_a_wrong_name_is_read_by_its_content(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "x"
    book.save(tmp_path / "a.xlsx")
    (tmp_path / "a.xlsx").rename(tmp_path / "a.csv")
    assert rows_of(tmp_path / "a.csv") == [(1, ["x"])]


def test_an_ods_table_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.ods"
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>'
        '<office:spreadsheet><table:table table:name="Лист"><table:table-row>'
        '<table:table-cell office:value-type="string"><text:p>Код ОО</text:p></table:table-cell>'
        '<table:table-cell office:value-type="float" office:value="7"><text:p>7</text:p>'
        "</table:table-cell></table:table-row></table:table></office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    assert rows_of(path) == [(1, ["Код ОО", 7])]
