"""The customer's district imported once, and the demonstration played once."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.exchange_world import World, new_world
from tests.end_to_end.opora import PASSWORD, WORKBOOKS, Ran, program


@dataclass(frozen=True)
class Played:
    """A base with the customer's workbooks in it, and what the commands printed."""

    base: Path
    imported: Ran
    indices: Any
    check: Ran


@pytest.fixture(scope="session")
def customer(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """init, import --partial, indices and check over the four workbooks, each a process."""
    folder = tmp_path_factory.mktemp("customer")
    base, home = folder / "base.sqlite", folder / "home"
    start = ("--role", "district", "--methodology", "kbr-2020", "--period", "2025/2026")
    made = program("init", *start, "--base", base, home=home)
    assert made.code == 0, made
    imported = program("import", *WORKBOOKS, "--partial", "--json", "--base", base, home=home)
    indices = program("indices", "--json", "--base", base, home=home)
    assert indices.code == 0, indices
    check = program("check", "--json", "--base", base, home=home)
    return Played(base, imported, indices.json, check)


@pytest.fixture
def base(customer: Played, tmp_path: Path) -> Path:
    """A copy of the customer's base to do anything with."""
    return Path(shutil.copy(customer.base, tmp_path / "base.sqlite"))


@pytest.fixture(scope="session")
def demo_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ran]:
    """The folder of a demonstration and what it printed."""
    folder = tmp_path_factory.mktemp("demonstration")
    ran = program("demo", folder / "demo", home=folder / "home", environment={"COLUMNS": "200"})
    assert ran.code == 0, ran
    return folder / "demo", ran


@pytest.fixture
def demo(demo_once: tuple[Path, Ran], tmp_path: Path) -> Path:
    """A copy of the demonstration's folder to do anything with."""
    return Path(shutil.copytree(demo_once[0], tmp_path / "demo"))


@pytest.fixture
def password(tmp_path: Path) -> Path:
    """A file with the password of the demonstration's keys."""
    file = tmp_path / "password.txt"
    file.write_text(PASSWORD + "\n", encoding="utf-8")
    return file


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Three bases that have just been created and trust nobody yet."""
    return new_world(tmp_path)
