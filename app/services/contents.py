"""What goes into a package: records in their outgoing view, totals, histograms, counts, papers.

Pupil rows stay where they were entered; what travels is CSV with a Data Package descriptor, so that
any statistician can read it after unzip.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from app.domain.answer_indices import without_small
from app.domain.answers import Answers
from app.domain.card import FORM, card_of
from app.domain.issues import Severity
from app.domain.organisations import Organisation
from app.domain.outgoing import outgoing_view, rules_of, small_numbers_told
from app.domain.records import Revision
from app.domain.school_rows import Values
from app.services.calculating import as_json, calculate
from app.services.checking import by_organisation
from app.services.context import Context
from app.services.editing import answers_of
from app.services.package_tables import descriptor, json_bytes
from app.services.packed_results import result_files
from app.services.planning import record_name
from app.services.printing import card_pdf
from app.store import organisations, records
from app.store.base import said


@dataclass(slots=True)
class Contents:
    """Files of a package by name, with what the sender has to remember of them."""

    files: dict[str, bytes] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)
    outgoing: list[tuple[Revision, str]] = field(default_factory=list)
    """Revisions that travel, each with the hash of its outgoing view."""
    schools: list[Organisation] = field(default_factory=list)
    left_out: list[tuple[Organisation, str]] = field(default_factory=list)
    """Schools whose data have errors, with the first of them in words."""
    told: tuple[str, ...] = ()
    """What the sender should know about small numbers, sentences."""
    personal: bool = False

    def add(self, name: str, role: str, title: str, content: bytes) -> None:
        """Add one file."""
        self.files[name], self.roles[name], self.titles[name] = content, role, title


def gather(
    context: Context, schools: Sequence[Organisation], *, include_personal: bool
) -> Contents:
    """Everything about `schools` in the base's period; schools with errors are left out."""
    made = Contents()
    faults = _first_errors(context, schools)
    for school in schools:
        if school.uid in faults:
            made.left_out.append((school, faults[school.uid]))
        else:
            made.schools.append(school)
    if not made.schools:
        return made
    uids = [str(school.uid) for school in made.schools]
    made.add("data/organisations.json", "organisations", "Организации", _organisations(made))
    _add_records(context, made, uids, include_personal)
    for file in result_files(context, made.schools):
        made.add(*file)
    _add_indices(context, made, uids)
    return made


def _first_errors(context: Context, schools: Sequence[Organisation]) -> dict[UUID, str]:
    """The first error of each school that has any, in words; all are checked in one go."""
    one = schools[0].uid if len(schools) == 1 else None
    faults: dict[UUID, str] = {}
    for uid, issues in by_organisation(context, one).items():
        errors = [issue.message for issue in issues if issue.severity is Severity.ERROR]
        if errors:
            faults[uid] = errors[0]
    return faults


def _organisations(made: Contents) -> bytes:
    items = [
        {
            "uid": str(one.uid),
            "code": one.code,
            "name": one.name,
            "short_name": one.short_name,
            "kind": one.kind.value,
            "region": one.region,
            "ogrn": one.ogrn,
            "legal_entity": one.legal_entity,
            "parent": str(one.parent) if one.parent else None,
        }
        for one in made.schools
    ]
    return json_bytes({"organisations": [item["uid"] for item in items], "items": items})


def _add_records(context: Context, made: Contents, uids: list[str], include_personal: bool) -> None:
    """What the schools and the sender wrote; papers show every owner's column of the card."""
    rules = rules_of(context.methodology, include_personal=include_personal)
    of_whom = {school.uid for school in made.schools}
    senders = of_whom | ({context.own.uid} if context.own else set())
    with said(context.base), context.database.reading() as connection:
        latest = records.latest(connection, context.period.key)
        authors = {one.uid: one for one in organisations.all_of(connection)}
    items, views = [], []
    cards: dict[UUID, dict[str, Answers]] = {}
    for revision in latest:
        key = revision.key
        if key.organisation not in of_whom:
            continue
        form = context.forms.form(key.form)
        view = outgoing_view(form, answers_of(form, revision), rules)
        if key.author in senders:
            made.outgoing.append((revision, view.sha256(form)))
            made.personal = made.personal or view.personal
            views.append((form, view))
            items.append(_record(revision, form.version, json.loads(view.text(form))))
        if key.form == FORM:
            own = key.author == key.organisation
            name = "school" if own else record_name(context, authors[key.author])
            cards.setdefault(key.organisation, {})[name] = view.answers
    made.told = small_numbers_told(rules.hide_below, views, one_school=len(uids) == 1)
    content = json_bytes({"organisations": uids, "records": items})
    made.add("data/records.json", "records", "Ответы на вопросы форм", content)
    _add_cards(context, made, cards)


def _add_cards(context: Context, made: Contents, cards: Mapping[UUID, dict[str, Answers]]) -> None:
    """The papers of the schools whose card names a problem."""
    form = context.forms.form(FORM)
    for school in made.schools:
        views = cards.get(school.uid, {})
        if "school" in views and card_of(form, views).problems:
            title = f"Технологическая карта: {school.name}"
            pdf = card_pdf(context, school, views)
            made.add(f"docs/card-{school.uid}.pdf", "card", title, pdf)


def _record(revision: Revision, version: int, answers: dict[str, Any]) -> dict[str, Any]:
    return {
        "organisation": str(revision.key.organisation),
        "author": str(revision.key.author),
        "form": revision.key.form,
        "form_version": version,
        "period": revision.key.period,
        "revision": revision.number,
        "hash": revision.hash,
        "answers": answers,
    }


def _add_indices(context: Context, made: Contents, uids: list[str]) -> None:
    """Index values as the sender computed them, and what all tables of the package hold."""
    codes = {school.code: str(school.uid) for school in made.schools}
    calculation = calculate(context, context.period, set(codes))
    rules = rules_of(context.methodology)
    values = without_small(calculation.values, rules.hide_below, rules.always_shown)
    content = json_bytes(
        {
            "organisations": uids,
            "by_code": codes,
            "parameters": context.methodology.snapshot(),
            **as_json(replace(calculation, values=Values.given(values))),
        }
    )
    made.add("data/indices.json", "indices", "Показатели отправителя с объяснениями", content)
    made.add(
        "data/datapackage.json",
        "descriptor",
        "Описание таблиц (Data Package)",
        json_bytes({"organisations": uids, **descriptor(made.titles)}),
    )
