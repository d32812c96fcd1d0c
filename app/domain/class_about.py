"""What all rows of one class share: the rule in words, its source, the thresholds it used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeAlias

Text: TypeAlias = str | Callable[[], str]
"""Words, or what writes them once somebody reads: a region has a thousand rows nobody opens."""


def written(text: Text) -> str:
    """The words."""
    return text if isinstance(text, str) else text()


def sentences(*parts: Text) -> str:
    """The parts that say something, one after the other."""
    return " ".join(filter(None, map(written, parts)))


def capital(text: str) -> str:
    """The text with a capital letter at its beginning; the rest as it is."""
    return text[:1].upper() + text[1:]


def inside(text: str) -> str:
    """As it stands inside a sentence: a small letter at its head, unless an abbreviation."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


class TakenFrom(StrEnum):
    """Where a threshold comes from."""

    REFERENCE = "reference"
    BASE = "base"
    METHODOLOGY = "methodology"


@dataclass(frozen=True, slots=True)
class Bound:
    """One number that schools were held against."""

    code: str
    title: str
    """Russian."""
    value: Fraction
    unit: str
    taken_from: TakenFrom

    def as_json(self) -> dict[str, Any]:
        """The shape printed by «opora indices --json»."""
        return {
            "code": self.code,
            "title": self.title,
            "value": float(self.value),
            "unit": self.unit,
            "from": self.taken_from.value,
        }


@dataclass(frozen=True, slots=True)
class About:
    """The same for every school of a class."""

    title: str = ""
    formula: Text = ""
    """The rule in words."""
    source: str = ""
    """Document and paragraph."""
    methodology: str = ""
    """«Кабардино-Балкарская Республика, … (версия 1)»."""
    reference: str | None = None
    reference_day: date | None = None
    unsure: str = ""
    """Said of rows that are provisional."""
    not_approved: str = ""
    """Said of every row when no document of the region approves the rule."""
    bounds: tuple[Bound, ...] = ()

    @property
    def origin(self) -> str:
        """«Источник: …. Методика: Кабардино-Балкарская Республика, … (версия 1).»"""
        return sentences(
            f"Источник: {self.source.rstrip('.')}." if self.source else "",
            f"Методика: {self.methodology}." if self.methodology else "",
        )


NOTHING_ABOUT = About()
