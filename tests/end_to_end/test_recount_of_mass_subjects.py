"""A region's own methodology that tells mass subjects by who took part, counted twice (F05)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.opora import opora
from tests.end_to_end.recount.made_up import YEAR, made_up
from tests.end_to_end.recount.mass import mass_subjects
from tests.end_to_end.recount.printed import place_of
from tests.end_to_end.recount.subjects import of_procedures
from tests.end_to_end.recount.tables import write
from tests.end_to_end.recount.values import METHODOLOGIES, Place, Value

FACTS = made_up(20)
CODE, LEAST = "gornaya-2026", 60


def own_methodology(folder: Path) -> Path:
    """КБР's with the other way chosen."""
    path = folder / f"{CODE}.toml"
    assert opora("methodology", "show", "kbr-2020", "-o", path, *base(folder)).code == 0
    text = path.read_text(encoding="utf-8").replace('code = "kbr-2020"', f'code = "{CODE}"', 1)
    for code, value in (("mass_subjects_rule", '"share"'), ("mass_subjects_share", LEAST)):
        text += f'\n[[parameters]]\ncode = "{code}"\ntitle = "{code}"\nvalue = {value}\n'
        text += 'source = "приказ"\napproved = true\n'
    path.write_text(text, encoding="utf-8")
    return path


def base(folder: Path) -> tuple[Any, ...]:
    return "--base", folder / "base.sqlite"


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Any]:
    """What the region is told before and after it has published its reference."""
    folder = tmp_path_factory.mktemp("mass")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPORA_HOME", str(folder / "opora-home"))
        owner = folder / "region.toml"
        owner.write_text('code = "83"\nname = "Регион"\nkind = "region"\n', encoding="utf-8")
        start = ("--role", "region", "--methodology", "kbr-2020", "--period", YEAR)
        assert opora("init", *start, "--org", owner, *base(folder)).code == 0
        path = own_methodology(folder)
        ran = opora("methodology", "install", path, *base(folder))
        assert ran.code == 0, ran.said
        assert opora("methodology", "use", CODE, *base(folder)).code == 0
        for year, table, mapping in write(FACTS, folder):
            ran = opora("import", table, "--mapping", mapping, "--period", year, *base(folder))
            assert ran.code == 0, ran.said
        before = opora("indices", "--json", *base(folder)).json
        assert opora("reference", "publish", *base(folder)).code == 0
        return before, opora("indices", "--json", *base(folder)).json


def of_low(found: Any) -> dict[Place, Any]:
    return {place_of(row): row for row in found["values"] if row["index"] == "low_procedure"}


def test_low_results_of_procedures_are_what_plain_fractions_give(printed: tuple[Any, Any]) -> None:
    rules = replace(METHODOLOGIES["kbr-2020"], mass_share=Fraction(LEAST))
    again = {
        at: value
        for at, value in of_procedures(FACTS, rules, YEAR).items()
        if at.code == "low_procedure"
    }
    for found in printed:
        rows = of_low(found)
        assert rows.keys() == again.keys()
        assert not [at for at, row in rows.items() if not _same(row, again[at])]


def _same(row: Any, value: Value) -> bool:
    wanted = None if value.value is None else float(value.value)
    bounds = [float(end) for end in value.bounds] if value.bounds else None
    exact = (row["value"], row["numerator"]) == (wanted, value.numerator)
    return exact and row["bounds"] == pytest.approx(bounds)


def test_the_made_up_region_has_subjects_of_each_kind() -> None:
    groups = {(work.kind, work.grade) for _, work in FACTS.results if work.year == YEAR}
    told = [
        is_mass
        for kind, grade in groups
        for is_mass in mass_subjects(FACTS, YEAR, kind, grade, Fraction(LEAST)).values()
    ]
    assert {True, False} <= set(told)
