"""The boundaries results of one procedure are measured by: scale, methodology, defaults."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.levels import BY_MARKS, LevelBounds, level_bounds
from app.domain.mass_subjects import (
    MassSubject,
    MassSubjects,
    MassSubjectsRule,
    mass_subjects_rule,
)
from app.domain.methodology import Methodology
from app.domain.results import MARKS, Procedure, ProcedureKey, ProcedureKind, Scale
from app.domain.scales import NO_SCALES, TEST_POINTS, Measure, Scales, SubCondition


@dataclass(frozen=True, slots=True)
class Level:
    """«Not below»: points where the procedure says so, else a mark of the methodology."""

    points: int | None
    mark: int | None
    """Mark that says the same; None when the points stand between marks."""
    is_default: bool

    @property
    def is_known(self) -> bool:
        """Whether anything can be measured by it."""
        return self.points is not None or self.mark is not None


@dataclass(frozen=True, slots=True)
class Boundaries:
    """Boundaries of one procedure; points are primary points, bounds belong to the upper side."""

    scale: Scale
    threshold: int | None
    """b_порог; None when unknown."""
    threshold_is_mark_3: bool
    """Whether the scale puts «3» and the threshold at the same total."""
    delta: int
    default_delta: bool
    mass: Level
    high: Level
    is_mass_subject: bool
    """Taken «в массовых масштабах» (F05); False too where that is not known."""
    levels: LevelBounds = BY_MARKS
    sub: SubCondition | None = None
    """Points of their own kind that some marks need (ОГЭ)."""
    default_scale: bool = False
    """The scale comes from the directory and is of another, or of no known year."""
    most_entered: bool = False
    """The scale is of another year, but not its greatest total."""
    default_sub: bool = False
    """The sub-condition is of another year."""
    test_scale: bool = False
    """Totals are test scores of the ЕГЭ (0–100), not primary points (F01)."""
    primary_delta: int | None = None
    """δ in primary points where `delta` is its worth in test scores by the table of the year."""
    mass_subject: MassSubject | None = None
    """How `is_mass_subject` was told, where the methodology looks at who took part."""
    notes: tuple[str, ...] = ()
    """What the source says besides: least scores for universities and the like."""

    @property
    def low(self) -> int | None:
        """b_низ = b_порог + δ (F04)."""
        return None if self.threshold is None else self.threshold + self.delta

    @property
    def doubtful_marks(self) -> bool:
        """Whether marks taken from totals rest on a scale, or a condition, of another year."""
        return self.default_scale or self.default_sub

    @property
    def mark_2_is_below(self) -> bool:
        """Whether a mark of «2» puts a pupil below the threshold for sure.

        Not where points of another kind can make a «2» of a better total (geometry in the ОГЭ).
        """
        if self.sub is not None and any(2 in self.sub.marks(mark, None) for mark in MARKS[1:]):
            return False
        return self.threshold_is_mark_3

    @property
    def mark_4_is_never_low(self) -> bool:
        """Whether a mark of «4» puts a pupil above b_низ for sure."""
        min_4 = self.scale.min_4
        return self.low is not None and min_4 is not None and self.low <= min_4


def boundaries_of(
    procedure: Procedure,
    methodology: Methodology,
    scales: Scales = NO_SCALES,
    mass: MassSubjects | None = None,
) -> Boundaries:
    """The boundaries `procedure` is measured by in `methodology`.

    `scales`: the directory, for procedures whose own scale nobody entered. `mass`: who took part,
    where the methodology tells mass subjects by that.
    """
    measure = scales.measure(procedure)
    scale = measure.scale
    is_ege = procedure.key.kind == ProcedureKind.EGE
    test_scale = is_ege and scale.max_points == TEST_POINTS
    delta = int(methodology.number("delta")) if scale.delta is None else scale.delta
    worth = _in_test_scores(measure, delta) if test_scale and scale.delta is None else None
    mass_subject = _mass_subject(procedure.key, measure, methodology, mass)
    return Boundaries(
        scale=scale,
        threshold=scale.lower_bound,
        threshold_is_mark_3=scale.threshold is None or scale.threshold == scale.min_3,
        delta=delta if worth is None else worth,
        default_delta=scale.delta is None,
        mass=_level(scale, scale.mass_from, methodology, "mass_from_mark"),
        high=_level(scale, scale.high_from, methodology, "high_from_mark"),
        is_mass_subject=bool(mass_subject.is_mass),
        mass_subject=mass_subject if mass else None,
        levels=level_bounds(scale),
        sub=measure.sub,
        default_scale=measure.is_default,
        most_entered=measure.most_entered,
        default_sub=measure.sub_is_default,
        test_scale=test_scale,
        primary_delta=None if worth is None else delta,
        notes=measure.notes,
    )


def _mass_subject(
    key: ProcedureKey, measure: Measure, methodology: Methodology, mass: MassSubjects | None
) -> MassSubject:
    """What was said of the very procedure goes before the methodology's way."""
    if measure.mass_subject is not None:
        return MassSubject(measure.mass_subject, "так отмечено при вводе процедуры")
    if mass is not None:
        return mass.of(key)
    by_list = mass_subjects_rule(methodology) is MassSubjectsRule.LIST
    return MassSubject(by_list and key.subject in methodology.words("mass_subjects"), "")


def _in_test_scores(measure: Measure, delta: int) -> int | None:
    """What `delta` primary points above the threshold are worth in test scores (F04).

    None where the year's table is not known as far as that.
    """
    threshold, scores = measure.scale.lower_bound, measure.scores
    if threshold is None or threshold not in scores:
        return None
    step = scores.index(threshold) + delta
    return scores[step] - threshold if step < len(scores) else None


def _level(scale: Scale, points: int | None, methodology: Methodology, parameter: str) -> Level:
    if points is None:
        return Level(None, int(methodology.number(parameter)), is_default=True)
    starts = dict(zip(MARKS[1:], (scale.min_3, scale.min_4, scale.min_5), strict=True))
    mark = next((mark for mark, start in starts.items() if start == points), None)
    return Level(points, mark, is_default=False)
