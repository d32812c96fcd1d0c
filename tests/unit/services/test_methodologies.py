"""The catalogue of methodologies."""

from __future__ import annotations

import pytest

from app.domain.errors import WrongUsage
from app.services.methodologies import MethodologyCatalogue


def test_parts_are_not_offered_as_methodologies() -> None:
    assert MethodologyCatalogue().codes() == ("altai-2020", "kbr-2020")


@pytest.mark.parametrize("code", ["moscow-2020", "fioko-30", "../../etc", ""])
def test_an_unknown_code_lists_the_known_ones(code: str) -> None:
    with pytest.raises(WrongUsage, match="Известны: altai-2020, kbr-2020"):
        MethodologyCatalogue().methodology(code)


def test_a_methodology_is_loaded_once() -> None:
    catalogue = MethodologyCatalogue()
    assert catalogue.methodology("kbr-2020") is catalogue.methodology("kbr-2020")
