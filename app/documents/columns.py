"""Widths of a table's columns by its own words: no word is broken while the sheet can hold it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from app.documents.fonts import Face, width_of
from app.documents.wrapping import clean, words_of

PADDING = 8.5
"""Between the borders of a cell and its text, both sides, points, and a hair for rounding."""
_LONGEST = 12_000.0
"""A longer word may be broken; in thousandths of the size, as all measures here."""
_WIDEST = 30_000.0
"""A text longer than this asks for no more width."""
_EMPTY = 5_000.0
"""A column where nothing stands yet asks for some room to write by hand."""
_LINES = 3
"""In so many lines a header stands without asking for width."""


def least_widths(
    headers: Sequence[str], rows: Sequence[Sequence[str]], size: float
) -> tuple[float, ...]:
    """Points each column needs for its longest word; headers are bold."""
    return tuple(
        PADDING + min(_LONGEST, max(_longest_word(header, Face.BOLD), cells)) * size / 1000
        for header, cells in zip(headers, _cells(len(headers), rows, _longest_word), strict=True)
    )


def column_widths(
    headers: Sequence[str], rows: Sequence[Sequence[str]], size: float, width: float
) -> tuple[float, ...]:
    """Points of each column, `width` together; below the least widths if they do not fit.

    What the longest words leave goes to the columns with long texts, more to the longer ones. A
    header stands once and may take a few lines.
    """
    least = least_widths(headers, rows, size)
    wanted = [
        PADDING
        + min(_WIDEST, max(_longest_line(header, Face.BOLD) / _LINES, cells or _EMPTY))
        * size
        / 1000
        for header, cells in zip(headers, _cells(len(headers), rows, _longest_line), strict=True)
    ]
    missing = [max(0.0, whole - given) for whole, given in zip(wanted, least, strict=True)]
    spare = max(0.0, width - sum(least))
    part = min(1.0, spare / sum(missing)) if any(missing) else 0.0
    wished = [given + part * one for given, one in zip(least, missing, strict=True)]
    return tuple(one * width / sum(wished) for one in wished)


def _cells(
    columns: int, rows: Sequence[Sequence[str]], measure: Callable[[str, Face], float]
) -> Iterator[float]:
    """The greatest measure among the cells of each column; of none, 0."""
    for number in range(columns):
        yield max((measure(row[number], Face.REGULAR) for row in rows), default=0.0)


def _longest_word(text: str, face: Face) -> float:
    return max((width_of(word, face) for word in words_of(text)), default=0.0)


def _longest_line(text: str, face: Face) -> float:
    return max(width_of(line, face) for line in clean(text).split("\n"))
