"""The example district is made by its script and by nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.services.organisation_files import read_organisations
from tests.data.make_example_district import EXAMPLE, SCHOOLS, main


def test_the_shipped_workbooks_are_what_the_script_writes(tmp_path: Path) -> None:
    main(tmp_path)
    made = sorted(file.name for file in tmp_path.iterdir())
    assert made == sorted(file.name for file in EXAMPLE.glob("*.xlsx")) != []
    for name in made:
        assert (tmp_path / name).read_bytes() == (EXAMPLE / name).read_bytes(), name


def test_there_are_twelve_schools_with_codes_of_their_own() -> None:
    assert len({school.code for school in SCHOOLS}) == len({one.name for one in SCHOOLS}) == 12


@pytest.mark.parametrize("role", ["district", "region"])
def test_its_organisations_can_be_read(role: str) -> None:
    own, below = read_organisations(EXAMPLE / f"{role}.toml", role, "kbr-2020")
    assert (own.kind.value, own.region, below) == (role, "83", ())
