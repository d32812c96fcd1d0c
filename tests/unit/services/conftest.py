"""Bases of schools, districts and regions, made in the test's folder and closed after it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.services.context import Context
from tests.unit.services.bases import SCHOOL, Bases, Exchange, prepare


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


@pytest.fixture(scope="session")
def region_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A region with its root, made once."""
    return prepare(tmp_path_factory.mktemp("region"), with_district=False)


@pytest.fixture(scope="session")
def exchange_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A region and an enrolled district, made once."""
    return prepare(tmp_path_factory.mktemp("exchange"), with_district=True)


@pytest.fixture
def exchange(bases: Bases, exchange_folder: Path) -> Exchange:
    """A region that has enrolled a district."""
    return Exchange(bases, exchange_folder)


@pytest.fixture
def district(exchange: Exchange) -> Context:
    """The enrolled district of three schools with their passports."""
    return exchange.district()
