"""Files of a region's size are read in a breath; what no region can have meant is refused."""

from __future__ import annotations

from importlib.resources import files
from itertools import islice, product

import pytest

from app.domain.errors import BadDefinition
from app.domain.methodology_checks import faults_of
from app.domain.methodology_faults import file_faults
from app.domain.methodology_files import joined, load_methodology
from app.domain.scale_files import load_scales
from app.services.methodologies import MethodologyCatalogue

KBR = (files("forms") / "methodologies" / "kbr-2020.toml").read_text(encoding="utf-8")
PARTS = MethodologyCatalogue().parts()


def with_parameters(amount: int) -> str:
    entry = '\n[[parameters]]\ncode = "own_{}"\ntitle = "Своё"\nvalue = 3\napproved = false\n'
    return KBR + "".join(entry.format(n) for n in range(amount))


def scales(amount: int) -> str:
    works = product(range(1951, 2090), ("math", "russian", "physics"), range(1, 12))
    return 'kind = "vpr"\ntitle = "Шкалы"\n' + "\n".join(
        f'[[scales]]\nsubjects = ["{subject}"]\ngrades = [{grade}]\nyear = "{year}/{year + 1}"\n'
        'max_points = 30\nsource = "приказ"'
        for year, subject, grade in islice(works, amount)
    )


def test_a_list_longer_than_any_region_can_mean_is_refused_at_once() -> None:
    text = with_parameters(1001)
    said = "в списке «parameters» 1\u00a0001 записей, а может быть не больше 1\u00a0000"
    with pytest.raises(BadDefinition, match=said):
        load_methodology(text, "своя.toml")
    (fault,) = file_faults(text, "своя.toml", PARTS, {})
    assert said in fault


def test_five_hundred_slips_are_all_told() -> None:
    told = file_faults(with_parameters(500), "своя.toml", PARTS, {})
    assert sum("«own_" in one and "нигде не используется" in one for one in told) == 500


def test_three_thousand_scales_are_read_and_those_written_twice_are_named() -> None:
    text = scales(3000)
    assert len(load_scales(text, "шкалы").entries) == 3000
    again = text + "\n[[scales]]" + text.rpartition("[[scales]]")[2]
    with pytest.raises(BadDefinition, match=r"шкала записана дважды: [^,]*$"):
        load_scales(again, "шкалы")


def test_a_ring_of_many_rules_is_found_whole() -> None:
    rule = (
        '\n[[classes]]\ncode = "own_{}"\ntitle = "Своё"\nkind = "all_of"\nsource = "приказ"\n'
        '[[classes.conditions]]\nkind = "in_class"\nclass = "own_{}"\n'
    )
    ring = "".join(rule.format(n, (n + 1) % 400) for n in range(400))
    whole = joined(load_methodology(KBR + ring, "своя"), PARTS)
    assert sum("ссылается на само себя" in one for one in faults_of(whole)) == 400
