"""The support card: proposals from the data, and the card as one whole."""

from __future__ import annotations

from uuid import UUID

from app.domain.answers import Answers
from app.domain.card import FORM, Card, card_of
from app.domain.organisations import Organisation, OrganisationKind
from app.domain.signals import Signal, signals
from app.services.calculating import calculate
from app.services.context import Context
from app.services.editing import answers_of
from app.store import organisations, records
from app.store.base import said


def signals_for(context: Context, organisation: UUID) -> tuple[Signal, ...]:
    """Rows of the card that the school's data propose, each with its evidence."""
    with said(context.base), context.database.reading() as connection:
        found = organisations.by_uid(connection, organisation)
    code = found.code if found else ""
    values = [one for one in calculate(context, context.period, {code}).values if code]
    return signals(context.methodology, answers_by_form(context, organisation), values)


def answers_by_form(context: Context, organisation: UUID) -> dict[str, Answers]:
    """An organisation's own answers of the period, by form code."""
    with said(context.base), context.database.reading() as connection:
        latest = records.latest(connection, context.period.key, subject=organisation)
    return {
        one.key.form: answers_of(context.forms.form(one.key.form), one)
        for one in latest
        if one.key.author == organisation
    }


def card_records(context: Context, organisation: UUID) -> dict[str, Answers]:
    """The card's records as `card_of` takes them: the school's own and those of other owners."""
    form = context.forms.form(FORM)
    with said(context.base), context.database.reading() as connection:
        latest = records.latest(connection, context.period.key, FORM, organisation)
        owners = {one.uid: one for one in organisations.all_of(connection)}
    found: dict[str, Answers] = {"school": Answers()}
    for one in latest:
        if one.key.author == organisation:
            found["school"] = answers_of(form, one)
        else:
            found[record_name(context, owners[one.key.author])] = answers_of(form, one)
    return found


def record_name(context: Context, owner: Organisation) -> str:
    """How `card_of` names the record of another owner: two resource centres are told apart."""
    return f"{level_of(context, owner.kind)}:{owner.uid}"


def level_of(context: Context, kind: OrganisationKind) -> str:
    """The card's column that an organisation of this kind fills in."""
    for level in context.methodology.levels:
        if level.code == kind.value or (level.owner is kind and level.code != "other"):
            return level.code
    return "other"


def card(context: Context, organisation: UUID) -> Card:
    """The school's card of the period; empty when nothing was chosen yet."""
    return card_of(context.forms.form(FORM), card_records(context, organisation))
