"""How much of a plan is done by a day: the roadmap and the plan with its targets (F19d, F19m)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from app.domain.answers import Answers, Row
from app.domain.deadlines import Deadline
from app.domain.explanations import PERCENT
from app.domain.indices import Flag, Grounds, IndexValue
from app.domain.messages import number
from app.domain.methodology import IndexDefinition

_CANCELLED, _DONE = "cancelled", "done"


@dataclass(frozen=True, slots=True)
class Target:
    """What a result of the plan has to reach."""

    operator: str
    """«ge» or «eq»."""
    number: Fraction
    unit: str
    base: str = ""

    def is_reached(self, fact: Fraction) -> bool:
        """Whether the fact is enough."""
        return fact >= self.number if self.operator == "ge" else fact == self.number


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts of one plan on one day."""

    done: int
    planned: int
    """Those due by the day, and those done before their time."""
    overdue: int
    all: int


def roadmap_progress(answers: Answers, on: date) -> Progress:
    """Measures of a roadmap. Due by `on`: a computable deadline that has come, or was met early.

    Measures without a computable deadline («ежегодно», «по графику») count once they are done or
    once the day of the record's own period has come to its end: they are never overdue.
    """
    rows = [*answers.rows("measures"), *answers.rows("own_measures")]
    taken = [row for row in rows if row.cells.get("status") != _CANCELLED and _is_planned(row)]
    done = [row for row in taken if row.cells.get("status") == _DONE]
    late = [row for row in taken if row not in done and _is_past(row, on)]
    return Progress(len(done), len(done) + len(late), len(late), len(taken))


def _is_planned(row: Row) -> bool:
    return bool(row.cells.get("deadline") or row.cells.get("status"))


def _is_past(row: Row, on: date) -> bool:
    deadline = row.cells.get("deadline")
    last = deadline.last_day() if isinstance(deadline, Deadline) else None
    return last is not None and last < on


def plan_progress(answers: Answers, targets: Mapping[str, Target]) -> Progress:
    """Results of the plan whose fact reaches its target; the whole plan is the denominator."""
    rows = {row.key: row for row in answers.rows("results")}
    taken = [
        code for code in targets if code not in rows or rows[code].cells.get("status") != _CANCELLED
    ]
    done = [code for code in taken if code in rows and _is_done(rows[code], targets[code])]
    return Progress(len(done), len(taken), 0, len(taken))


def _is_done(row: Row, target: Target) -> bool:
    fact = _number(row, "fact")
    own = _number(row, "own_target")
    if own is not None:
        target = Target(target.operator, own, target.unit, target.base)
    return fact is not None and target.is_reached(fact)


def _number(row: Row, column: str) -> Fraction | None:
    value = row.cells.get(column)
    is_number = isinstance(value, Decimal | int) and not isinstance(value, bool)
    return Fraction(str(value)) if is_number else None


def plan_value(
    organisation: str,
    index: IndexDefinition,
    grounds: Grounds,
    form: str,
    title: str,
    progress: Progress,
    on: date,
) -> IndexValue:
    """100 · done / planned of one plan; None where nothing was due yet."""
    flags = () if index.approved else (Flag.DEFAULT_METHOD.value,)
    extra = {"plan": form, "about": title, "overdue": progress.overdue, "all": progress.all}
    late = f" Просрочено: {number(progress.overdue)}." if progress.overdue else ""
    basis = f"{title}, на {on:%d.%m.%Y}: всего мероприятий и результатов {progress.all}.{late}"
    if not progress.planned:
        reason = "ни один срок ещё не наступил"
        return IndexValue(
            organisation, index, grounds, None, flags=flags, reason=reason, basis=basis, extra=extra
        )
    return IndexValue(
        organisation,
        index,
        grounds,
        Fraction(100 * progress.done, progress.planned),
        numerator=progress.done,
        denominator=progress.planned,
        flags=flags,
        basis=basis,
        extra=extra,
    )


@dataclass(frozen=True, slots=True)
class Involvement:
    """Teachers who took part in one quarter (F19b)."""

    quarter: str
    teachers: int
    involved: int
    participations: int | None

    @property
    def percent(self) -> Fraction:
        """Share of the school's teachers."""
        return Fraction(100 * self.involved, self.teachers)

    @property
    def told(self) -> str:
        """«участвовали 12 из 20 педагогов (60,0 %)»."""
        share = f"{number(self.percent)}{PERCENT}"
        return f"участвовали {number(self.involved)} из {number(self.teachers)} педагогов ({share})"


def involvements(answers: Answers) -> Iterable[Involvement]:
    """The quarters of which both numbers are known."""
    for row in answers.rows("quarters"):
        teachers, involved = row.cells.get("teachers_total"), row.cells.get("teachers_involved")
        times = row.cells.get("participations")
        if isinstance(teachers, int) and isinstance(involved, int) and teachers > 0:
            yield Involvement(
                row.key, teachers, involved, times if isinstance(times, int) else None
            )
