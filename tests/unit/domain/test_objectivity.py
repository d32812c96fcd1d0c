"""Five signs, lists by procedure, K, and what the second pass leaves out (DOMAIN F08)."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.counts import Counts
from app.domain.errors import BadDefinition
from app.domain.indices import Grounds, State
from app.domain.methodology import Methodology, Parameter
from app.domain.objectivity import lists_state, lists_told, objectivity
from app.domain.participation import GradeSize
from app.domain.procedure_indices import SubjectOfProcedure
from app.domain.regional_shares import (
    Pooled,
    RegionalShare,
    Work,
    shares_as_json,
    shares_from_json,
)
from app.domain.result_indices import ResultIndices
from app.domain.results import ProcedureKey, Totals
from app.domain.shares import Part, exactly, quantile
from app.domain.sign_gaps import missing_for
from app.domain.signs import Sign, SignCode, signs
from tests.unit.analysis.results import METHODOLOGY, counted, with_totals

Z = quantile(Fraction(95, 100))
REGION = RegionalShare(
    below=Pooled(15, 100),
    low=Pooled(30, 100),
    mass=Pooled(60, 100),
    high=Pooled(10, 100),
    participation=Pooled(95, 100),
    schools=40,
)
WORK = Work("vpr", "math", 5)
REGIONAL = {WORK: REGION}


def sign(code: SignCode, counts: Counts, region: RegionalShare = REGION) -> bool | None:
    size = GradeSize(100, "введена")
    return {one.code: one.found for one in signs(counts, region, Z, size, Fraction(90))}[code]


def indices(**changes: Fraction | str) -> ResultIndices:
    parameters = {
        **METHODOLOGY.parameters,
        **{code: Parameter(code, code, value) for code, value in changes.items()},
    }
    methodology: Methodology = replace(METHODOLOGY, parameters=parameters)
    return ResultIndices(methodology, Grounds(methodology.version_id, methodology.snapshot()))


def unit(school: str, totals: Totals, subject: str = "math", **parts: int) -> SubjectOfProcedure:
    (found,) = counted(with_totals(subject, totals, school=school, **parts))
    return found.subjects[0]


BRILLIANT = Totals(participants=50, grade_size=60, marks={2: 0, 3: 5, 4: 15, 5: 30}, below=0)
PLAIN = Totals(participants=50, grade_size=52, marks={2: 8, 3: 20, 4: 17, 5: 5}, below=15)


def test_none_of_thirty_is_a_sign_and_none_of_twenty_is_not() -> None:
    # the region's НМГ is 15 %: [0; 11,35] lies below it, [0; 16,11] does not
    assert sign(SignCode.BELOW, Counts(30, below=exactly(0))) is True
    assert sign(SignCode.BELOW, Counts(20, below=exactly(0))) is False


def test_high_shares_are_signs_when_the_whole_interval_lies_above_the_region() -> None:
    assert sign(SignCode.HIGH, Counts(100, high=exactly(30))) is True  # [21,89; 39,58]
    assert sign(SignCode.HIGH, Counts(25, high=exactly(1))) is False
    assert sign(SignCode.MASS, Counts(20, mass=exactly(20))) is True
    assert sign(SignCode.LOW, Counts(20, low=exactly(0))) is True


def test_participation_below_ninety_percent_is_a_sign() -> None:
    assert sign(SignCode.PARTICIPATION, Counts(89)) is True
    assert sign(SignCode.PARTICIPATION, Counts(90)) is False
    assert sign(SignCode.PARTICIPATION, Counts(101)) is None


def test_participation_may_be_compared_with_the_region_instead() -> None:
    found = signs(Counts(60), REGION, Z, GradeSize(100, "введена"), Fraction(0))
    assert found[-1].found is True
    assert signs(Counts(94), REGION, Z, GradeSize(100, "введена"), Fraction(0))[-1].found is False


def test_what_is_not_known_is_no_sign_and_no_absence_of_one() -> None:
    assert sign(SignCode.LOW, Counts(30)) is None
    assert sign(SignCode.LOW, Counts(30, low=exactly(0)), RegionalShare()) is None
    assert sign(SignCode.LOW, Counts(30, low=Part(0, 12))) is None
    assert sign(SignCode.LOW, Counts(100, low=Part(0, 1))) is True


def test_three_signs_of_five_put_a_work_on_the_list() -> None:
    found = objectivity(indices(), [unit("2", PLAIN), unit("1", BRILLIANT)], REGIONAL)
    first, second = found.values
    assert [first.school, first.value, first.denominator] == ["1", 1, 1]
    assert [second.school, second.value] == ["2", 0]
    assert found.excluded == {("1", ProcedureKey("vpr", "2025/2026", "math", 5))}
    assert first.as_json()["procedures"] == ["vpr:2025/2026:math:5:"]
    assert "5 признаков из 5" in first.explanation
    assert "для проверки нужно 3" in first.explanation
    assert "интервал до 7,13\u00a0%, это ниже региональной доли 15,00\u00a0%" in first.explanation


def test_an_end_beside_the_share_of_the_region_looks_different_from_it() -> None:
    near = Sign(SignCode.BELOW, True, 13.8181, Fraction(138209, 10**6))
    assert near.told.endswith("до 13,818\u00a0%, это ниже региональной доли 13,821\u00a0%")
    few = Sign(SignCode.PARTICIPATION, True, None, Fraction(9, 10), (89999, 100000))
    assert "(89,999\u00a0%), это меньше 90,000\u00a0%" in few.told


def test_how_many_signs_are_needed_is_a_parameter() -> None:
    calm = Totals(participants=50, grade_size=50, marks={2: 0, 3: 20, 4: 25, 5: 5}, below=12)
    assert objectivity(indices(), [unit("1", calm)], REGIONAL).values[0].value == 0
    two = indices(objectivity_signs=Fraction(2))
    assert objectivity(two, [unit("1", calm)], REGIONAL).values[0].value == 1


def test_fewer_than_eleven_are_not_judged() -> None:
    few = Totals(participants=10, marks={2: 0, 3: 0, 4: 0, 5: 10}, below=0)
    found = objectivity(indices(), [unit("1", few)], REGIONAL)
    assert found.values[0].value is None
    assert found.values[0].reason == (
        "ни одна работа не оценивается: малая численность, участников 10"
    )
    assert found.excluded == frozenset()


def test_without_a_reference_nobody_is_judged() -> None:
    found = objectivity(indices(), [unit("1", BRILLIANT)], None)
    assert found.values[0].reason == "ни одна работа не оценивается: нет эталона региона"
    assert found.excluded == frozenset()


def test_what_marks_cannot_tell_leaves_k_between_bounds() -> None:
    # «2» none and «3» perhaps low, participation unknown: two sure signs, two that may be
    unclear = Totals(marks={2: 0, 3: 30, 4: 14, 5: 6})
    found = objectivity(indices(), [unit("1", unclear)], REGIONAL)
    assert found.values[0].value is None
    assert found.values[0].bounds == (Fraction(0), Fraction(1))
    assert "лежит от 0 до 1" in found.values[0].explanation
    assert found.values[0].reason == "не хватает баллов участников и численности параллели"


def test_a_scale_that_is_missing_is_named_and_not_the_points_that_are_there() -> None:
    bounds = unit("1", PLAIN).bounds
    found = [Sign(SignCode.BELOW, None), Sign(SignCode.LOW, None)]
    points = Counts(30, scored=30)
    said = missing_for(found, points, replace(bounds, threshold=None), REGION, None)
    assert said == "не хватает порога этой работы (он стоит в её шкале)"
    assert missing_for(found, Counts(30), bounds, REGION, None) == "не хватает баллов участников"
    known = replace(points, below=exactly(1), low=exactly(1))
    said = missing_for(found, known, bounds, RegionalShare(), None)
    assert said == "не хватает долей этой работы в эталоне региона"


def test_one_list_may_stand_for_a_whole_kind_of_procedure() -> None:
    units = [unit("1", BRILLIANT), unit("1", PLAIN, "russian")]
    regional = {WORK: REGION, Work("vpr", "russian", 5): REGION}
    by_subject = objectivity(indices(), units, regional)
    assert [by_subject.values[0].value, by_subject.values[0].denominator] == [1, 2]
    assert len(by_subject.excluded) == 1
    by_kind = objectivity(indices(objectivity_unit="kind"), units, regional)
    assert [by_kind.values[0].value, by_kind.values[0].denominator] == [1, 1]
    assert len(by_kind.excluded) == 2


def test_a_subject_chosen_by_some_is_not_judged_by_participation() -> None:
    region = {Work("vpr", "physics", 5): REGION}
    found = objectivity(indices(), [unit("1", BRILLIANT, "physics")], region)
    (judged,) = found.judged["1"]
    assert judged.signs[-1].found is False


def test_no_word_of_the_explanation_reproaches_anybody() -> None:
    value = objectivity(indices(), [unit("1", BRILLIANT)], REGIONAL).values[0]
    for word in ("наруш", "завыш", "подозр", "списыв", "необъектив"):
        assert word not in value.explanation.replace("признаки необъективности", "").lower()


def test_the_class_follows_from_k() -> None:
    bright = objectivity(indices(), [unit("1", BRILLIANT)], REGIONAL).values[0]
    plain = objectivity(indices(), [unit("1", PLAIN)], REGIONAL).values[0]
    nothing = objectivity(indices(), [unit("1", PLAIN)], None).values[0]
    assert lists_state(bright) is State.IN
    assert "Такое бывает и случайно" in lists_told(bright)
    assert lists_state(plain) is State.OUT
    assert lists_state(nothing) is State.UNDETERMINED


def test_regional_shares_survive_their_json_exactly() -> None:
    shares = {WORK: REGION, Work("ege", "math", 11, "base"): RegionalShare(schools=2)}
    text = json.dumps(shares_as_json(shares))
    assert shares_from_json(json.loads(text), "эталон") == shares


@pytest.mark.parametrize(
    "parts",
    [
        {"vpr:math": REGION.as_json()},
        {"vpr:math:5:": {**REGION.as_json(), "more": 1}},
        {"vpr:math:5:": {**REGION.as_json(), "below": [2, 1]}},
        {"vpr:math:5:": {**REGION.as_json(), "below": [1]}},
        {"vpr:math:5:": []},
    ],
)
def test_regional_shares_that_are_not_understood_are_refused(parts: dict[str, object]) -> None:
    with pytest.raises(BadDefinition):
        shares_from_json(parts, "эталон")


@given(st.integers(11, 200).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))))
def test_fewer_low_results_never_take_a_sign_away(numbers: tuple[int, int]) -> None:
    n, low = numbers
    if sign(SignCode.LOW, Counts(n, low=exactly(low))):
        assert sign(SignCode.LOW, Counts(n, low=exactly(max(0, low - 1))))


@given(st.permutations(range(6)))
def test_the_order_of_schools_changes_nothing(order: list[int]) -> None:
    units = [unit(str(n), BRILLIANT if n % 2 else PLAIN) for n in order]
    found = objectivity(indices(), units, REGIONAL)
    assert [value.school for value in found.values] == list("012345")
    assert [value.value for value in found.values] == [0, 1, 0, 1, 0, 1]
