"""Sheets being filled from top to bottom: where the next line goes and when a new sheet begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.documents.fonts import Face, width_of
from app.documents.model import Document, Footer, Orientation, PageFormat, Run, RunningLine
from app.documents.setting import (
    BASELINE,
    LINE_HEIGHT,
    SMALL,
    SetLine,
    at_top,
    height_of,
    lines_forced,
    lines_that_fit,
    rule_depth,
)
from app.documents.wrapping import clean, wrap

MILLIMETRE = 72 / 25.4
_A4 = (210 * MILLIMETRE, 297 * MILLIMETRE)
_GAP = 12.0
"""Between the left and the right part of a running line, points."""
_PADDING = 5.0
"""Between the running lines and the body of the page, points."""


@dataclass(frozen=True, slots=True)
class PlacedText:
    """Text on a sheet; y is the baseline, counted from the top."""

    x: float
    y: float
    face: Face
    size: float
    text: str


@dataclass(slots=True)
class Sheet:
    """Everything drawn on one page, in points from the top left corner."""

    texts: list[PlacedText] = field(default_factory=list)
    rules: list[tuple[float, float, float]] = field(default_factory=list)
    """Horizontal lines: x, x, y."""
    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)
    """Borders of cells: x, y of the upper left corner, width, height."""


class Pages:
    """The sheets of one document and the place on the last one where the next line goes."""

    def __init__(self, document: Document) -> None:
        self.size = page_size(document.page)
        self._format = document.page
        self._header, self._footer = document.header, document.footer
        self.left = document.page.left * MILLIMETRE
        self.width = text_width(document.page)
        self._top = document.page.top * MILLIMETRE + self._header_height()
        self._bottom = self.size[1] - document.page.bottom * MILLIMETRE - self._footer_height()
        self.sheets: list[Sheet] = []
        self.y = self._top
        self.begin_sheet()

    @property
    def body_height(self) -> float:
        """Height that a sheet offers to the blocks."""
        return self._bottom - self._top

    @property
    def room(self) -> float:
        """Height left on the current sheet."""
        return self._bottom - self.y

    @property
    def untouched(self) -> bool:
        """Whether nothing but the running header stands on the current sheet."""
        return self.y <= self._top

    def begin_sheet(self) -> None:
        """A new sheet with its running header; the footer comes when the number is known."""
        self.sheets.append(Sheet())
        self.y = self._top
        if self._header:
            self._put_header()

    def put(self, lines: Sequence[SetLine]) -> None:
        """Lines of running text, with page breaks where they may stand."""
        while lines:
            count = lines_that_fit(lines, self.room)
            if not count and self.untouched:
                count = lines_forced(lines, self.room)
            self.put_here(lines[:count], self.left, self.y)
            self.y += height_of(lines[:count])
            lines = at_top(lines[count:])
            if lines:
                self.begin_sheet()

    def put_together(self, lines: Sequence[SetLine]) -> None:
        """Lines that are not torn apart while a whole sheet can hold them."""
        if height_of(lines) > self.room and not self.untouched:
            self.begin_sheet()
        self.put(lines)

    def put_here(self, lines: Sequence[SetLine], x: float, y: float) -> None:
        """Lines at a place, without moving on."""
        sheet = self.sheets[-1]
        for line in lines:
            for ink in line.ink:
                sheet.texts.append(
                    PlacedText(x + ink.x, y + line.baseline, ink.face, ink.size, ink.text)
                )
            for start, end in line.rules:
                sheet.rules.append((x + start, x + end, y + rule_depth(line)))
            y += line.height

    def finish(self) -> list[Sheet]:
        """All sheets, each with its footer."""
        for number, sheet in enumerate(self.sheets, start=1):
            self._put_footer(sheet, number)
        return self.sheets

    def _header_height(self) -> float:
        count = sum(len(_wrapped(line, self.width)) for line in self._header)
        return count * SMALL * LINE_HEIGHT + 2 * _PADDING if count else 0

    def _footer_height(self) -> float:
        count = len(_wrapped(self._footer_line(0, 0), self.width)) if _printed(self._footer) else 0
        return count * SMALL * LINE_HEIGHT + 2 * _PADDING if count else 0

    def _put_header(self) -> None:
        y = self._format.top * MILLIMETRE
        for line in self._header:
            y = self._put_running(self.sheets[-1], line, y)
        self.sheets[-1].rules.append((self.left, self.left + self.width, y + _PADDING / 2))

    def _put_footer(self, sheet: Sheet, number: int) -> None:
        if not _printed(self._footer):
            return
        y = self._bottom + 2 * _PADDING
        sheet.rules.append((self.left, self.left + self.width, y - _PADDING / 2))
        self._put_running(sheet, self._footer_line(number, len(self.sheets)), y)

    def _footer_line(self, number: int, count: int) -> RunningLine:
        label = self._footer.page_label.replace("{page}", str(number))
        return RunningLine(self._footer.left, label.replace("{pages}", str(count)))

    def _put_running(self, sheet: Sheet, line: RunningLine, y: float) -> float:
        right = clean(line.right)
        end = self.left + self.width - _small_width(right)
        for number, left in enumerate(_wrapped(line, self.width)):
            for x, words in ((self.left, left), (end, right if number == 0 else "")):
                if words:
                    sheet.texts.append(
                        PlacedText(x, y + SMALL * BASELINE, Face.REGULAR, SMALL, words)
                    )
            y += SMALL * LINE_HEIGHT
        return y


def page_size(page: PageFormat) -> tuple[float, float]:
    """Width and height of the sheet in points."""
    turned = page.orientation is Orientation.LANDSCAPE
    return (_A4[1], _A4[0]) if turned else _A4


def text_width(page: PageFormat) -> float:
    """Width between the margins in points."""
    return page_size(page)[0] - (page.left + page.right) * MILLIMETRE


def _printed(footer: Footer) -> bool:
    return bool(footer.left or footer.page_label)


def _small_width(text: str) -> float:
    return width_of(text, Face.REGULAR) * SMALL / 1000


def _wrapped(line: RunningLine, width: float) -> list[str]:
    """The left part of a running line, wrapped beside the right part."""
    width -= _small_width(clean(line.right)) + _GAP
    lines = wrap((Run(line.left),), width, SMALL)
    return ["".join(part.text for part in each.fragments) for each in lines]
