"""Fixtures of the exchange's tests."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a test writes its package."""
    return tmp_path / "p.asice"
