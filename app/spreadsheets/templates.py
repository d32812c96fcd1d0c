"""A form as a workbook to fill: protected labels, checked answers, hints, a hidden version id."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.fields import Field
from app.domain.forms import Form
from app.placing import place
from app.spreadsheets.cells import column_letters
from app.spreadsheets.template_checks import Checks
from app.spreadsheets.template_layout import (
    KEY_SHEET,
    MARK,
    ORGANISATION_KEY,
    YEAR_KEY,
    Line,
    LineKind,
    lay_out,
    shown_heading,
)
from app.spreadsheets.template_styles import Styles

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_WIDE = 8
"""Columns A–H carry titles and hints; questions have their hint in D–H."""
_FOR_WORDS = 28
"""Width of a table's column where sentences are written."""
_MANY_LETTERS = 200
_INSTRUCTION = (
    "Заполните жёлтые клетки и сохраните файл. Нет данных — оставьте клетку пустой: пустая клетка "
    "и ноль — не одно и то же. Звёздочкой * отмечены обязательные вопросы. Строки, столбцы и листы "
    "добавлять и переименовывать не нужно. Подсказка видна, когда клетка выбрана."
)


def write_template(
    form: Form, path: Path, *, organisation_code: str = "", period: str = ""
) -> None:
    """Write the form's template to `path`, whole or not at all; raises WorldFailed."""
    place(path, template_bytes(form, organisation_code=organisation_code, period=period))


def template_bytes(form: Form, *, organisation_code: str = "", period: str = "") -> bytes:
    """The template as the bytes of an .xlsx file."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = sheet_title(form.title)
    known = {ORGANISATION_KEY: organisation_code, YEAR_KEY: period}
    lines = lay_out(form)
    _Sheet(book, sheet, form).write(lines, known)
    _write_keys(book, form, lines, sheet.title)
    _without_formulas(book)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _without_formulas(book: Workbook) -> None:
    """A code or a name that begins with «=» is a text: a template computes nothing."""
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    cell.data_type = "s"


def sheet_title(title: str) -> str:
    """A form's title as Excel allows it: 31 characters, none of []:*?/\\."""
    return "".join(" " if mark in "[]:*?/\\'" else mark for mark in title)[:31].strip()


class _Sheet:
    """Writes one visible sheet."""

    def __init__(self, book: Workbook, sheet: Worksheet, form: Form) -> None:
        self.sheet, self.form = sheet, form
        self.styles, self.checks = Styles(), Checks(book, sheet)
        widest = max((len(table.columns) for table in form.tables), default=1)
        self.width = max(_WIDE, widest + 1)
        self.wordy = {
            number
            for table in form.tables
            for number, field in enumerate(table.columns, 2)
            if field.type.name == "text" and (field.max or _MANY_LETTERS) >= _MANY_LETTERS
        }

    def write(self, lines: list[Line], known: dict[str, str]) -> None:
        self._head()
        for line in lines:
            match line.kind:
                case LineKind.KEY:
                    self._key(line, known.get(line.addresses[0], ""))
                case LineKind.SECTION:
                    self._across(line.row, line.text, self.styles.section)
                case LineKind.TABLE:
                    self._across(line.row, line.text, self.styles.table_title)
                case LineKind.HINT:
                    self._across(line.row, line.text, self.styles.hint)
                case LineKind.QUESTION:
                    self._question(line)
                case LineKind.HEADER:
                    self._header(line)
                case LineKind.TABLE_ROW:
                    self._row(line)
        self.checks.finish()
        self._set_up()

    def _head(self) -> None:
        self._across(1, self.form.title, self.styles.title)
        self._across(2, _INSTRUCTION, self.styles.hint)
        self.sheet.row_dimensions[2].height = 48
        if self.form.hint:
            self._across(3, self.form.hint, self.styles.hint)

    def _across(self, row: int, text: str, style: str) -> None:
        """A text over the whole width."""
        cell = self.sheet.cell(row, 1, text)
        self.styles.apply(cell, style)
        self.sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=_WIDE)
        if style == self.styles.hint:
            lines = 1 + len(text) // 120
            self.sheet.row_dimensions[row].height = max(16, 14 * lines)

    def _key(self, line: Line, value: str) -> None:
        self.styles.apply(self.sheet.cell(line.row, 1, line.text), self.styles.label)
        cell = self.sheet.cell(line.row, 2, value or None)
        self.styles.apply(cell, self.styles.answer)
        cell.number_format = "@"

    def _question(self, line: Line) -> None:
        field = line.fields[0]
        self.styles.apply(self.sheet.cell(line.row, 1, line.text), self.styles.label)
        self._answer(line.row, 2, field, line.hint)
        self.styles.apply(self.sheet.cell(line.row, 3, field.unit or None), self.styles.unit)
        self.styles.apply(self.sheet.cell(line.row, 4, line.hint), self.styles.unit)
        self.sheet.merge_cells(
            start_row=line.row, end_row=line.row, start_column=4, end_column=_WIDE
        )
        tall = max(len(line.text) // 44, len(line.hint) // 70)
        self.sheet.row_dimensions[line.row].height = 17 + 14 * tall

    def _header(self, line: Line) -> None:
        texts = [line.text, *(shown_heading(field) for field in line.fields)]
        for column, text in enumerate(texts, 1):
            self.styles.apply(self.sheet.cell(line.row, column, text), self.styles.header)
        tall = max(len(text) // 14 for text in texts[1:])
        self.sheet.row_dimensions[line.row].height = 18 + 14 * tall

    def _row(self, line: Line) -> None:
        label = self.sheet.cell(line.row, 1, line.text)
        self.styles.apply(label, self.styles.label)
        for column, field in enumerate(line.fields, 2):
            self._answer(line.row, column, field, field.hint)
        self.sheet.row_dimensions[line.row].height = 17 + 14 * (len(line.text) // 44)

    def _answer(self, row: int, column: int, field: Field, hint: str) -> None:
        cell = self.sheet.cell(row, column)
        self.styles.apply(cell, self.styles.answer)
        cell.number_format = _FORMATS.get(field.type.name, "General")
        self.checks.add(f"{column_letters(column)}{row}", field, hint)

    def _set_up(self) -> None:
        from openpyxl.worksheet.properties import PageSetupProperties

        sheet = self.sheet
        sheet.column_dimensions["A"].width = 46
        for column in range(2, self.width + 1):
            narrow = 16 if column == 2 else 13
            width = _FOR_WORDS if column in self.wordy else narrow
            sheet.column_dimensions[column_letters(column)].width = width
        sheet.freeze_panes = "A5"
        sheet.protection.sheet = True
        sheet.protection.formatColumns = False
        sheet.protection.formatRows = False
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = 9  # A4
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_margins.left = sheet.page_margins.right = 0.4
        sheet.page_margins.top = 0.5
        if (footer := sheet.HeaderFooter.oddFooter) is not None and footer.center is not None:
            footer.center.text = "стр. &P из &N"
        sheet.print_title_rows = "1:1"
        sheet.sheet_view.showGridLines = False


_FORMATS = {"digits": "@", "text": "@", "date": "DD.MM.YYYY", "deadline": "@", "decimal": "0.##"}


def _write_keys(book: Workbook, form: Form, lines: list[Line], title: str) -> None:
    """The hidden sheet: version id, then where each answer stands and what is written beside it."""
    keys = book.create_sheet(KEY_SHEET)
    keys.sheet_state = "veryHidden"
    keys.append([f"{MARK}{form.version_id}", title])
    for line in lines:
        in_table = line.kind is LineKind.TABLE_ROW
        for column, code in enumerate(line.addresses, 2):
            heading = shown_heading(line.fields[column - 2]) if in_table else ""
            place = f"{column_letters(column)}{line.row}"
            keys.append([code, place, line.text, heading, line.hint if not in_table else ""])
