"""Bases of schools, districts and regions, made in the test's folder and closed after it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.services.context import Context
from tests.unit.services.bases import SCHOOL, Bases


@pytest.fixture
def bases(tmp_path: Path) -> Iterator[Bases]:
    """Makes bases: `bases.make("district", own, schools)`."""
    made = Bases(tmp_path)
    yield made
    made.close()


@pytest.fixture
def school(bases: Bases) -> Context:
    """The base of one school."""
    return bases.make("school", SCHOOL)
