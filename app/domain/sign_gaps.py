"""What is missing where a sign of a procedure cannot be told, named for those who can add it."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.boundaries import Boundaries
from app.domain.counts import Counts
from app.domain.participation import GradeSize
from app.domain.regional_shares import RegionalShare
from app.domain.signs import Sign, SignCode

_BOUNDARIES = {
    SignCode.BELOW: "порога этой работы (он стоит в её шкале)",
    SignCode.LOW: "порога этой работы (он стоит в её шкале)",
    SignCode.MASS: "границы среднего результата в шкале этой работы",
    SignCode.HIGH: "границы высокого результата в шкале этой работы",
}


def missing_for(
    found: Iterable[Sign],
    counts: Counts,
    bounds: Boundaries,
    region: RegionalShare,
    size: GradeSize | None,
) -> str:
    """«не хватает баллов участников и численности параллели» for the signs nobody can tell."""
    unknown = [sign.code for sign in found if sign.found is None]
    named = list(dict.fromkeys(_missing(code, counts, bounds, region, size) for code in unknown))
    if len(named) > 1:
        return f"не хватает {', '.join(named[:-1])} и {named[-1]}"
    return f"не хватает {named[0]}" if named else ""


def _missing(
    code: SignCode,
    counts: Counts,
    bounds: Boundaries,
    region: RegionalShare,
    size: GradeSize | None,
) -> str:
    if code is SignCode.PARTICIPATION:
        known = size is not None and size.pupils >= counts.n
        return "доли участия в эталоне региона" if known else "численности параллели"
    part = {
        SignCode.BELOW: counts.below,
        SignCode.LOW: counts.low,
        SignCode.MASS: counts.mass,
        SignCode.HIGH: counts.high,
    }[code]
    if part is None:
        return _BOUNDARIES[code] if _without_boundary(code, counts, bounds) else "баллов участников"
    pooled = {
        SignCode.BELOW: region.below,
        SignCode.LOW: region.low,
        SignCode.MASS: region.mass,
        SignCode.HIGH: region.high,
    }[code]
    return "долей этой работы в эталоне региона" if pooled.share is None else "баллов участников"


def _without_boundary(code: SignCode, counts: Counts, bounds: Boundaries) -> bool:
    """Whether totals are there and only the scale does not say where they are divided."""
    points = {
        SignCode.BELOW: bounds.threshold,
        SignCode.LOW: bounds.threshold,
        SignCode.MASS: bounds.mass.points,
        SignCode.HIGH: bounds.high.points,
    }[code]
    return points is None and bool(counts.scored)
