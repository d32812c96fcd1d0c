"""Types taken over from another region lean on the group their own source names (DOMAIN F12)."""

from __future__ import annotations

from pathlib import Path

from app.domain.class_rules import AllOf
from app.domain.indices import State
from app.domain.reading import RawAnswers
from app.services.calculating import calculate
from app.services.methodologies import MethodologyCatalogue
from tests.unit.services.regions import PERIOD, region, save, schools


def test_types_of_irkutsk_lean_on_the_quarter_their_source_names(tmp_path: Path) -> None:
    with region(tmp_path, amount=12, methodology="irkutsk-2018") as context:
        for n, one in enumerate(schools(12), 1):
            # by ИСБШ the first schools stand lowest, by ИСБ others do
            cells = {"isbsh_value": str(40 + n), "isbsh_source": "письмо № 5"}
            save(context, one, "outside_indices", RawAnswers(cells))
        found = calculate(context, PERIOD).classes
    states = {(row.class_code, row.school): row.state for row in found}
    codes = [one.code for one in schools(12)]
    quarter = {code for code in codes if states["lowest_isb", code] is State.IN}
    typed = {
        code
        for code in codes
        if State.IN in (states["deprived_rural", code], states["deprived_urban", code])
    }
    assert len(quarter) == 3
    assert typed == quarter
    assert quarter != {code for code in codes if states["lowest_group", code] is State.IN}
    row = next(one for one in found if one.class_code == "deprived_rural" and one.school in quarter)
    assert "регионом не утверждено" in row.because
    methodology = MethodologyCatalogue().methodology("irkutsk-2018")
    kbr = MethodologyCatalogue().methodology("kbr-2020")
    types = {r.code: r for r in methodology.classes if isinstance(r, AllOf) and r.is_type}
    kbrs = {r.code: r for r in kbr.classes if isinstance(r, AllOf) and r.is_type}
    assert {code: rule.conditions[1:] for code, rule in types.items()} == {
        code: rule.conditions[1:] for code, rule in kbrs.items()
    }
