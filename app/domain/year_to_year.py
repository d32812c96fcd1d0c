"""Answers that moved far since the year before: asked about, so that a slip is seen (V5, F20).

A question, never a reproach: schools are merged, villages grow. Both a share and an amount have to
be passed, so that small schools are not asked every year (docs/decisions/0035).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from app.domain.answers import Answers
from app.domain.forms import Form
from app.domain.issues import Issue, Place, Severity
from app.domain.messages import number


@dataclass(frozen=True, slots=True)
class _Watched:
    """A number that moves slowly."""

    form: str
    field: str
    amount: int
    """The least change that is asked about, beside a share of `SHARE`."""


SHARE = Fraction(3, 10)
_WATCHED = (
    _Watched("social_passport", "pupils_total", 20),
    _Watched("staff", "teachers_total", 5),
)


def moved_far(form: Form, answers: Answers, last_year: Answers | None) -> list[Issue]:
    """Questions about numbers far from last year's in the same form."""
    if last_year is None:
        return []
    found = []
    for watched in _WATCHED:
        now, before = (one.values.get(watched.field) for one in (answers, last_year))
        if form.code != watched.form or not isinstance(now, int) or not isinstance(before, int):
            continue
        change = abs(now - before)
        if change >= watched.amount and change > SHARE * before:
            label = form.fields[watched.field].label
            sentence = (
                f"«{label}»: в прошлом году было {number(before)}, теперь {number(now)}. Если всё "
                "верно, поясните, почему так изменилось; если нет, исправьте."
            )
            place = Place(form=form.code, field=watched.field)
            found.append(Issue(Severity.QUERY, "moved_far", sentence, place))
    return found
