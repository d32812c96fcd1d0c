"""What the readers of each kind of workbook give: sheets with their rows and what hides them."""

from __future__ import annotations

import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from enum import StrEnum

from app.spreadsheets.cells import Merged
from app.spreadsheets.row_store import RowStore
from app.spreadsheets.xml_streams import DAMAGED_XML

DAMAGED = (
    *DAMAGED_XML,
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ArithmeticError,
    EOFError,
    LookupError,
    NotImplementedError,
    RuntimeError,
    StopIteration,
    ValueError,
)
"""What reading raises over a file with bytes missing or changed."""


class Visibility(StrEnum):
    """Whether Excel shows a sheet; a very hidden one cannot be shown from its menu."""

    VISIBLE = "visible"
    HIDDEN = "hidden"
    VERY_HIDDEN = "very hidden"


@dataclass(slots=True)
class ReadSheet:
    """One sheet of cells."""

    name: str
    visibility: Visibility
    store: RowStore
    merged: list[Merged] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    """Hidden rows with something in them."""
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    """First and last of neighbouring hidden columns."""


@dataclass(slots=True)
class ReadBook:
    """One workbook."""

    sheets: list[ReadSheet] = field(default_factory=list)
    without_cells: list[str] = field(default_factory=list)
    """Names of sheets that are charts, dialogs or macros."""
