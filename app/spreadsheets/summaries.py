"""Large tables out: one workbook of plain sheets, streamed to the disk row by row.

Why no library writes it: docs/decisions/0069. What a sheet is made of is in `sheet_xml`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from app.placing import placed
from app.spreadsheets.book_xml import parts_of
from app.spreadsheets.sheet_xml import SummaryCell, SummarySheet, head_of, rows_of, tail_of

__all__ = ["SummaryCell", "SummarySheet", "write_summary"]

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
    with placed(path) as handle, ZipFile(handle, "w") as archive:
        written: dict[int, tuple[SummarySheet, int]] = {}
        for number, sheet in enumerate(sheets, 1):
            place = sheet.place or number
            written[place] = sheet, _write(archive, sheet, place)
        known = [written[place] for place in range(1, len(written) + 1)]
        for name, text in parts_of(known).items():
            archive.writestr(_entry(name), text)


def _write(archive: ZipFile, sheet: SummarySheet, place: int) -> int:
    """The number of rows under the headings."""
    amount = 0

    def counted() -> Iterator[str]:
        nonlocal amount
        for amount, row in enumerate(rows_of(sheet)):  # noqa: B007
            yield row

    with archive.open(_entry(f"xl/worksheets/sheet{place}.xml"), "w") as part:
        head = head_of(sheet, is_first=place == 1)
        for text in _chunks(chain([head], counted())):
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
