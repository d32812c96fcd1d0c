"""ИМР of a procedure by works, or by pupils where the methodology says so (DOMAIN F03, а–в)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.domain.indices import IndexValue
from app.domain.methodology import Methodology
from app.domain.results import SchoolResults, Totals
from tests.unit.analysis.results import pupils, with_pupils, with_totals
from tests.unit.services.calculations import METHODOLOGY, calculation, value_of

MIDDLE = 10
"""Where «3» begins in the scale of these tests."""


def by(rule: str) -> Methodology:
    known = METHODOLOGY.parameters["mass_rule"]
    assert known.value == "works"
    assert not known.approved
    return replace(
        METHODOLOGY,
        parameters={**METHODOLOGY.parameters, known.code: replace(known, value=rule)},
    )


def mass(rule: str, *results: SchoolResults) -> IndexValue:
    return value_of(calculation(*results, methodology=by(rule)), "mass")


def written(russian: dict[str, int], math: dict[str, int]) -> tuple[SchoolResults, SchoolResults]:
    """Pupil → total, in each subject."""
    return (
        with_pupils("russian", pupils(list(russian.values()), codes=list(russian))),
        with_pupils("math", pupils(list(math.values()), codes=list(math))),
    )


def test_the_three_ways_count_the_same_works_differently() -> None:
    works = written({"a": 20, "b": 20, "c": 3}, {"a": 20, "b": 4, "c": 5})
    found = {rule: mass(rule, *works) for rule in ("works", "all", "any")}
    counts = {rule: (one.numerator, one.denominator) for rule, one in found.items()}
    assert counts == {"works": (3, 6), "all": (1, 3), "any": (2, 3)}
    assert "по каждому массовому предмету" in mass("all", *works).explanation
    assert "хотя бы по одному массовому предмету" in mass("any", *works).explanation


def test_subjects_few_take_do_not_matter_when_pupils_are_counted() -> None:
    physics = with_pupils("physics", pupils([24, 24, 24], codes=["a", "b", "c"]))
    works = written({"a": 20, "b": 4, "c": 4}, {"a": 20, "b": 4, "c": 4})
    assert mass("any", *works, physics).value == Fraction(100, 3)
    (russian, _) = works
    assert mass("all", russian, physics).value == Fraction(100, 3)


def test_totals_give_bounds_and_the_reason_why() -> None:
    def totals(twos: int) -> Totals:
        return Totals(participants=20, marks={2: twos, 3: 20 - twos, 4: 0, 5: 0})

    works = with_totals("russian", totals(4)), with_totals("math", totals(6))
    every, some = mass("all", *works), mass("any", *works)
    assert (every.value, every.bounds) == (None, (Fraction(50), Fraction(70)))
    assert (some.value, some.bounds) == (None, (Fraction(80), Fraction(100)))
    assert every.reason is not None
    assert "коды обучающихся" in every.reason
    assert mass("works", *works).value == 75


SCORES = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 24), min_size=1)


@given(SCORES, SCORES)
def test_pupils_are_counted_as_one_by_one_and_within_the_bounds_of_totals(
    russian: dict[str, int], math: dict[str, int]
) -> None:
    works = written(russian, math)
    names = {*russian, *math}
    own = {name: [one[name] for one in (russian, math) if name in one] for name in names}
    for rule, holds in (("all", all), ("any", any)):
        found = mass(rule, *works)
        number = sum(holds(total >= MIDDLE for total in totals) for totals in own.values())
        assert (found.numerator, found.denominator) == (number, len(names))
        bounds = mass(rule, *(_as_totals(one) for one in works)).bounds
        if bounds is not None and len(russian) != len(math):
            assert bounds[0] <= Fraction(100 * number, len(names)) <= bounds[1]


def _as_totals(one: SchoolResults) -> SchoolResults:
    assert one.pupils is not None
    low = sum(total < MIDDLE for total in one.pupils.totals)
    n = len(one.pupils.totals)
    known = Totals(participants=n, marks={2: low, 3: n - low, 4: 0, 5: 0})
    return SchoolResults(one.school, one.procedure, totals=known)
