"""Packing columns of small integers and short texts into bytes, little-endian on every machine."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Sequence
from typing import Any, Literal

from app.domain.results import Column, PupilResults
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


def unpack(stored: Sequence[Any]) -> PupilResults:
    """The inverse of `pack` over the columns STORED; nothing is copied or taken apart yet."""
    codes, classes, totals, *columns, task_max, shared_codes = stored
    statuses, marks, previous_marks, variants, tasks, sub_points = map(_small, columns)
    return PupilResults(
        Texts(codes),
        Texts(classes),
        statuses,
        _column("h", totals),
        marks,
        previous_marks,
        variants,
        unpack_numbers(task_max),
        tasks,
        sub_points,
        bool(shared_codes),
    )


def pack_numbers(numbers: Sequence[int]) -> bytes:
    """32-bit integers."""
    return _bytes("i", array("i", numbers))


def unpack_numbers(data: bytes) -> tuple[int, ...]:
    """The inverse of `pack_numbers`."""
    return tuple(_column("i", data)) if data else ()


_NONE = memoryview(b"").cast("b")


def _small(data: bytes) -> memoryview:
    return memoryview(data).cast("b") if data else _NONE


def _bytes(kind: str, column: Column) -> bytes:
    return _swapped(kind, column.tobytes()) if sys.byteorder == "big" else column.tobytes()


def _column(kind: Literal["h", "i"], data: bytes) -> memoryview:
    return memoryview(_swapped(kind, data) if sys.byteorder == "big" else data).cast(kind)


def _swapped(kind: str, data: bytes) -> bytes:
    column = array(kind, data)
    column.byteswap()
    return column.tobytes()
