"""The technological support card (Ф-1) on paper, as the official form has it.

Source of the form: Altai 2020, Приложение 2. Wording and measures are in forms/layouts/card.toml.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.documents.card_layout import CardLayout
from app.documents.model import (
    Align,
    Block,
    Cell,
    Document,
    FillLine,
    Footer,
    Heading,
    Note,
    Origin,
    Paragraph,
    Row,
    Run,
    RunningLine,
    SignatureBlock,
    Spacer,
    Table,
)


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """One measure of a level; empty parts are not printed."""

    text: str
    owner: str = ""
    due: str = ""
    result: str = ""
    status: str = ""
    """«запрошено», «подтверждено» …"""


@dataclass(frozen=True, slots=True)
class CardRow:
    """A chosen problem with what each level does about it."""

    number: int
    """Official number of the row, 1–10; not its priority, which is its place among the rows."""
    text: str
    cells: tuple[tuple[MeasureLine, ...], ...]
    """One tuple of measures per level, in the order of the level titles."""
    details: tuple[str, ...] = ()
    """Lines of the sub-field: vacancies, directions of work …"""


@dataclass(frozen=True, slots=True)
class CardPaper:
    """Everything said on a printed card; services fill it from a revision."""

    school: str
    year: str
    """School year as «2025/2026»."""
    level_titles: tuple[str, ...]
    rows: tuple[CardRow, ...]
    """In order of priority."""
    program: str
    methodology: str
    fingerprint: str
    """Short fingerprint of the printed revision."""
    signatory_post: str = ""
    """Empty: the layout's «Руководитель организации»."""
    signatory_name: str = ""
    """Empty: a blank to be filled by hand."""
    date_text: str = ""
    """Empty: a blank to be filled by hand."""
    created: date | None = None
    """Date of the revision, for the file's own description."""
    caution: str = ""
    """How ВПР results may be used (DOMAIN 9.4); printed as a note."""


def card_document(paper: CardPaper, layout: CardLayout) -> Document:
    """The card as a document. ValueError if a row has not one cell per level."""
    blocks: list[Block] = [
        Heading(layout.title),
        Paragraph((Run(layout.wording.year.format(year=paper.year)),), align=Align.CENTER),
        Spacer(4),
        FillLine(layout.wording.school, paper.school),
        Spacer(8),
        _table(paper, layout),
    ]
    if paper.caution:
        blocks.append(Note(paper.caution))
    return Document(
        title=f"{layout.title}. {paper.school}",
        origin=Origin(paper.program, paper.fingerprint, paper.created),
        blocks=tuple(blocks),
        page=layout.page.page_format(),
        header=(_running(paper, layout),),
        footer=_footer(paper, layout),
        signature=_signature(paper, layout),
        size=layout.sizes.text,
    )


def _running(paper: CardPaper, layout: CardLayout) -> RunningLine:
    names = {"school": paper.school, "year": paper.year}
    wording = layout.wording
    return RunningLine(wording.running_left.format(**names), wording.running_right.format(**names))


def _footer(paper: CardPaper, layout: CardLayout) -> Footer:
    origin = layout.wording.origin.format(
        program=paper.program, methodology=paper.methodology, fingerprint=paper.fingerprint
    )
    return Footer(origin, layout.wording.page_label)


def _table(paper: CardPaper, layout: CardLayout) -> Table:
    levels = len(paper.level_titles)
    return Table(
        widths=(layout.columns.problem, *(layout.columns.level,) * levels),
        header=_header(paper, layout),
        rows=tuple(_row(row, levels, layout) for row in paper.rows),
        size=layout.sizes.table,
    )


def _header(paper: CardPaper, layout: CardLayout) -> tuple[Row, ...]:
    wording = layout.wording
    return (
        Row(
            (
                Cell((_title(wording.problem_header),), rows=2),
                Cell((_title(wording.measures_header),), columns=len(paper.level_titles)),
            )
        ),
        Row(tuple(Cell((_title(title),)) for title in paper.level_titles)),
    )


def _title(words: str) -> Paragraph:
    return Paragraph((Run(words, bold=True),), align=Align.CENTER)


def _row(row: CardRow, levels: int, layout: CardLayout) -> Row:
    if len(row.cells) != levels:
        raise ValueError(f"row {row.number} has {len(row.cells)} cells for {levels} levels")
    cells = (_problem(row, layout), *(_level(measures, layout) for measures in row.cells))
    return Row(cells, layout.wording.continuation.format(number=row.number))


def _problem(row: CardRow, layout: CardLayout) -> Cell:
    wording = layout.wording
    said = wording.problem.format(number=row.number, text=row.text)
    details = (
        Paragraph((Run(detail, italic=True),), bullet=wording.bullet, space_before=1.5)
        for detail in row.details
    )
    return Cell((Paragraph((Run(said),), keep_with_next=bool(row.details)), *details))


def _level(measures: tuple[MeasureLine, ...], layout: CardLayout) -> Cell:
    if not measures:
        return Cell((Paragraph((Run(layout.wording.empty_cell),), align=Align.CENTER),))
    paragraphs: list[Paragraph] = []
    for measure in measures:
        paragraphs.extend(_measure(measure, layout, first=not paragraphs))
    return Cell(tuple(paragraphs))


def _measure(measure: MeasureLine, layout: CardLayout, *, first: bool) -> list[Paragraph]:
    """The measure, its labelled parts below it, held together on one page where possible."""
    wording = layout.wording
    lines = [Run(measure.text)]
    for template, said in (
        (wording.owner, measure.owner),
        (wording.due, measure.due),
        (wording.result, measure.result),
    ):
        if said:
            lines.append(Run(template.format(text=said)))
    if measure.status:
        lines.append(Run(measure.status, italic=True))
    last = len(lines) - 1
    return [
        Paragraph(
            (run,),
            space_before=0 if number or first else 5,
            keep_with_next=number < last,
        )
        for number, run in enumerate(lines)
    ]


def _signature(paper: CardPaper, layout: CardLayout) -> SignatureBlock:
    captions = layout.signature
    return SignatureBlock(
        post=paper.signatory_post or captions.post,
        signature_caption=captions.signature_caption,
        name=paper.signatory_name,
        name_caption=captions.name_caption,
        date_label=captions.date_label,
        date=paper.date_text or captions.date_blank,
        stamp=captions.stamp,
    )
