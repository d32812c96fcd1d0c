"""Explanations are read aloud by people: no doubled stops, no dangling spaces, no bare codes."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.services.calculating import calculate_from
from app.services.gathering import gathered
from app.services.methodologies import MethodologyCatalogue
from app.services.opening import open_base
from tests.end_to_end.opora import Ran

METHODOLOGIES = ("kbr-2020", "altai-2020", "yaroslavl-2023", "irkutsk-2018", "krasnokholm-2020")
ROUGH = {
    "two stops": re.compile(r"\.\.|\. \.|;\.|,\."),
    "a space too many": re.compile(r"  | [.,;:](?!\d)|^ | $|\( | \)"),
    "two colons in one breath": re.compile(r"Не (определено|рассчитано)[^.«]*:|данных: [^.(]*: "),
    "a code of the program": re.compile(r"\b[a-z]+-20\d\d\b|\b[a-z]+_[a-z_]+\b"),
    "a sentence with a small head": re.compile(r"(?<!п\.п)(?<!\d)[.] [а-яё]{2}"),
    "a capital in the middle": re.compile(r"[Гг]руппа «[^»]*»: [А-ЯЁ][а-яё]"),
    "a range of one number": re.compile(r"от (\d[\d,]*) до \1\b(?!,)"),
    "a year said twice": re.compile(r"шкала 20\d\d/20\d\d года"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """What one methodology says about the example district."""

    methodology: str
    explanations: list[str]


@pytest.fixture(scope="module", params=METHODOLOGIES)
def said(
    request: pytest.FixtureRequest,
    demo_once: tuple[Path, Ran],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Said]:
    folder = shutil.copytree(demo_once[0], tmp_path_factory.mktemp("sentences") / "demo")
    context = open_base(folder / "base.sqlite")
    methodology = MethodologyCatalogue().methodology(request.param)
    found = calculate_from(gathered(context, context.period, methodology, None))
    title = f"{methodology.title} (версия {methodology.version})"
    rows = [one.explanation for one in found.classes]
    values = [one.explanation for one in found.values]
    assert len(values) > 100 < len(rows)
    yield Said(title, values + rows)
    context.close()


@pytest.mark.parametrize("what", ROUGH)
def test_the_explanation_of_every_value_reads_well(said: Said, what: str) -> None:
    rough = [
        f"…{one[max(0, found.start() - 40) :][:90]}…"
        for one in said.explanations
        if (found := ROUGH[what].search(one))
    ]
    assert not rough[:5]


def test_every_value_names_its_methodology_in_russian(said: Said) -> None:
    assert all(f"Методика: {said.methodology}." in one for one in said.explanations)


def test_abbreviations_are_told_where_they_stand(said: Said) -> None:
    """УД, ИНРп and п.п. mean nothing to who meets them first."""
    for abbreviation, whole in (
        ("УД", "уровень достижения"),
        ("ИНРп", "индекс"),
        ("п.п.", "процентных пункт"),
        ("Ш = ", "условно принятое значение"),
    ):
        bare = re.compile(rf"(?<!\w){re.escape(abbreviation)}")
        unexplained = [
            one for one in said.explanations if bare.search(one) and whole not in one.lower()
        ]
        assert not unexplained[:3]
