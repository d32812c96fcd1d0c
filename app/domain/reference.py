"""The region's reference (эталон региона): thresholds a school cannot compute by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from app.domain.definitions import Entry
from app.domain.errors import BadDefinition
from app.domain.methodology import Methodology
from app.domain.periods import Period

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Reference:
    """What the region found in the whole of its schools for one period (DOMAIN section 7)."""

    id: str
    region: str
    """Two digits of ОКТМО."""
    period: str
    methodology: str
    """Code of the methodology it was computed by."""
    methodology_version: int
    version: int
    issued_on: date
    schools: int
    """Schools of the region with a value; 0 when not told."""
    thresholds: Mapping[str, Fraction] = field(default_factory=dict)
    """Code of a class → the value a school must not exceed («lowest_group» → T25)."""

    def fits(self, methodology: Methodology, period: Period) -> bool:
        """Whether values of this methodology and period may be compared with it."""
        return (
            self.methodology == methodology.code
            and self.methodology_version == methodology.version
            and self.period == period.key
        )

    def as_json(self) -> dict[str, Any]:
        """The reference as one JSON object; fractions as exact text."""
        return {
            "format": _FORMAT,
            "id": self.id,
            "region": self.region,
            "period": self.period,
            "methodology": self.methodology,
            "methodology_version": self.methodology_version,
            "version": self.version,
            "issued_on": self.issued_on.isoformat(),
            "schools": self.schools,
            "thresholds": {code: str(value) for code, value in sorted(self.thresholds.items())},
        }


def reference_from_json(parts: object, where: str) -> Reference:
    """The inverse of `Reference.as_json`, strictly; raises BadDefinition."""
    entry = Entry(parts, where)
    if entry.take("format", int) != _FORMAT:
        raise BadDefinition(f"{where}: эталон неизвестного вида.", "Обновите программу.")
    reference = Reference(
        id=entry.take("id", str),
        region=entry.take("region", str),
        period=entry.take("period", str),
        methodology=entry.take("methodology", str),
        methodology_version=entry.take("methodology_version", int),
        version=entry.take("version", int),
        issued_on=_day(entry),
        schools=entry.take("schools", int),
        thresholds=_thresholds(entry),
    )
    entry.close()
    return reference


def _day(entry: Entry) -> date:
    text = entry.take("issued_on", str)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadDefinition(f"{entry.where}: «{text}» — не дата.") from None


def _thresholds(entry: Entry) -> dict[str, Fraction]:
    parts = entry.take("thresholds", dict)
    try:
        return {str(code): Fraction(value) for code, value in parts.items() if _is_text(value)}
    except (ValueError, ZeroDivisionError):
        raise BadDefinition(f"{entry.where}: порог записан не числом.") from None


def _is_text(value: object) -> bool:
    if not isinstance(value, str):
        raise ValueError(value)
    return True
