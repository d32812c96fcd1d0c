"""Self-assessment of municipal management mechanisms, МУМ (DOMAIN F21): what is closed by track.

The outcome is a matrix of three tracks and five columns, without points: the source gives none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.answers import Answers
from app.domain.fields import Value

TRACKS = ("1", "2", "3")
TRACK_TITLES = {
    "1": "школы с низкими результатами",
    "2": "школы в зоне риска снижения результатов",
    "3": "профилактика учебной неуспешности во всех школах",
}
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "grounds": ("p3a", "p3b", "p3c"),
    "measures": ("p1a",),
    "specifics": ("p1b",),
    "dates": ("p1c",),
    "accordance": ("p2",),
}
"""Column of the matrix → rows of the form; one of them is enough (3а ∨ 3б ∨ 3в)."""
COLUMN_TITLES = {
    "grounds": "Обоснование мер",
    "measures": "Описание мер",
    "specifics": "Специфика муниципалитета",
    "dates": "Сроки",
    "accordance": "Соответствие региональным мерам",
}
_STATES = {True: "закрыто", False: "не закрыто", None: "не заполнено"}
_FIRST = ("measures", "specifics", "dates")
Cells = Mapping[str, Mapping[str, Value]]
"""Row of the form → its cells."""


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """One column of one track."""

    column: str
    closed: bool | None
    """None: not answered."""
    documents: tuple[str, ...] = ()
    """What proves it, as it was written."""
    stages: int = 0
    """Stages of the management cycle marked as closed in this column, 0…7."""

    @property
    def title(self) -> str:
        """The column in words."""
        return COLUMN_TITLES[self.column]

    @property
    def told(self) -> str:
        """«закрыто: приказ № 5»; kind where something is still missing."""
        said = _STATES[self.closed]
        if self.closed:
            said += f": {'; '.join(self.documents)}" if self.documents else ", назовите документ"
        return f"{said} (этапов цикла закрыто: {self.stages} из 7)" if self.stages else said

    def as_json(self) -> dict[str, Any]:
        """The shape printed by «opora indices --json»."""
        return {
            "column": self.column,
            "title": self.title,
            "closed": self.closed,
            "documents": list(self.documents),
            "stages_closed": self.stages,
        }


@dataclass(frozen=True, slots=True)
class TrackState:
    """What one track comes to; None where it cannot be told yet."""

    track: str
    cells: tuple[MatrixCell, ...]
    """The five columns, in order."""
    without_evidence: int
    """Answers «есть» without a document."""

    @property
    def measures(self) -> int:
        """How many of 1а, 1б, 1в are there, 0…3."""
        return sum(one.closed is True for one in self.cells if one.column in _FIRST)

    @property
    def first(self) -> bool | None:
        """Parameter 1: all of 1а, 1б, 1в."""
        return _all([one.closed for one in self.cells if one.column in _FIRST])

    @property
    def second(self) -> bool | None:
        """Parameter 2: in accordance with the region's measures."""
        return self._closed("accordance")

    @property
    def third(self) -> bool | None:
        """Parameter 3: at least one of the approaches 3а, 3б, 3в."""
        return self._closed("grounds")

    @property
    def closed(self) -> bool | None:
        """Whether all three parameters are closed."""
        return _all([self.first, self.second, self.third])

    @property
    def title(self) -> str:
        """«Трек 1: школы с низкими результатами»."""
        return f"Трек {self.track}: {TRACK_TITLES[self.track]}"

    @property
    def told(self) -> str:
        """Russian, for people."""
        words = {True: "закрыт", False: "не закрыт", None: "не заполнен"}
        evidence = f" Не назван документ: {self.without_evidence}." if self.without_evidence else ""
        return (
            f"Трек {self.track}: параметр 1 {words[self.first]} ({self.measures} из 3), "
            f"параметр 2 {words[self.second]}, параметр 3 {words[self.third]} "
            f"(достаточно одного из подходов).{evidence}"
        )

    def _closed(self, column: str) -> bool | None:
        return next(one.closed for one in self.cells if one.column == column)

    def as_json(self) -> dict[str, Any]:
        """The shape printed by «opora indices --json»."""
        return {
            "track": self.track,
            "title": self.title,
            "closed": self.closed,
            "parameters": {"1": self.first, "2": self.second, "3": self.third},
            "columns": [cell.as_json() for cell in self.cells],
            "without_evidence": self.without_evidence,
            "told": self.told,
        }


def mum_states(answers: Answers) -> tuple[TrackState, ...]:
    """The three tracks of the form `mum_matrix`, in order."""
    return tuple(_state(answers, track) for track in TRACKS)


def _state(answers: Answers, track: str) -> TrackState:
    rows = {row.key: row.cells for row in answers.rows(f"track_{track}")}
    stages = answers.rows(f"cycle_{track}_closed")
    cells = tuple(
        _cell(column, rows, sum(row.cells.get(column) is True for row in stages))
        for column in COLUMNS
    )
    lacking = sum(one.get("present") is True and not one.get("evidence") for one in rows.values())
    return TrackState(track, cells, lacking)


def _cell(column: str, rows: Cells, stages: int) -> MatrixCell:
    asked = [rows.get(code, {}) for code in COLUMNS[column]]
    said = [one.get("present") for one in asked]
    closed = True if True in said else None if None in said else False
    proofs = (one.get("evidence") for one in asked if one.get("present") is True)
    return MatrixCell(column, closed, tuple(str(proof) for proof in proofs if proof), stages)


def _all(states: list[bool | None]) -> bool | None:
    if False in states:
        return False
    return None if None in states else True
