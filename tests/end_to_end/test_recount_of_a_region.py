"""A made-up region counted twice: dynamics, three years, lists to check, the line, ЕГЭ, totals."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from app.domain.indices import State
from app.services.calculating import calculate_from
from app.services.gathering import gathered
from app.services.opening import open_base
from app.services.referencing import current
from tests.end_to_end.opora import opora
from tests.end_to_end.recount.counting import counted
from tests.end_to_end.recount.made_up import YEAR, made_up
from tests.end_to_end.recount.printed import differences
from tests.end_to_end.recount.tables import write
from tests.end_to_end.recount.values import CLASSES, COVERED, METHODOLOGIES, NOT_YET_COVERED

SEED = 20
FACTS = made_up(SEED)


@dataclass(frozen=True)
class Played:
    """The methodology and what the program printed."""

    methodology: str
    base: Path
    printed: Any
    by_reference: Any
    """The same once the region has published its reference."""


@pytest.fixture(scope="module", params=["kbr-2020", "irkutsk-2018", "altai-2020", "yaroslavl-2023"])
def played(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Played:
    folder = tmp_path_factory.mktemp("made_up")
    base = ("--base", folder / "base.sqlite")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPORA_HOME", str(folder / "opora-home"))
        owner = folder / "region.toml"
        owner.write_text('code = "83"\nname = "Регион"\nkind = "region"\n', encoding="utf-8")
        start = ("--role", "region", "--methodology", request.param, "--period", YEAR)
        assert opora("init", *start, "--org", owner, *base).code == 0
        for year, table, mapping in write(FACTS, folder):
            ran = opora("import", table, "--mapping", mapping, "--period", year, *base)
            assert ran.code == 0, ran.said
        printed = opora("indices", "--json", *base).json
        assert opora("reference", "publish", *base).code == 0
        by_reference = opora("indices", "--json", *base).json
        return Played(request.param, base[1], printed, by_reference)


def test_everything_printed_is_what_plain_fractions_give(played: Played):
    again = counted(FACTS, METHODOLOGIES[played.methodology])
    assert differences(played.printed, again) == []


def test_by_the_published_reference_all_is_the_same_and_nothing_provisional(played: Played):
    again = counted(FACTS, METHODOLOGIES[played.methodology])
    sure = {
        at: replace(value, flags=value.flags - {"provisional"})
        for at, value in again.values.items()
    }
    assert differences(played.by_reference, replace(again, values=sure)) == []
    assert not any(row["provisional"] for row in played.by_reference["classes"])


def test_classes_are_decided_for_all_schools_as_their_rows_tell(played: Played):
    context = open_base(played.base)
    try:
        reference = current(context, context.period)
        of = [
            gathered(context, context.period, context.methodology, one) for one in (reference, None)
        ]
    finally:
        context.close()
    for inputs in of:
        found = calculate_from(inputs)
        told = {(row.class_code, row.school): row.state for row in found.classes}
        decided = {
            (code, school): state
            for code, schools in found.states.items()
            for school, state in schools.items()
        }
        assert decided == told
        assert set(decided.values()) == set(State)


def test_every_code_is_counted_again_or_named(played: Played):
    printed = played.printed
    assert {row["index"] for row in printed["values"]} <= COVERED | NOT_YET_COVERED
    assert {row["class"] for row in printed["classes"]} <= CLASSES
