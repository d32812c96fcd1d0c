"""The example district counted twice: by the program, and with plain fractions sharing no code."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.opora import opora
from tests.end_to_end.recount.counting import counted
from tests.end_to_end.recount.example import YEAR, example
from tests.end_to_end.recount.printed import differences
from tests.end_to_end.recount.values import CLASSES, COVERED, METHODOLOGIES, NOT_YET_COVERED

EXAMPLE = Path(__file__).parents[2] / "resources" / "example"
OWNERS = {"district": "0213", "region": "83"}
BASES = [(code, "district") for code in METHODOLOGIES] + [("kbr-2020", "region")]


@pytest.fixture(scope="module", params=BASES, ids=" ".join)
def played(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The methodology, the role, and what the program printed about the example."""
    methodology, role = request.param
    folder = tmp_path_factory.mktemp("recount")
    base = ("--base", folder / "base.sqlite")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPORA_HOME", str(folder / "opora-home"))
        start = ("--role", role, "--methodology", methodology, "--period", YEAR)
        assert opora("init", *start, "--org", EXAMPLE / f"{role}.toml", *base).code == 0
        files = sorted(EXAMPLE.glob("*.xlsx"))
        assert opora("import", *files, "--partial", *base).code == 0
        return methodology, role, opora("indices", "--json", *base).json


def test_everything_printed_is_what_plain_fractions_give(played: Any):
    methodology, role, printed = played
    facts = replace(example(EXAMPLE), owner=OWNERS[role], role=role)
    assert differences(printed, counted(facts, METHODOLOGIES[methodology])) == []


def test_every_code_is_counted_again_or_named(played: Any):
    _, _, printed = played
    assert {row["index"] for row in printed["values"]} <= COVERED | NOT_YET_COVERED
    assert {row["class"] for row in printed["classes"]} <= CLASSES
