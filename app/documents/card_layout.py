"""Wording and measures of the printed support card, as data in forms/layouts/card.toml."""

from __future__ import annotations

from dataclasses import dataclass

from app.documents.layout_files import check_names, parse_layout, read_layout
from app.documents.model import Orientation, PageFormat


@dataclass(frozen=True, slots=True)
class CardPage:
    """Sheet and margins, millimetres."""

    orientation: Orientation
    left: float
    right: float
    top: float
    bottom: float

    def page_format(self) -> PageFormat:
        """The same as the document model says it."""
        return PageFormat(self.orientation, self.left, self.right, self.top, self.bottom)


@dataclass(frozen=True, slots=True)
class CardSizes:
    """Sizes of text, points."""

    text: float
    table: float


@dataclass(frozen=True, slots=True)
class CardColumns:
    """Relative widths: the problem, then each level."""

    problem: float
    level: float


@dataclass(frozen=True, slots=True)
class CardWording:
    """Official wording; what stands in braces is replaced."""

    running_left: str
    running_right: str
    school: str
    year: str
    problem_header: str
    measures_header: str
    problem: str
    continuation: str
    owner: str
    due: str
    result: str
    empty_cell: str
    bullet: str
    origin: str
    page_label: str


@dataclass(frozen=True, slots=True)
class CardSignature:
    """Words of the signature block."""

    post: str
    signature_caption: str
    name_caption: str
    date_label: str
    date_blank: str
    stamp: str


@dataclass(frozen=True, slots=True)
class CardLayout:
    """Everything about the card's look that a region may change without a new program."""

    title: str
    page: CardPage
    sizes: CardSizes
    columns: CardColumns
    wording: CardWording
    signature: CardSignature


_NAMES = {
    "running_left": ("school", "year"),
    "running_right": ("school", "year"),
    "year": ("year",),
    "problem": ("number", "text"),
    "continuation": ("number",),
    "owner": ("text",),
    "due": ("text",),
    "result": ("text",),
    "origin": ("program", "methodology", "fingerprint"),
    "page_label": ("page", "pages"),
}


def load_card_layout(name: str) -> CardLayout:
    """The card's layout forms/layouts/<name>.toml; BadDefinition if it cannot be understood."""
    return _checked(read_layout(CardLayout, name), f"{name}.toml")


def parse_card_layout(toml: str, source: str) -> CardLayout:
    """The same from a text, for example from a region's reference package."""
    return _checked(parse_layout(CardLayout, toml, source), source)


def _checked(layout: CardLayout, source: str) -> CardLayout:
    for key, allowed in _NAMES.items():
        check_names(getattr(layout.wording, key), allowed, source, f"wording.{key}")
    return layout
