"""One unusual row of a protocol: absent, refused, or not in agreement with itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.domain import spelling
from app.domain.results import MISSING, NOT_ATTEMPTED, Scale, Status
from app.domain.scales import SubCondition
from app.spreadsheets import sentences
from app.spreadsheets.cells import CellFault, Raw
from app.spreadsheets.complaints import Complaints
from app.spreadsheets.headers import FoundColumn, FoundTable
from app.spreadsheets.mappings import TableMapping
from app.spreadsheets.pupil_values import ABSENT, ANNULLED, BAD


@dataclass(slots=True)
class Batch:
    """Some rows of a sheet as columns of equal length; unusual rows are mended in place."""

    rows: list[int]
    """Sheet row numbers."""
    codes: list[str]
    classes: list[str]
    statuses: list[int]
    totals: list[int]
    marks: list[int]
    previous: list[int]
    variants: list[int]
    notes: list[int]
    """What a separate column of statuses says; empty when there is none."""
    tasks: list[list[int]]
    """A list per task."""
    dropped: set[int] = field(default_factory=set)
    """Indexes of rows that are not taken."""


class RowReader:
    """Looks at single rows of one sheet and says what is wrong with them."""

    def __init__(
        self, table: FoundTable, mapping: TableMapping, scale: Scale, complaints: Complaints
    ) -> None:
        self.table, self.mapping, self.scale = table, mapping, scale
        self.complaints = complaints
        counted = sum(task.task_max or 0 for task in table.tasks)
        self.most = counted or scale.max_points or 1000
        """The largest total that can be right."""
        self.sub: SubCondition | None = None
        """Points a mark needs besides; the sheet does not tell them."""

    def look(self, batch: Batch, index: int, row: Sequence[Raw]) -> None:
        """Mend the row at `index` of the batch, telling what had to be mended."""
        number = batch.rows[index]
        told = [batch.totals[index], batch.marks[index], *(one[index] for one in batch.tasks)]
        if batch.notes:
            told.append(batch.notes[index])
        if ABSENT in told or ANNULLED in told:
            status = Status.ABSENT if ABSENT in told else Status.ANNULLED
            self._absent(batch, index, number, status, told)
            return
        if all(one == MISSING for one in told):
            message = sentences.nothing_entered(batch.codes[index])
            self.complaints.error("nothing_entered", message, number, self._at("total"))
            batch.dropped.add(index)
            return
        whole = self._tasks(batch, index, number, row)
        self._total(batch, index, number, row, whole)
        self._mark(batch, index, number, row)
        self._rest(batch, index, number, row)

    def _at(self, name: str) -> int:
        return (self.table.columns.get(name) or self.table.columns["code"]).number

    def _absent(
        self, batch: Batch, index: int, number: int, status: Status, told: list[int]
    ) -> None:
        if status is Status.ABSENT and any(one >= 0 or one == NOT_ATTEMPTED for one in told):
            message = sentences.absent_with_points()
            self.complaints.query("absent_with_points", message, number, self._at("total"))
        batch.statuses[index] = status.value
        batch.totals[index] = batch.marks[index] = MISSING
        batch.previous[index] = max(batch.previous[index], MISSING)
        batch.variants[index] = max(batch.variants[index], MISSING)
        for column in batch.tasks:
            column[index] = MISSING

    def _tasks(self, batch: Batch, index: int, number: int, row: Sequence[Raw]) -> bool:
        """Whether every task has its points or a cross."""
        whole = True
        for task, column in zip(self.table.tasks, batch.tasks, strict=True):
            if column[index] == BAD:
                self._refuse(row, task, number, "bad_points", task.task_max or 0)
                column[index] = MISSING
                whole = False
            elif column[index] == MISSING:
                message = sentences.empty_task(task.label)
                self.complaints.query("empty_task", message, number, task.number)
                whole = False
        return whole

    def _refuse(
        self, row: Sequence[Raw], column: FoundColumn, number: int, code: str, most: int = 0
    ) -> None:
        raw = row[column.number - 1]
        if isinstance(raw, CellFault):
            self.complaints.fault(raw, column.label, number, column.number)
            return
        text = spelling.plain_text(raw)
        message = {
            "bad_points": lambda: sentences.bad_points(column.label, text, most),
            "bad_total": lambda: sentences.bad_total(text),
            "bad_mark": lambda: sentences.bad_mark(column.label, text),
            "bad_number": lambda: sentences.bad_number(column.label, text),
        }[code]()
        self.complaints.error(code, message, number, column.number)

    def _total(
        self, batch: Batch, index: int, number: int, row: Sequence[Raw], whole: bool
    ) -> None:
        total = batch.totals[index]
        at = self._at("total")
        if total == BAD:
            self._refuse(row, self.table.columns["total"], number, "bad_total")
            batch.totals[index] = MISSING
            return
        if batch.tasks and whole:
            counted = sum(max(column[index], 0) for column in batch.tasks)
            if total == MISSING:
                batch.totals[index] = counted
                return
            if total != counted:
                message = sentences.sum_differs(total, counted)
                self.complaints.error("sum_differs", message, number, at)
                batch.totals[index] = MISSING
                return
        if total > self.most:
            message = sentences.total_above_max(total, self.most)
            self.complaints.error("total_above_max", message, number, at)
            batch.totals[index] = MISSING

    def _mark(self, batch: Batch, index: int, number: int, row: Sequence[Raw]) -> None:
        mark, total = batch.marks[index], batch.totals[index]
        if mark == BAD:
            self._refuse(row, self.table.columns["mark"], number, "bad_mark")
            batch.marks[index] = MISSING
            return
        expected = self.scale.mark(total) if total >= 0 else None
        if mark > 0 and expected is not None and mark not in self._may_be(expected):
            message = sentences.mark_differs(mark, expected, total)
            self.complaints.query("mark_differs", message, number, self._at("mark"))

    def _may_be(self, mark: int) -> frozenset[int]:
        """The marks that points worth `mark` may stand for."""
        return frozenset({mark}) if self.sub is None else self.sub.marks(mark, None)

    def _rest(self, batch: Batch, index: int, number: int, row: Sequence[Raw]) -> None:
        if batch.previous[index] < MISSING:
            if batch.previous[index] == BAD:
                self._refuse(row, self.table.columns["previous_mark"], number, "bad_mark")
            batch.previous[index] = MISSING
        if batch.variants[index] < MISSING:
            if batch.variants[index] == BAD:
                self._refuse(row, self.table.columns["variant"], number, "bad_number")
            batch.variants[index] = MISSING
