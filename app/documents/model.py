"""What a paper says and how it is arranged, without saying in which file format.

Lengths: page margins in millimetres, text sizes and gaps in points, column widths relative to
each other. Texts are Russian and come from the caller. A writer (PDF now, DOCX and XLSX later)
reads these values and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Align(StrEnum):
    """Where a line of text stands between its borders."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


class Orientation(StrEnum):
    """How the A4 sheet is turned."""

    PORTRAIT = "portrait"
    LANDSCAPE = "landscape"


@dataclass(frozen=True, slots=True)
class PageFormat:
    """A4 sheet; margins in millimetres (ГОСТ Р 7.0.97: left 20, right 10, top and bottom 20)."""

    orientation: Orientation = Orientation.PORTRAIT
    left: float = 20
    right: float = 10
    top: float = 20
    bottom: float = 20


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one face."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text that is wrapped; a line feed inside a run begins a new line."""

    runs: tuple[Run, ...]
    align: Align = Align.LEFT
    size: float | None = None
    """Points; None: the size of the place where the paragraph stands."""
    bullet: str = ""
    """Mark before the first line («–»); the following lines are indented by it."""
    space_before: float = 0
    keep_with_next: bool = False
    """Do not end a page between this paragraph and the following one."""


@dataclass(frozen=True, slots=True)
class Heading:
    """Title of the paper (level 1) or of a part of it (level 2)."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class FillLine:
    """A label and a value on a ruled line, as on a blank form: «Школа ______»."""

    label: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class KeyValues:
    """Facts without borders: label on the left, value on the right."""

    pairs: tuple[tuple[str, str], ...]
    label_share: float = 0.35
    """Part of the width taken by the labels."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; `columns` and `rows` say how many of the table's it covers."""

    paragraphs: tuple[Paragraph, ...]
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """Cells from left to right, without those covered from above."""

    cells: tuple[Cell, ...]
    continuation: str = ""
    """Said in the first cell when the row goes on after a page break («1. (продолжение)»)."""


@dataclass(frozen=True, slots=True)
class Table:
    """Grid; the header is repeated on every page. Only header cells may cover several rows."""

    widths: tuple[float, ...]
    header: tuple[Row, ...]
    rows: tuple[Row, ...]
    size: float | None = None
    grid: bool = True

    def __post_init__(self) -> None:
        if any(cell.rows != 1 for row in self.rows for cell in row.cells):
            raise ValueError("only header cells may cover several rows")
        for rows in (self.header, *((row,) for row in self.rows)):
            _check_grid(rows, len(self.widths))


@dataclass(frozen=True, slots=True)
class Spacer:
    """Empty height in points."""

    height: float


@dataclass(frozen=True, slots=True)
class Note:
    """Small print, such as a caution about how results may be used."""

    text: str


@dataclass(frozen=True, slots=True)
class SignatureBlock:
    """Who signs: post, line for the signature, name, date, place of the stamp. Never torn apart."""

    post: str
    signature_caption: str = ""
    name: str = ""
    """Left empty for a name written by hand."""
    name_caption: str = ""
    date_label: str = ""
    date: str = ""
    """Date or a blank for it; printed as it stands."""
    stamp: str = ""


Block = Heading | Paragraph | FillLine | KeyValues | Table | Spacer | Note


@dataclass(frozen=True, slots=True)
class RunningLine:
    """Small print at the top of every page: one text at each margin."""

    left: str
    right: str = ""


@dataclass(frozen=True, slots=True)
class Footer:
    """Small print at the bottom of every page."""

    left: str = ""
    page_label: str = ""
    """«стр. {page} из {pages}»; both names are replaced, other braces stay."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What the file itself says about where it comes from; nothing here depends on the clock."""

    program: str
    fingerprint: str = ""
    """Short fingerprint of the revision that was printed."""
    created: date | None = None
    """Date of that revision; None leaves the constant date of invariant files."""


@dataclass(frozen=True, slots=True)
class Document:
    """A whole paper. The same value gives the same file, byte for byte."""

    title: str
    origin: Origin
    blocks: tuple[Block, ...]
    page: PageFormat = PageFormat()
    header: tuple[RunningLine, ...] = ()
    footer: Footer = Footer()
    signature: SignatureBlock | None = None
    size: float = 11
    """Points, where a block does not say its own."""


def text(words: str, *, bold: bool = False, italic: bool = False) -> Paragraph:
    """A paragraph of one run."""
    return Paragraph((Run(words, bold, italic),))


def _check_grid(rows: tuple[Row, ...], width: int) -> None:
    """Refuse rows whose cells do not fill the grid exactly."""
    carried = [0] * len(rows)
    for index, row in enumerate(rows):
        filled = carried[index] + sum(cell.columns for cell in row.cells)
        if filled != width:
            raise ValueError(f"row {index} fills {filled} columns of {width}")
        for cell in row.cells:
            for below in range(index + 1, index + cell.rows):
                if below >= len(rows):
                    raise ValueError(f"a cell of row {index} reaches below the header")
                carried[below] += cell.columns
