"""What commands print: one JSON object, a table in columns, issues, a progress bar."""

from __future__ import annotations

import json
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from textwrap import wrap
from typing import Any

from app.domain.issues import Issue
from app.domain.organisations import OrganisationKind

_BAR = 30
_GAP = "  "
_USUAL = 80
_NARROWEST = 12


def say(*lines: str) -> None:
    """Lines for a person."""
    for line in lines:
        print(line)


def say_aside(*lines: str) -> None:
    """Lines for a person that are no answer: a script that reads the output never meets them."""
    for line in lines:
        if sys.stderr is not None:
            print(line, file=sys.stderr)


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


def terminal_width() -> int:
    """Columns of the user's terminal; 80 where the output goes elsewhere."""
    return shutil.get_terminal_size((_USUAL, 24)).columns


def print_table(
    headers: Sequence[str], rows: Iterable[Sequence[str]], width: int | None = None
) -> None:
    """Columns wide enough for their longest cell; for a person, never for a script.

    Long cells go on in the next line where the table would be wider than `width` columns; without
    it a terminal has its own width, and a file has none.
    """
    lines = [tuple(headers), *(tuple(row) for row in rows)]
    widths = [max(_width(line[n]) for line in lines) for n in range(len(headers))]
    if width is None and sys.stdout is not None and sys.stdout.isatty():
        width = terminal_width()
    if width is not None:
        widths = _narrowed(lines, widths, width)
    for number, line in enumerate(lines):
        for part in _in_lines(line, widths):
            cells = (cell + " " * (w - _width(cell)) for cell, w in zip(part, widths, strict=True))
            print(_GAP.join(cells).rstrip())
        if number == 0:
            print(_GAP.join("─" * width for width in widths))


def _narrowed(lines: Sequence[Sequence[str]], widths: Sequence[int], width: int) -> list[int]:
    """The widest columns give way until all fit, by whole words as long as that is enough."""
    found = list(widths)
    room = width - len(_GAP) * (len(found) - 1)
    words = [
        max((_width(w) for line in lines for w in line[n].split()), default=0)
        for n in range(len(found))
    ]
    for floors in (words, [_NARROWEST] * len(found)):
        while sum(found) > room:
            spare = [have - floor for have, floor in zip(found, floors, strict=True)]
            giving = [n for n, more in enumerate(spare) if more > 0]
            if not giving:
                break
            found[max(giving, key=found.__getitem__)] -= 1
    return found


def _in_lines(cells: Sequence[str], widths: Sequence[int]) -> Iterable[Sequence[str]]:
    """A row as lines of its columns' widths."""
    if all(_width(cell) <= width for cell, width in zip(cells, widths, strict=True)):
        return [cells]
    wrapped = [wrap(cell, width) for cell, width in zip(cells, widths, strict=True)]
    return zip_longest(*wrapped, fillvalue="")


def _width(text: str) -> int:
    return sum(not unicodedata.combining(sign) for sign in text)


def issue_line(issue: Issue, file: str = "") -> str:
    """One issue: how bad, where, what and what to do. `file`: its file, where there are several."""
    place = issue.place
    where = ", ".join(
        part
        for part in (
            f"файл «{file}»" if file else "",
            f"{OrganisationKind(place.kind).title} {place.school}" if place.school else "",
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
