"""Rows below a header: whose they are when codes are merged, and which of them are no data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.domain import spelling
from app.spreadsheets.cells import CellFault, Raw, is_empty
from app.spreadsheets.headers import NAME, ORGANISATION, FoundTable
from app.spreadsheets.mappings import PROCEDURE_COLUMNS, Words, fits, header_text
from app.spreadsheets.reading import NumberedRow

_KEYS = (ORGANISATION, NAME, *PROCEDURE_COLUMNS, "class")
"""Columns that tell whose a row is; a number merged over rows is no number of each of them."""
_SIGNATURES = (
    "(подпись*", "подпись*", "подп.*", "м.п*", "м. п*", "__*", "директор*", "и.о. директор*",
    "начальник*", "руководител*", "заведующ*", "зам. *", "заместител*", "исполнител*",
    "исп.*", "исп:*", "составил*",
    "проверил*", "ответственн*", "организатор*", "эксперт*", "председател*", "член* комиссии*",
    "секретар*", "согласован*", "утвержда*", "дата:*", "дата заполнения*", "тел*", "специалист*",
    "главный специалист*", "методист*", "учител*", "(ф.*", "ф.и.о*", "фио исполнител*",
    "расшифровка*",
)  # fmt: skip
"""What people write below a table; folded."""


def data_rows(table: FoundTable) -> Iterator[NumberedRow]:
    """All rows of the sheet; a code, name or subject merged over rows stands in each of them."""
    columns = {column.number for to, column in table.columns.items() if to in _KEYS}
    areas = [
        area
        for area in table.sheet.merged
        if area[0] > table.last_header_row and area[2] > area[0] and area[1] in columns
    ]
    return _with_merged(table, areas) if areas else table.sheet.rows()


def _with_merged(
    table: FoundTable, areas: Sequence[tuple[int, int, int, int]]
) -> Iterator[NumberedRow]:
    first: dict[tuple[int, int], tuple[int, int]] = {
        (row, area[1]): (area[0], area[1]) for area in areas for row in range(area[0], area[2] + 1)
    }
    columns = {area[1] for area in areas}
    values: dict[tuple[int, int], Raw] = {}
    for number, row in table.sheet.rows():
        if any(not is_empty(cell) for cell in row):
            row = list(row)
            for column in columns:
                upper = first.get((number, column))
                if upper is None:
                    continue
                row.extend([""] * (column - len(row)))
                if upper == (number, column):
                    values[upper] = row[column - 1]
                elif is_empty(row[column - 1]):
                    row[column - 1] = values.get(upper, "")
        yield number, row


@dataclass(frozen=True, slots=True)
class RowJudge:
    """Tells rows of data from totals, footnotes, signatures, repeated headers and empty lines."""

    table: FoundTable
    words: Words
    owner: int
    """The column of the code, counted from 1; 0: the sheet has none."""
    answers: tuple[int, ...]
    """Columns that hold answers, counted from 1."""
    text_codes: bool = False
    """Whether a code may be any text."""

    def is_data(self, row: Sequence[Raw]) -> bool:
        """Whether the row is somebody's."""
        if is_no_data_row(row, self.words):
            return False
        return not (
            self._is_header(row)
            or self._is_signature(row)
            or self._is_unused(row)
            or _is_one_remark(row)
            or is_numbering(row)
        )

    def _is_header(self, row: Sequence[Raw]) -> bool:
        """The header once more, as at the top of a printed page, or one line of it."""
        filled = _filled(row)
        return len(filled) > 1 and all(
            header_text(spelling.plain_text(cell)) in self.table.header_parts.get(column, ())
            for column, cell in filled
        )

    def _is_signature(self, row: Sequence[Raw]) -> bool:
        """Words of people who sign, and not a single number where answers stand."""
        filled = dict(_filled(row))
        if any(_is_number(cell) for column, cell in filled.items() if column in self.answers):
            return False
        name = self.table.columns.get(NAME)
        if self.text_codes and self.owner in filled and name and name.number in filled:
            return False
        if spelling.plain_number(filled.get(self.owner, ""))[:1].isdigit():
            return False
        texts = [spelling.folded(cell) for cell in filled.values() if isinstance(cell, str)]
        return any(fits(text, _SIGNATURES) for text in texts)

    def _is_unused(self, row: Sequence[Raw]) -> bool:
        """A line that is only numbered: no code, no name, sums of nothing."""
        named = [self.owner]
        if NAME in self.table.columns:
            named.append(self.table.columns[NAME].number)
        filled = dict(_filled(row))
        if any(column in filled for column in named):
            return False
        told = [filled[column] for column in self.answers if column in filled]
        return all(isinstance(cell, CellFault) or cell in (0, "0") for cell in told)


def is_numbering(row: Sequence[Raw]) -> bool:
    """Whether the row only numbers the columns: 1, 2, 3, 4…, as below a header."""
    if not row or row[0] not in (1, "1"):
        return False
    texts = [spelling.plain_text(cell).strip() for _, cell in _filled(row)]
    return len(texts) > 3 and texts == [str(place) for place in range(1, len(texts) + 1)]


def _is_one_remark(row: Sequence[Raw]) -> bool:
    """Some words in one cell and nothing else: a heading between parts, a remark."""
    filled = _filled(row)
    return (
        len(filled) == 1
        and isinstance(filled[0][1], str)
        and len(filled[0][1].split()) > 1
        and (not spelling.plain_number(filled[0][1])[:1].isdigit())
    )


def _filled(row: Sequence[Raw]) -> list[tuple[int, Raw]]:
    return [(column, cell) for column, cell in enumerate(row, 1) if not is_empty(cell)]


def _is_number(raw: Raw) -> bool:
    if isinstance(raw, bool | CellFault):
        return False
    return isinstance(raw, int | float) or spelling.plain_number(raw)[:1].isdigit()


def is_no_data_row(row: Sequence[Raw], words: Words) -> bool:
    """Whether the row is empty, a total or a footnote: its first texts tell."""
    filled = [cell for cell in row if not is_empty(cell)]
    if not filled:
        return True
    texts = [cell for cell in filled[:3] if isinstance(cell, str)]
    if texts and texts[0] is filled[0] and fits(_meant(texts[0]), words.footnotes):
        return True
    return any(fits(header_text(spelling.as_cyrillic(text)), words.totals) for text in texts)


def _meant(text: str) -> str:
    return spelling.folded(spelling.as_cyrillic(text))


def says_not_applicable(row: Sequence[Raw], words: Words) -> bool:
    """Whether a cell says that the row does not concern this school («нет 9 класса»)."""
    if not words.not_applicable:
        return False
    return any(fits(_meant(cell), words.not_applicable) for cell in row if isinstance(cell, str))
