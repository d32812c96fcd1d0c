"""Totals of a school in a procedure, one row a school and subject."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from app.domain import messages, spelling, units
from app.domain.issues import Place, Severity
from app.domain.results import MARKS, ProcedureKey, Scale, Totals
from app.spreadsheets import sentences
from app.spreadsheets.cells import CellFault, Raw, cell_name, is_empty
from app.spreadsheets.complaints import Complaints
from app.spreadsheets.data_rows import RowJudge, data_rows, says_not_applicable
from app.spreadsheets.headers import NAME, ORGANISATION, FoundTable
from app.spreadsheets.layouts import Gathering, ImportedResults, ResultCells
from app.spreadsheets.mappings import PROCEDURE_COLUMNS, TableMapping
from app.spreadsheets.organisations import organisation_code, organisation_of_sheet, tidy_name
from app.spreadsheets.pupil_values import whole_number
from app.spreadsheets.titles import procedure_of, procedure_parts, scale_of, with_most_points

_COUNTS = ("participants", "grade_size", "sum_points", "below", "mass", "high")
_LARGEST = 1_000_000


def read_totals(table: FoundTable, mapping: TableMapping, gathering: Gathering) -> None:
    """Read the rows below the header into `gathering`."""
    complaints = Complaints(gathering.file.name, table.sheet.name, gathering.issues.append)
    reader = _Reader(table, mapping, gathering, complaints)
    for number, row in data_rows(table):
        if number > table.last_header_row and reader.judge.is_data(row):
            reader.read(number, row)
        if number % 1000 == 0:
            gathering.seen(1000)


@dataclass(frozen=True, slots=True)
class _Row:
    """One row on its way into totals."""

    number: int
    cells: Sequence[Raw]
    school: str


class _Reader:
    """Reads the rows of one sheet."""

    def __init__(
        self, table: FoundTable, mapping: TableMapping, gathering: Gathering, complaints: Complaints
    ) -> None:
        self.table, self.mapping = table, mapping
        self.gathering, self.complaints = gathering, complaints
        self.scale = scale_of(table, mapping.scale, complaints)
        self.parts = procedure_parts(table, mapping.procedure)
        owner = table.columns.get(ORGANISATION) or table.columns.get("subject")
        self.judge = RowJudge(
            table, mapping.words, owner.number if owner else 0, self._answer_columns()
        )
        self.told_latin: set[str] = set()
        self.earlier: dict[tuple[str, ProcedureKey], int] = {}

    def read(self, number: int, cells: Sequence[Raw]) -> None:
        """Take one row, or say why not."""
        code, name, at = self._school(number, cells)
        if not code:
            return
        self.gathering.rows_read += 1
        self.gathering.met(code, name, self.table.sheet.name, number)
        if says_not_applicable(cells, self.mapping.words):
            return
        row = _Row(number, cells, code)
        procedure = self._procedure(row)
        if procedure is None:
            return
        if (code, procedure) in self.earlier:
            earlier = f"строка {self.earlier[code, procedure]}"
            what = self._text(row, "subject") or procedure.subject
            message = sentences.repeated_results(code, what, earlier)
            self.complaints.error("repeated_results", message, number, at, code)
            return
        self.earlier[code, procedure] = number
        scale = self._scale(row)
        totals = self._totals(row, scale)
        place = Place(self.gathering.file.name, self.table.sheet.name, cell_name(number, at), code)
        columns = {to: column.number for to, column in self.table.columns.items()}
        cells_of = ResultCells(array("i", [number]), ((0, self.table.sheet.name, columns),))
        self.gathering.results.append(
            ImportedResults(code, name, procedure, scale, None, totals, place, cells_of)
        )

    def _school(self, number: int, cells: Sequence[Raw]) -> tuple[str, str, int]:
        column = self.table.columns.get(ORGANISATION)
        if column is None:
            raw, name, _, at = organisation_of_sheet(self.table, self.mapping)
        else:
            at = column.number
            raw = cells[at - 1] if at <= len(cells) else None
            named = self.table.columns.get(NAME)
            stands = named is not None and named.number <= len(cells)
            name = tidy_name(cells[named.number - 1]) if named is not None and stands else ""
        code = organisation_code(raw, self.mapping.code_width)
        if code is None:
            message = sentences.bad_organisation_code(str(raw), self.mapping.code_width)
            self.complaints.error("bad_organisation_code", message, number, at)
        elif not code and self._has_answers(cells):
            message = sentences.no_organisation_code()
            self.complaints.error("no_organisation_code", message, number, at)
        return code or "", name, at

    def _has_answers(self, cells: Sequence[Raw]) -> bool:
        places = self._answer_columns()
        return any(not is_empty(cells[at - 1]) for at in places if at <= len(cells))

    def _answer_columns(self) -> tuple[int, ...]:
        keys = (NAME, ORGANISATION, *PROCEDURE_COLUMNS)
        return tuple(one.number for to, one in self.table.columns.items() if to not in keys)

    def _raw(self, row: _Row, to: str) -> Raw:
        column = self.table.columns.get(to)
        if column is None or column.number > len(row.cells):
            return None
        return row.cells[column.number - 1]

    def _text(self, row: _Row, to: str) -> str:
        raw = self._raw(row, to)
        return "" if is_empty(raw) else tidy_name(raw)

    def _procedure(self, row: _Row) -> ProcedureKey | None:
        stated = {name: self._text(row, name) for name in PROCEDURE_COLUMNS}
        found = procedure_of({**self.parts, **{k: text for k, text in stated.items() if text}})
        column = self.table.columns.get("subject")
        if isinstance(found, ProcedureKey):
            self._tell_latin(row, stated["subject"])
            return found
        if column is None:
            self.complaints.about_sheet(Severity.ERROR, "unknown_procedure", found)
        else:
            self.complaints.error("unknown_procedure", found, row.number, column.number, row.school)
        return None

    def _tell_latin(self, row: _Row, subject: str) -> None:
        if spelling.as_cyrillic(subject) != subject and subject not in self.told_latin:
            self.told_latin.add(subject)
            at = self.table.columns["subject"].number
            message = sentences.latin_letters([f"«{subject}»"])
            self.complaints.note("latin_letters", message, row.number, at, row.school)

    def _scale(self, row: _Row) -> Scale:
        most = whole_number(self._raw(row, "max_points") or "")
        scale = with_most_points("" if most is None else str(most), self.scale)
        if scale is None:
            column = self.table.columns["max_points"]
            said = sentences.bad_max_points(str(most))
            self.complaints.error("bad_scale", said, row.number, column.number, row.school)
            return Scale()
        return scale

    def _totals(self, row: _Row, scale: Scale) -> Totals:
        counts = {name: self._count(row, name) for name in _COUNTS}
        marks = {mark: self._count(row, f"mark_{mark}") for mark in MARKS}
        known = {mark: count for mark, count in marks.items() if count is not None}
        mean = self._mean(row, scale)
        if len(known) == len(MARKS) and not self._agree(row, known, counts["participants"]):
            counts["participants"] = None
        participants, size = counts["participants"], counts["grade_size"]
        if participants is not None and size is not None and participants > size:
            message = sentences.more_than_grade(participants, size)
            at = self.table.columns["participants"].number
            self.complaints.query("more_than_grade", message, row.number, at, row.school)
        return Totals(
            participants=participants,
            grade_size=size,
            marks=known if len(known) == len(MARKS) else {},
            sum_points=counts["sum_points"],
            mean_points=mean,
            below=counts["below"],
            mass=counts["mass"],
            high=counts["high"],
        )

    def _agree(self, row: _Row, marks: dict[int, int], participants: int | None) -> bool:
        if participants is None or sum(marks.values()) == participants:
            return True
        message = sentences.marks_do_not_sum(sum(marks.values()), participants)
        at = self.table.columns["participants"].number
        self.complaints.error("marks_do_not_sum", message, row.number, at, row.school)
        return False

    def _count(self, row: _Row, name: str) -> int | None:
        raw = self._raw(row, name)
        if self._is_nothing(row, name, raw):
            return None
        number = whole_number(raw, "балл" if name == "sum_points" else "чел.")
        if number is None or not 0 <= number < _LARGEST:
            column = self.table.columns[name]
            message = sentences.bad_number(column.label, str(raw))
            self.complaints.error("bad_number", message, row.number, column.number, row.school)
            return None
        return number

    def _is_nothing(self, row: _Row, name: str, raw: Raw) -> bool:
        """Whether there is no answer; a failed formula is told and is no answer either."""
        if isinstance(raw, CellFault):
            column = self.table.columns[name]
            self.complaints.fault(raw, column.label, row.number, column.number, row.school)
            return True
        return spelling.is_no_data(raw) or is_empty(raw)

    def _mean(self, row: _Row, scale: Scale) -> Decimal | None:
        raw = self._raw(row, "mean_points")
        if self._is_nothing(row, "mean_points", raw):
            return None
        column = self.table.columns["mean_points"]
        try:
            mean = Decimal(units.amount(raw, units.units_of("балл", "")))
        except InvalidOperation:
            mean = Decimal(-1)
        if not mean.is_finite() or mean < 0:
            message = messages.not_a_number(column.label, spelling.plain_text(raw))
            self.complaints.error("not_a_number", message, row.number, column.number, row.school)
            return None
        if scale.max_points is not None and mean > scale.max_points:
            message = sentences.mean_above_max(messages.number(mean), scale.max_points)
            self.complaints.error("mean_above_max", message, row.number, column.number, row.school)
            return None
        return mean
