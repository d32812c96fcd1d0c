"""Large tables out: one workbook of plain sheets, streamed to the disk row by row.

Why no library writes it: docs/decisions/0069. What a sheet is made of is in `sheet_xml`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from app.placing import placed
from app.spreadsheets.book_xml import Written, parts_of
from app.spreadsheets.sheet_xml import SummaryCell, SummarySheet, head_of, rows_of, tail_of

__all__ = ["SummaryCell", "SummarySheet", "write_summary"]

MOST_ROWS = 1_048_575
"""That a sheet may have under its headings."""
_CHUNK = 1 << 18
"""Letters given to the archive at once."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The same tables give the same bytes."""


def write_summary(path: Path, sheets: Iterable[SummarySheet]) -> None:
    """Write the workbook safely. Raises WorldFailed, or whatever making a row raises.

    Sheets are taken one after another, each when the one before is written, so a later one may
    be made of what an earlier one went through; `place` says where each stands in the book.
    Nothing half-written stays, and a file of that name stays as it was.
    """
    written: list[Written] = []
    with placed(path) as handle, ZipFile(handle, "w") as archive:
        for place, sheet in enumerate(sheets, 1):
            for part, whole in enumerate(_divided(sheet)):
                number = len(written) + 1
                rows = _write(archive, whole, number)
                written.append(Written((sheet.place or place, part), number, whole, rows))
        for name, text in parts_of(sorted(written, key=lambda one: one.place)).items():
            archive.writestr(_entry(name), text)


def _divided(sheet: SummarySheet) -> Iterator[SummarySheet]:
    """The sheet, and where it has more rows than a sheet may have, the sheets that follow it."""
    rows = iter(sheet.rows)
    yield replace(sheet, rows=islice(rows, MOST_ROWS))
    number = 2
    while (first := next(rows, None)) is not None:
        rest = islice(chain([first], rows), MOST_ROWS)
        yield replace(sheet, title=f"{sheet.title} ({number})", rows=rest)
        number += 1


def _write(archive: ZipFile, sheet: SummarySheet, number: int) -> int:
    """The number of rows under the headings."""
    amount = 0

    def counted() -> Iterator[str]:
        nonlocal amount
        for amount, row in enumerate(rows_of(sheet)):  # noqa: B007
            yield row

    with archive.open(_entry(f"xl/worksheets/sheet{number}.xml"), "w") as part:
        for text in _chunks(chain([head_of(sheet)], counted())):
            part.write(text.encode())
        part.write(tail_of(sheet, amount).encode())
    return amount


def _chunks(texts: Iterable[str]) -> Iterator[str]:
    """The same text in larger pieces."""
    waiting: list[str] = []
    length = 0
    for text in texts:
        waiting.append(text)
        length += len(text)
        if length > _CHUNK:
            yield "".join(waiting)
            waiting.clear()
            length = 0
    yield "".join(waiting)


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, _EPOCH)
    entry.compress_type = ZIP_DEFLATED
    return entry
