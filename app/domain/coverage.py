"""Shares of schools and municipalities covered by support (DOMAIN F15–F17): of the whole base.

What nobody answered is neither yes nor no: such a share has bounds, or no value at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from app.domain.answers import Answers
from app.domain.explanations import PERCENT, wording
from app.domain.identification import States
from app.domain.index_kinds import Coverage, Covered
from app.domain.indices import Flag, Grounds, IndexValue
from app.domain.known_shares import KnownShare, Member, known_share
from app.domain.messages import number
from app.domain.methodology import IndexDefinition, Methodology

FOCUS = "focus_group"
"""The status of a school in the focus group; control schools are for comparing (S4, 1.4.1)."""


@dataclass(frozen=True, slots=True)
class District:
    """What is known of one municipality; None is an answer nobody gave."""

    code: str
    schools: frozenset[str]
    programme: bool | None = None
    takes_part: bool | None = None
    infrastructure: bool | None = None
    statuses_complete: bool | None = None
    """Schools without a status in the base have none."""
    monitored: bool | None = None
    """Whether the roadmap's monitoring of the period is done; None without a roadmap."""


@dataclass(frozen=True, slots=True)
class Base:
    """What coverage is counted over."""

    schools: frozenset[str]
    districts: Sequence[District]
    statuses: Mapping[str, frozenset[str]]
    """School → its statuses in the period; a school that said nothing is not here."""
    identified: States
    analysed: frozenset[str] = frozenset()
    """Schools whose results and social passport of the period are in the base."""


def district_of(
    code: str, schools: frozenset[str], answers: Answers | None, monitored: bool | None = None
) -> District:
    """A municipality with what it answered in `district_programmes`."""
    values = answers.values if answers else {}

    def said(name: str) -> bool | None:
        value = values.get(name)
        return value if isinstance(value, bool) else None

    return District(
        code,
        schools,
        programme=said("has_programme"),
        takes_part=said("takes_part"),
        infrastructure=said("has_infrastructure"),
        statuses_complete=said("statuses_complete"),
        monitored=monitored,
    )


def coverage_values(
    organisation: str,
    index: IndexDefinition,
    coverage: Coverage,
    base: Base,
    methodology: Methodology,
    grounds: Grounds,
) -> Iterator[IndexValue]:
    """The coverage by each of its bases; the default one comes first."""
    least = methodology.number(coverage.target)
    for name, words, members in _bases(coverage.of, base, grounds):
        share = known_share(members)
        extra = {"base": name, "about": words, "target": float(least)}
        empty = not any(one.counted is not False for one in members)
        yield _value(organisation, index, grounds, share, words, least, extra, empty)


def _value(
    organisation: str,
    index: IndexDefinition,
    grounds: Grounds,
    share: KnownShare,
    words: str,
    least: Fraction,
    extra: dict[str, Any],
    empty: bool,
) -> IndexValue:
    flags = () if index.approved else (Flag.DEFAULT_METHOD.value,)
    if share.silent:
        extra["silent"] = list(share.silent)
    if share.bounds is None:
        why = f"не применимо ({words}: 0)" if empty else missing(share, grounds)
        return IndexValue(organisation, index, grounds, None, flags=flags, reason=why, extra=extra)
    reached = _reached(share.bounds, least)
    extra |= {"needed": _needed(share.whole, least), "reached": reached}
    return IndexValue(
        organisation,
        index,
        grounds,
        share.exact,
        numerator=share.part,
        denominator=share.whole,
        bounds=None if share.exact is not None else share.bounds,
        flags=flags,
        reason=None if share.exact is not None else share.told,
        basis=_basis(words, share, least, reached),
        extra=extra,
    )


def missing(share: KnownShare, grounds: Grounds) -> str:
    """«нет данных, не ответили: 041101, 041102» where not even bounds can be told."""
    return f"{wording(grounds.wordings, 'no_data')}, {share.told}"


def _reached(bounds: tuple[Fraction, Fraction], least: Fraction) -> bool | None:
    """Whether the target is reached; None while a missing answer may decide it."""
    if bounds[0] >= least:
        return True
    return False if bounds[1] < least else None


def _needed(whole: int, least: Fraction) -> int:
    """⌈least % of whole⌉."""
    exact = least * whole / 100
    return -(-exact.numerator // exact.denominator)


def _basis(words: str, share: KnownShare, least: Fraction, reached: bool | None) -> str:
    needed = _needed(share.whole, least)
    percent = number(least, 0 if least.denominator == 1 else 1)
    head = f"За 100{PERCENT} взяты {words} ({number(share.whole)})."
    if share.exact is None:
        head += f" Ответили «да»: {number(share.part)}."
    states = {
        True: "выполнено",
        False: f"не хватает {number(needed - share.part)}",
        None: "это станет видно, когда ответят остальные",
    }
    return (
        f"{head} Нужно не меньше {percent}{PERCENT}, то есть {number(needed)}: {states[reached]}."
    )


def _bases(of: Covered, base: Base, grounds: Grounds) -> Iterator[tuple[str, str, list[Member]]]:
    """Name of the base, its words, and who is in it."""
    match of:
        case Covered.FOCUS:
            yield "identified", "школы по результатам идентификации", _focus(base, every=False)
            yield "all", "все школы", _focus(base, every=True)
        case Covered.MUNICIPAL:
            joined = [Member(d.code, d.takes_part, d.infrastructure) for d in base.districts]
            every = [Member(d.code, True, d.infrastructure) for d in base.districts]
            yield "participating", "участвующие муниципалитеты", joined
            yield "all", "все муниципалитеты", every
        case Covered.PROGRAMMES:
            low_schools = wording(grounds.wordings, "low_schools")
            words = f"муниципалитеты, где выявлены {low_schools}"
            found = [Member(d.code, _with_low(d, base), d.programme) for d in base.districts]
            yield "identified", words, found
        case Covered.PROGRAMMES_OF_ALL:
            every = [Member(d.code, True, d.programme) for d in base.districts]
            yield "all", "все муниципалитеты", every
        case Covered.ANALYSIS:
            yield "all", "все школы", _analysed(base)
        case Covered.MONITORING:
            every = [Member(d.code, True, d.monitored) for d in base.districts]
            yield "all", "все муниципалитеты", every


def _focus(base: Base, *, every: bool) -> list[Member]:
    return [
        Member(
            school,
            True if every else base.identified.get(school),
            FOCUS in base.statuses[school] if school in base.statuses else None,
        )
        for school in sorted(base.schools)
    ]


def _with_low(district: District, base: Base) -> bool | None:
    """Whether a municipality has identified schools."""
    states = {base.identified.get(school) for school in district.schools}
    if True in states:
        return True
    return None if None in states else False


def _analysed(base: Base) -> list[Member]:
    """Without any data nothing was analysed, and nothing can be told either."""
    return [
        Member(school, True, school in base.analysed if base.analysed else None)
        for school in sorted(base.schools)
    ]
