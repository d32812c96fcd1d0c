"""Lays a document out on sheets: block by block, headings with what follows, signature whole."""

from __future__ import annotations

from dataclasses import replace

from app.documents.model import (
    Align,
    Block,
    Cell,
    Document,
    FillLine,
    Heading,
    KeyValues,
    Note,
    Paragraph,
    Row,
    Run,
    Spacer,
    Table,
    text,
)
from app.documents.pages import Pages, Sheet
from app.documents.setting import (
    SetLine,
    height_of,
    set_fill_line,
    set_paragraphs,
    set_signature,
)
from app.documents.tables import opening_height, put_table

_LARGER = {1: 3.0, 2: 1.0}
"""Points a heading is larger than the text, by its level."""
_NOTE_SIZE = 8.5


def lay_out(document: Document) -> tuple[tuple[float, float], list[Sheet]]:
    """The size of the sheets in points, and the sheets."""
    pages = Pages(document)
    signature = (
        set_signature(document.signature, pages.width, document.size) if document.signature else ()
    )
    blocks = [_simpler(block) for block in document.blocks]
    for number, block in enumerate(blocks):
        following = blocks[number + 1 :]
        if isinstance(block, Table):
            tail = _tail(following, pages, document.size) + height_of(signature)
            put_table(pages, block, document.size, tail)
        else:
            _put_block(pages, block, following, document.size)
    pages.put_together(signature)
    return pages.size, pages.finish()


def _put_block(pages: Pages, block: Block, following: list[Block], size: float) -> None:
    if isinstance(block, Spacer):
        pages.y += min(block.height, max(0.0, pages.room))
        return
    lines = _set_lines(block, pages, size)
    if isinstance(block, Heading) or (isinstance(block, Paragraph) and block.keep_with_next):
        wanted = height_of(lines) + _beginning(following, pages, size)
        if wanted > pages.room and not pages.untouched:
            pages.begin_sheet()
    pages.put(lines)


def _set_lines(block: Block, pages: Pages, size: float) -> tuple[SetLine, ...]:
    if isinstance(block, Heading):
        return set_paragraphs((_heading(block, size),), pages.width, size)
    if isinstance(block, Note):
        note = replace(text(block.text, italic=True), size=_NOTE_SIZE, space_before=4)
        return set_paragraphs((note,), pages.width, size)
    if isinstance(block, FillLine):
        return set_fill_line(block, pages.width, size)
    if isinstance(block, Paragraph):
        return set_paragraphs((block,), pages.width, size)
    raise TypeError(f"no lines in {type(block).__name__}")


def _beginning(following: list[Block], pages: Pages, size: float) -> float:
    """Height that has to follow a heading on the same sheet."""
    if not following:
        return 0
    block, *further = following
    if isinstance(block, Spacer):
        return block.height + _beginning(further, pages, size)
    if isinstance(block, Table):
        return opening_height(pages, block, size)
    lines = _set_lines(block, pages, size)
    if isinstance(block, Heading) or (isinstance(block, Paragraph) and block.keep_with_next):
        return height_of(lines) + _beginning(further, pages, size)
    return height_of(lines[:2])


def _tail(following: list[Block], pages: Pages, size: float) -> float:
    """Height of what stands between a table and the signature; none if other tables follow."""
    if any(isinstance(block, Table) for block in following):
        return 0
    return sum(
        block.height if isinstance(block, Spacer) else height_of(_set_lines(block, pages, size))
        for block in following
    )


def _heading(block: Heading, size: float) -> Paragraph:
    return Paragraph(
        (Run(block.text, bold=True),),
        align=Align.CENTER if block.level == 1 else Align.LEFT,
        size=size + _LARGER.get(block.level, 0.0),
        space_before=0 if block.level == 1 else 6,
    )


def _simpler(block: Block) -> Block:
    """Facts are a table without borders."""
    if not isinstance(block, KeyValues):
        return block
    rows = tuple(Row((Cell((text(key),)), Cell((text(value),)))) for key, value in block.pairs)
    return Table((block.label_share, 1 - block.label_share), (), rows, grid=False)
