"""What a text of a column has to be besides a text: a word of a list, a moment, a number.

SQLite keeps any text in any column; whoever reads it later, far from here, would stumble over it.
Columns that are not named here may hold any text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime

Meaning = Callable[[str], object]
"""Raises ValueError for a text that nobody can have written there."""


class Words:
    """One of a few words."""

    def __init__(self, *words: str) -> None:
        self.words = frozenset(words)

    def __call__(self, text: str) -> None:
        """Raises ValueError."""
        if text not in self.words:
            raise ValueError(f"an unknown word: {text[:40]!r}")


def _day_or_nothing(text: str) -> None:
    if text:
        date.fromisoformat(text)


ORGANISATIONS = Words(
    "school", "district", "region", "institute", "ministry", "resource_centre", "other"
)
PROCEDURES = Words("vpr", "oge", "ege", "gve", "rdr", "niko", "internal")
ROLES = Words("school", "district", "region")
KEY_STATES = Words("active", "suspended", "replaced", "revoked")
PACKAGES = Words("submission", "consolidated", "response", "receipt", "reference", "recommendation")
PERIODS = Words("school_year", "calendar_year", "programme")

MEANINGS: Mapping[str, Meaning] = {
    "organisation.kind": ORGANISATIONS,
    "period.kind": PERIODS,
    "procedure.kind": PROCEDURES,
    "joined_counts.kind": PROCEDURES,
    "procedure.held_on": _day_or_nothing,
    "reference.issued_on": date.fromisoformat,
    "revision.created_at": datetime.fromisoformat,
    "journal.at": datetime.fromisoformat,
    "enrolled_key.role": ROLES,
    "enrolled_key.state": KEY_STATES,
    "enrolled_key.serial": int,
    "enrolled_key.valid_from": datetime.fromisoformat,
    "enrolled_key.valid_to": datetime.fromisoformat,
    "received_package.package_type": PACKAGES,
    "received_package.created_at": datetime.fromisoformat,
    "received_package.received_at": datetime.fromisoformat,
    "sent_package.created_at": datetime.fromisoformat,
}
