"""Raw answers → typed answers and issues. The window, the workbooks and the packages all read here.

Order: each cell by its type and bounds, then parts against their wholes. What is refused leaves its
cell empty, keeps its raw text, and silences every rule that depends on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.domain import messages, spelling
from app.domain.answers import Answers, Row
from app.domain.expression_functions import as_number
from app.domain.fields import BadValue, Field, Value
from app.domain.forms import Form, Table
from app.domain.issues import Issue, Place, Severity


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row as typed or read from a sheet; an empty key means a new free row."""

    key: str
    cells: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class RawAnswers:
    """Answers before anybody looked at them: text, numbers, dates, None."""

    values: Mapping[str, object] = field(default_factory=dict)
    tables: Mapping[str, Sequence[RawRow]] = field(default_factory=dict)
    explanations: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """What came out of reading: answers that may be stored, and what was refused."""

    answers: Answers
    issues: tuple[Issue, ...]


def address(table: str, row: str, column: str) -> str:
    """«column» of a single question, «table.row.column» of a cell."""
    return f"{table}.{row}.{column}" if table else column


def read_answers(form: Form, raw: RawAnswers) -> Reading:
    """Read `raw` against `form`. Bad answers become issues; unknown codes are a bug (KeyError).

    Rows of a table with fixed rows come out in the form's order.
    """
    refused: dict[str, str] = {}
    issues: list[Issue] = []
    values = _read_cells(form.fields, raw.values, Place(form=form.code), refused, issues)
    tables = {}
    for code, rows in raw.tables.items():
        table = form.table_by_code[code]
        tables[code] = tuple(_read_rows(form, table, rows, refused, issues))
    said = {where: spelling.plain_text(text) for where, text in raw.explanations.items()}
    answers = Answers(values, tables, refused, said)
    return Reading(answers, tuple(issues))


def raw_of(answers: Answers) -> RawAnswers:
    """Stored answers as raw ones, refused texts back in their cells, to be read again."""
    values: dict[str, object] = dict(answers.values)
    tables = {
        code: [RawRow(row.key, dict(row.cells)) for row in rows]
        for code, rows in answers.tables.items()
    }
    for where, text in answers.refused.items():
        table, _, rest = where.partition(".")
        if not rest:
            values[where] = text
            continue
        row, _, column = rest.partition(".")
        cells = next((one.cells for one in tables.get(table, ()) if one.key == row), None)
        if isinstance(cells, dict):
            cells[column] = text
    return RawAnswers(values, tables, answers.explanations)


def _read_rows(
    form: Form,
    table: Table,
    rows: Sequence[RawRow],
    refused: dict[str, str],
    issues: list[Issue],
) -> Iterator[Row]:
    columns = {column.code: column for column in table.columns}
    for number, key, cells in _in_order(table, rows):
        place = Place(form=form.code, table=table.code, row=number, key=key)
        refused_before = len(refused)
        values = _read_cells(columns, cells, place, refused, issues)
        if values or len(refused) > refused_before:
            yield Row(key, values)


def _in_order(
    table: Table, rows: Sequence[RawRow]
) -> Iterator[tuple[int, str, Mapping[str, object]]]:
    """Number, key and cells of each row; a key that is unknown or stands twice: KeyError."""
    keys = _Keys(rows)
    given = {row.key or keys.fresh(): row.cells for row in rows}
    if len(given) < len(rows):
        raise KeyError(table.code)
    if table.is_free:
        for number, key in enumerate(given):
            yield number, key, given[key]
        return
    for number, fixed in enumerate(table.rows):
        if fixed.code in given:
            yield number, fixed.code, given.pop(fixed.code)
    if given:
        raise KeyError(f"{table.code}.{next(iter(given))}")


class _Keys:
    """Numbers for new free rows, never reusing one that is taken."""

    def __init__(self, rows: Sequence[RawRow]) -> None:
        taken = (row.key for row in rows if row.key.isascii() and row.key.isdigit())
        self._last = max((int(key) for key in taken), default=0)

    def fresh(self) -> str:
        self._last += 1
        return str(self._last)


def _read_cells(
    fields: Mapping[str, Field],
    raw: Mapping[str, object],
    place: Place,
    refused: dict[str, str],
    issues: list[Issue],
) -> dict[str, Value]:
    """Read one set of cells (the single questions, or a row); note what was refused."""
    values: dict[str, Value] = {}
    faults: list[tuple[str, str, str]] = []
    for code, answer in raw.items():
        try:
            value = fields[code].read(answer)
        except BadValue as bad:
            faults.append((code, bad.code, bad.message))
            continue
        if value is not None and value != "":
            values[code] = value
    for code in _above_whole(fields, values):
        part, whole = fields[code], fields[fields[code].part_of]
        sentence = messages.part_above_whole(
            part.label, whole.label, part.show(values[code]), whole.show(values[whole.code])
        )
        faults.append((code, "part_above_whole", sentence))
    for code, kind, sentence in faults:
        values.pop(code, None)
        refused[address(place.table, place.key, code)] = spelling.plain_text(raw[code])
        issues.append(Issue(Severity.ERROR, kind, sentence, place).at(field=code))
    return values


def _above_whole(fields: Mapping[str, Field], values: Mapping[str, Value]) -> list[str]:
    """Codes of parts greater than their wholes (V2); a refused whole accuses nobody."""
    found = [code for code in values if _is_above(fields[code], fields, values)]
    return [code for code in found if fields[code].part_of not in found]


def _is_above(part: Field, fields: Mapping[str, Field], values: Mapping[str, Value]) -> bool:
    whole = fields.get(part.part_of)
    if whole is None or whole.code not in values:
        return False
    numbers = [as_number(one.type.operand(values[one.code])) for one in (part, whole)]
    return numbers[0] is not None and numbers[1] is not None and numbers[0] > numbers[1]
