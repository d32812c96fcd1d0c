"""One recounted value, and what the five methodologies say differently."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, NamedTuple

from tests.end_to_end.recount.shares import Ends, Part, wilson

SMALL = 11
SUBJECT_INDICES = (
    "achievement", "median", "share_2", "share_3", "share_4", "share_5", "below_threshold",
    "low_subject", "mass", "high_subject", "level_1", "level_2", "level_3", "level_4", "level_5",
    "participation", "share_basic_or_higher",
)  # fmt: skip
PROCEDURE_INDICES = ("low_procedure", "mass", "high_procedure")
CHANGES = ("dynamics_achievement", "dynamics_low", "dynamics_share_2", "dynamics_cohort")
RESULTS = frozenset((*SUBJECT_INDICES, *PROCEDURE_INDICES, *CHANGES, "objectivity_lists"))
COVERAGE = ("coverage_focus", "coverage_municipal", "coverage_programmes")
YEARLY = ("coverage_analysis", "coverage_monitoring", "identified_low", "identified_adverse")
STAFFING = ("positions_filled", "vacancies")
FAMILIES = ("share_non_native", "share_migration", "share_low_income")
TEACHERS = (
    *("teachers_highest", "teachers_first", "teachers_without_category", "teachers_under_3"),
    *("teachers_part_time", "teachers_off_profile"),
)
CARD = ("share_unmotivated", "share_disabilities", "internet_speed", "internet_of_contract")
ANSWERED = (*STAFFING, *FAMILIES, *TEACHERS, *CARD, "share_risk_group", "specialists")
COVERED = RESULTS | {"isb", "isbsh", "residual", *ANSWERED, *COVERAGE, *YEARLY}
"""Codes of values that are counted again."""
NOT_YET_COVERED = frozenset({"plan_done", "diagnosed", "involved"})
"""Codes over forms that the made-up region does not fill; tests of their own count them."""
TYPES = ("deprived_rural", "deprived_urban", "small_rural", "remote", "deviance", "mixed_language")
CLASSES = frozenset(
    (
        "lowest_group",
        "lowest_isb",
        *TYPES,
        "above_expected",
        "below_expected",
        "internship_site",
        "low_results",
        "low_results_two_years",
        "low_results_both",
        "low_cluster_first",
        "low_cluster_second",
        "not_objective",
    )
)


@dataclass(frozen=True)
class Rules:
    """What a methodology says of its own; the rest is common to all five."""

    code: str
    not_approved: frozenset[str]
    """Indices taken over from another document, flagged `default_method`."""
    lowest_of: str = "isb"
    lowest_share: Fraction = Fraction(1, 4)
    mass_share: Fraction | None = None
    """From what share of the grade on a subject is a mass one, percent; None: a list says so."""
    yearly: bool = False
    """Whether the shares of what is done every year are asked for."""
    answered: tuple[str, ...] = ()
    """Shares and numbers out of answers that the region's own document names."""

    def marked(self, index: str) -> set[str]:
        """The mark of a way of counting that this region did not approve."""
        return {"default_method"} if index in self.not_approved else set()


_OURS = frozenset({"isb"}) | RESULTS
METHODOLOGIES = {
    one.code: one
    for one in (
        Rules(
            "kbr-2020",
            frozenset({"isbsh", "residual", "objectivity_lists", *COVERAGE[:2]}),
            yearly=True,
            answered=(*TEACHERS, "specialists", *FAMILIES),
        ),
        Rules(
            "altai-2020",
            _OURS | {"isbsh", "residual", *COVERAGE[:2]},
            answered=(*STAFFING, "specialists", *CARD, *FAMILIES),
        ),
        Rules(
            "yaroslavl-2023",
            _OURS | {"isbsh", "residual", *COVERAGE},
            answered=("share_risk_group", *STAFFING),
        ),
        Rules(
            "krasnokholm-2020",
            _OURS | {"isbsh", "residual", *COVERAGE, *YEARLY} - {"coverage_monitoring"},
            yearly=True,
        ),
        Rules(
            "irkutsk-2018",
            _OURS | {"residual", COVERAGE[2], *YEARLY} - {"coverage_analysis"},
            lowest_of="isbsh",
            lowest_share=Fraction(1, 5),
            yearly=True,
        ),
    )
}


class Place(NamedTuple):
    """What a value is about; the same for what is printed and what is counted again."""

    school: str
    code: str
    """Of the index."""
    kind: str | None = None
    year: str | None = None
    subject: str | None = None
    grade: int | None = None
    level: str | None = None
    base: str | None = None
    """Coverage: of what."""


@dataclass(frozen=True)
class Value:
    """A value as it must be printed; None where nothing can be told."""

    value: Fraction | None = None
    numerator: Fraction | int | None = None
    denominator: int | None = None
    interval: Ends | None = None
    bounds: tuple[Fraction, Fraction] | None = None
    flags: frozenset[str] = frozenset()
    """Compared only where there is a value or bounds."""
    more: Mapping[str, Any] = field(default_factory=dict)
    """Further keys: n, n_before, pooled, expected, procedures, needed, reached."""

    @property
    def says_something(self) -> bool:
        """Whether there is a number to keep something in mind about."""
        return self.value is not None or self.bounds is not None

    def flagged(self, *flags: str) -> Value:
        """The same with more flags."""
        return replace(self, flags=self.flags | set(flags))


WHOLE = (Fraction(0), Fraction(100))
Values = dict[Place, Value]


def share(part: Part, whole: int, flags: set[str]) -> Value:
    """A share of participants; bounds where it is not known, nothing where bounds say nothing."""
    if whole == 0:
        return Value()
    least, most = part
    kept = frozenset(flags | ({"small_n"} if whole < SMALL else set()))
    if least == most:
        exact = Fraction(100 * least, whole)
        return Value(exact, least, whole, wilson(least, whole), flags=kept)
    return between((Fraction(100 * least, whole), Fraction(100 * most, whole)), whole, kept)


def between(ends: tuple[Fraction, Fraction], whole: int, flags: frozenset[str]) -> Value:
    """Bounds without a value."""
    return Value(denominator=whole, bounds=None if ends == WHOLE else ends, flags=flags)
