"""What is written above a table and in its sheet's name: texts, labels, the school year, a date."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.domain import spelling
from app.domain.errors import WrongUsage
from app.domain.periods import parse_period, school_year_of
from app.spreadsheets.mappings import TableMapping, fits, header_text

_YEARS = ("year", "calendar_year", "date")
_COMPARED = re.compile("сравнени[юи] с |по отношению к ")
"""Begins what the year is compared with."""


@dataclass(frozen=True, slots=True)
class Titles:
    """Texts above a table, with their places, and the name of its sheet."""

    sheet: str
    above: tuple[tuple[int, int, str], ...]
    """Row, column, text."""

    def texts(self) -> list[str]:
        """All of them folded; with Latin letters among Russian ones also as meant."""
        found = [text for _, _, text in self.above] + [self.sheet]
        meant = [spelling.as_cyrillic(text) for text in found]
        return [spelling.folded(text) for text in dict.fromkeys([*found, *meant])]

    def beside(self, labels: tuple[str, ...]) -> tuple[str, int, int] | None:
        """The text right of a label, or after the label in its own cell; its place."""
        for place, (row, column, text) in enumerate(self.above):
            label, colon, rest = text.partition(":")
            if _is_label(text, labels):
                following = self.above[place + 1] if place + 1 < len(self.above) else None
                if following is not None and following[0] == row:
                    return following[2], row, following[1]
            elif colon and rest.strip() and _is_label(label, labels):
                return rest.strip(), row, column
        return None


def _is_label(text: str, labels: tuple[str, ...]) -> bool:
    return any(fits(header_text(one), labels) for one in (text, spelling.as_cyrillic(text)))


def speaks_of(titles: Titles, words: tuple[str, ...]) -> bool:
    """Whether a text above the table or the sheet's name has one of the words («*»: anything)."""
    return not words or any(
        word in text or fits(text, (f"*{word}*",)) for word in words for text in titles.texts()
    )


def stated_year(titles: Titles, mapping: TableMapping) -> str | None:
    """Key of the school year the titles state."""
    patterns = (*mapping.period, *mapping.procedure.titles)
    if "year" in mapping.procedure.fixed:
        return school_year(mapping.procedure.fixed) or None
    return school_year(groups(patterns, titles.texts())) or None


def stated_years(titles: Titles, mapping: TableMapping) -> list[str]:
    """Keys of all school years that the pattern which states the year finds."""
    if "year" in mapping.procedure.fixed:
        return []
    for pattern in (*mapping.period, *mapping.procedure.titles):
        if not set(_YEARS) & set(pattern.groupindex):
            continue
        found = [
            school_year({name: got for name, got in match.groupdict().items() if got})
            for text in titles.texts()
            for match in pattern.finditer(_COMPARED.split(text)[0])
            if not _is_of_date(match)
        ]
        if years := list(dict.fromkeys(year for year in found if year)):
            return years
    return []


def _is_of_date(match: re.Match[str]) -> bool:
    """Whether the year is the end of a day («приказ от 12.05.2025 г.»)."""
    return "calendar_year" in match.re.groupindex and match.string[
        : match.start("calendar_year")
    ].endswith(".")


def stated_date(titles: Titles, mapping: TableMapping) -> str:
    """The date the titles state, as written; empty when there is none."""
    return groups(mapping.period, titles.texts()).get("date", "")


def groups(patterns: Iterable[re.Pattern[str]], texts: list[str]) -> dict[str, str]:
    """Named groups of the first text each pattern is found in; earlier patterns win."""
    found: dict[str, str] = {}
    for pattern in patterns:
        for text in texts:
            if match := pattern.search(text):
                told = {name: got for name, got in match.groupdict().items() if got}
                found = {**told, **found}
                break
    return found


def school_year(parts: Mapping[str, str]) -> str:
    """Key of a school year out of «year», «calendar_year» (its spring) or «date»; or empty."""
    try:
        if "year" in parts:
            return parse_period(parts["year"].replace("-", "/")).key
        if "calendar_year" in parts:
            last = int(parts["calendar_year"])
            return parse_period(f"{last - 1}/{last}").key
        if "date" in parts:
            order = "%Y.%m.%d" if parts["date"][:4].isdigit() else "%d.%m.%Y"
            return school_year_of(datetime.strptime(parts["date"], order).date()).key
    except (WrongUsage, ValueError):
        return ""
    return ""
