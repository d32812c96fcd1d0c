"""A table with a row per organisation → raw answers of forms, each with its cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.issues import Place, Severity
from app.domain.reading import RawAnswers, RawRow, address
from app.spreadsheets import sentences
from app.spreadsheets.cells import CellFault, Raw, cell_name, is_empty
from app.spreadsheets.complaints import Complaints
from app.spreadsheets.data_rows import RowJudge, data_rows
from app.spreadsheets.headers import NAME, ORGANISATION, FoundColumn, FoundTable
from app.spreadsheets.layouts import Gathering, ImportedRecord, SheetCell
from app.spreadsheets.mappings import TableMapping
from app.spreadsheets.organisations import organisation_code, tidy_name
from app.spreadsheets.row_years import RowYears
from app.spreadsheets.stated import stated_date

_TOLD_EVERY = 1000


@dataclass(frozen=True, slots=True)
class _Target:
    """Where a column's answers go."""

    form: str
    table: str
    row: str
    code: str
    column: FoundColumn

    @property
    def address(self) -> str:
        return address(self.table, self.row, self.code)


def read_organisations(table: FoundTable, mapping: TableMapping, gathering: Gathering) -> None:
    """Read the rows below the header into `gathering`: records, organisations, issues."""
    complaints = Complaints(gathering.file.name, table.sheet.name, gathering.issues.append)
    targets = [_target(to, column) for to, column in table.columns.items() if "." in to]
    years = RowYears(table)
    if years.differ:
        _tell_years(years, complaints)
        return
    gathering.year = gathering.year or years.year
    dated = dict.fromkeys(mapping.date_to, stated_date(table.titles, mapping) or None)
    earlier: dict[str, int] = {}
    judge = _judge(table, mapping, targets)
    for count, (number, row) in enumerate(data_rows(table), 1):
        if count % _TOLD_EVERY == 0:
            gathering.seen(_TOLD_EVERY)
        if number <= table.last_header_row or not judge.is_data(row):
            continue
        code = _code(table, mapping, row, number, targets, complaints)
        if not code or years.is_other(row):
            continue
        gathering.rows_read += 1
        at = table.columns[ORGANISATION].number
        if code in earlier:
            message = sentences.repeated_organisation(code, number, earlier[code])
            complaints.error("repeated_organisation", message, number, at, code)
            continue
        earlier[code] = number
        name = tidy_name(_cell(row, table.columns[NAME].number)) if NAME in table.columns else ""
        gathering.met(code, name, table.sheet.name, number)
        place = Place(gathering.file.name, table.sheet.name, cell_name(number, at), code)
        told = dict.fromkeys(mapping.name_to, name) | dated if name else dated
        gathering.records += _records(targets, told, row, number, name, place, complaints)

    _tell_years(years, complaints)


def _judge(table: FoundTable, mapping: TableMapping, targets: Sequence[_Target]) -> RowJudge:
    return RowJudge(
        table,
        mapping.words,
        table.columns[ORGANISATION].number,
        tuple(one.column.number for one in targets),
        text_codes=mapping.code_width == 0,
    )


def _tell_years(years: RowYears, complaints: Complaints) -> None:
    """That rows are of years between which nothing decides, or that some were left out."""
    if years.differ:
        message = sentences.several_years(years.named)
        complaints.about_sheet(Severity.ERROR, "several_years", message)
    elif years.left_out:
        message = sentences.rows_of_other_years(years.left_out, years.year or "")
        complaints.about_sheet(Severity.NOTE, "rows_of_other_years", message)


def _target(to: str, column: FoundColumn) -> _Target:
    parts = to.split(".")
    table, row = (parts[1], parts[2]) if len(parts) == 4 else ("", "")
    return _Target(parts[0], table, row, parts[-1], column)


def _cell(row: Sequence[Raw], column: int) -> Raw:
    return row[column - 1] if column <= len(row) else None


def _code(
    table: FoundTable,
    mapping: TableMapping,
    row: Sequence[Raw],
    number: int,
    targets: Sequence[_Target],
    complaints: Complaints,
) -> str:
    """The organisation's code; empty when the row is nobody's, which is said if it has answers."""
    at = table.columns[ORGANISATION].number
    raw = _cell(row, at)
    code = organisation_code(raw, mapping.code_width)
    if code:
        return code
    if isinstance(raw, CellFault):
        complaints.fault(raw, table.columns[ORGANISATION].label, number, at)
    elif code is None:
        message = sentences.bad_organisation_code(str(raw), mapping.code_width)
        complaints.error("bad_organisation_code", message, number, at)
    elif any(not is_empty(_cell(row, one.column.number)) for one in targets):
        complaints.error("no_organisation_code", sentences.no_organisation_code(), number, at)
    return ""


def _records(
    targets: Sequence[_Target],
    told: Mapping[str, str | None],
    row: Sequence[Raw],
    number: int,
    name: str,
    place: Place,
    complaints: Complaints,
) -> list[ImportedRecord]:
    values: dict[str, dict[str, object]] = defaultdict(dict)
    rows: dict[str, dict[tuple[str, str], dict[str, object]]] = defaultdict(dict)
    cells: dict[str, dict[str, SheetCell]] = defaultdict(dict)
    for target in targets:
        at = target.column.number
        raw = _cell(row, at)
        cells[target.form][target.address] = place.sheet, cell_name(number, at)
        if isinstance(raw, CellFault):
            complaints.fault(raw, target.column.label, number, at, place.school)
        answer = None if isinstance(raw, CellFault) or is_empty(raw) else raw
        if target.table:
            rows[target.form].setdefault((target.table, target.row), {})[target.code] = answer
        else:
            values[target.form][target.code] = answer
    for to, answer in told.items():
        form, _, code = to.partition(".")
        if answer is not None:
            values[form][code] = answer
            cells[form].setdefault(code, (place.sheet, place.cell))
    return [
        ImportedRecord(
            form,
            place.school,
            name,
            RawAnswers(values[form], _tables(rows[form])),
            place,
            cells[form],
        )
        for form in cells
    ]


def _tables(rows: dict[tuple[str, str], dict[str, object]]) -> dict[str, list[RawRow]]:
    tables: dict[str, list[RawRow]] = {}
    for (table, key), cells in rows.items():
        tables.setdefault(table, []).append(RawRow(key, cells))
    return tables
