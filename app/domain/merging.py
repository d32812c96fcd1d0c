"""Two people changed one record: their answers are joined cell by cell, nobody's silently lost.

A save names the answers it started from. What only one side changed since then stands; what both
changed differently keeps the value being saved and is reported with the other one, to be chosen
between (docs/decisions/0071).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.domain.answers import Answers, Row
from app.domain.fields import Value
from app.domain.forms import Form, Table


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """A single question (no table, no row) or a cell of a table."""

    table: str
    row: str
    field: str

    @property
    def address(self) -> str:
        """«field» or «table.row.column», as in `Answers.refused`."""
        return f"{self.table}.{self.row}.{self.field}" if self.table else self.field


@dataclass(frozen=True, slots=True)
class Refusal:
    """A cell that holds a text nobody could read as an answer."""

    text: str


State = Value | Refusal | None
"""What stands in a cell; None: nothing."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell that somebody else changed since the record was opened."""

    cell: Cell
    before: State
    own: State
    other: State


@dataclass(frozen=True, slots=True)
class Merged:
    """The joined answers, and what there is to tell about them."""

    answers: Answers
    taken: tuple[Difference, ...] = ()
    """Changed by the other side alone: its value stands."""
    disputed: tuple[Difference, ...] = ()
    """Changed by both sides differently: the own value stands until a person chooses."""
    kept_rows: tuple[tuple[str, str], ...] = ()
    """(table, row) removed by one side and changed by the other: the row stays."""
    renamed_rows: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """(table, row) of own new rows whose number the other side gave too → their new number."""


def merge(form: Form, started: Answers, own: Answers, stored: Answers) -> Merged:
    """Join what was typed (`own`) with what stands in the base (`stored`).

    started: the answers both sides began with; rows are the same when their keys are.
    """
    if started == stored:
        return Merged(own)
    own, renamed = _with_free_numbers(form, started, own, stored)
    own, stored, kept = _with_kept_rows(form, started, own, stored)
    before, mine, theirs = _cells(started), _cells(own), _cells(stored)
    states: dict[Cell, State] = {}
    taken, disputed = [], []
    for cell in dict.fromkeys((*mine, *theirs, *before)):
        found = Difference(cell, before.get(cell), mine.get(cell), theirs.get(cell))
        states[cell] = found.own
        if found.other in (found.before, found.own):
            continue
        if found.own == found.before:
            states[cell] = found.other
            taken.append(found)
        else:
            disputed.append(found)
    answers = _answers(form, states, _row_order(form, own, stored))
    explanations = _explanations(started, own, stored)
    return Merged(
        replace(answers, explanations=explanations),
        tuple(taken),
        tuple(disputed),
        kept,
        renamed,
    )


def align(answers: Answers, like: Answers, names: Mapping[str, Sequence[str]]) -> Answers:
    """The same answers with the row keys of `like`, for tables whose stored rows have no keys.

    names: table → columns that tell its rows apart. Equal rows are matched in their order; a row
    that `like` does not have gets a number nobody used.
    """
    tables = dict(answers.tables)
    for table, columns in names.items():
        known = dict(_named(like.rows(table), columns))
        last = max((int(row.key) for row in like.rows(table) if row.key.isdigit()), default=0)
        rows = []
        for name, row in _named(answers.rows(table), columns):
            match = known.get(name)
            if match is None:
                last += 1
            rows.append(Row(match.key if match else str(last), row.cells))
        if rows:
            tables[table] = tuple(rows)
    return replace(answers, tables=tables)


def _named(
    rows: Sequence[Row], columns: Sequence[str]
) -> Iterator[tuple[tuple[Value | int | None, ...], Row]]:
    """Rows by what tells them apart; the second row of the same name is counted as second."""
    seen: dict[tuple[Value | None, ...], int] = {}
    for row in rows:
        name = tuple(row.cells.get(column) for column in columns)
        seen[name] = seen.get(name, 0) + 1
        yield (*name, seen[name]), row


def _cells(answers: Answers) -> dict[Cell, State]:
    cells: dict[Cell, State] = {Cell("", "", code): value for code, value in answers.values.items()}
    for table, rows in answers.tables.items():
        for row in rows:
            cells.update((Cell(table, row.key, code), value) for code, value in row.cells.items())
    for address, text in answers.refused.items():
        table, _, rest = address.partition(".")
        key, _, column = rest.partition(".")
        cells[Cell(table, key, column) if rest else Cell("", "", table)] = Refusal(text)
    return cells


def _answers(form: Form, states: Mapping[Cell, State], order: Mapping[str, list[str]]) -> Answers:
    """Answers of these cells; a row without any is left out."""
    values: dict[str, Value] = {}
    refused: dict[str, str] = {}
    rows: dict[str, dict[str, dict[str, Value]]] = {}
    for cell, state in states.items():
        if state is None:
            continue
        if cell.table:
            rows.setdefault(cell.table, {}).setdefault(cell.row, {})
        if isinstance(state, Refusal):
            refused[cell.address] = state.text
        elif cell.table:
            rows[cell.table][cell.row][cell.field] = state
        else:
            values[cell.field] = state
    tables = {
        table.code: tuple(
            Row(key, rows[table.code][key])
            for key in order[table.code]
            if key in rows.get(table.code, {})
        )
        for table in form.tables
        if table.code in rows
    }
    return Answers(values, tables, refused)


def _row_order(form: Form, own: Answers, stored: Answers) -> dict[str, list[str]]:
    """Keys of rows: fixed ones as in the form, free ones as typed, the other side's at the end."""
    order = {}
    for table in form.tables:
        fixed = [row.code for row in table.rows]
        seen = [row.key for side in (own, stored) for row in side.rows(table.code)]
        order[table.code] = fixed or list(dict.fromkeys(seen))
    return order


def _by_key(answers: Answers, table: Table) -> dict[str, Row]:
    return {row.key: row for row in answers.rows(table.code)}


def _with_free_numbers(
    form: Form, started: Answers, own: Answers, stored: Answers
) -> tuple[Answers, dict[tuple[str, str], str]]:
    """Own new rows get other numbers where the other side gave theirs to different rows."""
    renamed: dict[tuple[str, str], str] = {}
    for table in form.tables:
        if not table.is_free:
            continue
        before, mine, theirs = (_by_key(side, table) for side in (started, own, stored))
        last = max((int(key) for key in {*before, *mine, *theirs} if key.isdigit()), default=0)
        for key, row in mine.items():
            if key not in before and key in theirs and theirs[key] != row:
                last += 1
                renamed[table.code, key] = str(last)
    return (_renamed(own, renamed) if renamed else own), renamed


def _renamed(answers: Answers, renamed: Mapping[tuple[str, str], str]) -> Answers:
    tables = {
        table: tuple(Row(renamed.get((table, row.key), row.key), row.cells) for row in rows)
        for table, rows in answers.tables.items()
    }
    refused = {}
    for address, text in answers.refused.items():
        table, *rest = address.split(".", 2)
        if rest and (table, rest[0]) in renamed:
            address = ".".join((table, renamed[table, rest[0]], rest[1]))
        refused[address] = text
    return replace(answers, tables=tables, refused=refused)


def _with_kept_rows(
    form: Form, started: Answers, own: Answers, stored: Answers
) -> tuple[Answers, Answers, tuple[tuple[str, str], ...]]:
    """Both sides with the free rows that one removed and the other changed: those stay whole."""
    kept: list[tuple[str, str]] = []
    sides = {"own": own, "stored": stored}
    for table in form.tables:
        if not table.is_free:
            continue
        before = _by_key(started, table)
        for name, other in (("own", "stored"), ("stored", "own")):
            here, there = _by_key(sides[name], table), _by_key(sides[other], table)
            gone = [key for key in before if key not in here]
            back = [before[key] for key in gone if key in there and there[key] != before[key]]
            if back:
                rows = (*sides[name].rows(table.code), *back)
                tables = {**sides[name].tables, table.code: rows}
                sides[name] = replace(sides[name], tables=tables)
                kept += [(table.code, row.key) for row in back]
    return sides["own"], sides["stored"], tuple(kept)


def _explanations(started: Answers, own: Answers, stored: Answers) -> dict[str, str]:
    """Words of both sides: where both explained anew, one text after the other."""
    joined: dict[str, str] = {}
    for key in dict.fromkeys((*own.explanations, *stored.explanations)):
        before = started.explanations.get(key, "")
        mine, theirs = own.explanations.get(key, ""), stored.explanations.get(key, "")
        if theirs in (before, mine):
            text = mine
        elif mine == before:
            text = theirs
        else:
            text = " ".join(filter(None, (mine, theirs)))
        if text:
            joined[key] = text
    return joined
