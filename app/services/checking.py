"""Everything there is to say about the data of a period: errors, questions, notes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from app.domain.answers import Answers
from app.domain.card import FORM, card_of
from app.domain.card_checks import card_issues
from app.domain.forms import Form, Storage
from app.domain.issues import Issue, Place, Severity
from app.domain.organisations import Organisation, OrganisationKind
from app.domain.paradoxes import odd_answers
from app.domain.periods import PeriodKind, results_year
from app.domain.records import RecordKey, Revision
from app.domain.results import SchoolResults
from app.domain.rules import broken_rules
from app.domain.scales import NO_SCALES, Scales
from app.services import typed_forms
from app.services.asking import questions_here, scales_here, scales_in_base
from app.services.asking_points import points_issue, pupils_issue, replaced_issues
from app.services.both_ways import both_ways_issue
from app.services.context import Context
from app.services.editing import answers_of, issues_of
from app.services.planning import record_name
from app.store import organisations, records, results
from app.store.base import said

_ORDER = {Severity.ERROR: 0, Severity.QUERY: 1, Severity.NOTE: 2}


def check(context: Context, organisation: UUID | None = None) -> list[Issue]:
    """Issues of the period, of one organisation or of all, worst first inside each school."""
    found = by_organisation(context, organisation)
    return sorted((issue for issues in found.values() for issue in issues), key=_order)


def by_organisation(context: Context, organisation: UUID | None = None) -> dict[UUID, list[Issue]]:
    """The same, in no order, under the organisation each issue is about."""
    with said(context.base), context.database.reading() as connection:
        known = {one.uid: one for one in organisations.all_of(connection)}
        latest = records.latest(connection, context.period.key, subject=organisation)
        last_year = _last_year(connection, context, organisation)
    found, answered = _of_records(context, latest, last_year)
    for uid, by_form in answered.items():
        found[uid] += _card_issues(context, known, uid, by_form.get(FORM, {}))
        spoken = {code: forms[uid] for code, forms in by_form.items() if uid in forms}
        found[uid] += odd_answers(spoken)
    for uid, one_school in known.items():
        if one_school.kind is OrganisationKind.SCHOOL and organisation in (None, uid):
            found.setdefault(uid, []).extend(_untouched(context, answered.get(uid, {})))
    schools_last = sorted(known.values(), key=lambda one: one.kind is OrganisationKind.SCHOOL)
    uids = {one.code: one.uid for one in schools_last}
    here = typed_forms.results_here(context, organisation)
    for school, issues in (*_of_results(context, here), *_unbelievable(context, organisation)):
        found.setdefault(uids[school], []).extend(issues)
    if (alone := _one_school(context, organisation)) is not None:
        own = [one for one in here if uids[one.school] == alone]
        year_before = replace(context, period=context.period.previous())
        before = typed_forms.results_here(year_before, alone)
        found.setdefault(alone, []).extend(questions_here(context, own, before))
    elif here:
        owner = context.own.uid if context.own else uids[here[0].school]
        found.setdefault(owner, []).extend(scales_here(context))
    return {
        uid: [issue.at(school=known[uid].code, kind=known[uid].kind.value) for issue in issues]
        for uid, issues in found.items()
    }


def _of_records(
    context: Context, latest: Sequence[Revision], last_year: Mapping[RecordKey, Answers]
) -> tuple[dict[UUID, list[Issue]], dict[UUID, dict[str, dict[UUID, Answers]]]]:
    """Issues of each record, and what was answered: organisation → form → author."""
    found: dict[UUID, list[Issue]] = {}
    answered: dict[UUID, dict[str, dict[UUID, Answers]]] = {}
    for one in latest:
        form = context.forms.form(one.key.form)
        answers = answers_of(form, one)
        if one.key.author != one.key.organisation and not any(answers.tables.values()):
            continue  # an owner of another column took its answers back: nothing is missing
        before = last_year.get(replace(one.key, period=context.period.previous().key))
        issues = issues_of(form, answers, before)
        found.setdefault(one.key.organisation, []).extend(issues)
        by_form = answered.setdefault(one.key.organisation, {})
        by_form.setdefault(form.code, {})[one.key.author] = answers
    return found, answered


def _last_year(
    connection: Connection, context: Context, organisation: UUID | None
) -> dict[RecordKey, Answers]:
    """Answers of the period before."""
    earlier = context.period.previous().key
    found = records.latest(connection, earlier, subject=organisation)
    return {one.key: answers_of(context.forms.form(one.key.form), one) for one in found}


def _one_school(context: Context, organisation: UUID | None) -> UUID | None:
    """The school that looks at itself: questions before sending are its own matter."""
    if organisation is not None:
        return organisation
    return context.own.uid if context.own is not None and context.role == "school" else None


def _order(issue: Issue) -> tuple[Any, ...]:
    place = issue.place
    return (place.school, _ORDER[issue.severity], place.form, place.table, place.row or 0)


def _card_issues(
    context: Context,
    known: dict[UUID, Organisation],
    school: UUID,
    by_author: dict[UUID, Answers],
) -> list[Issue]:
    """What only the whole card can tell: deadlines, columns, who confirms."""
    named = {
        "school" if author == school else record_name(context, known[author]): answers
        for author, answers in by_author.items()
    }
    card = card_of(context.forms.form(FORM), named)
    return card_issues(card, context.period, context.methodology.levels)


def _untouched(context: Context, answered: Collection[str]) -> Iterator[Issue]:
    """A note for each form of the methodology a school has not begun, optional ones left out."""
    for code in context.methodology.forms:
        form = context.forms.form(code)
        if form.storage is Storage.ANSWERS and not form.optional and code not in answered:
            sentence = f"Форма «{form.title}» ещё не начата."
            yield Issue(Severity.NOTE, "not_begun", sentence, Place(form=code))


def _of_results(
    context: Context, here: Sequence[SchoolResults]
) -> Iterator[tuple[str, list[Issue]]]:
    scales = scales_in_base(context) if here else NO_SCALES
    return ((one.school, _results_issues(context, one, scales)) for one in here)


def _results_issues(context: Context, one: SchoolResults, scales: Scales) -> list[Issue]:
    """Rules of the results forms over what is stored as typed data (V5–V8)."""
    issues: list[Issue] = []
    for form, answers in _as_forms(context, one):
        issues += broken_rules(form, answers)
    if one.totals is not None and one.pupils is None:
        issues += replaced_issues(one.totals, one.procedure, context.methodology, scales)
        beyond = points_issue(one.totals, one.procedure, scales)
        return [*issues, beyond] if beyond is not None else issues
    apart = both_ways_issue(context.methodology, one)
    beyond = None if one.pupils is None else pupils_issue(one.pupils, one.procedure, scales)
    return [*issues, *(found for found in (apart, beyond) if found is not None)]


def _unbelievable(context: Context, organisation: UUID | None) -> Iterator[tuple[str, list[Issue]]]:
    """Totals that an earlier version took out of a package and nothing can be computed from."""
    if context.period.kind is PeriodKind.PROGRAMME:
        return
    with said(context.base), context.database.reading() as connection:
        year = results_year(context.period)
        found = results.unbelievable(connection, year, organisation)
    form = context.forms.form("procedures").table_by_code["procedures"]
    for school, one in found:
        kind = form.column("kind").show(one.key.kind)
        subject = form.column("subject").show(one.key.subject)
        sentence = (
            f"Итоги процедуры «{kind}, {subject}, {one.key.grade} класс» в базе — не числа: их "
            "приняла прежняя версия программы. Введите итоги заново или попросите школу прислать "
            "пакет ещё раз; до этого процедура не считается."
        )
        place = Place(form="results_totals")
        yield school, [Issue(Severity.ERROR, "unbelievable", sentence, place)]


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
