"""Any form on paper: its facts as a list, its tables below, upright or across as they need."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from app.documents.columns import column_widths, least_widths
from app.documents.layout_files import check_names, parse_layout, read_layout
from app.documents.model import (
    Align,
    Block,
    Cell,
    Document,
    Footer,
    Heading,
    KeyValues,
    Note,
    Orientation,
    Origin,
    PageFormat,
    Paragraph,
    Row,
    Run,
    RunningLine,
    SignatureBlock,
    Spacer,
    Table,
    text,
)
from app.documents.pages import text_width

_MANY = 12
"""A table of more columns is set in smaller type."""
_NUMBER = re.compile(r"[-−]?\d[\d\s]*([.,]\d+)?\s?%?")


@dataclass(frozen=True, slots=True)
class FormEntry:
    """One answered question; an empty value is printed as «—»."""

    label: str
    value: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class FormTable:
    """A table of the form; values are texts ready to be read."""

    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    is_untouched: bool = False
    """Of a form that was begun: nothing stands in it, and a line says so."""


@dataclass(frozen=True, slots=True)
class FormSection:
    """A part of the form: its questions, then its tables."""

    title: str
    entries: tuple[FormEntry, ...] = ()
    tables: tuple[FormTable, ...] = ()


@dataclass(frozen=True, slots=True)
class FormPaper:
    """Everything said on a printed form; services fill it from a revision."""

    title: str
    organisation: str
    period: str
    sections: tuple[FormSection, ...]
    program: str
    fingerprint: str
    created: date | None = None
    caution: str = ""
    """How ВПР results may be used (DOMAIN 9.4); printed as a note."""
    signature: SignatureBlock | None = None


@dataclass(frozen=True, slots=True)
class FormPage:
    """Margins, millimetres."""

    left: float
    right: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class FormSizes:
    """Sizes of text, points."""

    text: float
    table: float


@dataclass(frozen=True, slots=True)
class FormColumns:
    """Relative widths of the list of facts, and when the sheet is turned."""

    label: float
    value: float
    unit: float
    widest_portrait: int
    fullest_portrait: float
    """Part of the sheet's width that the longest words of a table may take before it is turned."""


@dataclass(frozen=True, slots=True)
class FormWording:
    """Words around the answers; what stands in braces is replaced."""

    organisation: str
    period: str
    label_header: str
    value_header: str
    unit_header: str
    empty_value: str
    empty_table: str
    untouched_table: str
    origin: str
    page_label: str


@dataclass(frozen=True, slots=True)
class FormLayout:
    """The look of printed forms, as data in forms/layouts/form.toml."""

    page: FormPage
    sizes: FormSizes
    columns: FormColumns
    wording: FormWording


def load_form_layout(name: str = "form") -> FormLayout:
    """The layout forms/layouts/<name>.toml; BadDefinition if it cannot be understood."""
    return _checked(read_layout(FormLayout, name), f"{name}.toml")


def parse_form_layout(toml: str, source: str) -> FormLayout:
    """The same from a text, for example from a region's reference package."""
    return _checked(parse_layout(FormLayout, toml, source), source)


def form_document(paper: FormPaper, layout: FormLayout | None = None) -> Document:
    """The form as a document; without a layout, the one that ships with the program."""
    layout = layout or load_form_layout()
    wording = layout.wording
    origin = wording.origin.format(program=paper.program, fingerprint=paper.fingerprint)
    page = _page(paper, layout)
    return Document(
        title=f"{paper.title}. {paper.organisation}",
        origin=Origin(paper.program, paper.fingerprint, paper.created),
        blocks=tuple(_blocks(paper, layout, page)),
        page=page,
        header=(RunningLine(paper.organisation, paper.period),),
        footer=Footer(origin, wording.page_label),
        signature=paper.signature,
        size=layout.sizes.text,
    )


def _checked(layout: FormLayout, source: str) -> FormLayout:
    check_names(layout.wording.origin, ("program", "fingerprint"), source, "wording.origin")
    check_names(layout.wording.page_label, ("page", "pages"), source, "wording.page_label")
    return layout


def _page(paper: FormPaper, layout: FormLayout) -> PageFormat:
    widest = max(
        (len(table.headers) for part in paper.sections for table in part.tables), default=0
    )
    margins = layout.page
    upright = PageFormat(
        Orientation.PORTRAIT, margins.left, margins.right, margins.top, margins.bottom
    )
    is_wide = widest > layout.columns.widest_portrait or _is_crowded(paper, layout, upright)
    return replace(upright, orientation=Orientation.LANDSCAPE) if is_wide else upright


def _is_crowded(paper: FormPaper, layout: FormLayout, page: PageFormat) -> bool:
    """Whether the longest words alone nearly fill the sheet: each cell would be a tall ribbon."""
    most = layout.columns.fullest_portrait * text_width(page)
    alike = _alike(paper)
    return any(
        sum(least_widths(headers, rows, _size(headers, layout))) > most
        for headers, rows in alike.items()
    )


def _alike(paper: FormPaper) -> dict[tuple[str, ...], list[tuple[str, ...]]]:
    """Headers → rows of all printed tables that have them: their columns stand in line."""
    found: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for table in (one for part in paper.sections for one in part.tables):
        if not table.is_untouched:
            found.setdefault(table.headers, []).extend(table.rows)
    return found


def _size(headers: tuple[str, ...], layout: FormLayout) -> float:
    return layout.sizes.table * min(1.0, max(0.65, _MANY / len(headers)))


def _blocks(paper: FormPaper, layout: FormLayout, page: PageFormat) -> list[Block]:
    widths = {
        headers: column_widths(headers, rows, _size(headers, layout), text_width(page))
        for headers, rows in _alike(paper).items()
    }
    facts = (
        (layout.wording.organisation, paper.organisation),
        (layout.wording.period, paper.period),
    )
    blocks: list[Block] = [Heading(paper.title), Spacer(6), KeyValues(facts, 0.2)]
    for section in paper.sections:
        if section.title:
            blocks += [Spacer(6), Heading(section.title, level=2)]
        if section.entries:
            blocks += [Spacer(3), _entries(section.entries, layout)]
        for table in section.tables:
            blocks += _table(table, layout, widths)
    if paper.caution:
        blocks += [Spacer(4), Note(paper.caution)]
    return blocks


def _entries(entries: tuple[FormEntry, ...], layout: FormLayout) -> Table:
    wording, columns = layout.wording, layout.columns
    rows = tuple(
        Row((_cell(entry.label), _cell(entry.value or wording.empty_value), _cell(entry.unit)))
        for entry in entries
    )
    headers = (wording.label_header, wording.value_header, wording.unit_header)
    widths = (columns.label, columns.value, columns.unit)
    return Table(widths, (_header(headers),), rows, layout.sizes.table)


def _table(
    table: FormTable, layout: FormLayout, widths: Mapping[tuple[str, ...], tuple[float, ...]]
) -> list[Block]:
    blocks: list[Block] = [Spacer(6)]
    if table.title:
        title = Paragraph((Run(table.title, bold=True),), keep_with_next=True)
        blocks += [title, Spacer(3)]
    if table.is_untouched:
        return [*blocks, text(layout.wording.untouched_table, italic=True)]
    if not table.rows:
        return [*blocks, text(layout.wording.empty_table, italic=True)]
    empty = layout.wording.empty_value
    counted = {n for row in table.rows for n, value in enumerate(row) if _NUMBER.fullmatch(value)}
    rows = tuple(
        Row(tuple(_answer(value or empty, n in counted, empty) for n, value in enumerate(row)))
        for row in table.rows
    )
    size = _size(table.headers, layout)
    return [*blocks, Table(widths[table.headers], (_header(table.headers),), rows, size)]


def _header(titles: tuple[str, ...]) -> Row:
    return Row(
        tuple(Cell((Paragraph((Run(title, bold=True),), align=Align.CENTER),)) for title in titles)
    )


def _cell(words: str) -> Cell:
    return Cell((text(words),))


def _answer(words: str, is_counted: bool, empty: str) -> Cell:
    """Numbers stand at the right, so that a column of them can be read downwards; gaps too."""
    to_right = _NUMBER.fullmatch(words) or (is_counted and words == empty)
    align = Align.RIGHT if to_right else Align.LEFT
    return Cell((Paragraph((Run(words),), align=align),))
