"""Passwords of keys: what everybody takes is refused however it is written; other ones are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.passwords import SHORTEST, weakness

KEYBOARD = str.maketrans("йцукенгшщзфывапролдячсмить", "qwertyuiopasdfghjklzxcvbnm")
GUESSED = [
    "1234567890", "0987654321", "qwertyuiop", "йцукенгшщз", "1q2w3e4r5t", "1й2ц3у4к5е",
    "qazwsxedc1", "абвгдеёжзи", "aaaaaaaaaaaa", "ababababab", "11112222333", "31.12.1985",
    "12.03.1976!",
    "пароль1234", "Пароль2025", "parol12345", "gfhjkm1234", "p@ssw0rd12", "директор2025",
    "школа школа", "natasha1985", "Котёнок2020", "qwerty123456!", "админадмин", "солнышко!!!",
]  # fmt: skip


@pytest.mark.parametrize("password", GUESSED)
def test_what_everybody_takes_is_refused(password: str) -> None:
    assert "угадывают одним из первых" in weakness(password)


@pytest.mark.parametrize("change", [str.upper, str.title, lambda one: one.translate(KEYBOARD)])
def test_a_common_word_is_known_however_it_is_typed(change) -> None:
    for word in ("учительница", "здравствуй"):
        assert weakness(change(word) + "1"), word


@pytest.mark.parametrize(
    "password",
    ["учебный пример", "зелёный трактор едет", "x7Kp93mQzz", "ворона чайник", "Тр0пинка#вЛес"],
)
def test_what_nobody_guesses_first_is_taken(password: str) -> None:
    assert weakness(password) == ""


@given(st.text(max_size=SHORTEST - 1))
def test_whatever_is_shorter_is_refused(password: str) -> None:
    assert "короче 10 знаков" in weakness(password)


@given(st.text(max_size=300))
def test_any_text_is_judged_in_one_sentence(password: str) -> None:
    said = weakness(password)
    assert said.count(".") == bool(said)
    assert "\n" not in said
