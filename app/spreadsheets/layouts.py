"""What reading a workbook gives: plain values for the importing service, each with its place."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from app.domain.forms import Form
from app.domain.issues import Issue, Place
from app.domain.reading import RawAnswers
from app.domain.results import ProcedureKey, PupilResults, Scale, Totals
from app.domain.scales import NO_SCALES, Scales
from app.spreadsheets.cells import cell_name

FormLookup: TypeAlias = Callable[[str], Form]
"""The newest version of a form by its code; raises KeyError for an unknown one."""
Progress: TypeAlias = Callable[[int, int], None]
"""Told (rows done, rows expected); may raise Cancelled."""
SheetCell: TypeAlias = tuple[str, str]
"""Sheet name and cell name: («Соцпаспорт», «H10»)."""


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """An organisation met in a workbook."""

    code: str
    name: str
    """Empty when the table does not tell it."""
    sheet: str
    row: int


@dataclass(frozen=True, slots=True)
class ImportedRecord:
    """Raw answers of one organisation to one form; the service reads them by `read_answers`."""

    form: str
    organisation_code: str
    organisation_name: str
    raw: RawAnswers
    """Every question the file asks is there; an empty cell is None."""
    place: Place
    """Sheet and cell of the organisation's code."""
    cells: Mapping[str, SheetCell]
    """Address (`app.domain.reading.address`) → where the answer stands."""
    template_version: int | None = None
    """Version of the form the template was written for; None for foreign layouts."""
    period: str = ""
    """Key of the period stated in the template, or empty."""
    procedure: ProcedureKey | None = None
    """Set where the form is about a procedure."""


@dataclass(frozen=True, slots=True)
class ResultCells:
    """Where results of one school stand: kept as row numbers, not as a million names."""

    rows: array[int]
    """'i', sheet row of each pupil (or the one row of totals)."""
    parts: tuple[tuple[int, str, Mapping[str, int]], ...]
    """(first index, sheet, column name → column number); a school may be spread over sheets."""

    def at(self, index: int, column: str) -> SheetCell:
        """Sheet and cell of a pupil's (0-based) «total», «mark», «task_3»…; raises KeyError."""
        firsts = [first for first, _, _ in self.parts]
        _, sheet, columns = self.parts[bisect_right(firsts, index) - 1]
        return sheet, cell_name(self.rows[index], columns[column])


@dataclass(frozen=True, slots=True)
class ImportedResults:
    """Results of one organisation in one procedure: exactly one of `pupils`, `totals` is there."""

    organisation_code: str
    organisation_name: str
    procedure: ProcedureKey
    scale: Scale
    pupils: PupilResults | None
    totals: Totals | None
    place: Place
    """Sheet and cell of the organisation's code."""
    cells: ResultCells


@dataclass(frozen=True, slots=True)
class WorkbookReading:
    """All that was found in one file; nothing is stored yet."""

    file: Path
    layout: str
    """Code of the mapping, or the version id of the template («social_passport/v1»)."""
    forms: tuple[str, ...]
    """Codes of the forms met; «results» stands for assessment results."""
    rows_read: int
    """Rows of data, without headers, totals and footnotes."""
    organisations: tuple[OrganisationRow, ...]
    records: tuple[ImportedRecord, ...]
    results: tuple[ImportedResults, ...]
    issues: tuple[Issue, ...]
    year: str | None = None
    """Key of the school year the file states («2025/2026»)."""


@dataclass(slots=True)
class Gathering:
    """What is being collected while a workbook is read."""

    file: Path
    total: int = 0
    progress: Progress | None = None
    scales: Scales = NO_SCALES
    """What marks need besides points (ОГЭ: literacy, geometry), by procedure."""
    rows_read: int = 0
    rows_seen: int = 0
    year: str | None = None
    organisations: dict[str, OrganisationRow] = field(default_factory=dict)
    records: list[ImportedRecord] = field(default_factory=list)
    results: list[ImportedResults] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)

    def seen(self, rows: int) -> None:
        """Tell the progress bar; this is also where «Отмена» is noticed."""
        self.rows_seen += rows
        if self.progress is not None:
            self.progress(self.rows_seen, max(self.total, self.rows_seen))

    def met(self, code: str, name: str, sheet: str, row: int) -> None:
        """Remember an organisation at its first mention (or the first with a name)."""
        known = self.organisations.get(code)
        if known is None or (name and not known.name):
            self.organisations[code] = OrganisationRow(code, name, sheet, row)
