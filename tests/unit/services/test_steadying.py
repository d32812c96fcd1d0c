"""Classes of small schools say how often they would change."""

from __future__ import annotations

from fractions import Fraction

from app.domain.indices import ClassRow
from app.domain.linear_indices import weights_of_terms
from app.domain.results import Totals
from tests.unit.analysis.results import SCHOOL, with_totals
from tests.unit.services.calculations import METHODOLOGY, calculation, passport


def low(twos: int, n: int) -> ClassRow:
    totals = Totals(participants=n, marks={2: twos, 3: n - twos, 4: 0, 5: 0})
    found = calculation(with_totals("math", totals), with_totals("russian", totals))
    (row,) = [one for one in found.classes if one.class_code == "low_results"]
    return row


def test_three_of_ten_twice_is_told_as_unsteady() -> None:
    row = low(3, 10)
    assert row.stability is not None
    assert row.stability > 40
    assert row.as_json()["stability"] == row.stability
    assert "вывод сменился бы примерно в" in row.because


def test_a_class_of_many_pupils_says_nothing_of_the_kind() -> None:
    row = low(30, 100)
    assert row.stability is None
    assert "stability" not in row.as_json()


def test_the_weights_of_the_social_index_are_those_of_its_formula() -> None:
    (isb,) = [one for one in METHODOLOGY.indices if one.code == "isb"]
    assert isb.linear is not None
    constant, weights = weights_of_terms(isb.linear, METHODOLOGY)
    assert [constant, *weights] == [85, 100, -100, -100]


def test_a_tiny_school_at_the_threshold_is_told_as_unsteady() -> None:
    passports = {str(n): passport(100, n, 50, 0) for n in range(12)}
    found = calculation(passports={**passports, SCHOOL: passport(9, 0, 4, 0)})
    rows = {one.school: one for one in found.classes if one.class_code == "lowest_group"}
    row = rows[SCHOOL]
    assert row.threshold is not None
    assert row.threshold < Fraction(50)
    assert row.stability is not None
    assert 0 < row.stability < 100
    assert all(rows[code].stability is None for code in passports)
