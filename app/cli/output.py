"""What commands print: one JSON object, a table in columns, issues, a progress bar."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.domain.issues import Issue

_BAR = 30


def say(*lines: str) -> None:
    """Lines for a person."""
    for line in lines:
        print(line)


def print_json(value: dict[str, Any]) -> None:
    """One JSON object on standard output."""
    # print() does nothing where standard output was closed; json.dump() would fall over it
    print(json.dumps(value, ensure_ascii=False, indent=1))


def print_json_rows(head: dict[str, Any], lists: Mapping[str, Iterable[dict[str, Any]]]) -> None:
    """One JSON object on standard output: `head`, then long lists, a row a line as they come."""
    encode = json.JSONEncoder(ensure_ascii=False).encode  # made once: a region has 300,000 rows
    print(encode(head).removesuffix("}"), end="")
    for name, rows in lists.items():
        print(f',\n"{name}": [', end="")
        for number, row in enumerate(rows):
            print(f"{',' if number else ''}\n{encode(row)}", end="")
        print("]", end="")
    print("}")


def print_table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Columns wide enough for their longest cell; for a person, never for a script."""
    lines = [tuple(headers), *(tuple(row) for row in rows)]
    widths = [max(_width(line[n]) for line in lines) for n in range(len(headers))]
    for number, line in enumerate(lines):
        cells = (
            cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True)
        )
        print("  ".join(cells).rstrip())
        if number == 0:
            print("  ".join("─" * width for width in widths))


def _width(text: str) -> int:
    return sum(not unicodedata.combining(sign) for sign in text)


def issue_line(issue: Issue, file: str = "") -> str:
    """One issue: how bad, where, what and what to do. `file`: its file, where there are several."""
    place = issue.place
    where = ", ".join(
        part
        for part in (
            f"файл «{file}»" if file else "",
            f"школа {place.school}" if place.school else "",
            f"лист «{place.sheet}»" if place.sheet else "",
            f"клетка {place.cell}" if place.cell else "",
        )
        if part
    )
    return f"{issue.severity.title}: {f'{where}: ' if where else ''}{issue.message}"


class ProgressBar:
    """A bar on the terminal; silent when standard error is not one."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._shown = -1
        self._live = sys.stderr.isatty()

    def __call__(self, done: int, total: int, what: str = "") -> None:
        """Draw the bar anew when a whole percent has passed; `what` is being done now."""
        percent = 100 * done // total if total else 100
        if not self._live or percent == self._shown:
            return
        self._shown = percent
        filled = _BAR * percent // 100
        bar = "█" * filled + "░" * (_BAR - filled)
        end = "\n" if percent == 100 else ""
        print(
            f"\r{what or self._title:<34} {bar} {percent:3d} %",
            end=end,
            file=sys.stderr,
            flush=True,
        )
