"""Shares of schools and municipalities covered by support (DOMAIN F15–F17): of the whole base."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from app.domain.answers import Answers, Row
from app.domain.explanations import PERCENT
from app.domain.index_kinds import Coverage, Covered
from app.domain.indices import ClassRow, Flag, Grounds, IndexValue, State
from app.domain.messages import number
from app.domain.methodology import IndexDefinition, Methodology
from app.domain.periods import Period

FOCUS = frozenset({"focus_group", "control_group"})
IDENTIFIED = frozenset({"shnor"})


@dataclass(frozen=True, slots=True)
class District:
    """What is known of one municipality."""

    code: str
    schools: frozenset[str]
    programme: bool | None = None
    takes_part: bool | None = None
    infrastructure: bool | None = None


@dataclass(frozen=True, slots=True)
class Base:
    """What coverage is counted over."""

    schools: frozenset[str]
    districts: Sequence[District]
    statuses: Mapping[str, frozenset[str]]
    """School → its statuses in the period."""
    identified: frozenset[str]
    """Schools found by the methodology's classes, or named by a status."""


def statuses_of(answers: Answers, period: Period) -> frozenset[str]:
    """Statuses in force on some day of the period."""
    return frozenset(
        str(row.cells["status"])
        for row in answers.rows("statuses")
        if "status" in row.cells and _in_force(row, period)
    )


def _in_force(row: Row, period: Period) -> bool:
    since, until = row.cells.get("since"), row.cells.get("until")
    begun = not isinstance(since, date) or since <= period.end
    return begun and (not isinstance(until, date) or until >= period.start)


def district_of(code: str, schools: Collection[str], answers: Answers | None) -> District:
    """A municipality with what it answered in `district_programmes`."""
    values = answers.values if answers else {}
    said = {
        name: value if isinstance(value := values.get(name), bool) else None
        for name in ("has_programme", "takes_part", "has_infrastructure")
    }
    return District(code, frozenset(schools), *said.values())


def identified_schools(
    methodology: Methodology,
    rows: Mapping[str, Mapping[str, ClassRow]],
    statuses: Mapping[str, frozenset[str]],
) -> frozenset[str]:
    """Schools in one of the classes named by `identified_classes`, or with the status of ШНОР."""
    by_class = {
        school
        for code in methodology.words("identified_classes")
        for school, row in rows.get(code, {}).items()
        if row.state is State.IN
    }
    return frozenset(by_class | {school for school, own in statuses.items() if own & IDENTIFIED})


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
    for name, words, part, whole in _counts(coverage.of, base):
        flags = () if index.approved else (Flag.DEFAULT_METHOD.value,)
        extra = {"base": name, "about": words, "target": float(least)}
        if not whole:
            reason = f"не применимо: {words}: 0"
            yield IndexValue(
                organisation, index, grounds, None, flags=flags, reason=reason, extra=extra
            )
            continue
        yield IndexValue(
            organisation,
            index,
            grounds,
            Fraction(100 * part, whole),
            numerator=part,
            denominator=whole,
            flags=flags,
            basis=_basis(words, part, whole, least),
            extra={
                **extra,
                "needed": _needed(whole, least),
                "reached": 100 * part >= least * whole,
            },
        )


def _needed(whole: int, least: Fraction) -> int:
    """⌈least % of whole⌉."""
    exact = least * whole / 100
    return -(-exact.numerator // exact.denominator)


def _basis(words: str, part: int, whole: int, least: Fraction) -> str:
    needed = _needed(whole, least)
    enough = "выполнено" if 100 * part >= least * whole else f"не хватает {number(needed - part)}"
    percent = number(least, 0 if least.denominator == 1 else 1)
    return (
        f"База: {words} ({number(whole)}). Нужно не меньше {percent}{PERCENT}, "
        f"то есть {number(needed)}: {enough}."
    )


def _counts(of: Covered, base: Base) -> Iterator[tuple[str, str, int, int]]:
    """Name of the base, its words, part and whole."""
    match of:
        case Covered.FOCUS:
            taken = {school for school, own in base.statuses.items() if own & FOCUS}
            found = base.identified
            yield "identified", "школы по результатам идентификации", len(taken & found), len(found)
            yield "all", "все школы", len(taken & base.schools), len(base.schools)
        case Covered.MUNICIPAL:
            joined = [one for one in base.districts if one.takes_part]
            built = [one for one in joined if one.infrastructure]
            every = [one for one in base.districts if one.infrastructure]
            yield "participating", "участвующие муниципалитеты", len(built), len(joined)
            yield "all", "все муниципалитеты", len(every), len(base.districts)
        case Covered.PROGRAMMES:
            with_low = [one for one in base.districts if one.schools & base.identified]
            ready = [one for one in with_low if one.programme]
            words = "муниципалитеты, где выявлены школы с низкими результатами"
            yield "identified", words, len(ready), len(with_low)
