"""Procedures whose results should be looked at again, and K of each school (DOMAIN F08).

A result of this page is a reason to check, never a reproach.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial

from app.domain.boundaries import Boundaries
from app.domain.class_about import Text, written
from app.domain.counts import SubjectCounts
from app.domain.explanations import as_sentence
from app.domain.indices import Flag, IndexValue, State
from app.domain.messages import count, number
from app.domain.methodology import IndexDefinition, Methodology, Statistic
from app.domain.participation import GradeSizes, size_of
from app.domain.procedure_indices import SubjectOfProcedure
from app.domain.regional_shares import Regional, work_of
from app.domain.result_indices import ResultIndices
from app.domain.results import ProcedureKey, ProcedureKind
from app.domain.shares import quantile
from app.domain.sign_gaps import missing_for
from app.domain.signs import Sign, signs


@dataclass(frozen=True, slots=True)
class Settings:
    """Parameters of the methodology that decide."""

    least_signs: int
    """m: signs of five that put a school on the list of a procedure."""
    by_kind: bool
    participation: Fraction
    """Percent; 0: compare with the region."""
    small_n: int
    z: float


@dataclass(frozen=True, slots=True)
class Judged:
    """One procedure of one school."""

    key: ProcedureKey
    signs: tuple[Sign, ...] = ()
    listed: bool | None = None
    """None: not judged, or it cannot be told."""
    told: Text = ""
    """Russian, why it was not judged."""

    @property
    def reason(self) -> str:
        """Why it was not judged, or why nobody can tell whether it is listed; Russian."""
        return written(self.told)

    @property
    def found(self) -> list[Sign]:
        """The signs that are there."""
        return [sign for sign in self.signs if sign.found]


@dataclass(frozen=True, slots=True)
class ObjectivityResult:
    """K of every school, and what the second pass leaves out."""

    values: tuple[IndexValue, ...]
    """`objectivity_lists` of each school, in order of codes."""
    excluded: frozenset[tuple[str, ProcedureKey]]
    """Pairs school × procedure left out of means and conclusions; one pass, no more."""
    judged: Mapping[str, tuple[Judged, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Listing:
    """What the lists say of one school."""

    excluded: frozenset[tuple[str, ProcedureKey]]
    state: State


def settings_of(methodology: Methodology) -> Settings:
    """The parameters; `objectivity_unit` other than «kind» means subject by subject."""
    unit = methodology.parameters["objectivity_unit"].value
    return Settings(
        least_signs=int(methodology.number("objectivity_signs")),
        by_kind=unit == "kind",
        participation=methodology.number("objectivity_participation"),
        small_n=int(methodology.number("small_n")),
        z=quantile(methodology.number("confidence")),
    )


def objectivity(
    indices: ResultIndices,
    counted: Iterable[SubjectOfProcedure],
    regional: Regional | None,
) -> ObjectivityResult:
    """Judge every procedure of one school year against the region's first-pass shares.

    Without them (None) nothing is judged and nothing excluded.
    """
    definition = definition_of(indices.methodology)
    if definition is None:
        return ObjectivityResult((), frozenset())
    settings = settings_of(indices.methodology)
    judged = _judged(indices, counted, regional, settings)
    values = tuple(_value(indices, definition, settings, s, judged[s]) for s in sorted(judged))
    excluded = frozenset(pair for s in judged for pair in _excluded(settings, s, judged[s]))
    return ObjectivityResult(values, excluded, {s: tuple(judged[s]) for s in sorted(judged)})


def listing(
    indices: ResultIndices, counted: Iterable[SubjectOfProcedure], regional: Regional
) -> dict[str, Listing]:
    """School → which of these works are left out, and whether it has any such; no words."""
    settings = settings_of(indices.methodology)
    judged = _judged(indices, counted, regional, settings)
    return {
        school: Listing(frozenset(_excluded(settings, school, of)), _state(settings, of))
        for school, of in judged.items()
    }


def _judged(
    indices: ResultIndices,
    counted: Iterable[SubjectOfProcedure],
    regional: Regional | None,
    settings: Settings,
) -> dict[str, list[Judged]]:
    """School → its procedures of one year, judged one by one."""
    judged: dict[str, list[Judged]] = {}
    for one in counted:
        grades = indices.grades.get(one.unit.school, {})
        judged.setdefault(one.unit.school, []).append(
            judge(one.unit, one.bounds, regional, settings, grades)
        )
    return judged


def _state(settings: Settings, judged: Sequence[Judged]) -> State:
    lists = [of for of in _lists(settings, judged).values() if any(one.signs for one in of)]
    states = [_on(of) for of in lists]
    if True in states:
        return State.IN
    return State.UNDETERMINED if None in states or not states else State.OUT


def definition_of(methodology: Methodology) -> IndexDefinition | None:
    """The index of lists, where the methodology has it."""
    known = (i for i in methodology.indices if i.statistic is Statistic.OBJECTIVITY_LISTS)
    return next(known, None)


def judge(
    unit: SubjectCounts,
    bounds: Boundaries,
    regional: Regional | None,
    settings: Settings,
    grades: GradeSizes,
) -> Judged:
    """One school in one procedure; fewer than `small_n` participants are not judged."""
    counts, key = unit.counts, unit.key
    region = regional.get(work_of(key)) if regional is not None else None
    if regional is None:
        return Judged(key, told="нет эталона региона")
    if counts.contradiction:
        return Judged(key, told=counts.contradiction)
    if counts.n < settings.small_n:
        return Judged(key, told=f"малая численность, участников {number(counts.n)}")
    if region is None:
        return Judged(key, told="в эталоне региона этой работы нет")
    # of a subject chosen by some pupils, or split by levels, the grade says nothing
    whole = bounds.is_mass_subject and not key.level
    size = size_of(counts, key.grade, grades)
    least = settings.participation if whole else None
    found = signs(counts, region, settings.z, size, least)
    sure = sum(sign.found is True for sign in found)
    perhaps = sum(sign.found is None for sign in found)
    listed: bool | None = sure >= settings.least_signs
    if not listed and sure + perhaps >= settings.least_signs:
        listed = None
    why = partial(missing_for, found, counts, bounds, region, size) if listed is None else ""
    return Judged(key, found, listed, why)


def _lists(settings: Settings, judged: Sequence[Judged]) -> dict[ProcedureKey, list[Judged]]:
    """What each list is about → the procedures in it."""
    lists: dict[ProcedureKey, list[Judged]] = {}
    for one in judged:
        about = replace(one.key, subject="", grade=0, level="") if settings.by_kind else one.key
        lists.setdefault(about, []).append(one)
    return lists


def _on(procedures: Sequence[Judged]) -> bool | None:
    """Whether a list holds the school: one procedure on it is enough; None: cannot be told."""
    states = [one.listed for one in procedures if one.signs]
    if any(states):
        return True
    return None if not states or None in states else False


def _excluded(
    settings: Settings, school: str, judged: Sequence[Judged]
) -> Iterable[tuple[str, ProcedureKey]]:
    for procedures in _lists(settings, judged).values():
        if _on(procedures):
            yield from ((school, one.key) for one in procedures)


def _value(
    indices: ResultIndices,
    definition: IndexDefinition,
    settings: Settings,
    school: str,
    judged: Sequence[Judged],
) -> IndexValue:
    lists = _lists(settings, judged)
    states = {about: _on(procedures) for about, procedures in lists.items()}
    told = [about for about, procedures in lists.items() if any(one.signs for one in procedures)]
    sure = sum(states[about] is True for about in told)
    perhaps = sum(states[about] is None for about in told)
    value = IndexValue(
        school,
        definition,
        indices.grounds,
        None,
        flags=() if definition.approved else (Flag.DEFAULT_METHOD.value,),
        year=judged[0].key.year,
        basis=partial(_basis, indices, settings, judged) if told else "",
        extra={"procedures": [one.key.text for one in judged if one.listed]},
    )
    if not told:
        return replace(value, reason=f"ни одна работа не оценивается: {judged[0].reason}")
    if perhaps:
        ends = Fraction(sure), Fraction(sure + perhaps)
        return replace(value, denominator=len(told), bounds=ends, reason=judged_reason(judged))
    return replace(
        value,
        value=Fraction(sure),
        numerator=sure,
        denominator=len(told),
        calculation=f"Расчёт: K = {number(sure)}, оценено процедур: {number(len(told))}.",
    )


def _basis(indices: ResultIndices, settings: Settings, judged: Sequence[Judged]) -> str:
    """Every procedure with its signs, and the reference they were held against."""
    told = [_told(indices, settings, one) for one in judged]
    return " ".join(filter(None, [*told, indices.grounds.reference_words]))


def judged_reason(judged: Sequence[Judged]) -> str:
    """Why K cannot be told."""
    return next((one.reason for one in judged if one.signs and one.reason), "нет данных")


def _told(indices: ResultIndices, settings: Settings, one: Judged) -> str:
    """«ВПР, Математика, 5 класс: признаков 3 из 5 (нужно 3): …»."""
    key = one.key
    levels = {"base": " (база)", "profile": " (профиль)", "advanced": " (углублённая)"}
    subject = indices.grounds.subject(key.subject) + levels.get(key.level, "")
    name = f"{ProcedureKind(key.kind).title}, {subject}, {key.grade} класс"
    if not one.signs:
        return f"{name}: не оценивается ({one.reason})."
    found = count(len(one.found), "признак", "признака", "признаков")
    details = "; ".join(sign.told for sign in one.found)
    unknown = sum(sign.found is None for sign in one.signs)
    missing = f", не оценено {unknown}" if unknown else ""
    head = (
        f"{name}: {found} из {len(one.signs)}{missing}, для проверки нужно {settings.least_signs}"
    )
    return f"{head} — {details}." if details else f"{head}."


def lists_state(value: IndexValue) -> State:
    """Whether at least one procedure has to be checked, for the class `not_objective`."""
    least = value.bounds[0] if value.bounds else value.value
    if value.value is None and not least:
        return State.UNDETERMINED
    return State.IN if least else State.OUT


def lists_told(value: IndexValue) -> str:
    """The same in words."""
    state = lists_state(value)
    if state is State.UNDETERMINED:
        told = f"Не определено. {as_sentence(value.reason)} {written(value.basis)}"
        return told.rstrip()
    if state is State.OUT:
        return f"Процедур, результаты которых стоит проверить, нет. {written(value.basis)}"
    least = value.bounds[0] if value.bounds else value.value
    many = count(int(least or 0), "процедура", "процедуры", "процедур")
    chance = "Такое бывает и случайно: это повод посмотреть работы ещё раз, и только."
    return f"Стоит проверить результаты: {many}. {chance} {written(value.basis)}"
