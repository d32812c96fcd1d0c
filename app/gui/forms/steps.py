"""Back and forth in one form on the screen: what was changed, step by step. Knows no Qt.

A step is what changed between two looks at the draft: the cells and the rows it touched and no
others, so that going back never takes what came into the form from elsewhere.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.domain.forms import Form
from app.domain.messages import count
from app.gui.editors.base import text_for
from app.gui.forms.draft import Draft, DraftRow, Spot

MOST = 200
"""Steps one can go back."""
PAUSE = 3.0
"""Seconds without a keystroke after which the same answer begins a step of its own."""
EXPLANATION = "!"
"""Stands for the table in the spot of an explanation."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A draft at one moment."""

    cells: Mapping[Spot, object] = field(default_factory=dict)
    rows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Table → keys of its rows in their order."""


@dataclass(frozen=True, slots=True)
class Step:
    """One change: cells with what stood there before and after, tables whose rows changed."""

    cells: Mapping[Spot, tuple[object, object]]
    rows: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]

    def reversed(self) -> Step:
        """The change the other way round."""
        return Step(
            {spot: (after, before) for spot, (before, after) in self.cells.items()},
            {table: (after, before) for table, (before, after) in self.rows.items()},
        )

    @property
    def spot(self) -> Spot | None:
        """The first place on the screen it touches."""
        places = (spot for spot in self.cells if spot.table != EXPLANATION)
        return next(places, None) or next((Spot(code, "", "") for code in self.rows), None)

    def apply(self, draft: Draft) -> None:
        """Put what stands after the change into a draft."""
        for table, (before, after) in self.rows.items():
            _set_rows(draft, table, before, after)
        for spot, (_, value) in self.cells.items():
            put(draft, spot, value)


class Steps:
    """The steps done since a record was shown, and those gone back."""

    def __init__(self) -> None:
        self._done: deque[Step] = deque(maxlen=MOST)
        self._undone: list[Step] = []
        self._now = Snapshot()
        self._at = 0.0

    def begin(self, now: Snapshot) -> None:
        """Another record is on the screen: its steps begin here."""
        self._done.clear()
        self._undone.clear()
        self.look(now)

    def look(self, now: Snapshot) -> None:
        """The draft changed by itself: no step of the user's."""
        self._now = now
        self._at = 0.0

    def note(self, now: Snapshot, at: float) -> None:
        """The user changed something; `at`: seconds of a clock that only goes forward."""
        step = _difference(self._now, now)
        if step is None:
            return
        self._undone.clear()
        last = self._done[-1] if self._done else None
        if last is not None and at - self._at < PAUSE and _continues(last, step):
            self._done.pop()
            step = _joined(last, step)
        if step is not None:
            self._done.append(step)
        self._now, self._at = now, at

    def back(self) -> Step | None:
        """The change that takes the last step back; None when there is none."""
        if not self._done:
            return None
        self._undone.append(self._done.pop())
        return self._undone[-1].reversed()

    def forth(self) -> Step | None:
        """The step taken back last, to be done again."""
        if not self._undone:
            return None
        self._done.append(self._undone.pop())
        return self._done[-1]

    @property
    def can_go_back(self) -> bool:
        """Whether there is a step to undo."""
        return bool(self._done)

    @property
    def can_go_forth(self) -> bool:
        """Whether there is a step to do again."""
        return bool(self._undone)


def snapshot(draft: Draft) -> Snapshot:
    """The draft as it stands."""
    cells = {Spot("", "", code): value for code, value in draft.values.items()}
    for code, rows in draft.tables.items():
        for row in rows:
            cells.update((Spot(code, row.key, name), value) for name, value in row.cells.items())
    for key, text in draft.explanations.items():
        cells[Spot(EXPLANATION, "", key)] = text
    keys = {code: tuple(row.key for row in rows) for code, rows in draft.tables.items()}
    return Snapshot(cells, keys)


def put(draft: Draft, spot: Spot, value: object) -> None:
    """Put a raw answer in its place; None empties it. A row that is not there stays away."""
    cells: dict[str, object] | None = draft.values
    if spot.table == EXPLANATION:
        draft.explanations.pop(spot.field, None)
        if value is not None:
            draft.explanations[spot.field] = str(value)
        return
    if spot.table:
        rows = draft.tables[spot.table]
        cells = next((row.cells for row in rows if row.key == spot.row), None)
    if cells is None:
        return
    if value is None:
        cells.pop(spot.field, None)
    else:
        cells[spot.field] = value


def _set_rows(draft: Draft, table: str, before: tuple[str, ...], after: tuple[str, ...]) -> None:
    """Take rows away and put rows back, each behind the one it stood behind."""
    rows = draft.tables[table]
    gone, back = set(before) - set(after), set(after) - set(before)
    rows[:] = [row for row in rows if row.key not in gone]
    for number, key in enumerate(after):
        if key in back and all(row.key != key for row in rows):
            ahead = set(after[:number])
            at = max((n + 1 for n, row in enumerate(rows) if row.key in ahead), default=0)
            rows.insert(at, DraftRow(key))
    if not gone and not back:
        places = {key: number for number, key in enumerate(after)}
        rows.sort(key=lambda row: places.get(row.key, len(places)))


def _difference(before: Snapshot, after: Snapshot) -> Step | None:
    cells = {
        spot: (before.cells.get(spot), after.cells.get(spot))
        for spot in (*before.cells, *(one for one in after.cells if one not in before.cells))
        if before.cells.get(spot) != after.cells.get(spot)
    }
    rows = {
        table: (before.rows.get(table, ()), keys)
        for table, keys in after.rows.items()
        if before.rows.get(table, ()) != keys
    }
    return Step(cells, rows) if cells or rows else None


def _continues(last: Step, step: Step) -> bool:
    """Whether a step goes on in the one cell the last one was about."""
    return len(last.cells) == 1 and last.cells.keys() == step.cells.keys() and not step.rows


def _joined(last: Step, step: Step) -> Step | None:
    cells = {spot: (old[0], step.cells[spot][1]) for spot, old in last.cells.items()}
    same = all(before == after for before, after in cells.values())
    return None if same and not last.rows else Step(cells, last.rows)


def worded(form: Form, step: Step) -> str:
    """What a step changed, in words: «Всего обучающихся»: 125 → 120."""
    explained = [spot for spot in step.cells if spot.table == EXPLANATION]
    if len(explained) == len(step.cells) and not step.rows:
        return "пояснение"
    if len(step.cells) == 1 and not explained:
        ((spot, (before, after)),) = step.cells.items()
        return _cell_words(form, spot, before, after)
    codes = [spot.table for spot in step.cells if spot.table in form.table_by_code]
    tables = list(dict.fromkeys((*step.rows, *codes)))
    titles = ", ".join(f"«{form.table_by_code[code].title}»" for code in tables)
    amount = count(len(step.cells), "клетка", "клетки", "клеток")
    if not tables:
        return count(len(step.cells), "ответ", "ответа", "ответов")
    return f"таблица {titles}: {amount}" if step.cells else f"таблица {titles}: строки"


def _cell_words(form: Form, spot: Spot, before: object, after: object) -> str:
    if not spot.table:
        asked, where = form.fields[spot.field], ""
    else:
        table = form.table_by_code[spot.table]
        asked = table.column(spot.field)
        fixed = next((row.label for row in table.rows if row.code == spot.row), "")
        where = f"«{table.title}», {fixed}, " if fixed else f"«{table.title}», "
    old, new = (_short(text_for(asked, value)) for value in (before, after))
    return f"{where}«{asked.label}»: {old} → {new}"


def _short(text: str) -> str:
    if not text:
        return "пусто"
    return text if len(text) <= 60 else text[:59].rstrip() + "…"
