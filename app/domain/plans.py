"""How much of a plan is done by a day: the roadmap and the plan with its targets (F19d, F19m)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
from app.domain.periods import Period

_CANCELLED, _DONE = "cancelled", "done"


@dataclass(frozen=True, slots=True)
class Target:
    """What a result of the plan has to reach: something made or done is reached by one or more."""

    number: Fraction
    unit: str
    base: str = ""

    def is_reached(self, fact: Fraction) -> bool:
        """Whether the fact is enough."""
        return fact >= self.number


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts of one plan on one day."""

    done: int
    planned: int
    """Those due by the day, and those done before their time."""
    overdue: int
    all: int
    due: int
    """Those due by the day, done or not; without any nothing can be said yet."""


_MONITORING = "m3_1"
"""The roadmap's row about monitoring the dynamics of results (Ф-4, 3.1)."""


def roadmap_progress(
    answers: Answers, on: date, period: Period, prescribed: Sequence[str]
) -> Progress:
    """Measures of a roadmap on a day: those the form prescribes, and own ones (F19d).

    prescribed: rows of the form. Whatever nobody wrote about them, they are planned until they are
    cancelled; without a deadline they count from the first day. A measure without a day of its own
    («ежегодно», «по графику») is due on the last day of the period, and never overdue: that is told
    of computable deadlines alone (DOMAIN section 5).
    """
    begun = {row.key: row for row in answers.rows("measures")}
    rows = [begun.get(code) or Row(code, {}) for code in prescribed]
    rows += [row for row in answers.rows("own_measures") if _is_planned(row)]
    taken = [row for row in rows if row.cells.get("status") != _CANCELLED]
    done = [row for row in taken if row.cells.get("status") == _DONE]
    due = [row for row in taken if _is_due(row, on, period)]
    waiting = [row for row in due if row not in done]
    late = [row for row in waiting if _is_past(row, on, period)]
    return Progress(len(done), len(done) + len(waiting), len(late), len(taken), len(due))


def monitored_in(roadmap: Answers, period: Period) -> bool | None:
    """Whether the roadmap's monitoring of the period is done; None where nothing is said of it."""
    row = next((one for one in roadmap.rows("measures") if one.key == _MONITORING), None)
    status = row.cells.get("status") if row else None
    if row is None or status is None:
        return None
    day = row.cells.get("done_on")
    return status == _DONE and (not isinstance(day, date) or period.holds(day))


def _is_planned(row: Row) -> bool:
    return bool(row.cells.get("deadline") or row.cells.get("status"))


def _last_day(row: Row, period: Period) -> date | None:
    """The measure's own last day in the period; None where no day can be computed."""
    deadline = row.cells.get("deadline")
    return deadline.last_day(period) if isinstance(deadline, Deadline) else None


def _is_due(row: Row, on: date, period: Period) -> bool:
    if "deadline" not in row.cells:
        return True
    last = _last_day(row, period)
    if on >= period.end:
        return last is None or last <= on
    return last is not None and last < on


def _is_past(row: Row, on: date, period: Period) -> bool:
    last = _last_day(row, period)
    return last is not None and last < on


def plan_progress(answers: Answers, targets: Mapping[str, Target]) -> Progress:
    """Results of the plan whose fact reaches its target; the whole plan is the denominator."""
    rows = {row.key: row for row in answers.rows("results")}
    taken = [
        code for code in targets if code not in rows or rows[code].cells.get("status") != _CANCELLED
    ]
    done = [code for code in taken if code in rows and _is_done(rows[code], targets[code])]
    return Progress(len(done), len(taken), 0, len(taken), len(taken))


def _is_done(row: Row, target: Target) -> bool:
    fact = _number(row, "fact")
    own = _number(row, "own_target")
    if own is not None:
        target = Target(own, target.unit, target.base)
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
    extra = {
        "plan": form,
        "about": title,
        "overdue": progress.overdue,
        "all": progress.all,
        "done": progress.done,
    }
    late = f" Просрочено: {number(progress.overdue)}." if progress.overdue else ""
    basis = (
        f"{title}, на {on:%d.%m.%Y}: всего мероприятий и результатов {number(progress.all)}, "
        f"из них выполнено {number(progress.done)}.{late}"
    )
    if not progress.due:
        reason = "ни один срок ещё не наступил" if progress.all else "сроки ещё не поставлены"
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


QUARTERS = {
    "q1": "I квартал (январь–март)",
    "q2": "II квартал (апрель–июнь)",
    "q3": "III квартал (июль–сентябрь)",
    "q4": "IV квартал (октябрь–декабрь)",
}
"""Rows of the form `involvement`."""


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
        """«участвовали 12 из 20 педагогов (60,0 %), всего участий 31»."""
        share = f"{number(self.percent)}{PERCENT}"
        told = f"участвовали {number(self.involved)} из {number(self.teachers)} педагогов ({share})"
        times = self.participations
        return told if times is None else f"{told}, всего участий {number(times)}"


def involvements(answers: Answers) -> Iterable[Involvement]:
    """The quarters of which both numbers are known."""
    for row in answers.rows("quarters"):
        teachers, involved = row.cells.get("teachers_total"), row.cells.get("teachers_involved")
        times = row.cells.get("participations")
        if isinstance(teachers, int) and isinstance(involved, int) and teachers > 0:
            yield Involvement(
                row.key, teachers, involved, times if isinstance(times, int) else None
            )
