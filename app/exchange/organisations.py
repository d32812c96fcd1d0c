"""Who an organisation is in the exchange: what its certificate says of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What an organisation may sign; stands in the certificate's subject as OU."""

    SCHOOL = "school"
    DISTRICT = "district"
    REGION = "region"


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation as its certificate names it."""

    uid: str
    """Lower-case UUID, immutable."""
    name: str
    role: Role
    ogrn: str | None = None
    """ОГРН, only where it is the organisation's own (branches share one)."""


class State(StrEnum):
    """Whether the region trusts an enrolled certificate."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    REPLACED = "replaced"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A line of the region's register of certificates."""

    fingerprint: str
    """SHA-256 of the certificate, hex."""
    key: str
    """SHA-256 of the public key, hex: the installation, which outlives a renewed certificate."""
    organisation: Organisation
    serial: int
    valid_from: datetime
    valid_to: datetime
    state: State = State.ACTIVE


def sha256_hex(data: bytes) -> str:
    """SHA-256 as 64 lower-case hex digits."""
    return hashlib.sha256(data).hexdigest()


def grouped(digest: str) -> str:
    """A fingerprint for paper: upper case, in groups of four."""
    return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4)).upper()


_LOOK_ALIKE = str.maketrans("авсеАВСЕоОзЗ", "abceABCEoO33")


def ungrouped(typed: str) -> str:
    """What was typed from paper: spaces and dashes dropped, Cyrillic look-alikes read as Latin."""
    kept = "".join(sign for sign in typed.translate(_LOOK_ALIKE) if sign.isalnum())
    return kept.lower().replace("o", "0")
