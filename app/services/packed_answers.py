"""What a package holds is read by the same fields, limits and rules as what is typed.

A signature says who wrote something, not that it is sane. An answer beyond its field's limits
refuses its record; a broken rule is told in the receipt, and the record is taken.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.answers import Answers, canonical, from_json
from app.domain.forms import Form
from app.domain.issues import Issue, Place, Severity
from app.domain.reading import RawAnswers, RawRow, raw_of, read_answers
from app.domain.results import MARKS, Procedure, Totals
from app.domain.rules import broken_rules
from app.services.typed_forms import to_procedures, to_totals

LONGEST_EXPLANATION = 10_000
MOST_EXPLANATIONS = 1_000
MOST_ROWS = 5_000
"""Rows of one table: more than any form of a school or a district holds."""

_SUMS = ("participants", "grade_size", "sum_points", "mean_points", "below", "mass", "high")
Row = Mapping[str, str]
_WHOLE = re.compile("[0-9]{1,6}")


class BeyondLimits(Exception):
    """A record of a package that no form could have been filled with; `issue` says where."""

    def __init__(self, issue: Issue) -> None:
        super().__init__(issue.message)
        self.issue = issue


def read_record(form: Form, parts: Mapping[str, Any]) -> tuple[Answers, list[Issue]]:
    """The answers of a record, and the rules they break.

    parts: as `answers.to_json` writes them. Raises BeyondLimits; ValueError for what no version of
    the form could have written.
    """
    answers = from_json(form, canonical(parts))
    _check_amounts(form, answers)
    return _within_limits(form, raw_of(answers))


def read_totals(
    form: Form, row: Row, bars: Sequence[tuple[str, str]]
) -> tuple[Totals, list[Issue]]:
    """Totals out of a row of totals.csv and its rows of histograms.csv (points, pupils).

    Raises BeyondLimits; KeyError for a missing column.
    """
    names = (*_SUMS, *(f"mark_{mark}" for mark in MARKS))
    values = {name: row[name] for name in names if row[name]}
    rows = [
        RawRow(str(number), {"points": points, "pupils": pupils})
        for number, (points, pupils) in enumerate(bars, 1)
    ]
    if len({points for points, _ in bars}) < len(bars):
        raise ValueError("points of a histogram stand twice")
    answers, issues = _within_limits(form, RawAnswers(values, {"histogram": rows}))
    return to_totals(answers), issues


def read_procedure(form: Form, item: Mapping[str, Any]) -> tuple[Procedure, list[Issue]]:
    """A procedure with its scale out of procedures.json. Raises BeyondLimits, KeyError, TypeError.

    What is no number, text or None stands for nothing a form could hold.
    """
    scale = dict(item["scale"])
    cells = {name: item[name] for name in ("kind", "subject", "grade", "level")} | scale
    for name, value in cells.items():
        if value is not None and not isinstance(value, str) and type(value) is not int:
            raise TypeError(name)
    filled = {name: value for name, value in cells.items() if value not in (None, "")}
    raw = RawAnswers(tables={"procedures": [RawRow("1", filled)]})
    answers, issues = _within_limits(form, raw)
    (found,) = to_procedures(answers, str(item["year"]))
    return found, issues


def whole(text: str) -> int:
    """A count as our own tables write it. Raises ValueError for anything else."""
    if not _WHOLE.fullmatch(text):
        raise ValueError(text[:40])
    return int(text)


def _within_limits(form: Form, raw: RawAnswers) -> tuple[Answers, list[Issue]]:
    reading = read_answers(form, raw)
    errors = [one for one in reading.issues if one.severity is Severity.ERROR]
    if errors:
        raise BeyondLimits(errors[0])
    rules = broken_rules(form, reading.answers)
    return reading.answers, [one for one in rules if one.severity is Severity.ERROR]


def _check_amounts(form: Form, answers: Answers) -> None:
    place = Place(form=form.code)
    longest = max((len(text) for text in answers.explanations.values()), default=0)
    if longest > LONGEST_EXPLANATION or len(answers.explanations) > MOST_EXPLANATIONS:
        text = f"Пояснений больше или они длиннее, чем бывает: до {LONGEST_EXPLANATION} знаков."
        raise BeyondLimits(Issue(Severity.ERROR, "too_long", text, place))
    for code, rows in answers.tables.items():
        if len(rows) > MOST_ROWS:
            text = f"«{form.table_by_code[code].title}»: строк больше {MOST_ROWS}."
            raise BeyondLimits(
                Issue(Severity.ERROR, "too_many_rows", text, Place(form=form.code, table=code))
            )
