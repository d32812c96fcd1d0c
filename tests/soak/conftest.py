"""What holds for every long test: a seed that is printed and can be set, a number of rounds.

`make soak PART=NAME` runs `test_NAME.py` of this folder; a part takes at most forty minutes on two
cores. OPORA_SOAK_SEED repeats a run, OPORA_SOAK_ROUNDS shortens or lengthens it.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SEED = int(os.environ.get("OPORA_SOAK_SEED") or random.SystemRandom().randrange(10**6))
LONGEST = 40 * 60
"""Seconds a part may take."""


def pytest_report_header() -> str:
    return f"soak: OPORA_SOAK_SEED={SEED}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.soak)
            item.add_marker(pytest.mark.timeout(LONGEST))


@pytest.fixture
def seed(record_property: Callable[[str, object], None]) -> int:
    """The seed of this run; every random choice of a long test comes from it."""
    record_property("seed", SEED)
    return SEED


@pytest.fixture
def rounds() -> Callable[[int], int]:
    """How many rounds to go: the number asked for, unless OPORA_SOAK_ROUNDS says otherwise."""
    return lambda asked: int(os.environ.get("OPORA_SOAK_ROUNDS") or asked)
