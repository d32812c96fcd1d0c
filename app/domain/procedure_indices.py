"""Indices over all subjects of a procedure in a grade: ИНРпр, ИВРпр, ИМР (DOMAIN F03, F05, F07)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.domain.boundaries import Boundaries
from app.domain.counts import JoinedCounts, ProcedureGroup, SubjectCounts
from app.domain.figures import Figures, level_flags, missing_boundary, scale_flags
from app.domain.indices import Flag, IndexValue
from app.domain.mass_results import MassRule, bounds_by_pupils, by_pupils, mass_rule
from app.domain.mass_subjects import MassSubjects
from app.domain.methodology import Statistic
from app.domain.result_indices import ResultIndices, Row
from app.domain.shares import Group, Part, in_any_bounds

NOT_JOINED = "коды обучающихся, общие для предметов; по итогам известны только границы"
SENT = "Детей посчитала по кодам сама школа, число пришло в её пакете."


@dataclass(frozen=True, slots=True)
class SubjectOfProcedure:
    """One subject of the procedure, counted."""

    unit: SubjectCounts
    bounds: Boundaries


def procedure_values(
    indices: ResultIndices,
    group: ProcedureGroup,
    subjects: Sequence[SubjectOfProcedure],
    joined: JoinedCounts | None,
    grade_size: int | None,
    mass: MassSubjects | None = None,
) -> Iterator[IndexValue]:
    """The values of one school for a procedure in a grade; subjects in order of their codes.

    `joined` is None where pupils cannot be joined between the subjects; then a procedure of one
    subject is still exact, and for several only Fréchet bounds are given. `mass`: what told the
    mass subjects where the methodology has no list of them.
    """
    row = Row(group.school, group.kind, group.year, group.grade)
    for index in indices.methodology.indices:
        match index.statistic:
            case Statistic.MASS:
                rule = mass_rule(indices.methodology)
                figures = _mass(rule, subjects, joined, grade_size)
                if rule is not MassRule.WORKS:
                    figures = _by_mass_subjects(indices, figures, subjects, mass)
            case Statistic.LOW_PROCEDURE:
                figures = _low(indices, subjects, joined, grade_size)
                figures = _by_mass_subjects(indices, figures, subjects, mass)
            case Statistic.HIGH_PROCEDURE:
                figures = _high(indices, subjects, joined, grade_size)
            case _:
                continue
        yield indices.share(index, row, figures)


def _by_mass_subjects(
    indices: ResultIndices,
    found: Figures,
    subjects: Sequence[SubjectOfProcedure],
    mass: MassSubjects | None,
) -> Figures:
    """With the sentence which subjects counted as mass ones; nothing where that is not known."""
    if mass is None:
        return found
    names = {one.unit.key.subject: one.bounds.mass_subject for one in subjects}
    known = {indices.grounds.subject(code): one for code, one in names.items() if one is not None}
    flags = (*found.flags, Flag.PROVISIONAL.value) if mass.is_provisional else found.flags
    unknown = [name for name, one in known.items() if one.is_mass is None]
    if unknown:
        return replace(found, part=None, bounds=None, missing=mass.missing(unknown), basis="")
    basis = f"{mass.sentence(known)} {found.basis}".strip()
    return replace(found, basis=basis, flags=flags)


def _contradiction(subjects: Sequence[SubjectOfProcedure]) -> str:
    return next((s.unit.counts.contradiction for s in subjects if s.unit.counts.contradiction), "")


def _mass(
    rule: MassRule,
    subjects: Sequence[SubjectOfProcedure],
    joined: JoinedCounts | None,
    grade_size: int | None,
) -> Figures:
    """Over the subjects, the way the methodology chose (F03)."""
    if rule is MassRule.WORKS:
        return _mass_by_works(subjects)
    mass = [subject for subject in subjects if subject.bounds.is_mass_subject]
    if not mass:
        n = max((subject.unit.counts.n for subject in subjects), default=0)
        return Figures(n, None, "результаты по массовым предметам")
    known = _mass_by_works(mass)
    if len(mass) == 1:
        return replace(known, basis=rule.told)
    part = by_pupils(rule, joined) if joined else None
    if joined is not None and part is not None:
        basis = f"{rule.told} {SENT}" if joined.sent else rule.told
        return replace(known, n=joined.mass_pupils, part=part, basis=basis)
    groups = [Group(s.unit.counts.n, _part(s.unit.counts.mass, s)) for s in mass]
    return replace(
        known,
        n=max(group.n for group in groups),
        part=None,
        missing=NOT_JOINED,
        basis=rule.told,
        bounds=bounds_by_pupils(rule, groups, grade_size),
    )


def _mass_by_works(subjects: Sequence[SubjectOfProcedure]) -> Figures:
    """By person-works: Σ n(b ≥ b_ср) / Σ N over the subjects (variant а)."""
    n = sum(subject.unit.counts.n for subject in subjects)
    parts = [_part(subject.unit.counts.mass, subject) for subject in subjects]
    whole = Part(sum(part.least for part in parts), sum(part.most for part in parts))
    flags = dict.fromkeys(
        flag
        for s in subjects
        for flag in (*level_flags(s.bounds.mass, "mass", s.unit.counts), *scale_flags(s.bounds))
    )
    missing = _missing(subjects, "mass")
    why = _contradiction(subjects)
    return Figures(n, whole, missing, MassRule.WORKS.told, tuple(flags), why)


def _part(part: Part | None, subject: SubjectOfProcedure) -> Part:
    return Part(0, subject.unit.counts.n) if part is None else part


def _low(
    indices: ResultIndices,
    subjects: Sequence[SubjectOfProcedure],
    joined: JoinedCounts | None,
    grade_size: int | None,
) -> Figures:
    mass = [subject for subject in subjects if subject.bounds.is_mass_subject]
    basis = _boundaries(indices, mass, Statistic.LOW_SUBJECT)
    flags = (Flag.DEFAULT_DELTA.value,) if any(s.bounds.default_delta for s in mass) else ()
    flags = (*flags, *dict.fromkeys(flag for s in mass for flag in scale_flags(s.bounds)))
    if not mass:
        n = max((subject.unit.counts.n for subject in subjects), default=0)
        return Figures(n, None, "результаты по массовым предметам")
    groups = [
        Group(s.unit.counts.n, _part(s.unit.counts.low, s), s.bounds.is_mass_subject)
        for s in subjects
    ]
    joined, part = (joined, joined.low) if joined and joined.low else (None, None)
    missing = "сколько участников ниже границы с учётом δ" if joined else NOT_JOINED
    return _any(
        groups,
        joined,
        grade_size,
        Figures(0, part, missing, basis, flags, _contradiction(subjects)),
    )


def _high(
    indices: ResultIndices,
    subjects: Sequence[SubjectOfProcedure],
    joined: JoinedCounts | None,
    grade_size: int | None,
) -> Figures:
    groups = [Group(s.unit.counts.n, _part(s.unit.counts.high, s)) for s in subjects]
    flags = dict.fromkeys(
        flag
        for s in subjects
        for flag in (*level_flags(s.bounds.high, "high", s.unit.counts), *scale_flags(s.bounds))
    )
    basis = _boundaries(indices, subjects, Statistic.HIGH_SUBJECT)
    joined, part = (joined, joined.high) if joined and joined.high else (None, None)
    missing = _missing(subjects, "high") if joined or len(subjects) == 1 else NOT_JOINED
    return _any(
        groups,
        joined,
        grade_size,
        Figures(0, part, missing, basis, tuple(flags), _contradiction(subjects)),
    )


def _missing(subjects: Sequence[SubjectOfProcedure], level: str) -> str:
    """What is missing: the boundary of the first subject that has totals alone, else results."""
    usual = "баллы или отметки по всем предметам"
    told = (
        missing_boundary(one.unit.counts, one.bounds, usual, getattr(one.bounds, level))
        for one in subjects
    )
    return next((one for one in told if one != usual), usual)


def _boundaries(
    indices: ResultIndices, subjects: Sequence[SubjectOfProcedure], statistic: Statistic
) -> str:
    """The boundary of each subject, by its name."""
    told = ((s.unit.key.subject, indices.boundary(statistic, s.bounds)) for s in subjects)
    return " ".join(
        f"{indices.grounds.subject(subject)}, {sentence[0].lower()}{sentence[1:]}"
        for subject, sentence in told
        if sentence
    )


def _any(
    groups: Sequence[Group], joined: JoinedCounts | None, grade_size: int | None, known: Figures
) -> Figures:
    """«In at least one subject»: exact when joined or alone, else Fréchet bounds."""
    n = max((group.n for group in groups), default=0)
    part, bounds, basis = known.part, None, known.basis
    if joined is not None:
        n = joined.pupils
        basis = f"{basis} {SENT}".strip() if joined.sent else basis
    elif len(groups) == 1:
        part = groups[0].part
    else:
        bounds = in_any_bounds(groups, grade_size)
    return Figures(n, part, known.missing, basis, known.flags, known.contradiction, bounds)
