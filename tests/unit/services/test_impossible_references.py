"""A reference edited by hand, with a sum that fits, is refused in words that name the number."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from app.domain.answers import canonical
from app.domain.errors import Refused
from app.domain.reference import Reference
from app.services.methodologies import MethodologyCatalogue
from app.services.publishing import publish
from app.services.reference_files import read_reference, write_reference
from app.services.region_year import compute
from tests.unit.services.regions import PERIOD, region

WORK = "oge:math:9:"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    with region(tmp_path_factory.mktemp("region"), amount=40) as context:
        return publish(context)


def edited(made: Reference, folder: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    """The file with another content and a checksum that fits it."""
    file = write_reference(made, folder / "etalon.json")
    whole = json.loads(file.read_text(encoding="utf-8"))
    change(whole["reference"])
    whole["sha256"] = sha256(canonical(whole["reference"]).encode()).hexdigest()
    file.write_text(canonical(whole), encoding="utf-8")
    return file


@pytest.mark.parametrize("code", MethodologyCatalogue().codes())
def test_what_a_region_computes_is_possible_by_every_methodology(code: str, tmp_path: Path) -> None:
    for amount in (3, 40):
        with region(tmp_path / str(amount), amount=amount, methodology=code) as context:
            found = compute(context, PERIOD)
            assert found.texts
            assert read_reference(write_reference(found, tmp_path / "e.json")) == found


@pytest.mark.parametrize(
    ("part", "key", "value", "said"),
    [
        ("thresholds", "mixed_language", "400", "= 400,0: доля бывает от 0 до 100"),
        ("thresholds", "mixed_language", "-1/2", "= −0,5: доля бывает от 0 до 100"),
        ("thresholds", "mixed_language", "99", "= 99,0: значения школ — от 0 до 25"),
        ("thresholds", "lowest_group", "1000", "«Четверть школ с наименьшим ИСБ» = 1"),
        ("thresholds", "lowest_group", "12", "= 12,0: значения школ — от 60 до 140"),
        ("counts", "lowest_group", 39, "найден среди 39 школ, а в распределении их 40"),
        ("counts", "lowest_group", 4000, "школ 4 000, а в справочнике региона их 40"),
        ("means", "isb", "300", "= 300,0: значения школ — от 60 до 140"),
        ("means", "mixed_language_weighted", "101", "= 101,0: доля бывает от 0 до 100"),
        ("distributions", "isb", {"7": 40}, "по промежуткам в 5 единиц"),
        ("distributions", "isb", {}, "найден среди 40 школ, а в распределении их 0"),
        ("norms", "internet_norm", {"value": "-5"}, "= −5,0: меньше нуля она быть не может"),
        ("norms", "internet_norm", {"value": "пять"}, "записан не числом"),
        ("lines", "residual", {"n": -4}, "школ −4, а для неё их нужно не меньше 3"),
        ("lines", "residual", {"sigma": "-1"}, "σ = −1,00 п.п., а бывает от 0 до 100"),
        ("lines", "residual", {"a": "900"}, "для всех школ ожидается от"),
        ("lines", "residual", {"kind": "pisa"}, "неизвестный вид процедуры «pisa»"),
        ("weights", "isbsh", {"r2": "3/2"}, "R² = 1,50, а бывает от 0 до 1"),
        ("weights", "isbsh", {"n": -1}, "оценены по −1 школам"),
        ("shares", WORK, {"schools": -1}, "школ −1"),
        ("clean_shares", WORK, {"schools": 900}, "школ 900, а в справочнике региона их 40"),
    ],
)
def test_numbers_that_cannot_be_are_refused_by_name(
    made: Reference, tmp_path: Path, part: str, key: str, value: Any, said: str
) -> None:
    def change(parts: dict[str, Any]) -> None:
        held = parts[part]
        assert key in held
        is_within = isinstance(value, dict) and part != "distributions"
        held[key] = {**held[key], **value} if is_within else value

    with pytest.raises(Refused, match="числа, каких быть не может") as refusal:
        read_reference(edited(made, tmp_path, change))
    assert said in refusal.value.what.replace("\u00a0", " ")
    assert refusal.value.advice == "Попросите у региона файл ещё раз."


def test_a_work_that_is_held_nowhere_is_refused(made: Reference, tmp_path: Path) -> None:
    def change(parts: dict[str, Any]) -> None:
        parts["shares"]["oge:math:77:"] = parts["shares"].pop(WORK)

    with pytest.raises(Refused, match="такой процедуры нет"):
        read_reference(edited(made, tmp_path, change))


def test_the_lowest_quarter_ends_no_lower_than_the_lowest_fifth(
    made: Reference, tmp_path: Path
) -> None:
    def change(parts: dict[str, Any]) -> None:
        fifth, quarter = (parts["thresholds"][code] for code in ("internship_site", "lowest_group"))
        assert float(fifth) < float(quarter)
        parts["thresholds"].update(internship_site=quarter, lowest_group=fifth)

    with pytest.raises(Refused, match="хотя школ под ним меньше"):
        read_reference(edited(made, tmp_path, change))


def test_a_calculation_that_only_a_newer_program_knows_asks_for_that_program(
    made: Reference, tmp_path: Path
) -> None:
    def change(parts: dict[str, Any]) -> None:
        known = parts["texts"]["result-indices"]
        assert 'statistic = "median"' in known
        newer = known.replace('statistic = "median"', 'statistic = "mode"')
        parts["texts"]["result-indices"] = newer

    with pytest.raises(Refused, match="неизвестный расчёт «mode»") as refusal:
        read_reference(edited(made, tmp_path, change))
    assert refusal.value.advice.startswith("Обновите программу")


def test_at_most_five_are_told(made: Reference, tmp_path: Path) -> None:
    def change(parts: dict[str, Any]) -> None:
        parts["shares"] = {f"oge:math:{n}:": parts["shares"][WORK] for n in range(20, 40)}

    with pytest.raises(Refused) as refusal:
        read_reference(edited(made, tmp_path, change))
    assert len(refusal.value.what.splitlines()) == 6


def test_without_the_methodology_s_text_the_rest_is_looked_at(
    made: Reference, tmp_path: Path
) -> None:
    bare = replace(made, texts={})
    assert read_reference(write_reference(bare, tmp_path / "bare.json")) == bare
    with pytest.raises(Refused, match=r"= 101,0: доля"):
        read_reference(
            edited(
                bare, tmp_path, lambda parts: parts["means"].update(mixed_language_weighted="101")
            )
        )
