"""What a district or a school sees of itself: МУМ, involvement of teachers, offered diagnostics."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from app.domain.answers import Answers
from app.domain.calculations import Calculation
from app.domain.monitoring import Assessed, InvolvedTeachers, Monitoring, with_offers
from app.domain.mum import mum_states
from app.domain.organisations import Organisation
from app.domain.plans import involvements
from app.services.context import Context
from app.services.editing import answers_of
from app.store import organisations, records
from app.store.base import said


def monitoring(
    context: Context, calculation: Calculation, codes: Collection[str] | None = None
) -> Monitoring:
    """Offers of diagnostics (F18), self-assessments (F21) and involvement by quarter (F19b).

    codes: of these organisations alone; None: of all in the base.
    """
    values = (one for one in calculation.values if codes is None or one.school in codes)
    return with_offers(told_by_forms(context, codes), values)


def told_by_forms(context: Context, codes: Collection[str] | None = None) -> Monitoring:
    """The same without offers: these need the values of a calculation."""
    assessed = (
        Assessed(one.code, one.title, mum_states(answers))
        for one, answers in _own_answers(context, "mum_matrix", codes)
    )
    involved = (
        InvolvedTeachers(one.code, quarter)
        for one, answers in _own_answers(context, "involvement", codes)
        for quarter in involvements(answers)
    )
    return Monitoring((), tuple(assessed), tuple(involved))


def _own_answers(
    context: Context, form: str, codes: Collection[str] | None
) -> Iterator[tuple[Organisation, Answers]]:
    """What each organisation answered about itself in the period, in order of codes."""
    with said(context.base), context.database.reading() as connection:
        known = {one.uid: one for one in organisations.all_of(connection)}
        found = records.latest(connection, context.period.key, form)
    answered = {
        one.key.organisation: answers_of(context.forms.form(form), one)
        for one in found
        if one.key.author == one.key.organisation
    }
    for uid in sorted(answered, key=lambda uid: (known[uid].code, str(uid))):
        if codes is None or known[uid].code in codes:
            yield known[uid], answered[uid]
