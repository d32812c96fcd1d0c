"""Makes the embedded part of a font small: drops what only a screen of 1995 needs.

TrueType instructions fit outlines to coarse pixels. Printers and PDF viewers draw without them,
and they are half of a font subset. The font file itself is not touched, only the piece of it
inside a document.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from struct import pack, unpack, unpack_from

_NEEDED = ("OS/2", "cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "post")
_WORDS, _SCALE, _MORE, _TWO_SCALES, _MATRIX, _INSTRUCTIONS = 1, 8, 0x20, 0x40, 0x80, 0x100


def without_hints(font: bytes) -> bytes:
    """The same TrueType font without instructions and without tables that serve only them."""
    from reportlab.pdfbase.ttfonts import TTFontMaker

    tables = dict(_tables(font))
    glyphs = [_plain_glyph(glyph) for glyph in _glyphs(tables)]
    offsets = [0]
    for glyph in glyphs:
        offsets.append(offsets[-1] + len(glyph))
    tables["glyf"] = b"".join(glyphs)
    tables["loca"] = pack(f">{len(offsets)}L", *offsets)
    tables["head"] = tables["head"][:50] + pack(">H", 1) + tables["head"][52:]
    lean = TTFontMaker()
    for tag in _NEEDED:
        if tag in tables:
            lean.add(tag, tables[tag])
    return bytes(lean.makeStream())


def _tables(font: bytes) -> Iterator[tuple[str, bytes]]:
    (count,) = unpack_from(">H", font, 4)
    for index in range(count):
        tag, _checksum, offset, length = unpack_from(">4sLLL", font, 12 + 16 * index)
        yield tag.decode("ascii"), font[offset : offset + length]


def _glyphs(tables: dict[str, bytes]) -> Iterator[bytes]:
    loca, is_long = tables["loca"], tables["head"][51]
    if is_long:
        offsets = list(unpack(f">{len(loca) // 4}L", loca))
    else:
        offsets = [2 * half for half in unpack(f">{len(loca) // 2}H", loca)]
    for start, end in pairwise(offsets):
        yield tables["glyf"][start:end]


def _plain_glyph(glyph: bytes) -> bytes:
    if not glyph:
        return glyph
    (contours,) = unpack_from(">h", glyph)
    plain = _plain_outline(glyph, contours) if contours >= 0 else _plain_composite(glyph)
    return plain + b"\0" * (-len(plain) % 4)


def _plain_outline(glyph: bytes, contours: int) -> bytes:
    start = 10 + 2 * contours
    (length,) = unpack_from(">H", glyph, start)
    return glyph[:start] + b"\0\0" + glyph[start + 2 + length :]


def _plain_composite(glyph: bytes) -> bytes:
    plain = bytearray(glyph)
    place, flags = 10, _MORE
    while flags & _MORE:
        (flags,) = unpack_from(">H", glyph, place)
        plain[place : place + 2] = pack(">H", flags & ~_INSTRUCTIONS)
        place += 8 if flags & _WORDS else 6
        if flags & _SCALE:
            place += 2
        elif flags & _TWO_SCALES:
            place += 4
        elif flags & _MATRIX:
            place += 8
    return bytes(plain[:place])
