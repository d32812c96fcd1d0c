"""What must hold of ИСБ and of the lowest group whatever the numbers (DOMAIN F09, F10)."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.domain.answers import Answers
from app.domain.indices import Grounds
from app.domain.linear_indices import linear_value
from app.domain.quantiles import lowest_threshold
from tests.unit.analysis.results import METHODOLOGY

GROUNDS = Grounds(METHODOLOGY.version_id, METHODOLOGY.snapshot())


@st.composite
def passports(draw: st.DrawFn) -> tuple[int, int, int, int]:
    """Pupils, higher, single, registered that can all be true."""
    whole = draw(st.integers(1, 900))
    single = draw(st.integers(0, whole))
    return whole, draw(st.integers(0, whole - single)), single, draw(st.integers(0, whole))


def isb(whole: int, higher: int, single: int, registered: int) -> Fraction:
    index = next(one for one in METHODOLOGY.indices if one.code == "isb")
    names = ("pupils_total", "parents_higher", "single_parent", "registered_school")
    given_answers = dict(zip(names, (whole, higher, single, registered), strict=True))
    answers = {"social_passport": Answers(given_answers)}
    value = linear_value("1", index, answers, METHODOLOGY, GROUNDS).value
    assert value is not None
    return value


@given(passports())
def test_the_social_index_is_the_fraction_within_its_real_ends(
    passport: tuple[int, int, int, int],
) -> None:
    whole, higher, single, registered = passport
    value = isb(*passport)
    assert value == 85 + Fraction(100 * (higher - single - registered), whole)
    assert -115 <= value <= 185


@given(passports(), st.integers(2, 7))
def test_the_social_index_does_not_hang_on_the_size_of_a_school(
    passport: tuple[int, int, int, int], times: int
) -> None:
    whole, higher, single, registered = (times * one for one in passport)
    assert isb(whole, higher, single, registered) == isb(*passport)


@given(passports())
def test_one_more_child_of_each_kind_moves_the_social_index_its_way(
    passport: tuple[int, int, int, int],
) -> None:
    whole, higher, single, registered = passport
    value, step = isb(*passport), Fraction(100, whole)
    if higher + single < whole:
        assert isb(whole, higher + 1, single, registered) == value + step
        assert isb(whole, higher, single + 1, registered) == value - step
    if registered < whole:
        assert isb(whole, higher, single, registered + 1) == value - step


@given(
    st.lists(st.fractions(-115, 185, max_denominator=50), min_size=1, max_size=40),
    st.fractions(Fraction(1, 50), 1, max_denominator=50),
    st.fractions(0, 1, max_denominator=50),
)
def test_a_larger_share_of_schools_never_has_a_lower_threshold(
    values: list[Fraction], share: Fraction, more: Fraction
) -> None:
    lower, higher = (
        lowest_threshold(values, min(Fraction(1), one)) for one in (share, share + more)
    )
    assert lower is not None
    assert higher is not None
    assert lower <= higher
    assert lower in values
    assert sum(one <= lower for one in values) >= share * len(values)
    assert sum(one < lower for one in values) < share * len(values) + 1
