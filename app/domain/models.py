"""Models that a region fits to all its schools and publishes in its reference."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from app.domain.definitions import Entry
from app.domain.errors import BadDefinition


@dataclass(frozen=True, slots=True)
class Line:
    """y = a + b · x, fitted by least squares over schools (DOMAIN F13)."""

    a: Fraction
    b: Fraction
    sigma: Fraction
    """Standard deviation of the residuals, with n − 2 below."""
    n: int
    kind: str
    """Kind of the procedure whose УД is y."""

    def expected(self, x: Fraction) -> Fraction:
        """What the model lets expect at x."""
        return self.a + self.b * x

    def as_json(self) -> dict[str, Any]:
        """Numbers as exact text."""
        parts = {name: str(getattr(self, name)) for name in ("a", "b", "sigma")}
        return {**parts, "n": self.n, "kind": self.kind}


@dataclass(frozen=True, slots=True)
class Weight:
    """A coefficient with its standard error."""

    value: Fraction
    error: Fraction
    vif: Fraction | None = None
    """Variance inflation by the other terms; None for the constant."""

    def as_json(self) -> dict[str, Any]:
        """Numbers as exact text."""
        parts = {"value": str(self.value), "error": str(self.error)}
        return parts if self.vif is None else {**parts, "vif": str(self.vif)}


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of a linear index, estimated from a region's own data (DOMAIN F09)."""

    constant: Weight
    terms: Mapping[str, Weight]
    n: int
    r2: Fraction
    warnings: tuple[str, ...] = field(default=())
    """Russian: why they cannot be trusted; empty when nothing speaks against them."""

    def as_json(self) -> dict[str, Any]:
        """Numbers as exact text."""
        return {
            "constant": self.constant.as_json(),
            "terms": {code: one.as_json() for code, one in sorted(self.terms.items())},
            "n": self.n,
            "r2": str(self.r2),
            "warnings": list(self.warnings),
        }


def line_from_json(parts: object, where: str) -> Line:
    """The inverse of `Line.as_json`; raises BadDefinition."""
    entry = Entry(parts, where)
    numbers = {name: fraction(entry, name) for name in ("a", "b", "sigma")}
    line = Line(**numbers, n=entry.take("n", int), kind=entry.take("kind", str))
    entry.close()
    return line


def weights_from_json(parts: object, where: str) -> Weights:
    """The inverse of `Weights.as_json`; raises BadDefinition."""
    entry = Entry(parts, where)
    weights = Weights(
        constant=_weight(entry.take("constant", dict), where),
        terms={
            code: _weight(one, f"{where}, {code}")
            for code, one in entry.take("terms", dict).items()
        },
        n=entry.take("n", int),
        r2=fraction(entry, "r2"),
        warnings=entry.strings("warnings"),
    )
    entry.close()
    return weights


def _weight(parts: object, where: str) -> Weight:
    entry = Entry(parts, where)
    vif = None if entry.peek("vif") is None else fraction(entry, "vif")
    weight = Weight(fraction(entry, "value"), fraction(entry, "error"), vif)
    entry.close()
    return weight


_EXACT = re.compile(r"-?[0-9]{1,4000}(/[1-9][0-9]{0,3999})?")
"""As `str` writes a fraction: a mean over a region may have a denominator of hundreds of digits."""
_GREATEST = 10**9


def fraction(entry: Entry, key: str) -> Fraction:
    """A number written as exact text; raises BadDefinition."""
    return exact(entry.take(key, str), f"{entry.where}: «{key}»")


def exact(text: str, what: str) -> Fraction:
    """The number that `str(Fraction)` wrote; raises BadDefinition, saying `what` it was about.

    Nothing else is read: «1e999999999» would be a number the machine never finishes.
    """
    if not _EXACT.fullmatch(text):
        raise BadDefinition(f"{what} записан не числом.")
    value = Fraction(text)
    if abs(value) > _GREATEST:
        raise BadDefinition(f"{what} — слишком большое число.")
    return value
