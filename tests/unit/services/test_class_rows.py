"""Every class row explains itself in full: one text, thresholds, source, reference, marks."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from app.domain.answers import Answers
from app.domain.calculations import Calculation
from app.domain.indices import ClassRow
from app.domain.models import Line, Weight, Weights
from app.domain.organisations import OrganisationKind
from app.domain.reference import Reference
from app.domain.regional_shares import Pooled, RegionalShare, Work
from app.domain.results import SchoolResults, Totals
from app.services.calculating import calculate
from app.services.methodologies import MethodologyCatalogue
from app.services.publishing import publish
from app.services.tabulating import CLASS_HEADINGS, class_cells
from tests.unit.analysis.results import SCHOOL, with_totals
from tests.unit.services.calculations import METHODOLOGY, calculation, passport, school
from tests.unit.services.regions import PERIOD, region

FROM_REGION = {"lowest_group", "above_expected", "below_expected"}


def row_of(found: Calculation, code: str, school: str = SCHOOL) -> ClassRow:
    (row,) = [one for one in found.classes if (one.class_code, one.school) == (code, school)]
    return row


def decided(rows: Sequence[ClassRow]) -> list[ClassRow]:
    return [row for row in rows if row.state != "undetermined"]


def test_with_a_reference_every_row_names_it_its_day_its_source_and_its_thresholds(
    tmp_path: Path,
) -> None:
    with region(tmp_path) as context:
        reference = publish(context)
        found = calculate(context, PERIOD)
    day = f"{reference.issued_on:%d.%m.%Y}"
    assert {row.class_code for row in decided(found.classes)} >= FROM_REGION
    for row in found.classes:
        shown = row.as_json()
        assert shown["source"] == next(
            rule.source for rule in METHODOLOGY.classes if rule.code == row.class_code
        )
        assert shown["source"].rstrip(".") in row.explanation
        assert f"Методика: {METHODOLOGY.title} (версия 1)." in row.explanation
        assert (shown["reference"], shown["reference_day"]) == (
            reference.id, reference.issued_on.isoformat()
        )  # fmt: skip
        assert row.explanation.count(f"{reference.id} от {day}") >= 1
        assert not row.provisional
        for bound in shown["thresholds"]:
            assert set(bound) == {"code", "title", "value", "unit", "from"}
            assert bound["from"] in ("reference", "methodology")
        if row.class_code in FROM_REGION and row.state != "undetermined":
            first = shown["thresholds"][0]
            assert (first["code"], first["value"]) == (row.class_code, shown["threshold"])
            assert first["from"] == "reference"


def test_no_sentence_stands_twice_and_no_full_stop_is_doubled(tmp_path: Path) -> None:
    with region(tmp_path) as context:
        before = calculate(context, PERIOD)
        publish(context)
        after = calculate(context, PERIOD)
    for row in (*before.classes, *after.classes):
        assert ".." not in row.explanation
        assert "  " not in row.explanation
        assert not re.search(r"рейтинг|\bместо\b|лучш|худш", row.explanation)
        said = re.split(r"(?<=\.) (?=[А-Я])", row.because)
        assert len(said) == len(set(said)), row.because


def test_the_base_itself_is_named_where_thresholds_come_from_it(tmp_path: Path) -> None:
    with region(tmp_path) as context:
        found = calculate(context, PERIOD)
    assert decided(found.classes)
    for row in decided(found.classes):
        assert row.provisional
        assert row.explanation.count("Предварительно, по данным этой базы.") == 1
        assert row.reference is None
    site = row_of(found, "internship_site", "005")
    assert "наименьшие 20\u00a0% значений 40 школ региона" in site.because
    bounds = {bound["code"]: bound["from"] for bound in site.as_json()["thresholds"]}
    assert bounds == {
        "internship_site": "base", "above_expected": "base", "residual_c": "methodology",
    }  # fmt: skip


FIVE = {f"0{n}": passport(100, 10 * n, 0, 0) for n in range(1, 6)}


def test_a_district_says_that_it_is_the_municipality_that_was_looked_at() -> None:
    own = school("D", kind=OrganisationKind.DISTRICT)
    found = calculation(passports=FIVE, organisations=(own, *map(school, FIVE)), own=own)
    row = row_of(found, "lowest_group", "01")
    assert "значений 5 школ муниципалитета" in row.because
    assert row.because.endswith("Предварительно, по муниципалитету.")


def test_the_threshold_that_decided_is_the_one_that_is_shown(tmp_path: Path) -> None:
    with region(tmp_path) as context:
        found = calculate(context, PERIOD)
    lowest = row_of(found, "lowest_group", "005").threshold
    # outside the lowest quarter nothing else was looked at
    for code in ("deviance", "small_rural", "mixed_language"):
        row = row_of(found, code, "005")
        assert row.state == "out"
        assert row.threshold == lowest
    assert [one.code for one in row_of(found, "small_rural", "005").about.bounds] == [
        "lowest_group", "small_school",
    ]  # fmt: skip
    assert row_of(found, "internship_site", "005").threshold == Fraction(74)
    assert row_of(found, "not_objective", "005").threshold == 3


LOW = Totals(participants=20, marks={2: 8, 3: 8, 4: 4, 5: 0}, sum_points=200, grade_size=20)


def two(totals: Totals, **parts: Any) -> list[SchoolResults]:
    return [with_totals(subject, totals, **parts) for subject in ("russian", "math")]


def test_without_a_reference_the_rule_of_thirty_percent_is_provisional_and_says_why() -> None:
    row = row_of(calculation(*two(LOW)), "low_results")
    assert row.state == "in"
    assert row.provisional
    assert "Предварительно, по данным этой базы." in row.because
    assert "Объективность этих результатов не проверялась: нет эталона региона." in row.because


def test_a_methodology_that_never_looks_at_objectivity_leaves_nothing_provisional() -> None:
    indices = tuple(one for one in METHODOLOGY.indices if one.code != "objectivity_lists")
    methodology = replace(METHODOLOGY, indices=indices)
    row = row_of(calculation(*two(LOW), methodology=methodology), "low_results")
    assert row.state == "in"
    assert not row.provisional


SHARE = RegionalShare(
    below=Pooled(500, 1000), low=Pooled(600, 1000), mass=Pooled(100, 1000),
    high=Pooled(10, 1000), participation=Pooled(950, 1000), schools=40,
)  # fmt: skip
REFERENCE = Reference(
    "83-2025-1", "83", "2025/2026", "kbr-2020", 1, 1, date(2025, 10, 20), 250,
    thresholds={"lowest_group": Fraction(60)},
    lines={"residual": Line(Fraction(10), Fraction(1, 2), Fraction(5), 200, "vpr")},
    shares={Work("vpr", subject, 5): SHARE for subject in ("russian", "math")},
)  # fmt: skip
BRIGHT = Totals(
    participants=40, grade_size=40, marks={2: 0, 3: 2, 4: 8, 5: 30}, below=0, sum_points=900
)


def test_results_that_wait_for_their_check_are_not_said_to_be_missing() -> None:
    found = calculation(
        *two(BRIGHT), passports={SCHOOL: passport(87, 12, 25, 3)}, reference=REFERENCE
    )
    assert row_of(found, "not_objective").state == "in"
    low = row_of(found, "low_results")
    assert low.because.startswith("Результаты есть, но в выводах не учитываются, пока не проверены")
    left_out = "Не учтено, пока не проверено: ВПР, Математика, 5 класс; ВПР, Русский язык, 5 класс."
    assert left_out in low.because
    above = row_of(found, "above_expected")
    assert "Результаты процедуры ВПР есть, но не учитываются, пока не проверены" in above.because


def test_signs_of_objectivity_are_told_to_be_approved_nowhere() -> None:
    found = calculation(*two(BRIGHT), reference=REFERENCE)
    assert "Правило: по умолчанию, регионом не утверждено." in row_of(
        found, "not_objective"
    ).explanation  # fmt: skip
    (lists,) = [one for one in found.values if one.index == "objectivity_lists"]
    assert "default_method" in lists.flags
    assert "Эталон региона: 83-2025-1 от 20.10.2025." in lists.explanation


def test_what_keeps_a_work_to_be_checked_is_named(tmp_path: Path) -> None:
    row = row_of(calculation(*two(BRIGHT), reference=REFERENCE), "not_objective")
    assert "проверка не понадобилась бы, если бы не подтверди" in row.explanation
    codes = [one.code for one in row.about.bounds]
    assert codes == ["objectivity_signs", "objectivity_participation", "small_n", "confidence"]


def test_few_works_make_an_expectation_unsteady() -> None:
    few = Totals(participants=6, marks={2: 0, 3: 3, 4: 3, 5: 0}, sum_points=72, grade_size=6)
    known = {SCHOOL: passport(87, 12, 25, 3)}
    results = [with_totals("math", few)]
    row = row_of(calculation(*results, passports=known, reference=REFERENCE), "above_expected")
    assert row.state == "in"
    assert row.stability is not None
    assert row.stability > 10
    assert "Работ мало (6)" in row.because
    assert "каждая удавалась целиком или не удавалась совсем, вывод сменился бы" in row.because
    many = replace(few, participants=60, marks={2: 0, 3: 30, 4: 30, 5: 0}, sum_points=720)
    results = [with_totals("math", many)]
    row = row_of(calculation(*results, passports=known, reference=REFERENCE), "above_expected")
    assert row.stability is None


def test_one_of_three_in_both_years_is_told_as_unsteady() -> None:
    few = Totals(participants=3, marks={2: 1, 3: 2, 4: 0, 5: 0})
    now = [with_totals("math", few)]
    earlier = [with_totals("math", few, year="2024/2025")]
    row = row_of(calculation(*now, earlier=earlier), "low_results_two_years")
    assert row.state == "in"
    assert row.stability is not None
    assert row.stability > 30
    assert "у 1 из 3, годом раньше у 1 из 3 (участников мало)" in row.because
    assert "на 1 в этом году или на 1 в прошлом" in row.explanation


def test_both_signs_at_once_look_at_the_same_works() -> None:
    few = Totals(participants=3, marks={2: 1, 3: 2, 4: 0, 5: 0})
    found = calculation(*two(few), earlier=two(few, year="2024/2025"))
    row, year = row_of(found, "low_results_both"), row_of(found, "low_results")
    assert row.state == "in"
    assert row.stability is not None
    assert year.stability is not None
    # both works low in one year is most of what both signs need: no product of two chances
    again = row_of(found, "low_results_two_years").stability
    assert again is not None
    assert year.stability < row.stability
    assert 100 - row.stability > (100 - year.stability) * (100 - again) / 100


def tiny(pupils_total: int, **counts: int) -> Answers:
    given = {"parents_higher": 0, "single_parent": 4, "registered_school": 1, "non_native": 3}
    return Answers({"pupils_total": pupils_total, **given, **counts})


def test_a_type_of_a_tiny_school_is_told_as_unsteady() -> None:
    thresholds = {"lowest_group": Fraction(60), "mixed_language": Fraction(10)}
    reference = replace(REFERENCE, thresholds=thresholds)
    small = calculation(passports={SCHOOL: tiny(9)}, reference=reference)
    row = row_of(small, "mixed_language")
    assert row.state == "in"
    assert row.stability is not None
    lowest = row_of(small, "lowest_group").stability
    assert lowest is not None
    # two conditions have to hold, so it is less steady than either of them
    assert row.stability > lowest
    large = calculation(passports={SCHOOL: tiny(90, single_parent=40)}, reference=reference)
    assert row_of(large, "mixed_language").stability is None


def test_the_isbsh_of_estimated_weights_knows_its_contributions_and_how_steady_it_is() -> None:
    methodology = MethodologyCatalogue().methodology("irkutsk-2018")
    chosen = replace(methodology.parameters["isbsh_weights"], value="estimated")
    parameters = {**methodology.parameters, "isbsh_weights": chosen}
    weight = {
        code: Weight(Fraction(value), Fraction(1))
        for code, value in (("dv", "0.123456789"), ("dn", "-0.3"), ("du", -1), ("dm", "-0.1"))
    }
    weights = Weights(Weight(Fraction(50), Fraction(1)), weight, 200, Fraction(1, 2))
    reference = replace(
        REFERENCE,
        methodology="irkutsk-2018",
        methodology_version=methodology.version,
        thresholds={"lowest_group": Fraction(30)},
        weights={"isbsh": weights},
    )
    row = row_of(
        calculation(
            passports={SCHOOL: tiny(9)},
            methodology=replace(methodology, parameters=parameters),
            reference=reference,
        ),
        "lowest_group",
    )
    assert row.state == "in"
    assert row.stability is not None
    # 50 − 0,3 · 44,4 − 11,1 − 0,1 · 33,3 = 22,2
    assert "ИСБШ = 22,2" in row.because
    assert "Вклады: постоянная часть 50,0; Дв 0,0" in row.explanation
    assert "Дн −13,3 (из неполных семей)" in row.explanation
    assert "Дн (из неполных семей): на 3 ребёнка меньше" in row.explanation


def test_window_workbook_and_json_give_one_text() -> None:
    from app.gui.figures.told import shown

    found = calculation(*two(LOW))
    texts = [row.as_json()["explanation"] for row in found.classes]
    assert [group.explanation for group in shown(found, SCHOOL).groups] == texts
    cells = [class_cells(row, "") for row in found.classes]
    assert [one[CLASS_HEADINGS.index("Пояснение")] for one in cells] == texts
    assert {len(one) for one in cells} == {len(CLASS_HEADINGS)}
    json.dumps([row.as_json() for row in found.classes])
