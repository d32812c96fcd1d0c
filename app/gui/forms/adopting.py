"""What others changed meanwhile comes into the form on the screen, but never over newer typing."""

from __future__ import annotations

from app.domain.answers import Answers
from app.domain.merging import Cell, Merged, Refusal, State
from app.domain.reading import RawAnswers, raw_of
from app.gui.forms.draft import Draft, DraftRow, Spot
from app.gui.forms.steps import put


def adopt(draft: Draft, merged: Merged, sent: RawAnswers) -> bool:
    """Take over what a save found changed elsewhere; whether anything on the screen changed.

    sent: what stood on the screen when the save began; a cell typed in since then stays.
    """
    for (table, old), new in merged.renamed_rows.items():
        _rename(draft, table, old, new)
    before = _by_spot(sent)
    moved = bool(merged.renamed_rows)
    for cell in (*(one.cell for one in merged.taken), *_cells_of_kept(merged)):
        spot = Spot(cell.table, cell.row, cell.field)
        if _raw_at(draft, spot) == before.get(spot):
            _set(draft, spot, _state(merged.answers, cell))
            moved = True
    for key, text in merged.answers.explanations.items():
        if draft.explanations.get(key) == sent.explanations.get(key) != text:
            draft.explanations[key] = text
            moved = True
    _drop_emptied(draft, merged)
    return moved


def resolve(draft: Draft, cell: Cell, state: State) -> None:
    """Put the other side's value in the place of one's own: the user chose it."""
    _set(draft, Spot(cell.table, cell.row, cell.field), _raw(state))


def _cells_of_kept(merged: Merged) -> list[Cell]:
    """Cells of rows removed on the screen that stay because somebody else changed them."""
    return [
        Cell(table, key, code)
        for table, key in merged.kept_rows
        for row in raw_of(merged.answers).tables.get(table, ())
        if row.key == key
        for code in row.cells
    ]


def _rename(draft: Draft, table: str, old: str, new: str) -> None:
    for row in draft.tables[table]:
        if row.key == old:
            row.key = new
    draft.note_numbers(table)


def _by_spot(raw: RawAnswers) -> dict[Spot, object]:
    found = {Spot("", "", code): value for code, value in raw.values.items()}
    for table, rows in raw.tables.items():
        for row in rows:
            found.update((Spot(table, row.key, code), value) for code, value in row.cells.items())
    return found


def _raw_at(draft: Draft, spot: Spot) -> object:
    if not spot.table:
        return draft.values.get(spot.field)
    rows = draft.tables[spot.table]
    return next((row.cells.get(spot.field) for row in rows if row.key == spot.row), None)


def _state(answers: Answers, cell: Cell) -> object:
    refused = answers.refused.get(cell.address)
    if refused is not None or not cell.table:
        return refused if refused is not None else answers.values.get(cell.field)
    return answers.cell(cell.table, cell.row, cell.field)


def _raw(state: State) -> object:
    return state.text if isinstance(state, Refusal) else state


def _set(draft: Draft, spot: Spot, value: object) -> None:
    if spot.table and value is not None:
        rows = draft.tables[spot.table]
        if all(row.key != spot.row for row in rows):
            rows.append(DraftRow(spot.row))
            draft.note_numbers(spot.table)
    put(draft, spot, value)


def _drop_emptied(draft: Draft, merged: Merged) -> None:
    """Free rows that the other side took away go from the screen too, once nothing is in them."""
    for table in {one.cell.table for one in merged.taken if one.other is None} - {""}:
        if not draft.form.table_by_code[table].is_free:
            continue
        touched = {one.cell.row for one in merged.taken if one.cell.table == table}
        rows = draft.tables[table]
        rows[:] = [row for row in rows if row.cells or row.key not in touched]
