"""Whom and what a receiver trusts when it opens a package."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.exchange.organisations import Enrolled, Organisation


@dataclass(frozen=True, slots=True)
class SignedBy:
    """Who signed a package, as far as the chain of certificates proves it."""

    organisation: Organisation
    certificate: str
    """SHA-256 of the certificate, hex."""
    key: str
    """SHA-256 of the public key, hex: the installation."""
    directly_by_root: bool
    """Whether the root itself issued the certificate; only then a region's role counts."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A package accepted before."""

    package_id: str
    manifest_sha256: str
    sequence: int
    previous_sha256: str | None


class Received(Protocol):
    """What the receiver remembers of accepted packages (its ledger), for step 11.

    A row is one installation key writing to one recipient ("" for packages to everybody).
    """

    def by_manifest(self, manifest_sha256: str) -> Seen | None:
        """The accepted package with this identity."""

    def by_id(self, package_id: str) -> Seen | None:
        """The accepted package with this package_id."""

    def by_sequence(self, key: str, recipient: str, sequence: int) -> Seen | None:
        """The accepted package with this number in a row."""

    def last(self, key: str, recipient: str) -> Seen | None:
        """The accepted package with the highest number in a row."""


def _nobody_else(_uid: str) -> Container[str]:
    return ()


@dataclass(frozen=True, slots=True)
class Trust:
    """Everything `verify` needs to know; PEM and DER are both taken for certificates and lists."""

    root: bytes
    """The pinned regional root."""
    now: datetime
    """This computer's clock, with a time zone."""
    authorities: tuple[bytes, ...] = ()
    """DER of the known authorities below the root; may be empty."""
    register: Mapping[str, Enrolled] | None = None
    """Enrolled certificates by their SHA-256; None at a school, which keeps no register."""
    crls: tuple[bytes, ...] = ()
    crl_required: bool = False
    recipients: Collection[str] | None = None
    """uids for which packages may be opened here; None opens any."""
    earliest: datetime | None = None
    """Certificates are judged at this moment when the clock is behind it (a school's clock)."""
    owners: Callable[[str], Container[str]] = _nobody_else
    """Signer's uid → uids of other organisations whose data it may send."""
    received: Received | None = None
    """None leaves step 11 out."""
