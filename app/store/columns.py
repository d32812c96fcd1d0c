"""Packing columns of small integers and short texts into bytes, little-endian on every machine."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Sequence
from dataclasses import fields
from typing import Any, Literal

from app.domain.results import MISSING, Column, PupilResults, Status
from app.domain.texts import Texts

_BYTE_COLUMNS = ("statuses", "marks", "previous_marks", "variants", "tasks", "sub_points")


def pack(results: PupilResults) -> dict[str, Any]:
    """The columns of pupil results as they lie in the base."""
    return {
        "n": len(results),
        "codes": Texts.of(results.codes).packed,
        "classes": Texts.of(results.classes).packed,
        "totals": _bytes("h", results.totals),
        **{name: getattr(results, name).tobytes() for name in _BYTE_COLUMNS},
        "task_max": pack_numbers(results.task_max),
        "shared_codes": int(results.shared_codes),
    }


STORED = ("codes", "classes", "totals", *_BYTE_COLUMNS, "task_max", "shared_codes")
"""The names of the columns in the order `unpack` takes them."""


class StoredResults(PupilResults):
    """Results as they lie in the base; a column is seen through a window when somebody asks for it.

    A region has 15,000 works: to make all windows of all of them takes longer than to read them.
    """

    __slots__ = ("_stored",)

    _stored: Sequence[Any]

    def __init__(self, stored: Sequence[Any]) -> None:
        """`stored`: the columns STORED."""
        put = object.__setattr__
        put(self, "_stored", stored)
        put(self, "codes", Texts(stored[0]))
        put(self, "classes", Texts(stored[1]))
        put(self, "task_max", unpack_numbers(stored[-2]))
        put(self, "shared_codes", bool(stored[-1]))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, PupilResults):
            return NotImplemented
        names = [one.name for one in fields(PupilResults)]
        return all(getattr(self, name) == getattr(other, name) for name in names)

    __hash__ = None  # type: ignore[assignment]

    @property
    def statuses(self) -> Column:
        return memoryview(self._stored[_STATUSES]).cast("b")

    @property
    def totals(self) -> Column:
        return _column("h", self._stored[_TOTALS])

    @property
    def marks(self) -> Column:
        return memoryview(self._stored[_MARKS]).cast("b")

    @property
    def previous_marks(self) -> Column:
        return memoryview(self._stored[_PREVIOUS_MARKS]).cast("b")

    @property
    def variants(self) -> Column:
        return memoryview(self._stored[_VARIANTS]).cast("b")

    @property
    def tasks(self) -> Column:
        return memoryview(self._stored[_TASKS]).cast("b")

    @property
    def sub_points(self) -> Column:
        return memoryview(self._stored[_SUB_POINTS]).cast("b")


_TOTALS = STORED.index("totals")
_STATUSES, _MARKS, _PREVIOUS_MARKS, _VARIANTS, _TASKS, _SUB_POINTS = map(
    STORED.index, _BYTE_COLUMNS
)


_ANY_MARK = bytes((0, 1, 2, 3, 4, 5, MISSING % 256))
_USUAL = {
    _STATUSES: bytes(Status),
    _MARKS: _ANY_MARK,
}
"""Place of a column → the bytes that may stand in it."""


def unpack(stored: Sequence[Any]) -> PupilResults:
    """The inverse of `pack` over the columns STORED; nothing is copied or taken apart yet.

    Raises ValueError for columns that nobody can have packed.
    """
    results = StoredResults(stored)
    pupils, tasks = len(results.codes), len(results.task_max)
    sizes = {
        "totals": 2 * pupils,
        "tasks": pupils * tasks,
        **dict.fromkeys(("statuses", "marks", "previous_marks", "variants"), pupils),
    }
    wrong = [name for name, size in sizes.items() if len(stored[STORED.index(name)]) != size]
    if wrong or len(results.classes) != pupils or len(stored[_SUB_POINTS]) not in (0, pupils):
        raise ValueError(f"columns of different lengths: {wrong}")
    # taken apart much later, where nobody would know whose fault it is
    if any(not data.isascii() for data in stored[:2]):
        stored[0].decode(), stored[1].decode()
    for place, usual in _USUAL.items():
        if stored[place].translate(None, usual):
            raise ValueError(f"{STORED[place]}: a value that does not exist")
    return results


def pack_numbers(numbers: Sequence[int]) -> bytes:
    """32-bit integers."""
    return _bytes("i", array("i", numbers))


def unpack_numbers(data: bytes) -> tuple[int, ...]:
    """The inverse of `pack_numbers`."""
    return tuple(_column("i", data)) if data else ()


def _bytes(kind: str, column: Column) -> bytes:
    return _swapped(kind, column.tobytes()) if sys.byteorder == "big" else column.tobytes()


def _column(kind: Literal["h", "i"], data: bytes) -> memoryview:
    return memoryview(_swapped(kind, data) if sys.byteorder == "big" else data).cast(kind)


def _swapped(kind: str, data: bytes) -> bytes:
    column = array(kind, data)
    column.byteswap()
    return column.tobytes()
