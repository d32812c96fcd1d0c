"""What no region can have found: a reference that says it was changed or spoilt on its way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from app.domain.class_rules import AllOf, AmongLowest, LowestShare, ShareAbove
from app.domain.errors import BadDefinition
from app.domain.explanations import PERCENT
from app.domain.index_kinds import Residual
from app.domain.messages import NO_BREAK, number
from app.domain.methodology import Methodology
from app.domain.models import Line, Weights, exact
from app.domain.organisations import OrganisationKind
from app.domain.reference import Reference
from app.domain.reference_directories import Norm
from app.domain.region_thresholds import threshold_codes
from app.domain.regional_shares import RegionalShare, Work
from app.domain.results import ProcedureKind

_STEP = 5
"""Width of the intervals that distributions count schools in."""
_WHOLE = Fraction(100)
_GRADES = range(1, 13)
_LEAST_FOR_A_LINE = 3


@dataclass(frozen=True, slots=True)
class _Spread:
    """The intervals in which a reference counts schools."""

    bins: Mapping[str, int]

    @property
    def schools(self) -> int:
        return sum(self.bins.values())

    @property
    def low(self) -> int:
        return min(map(int, self.bins))

    @property
    def high(self) -> int:
        return max(map(int, self.bins)) + _STEP

    @property
    def told(self) -> str:
        return f"значения школ — от {number(self.low)} до {number(self.high)}"

    def holds(self, value: Fraction) -> bool:
        return self.low <= value <= self.high


def impossible(reference: Reference, methodology: Methodology | None) -> Iterator[str]:
    """Russian sentences without a full stop about numbers that contradict themselves or each other.

    `methodology`: the one the reference was computed by; None: what only it can tell is not asked.
    """
    names = _names(methodology)
    most = sum(one.kind is OrganisationKind.SCHOOL for one in reference.organisations)
    yield from _amounts(reference, names, most)
    yield from _spreads(reference, names)
    yield from _thresholds(reference, methodology, names)
    yield from _means(reference, methodology, names)
    for code, line in reference.lines.items():
        yield from _line(code, line, _social(code, reference, methodology), names)
    for code, weights in reference.weights.items():
        yield from _weights(code, weights, names)
    for code, norm in reference.norms.items():
        yield from _norm(norm, code)
    years = (reference.shares, reference.clean_shares, *reference.earlier_shares.values())
    for work, share in (one for shares in years for one in shares.items()):
        yield from _share(work, share, most)


def _names(methodology: Methodology | None) -> dict[str, str]:
    known = (*methodology.indices, *methodology.classes) if methodology else ()
    return {one.code: one.title for one in known}


def _named(code: str, names: Mapping[str, str]) -> str:
    return f"«{names.get(code) or names.get(code.rstrip('0123456789').rstrip('_'), code)}»"


def _amounts(reference: Reference, names: Mapping[str, str], most: int) -> Iterator[str]:
    """The directory is the whole region's: nothing is found among more schools than it names."""
    counted = {f"порог {_named(code, names)}": n for code, n in reference.counts.items()}
    for what, schools in {"эталон": reference.schools, **counted}.items():
        if most and schools > most:
            yield f"{what}: школ {number(schools)}, а в справочнике региона их {number(most)}"


def _spreads(reference: Reference, names: Mapping[str, str]) -> Iterator[str]:
    for code, bins in reference.distributions.items():
        if any(int(start) % _STEP for start in bins) or not all(bins.values()):
            yield (
                f"распределение {_named(code, names)}: школы считают по промежуткам в {_STEP} "
                "единиц, и пустых промежутков среди них не бывает"
            )


@dataclass(frozen=True, slots=True)
class _Bound:
    """A threshold of the methodology, and the values it was found among."""

    code: str
    of: str
    """Index, or the threshold's own code for a share of pupils."""
    lowest: Fraction | None = None
    """So many schools are not above it; None: a share of pupils."""


def _bounds(methodology: Methodology | None) -> Iterator[_Bound]:
    for rule in methodology.classes if methodology else ():
        if isinstance(rule, LowestShare):
            yield _Bound(rule.code, rule.index, rule.share)
        elif isinstance(rule, AllOf):
            for one, code in zip(rule.conditions, threshold_codes(rule), strict=True):
                if isinstance(one, AmongLowest):
                    yield _Bound(code, one.index, one.share)
                elif isinstance(one, ShareAbove):
                    yield _Bound(code, code)


def _thresholds(
    reference: Reference, methodology: Methodology | None, names: Mapping[str, str]
) -> Iterator[str]:
    found = [one for one in _bounds(methodology) if one.code in reference.thresholds]
    for one in found:
        value = reference.thresholds[one.code]
        what = f"порог {_named(one.code, names)} = {number(value)}"
        bins = reference.distributions.get(one.of)
        if one.lowest is None and not 0 <= value <= _WHOLE:
            yield f"{what}: доля бывает от 0 до 100{PERCENT}"
        elif bins is not None:
            counted = reference.counts.get(one.code)
            yield from (f"{what}: {fault}" for fault in _out_of_place(value, counted, bins))
    yield from _out_of_order(reference, found, names)


def _out_of_place(value: Fraction, counted: int | None, bins: Mapping[str, int]) -> Iterator[str]:
    spread = _Spread(bins)
    if counted is not None and counted != spread.schools:
        yield (
            f"найден среди {number(counted)}{NO_BREAK}школ, а в распределении их "
            f"{number(spread.schools)}"
        )
    elif not bins or not spread.holds(value):
        yield spread.told if bins else "ни у одной школы нет значения"


def _out_of_order(
    reference: Reference, found: list[_Bound], names: Mapping[str, str]
) -> Iterator[str]:
    """Of the lowest quarter and the lowest fifth of one index the quarter ends no lower."""
    for index in dict.fromkeys(one.of for one in found):
        same = [(one.lowest, one) for one in found if one.of == index and one.lowest is not None]
        for (_, less), (_, more) in pairwise(sorted(same, key=lambda pair: pair[0])):
            low, high = (reference.thresholds[one.code] for one in (less, more))
            if low > high and less.lowest != more.lowest:
                yield (
                    f"порог {_named(less.code, names)} = {number(low)} выше порога "
                    f"{_named(more.code, names)} = {number(high)}, хотя школ под ним меньше"
                )


def _means(
    reference: Reference, methodology: Methodology | None, names: Mapping[str, str]
) -> Iterator[str]:
    shares = {one.code for one in _bounds(methodology) if one.lowest is None}
    for code, value in reference.means.items():
        of = code.removesuffix("_weighted")
        what = f"среднее {_named(of, names)} = {number(value)}"
        bins = reference.distributions.get(of)
        if (of != code or of in shares) and not 0 <= value <= _WHOLE:
            yield f"{what}: доля бывает от 0 до 100{PERCENT}"
        elif bins and not _Spread(bins).holds(value):
            yield f"{what}: {_Spread(bins).told}"


def _social(
    code: str, reference: Reference, methodology: Methodology | None
) -> Mapping[str, int] | None:
    """Where the schools stand on the index that a model explains results by."""
    for index in methodology.indices if methodology else ():
        if index.code == code and isinstance(index.special, Residual):
            return reference.distributions.get(index.special.social)
    return None


def _line(
    code: str, line: Line, bins: Mapping[str, int] | None, names: Mapping[str, str]
) -> Iterator[str]:
    what = f"модель {_named(code, names)}"
    if line.n < _LEAST_FOR_A_LINE:
        yield f"{what}: школ {number(line.n)}, а для неё их нужно не меньше {_LEAST_FOR_A_LINE}"
    if not 0 <= line.sigma <= _WHOLE:
        yield f"{what}: разброс σ = {number(line.sigma, 2)} п.п., а бывает от 0 до 100"
    if line.kind not in {one.value for one in ProcedureKind}:
        yield f"{what}: неизвестный вид процедуры «{line.kind}»"
    if bins:
        ends = [line.expected(Fraction(x)) for x in (_Spread(bins).low, _Spread(bins).high)]
        if max(ends) < 0 or min(ends) > _WHOLE:
            yield (
                f"{what}: для всех школ ожидается от {number(min(ends))} до {number(max(ends))}"
                f"{PERCENT}, а бывает от 0 до 100{PERCENT}"
            )


def _weights(code: str, weights: Weights, names: Mapping[str, str]) -> Iterator[str]:
    what = f"веса {_named(code, names)}"
    if weights.n <= len(weights.terms):
        yield f"{what}: оценены по {number(weights.n)} школам, этого мало для {len(weights.terms)}"
    if not 0 <= weights.r2 <= 1:
        yield f"{what}: R² = {number(weights.r2, 2)}, а бывает от 0 до 1"
    every = (weights.constant, *weights.terms.values())
    if any(one.error < 0 or (one.vif is not None and one.vif < 0) for one in every):
        yield f"{what}: погрешность не бывает меньше нуля"


def _norm(norm: Norm, code: str) -> Iterator[str]:
    what = f"норма «{norm.title or code}»"
    try:
        value = exact(norm.value, what)
    except BadDefinition as fault:
        yield fault.what.rstrip(".")
        return
    if value < 0:
        yield f"{what} = {number(value)}: меньше нуля она быть не может"


def _share(work: Work, share: RegionalShare, most: int) -> Iterator[str]:
    what = f"доли региона «{work.text}»"
    if work.kind not in {one.value for one in ProcedureKind} or work.grade not in _GRADES:
        yield f"{what}: такой процедуры нет"
    if share.schools < 0 or (most and share.schools > most):
        yield f"{what}: школ {number(share.schools)}, а в справочнике региона их {number(most)}"
