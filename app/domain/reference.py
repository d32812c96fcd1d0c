"""The region's reference (эталон региона): what a school cannot compute by itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, TypeVar

from app.domain.definitions import Entry
from app.domain.errors import BadDefinition
from app.domain.kept_scales import scales_as_json, scales_from_json
from app.domain.methodology import Methodology
from app.domain.models import Line, Weights, exact, line_from_json, weights_from_json
from app.domain.organisations import Organisation
from app.domain.periods import Period
from app.domain.reference_directories import (
    Norm,
    norm_from_json,
    organisations_as_json,
    organisations_from_json,
    words_from_json,
)
from app.domain.regional_shares import (
    RegionalShare,
    Work,
    shares_as_json,
    shares_from_json,
)
from app.domain.scales import NO_SCALES, Scales

Part = TypeVar("Part")
_FORMAT = 2
_FORMATS = (1, _FORMAT)
"""The first had no directories and bare numbers as norms."""
_NAME = re.compile(r"[0-9A-Za-z._-]{1,120}")
_LAST_VERSION = 1_000_000
_BIN = re.compile(r"-?[0-9]{1,9}")


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
    """Code of a class → the value a school is held against («lowest_group» → T25)."""
    counts: Mapping[str, int] = field(default_factory=dict)
    """Code of a class → number of schools its threshold was found among."""
    means: Mapping[str, Fraction] = field(default_factory=dict)
    """Means over schools, and weighted by pupils («mixed_language_weighted»)."""
    distributions: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Index → lower end of an interval of five points → number of schools; never their names."""
    lines: Mapping[str, Line] = field(default_factory=dict)
    """Index of residuals → the fitted line."""
    weights: Mapping[str, Weights] = field(default_factory=dict)
    """Index → weights estimated from the region's data, with their errors."""
    shares: Mapping[Work, RegionalShare] = field(default_factory=dict)
    """Regional shares of the first pass: what objectivity is judged against (F08)."""
    clean_shares: Mapping[Work, RegionalShare] = field(default_factory=dict)
    """The same without the pairs left out: the region's means of the second pass."""
    earlier_shares: Mapping[str, Mapping[Work, RegionalShare]] = field(default_factory=dict)
    """School year before → its shares of the first pass: rules over two years leave out by them."""
    scales: Scales = NO_SCALES
    """What results of the year and of those before were measured by, and what the region gave."""
    norms: Mapping[str, Norm] = field(default_factory=dict)
    """Norms of resources, each approved or not."""
    organisations: tuple[Organisation, ...] = ()
    """The region's directory: schools and those above them, by kind and code."""
    subjects: Mapping[str, str] = field(default_factory=dict)
    """Code of a subject → its name."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """The methodology's files as they were: a past year is computed by its own rules."""

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
            "thresholds": _texts(self.thresholds),
            "counts": dict(sorted(self.counts.items())),
            "means": _texts(self.means),
            "distributions": {
                index: dict(sorted(bins.items(), key=lambda one: int(one[0])))
                for index, bins in sorted(self.distributions.items())
            },
            "lines": {code: line.as_json() for code, line in sorted(self.lines.items())},
            "weights": {code: one.as_json() for code, one in sorted(self.weights.items())},
            "shares": shares_as_json(self.shares),
            "clean_shares": shares_as_json(self.clean_shares),
            "earlier_shares": {
                year: shares_as_json(self.earlier_shares[year])
                for year in sorted(self.earlier_shares)
            },
            "scales": scales_as_json(self.scales),
            "norms": {code: one.as_json() for code, one in sorted(self.norms.items())},
            "organisations": organisations_as_json(self.organisations),
            "subjects": dict(sorted(self.subjects.items())),
            "texts": dict(sorted(self.texts.items())),
        }


def _texts(numbers: Mapping[str, Fraction]) -> dict[str, str]:
    return {code: str(value) for code, value in sorted(numbers.items())}


def reference_from_json(parts: object, where: str) -> Reference:
    """The inverse of `Reference.as_json`, strictly; raises BadDefinition."""
    entry = Entry(parts, where)
    number = entry.take("format", int)
    if number not in _FORMATS:
        kind = "составлен более новой версией программы" if number > _FORMAT else "записан не так"
        raise BadDefinition(f"{where}: эталон {kind}.", "Обновите программу.")
    reference = Reference(
        id=_id(entry),
        region=entry.take("region", str),
        period=entry.take("period", str),
        methodology=entry.take("methodology", str),
        methodology_version=_version(entry, "methodology_version"),
        version=_version(entry, "version"),
        issued_on=_day(entry),
        schools=_count(entry.take("schools", int), where),
        thresholds=_fractions(entry, entry.take("thresholds", dict)),
        counts=_mapping(entry, "counts", _count),
        means=_fractions(entry, entry.take("means", dict, {})),
        distributions=_mapping(entry, "distributions", _bins),
        lines=_mapping(entry, "lines", line_from_json),
        weights=_mapping(entry, "weights", weights_from_json),
        shares=shares_from_json(entry.take("shares", dict, {}), where),
        clean_shares=shares_from_json(entry.take("clean_shares", dict, {}), where),
        earlier_shares=_mapping(entry, "earlier_shares", shares_from_json),
        scales=scales_from_json(entry.entries("scales")),
        norms=_mapping(entry, "norms", norm_from_json),
        organisations=organisations_from_json(entry.entries("organisations")),
        subjects=words_from_json(entry.take("subjects", dict, {}), f"{where}, subjects"),
        texts=_mapping(entry, "texts", _word),
    )
    entry.close()
    return reference


def _id(entry: Entry) -> str:
    text = entry.take("id", str)
    if not _NAME.fullmatch(text):
        raise BadDefinition(f"{entry.where}: у эталона нет правильного имени.")
    return text


def _version(entry: Entry, key: str) -> int:
    number = entry.take(key, int)
    if not 1 <= number <= _LAST_VERSION:
        raise BadDefinition(f"{entry.where}: «{key}» — номер от 1 до {_LAST_VERSION}.")
    return number


def _day(entry: Entry) -> date:
    text = entry.take("issued_on", str)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadDefinition(f"{entry.where}: «{text}» — не дата.") from None


def _fractions(entry: Entry, parts: dict[str, object]) -> dict[str, Fraction]:
    return {
        str(code): exact(_word(value, entry.where), f"{entry.where}: «{code}»")
        for code, value in parts.items()
    }


def _mapping(entry: Entry, key: str, read: Callable[[object, str], Part]) -> dict[str, Part]:
    parts = entry.take(key, dict, {})
    return {str(code): read(one, f"{entry.where}, {key}, {code}") for code, one in parts.items()}


def _word(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise BadDefinition(f"{where}: здесь должны стоять слова в кавычках.")
    return value


def _count(value: object, where: str) -> int:
    if type(value) is not int or value < 0:
        raise BadDefinition(f"{where}: здесь должно стоять целое число.")
    return value


def _bins(value: object, where: str) -> dict[str, int]:
    if not isinstance(value, Mapping) or not all(_BIN.fullmatch(str(code)) for code in value):
        raise BadDefinition(f"{where}: здесь должны стоять числа школ по промежуткам.")
    return {str(code): _count(amount, where) for code, amount in value.items()}
