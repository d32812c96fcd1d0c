"""The region's reference: one truth for region and school, and a past that does not move."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from app.cli.commands import parser
from app.domain.calculations import Calculation
from app.domain.errors import Refused
from app.domain.methodology import Parameter
from app.domain.reading import RawAnswers
from app.domain.reference import reference_from_json
from app.domain.results import Procedure
from app.services.calculating import calculate
from app.services.context import Context
from app.services.methodologies import MethodologyCatalogue
from app.services.publishing import publish
from app.services.referencing import current, frozen_methodology, install
from app.services.region_year import compute
from app.store import procedures
from tests.unit.services.regions import KEY as PROCEDURE
from tests.unit.services.regions import (
    LATER,
    PERIOD,
    SCALE,
    fill,
    opened,
    put_totals,
    region,
    save,
    schools,
    social,
    totals,
)


def rows_of(found: Calculation, school: str) -> list[dict[str, Any]]:
    of_school = found.of_school(school)
    values = [one.as_json() for one in of_school.values]
    return [*values, *(one.as_json() for one in of_school.classes)]


def isbs() -> list[Fraction]:
    found = []
    for n in range(1, 41):
        given = {name: int(text) for name, text in social(n).items()}
        parts = given["parents_higher"] - given["single_parent"] - given["registered_school"]
        found.append(85 + Fraction(100 * parts, given["pupils_total"]))
    return found


def test_thresholds_are_those_of_an_independent_count(tmp_path: Path) -> None:
    with region(tmp_path) as context:
        made = compute(context, PERIOD)
    ordered = sorted(isbs())
    assert made.thresholds["lowest_group"] == ordered[9]
    assert made.thresholds["internship_site"] == ordered[7]
    registered = sorted(Fraction(n % 4) for n in range(1, 41))
    assert made.thresholds["deviance"] == registered[35]
    languages = [Fraction((3 * n) % 23) for n in range(1, 41)]
    assert made.thresholds["mixed_language"] == sum(languages) / 40
    assert made.means["mixed_language_weighted"] == sum(languages) / 40
    assert made.means["isb"] == sum(isbs()) / 40
    assert made.counts["lowest_group"] == made.schools == 40
    assert sum(made.distributions["isb"].values()) == 40
    assert made.lines["residual"].n == 40
    assert made.lines["residual"].kind == "oge"
    kept = made.scales.fitting(PROCEDURE)
    assert kept is not None
    assert (kept.scale, kept.is_default) == (SCALE, False)
    assert set(made.texts) >= {"kbr-2020", "social-index", "school-types"}


def test_a_reference_comes_back_whole_from_its_json(tmp_path: Path) -> None:
    with region(tmp_path) as context:
        made = publish(context)
        assert current(context, PERIOD) == made
    text = json.dumps(made.as_json(), ensure_ascii=False)
    assert reference_from_json(json.loads(text), "эталон") == made
    # the directory names schools; what was found about them does not
    found = {name: part for name, part in made.as_json().items() if name != "organisations"}
    assert "Школа" not in json.dumps(found, ensure_ascii=False)


def test_the_school_gets_the_very_same_rows_as_the_region(tmp_path: Path) -> None:
    one = schools(40)[6]
    with region(tmp_path) as context:
        made = publish(context)
        theirs = calculate(context, PERIOD)
        assert theirs.reference == made
    with opened(tmp_path / "school.sqlite", replace(one, parent=None), ()) as context:
        fill(context, one, 7)
        before = calculate(context, PERIOD)
        install(context, made)
        ours = calculate(context, PERIOD)
    assert rows_of(ours, one.code) == rows_of(theirs, one.code)
    assert not any(row.provisional for row in ours.classes)
    undetermined = {row.class_code for row in before.classes if row.state == "undetermined"}
    assert {"lowest_group", "deviance", "above_expected"} <= undetermined


def test_without_a_reference_the_region_sees_the_same_groups_provisionally(tmp_path: Path) -> None:
    with region(tmp_path) as context:
        before = calculate(context, PERIOD)
        publish(context)
        after = calculate(context, PERIOD)
    assert [row.state for row in before.classes] == [row.state for row in after.classes]
    assert {r.provisional for r in before.classes if r.class_code == "lowest_group"} == {True}
    assert not any(row.provisional for row in after.classes)


def with_other_rules(context: Context) -> Context:
    """The same base under a methodology whose numbers were changed later."""
    own = context.methodology
    changed = {
        "isb_base": replace(own.parameters["isb_base"], value=Fraction(60)),
        "delta": replace(own.parameters["delta"], value=Fraction(9)),
        "small_school": Parameter("small_school", "Малая", Fraction(5000)),
    }
    return replace(context, methodology=replace(own, parameters={**own.parameters, **changed}))


def test_a_past_year_is_recomputed_by_its_own_rules_and_gives_the_same_numbers(
    tmp_path: Path,
) -> None:
    with region(tmp_path) as context:
        publish(context)
        then = calculate(context, PERIOD).as_json()
        later = replace(with_other_rules(context), now=lambda: LATER)
        assert calculate(later, PERIOD).as_json() == then
        another = MethodologyCatalogue().methodology("irkutsk-2018")
        assert calculate(replace(later, methodology=another), PERIOD).as_json() == then
        # scales that somebody changes afterwards change nothing either
        with context.database.transaction() as connection:
            procedures.put(connection, Procedure(PROCEDURE, replace(SCALE, max_points=40)))
        assert calculate(later, PERIOD).as_json() == then


def test_what_was_published_stays_and_the_next_one_is_another_version(tmp_path: Path) -> None:
    with region(tmp_path) as context:
        first = publish(context)
        save(
            context,
            schools(40)[0],
            "social_passport",
            RawAnswers({**social(1), "parents_higher": "0"}),
        )
        second = publish(context)
        assert (first.version, second.version) == (1, 2)
        assert first.id != second.id
        assert current(context, PERIOD) == second
        assert not install(context, first)
        assert current(context, PERIOD) == second


def test_only_a_region_publishes_and_only_when_there_is_something(tmp_path: Path) -> None:
    own = opened(tmp_path / "school.sqlite", replace(schools(1)[0], parent=None), ())
    with own as context, pytest.raises(Refused, match="составляет регион"):
        publish(context)
    with region(tmp_path, amount=0) as context, pytest.raises(Refused, match="не составлен"):
        publish(context)


def test_a_reference_without_texts_leaves_the_methodology_of_the_base(tmp_path: Path) -> None:
    with region(tmp_path, amount=5) as context:
        made = compute(with_other_rules(context), PERIOD)
    assert made.texts == {}
    assert frozen_methodology(made) is None
    assert made.lines == {}


def test_low_in_the_same_procedure_two_years_running(tmp_path: Path) -> None:
    with region(tmp_path, amount=6) as context:
        for n, one in enumerate(schools(6), 1):
            earlier = replace(PROCEDURE, year="2024/2025")
            put_totals(context, one, earlier, totals(5 if n in (5, 6) else n))
        found = {r.school: r for r in calculate(context, PERIOD).classes
                 if r.class_code == "low_results_two_years"}  # fmt: skip
    assert found["005"].state == "in"
    assert "у 8 из 20, годом раньше у 8 из 20" in found["005"].because
    assert found["006"].state == "out"
    assert found["001"].state == "out"


def test_residuals_tell_what_stands_above_and_below_the_expected(tmp_path: Path) -> None:
    with region(tmp_path) as context:
        found = calculate(context, PERIOD)
        line = publish(context).lines["residual"]
    values = {value.school: value for value in found.values if value.index == "residual"}
    for n, isb in enumerate(isbs(), 1):
        points = totals(n).sum_points or 0
        expected = Fraction(100 * points, 20 * 31) - (line.a + line.b * isb)
        assert values[f"{n:03}"].value == expected
    states = {(row.school, row.class_code): row.state for row in found.classes}
    for school, value in values.items():
        assert value.value is not None
        assert (states[school, "above_expected"] == "in") == (value.value > line.sigma)
        assert (states[school, "below_expected"] == "in") == (value.value < -line.sigma)
        site = states[school, "internship_site"] == "in"
        assert not site or states[school, "above_expected"] == "in"


def test_fewer_than_thirty_schools_give_no_model(tmp_path: Path) -> None:
    with region(tmp_path, amount=29) as context:
        found = calculate(context, PERIOD)
    residual = next(value for value in found.values if value.index == "residual")
    assert residual.value is None
    assert "нужно не меньше 30 школ с социальным показателем и результатами, в базе 29" in (
        residual.reason or ""
    )


def run(folder: Path, *words: str) -> int:
    arguments = parser().parse_args([*words, "--base", str(folder / "region.sqlite")])
    return int(arguments.work(arguments))


def test_the_commands_publish_and_show(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with region(tmp_path):
        pass
    assert run(tmp_path, "reference", "show") == 0
    assert "Эталона за 2025/2026 учебный год в этой базе нет" in capsys.readouterr().out
    assert run(tmp_path, "reference", "publish") == 0
    assert "порог «Четверть школ с наименьшим ИСБ»" in capsys.readouterr().out
    assert run(tmp_path, "reference", "show", "--json") == 0
    assert json.loads(capsys.readouterr().out)["schools"] == 40
    assert run(tmp_path, "reference", "weights") == 0
    assert "R² =" in capsys.readouterr().out


def test_publishing_tells_how_many_schools_each_group_has(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with region(tmp_path):
        pass
    assert run(tmp_path, "reference", "publish") == 0
    words = capsys.readouterr().out
    assert run(tmp_path, "reference", "publish", "--json") == 0
    groups = {one["class"]: one for one in json.loads(capsys.readouterr().out)["groups"]}
    assert groups["lowest_group"] == {"class": "lowest_group", "in": 10, "undetermined": 0}
    assert "  Четверть школ с наименьшим ИСБ: 10\n" in words
    assert "пока не определено: " in words


def test_who_changes_the_methodology_hears_that_a_published_year_stays(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with region(tmp_path):
        pass
    assert run(tmp_path, "reference", "publish") == 0
    capsys.readouterr()
    assert run(tmp_path, "methodology", "use", "altai-2020") == 0
    is_over = PERIOD.end < datetime.now(UTC).date()
    assert ("остаётся каким был" in capsys.readouterr().out) is is_over
