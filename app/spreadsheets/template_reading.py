"""A filled template back into raw answers, by the labels beside them."""

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
from app.spreadsheets.mappings import header_text
from app.spreadsheets.organisations import organisation_code
from app.spreadsheets.reading import Sheet, Workbook
from app.spreadsheets.stated import school_year
from app.spreadsheets.template_layout import (
    KEY_SHEET,
    MARK,
    ORGANISATION_KEY,
    SERVICE_SHEETS,
    YEAR_KEY,
)
from app.spreadsheets.template_places import Labels, find_places, labels_of, likeness
from app.spreadsheets.titles import procedure_of

_LIKE = 0.6
"""Share of the template's labels from which a sheet is one of its sheets."""


@dataclass(frozen=True, slots=True)
class TemplateKey:
    """What the hidden sheet tells."""

    form: str
    version: int
    sheet: str
    cells: Mapping[str, str]
    """Address or «@…» key → cell name."""
    labels: Mapping[str, Labels]
    """The same → what is written beside it; empty in templates made before labels were kept."""

    @property
    def version_id(self) -> str:
        """«social_passport/v1»."""
        return f"{self.form}/v{self.version}"


def template_keys(workbook: Workbook) -> list[TemplateKey]:
    """The keys of the templates in a workbook; none when it is not one of ours.

    Raises Refused for a key with places that are none.
    """
    sheets = [one for one in workbook.sheets if one.name.startswith(KEY_SHEET)]
    keys = [key for sheet in sheets if (key := _key(sheet)) is not None]
    if not all(_is_whole(key) for key in keys):
        raise sentences.damaged(workbook.path.name)
    return keys


def _is_whole(key: TemplateKey) -> bool:
    try:
        for name in key.cells.values():
            cell_position(name)
    except ValueError:
        return False
    procedure = {one for one in key.cells if one.startswith("@")} - {ORGANISATION_KEY, YEAR_KEY}
    return {ORGANISATION_KEY, YEAR_KEY} <= key.cells.keys() and (
        not procedure or "@kind" in procedure
    )


def _key(sheet: Sheet) -> TemplateKey | None:
    rows = [[str(cell) for cell in (*row, "", "", "")[:5]] for _, row in sheet.rows() if row[1:]]
    if not rows or not rows[0][0].startswith(MARK):
        return None
    form, _, version = rows[0][0].removeprefix(MARK).partition("/v")
    if not version.isdecimal():
        return None
    return TemplateKey(
        form,
        int(version),
        rows[0][1],
        {row[0]: row[1] for row in rows[1:]},
        {row[0]: Labels(*row[2:5]) for row in rows[1:] if row[2]},
    )


def read_template(
    workbook: Workbook, key: TemplateKey, forms: FormLookup, gathering: Gathering
) -> None:
    """Read the template's answers into `gathering`; raises Refused for a form nobody knows.

    A sheet may be renamed, moved or copied for a second school: it is known by its labels.
    """
    name = workbook.path.name
    try:
        form = forms(key.form)
    except (KeyError, WrongUsage):
        raise sentences.unknown_template(name, key.form) from None
    if key.version > form.version:
        raise sentences.template_from_future(name, form.title, key.version)
    labels = key.labels or _labels_of_newest(form, key)
    sheets = _sheets(workbook, key, labels, gathering)
    if not sheets:
        raise sentences.template_without_sheet(name, form.title)
    readers = [_Reader(sheet, key, form, labels, gathering) for sheet in sheets]
    filled = [reader for reader in readers if not reader.is_blank()] or readers[:1]
    for reader in readers:
        if reader in filled:
            reader.read()
        else:
            reader.tell_blank()


def _labels_of_newest(form: Form, key: TemplateKey) -> dict[str, Labels]:
    """Labels for a template that keeps none of its own; hints may have changed since."""
    newest = labels_of(form)
    found: dict[str, Labels] = {}
    for old in key.cells:
        table, row, code = _parts(old)
        table, code = (form.renamed.get(one, one) for one in (table, code))
        known = newest.get(address(table, row, code))
        if known is not None:
            same = key.version == form.version
            found[old] = known if same else Labels(known.line, known.heading)
    return found


def _sheets(
    workbook: Workbook, key: TemplateKey, labels: Mapping[str, Labels], gathering: Gathering
) -> list[Sheet]:
    """The sheets that are this template, its own first; others with anything on them are named."""
    found = []
    for sheet in workbook.sheets:
        if sheet.name.startswith(SERVICE_SHEETS):
            continue
        if sheet.name == key.sheet or likeness(dict(sheet.rows()), labels) >= _LIKE:
            found.append(sheet)
        elif not sheet.is_blank:
            complaints = Complaints(gathering.file.name, sheet.name, gathering.issues.append)
            message = sentences.sheet_not_of_template(sheet.name)
            complaints.about_sheet(Severity.NOTE, "sheet_not_read", message)
    return sorted(found, key=lambda sheet: sheet.name != key.sheet)


class _Reader:
    """One sheet of a template on its way into a record."""

    def __init__(
        self,
        sheet: Sheet,
        key: TemplateKey,
        form: Form,
        labels: Mapping[str, Labels],
        gathering: Gathering,
    ) -> None:
        self.key, self.form, self.gathering = key, form, gathering
        self.sheet = sheet.name
        self.complaints = Complaints(gathering.file.name, sheet.name, gathering.issues.append)
        self.grid = dict(sheet.rows())
        self.labels = labels
        self.places = find_places(self.grid, key.cells, labels)

    def is_blank(self) -> bool:
        """Whether no question has an answer on this sheet, and all questions are on it."""
        if self.places.lost or self.places.extra or self.places.moved:
            return False
        return all(is_empty(self._at(code)) for code in self.key.cells if code[0] != "@")

    def tell_blank(self) -> None:
        """A copy that nobody filled would empty what is known of its school."""
        message = sentences.blank_template_sheet(self.sheet)
        self.complaints.about_sheet(Severity.NOTE, "blank_sheet", message)

    def read(self) -> None:
        """Add the record, unless the template is about a procedure nobody can name."""
        if self.key.version < self.form.version:
            message = sentences.older_template(self.key.version, self.form.version)
            self.complaints.about_sheet(Severity.NOTE, "older_template", message)
        self._tell_moved()
        code = self._code()
        if code is None:
            return
        year = school_year({"year": spelling.plain_text(self._at(YEAR_KEY) or "").strip()})
        procedure = self._procedure(year)
        if self.form.about is About.PROCEDURE and procedure is None:
            return
        if self._is_repeated(code, procedure) or self._is_of_another_year(year):
            return
        raw, cells = self._answers()
        place = Place(
            file=self.gathering.file.name,
            sheet=self.sheet,
            cell=self.places.cells.get(ORGANISATION_KEY, ""),
            school=code,
        )
        self.gathering.year = year or self.gathering.year
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

    def _code(self) -> str | None:
        """The code of whom it is about, empty where none is; None for what is no code (told)."""
        raw = self._at(ORGANISATION_KEY)
        code = organisation_code(raw, 0)
        if code is None:
            at = cell_position(self.places.cells[ORGANISATION_KEY])
            if isinstance(raw, CellFault):
                self.complaints.fault(raw, "Код организации", *at)
            else:
                message = sentences.bad_organisation_code(spelling.plain_text(raw), 0)
                self.complaints.error("bad_organisation_code", message, *at)
        return code

    def _tell_moved(self) -> None:
        for label, row in self.places.lost:
            shown = self._shown(label)
            self.complaints.error("row_lost", sentences.template_row_lost(shown, row), row, 1)
        for row in self.places.extra:
            self.complaints.error("row_inserted", sentences.template_row_inserted(row), row, 2)
        for row in self.places.moved:
            self.complaints.error("column_inserted", sentences.template_column_moved(row), row, 2)

    def _shown(self, label: str) -> str:
        known = (one.line for one in self.labels.values())
        return next((line for line in known if header_text(line) == label), label)

    def _is_repeated(self, code: str, procedure: ProcedureKey | None) -> bool:
        """Whether an earlier sheet is about the same school; nobody's answers win silently."""
        for one in self.gathering.records:
            same = (one.form, one.organisation_code) == (self.form.code, code)
            if same and one.procedure == procedure:
                message = sentences.repeated_template_sheet(code, one.place.sheet)
                self.complaints.about_sheet(Severity.ERROR, "repeated_organisation", message)
                return True
        return False

    def _is_of_another_year(self, year: str) -> bool:
        if not year or self.gathering.year in (None, year):
            return False
        message = sentences.several_years([self.gathering.year or "", year])
        self.complaints.about_sheet(Severity.ERROR, "several_years", message)
        return True

    def _at(self, code: str) -> Raw:
        name = self.places.cells.get(code)
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
        at = cell_position(self.places.cells.get("@kind", self.key.cells["@kind"]))
        self.complaints.error("unknown_procedure", found, *at)
        return None

    def _answers(self) -> tuple[RawAnswers, dict[str, SheetCell]]:
        values: dict[str, object] = {}
        tables: dict[str, dict[str, dict[str, object]]] = {}
        cells: dict[str, SheetCell] = {}
        for old, name in self.places.cells.items():
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
