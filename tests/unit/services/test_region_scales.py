"""Scales of a region: given in a file, kept by the reference, never argued with afterwards."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from app.cli.commands import parser
from app.domain.calculations import Calculation
from app.domain.errors import Refused, WorldFailed
from app.domain.messages import NO_BREAK, number
from app.domain.periods import parse_period
from app.domain.reference import Reference, reference_from_json
from app.domain.results import Procedure, ProcedureKey, Scale, Totals
from app.domain.scales import NO_SCALES, ScaleEntry, Scales
from app.services import scales as scales_in_program
from app.services.calculating import calculate
from app.services.context import Context
from app.services.publishing import publish
from app.services.referencing import install
from app.services.scales import region_scales, scales_in_use
from app.store import organisations, procedures, results
from tests.unit.older_scales import scales_before_2026
from tests.unit.services.regions import LATER, PERIOD, fill, opened, region, schools

PHYSICS = ProcedureKey("oge", PERIOD.key, "physics", 9)
"""Measured by the shipped scale of 2023/24, because nobody enters one."""
RUSSIAN = ProcedureKey("vpr", PERIOD.key, "russian", 5)
YEARS = ("2023/2024", "2024/2025", "2025/2026")
OWN = Scale(max_points=24, min_3=10, min_4=16, min_5=21, levels=(5, 10, 16, 21), source="письмо")
FILE = """
kind = "oge"
title = "Шкалы региона"

[[scales]]
subjects = ["physics"]
grades = [9]
year = "2025/2026"
max_points = 45
min_3 = 12
min_4 = 24
min_5 = 36
levels = [6, 12, 24, 36]
source = "приказ министерства № 5"

[[scales]]
kind = "vpr"
subjects = ["math"]
grades = [7]
year = "2025/2026"
max_points = 19
min_3 = 7
min_4 = 12
min_5 = 16
source = "приказ министерства № 6"
"""


@pytest.fixture(autouse=True)
def directory(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program ships no scale of the ОГЭ of this year, as before February 2026."""
    monkeypatch.setattr(scales_in_program, "shipped_scales", scales_before_2026)


def bars(most: int, shift: int) -> Totals:
    """Eight pupils at totals spread over the work; marks are left to the scale."""
    found = [0] * (most + 1)
    for pupil in range(8):
        found[(pupil * most // 8 + shift) % (most + 1)] += 1
    return Totals(participants=8, histogram=tuple(found))


def put(context: Context, key: ProcedureKey, scale: Scale, mass: bool | None = None) -> None:
    with context.database.transaction() as connection:
        organisations.remember_period(connection, parse_period(key.year))
        procedures.put(connection, Procedure(key, scale, mass))


def put_all(context: Context, amount: int, years: Sequence[str] = YEARS) -> None:
    """Physics and Russian of every school in every year."""
    for shift, year in enumerate(years):
        for key, scale, most in ((PHYSICS, Scale(), 45), (RUSSIAN, OWN, 24)):
            of_year = replace(key, year=year)
            put(context, of_year, scale)
            stamp = context.stamp("import")
            with context.database.transaction() as connection:
                for n, one in enumerate(schools(amount)):
                    results.put_totals(
                        connection, one.uid, of_year, bars(most, n + 3 * shift), stamp
                    )


def values(found: Calculation, index: str, subject: str) -> list[dict[str, Any]]:
    rows = (one.as_json() for one in found.values if one.index == index)
    return [row for row in rows if row["subject"] == subject]


def given(folder: Path, text: str = FILE) -> Path:
    path = folder / "scales.toml"
    path.write_text(text, encoding="utf-8")
    return path


def travelled(made: Reference) -> Reference:
    """The reference as a school reads it."""
    return reference_from_json(json.loads(json.dumps(made.as_json())), "эталон")


def test_a_year_stays_though_scales_of_all_years_and_the_shipped_ones_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with region(tmp_path, amount=6) as context:
        put_all(context, 6)
        publish(context)
        later = replace(context, now=lambda: LATER)
        then = calculate(later, PERIOD).as_json()
        told = json.dumps(then, ensure_ascii=False)
        assert '"index": "dynamics_low"' in told
        assert "pooled_3_years" in told
        for year in YEARS:
            put(context, replace(RUSSIAN, year=year), Scale(30, 20, 24, 28), mass=False)
            put(context, replace(PHYSICS, year=year), Scale(45, 1, 2, 3, delta=9), mass=True)
        other = ScaleEntry(replace(PHYSICS, year=""), Scale(45, 40, 42, 44, source="другая"))
        monkeypatch.setattr(scales_in_program, "shipped_scales", lambda: Scales((other,)))
        now = calculate(later, PERIOD).as_json()
    for part in ("values", "classes"):
        assert [two for one, two in zip(then[part], now[part], strict=True) if one != two] == []


def test_the_next_year_compares_with_the_scales_that_the_last_one_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with region(tmp_path, amount=6) as context:
        put_all(context, 6)
        publish(context)
        then = values(calculate(context, PERIOD), "low_subject", "physics")
        monkeypatch.setattr(scales_in_program, "shipped_scales", lambda: NO_SCALES)
        put(context, RUSSIAN, Scale(30, 20, 24, 28))
        after = parse_period("2026/2027")
        put_all(context, 6, (after.key,))
        put(context, replace(PHYSICS, year=after.key), Scale(45, 11, 23, 35))
        found = values(calculate(context, after), "dynamics_low", "physics")
    assert len(found) == len(then) == 6
    for row, before in zip(found, then, strict=True):
        assert row["value"] is not None
        share = number(Fraction(100 * before["numerator"], before["denominator"]))
        assert f"2025/2026 год, 9 класс — {share}{NO_BREAK}%" in row["explanation"]


def test_publishing_approves_no_scale_that_nobody_gave(tmp_path: Path) -> None:
    with region(tmp_path, amount=6) as context:
        put_all(context, 6, YEARS[-1:])
        before = values(calculate(context, PERIOD), "low_subject", "physics")
        made = publish(context)
        after = values(calculate(context, PERIOD), "low_subject", "physics")
        own = values(calculate(context, PERIOD), "low_subject", "russian")
    kept = travelled(made).scales.fitting(PHYSICS)
    assert kept is not None
    assert kept.is_default
    assert "шкалы ОГЭ 2023/24 учебного года" in kept.scale.source
    for row in (*before, *after):
        assert "default_scale" in row["flags"]
        assert "Шкала — из справочника: шкалы ОГЭ 2023/24 учебного года" in row["explanation"]
    assert not any("default_scale" in row["flags"] for row in own)


def test_a_scale_the_region_gave_is_used_in_the_region_and_in_its_schools(tmp_path: Path) -> None:
    one = schools(6)[2]
    with region(tmp_path, amount=6) as context:
        put_all(context, 6, YEARS[-1:])
        made = publish(context, scales=region_scales(given(tmp_path)))
        theirs = calculate(context, PERIOD)
    with opened(tmp_path / "school.sqlite", replace(one, parent=None), ()) as school:
        fill(school, one, 3)
        install(school, travelled(made))
        key = ProcedureKey("vpr", PERIOD.key, "math", 7)
        put(school, key, Scale())
        put(school, PHYSICS, Scale())
        with school.database.transaction() as connection:
            results.put_totals(connection, one.uid, key, bars(19, 0), school.stamp("edit"))
            results.put_totals(connection, one.uid, PHYSICS, bars(45, 2), school.stamp("edit"))
        ours = calculate(school, PERIOD)
    (level,) = (row for row in values(theirs, "level_1", "physics") if row["school"] == one.code)
    assert values(ours, "level_1", "physics") == [level]
    assert level["flags"] == ["small_n"]
    assert "Уровни по баллам: низкий от 0, пониженный от 6" in level["explanation"]
    assert "Шкала — шкала региона, приказ министерства № 5" in level["explanation"]
    (low,) = values(ours, "below_threshold", "math")[-1:]
    assert low["flags"] == ["small_n"]
    assert "Официальный порог: 7" in low["explanation"]


def test_a_region_s_scale_lent_to_the_year_before_is_named_and_marks_pooled_levels(
    tmp_path: Path,
) -> None:
    with region(tmp_path, amount=2) as context:
        put_all(context, 2)
        publish(context, scales=region_scales(given(tmp_path)))
        found = calculate(context, PERIOD)
        last = calculate(context, parse_period("2024/2025"))
    pooled = values(found, "level_1", "physics")
    lent_to = values(last, "below_threshold", "physics")
    assert (len(pooled), len(lent_to)) == (2, 2)
    for row in pooled:
        assert {"default_scale", "pooled_3_years"} <= {*row["flags"]}
        assert "по шкале другого года измерено: 2024/2025." in row["explanation"]
    for row in lent_to:
        assert row["flags"].count("default_scale") == 1
    scales = scales_in_use((), region_scales(given(tmp_path)))
    lent = scales.measure(Procedure(replace(PHYSICS, year="2024/2025")))
    assert lent.is_default
    assert lent.scale.source == "шкала региона другого года (2025/2026), приказ министерства № 5"


def test_what_was_given_is_given_again_until_it_is_taken_back(tmp_path: Path) -> None:
    with region(tmp_path, amount=6) as context:
        put_all(context, 6, YEARS[-1:])
        first = publish(context, scales=region_scales(given(tmp_path)))
        second = publish(context)
        third = publish(context, scales=NO_SCALES)
    assert second.scales == first.scales
    for made, least in ((second, 12), (third, 11)):
        kept = made.scales.fitting(PHYSICS)
        assert kept is not None
        assert (kept.scale.min_3, kept.is_default) == (least, least == 11)


@pytest.mark.parametrize(
    ("change", "fault", "said"),
    [
        (('year = "2025/2026"', 'year = ""'), Refused, "не назван учебный год"),
        (("min_4 = 24", "min_4 = 2"), Refused, "противоречат"),
        (('kind = "vpr"', 'kind = "exam"'), Refused, "вид процедуры"),
    ],
)
def test_a_file_that_is_wrong_says_what_is_wrong(
    tmp_path: Path, change: tuple[str, str], fault: type[Exception], said: str
) -> None:
    with pytest.raises(fault, match=said):
        region_scales(given(tmp_path, FILE.replace(*change)))


def test_a_file_that_cannot_be_read_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(WorldFailed, match="Не удалось прочитать"):
        region_scales(tmp_path / "нет.toml")
    path = tmp_path / "ansi.toml"
    path.write_bytes(FILE.encode("cp1251"))
    with pytest.raises(Refused, match="UTF-8"):
        region_scales(path)


def test_the_command_publishes_with_a_file_of_scales(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with region(tmp_path, amount=6) as context:
        put_all(context, 6, YEARS[-1:])
    base, path = str(tmp_path / "region.sqlite"), str(given(tmp_path))
    words = ["reference", "publish", "--base", base, "--scales", path, "--json"]
    arguments = parser().parse_args(words)
    assert arguments.work(arguments) == 0
    rows = json.loads(capsys.readouterr().out)["scales"]
    assert [row["min_3"] for row in rows if row.get("approved")] == [12, 7]
    arguments = parser().parse_args(["reference", "show", "--base", base])
    assert arguments.work(arguments) == 0
    told = capsys.readouterr().out
    assert "шкал: 4, из них утверждено регионом 2, взято из другого года 0" in told


def test_the_example_of_the_documentation_is_a_file_that_can_be_given(tmp_path: Path) -> None:
    page = (Path(__file__).parents[3] / "docs" / "scales.md").read_text(encoding="utf-8")
    example = page.split("```toml\n")[1].split("```")[0]
    found = region_scales(given(tmp_path, example)).entries
    assert [entry.key.kind for entry in found] == ["vpr", "oge", "ege"]
    assert found[0].scale.five_levels == (5, 8, 15, 20)
    assert found[1].sub is not None
    assert found[2].scores[10] == found[2].scale.threshold


def test_a_table_of_scores_alone_leaves_the_bounds_there_are(tmp_path: Path) -> None:
    text = """
kind = "ege"
title = "Перевод"
[[scales]]
subjects = ["russian"]
grades = [11]
year = "2025/2026"
max_points = 100
scores = [0, 12, 24, 29, 33]
source = "распоряжение"
"""
    scales = scales_in_use((), region_scales(given(tmp_path, text)))
    measure = scales.measure(Procedure(ProcedureKey("ege", PERIOD.key, "russian", 11)))
    assert (measure.scale.threshold, measure.scores) == (24, (0, 12, 24, 29, 33))
    assert not measure.is_approved
