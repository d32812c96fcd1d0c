"""What a school, a district and a region see of their own work: offers, МУМ, involvement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.domain.diagnostics import PRIMARY, Offer, diagnostics_offers
from app.domain.indices import IndexValue
from app.domain.mum import TrackState
from app.domain.plans import QUARTERS, Involvement


@dataclass(frozen=True, slots=True)
class Assessed:
    """The self-assessment of one district (F21)."""

    district: str
    name: str
    tracks: tuple[TrackState, ...]

    def as_json(self) -> dict[str, Any]:
        """The shape printed by «opora indices --json»."""
        return {
            "district": self.district,
            "name": self.name,
            "tracks": [one.as_json() for one in self.tracks],
        }


@dataclass(frozen=True, slots=True)
class InvolvedTeachers:
    """One quarter of one school (F19b)."""

    school: str
    quarter: Involvement

    def as_json(self) -> dict[str, Any]:
        """The shape printed by «opora indices --json»."""
        one = self.quarter
        return {
            "school": self.school,
            "quarter": one.quarter,
            "title": QUARTERS[one.quarter],
            "teachers": one.teachers,
            "involved": one.involved,
            "participations": one.participations,
            "percent": float(one.percent),
            "told": one.told,
        }


@dataclass(frozen=True, slots=True)
class Monitoring:
    """Three lists, each in order of codes."""

    offers: tuple[Offer, ...] = ()
    assessed: tuple[Assessed, ...] = ()
    involvement: tuple[InvolvedTeachers, ...] = ()

    def as_json(self, subjects: Mapping[str, str]) -> dict[str, list[dict[str, Any]]]:
        """The lists by name, as «opora indices --json» prints them."""
        return {
            "offers": [offer_as_json(one, subjects) for one in self.offers],
            "self_assessment": [one.as_json() for one in self.assessed],
            "involvement": [one.as_json() for one in self.involvement],
        }


def with_offers(told: Monitoring, values: Iterable[IndexValue]) -> Monitoring:
    """The same lists with the offers that come of these values."""
    return replace(told, offers=diagnostics_offers(values))


def offer_title(offer: Offer, subjects: Mapping[str, str]) -> str:
    """«Математика» or «начальные классы»."""
    if offer.subject == PRIMARY:
        return "начальные классы"
    return subjects.get(offer.subject, offer.subject)


def offer_as_json(offer: Offer, subjects: Mapping[str, str]) -> dict[str, Any]:
    """One offer, its subject also in words."""
    return {
        "school": offer.school,
        "subject": offer.subject,
        "title": offer_title(offer, subjects),
        "because": offer.because,
    }
