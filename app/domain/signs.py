"""Five signs that a school's results in one procedure should be looked at again (DOMAIN F08)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from app.domain.counts import Counts
from app.domain.messages import NO_BREAK, number
from app.domain.participation import GradeSize
from app.domain.regional_shares import Pooled, RegionalShare
from app.domain.shares import Part, wilson


class SignCode(StrEnum):
    """What is compared, in the order of the Concept."""

    BELOW = "below"
    LOW = "low"
    MASS = "mass"
    HIGH = "high"
    PARTICIPATION = "participation"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The share in words."""
        return {
            "below": "доля не преодолевших порог",
            "low": "индекс низких результатов",
            "mass": "индекс массовых результатов",
            "high": "индекс высоких результатов",
            "participation": "доля участия",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Sign:
    """One comparison."""

    code: SignCode
    found: bool | None
    """None: cannot be told from what is known."""
    told: str
    """Russian, with the numbers."""


def signs(
    counts: Counts,
    region: RegionalShare,
    z: float,
    size: GradeSize | None = None,
    least_participation: Fraction | None = None,
) -> tuple[Sign, ...]:
    """The five signs of one school in one procedure, in their order.

    `z`: quantile of Wilson's intervals. `least_participation`: percent below which participation
    is a sign; 0 compares with the region instead; None where participation is not judged.
    """
    return (
        _below(SignCode.BELOW, counts, counts.below, region.below, z),
        _below(SignCode.LOW, counts, counts.low, region.low, z),
        _above(SignCode.MASS, counts, counts.mass, region.mass, z),
        _above(SignCode.HIGH, counts, counts.high, region.high, z),
        _participation(counts.n, size, region.participation, least_participation, z),
    )


def _below(code: SignCode, counts: Counts, part: Part | None, region: Pooled, z: float) -> Sign:
    """Significantly less than in the region: the interval's upper end lies below its share."""
    expected = region.share
    if part is None or expected is None:
        return _unknown(code)
    bound = 100 * float(expected)
    most, least = wilson(part.most, counts.n, z)[1], wilson(part.least, counts.n, z)[1]
    found = _settled(most < bound, least < bound)
    if found is None:
        return _unknown(code)
    relation = "ниже" if found else "не ниже"
    told = f"интервал до {_percent(most)}, это {relation} региональной доли {_share(expected)}"
    return Sign(code, found, f"{code.title}: {told}")


def _above(code: SignCode, counts: Counts, part: Part | None, region: Pooled, z: float) -> Sign:
    """Significantly more than in the region: the interval's lower end lies above its share."""
    expected = region.share
    if part is None or expected is None:
        return _unknown(code)
    bound = 100 * float(expected)
    least, most = wilson(part.least, counts.n, z)[0], wilson(part.most, counts.n, z)[0]
    found = _settled(least > bound, most > bound)
    if found is None:
        return _unknown(code)
    relation = "выше" if found else "не выше"
    told = f"интервал от {_percent(least)}, это {relation} региональной доли {_share(expected)}"
    return Sign(code, found, f"{code.title}: {told}")


def _participation(
    n: int, size: GradeSize | None, region: Pooled, least: Fraction | None, z: float
) -> Sign:
    code = SignCode.PARTICIPATION
    if least is None:
        return Sign(code, False, f"{code.title}: для этой работы не оценивается")
    if size is None or size.pupils < n:
        return _unknown(code)
    if not least:
        return _below(code, Counts(size.pupils), Part(n, n), region, z)
    found = 100 * n < least * size.pupils
    relation = "меньше" if found else "не меньше"
    share = _share(Fraction(n, size.pupils))
    told = f"{number(n)} из {number(size.pupils)} ({share}), это {relation} {_share(least / 100)}"
    return Sign(code, found, f"{code.title}: {told}")


def _settled(surely: bool, possibly: bool) -> bool | None:
    return surely if surely == possibly else None


def _unknown(code: SignCode) -> Sign:
    return Sign(code, None, f"{code.title}: нет данных")


def _percent(value: float) -> str:
    return number(Fraction(value), 2) + f"{NO_BREAK}%"


def _share(value: Fraction) -> str:
    return number(100 * value, 2) + f"{NO_BREAK}%"
