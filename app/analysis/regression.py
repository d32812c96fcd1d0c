"""Least squares over the schools of a region: a line, or several terms with their errors.

Results are rounded to decimals, so that what is published is what everybody computes with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

import numpy as np
import numpy.typing as npt

from app.domain.models import Line, Weight, Weights

_PLACES = 6
_FEW_SCHOOLS = 30
_HIGH_VIF = 10.0
_HIGH_CONDITION = 30.0


def fitted_line(pairs: Sequence[tuple[Fraction, Fraction]], kind: str) -> Line | None:
    """y = a + b·x over (x, y); None for fewer than three pairs or when all x are equal."""
    if len(pairs) < 3:
        return None
    xs = np.array([float(x) for x, _ in pairs])
    ys = np.array([float(y) for _, y in pairs])
    spread = float(((xs - xs.mean()) ** 2).sum())
    if spread == 0:
        return None
    b = float(((xs - xs.mean()) * (ys - ys.mean())).sum()) / spread
    a = float(ys.mean()) - b * float(xs.mean())
    left = ys - a - b * xs
    sigma = sqrt(float((left**2).sum()) / (len(pairs) - 2))
    return Line(_rounded(a), _rounded(b), _rounded(sigma), len(pairs), kind)


@dataclass(frozen=True, slots=True)
class Term:
    """One explaining share."""

    code: str
    title: str
    sign: int = 0
    """Which way it should work: +1, −1, or 0 for whatever comes."""


def estimated_weights(
    terms: Sequence[Term], rows: Sequence[Sequence[Fraction]], results: Sequence[Fraction]
) -> Weights | None:
    """OLS of results on shares, with standard errors, R² and warnings; None where there is none.

    `rows`: a row a school, a column a term, percents; `results`: УД of the same schools.
    """
    n, width = len(rows), len(terms)
    if n < width + 2:
        return None
    shares = np.array([[float(one) for one in row] for row in rows], dtype=np.float64)
    design = np.column_stack([np.ones(n), shares])
    found = np.array([float(one) for one in results])
    if np.linalg.matrix_rank(design) < width + 1:
        return None
    weights, *_ = np.linalg.lstsq(design, found, rcond=None)
    left = found - design @ weights
    variance = float(left @ left) / (n - width - 1)
    errors = np.sqrt(np.diag(variance * np.linalg.inv(design.T @ design)))
    whole = float(((found - found.mean()) ** 2).sum())
    r2 = 1 - float(left @ left) / whole if whole else 0.0
    vifs = _vifs(shares)
    made = {
        term.code: Weight(_rounded(weights[k]), _rounded(errors[k]), _rounded(vifs[k - 1]))
        for k, term in enumerate(terms, 1)
    }
    return Weights(
        constant=Weight(_rounded(weights[0]), _rounded(errors[0])),
        terms=made,
        n=n,
        r2=_rounded(r2),
        warnings=_warnings(terms, made, n, _condition(shares)),
    )


def _vifs(shares: npt.NDArray[np.float64]) -> list[float]:
    """Variance inflation of each column by the others."""
    if shares.shape[1] == 1:
        return [1.0]
    together = np.corrcoef(shares, rowvar=False)
    return [float(one) for one in np.diag(np.linalg.inv(together))]


def _condition(shares: npt.NDArray[np.float64]) -> float:
    """Condition number of the columns, each centred and scaled."""
    scaled = (shares - shares.mean(axis=0)) / shares.std(axis=0)
    return float(np.linalg.cond(scaled))


def _warnings(
    terms: Sequence[Term], made: Mapping[str, Weight], n: int, condition: float
) -> tuple[str, ...]:
    told = []
    if n < _FEW_SCHOOLS:
        told.append(f"Школ мало ({n}, нужно не меньше {_FEW_SCHOOLS}).")
    tangled = [t.title for t in terms if (made[t.code].vif or 0) > _HIGH_VIF]
    if tangled or condition > _HIGH_CONDITION:
        names = f": {', '.join(tangled)}" if tangled else ""
        told.append(f"Показатели сильно связаны между собой, веса ненадёжны{names}.")
    for term in terms:
        value = made[term.code].value
        if term.sign * value < 0:
            told.append(f"Знак веса обратный ожидаемому: {term.title}.")
        if abs(value) < 2 * made[term.code].error:
            told.append(f"Вес не отличается от нуля в пределах погрешности: {term.title}.")
    return tuple(told)


def _rounded(value: float) -> Fraction:
    return Fraction(f"{value:.{_PLACES}f}")
