"""Records and their append-only revisions, as the store gives them out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.answers import canonical


@dataclass(frozen=True, slots=True)
class RecordKey:
    """What a record is: whose, which form, which period, written by whom.

    Columns of the support card that belong to different owners are different records: the author
    differs (DOMAIN Ф-1).
    """

    organisation: UUID
    form: str
    period: str
    author: UUID


@dataclass(frozen=True, slots=True)
class Revision:
    """One state of a record. Revisions are only ever added."""

    key: RecordKey
    number: int
    """Counted from 1 inside the record."""
    form_version: int
    answers: str
    """Canonical JSON of the whole state."""
    changes: str
    """Canonical JSON {address: [before, after]} against the previous revision."""
    installation: str
    created_at: datetime
    reason: str
    """«edit», «import», «undo», «receive», «merge»."""
    previous_hash: str
    """Hash of the revision before, empty for the first."""
    hash: str
    outgoing_hash: str = ""
    """SHA-256 of the outgoing view, once it was signed and sent."""


def revision_hash(
    key: RecordKey, number: int, form_version: int, answers: str, previous_hash: str
) -> str:
    """SHA-256 over what a revision says and what stood before it (the journal's chain)."""
    parts = {
        "organisation": str(key.organisation),
        "form": key.form,
        "period": key.period,
        "author": str(key.author),
        "number": number,
        "form_version": form_version,
        "answers": answers,
        "previous": previous_hash,
    }
    return hashlib.sha256(canonical(parts).encode()).hexdigest()
