"""What a calculation starts from and what it gives: values and classes, in order of codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from app.domain.answers import Answers
from app.domain.explanations import wording
from app.domain.indices import State
from app.domain.methodology import Methodology
from app.domain.organisations import Organisation
from app.domain.periods import Period
from app.domain.reference import Reference
from app.domain.results import ProcedureKind, SchoolResults
from app.domain.scales import NO_SCALES, Scales
from app.domain.school_rows import Classes, Values


@dataclass(frozen=True, slots=True)
class CalculationInputs:
    """Everything the indices of one period are computed from."""

    period: Period
    methodology: Methodology
    organisations: tuple[Organisation, ...]
    answers: Mapping[tuple[UUID, str], Answers] = field(default_factory=dict)
    """(organisation, form code) → its answers of the period."""
    results: Sequence[SchoolResults] = ()
    """Results of the school year, of any schools."""
    reference: Reference | None = None
    subjects: Mapping[str, str] = field(default_factory=dict)
    """Code of a subject → its Russian name, for sentences."""
    earlier: Sequence[SchoolResults] = ()
    """Results of the two school years before: for dynamics, three years together, two years low."""
    scales: Scales = NO_SCALES
    """The directory of scales, for procedures whose own scale nobody entered."""
    today: date | None = None
    """The day plans are looked at; None: the last day of the period."""
    own: Organisation | None = None
    """Whose base this is: values of the whole base stand under its code."""
    whole_region: bool = False
    """The base holds all schools of the region: its own shares may judge objectivity."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """Answer of a fixed row «form.table.row.column» → the row's words, for sentences."""
    form_titles: Mapping[str, str] = field(default_factory=dict)
    roadmap_rows: tuple[str, ...] = ()
    """Measures the form of the roadmap prescribes."""
    """Code of a form → its title, for sentences."""


@dataclass(frozen=True, slots=True)
class Calculation:
    """Values and classes, in the order of organisation codes; there are no places (DOMAIN 15)."""

    period: Period
    methodology: Methodology
    values: Values
    """Made when they are looked at."""
    classes: Classes
    """Made when they are looked at; by school, then in the methodology's order."""
    reference: Reference | None = None
    """The region's reference that was used."""
    states: Mapping[str, Mapping[str, State]] = field(default_factory=dict)
    """Class → school → whether it belongs to it; decided for all schools."""
    kinds: frozenset[str] | None = None
    """Kinds of procedures that any values can be about; None: nobody said."""

    @property
    def caution(self) -> str:
        """What has to stand beside results of ВПР (DOMAIN 9.4); empty when there are none."""
        if self.kinds is not None and ProcedureKind.VPR.value not in self.kinds:
            return ""  # without a look at every value of a region
        if any(value.procedure == ProcedureKind.VPR.value for value in self.values):
            return wording(self.methodology.wordings, "vpr_caution")
        return ""

    def of_school(self, code: str) -> Calculation:
        """The same calculation with one school's rows alone, made once."""
        values, classes = self.values.of(code), self.classes.of(code)
        return replace(
            self,
            values=Values((code,), lambda _: values),
            classes=Classes((code,), lambda _: classes),
        )

    def by_school(self) -> Iterator[tuple[str, Calculation]]:
        """Every organisation's code and rows, one after another; for a whole region."""
        for code in sorted({*self.values.codes, *self.classes.codes}):
            yield code, self.of_school(code)

    def head(self) -> dict[str, Any]:
        """What stands before the values and classes in the shape of «opora indices --json»."""
        told = self.caution
        caution = {"caution": told} if told else {}
        return {"period": self.period.key, "methodology": self.methodology.code, **caution}

    def as_json(self) -> dict[str, Any]:
        """The shape printed by «opora indices --json»."""
        return {
            **self.head(),
            "values": [value.as_json() for value in self.values],
            "classes": [row.as_json() for row in self.classes],
        }
