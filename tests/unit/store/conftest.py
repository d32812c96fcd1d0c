"""A base with three schools and one period, and who writes into it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.domain.organisations import Organisation, OrganisationKind, organisation_uid
from app.domain.periods import parse_period
from app.store import base, organisations
from app.store.base import Database
from app.store.records import Stamp

STAMP = Stamp("installation-1", datetime(2026, 3, 2, 9, 30, tzinfo=UTC), "edit")


def organisation(code: str, kind: str = "school") -> Organisation:
    """An invented organisation of region 83."""
    uid = organisation_uid("83", code)
    return Organisation(uid, code, f"Школа {code}", OrganisationKind(kind), region="83")


SCHOOLS = tuple(organisation(code) for code in ("021301", "021302", "021303"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the base lies."""
    return tmp_path / "base.sqlite"


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    """The base, open."""
    made = base.create(path)
    with made.transaction() as connection:
        organisations.remember_period(connection, parse_period("2025/2026"))
        organisations.add(connection, SCHOOLS)
    yield made
    made.close()
