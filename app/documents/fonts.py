"""The four faces of Liberation Serif: how wide their letters are, and how reportlab gets them."""

from __future__ import annotations

from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from typing import Any


class Face(StrEnum):
    """A face; the value is its file in resources/fonts and its name inside reportlab."""

    REGULAR = "LiberationSerif-Regular"
    BOLD = "LiberationSerif-Bold"
    ITALIC = "LiberationSerif-Italic"
    BOLD_ITALIC = "LiberationSerif-BoldItalic"


_FACES = {
    (False, False): Face.REGULAR,
    (True, False): Face.BOLD,
    (False, True): Face.ITALIC,
    (True, True): Face.BOLD_ITALIC,
}


def face_of(bold: bool, italic: bool) -> Face:
    """The face for a run."""
    return _FACES[bold, italic]


@cache
def registered_font(face: Face) -> Any:
    """The face known to reportlab (a TTFont); read from resources once per process."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    from app.documents.lean_fonts import without_hints

    data = files("resources").joinpath("fonts", f"{face}.ttf").read_bytes()
    # Not asciiReadable: otherwise every file carries all Latin letters. Not shapable: a library
    # found by chance on one machine must not change the bytes.
    font: Any = TTFont(face.value, BytesIO(data), asciiReadable=False, shapable=False)
    whole_subset = font.face.makeSubset
    font.face.makeSubset = lambda characters: without_hints(whole_subset(characters))
    pdfmetrics.registerFont(font)
    return font


@lru_cache(maxsize=20_000)
def width_of(text: str, face: Face) -> float:
    """Width in thousandths of the text's size (so a size of 10 pt gives width / 100 points)."""
    metrics = registered_font(face).face
    widths, other = metrics.charWidths, metrics.defaultWidth
    return float(sum(widths.get(ord(letter), other) for letter in text))
