"""What the reading child may make the program build: values of the domain, nothing that acts."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from app.domain.issues import Severity
from app.spreadsheets.between import opened


class Called:
    """Pickles as a call of a function, as an attacker's object would."""

    def __init__(self, function: Callable[..., Any], *arguments: object) -> None:
        self.call = (function, arguments)

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[object, ...]]:
        return self.call


def message(content: object) -> bytes:
    return pickle.dumps((content,), pickle.HIGHEST_PROTOCOL)


def test_a_choice_comes_through_however_this_python_names_it() -> None:
    assert opened(message(Severity.QUERY)) == (Severity.QUERY,)
    # so Python 3.11.0 to 3.11.3 writes the member of an enumeration
    assert opened(message(Called(getattr, Severity, "QUERY"))) == (Severity.QUERY,)


@pytest.mark.parametrize(
    "evil",
    [
        Called(os.system, "true"),
        Called(getattr, Severity.QUERY, "__class__"),
        Called(getattr, str, "format"),
        Called(eval, "1"),
    ],
)
def test_nothing_that_acts_is_made_of_a_message(evil: object) -> None:
    with pytest.raises(pickle.UnpicklingError):
        opened(message(evil))
