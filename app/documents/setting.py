"""Turns the pieces of a document into set lines: text with its place inside the line, and rules.

Everything is in points; x runs from the left end of the place where the line will stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from app.documents.fonts import Face, face_of, width_of
from app.documents.model import Align, FillLine, Paragraph, Run, SignatureBlock
from app.documents.wrapping import Line, clean, wrap

LINE_HEIGHT = 1.15
"""Of the text's size; Liberation Serif reaches from 0.891 above to 0.216 below the baseline."""
BASELINE = 0.91
SMALL = 8.0
"""Size of running lines and captions."""
_RULE_BELOW = 2.0


@dataclass(frozen=True, slots=True)
class Ink:
    """Text of one face at a distance from the left end of its line."""

    x: float
    face: Face
    size: float
    text: str


class Break(IntEnum):
    """How well a page may end just above a line."""

    NEVER = 0
    IF_NEEDED = 1
    """Inside a paragraph."""
    WELL = 2
    """Between paragraphs that need not stay together."""


@dataclass(frozen=True, slots=True)
class SetLine:
    """A line ready to be put on a page."""

    height: float
    above: float
    """Empty part of the height, dropped where the line comes first on a page."""
    baseline: float
    """Below the top of the line, the empty part included."""
    ink: tuple[Ink, ...]
    rules: tuple[tuple[float, float], ...] = ()
    """Ruled parts under the baseline, from x to x."""
    before: Break = Break.NEVER
    """How well a page may end just above this line."""


def set_paragraphs(
    paragraphs: Sequence[Paragraph], width: float, size: float
) -> tuple[SetLine, ...]:
    """All lines of a cell or a place; two lines of a paragraph at least stay on either page."""
    lines: list[SetLine] = []
    bound = False
    for paragraph in paragraphs:
        lines.extend(_set_paragraph(paragraph, width, size, bound))
        bound = paragraph.keep_with_next
    return tuple(lines)


def _set_paragraph(paragraph: Paragraph, width: float, size: float, bound: bool) -> list[SetLine]:
    size = paragraph.size or size
    mark = f"{paragraph.bullet} " if paragraph.bullet else ""
    indent = width_of(mark, Face.REGULAR) * size / 1000
    wrapped = wrap(paragraph.runs, width - indent, size)
    lines = []
    for number, line in enumerate(wrapped):
        start = indent + _shift(paragraph.align, width - indent - line.width)
        ink = _ink(line, start, size)
        if mark and number == 0:
            ink = (Ink(0, Face.REGULAR, size, paragraph.bullet), *ink)
        above = paragraph.space_before if number == 0 else 0
        lines.append(_line(ink, size, above, before=_break(number, len(wrapped), bound)))
    return lines


def _break(number: int, count: int, bound: bool) -> Break:
    """A paragraph leaves two lines at least on either page."""
    if number == 0:
        return Break.NEVER if bound else Break.WELL
    return Break.NEVER if number in (1, count - 1) else Break.IF_NEEDED


def _shift(align: Align, spare: float) -> float:
    return {Align.LEFT: 0.0, Align.CENTER: spare / 2, Align.RIGHT: spare}[align]


def _ink(line: Line, start: float, size: float) -> tuple[Ink, ...]:
    return tuple(Ink(start + part.x, part.face, size, part.text) for part in line.fragments)


def _line(
    ink: tuple[Ink, ...],
    size: float,
    above: float = 0,
    *,
    rules: tuple[tuple[float, float], ...] = (),
    before: Break = Break.NEVER,
) -> SetLine:
    return SetLine(above + size * LINE_HEIGHT, above, above + size * BASELINE, ink, rules, before)


def height_of(lines: Sequence[SetLine]) -> float:
    """Height of lines under each other."""
    return sum(line.height for line in lines)


def lines_that_fit(lines: Sequence[SetLine], room: float) -> int:
    """How many lines go into the room so that the page ends as well as it can; may be none."""
    most = _most(lines, room)
    if most == len(lines):
        return most
    return _last_break(lines, most, Break.WELL) or _last_break(lines, most, Break.IF_NEEDED)


def lines_forced(lines: Sequence[SetLine], room: float) -> int:
    """The same, but at least one: what cannot be kept together is torn."""
    return lines_that_fit(lines, room) or _most(lines, room) or min(1, len(lines))


def at_top(lines: Sequence[SetLine]) -> Sequence[SetLine]:
    """The lines without the empty space above the first one."""
    if not lines or not lines[0].above:
        return lines
    first = lines[0]
    closed = replace(
        first, height=first.height - first.above, above=0, baseline=first.baseline - first.above
    )
    return (closed, *lines[1:])


def begins_well(lines: Sequence[SetLine], room: float) -> bool:
    """Whether all lines, or some of them up to a good end of the page, go into the room."""
    most = _most(lines, room)
    return most == len(lines) or _last_break(lines, most, Break.WELL) > 0


def _most(lines: Sequence[SetLine], room: float) -> int:
    used = 0.0
    for count, line in enumerate(lines):
        used += line.height
        if used > room:
            return count
    return len(lines)


def _last_break(lines: Sequence[SetLine], count: int, level: Break) -> int:
    while count and lines[count].before < level:
        count -= 1
    return count


def set_fill_line(fill: FillLine, width: float, size: float) -> tuple[SetLine, ...]:
    """The label, then the value upon a rule that reaches to the right end."""
    label = clean(fill.label)
    start = width_of(label + " ", Face.REGULAR) * size / 1000
    lines = []
    for number, line in enumerate(wrap((Run(fill.value),), width - start - 3, size)):
        ink = _ink(line, start + 3, size)
        if number == 0:
            ink = (Ink(0, Face.REGULAR, size, label), *ink)
        above = 0 if number == 0 else 2
        lines.append(_line(ink, size, above, rules=((start, width),)))
    return tuple(lines)


def set_signature(block: SignatureBlock, width: float, size: float) -> tuple[SetLine, ...]:
    """Post, ruled signature and name with their captions, then the date and the stamp's place."""
    post_width, sign = width * 0.32, (width * 0.34, width * 0.54)
    name = (width * 0.56, width * 0.86)
    lines = [_line((), size, above=size)]
    posts = wrap((Run(block.post),), post_width, size)
    lines += [_line(_ink(line, 0, size), size) for line in posts[:-1]]
    last = (
        *_ink(posts[-1], 0, size),
        Ink((sign[1] + name[0]) / 2 - size * 0.14, Face.REGULAR, size, "/"),
        *_centred(block.name, name, size),
    )
    lines.append(_line(last, size, rules=(sign, name)))
    captions = (
        *_centred(block.signature_caption, sign, SMALL),
        *_centred(block.name_caption, name, SMALL),
    )
    lines.append(_line(captions, SMALL, above=2))
    dated = wrap((Run(f"{block.date_label} {block.date}".strip()),), post_width, size)
    for number, line in enumerate(dated):
        stamp = _centred(block.stamp, sign, size) if number == 0 else ()
        above = size if number == 0 else 0
        lines.append(_line(_ink(line, 0, size) + stamp, size, above=above))
    return tuple(lines)


def _centred(text: str, span: tuple[float, float], size: float) -> tuple[Ink, ...]:
    """One line in the middle of a span; a text too long for it is set smaller, never cut."""
    text = clean(text)
    if not text:
        return ()
    face = face_of(bold=False, italic=False)
    room = span[1] - span[0]
    size = min(size, room * 1000 / width_of(text, face))
    spare = room - width_of(text, face) * size / 1000
    return (Ink(span[0] + spare / 2, face, size, text),)


def rule_depth(line: SetLine) -> float:
    """How far below the top of the line its rules are drawn."""
    return line.baseline + _RULE_BELOW
