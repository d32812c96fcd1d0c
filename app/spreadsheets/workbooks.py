"""A workbook in: recognised by its template id or a mapping, read into values and issues."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.domain.errors import BadDefinition, WrongUsage
from app.domain.issues import Severity
from app.domain.scales import NO_SCALES, Scales
from app.spreadsheets import sentences
from app.spreadsheets.complaints import Complaints
from app.spreadsheets.header_remarks import tell_of_header
from app.spreadsheets.headers import FoundTable, find_table, missing_headers, set_aside
from app.spreadsheets.layouts import FormLookup, Gathering, Progress, WorkbookReading
from app.spreadsheets.mappings import TableKind, TableMapping, fits, header_text
from app.spreadsheets.pupil_sets import PupilSets
from app.spreadsheets.pupils import read_pupils
from app.spreadsheets.reading import Sheet, Workbook, open_workbook
from app.spreadsheets.records import read_organisations
from app.spreadsheets.second_tables import first_table_alone
from app.spreadsheets.stated import speaks_of
from app.spreadsheets.template_layout import SERVICE_SHEETS
from app.spreadsheets.template_reading import read_template, template_keys
from app.spreadsheets.totals import read_totals
from app.spreadsheets.unseen import tell_unseen


def read_workbook(
    path: Path,
    forms: FormLookup,
    mappings: Sequence[TableMapping],
    *,
    mapping: TableMapping | None = None,
    progress: Progress | None = None,
    scales: Scales = NO_SCALES,
) -> WorkbookReading:
    """Everything the file holds. `mapping` names the layout instead of recognising it.

    `scales` tell what a mark needs besides points, so that such marks are not asked about.

    Raises Refused (not a workbook, unknown layout), WorldFailed (no file, no rights),
    BadDefinition (the mapping speaks of unknown questions), Cancelled (out of `progress`).
    """
    with open_workbook(path) as workbook:
        keys = template_keys(workbook) if mapping is None else []
        if keys:
            gathering = Gathering(workbook.path, workbook.rows_expected, progress)
            for key in keys:
                read_template(workbook, key, forms, gathering)
            used = {record.place.sheet for record in gathering.records}
            tell_unseen(workbook, [one for one in workbook.sheets if one.name in used], gathering)
            found = tuple(dict.fromkeys(key.form for key in keys))
            return _reading(gathering, keys[0].version_id, found)
        if mapping is None:
            mapping = _recognised(workbook, mappings, forms)
        check_codes(mapping, forms)
        return _read(workbook, mapping, percent_columns(mapping, forms), progress, scales)


def check_codes(mapping: TableMapping, forms: FormLookup) -> None:
    """Refuse a mapping that speaks of questions no form asks."""
    if mapping.kind is not TableKind.ORGANISATIONS:
        return
    for to in (*(column.to for column in mapping.columns), *mapping.name_to, *mapping.date_to):
        code, *parts = to.split(".")
        try:
            form = forms(code)
            if len(parts) == 1:
                form.fields[parts[0]]
            else:
                table = form.table_by_code[parts[0]]
                {row.code: row for row in table.rows}[parts[1]]
                table.column(parts[2])
        except (KeyError, WrongUsage):
            raise BadDefinition(f"{mapping.code}: вопроса «{to}» нет в формах.") from None


def percent_columns(mapping: TableMapping, forms: FormLookup) -> frozenset[str]:
    """The columns whose questions ask for a percent; from all others percents stay away."""
    if mapping.kind is not TableKind.ORGANISATIONS:
        return frozenset()
    return frozenset(
        column.to for column in mapping.columns if _unit(column.to.split("."), forms) == "%"
    )


def _unit(parts: list[str], forms: FormLookup) -> str:
    """The unit of the question; empty for one that no form asks (`check_codes` refuses those)."""
    try:
        form = forms(parts[0])
        if len(parts) == 2:
            return form.fields[parts[1]].unit
        return form.table_by_code[parts[1]].column(parts[3]).unit
    except (KeyError, WrongUsage):
        return ""


def _recognised(
    workbook: Workbook, mappings: Sequence[TableMapping], forms: FormLookup
) -> TableMapping:
    """The mapping that finds most of its columns in some sheet."""
    best: tuple[int, TableMapping] | None = None
    untitled: tuple[int, TableMapping] | None = None
    for mapping in mappings:
        table = _table(workbook, mapping, percent_columns(mapping, forms))
        if table is None:
            continue
        strength = len(table.columns) + len(table.tasks)
        if not speaks_of(table.titles, mapping.title_words):
            if untitled is None or strength > untitled[0]:
                untitled = strength, mapping
            continue
        if best is None or strength > best[0]:
            best = strength, mapping
    if best is not None:
        return best[1]
    if all(sheet.is_blank for sheet in workbook.sheets):
        raise sentences.no_rows(workbook.path.name)
    for mapping in mappings:
        _refuse_set_aside(workbook, mapping, percent_columns(mapping, forms))
    if untitled is not None:
        nearest = untitled[1]
        raise sentences.unknown_title(workbook.path.name, nearest.title, nearest.title_words)
    raise sentences.unknown_layout(workbook.path.name, [one.title for one in mappings])


def _refuse_set_aside(workbook: Workbook, mapping: TableMapping, percents: frozenset[str]) -> None:
    """Say so where a table has what is needed only in percents or of another year."""
    for sheet in _sheets_of_people(workbook):
        if columns := set_aside(sheet, mapping, percents):
            raise sentences.columns_set_aside(workbook.path.name, mapping.title, columns)


def _table(
    workbook: Workbook, mapping: TableMapping, percents: frozenset[str]
) -> FoundTable | None:
    """The first table with the mapping's header, one whose title fits before the others."""
    untitled = None
    for sheet in _sheets_of_people(workbook):
        table = find_table(sheet, mapping, percents)
        if table is not None and speaks_of(table.titles, mapping.title_words):
            return table
        untitled = untitled or table
    return untitled


def _read(
    workbook: Workbook,
    mapping: TableMapping,
    percents: frozenset[str],
    progress: Progress | None,
    scales: Scales,
) -> WorkbookReading:
    gathering = Gathering(workbook.path, workbook.rows_expected, progress, scales)
    sets = PupilSets()
    tables = list(_tables(workbook, mapping, gathering, percents))
    if mapping.kind is TableKind.ORGANISATIONS:  # results know the year of each procedure
        tables = _of_one_year(tables, gathering)
    for table in tables:
        if not tell_of_header(table, mapping, gathering):
            continue
        gathering.year = gathering.year or table.year
        match mapping.kind:
            case TableKind.ORGANISATIONS:
                read_organisations(table, mapping, gathering)
            case TableKind.PUPILS:
                read_pupils(table, mapping, gathering, sets)
            case TableKind.TOTALS:
                read_totals(table, mapping, gathering)
    gathering.results += sets.finished(mapping.shared_codes)
    return _reading(gathering, mapping.code, mapping.forms or ("results",))


def _of_one_year(tables: list[FoundTable], gathering: Gathering) -> list[FoundTable]:
    """The sheets of the latest year that is stated; those of years before are named."""
    latest = max((table.year for table in tables if table.year), default=None)
    kept = [table for table in tables if table.year in (None, latest)]
    for table in tables:
        if table not in kept:
            said = sentences.sheet_of_another_year(table.sheet.name, table.year or "", latest or "")
            _about(gathering, table.sheet, Severity.NOTE, "sheet_of_another_year", said)
    return kept


def _reading(gathering: Gathering, layout: str, forms: tuple[str, ...]) -> WorkbookReading:
    return WorkbookReading(
        file=gathering.file,
        layout=layout,
        forms=forms,
        rows_read=gathering.rows_read,
        organisations=tuple(gathering.organisations.values()),
        records=tuple(gathering.records),
        results=tuple(gathering.results),
        issues=tuple(gathering.issues),
        year=gathering.year,
    )


def _tables(
    workbook: Workbook, mapping: TableMapping, gathering: Gathering, percents: frozenset[str]
) -> list[FoundTable]:
    """The sheets that hold the table; what is left out is said."""
    found, without, unknown = [], [], []
    for sheet in _sheets_of_people(workbook):
        if fits(header_text(sheet.name), mapping.skip_sheets):
            continue
        table = find_table(sheet, mapping, percents)
        if table is not None:
            found.append(_alone(table, mapping, gathering))
            unknown += [(sheet, table.unknown)] if table.unknown else []
        elif not sheet.is_blank:
            without.append(sheet)
    if not found:
        _refuse_set_aside(workbook, mapping, percents)
        lacking = [text for sheet in without[:1] for text in missing_headers(sheet, mapping)]
        raise sentences.mapping_does_not_fit(workbook.path.name, mapping.title, lacking)
    tell_unseen(workbook, [table.sheet for table in found], gathering)
    for sheet in without:
        must = mapping.each_sheet and not sheet.hidden
        severity = Severity.ERROR if must else Severity.NOTE
        _about(
            gathering, sheet, severity, "header_not_found", sentences.header_not_found(sheet.name)
        )
    for sheet, names in unknown:
        _about(gathering, sheet, Severity.NOTE, "unknown_columns", sentences.unknown_columns(names))
    return found


def _alone(table: FoundTable, mapping: TableMapping, gathering: Gathering) -> FoundTable:
    """The table without a second one below it, where that would have titles of its own."""
    if mapping.kind is TableKind.ORGANISATIONS:
        return table
    complaints = Complaints(gathering.file.name, table.sheet.name, gathering.issues.append)
    return first_table_alone(table, complaints)


def _sheets_of_people(workbook: Workbook) -> list[Sheet]:
    """Hidden sheets too, but not those the program itself puts into its templates."""
    return [
        sheet
        for sheet in workbook.sheets
        if not (sheet.hidden and sheet.name.startswith(SERVICE_SHEETS))
    ]


def _about(gathering: Gathering, sheet: Sheet, severity: Severity, code: str, said: str) -> None:
    complaints = Complaints(gathering.file.name, sheet.name, gathering.issues.append)
    complaints.about_sheet(severity, code, said)
