"""A filled template back into raw answers, by the addresses in its hidden sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain import spelling
from app.domain.errors import WrongUsage
from app.domain.forms import About, Form
from app.domain.issues import Place, Severity
from app.domain.reading import RawAnswers, RawRow, address
from app.domain.results import ProcedureKey
from app.spreadsheets import sentences
from app.spreadsheets.cells import CellFault, Raw, cell_position, is_empty
from app.spreadsheets.complaints import Complaints
from app.spreadsheets.layouts import FormLookup, Gathering, ImportedRecord, SheetCell
from app.spreadsheets.organisations import organisation_code
from app.spreadsheets.reading import Sheet, Workbook
from app.spreadsheets.stated import school_year
from app.spreadsheets.template_layout import KEY_SHEET, MARK, ORGANISATION_KEY, YEAR_KEY
from app.spreadsheets.titles import procedure_of


@dataclass(frozen=True, slots=True)
class TemplateKey:
    """What the hidden sheet tells."""

    form: str
    version: int
    sheet: str
    cells: Mapping[str, str]
    """Address or «@…» key → cell name."""

    @property
    def version_id(self) -> str:
        """«social_passport/v1»."""
        return f"{self.form}/v{self.version}"


def template_key(workbook: Workbook) -> TemplateKey | None:
    """The key of the template, or None when the workbook is not one of ours."""
    sheet = next((one for one in workbook.sheets if one.name == KEY_SHEET), None)
    if sheet is None:
        return None
    rows = [[str(cell) for cell in row[:2]] for _, row in sheet.rows() if len(row) >= 2]
    if not rows or not rows[0][0].startswith(MARK):
        return None
    form, _, version = rows[0][0].removeprefix(MARK).partition("/v")
    if not version.isdigit():
        return None
    return TemplateKey(form, int(version), rows[0][1], {row[0]: row[1] for row in rows[1:]})


def read_template(
    workbook: Workbook, key: TemplateKey, forms: FormLookup, gathering: Gathering
) -> None:
    """Read the template's answers into `gathering`; raises Refused for a form nobody knows."""
    name = workbook.path.name
    try:
        form = forms(key.form)
    except (KeyError, WrongUsage):
        raise sentences.unknown_template(name, key.form) from None
    if key.version > form.version:
        raise sentences.template_from_future(name, form.title, key.version)
    sheet = next((one for one in workbook.sheets if one.name == key.sheet), None)
    if sheet is None:
        raise sentences.damaged(name)
    _Reader(sheet, key, form, gathering).read()


class _Reader:
    """One template on its way into a record."""

    def __init__(self, sheet: Sheet, key: TemplateKey, form: Form, gathering: Gathering) -> None:
        self.key, self.form, self.gathering = key, form, gathering
        self.sheet = sheet.name
        self.complaints = Complaints(gathering.file.name, sheet.name, gathering.issues.append)
        self.grid = dict(sheet.rows())

    def read(self) -> None:
        """Add the record, unless the template is about a procedure nobody can name."""
        if self.key.version < self.form.version:
            message = sentences.older_template(self.key.version, self.form.version)
            self.complaints.about_sheet(Severity.NOTE, "older_template", message)
        code = organisation_code(self._at(ORGANISATION_KEY), 0) or ""
        year = school_year({"year": spelling.plain_text(self._at(YEAR_KEY) or "").strip()})
        procedure = self._procedure(year)
        if self.form.about is About.PROCEDURE and procedure is None:
            return
        raw, cells = self._answers()
        place = Place(
            file=self.gathering.file.name,
            sheet=self.sheet,
            cell=self.key.cells.get(ORGANISATION_KEY, ""),
            school=code,
        )
        self.gathering.year = year or None
        self.gathering.rows_read += 1
        if code:
            self.gathering.met(code, "", self.sheet, cell_position(place.cell)[0])
        self.gathering.records.append(
            ImportedRecord(
                form=self.form.code,
                organisation_code=code,
                organisation_name="",
                raw=raw,
                place=place,
                cells=cells,
                template_version=self.key.version,
                period=year,
                procedure=procedure,
            )
        )

    def _at(self, code: str) -> Raw:
        name = self.key.cells.get(code)
        if name is None:
            return None
        row, column = cell_position(name)
        cells = self.grid.get(row, [])
        return cells[column - 1] if column <= len(cells) else None

    def _procedure(self, year: str) -> ProcedureKey | None:
        if self.form.about is not About.PROCEDURE:
            return None
        names = ("kind", "subject", "grade", "level")
        parts = {one: spelling.plain_text(self._at(f"@{one}") or "").strip() for one in names}
        found = procedure_of({**parts, "year": year})
        if isinstance(found, ProcedureKey):
            return found
        if not all((parts["kind"], parts["subject"], parts["grade"], year)):
            found = sentences.template_without_procedure()
        at = cell_position(self.key.cells["@kind"])
        self.complaints.error("unknown_procedure", found, *at)
        return None

    def _answers(self) -> tuple[RawAnswers, dict[str, SheetCell]]:
        values: dict[str, object] = {}
        tables: dict[str, dict[str, dict[str, object]]] = {}
        cells: dict[str, SheetCell] = {}
        for old, name in self.key.cells.items():
            if old.startswith("@"):
                continue
            raw = self._answer(old, name)
            table, row, code = _parts(old)
            table, code = (self.form.renamed.get(one, one) for one in (table, code))
            if not self._is_asked(table, row, code):
                self._told_dropped(old, code, name, raw)
                continue
            cells[address(table, row, code)] = self.sheet, name
            if table:
                tables.setdefault(table, {}).setdefault(row, {})[code] = raw
            else:
                values[code] = raw
        rows = {code: self._rows(code, found) for code, found in tables.items()}
        return RawAnswers(values, rows), cells

    def _answer(self, code: str, name: str) -> Raw:
        raw = self._at(code)
        if isinstance(raw, CellFault):
            self.complaints.fault(raw, code, *cell_position(name))
            return None
        return None if is_empty(raw) else raw

    def _is_asked(self, table: str, row: str, code: str) -> bool:
        """Whether the newest version still asks this."""
        if not table:
            return code in self.form.fields
        found = self.form.table_by_code.get(table)
        if found is None or code not in {column.code for column in found.columns}:
            return False
        return found.is_free or row in {one.code for one in found.rows}

    def _told_dropped(self, old: str, code: str, name: str, raw: Raw) -> None:
        if raw is not None and code not in self.form.removed:
            row, column = cell_position(name)
            self.complaints.query("unknown_question", sentences.dropped_answer(old), row, column)

    def _rows(self, table: str, found: dict[str, dict[str, object]]) -> list[RawRow]:
        """Free rows with an answer; fixed rows all, in the form's order."""
        definition = self.form.table_by_code[table]
        if not definition.is_free:
            return [
                RawRow(row.code, found[row.code]) for row in definition.rows if row.code in found
            ]
        return [
            RawRow(key, cells)
            for key, cells in found.items()
            if any(raw is not None for raw in cells.values())
        ]


def _parts(code: str) -> tuple[str, str, str]:
    table, _, rest = code.partition(".")
    if not rest:
        return "", "", code
    row, _, column = rest.partition(".")
    return table, row, column
