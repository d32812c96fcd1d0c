"""Packing columns of small integers and short texts into bytes, little-endian on every machine."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Sequence
from typing import Any

from app.domain.results import PupilResults

_BYTE_COLUMNS = ("statuses", "marks", "previous_marks", "variants", "tasks", "sub_points")


def pack(results: PupilResults) -> dict[str, Any]:
    """The columns of pupil results as they lie in the base."""
    return {
        "n": len(results),
        "codes": pack_texts(results.codes),
        "classes": pack_texts(results.classes),
        "totals": _bytes(results.totals),
        **{name: getattr(results, name).tobytes() for name in _BYTE_COLUMNS},
        "task_max": pack_numbers(results.task_max),
        "shared_codes": int(results.shared_codes),
    }


def unpack(row: Any) -> PupilResults:
    """The inverse of `pack` over a row with those names."""
    columns = {name: array("b", getattr(row, name)) for name in _BYTE_COLUMNS}
    return PupilResults(
        codes=unpack_texts(row.codes),
        classes=unpack_texts(row.classes),
        totals=_array("h", row.totals),
        task_max=unpack_numbers(row.task_max),
        shared_codes=bool(row.shared_codes),
        **columns,
    )


def pack_texts(texts: Sequence[str]) -> bytes:
    """Texts without line breaks, each ended by one."""
    return "".join(f"{text}\n" for text in texts).encode()


def unpack_texts(data: bytes) -> tuple[str, ...]:
    """The inverse of `pack_texts`."""
    return tuple(data.decode().split("\n")[:-1])


def pack_numbers(numbers: Sequence[int]) -> bytes:
    """32-bit integers."""
    return _bytes(array("i", numbers))


def unpack_numbers(data: bytes) -> tuple[int, ...]:
    """The inverse of `pack_numbers`."""
    return tuple(_array("i", data))


def _bytes(column: array[int]) -> bytes:
    if sys.byteorder == "big":
        column = array(column.typecode, column)
        column.byteswap()
    return column.tobytes()


def _array(kind: str, data: bytes) -> array[int]:
    column: array[int] = array(kind)
    column.frombytes(data)
    if sys.byteorder == "big":
        column.byteswap()
    return column
