"""What is known of one school before its classes are decided: answers read for conditions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from app.domain.answers import Answers
from app.domain.class_rules import ShareAbove
from app.domain.fields import Value
from app.domain.methodology_names import LOCALITY, OKTMO

SchoolAnswers = Mapping[str, Answers]
"""Form code → answers of one school."""
_FIRST_RURAL = 101
"""Last three of eleven digits of ОКТМО: a village from here on, a town below (DOMAIN F12)."""


@dataclass(frozen=True, slots=True)
class PartOfPupils:
    """A counted part of a school's pupils."""

    part: int
    whole: int

    @property
    def percent(self) -> Fraction:
        """100 · part / whole."""
        return Fraction(100 * self.part, self.whole)


def answer(answers: SchoolAnswers, path: str) -> Value | None:
    """The answer «form.field» or «form.table.row.column»; None when not given."""
    form, where, cell = _place_of(path)
    own = answers.get(form)
    if own is None:
        return None
    return own.cell(*cell) if cell else own.values.get(where)


@lru_cache(maxsize=4096)
def _place_of(path: str) -> tuple[str, str, tuple[str, str, str] | None]:
    """Form, field, and the cell of a table where it is one; the same few paths for every school."""
    form, _, rest = path.partition(".")
    parts = rest.split(".")
    return form, rest, (parts[0], parts[1], parts[2]) if len(parts) == 3 else None


def whole_number(answers: SchoolAnswers, path: str) -> int | None:
    """A count; None when it was not given or is no number."""
    value = answer(answers, path)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    return int(value)


def part_of_pupils(condition: ShareAbove, answers: SchoolAnswers) -> PartOfPupils | None:
    """The share a condition looks at; None when it is not known. Missing is never zero."""
    whole = whole_number(answers, condition.denominator)
    given = (whole_number(answers, path) for path in condition.counted)
    part = next((one for one in given if one is not None), None)
    if part is None or not whole or part > whole:
        return None
    return PartOfPupils(part, whole)


def locality(answers: SchoolAnswers) -> tuple[str | None, str]:
    """«rural», «urban» or None, and where it is known from (Russian)."""
    said = answer(answers, LOCALITY)
    if isinstance(said, str):
        return said, "по паспорту школы"
    code = answer(answers, OKTMO)
    if isinstance(code, str) and len(code) == 11 and code.isdecimal() and int(code[-3:]):
        is_rural = int(code[-3:]) >= _FIRST_RURAL
        return ("rural" if is_rural else "urban"), f"по коду ОКТМО {code}"
    return None, ""
