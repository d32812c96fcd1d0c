"""Five signs that a school's results in one procedure should be looked at again (DOMAIN F08)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from app.domain.apart import told_apart
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


_BELOW = (SignCode.BELOW, SignCode.LOW, SignCode.PARTICIPATION)


@dataclass(frozen=True, slots=True)
class Sign:
    """One comparison; its sentence is written only when somebody reads it."""

    code: SignCode
    found: bool | None
    """None: cannot be told from what is known."""
    end: float | None = None
    """Percent: the end of Wilson's interval that was compared."""
    against: Fraction | None = None
    """0…1: the region's share, or the participation that was set."""
    took_part: tuple[int, int] | None = None
    """Participants and pupils of the grade, where these two were compared."""

    @property
    def told(self) -> str:
        """Russian, with the numbers."""
        return f"{self.code.title}: {self._numbers()}"

    def _numbers(self) -> str:
        if self.found is None:
            return "нет данных"
        if self.against is None:
            return "для этой работы не оценивается"
        if self.took_part is not None:
            n, size = self.took_part
            relation = "меньше" if self.found else "не меньше"
            share, bound = _shares(Fraction(100 * n, size), self.against)
            return f"{number(n)} из {number(size)} ({share}), это {relation} {bound}"
        edge, word = ("до", "ниже") if self.code in _BELOW else ("от", "выше")
        relation = word if self.found else f"не {word}"
        end, bound = _shares(Fraction(self.end or 0), self.against)
        return f"интервал {edge} {end}, это {relation} региональной доли {bound}"


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
        return Sign(code, None)
    bound = 100 * float(expected)
    most = wilson(part.most, counts.n, z)[1]
    least = most if part.exact is not None else wilson(part.least, counts.n, z)[1]
    return Sign(code, _settled(most < bound, least < bound), most, expected)


def _above(code: SignCode, counts: Counts, part: Part | None, region: Pooled, z: float) -> Sign:
    """Significantly more than in the region: the interval's lower end lies above its share."""
    expected = region.share
    if part is None or expected is None:
        return Sign(code, None)
    bound = 100 * float(expected)
    least = wilson(part.least, counts.n, z)[0]
    most = least if part.exact is not None else wilson(part.most, counts.n, z)[0]
    return Sign(code, _settled(least > bound, most > bound), least, expected)


def _participation(
    n: int, size: GradeSize | None, region: Pooled, least: Fraction | None, z: float
) -> Sign:
    code = SignCode.PARTICIPATION
    if least is None:
        return Sign(code, False)
    if size is None or size.pupils < n:
        return Sign(code, None)
    if not least:
        return _below(code, Counts(size.pupils), Part(n, n), region, z)
    took_part = n, size.pupils
    return Sign(code, 100 * n < least * size.pupils, None, least / 100, took_part)


def _settled(surely: bool, possibly: bool) -> bool | None:
    return surely if surely == possibly else None


def _shares(own: Fraction, against: Fraction) -> tuple[str, str]:
    """«13,818 %» and «13,822 %» of percents and a share."""
    shown, bound = told_apart(own, 100 * against, 2)
    return f"{shown}{NO_BREAK}%", f"{bound}{NO_BREAK}%"
