"""Results of schools growing row by row, school by school, until the workbook is read."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from operator import itemgetter
from typing import Any

from app.domain.issues import Place
from app.domain.results import ProcedureKey, PupilResults, Scale
from app.spreadsheets import sentences
from app.spreadsheets.complaints import Complaints
from app.spreadsheets.headers import FoundTable
from app.spreadsheets.layouts import ImportedResults, ResultCells
from app.spreadsheets.pupil_rows import Batch


@dataclass(frozen=True, slots=True, eq=False)
class SetKey:
    """School, procedure and what is known of both where the rows stand; told apart by identity."""

    school: str
    name: str
    procedure: ProcedureKey
    scale: Scale
    place: Place


@dataclass(slots=True)
class _Set:
    """Results of one school in one procedure."""

    key: SetKey
    task_max: tuple[int, ...]
    parts: list[tuple[int, str, dict[str, int]]] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    known: set[str] = field(default_factory=set)
    classes: list[str] = field(default_factory=list)
    rows: array[int] = field(default_factory=lambda: array("i"))
    statuses: array[int] = field(default_factory=lambda: array("b"))
    totals: array[int] = field(default_factory=lambda: array("h"))
    marks: array[int] = field(default_factory=lambda: array("b"))
    previous: array[int] = field(default_factory=lambda: array("b"))
    variants: array[int] = field(default_factory=lambda: array("b"))
    tasks: array[int] = field(default_factory=lambda: array("b"))


class PupilSets:
    """All schools and procedures met in one workbook."""

    def __init__(self) -> None:
        self._sets: dict[tuple[str, ProcedureKey], _Set] = {}

    def take(
        self,
        table: FoundTable,
        batch: Batch,
        keys: Sequence[SetKey | None],
        complaints: Complaints,
    ) -> None:
        """Put each row of the batch into the set of its school and procedure."""
        for key, indexes in _buckets(keys, batch.dropped):
            task_max = tuple(task.task_max or 0 for task in table.tasks)
            one = self._sets.setdefault((key.school, key.procedure), _Set(key, task_max))
            if one.task_max != task_max or one.key.scale != key.scale:
                earlier = f"лист «{one.parts[0][1]}»"
                what = f"{key.procedure.grade} класс"
                message = sentences.repeated_results(key.school, what, earlier)
                row = batch.rows[indexes[0]]
                complaints.error("repeated_results", message, row, table.columns["code"].number)
                continue
            _begin_part(one, table)
            _append(one, batch, _without_repeated(one, table, batch, indexes, complaints))

    def finished(self, shared_codes: bool) -> Iterator[ImportedResults]:
        """The results, in the order in which schools were met."""
        for one in self._sets.values():
            if one.codes:
                yield _finished(one, shared_codes)


def _buckets(keys: Sequence[SetKey | None], dropped: set[int]) -> list[tuple[SetKey, list[int]]]:
    buckets: defaultdict[SetKey | None, list[int]] = defaultdict(list)
    for index, key in enumerate(keys):
        buckets[key].append(index)
    if dropped:
        for key, indexes in buckets.items():
            buckets[key] = [index for index in indexes if index not in dropped]
    return [(key, indexes) for key, indexes in buckets.items() if key is not None and indexes]


def _begin_part(one: _Set, table: FoundTable) -> None:
    if one.parts and one.parts[-1][1] == table.sheet.name:
        return
    columns = {to: column.number for to, column in table.columns.items()}
    columns |= {f"task_{number}": task.number for number, task in enumerate(table.tasks, 1)}
    one.parts.append((len(one.codes), table.sheet.name, columns))


def _without_repeated(
    one: _Set, table: FoundTable, batch: Batch, indexes: list[int], complaints: Complaints
) -> list[int]:
    """The indexes whose pupil codes are new; the later of two equal ones is refused."""
    fresh = {batch.codes[index] for index in indexes}
    if len(fresh) == len(indexes) and one.known.isdisjoint(fresh):
        one.known |= fresh
        return indexes
    kept = []
    at = table.columns["code"].number
    places = dict(zip(one.codes, one.rows, strict=True))
    for index in indexes:
        code, row = batch.codes[index], batch.rows[index]
        if code in places:
            message = sentences.repeated_pupil(code, row, places[code])
            complaints.error("repeated_pupil", message, row, at, one.key.school)
            continue
        places[code] = row
        kept.append(index)
    one.known |= fresh
    return kept


def _append(one: _Set, batch: Batch, indexes: list[int]) -> None:
    if not indexes:
        return
    if len(indexes) == len(batch.rows):
        pick: Any = tuple
    elif len(indexes) == 1:
        only = indexes[0]

        def pick(column: Sequence[Any]) -> tuple[Any, ...]:
            return (column[only],)
    else:
        pick = itemgetter(*indexes)
    one.rows.extend(pick(batch.rows))
    one.codes.extend(pick(batch.codes))
    one.classes.extend(pick(batch.classes))
    one.statuses.extend(pick(batch.statuses))
    one.totals.extend(pick(batch.totals))
    one.marks.extend(pick(batch.marks))
    one.previous.extend(pick(batch.previous))
    one.variants.extend(pick(batch.variants))
    if batch.tasks:
        picked = [pick(column) for column in batch.tasks]
        one.tasks.extend(chain.from_iterable(zip(*picked, strict=True)))


def _finished(one: _Set, shared_codes: bool) -> ImportedResults:
    pupils = PupilResults(
        codes=tuple(one.codes),
        classes=tuple(one.classes),
        statuses=one.statuses,
        totals=one.totals,
        marks=one.marks,
        previous_marks=one.previous,
        variants=one.variants,
        task_max=one.task_max,
        tasks=one.tasks,
        shared_codes=shared_codes,
    )
    key = one.key
    cells = ResultCells(one.rows, tuple(one.parts))
    return ImportedResults(
        key.school, key.name, key.procedure, key.scale, pupils, None, key.place, cells
    )
