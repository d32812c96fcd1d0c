"""Organisations: schools, districts, the region. A uid is made once and never changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID, uuid5

from app.domain import spelling

_NAMESPACE = UUID("6f706f72-6100-5000-8000-000000000000")
"""Namespace of «Опора»; part of the exchange format, never to be changed."""


class OrganisationKind(StrEnum):
    """Levels of the hierarchy (DOMAIN section 0)."""

    SCHOOL = "school"
    DISTRICT = "district"
    REGION = "region"
    INSTITUTE = "institute"
    MINISTRY = "ministry"
    RESOURCE_CENTRE = "resource_centre"
    OTHER = "other"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The Russian word shown to people."""
        return {
            "school": "школа",
            "district": "район",
            "region": "регион",
            "institute": "институт",
            "ministry": "министерство",
            "resource_centre": "ресурсный центр",
            "other": "иная организация",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Organisation:
    """One organisation as the base knows it."""

    uid: UUID
    code: str
    """Its code as text, leading zeros kept."""
    name: str
    kind: OrganisationKind = OrganisationKind.SCHOOL
    short_name: str = ""
    region: str = ""
    """Code of the subject of the Federation (two digits of ОКТМО)."""
    ogrn: str = ""
    """ОГРН of its legal entity; branches share one."""
    legal_entity: str = ""
    """Name of the legal entity when it is another organisation's."""
    parent: UUID | None = None
    """The district, or the ministry a school answers to directly; None at the top."""
    valid_from: date | None = None
    valid_to: date | None = None
    successor: UUID | None = None
    """Where its work went when it was merged; None with `valid_to` means closed."""

    @property
    def title(self) -> str:
        """The name people know it by."""
        return self.short_name or self.name


def code_key(code: str) -> str:
    """What two spellings of one code share: no spaces, no eaten zeros, one alphabet, one case.

    «021301», «21301», «021 301» are one code; so are «КБР-1» and «KБP-1».
    """
    text = "".join(spelling.plain_text(code).translate(spelling.DASHES).split()).upper()
    if text.isdigit():
        return text.lstrip("0") or "0"
    return spelling.lookalikes_as_cyrillic(text)


def organisation_uid(region: str, first_code: str) -> UUID:
    """UUIDv5 of (region, first code): two laptops that meet a school first agree on its uid."""
    return uuid5(_NAMESPACE, f"{region.strip()}/{first_code.strip()}")
