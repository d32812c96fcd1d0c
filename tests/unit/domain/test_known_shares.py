"""A share of organisations is told as far as their answers tell it, and no further."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from app.domain.known_shares import Member, codes, known_share

ANSWER = st.sampled_from([True, False, None])
MEMBERS = st.lists(st.tuples(ANSWER, ANSWER), max_size=5).map(
    lambda pairs: [Member(f"{n:03}", *pair) for n, pair in enumerate(pairs)]
)


def test_when_everybody_answered_the_share_is_exact() -> None:
    found = known_share(
        [Member("1", True, True), Member("2", True, False), Member("3", False, None)]
    )
    assert (found.exact, found.part, found.whole, found.silent) == (Fraction(50), 1, 2, ())


def test_when_nobody_answered_there_are_no_bounds_and_zero_is_not_said() -> None:
    found = known_share([Member("2", True, None), Member("1", True, None)])
    assert (found.bounds, found.exact) == (None, None)
    assert found.told == "не ответили: 1, 2"


def test_when_some_answered_the_silent_ones_may_be_either() -> None:
    members = [Member("1", True, True), Member("2", True, None), Member("3", True, False)]
    found = known_share(members)
    assert found.bounds == (Fraction(100, 3), Fraction(200, 3))
    assert found.exact is None


@given(MEMBERS)
def test_the_bounds_are_the_least_and_the_most_that_answers_could_give(
    members: list[Member],
) -> None:
    bounds = known_share(members).bounds
    possible = set()
    for answers in product(*(_ways(one) for one in members)):
        whole = [has for counted, has in answers if counted]
        if whole:
            possible.add(Fraction(100 * sum(whole), len(whole)))
    if bounds is not None:
        assert bounds == (min(possible), max(possible))


def _ways(one: Member) -> list[tuple[bool, bool]]:
    counted = [one.counted] if one.counted is not None else [True, False]
    has = [one.has] if one.has is not None else [True, False]
    return [(c, h) for c in counted for h in has]


def test_a_sentence_names_ten_codes_and_counts_the_rest() -> None:
    assert codes([f"{n:02}" for n in range(1, 13)]).endswith("09, 10 и ещё 2")
    assert codes(["01"]) == "01"
