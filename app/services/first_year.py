"""The year of an untouched base: nobody chose it, so the first workbook may.

A base made without a year stands in the school year of its day; workbooks that arrive in autumn are
often last year's.
"""

from __future__ import annotations

from app.domain.issues import Issue, Severity
from app.domain.periods import Period, parse_period
from app.domain.ways import way
from app.services.context import Context
from app.services.opening import TODAY
from app.store import settings
from app.store.base import said


def year_of_first_file(context: Context, stated: str | None) -> Period | None:
    """The year the first file of an untouched base states; None when the base has its year."""
    if stated is None or stated == context.period.key:
        return None
    with said(context.base), context.database.reading() as connection:
        values = settings.all_of(connection)
        free = values.get("period_by") == TODAY and values["period"] == context.period.key
        if not free or settings.holds_data(connection):
            return None
    return parse_period(stated)


def note(period: Period) -> Issue:
    """What the user is told about it."""
    sentence = (
        f"База ещё пуста, поэтому её год взят из файла: {period.title}. "
        f"Если нужен не он, {way('another_year')}."
    )
    return Issue(Severity.NOTE, "period_from_file", sentence)
