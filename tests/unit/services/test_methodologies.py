"""The catalogue of methodologies."""

from __future__ import annotations

from fractions import Fraction

import pytest

from app.domain.class_rules import LowestShare
from app.domain.errors import WrongUsage
from app.services.catalogue import FormCatalogue
from app.services.methodologies import MethodologyCatalogue


def test_parts_are_not_offered_as_methodologies() -> None:
    assert MethodologyCatalogue().codes() == (
        "altai-2020", "irkutsk-2018", "kbr-2020", "krasnokholm-2020", "yaroslavl-2023",
    )  # fmt: skip


@pytest.mark.parametrize("code", ["moscow-2020", "fioko-30", "../../etc", ""])
def test_an_unknown_code_lists_the_known_ones(code: str) -> None:
    with pytest.raises(WrongUsage, match="Известны: altai-2020, irkutsk-2018, kbr-2020"):
        MethodologyCatalogue().methodology(code)


def test_a_methodology_is_loaded_once() -> None:
    catalogue = MethodologyCatalogue()
    assert catalogue.methodology("kbr-2020") is catalogue.methodology("kbr-2020")


@pytest.mark.parametrize("code", MethodologyCatalogue().codes())
def test_every_methodology_names_forms_that_exist_and_says_what_nobody_approved(code: str) -> None:
    methodology = MethodologyCatalogue().methodology(code)
    assert methodology.all_forms <= set(FormCatalogue().codes())
    assert {"low_schools", "adverse_schools"} <= set(methodology.wordings)
    assert len(methodology.levels) == 6
    assert methodology.day("census").month == 9
    for parameter in methodology.parameters.values():
        assert parameter.source or not parameter.approved, parameter.code
    for one in (*methodology.indices, *methodology.classes):
        assert one.title, one.code
        assert one.source, one.code


def test_the_first_quintile_is_taken_by_the_index_of_its_own_region() -> None:
    irkutsk = MethodologyCatalogue().methodology("irkutsk-2018")
    lowest = next(rule for rule in irkutsk.classes if rule.code == "lowest_group")
    assert isinstance(lowest, LowestShare)
    assert (lowest.index, lowest.share) == ("isbsh", Fraction(1, 5))
    assert MethodologyCatalogue().methodology("yaroslavl-2023").day("roadmap").day == 20
