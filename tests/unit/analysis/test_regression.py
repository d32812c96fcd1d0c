"""Least squares: a line known beforehand, weights with errors, and when not to trust them."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.analysis.regression import Term, estimated_weights, fitted_line

TERMS = [Term("dv", "высшее образование", 1), Term("dn", "неполные семьи", -1)]


def noise(n: int) -> int:
    return (n * 37) % 11 - 5


def schools(amount: int) -> list[list[Fraction]]:
    return [[Fraction((7 * n) % 50), Fraction((13 * n) % 31)] for n in range(amount)]


def test_a_line_through_known_points_is_found_with_its_spread() -> None:
    # y = 10 + x / 2 with residuals +1, −2, +1: Σr² = 6, n − 2 = 1
    pairs = [(Fraction(x), 10 + Fraction(x, 2) + r) for x, r in ((0, 1), (10, -2), (20, 1))]
    line = fitted_line(pairs, "oge")
    assert line is not None
    assert (line.a, line.b) == (Fraction(10), Fraction(1, 2))
    assert line.sigma == Fraction("2.449490")
    assert line.expected(Fraction(40)) == 30


def test_no_line_stands_on_one_point_of_the_axis() -> None:
    assert fitted_line([(Fraction(5), Fraction(n)) for n in range(9)], "oge") is None
    assert fitted_line([(Fraction(n), Fraction(n)) for n in range(2)], "oge") is None


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), min_size=3, max_size=50))
def test_residuals_sum_to_nothing(points: list[tuple[int, int]]) -> None:
    pairs = [(Fraction(x), Fraction(y)) for x, y in [*points, (0, 0), (100, 50)]]
    line = fitted_line(pairs, "oge")
    assert line is not None
    left = sum((y - line.expected(x) for x, y in pairs), Fraction(0))
    assert abs(left) < Fraction(1, 100)


def test_weights_are_recovered_with_their_errors() -> None:
    rows = schools(60)
    results = [50 + row[0] / 2 - row[1] / 4 + Fraction(noise(n), 10) for n, row in enumerate(rows)]
    found = estimated_weights(TERMS, rows, results)
    assert found is not None
    assert abs(found.terms["dv"].value - Fraction(1, 2)) < Fraction(1, 20)
    assert abs(found.terms["dn"].value + Fraction(1, 4)) < Fraction(1, 20)
    assert 0 < found.terms["dv"].error < Fraction(1, 20)
    assert found.r2 > Fraction(95, 100)
    assert found.n == 60
    assert found.warnings == ()


def test_few_schools_and_a_wrong_sign_are_warned_about() -> None:
    rows = schools(20)
    results = [50 - row[0] / 2 - row[1] / 4 + Fraction(noise(n), 10) for n, row in enumerate(rows)]
    found = estimated_weights(TERMS, rows, results)
    assert found is not None
    assert any("Школ мало (20" in one for one in found.warnings)
    assert any("Знак веса обратный ожидаемому: высшее образование" in one for one in found.warnings)


def test_shares_that_move_together_are_warned_about() -> None:
    rows = [[row[0], row[0] + Fraction(noise(n), 100)] for n, row in enumerate(schools(60))]
    results = [50 + row[0] / 2 + Fraction(noise(n + 3), 10) for n, row in enumerate(rows)]
    found = estimated_weights(TERMS, rows, results)
    assert found is not None
    assert (found.terms["dv"].vif or 0) > 10
    assert any("сильно связаны" in one for one in found.warnings)


def test_shares_that_follow_from_one_another_give_no_weights() -> None:
    rows = [[row[0], 100 - row[0]] for row in schools(60)]
    assert estimated_weights(TERMS, rows, [row[0] for row in rows]) is None
    assert estimated_weights(TERMS, schools(3), [Fraction(n) for n in range(3)]) is None


def test_weights_do_not_hang_on_chance() -> None:
    rows = schools(40)
    results = [row[0] + Fraction(noise(n)) for n, row in enumerate(rows)]
    assert estimated_weights(TERMS, rows, results) == estimated_weights(TERMS, rows, results)
