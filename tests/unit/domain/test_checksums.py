"""Control digits, against the vectors of DOMAIN 9.10."""

from __future__ import annotations

import pytest
from stdnum.ru import inn, ogrn

from app.domain.checksums import CHECKSUMS, inn_is_right, ogrn_is_right, okpo_is_right


@pytest.mark.parametrize("text", ["7830002293", "7707083893"])
def test_known_inn_is_right_and_any_other_digit_is_not(text: str) -> None:
    assert inn_is_right(text)
    for place in range(10):
        other = str((int(text[place]) + 1) % 10)
        assert not inn_is_right(text[:place] + other + text[place + 1 :])


def test_ogrn_and_okpo_follow_the_known_numbers() -> None:
    assert ogrn_is_right("1022200525819")
    assert not ogrn_is_right("1022500001328")
    assert okpo_is_right("00032537")
    assert okpo_is_right("00040778")
    assert not okpo_is_right("00032538")


def test_the_same_answers_as_a_well_known_library() -> None:
    for number in range(1_000_000_000, 1_000_000_400):
        assert inn_is_right(str(number)) is inn.is_valid(str(number))
    for number in range(1_022_200_525_700, 1_022_200_525_900):
        assert ogrn_is_right(str(number)) is ogrn.is_valid(str(number))


@pytest.mark.parametrize("text", ["", "abc", "12345678", "٣٣٣٣٣٣٣٣٣٣", "7707083893 "])
def test_no_checksum_raises_over_strange_text(text: str) -> None:
    for check in CHECKSUMS.values():
        assert check(text) in (True, False)
