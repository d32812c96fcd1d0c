"""Blocks of cells as Excel copies them: tabs, line ends, quotes around the odd cell."""

from __future__ import annotations

import re
from collections.abc import Sequence

_CELL = re.compile(r'"((?:[^"]|"")*)"(?=[\t\r\n]|$)|([^\t\r\n]*)')
_NEEDS_QUOTES = re.compile(r'[\t\r\n]|^"')


def rows_of(text: str) -> list[list[str]]:
    """The cells of a copied block; the line end after its last row adds no empty row."""
    rows: list[list[str]] = [[]]
    at = 0
    while True:
        found = _CELL.match(text, at)
        assert found is not None  # the second branch matches the empty string
        quoted = found[1]
        rows[-1].append(quoted.replace('""', '"') if quoted is not None else found[2])
        at = found.end()
        if at >= len(text):
            return rows
        if text[at] == "\t":
            at += 1
            continue
        at += 2 if text.startswith("\r\n", at) else 1
        if at >= len(text):
            return rows
        rows.append([])


def text_of(rows: Sequence[Sequence[str]]) -> str:
    """A block for Excel: tabs between cells, a line for each row."""
    return "\n".join("\t".join(_quoted(cell) for cell in row) for row in rows)


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if _NEEDS_QUOTES.search(cell) else cell
