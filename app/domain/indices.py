"""One value of an index for one school, with everything that shows how it came to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from app.domain.class_about import NOTHING_ABOUT, About, Text, sentences, written
from app.domain.explanations import explain
from app.domain.methodology import IndexDefinition
from app.domain.results import LEVEL_TITLES, ProcedureKind


class Flag(StrEnum):
    """What to keep in mind about a value."""

    PROVISIONAL = "provisional"
    SMALL_N = "small_n"
    DEFAULT_DELTA = "default_delta"
    DEFAULT_BOUNDARY = "default_boundary"
    DEFAULT_METHOD = "default_method"
    APPROXIMATE_MEAN = "approximate_mean"
    CONTRADICTION = "contradiction"
    DEFAULT_SCALE = "default_scale"
    TEST_SCALE = "test_scale"
    SIGNIFICANT_UP = "significant_up"
    SIGNIFICANT_DOWN = "significant_down"
    NOT_SIGNIFICANT = "not_significant"
    POOLED_3_YEARS = "pooled_3_years"
    NOT_OBJECTIVE = "not_objective"


@dataclass(frozen=True, slots=True)
class Grounds:
    """What all values of one calculation share."""

    methodology: str
    """«kbr-2020/v1»."""
    parameters: Mapping[str, str]
    """Snapshot of the parameters, exact."""
    reference: str | None = None
    """Id of the region's reference, when one was used."""
    reference_day: date | None = None
    """When it was issued."""
    wordings: Mapping[str, str] = field(default_factory=dict)
    subjects: Mapping[str, str] = field(default_factory=dict)
    """Code of a subject → its Russian name; a code without a name is shown as it is."""
    title: str = ""
    """The methodology's name in Russian; its code is told where there is none."""

    @property
    def methodology_words(self) -> str:
        """«Кабардино-Балкарская Республика, Концепция 2020 года (версия 1)»."""
        code, _, version = self.methodology.partition("/v")
        return f"{self.title or code} (версия {version})" if version else self.title or code

    def subject(self, code: str) -> str:
        """The subject in words."""
        return self.subjects.get(code, code)

    @property
    def reference_words(self) -> str:
        """«Эталон региона: 83-2025-2026-1 от 20.10.2025.»; empty without a reference."""
        return f"Эталон региона: {self.reference_name}." if self.reference else ""

    @property
    def reference_name(self) -> str:
        """«83-2025-2026-1 от 20.10.2025»; empty without a reference."""
        if self.reference is None:
            return ""
        day = f" от {self.reference_day:%d.%m.%Y}" if self.reference_day else ""
        return f"{self.reference}{day}"


NOTHING_MORE: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class IndexValue:
    """A value, or the reason why there is none. Percent where the index is a share."""

    school: str
    """Organisation code."""
    definition: IndexDefinition
    grounds: Grounds
    value: Fraction | None
    numerator: Fraction | int | None = None
    denominator: int | None = None
    """The value is 100 · numerator / denominator for results, numerator / denominator for ИСБ."""
    n: int | None = None
    """Participants, or pupils of the school."""
    interval: tuple[float, float] | None = None
    """Wilson's interval, percent; only for shares of pupils."""
    bounds: tuple[Fraction, Fraction] | None = None
    """Ends between which the value lies when totals cannot tell it."""
    flags: tuple[str, ...] = ()
    reason: str | None = None
    """Russian, when there is no value: «нет данных: …»."""
    basis: Text = ""
    """Russian: boundaries and parts used, for the explanation."""
    subject: str | None = None
    grade: int | None = None
    procedure: str | None = None
    year: str | None = None
    level: str = ""
    calculation: Text = ""
    """Russian: the numbers put in, where the value is no 100 · numerator / denominator."""
    extra: Mapping[str, Any] = field(default_factory=lambda: NOTHING_MORE)
    """What else the value tells in JSON: n of both years, pooled years, lists by procedure."""

    @property
    def index(self) -> str:
        """The index's code."""
        return self.definition.code

    @property
    def title(self) -> str:
        """The index's name in Russian."""
        return self.definition.title

    @property
    def procedure_title(self) -> str | None:
        """«ВПР»; None for an index that is not about a procedure."""
        return ProcedureKind(self.procedure).title if self.procedure else None

    @property
    def level_title(self) -> str:
        """«профиль»; empty where a work has no levels."""
        return LEVEL_TITLES.get(self.level, self.level)

    @property
    def methodology(self) -> str:
        """«kbr-2020/v1»."""
        return self.grounds.methodology

    @property
    def source(self) -> str:
        """Document and paragraph that define the index."""
        return self.definition.source

    @property
    def explanation(self) -> str:
        """Russian: formula in words, numbers put in, source, marks. One text for all readers."""
        return explain(self)

    def as_json(self) -> dict[str, Any]:
        """The shape printed by «opora indices --json»; values unrounded."""
        where = {
            "subject": self.subject,
            "grade": self.grade,
            "procedure": self.procedure,
            "year": self.year,
            "level": self.level or None,
        }
        return {
            "school": self.school,
            "index": self.index,
            **{name: part for name, part in where.items() if part is not None},
            "value": None if self.value is None else float(self.value),
            "numerator": _plain(self.numerator),
            "denominator": self.denominator,
            "interval": None if self.interval is None else list(self.interval),
            "bounds": None if self.bounds is None else [float(end) for end in self.bounds],
            "flags": list(self.flags),
            "reason": self.reason,
            **self.extra,
            "explanation": self.explanation,
        }


def _plain(number: Fraction | int | None) -> int | float | None:
    if isinstance(number, Fraction):
        return int(number) if number.denominator == 1 else float(number)
    return number


class State(StrEnum):
    """Whether a school belongs to a class."""

    IN = "in"
    OUT = "out"
    UNDETERMINED = "undetermined"


STATE_WORDS = {
    State.IN: "школа относится к этой группе",
    State.OUT: "школа к этой группе не относится",
    State.UNDETERMINED: "пока нельзя определить",
}


@dataclass(frozen=True, slots=True)
class ClassRow:
    """One school and one class."""

    school: str
    class_code: str
    state: State
    told: Text
    """The numbers of this school put in; `because` adds the marks."""
    provisional: bool = False
    """Computed without the region's reference."""
    reference: str | None = None
    threshold: Fraction | None = None
    """The number that decided, where there is one; all of them stand in `about.bounds`."""
    main: bool = False
    """The main one among the school's types (DOMAIN F12)."""
    stability: float | None = None
    """Percent of resamplings in which the state would be another; only for few pupils."""
    parts: Text = ""
    """What the school's number is made of: contributions, the expected result."""
    change: Text = ""
    """What would make the state another one."""
    notes: tuple[Text, ...] = ()
    """What else has to be kept in mind about this school."""
    about: About = NOTHING_ABOUT

    @property
    def because(self) -> str:
        """Russian sentences with the numbers and the threshold, and the marks."""
        return self._short(written(self.told))

    @property
    def explanation(self) -> str:
        """Russian: the rule, the numbers put in, what would change the class, source, marks.

        One text for the window, the paper and `--json`.
        """
        return self._whole(written(self.told))

    def _short(self, told: str) -> str:
        return sentences(told, *self._marks())

    def _whole(self, told: str) -> str:
        head = f"{self.about.title}: {STATE_WORDS[self.state]}." if self.about.title else ""
        said = sentences(head, self.about.formula, told, self.parts, self.change)
        return sentences(said, *self._marks(), self.about.origin, self._reference_words(said))

    def _marks(self) -> tuple[Text, ...]:
        """Flags in words: provisional, not approved, then what concerns this school alone."""
        is_guess = self.provisional and self.state is not State.UNDETERMINED
        unsure = self.about.unsure if is_guess else ""
        return unsure, self.about.not_approved, *self.notes

    def _reference_words(self, told: str) -> str:
        if self.reference is None or self.reference in told:
            return ""
        day = self.about.reference_day
        return f"Эталон региона: {self.reference}{f' от {day:%d.%m.%Y}' if day else ''}."

    def noting(self, more: Text, **changed: Any) -> ClassRow:
        """The same row with one more sentence at its end, and other fields changed."""
        return replace(self, notes=(*self.notes, more), **changed)

    def as_json(self) -> dict[str, Any]:
        """The shape printed by «opora indices --json»."""
        further: dict[str, Any] = {}
        if self.reference is not None and self.about.reference_day is not None:
            further["reference_day"] = self.about.reference_day.isoformat()
        if self.threshold is not None:
            further["threshold"] = float(self.threshold)
        if self.main:
            further["main"] = True
        if self.stability is not None:
            further["stability"] = self.stability
        told = written(self.told)
        return {
            "school": self.school,
            "class": self.class_code,
            "state": self.state.value,
            "provisional": self.provisional,
            "because": self._short(told),
            "explanation": self._whole(told),
            "source": self.about.source,
            "methodology": self.about.methodology,
            "reference": self.reference,
            "thresholds": [bound.as_json() for bound in self.about.bounds],
            **further,
        }
