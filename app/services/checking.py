"""Everything there is to say about the data of a period: errors, questions, notes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from app.domain.answers import Answers
from app.domain.card import FORM, card_of
from app.domain.card_checks import card_issues
from app.domain.forms import Form, Storage
from app.domain.issues import Issue, Severity
from app.domain.organisations import Organisation, OrganisationKind
from app.domain.results import SchoolResults
from app.domain.rules import broken_rules
from app.services import typed_forms
from app.services.asking import results_questions
from app.services.context import Context
from app.services.editing import answers_of, issues_of
from app.services.planning import record_name
from app.store import organisations, records, results
from app.store.base import said

_ORDER = {Severity.ERROR: 0, Severity.QUERY: 1, Severity.NOTE: 2}


def check(context: Context, organisation: UUID | None = None) -> list[Issue]:
    """Issues of the period, of one organisation or of all, worst first inside each school."""
    with said(context.base), context.database.reading() as connection:
        schools = {one.uid: one for one in organisations.all_of(connection)}
        latest = records.latest(connection, context.period.key, subject=organisation)
        found = results.of_year(connection, context.period.key, organisation)
        asked = found if _is_one_school(context, organisation) else []
        last = context.period.previous().key
        before = results.of_year(connection, last, organisation) if asked else []
    issues: list[Issue] = []
    answered: dict[UUID, dict[str, dict[UUID, Answers]]] = {}
    for one in latest:
        form = context.forms.form(one.key.form)
        answers = answers_of(form, one)
        code = schools[one.key.organisation].code
        issues += [issue.at(school=code) for issue in issues_of(form, answers)]
        by_form = answered.setdefault(one.key.organisation, {})
        by_form.setdefault(form.code, {})[one.key.author] = answers
    for uid, by_form in answered.items():
        issues += _card_issues(context, schools, uid, by_form.get(FORM, {}))
    issues += _untouched(context, schools, answered, organisation)
    issues += [issue for one in found for issue in _results_issues(context, one)]
    issues += results_questions(asked, before)
    return sorted(issues, key=_order)


def _is_one_school(context: Context, organisation: UUID | None) -> bool:
    """Whether a school looks at itself: questions before sending are its own matter."""
    return organisation is not None or context.role == "school"


def _order(issue: Issue) -> tuple[Any, ...]:
    place = issue.place
    return (place.school, _ORDER[issue.severity], place.form, place.table, place.row or 0)


def _card_issues(
    context: Context,
    schools: dict[UUID, Organisation],
    school: UUID,
    by_author: dict[UUID, Answers],
) -> list[Issue]:
    """What only the whole card can tell: deadlines, columns, who confirms."""
    named = {
        "school" if author == school else record_name(context, schools[author]): answers
        for author, answers in by_author.items()
    }
    card = card_of(context.forms.form(FORM), named)
    issues = card_issues(card, context.period, context.methodology.levels)
    return [issue.at(school=schools[school].code) for issue in issues]


def _untouched(
    context: Context,
    schools: dict[UUID, Organisation],
    answered: dict[UUID, dict[str, dict[UUID, Answers]]],
    organisation: UUID | None,
) -> Iterator[Issue]:
    """A note for each form of the methodology a school has not begun."""
    for uid, school in schools.items():
        if school.kind is not OrganisationKind.SCHOOL or organisation not in (None, uid):
            continue
        for code in context.methodology.forms:
            form = context.forms.form(code)
            if form.storage is Storage.ANSWERS and code not in answered.get(uid, {}):
                sentence = f"Форма «{form.title}» ещё не начата."
                issue = Issue(Severity.NOTE, "not_begun", sentence)
                yield issue.at(school=school.code, form=code)


def _results_issues(context: Context, one: SchoolResults) -> list[Issue]:
    """Rules of the results forms over what is stored as typed data (V5–V8)."""
    issues: list[Issue] = []
    for form, answers in _as_forms(context, one):
        issues += broken_rules(form, answers)
    return [issue.at(school=one.school) for issue in issues]


def _as_forms(context: Context, one: SchoolResults) -> Iterator[tuple[Form, Answers]]:
    if one.totals is not None:
        form = context.forms.form("results_totals")
        yield form, typed_forms.totals_as_answers(one.totals)


def as_json(issues: list[Issue]) -> dict[str, Any]:
    """The shape printed by «opora check --json»."""
    rows = []
    for issue in issues:
        place = issue.place
        row: dict[str, Any] = {"school": place.school, "form": place.form, "field": place.field}
        if place.table:
            row["table"] = place.table
        if place.row is not None:
            row["row"] = place.row
        row |= {
            "severity": issue.severity.value,
            "code": issue.code,
            "message": issue.message,
        }
        rows.append(row)
    return {"issues": rows}
