"""A large package passes through in pieces: memory does not grow with its size."""

from __future__ import annotations

import os
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.exchange.writing import write_package
from tests.unit.exchange.world import SCHOOL, accepted, described, world

MIB = 2**20


@pytest.fixture
def peak() -> Iterator[None]:
    tracemalloc.start()
    yield
    _, highest = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert highest < 12 * MIB


@pytest.mark.usefixtures("peak")
@pytest.mark.parametrize("size", [24, pytest.param(200, marks=pytest.mark.soak)])
def test_a_large_package_needs_little_memory(tmp_path: Path, size: int) -> None:
    report, table = tmp_path / "report.pdf", tmp_path / "table.csv"
    with report.open("wb") as handle:
        for _ in range(size - 3):
            handle.write(os.urandom(MIB))
    with table.open("w") as rows:
        rows.write("organisation,n\n")
        rows.writelines(f"{SCHOOL.uid},1\n" for _ in range(3 * MIB // 39))
    files = {"docs/report.pdf": report, "data/table.csv": table}
    meta = described(dict.fromkeys(files, b""))
    written = write_package(tmp_path / "p.asice", meta, files, world().school)
    assert written.size > (size - 1) * MIB
    package = accepted(tmp_path / "p.asice")
    package.copy_to(tmp_path / "copy.asice")
    assert sum(map(len, package.chunks("docs/report.pdf"))) == (size - 3) * MIB
