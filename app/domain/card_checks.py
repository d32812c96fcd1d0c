"""What only the whole card can tell: deadlines, columns, and who may confirm what (DOMAIN Ф-1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from app.domain.card import FORM, Card, Measure
from app.domain.issues import Issue, Place, Severity
from app.domain.methodology import CardLevel
from app.domain.periods import Period

_DECISIONS = ("confirmed", "declined")


def card_issues(card: Card, year: Period, levels: Sequence[CardLevel]) -> list[Issue]:
    """Issues of all measures, each at its row in its author's record."""
    owners = {level.code: level for level in levels}
    counted: Counter[str] = Counter()
    issues: list[Issue] = []
    for measure in card.measures:
        place = Place(form=FORM, table="measures", row=counted[measure.author], key=measure.row)
        counted[measure.author] += 1
        issues += _deadline(measure, year, place)
        issues += _column(measure, owners, place)
    return issues


def _deadline(measure: Measure, year: Period, place: Place) -> list[Issue]:
    """V13: the school's own deadlines lie inside the card's school year."""
    last = measure.deadline.last_day(year) if measure.deadline else None
    if last is None or year.holds(last) or measure.author_level != "school":
        return []
    text = measure.deadline.wording() if measure.deadline else ""
    sentence = (
        f"Срок «{text}» мероприятия «{measure.text}» не попадает в {year.title}. Проверьте дату."
    )
    return [Issue(Severity.QUERY, "deadline_outside_year", sentence, place).at(field="deadline")]


def _column(measure: Measure, levels: Mapping[str, CardLevel], place: Place) -> list[Issue]:
    """A level may write a request into another's column; only the column's owner decides."""
    level, author = levels.get(measure.level), levels.get(measure.author_level)
    if measure.level and level is None:
        sentence = f"Столбца «{measure.level}» в методике региона нет. Выберите другой."
        return [Issue(Severity.ERROR, "unknown_level", sentence, place).at(field="level")]
    if level is None or author is None or level.owner is author.owner:
        return []
    if measure.state in _DECISIONS:
        sentence = (
            f"Мероприятие «{measure.text}» стоит в столбце «{level.title}». Подтвердить или "
            "отклонить его может только хозяин столбца; отметьте его как запрос."
        )
        return [Issue(Severity.ERROR, "only_owner_confirms", sentence, place).at(field="state")]
    if measure.state == "own":
        sentence = (
            f"Мероприятие «{measure.text}» стоит в столбце «{level.title}», который ведёте не вы. "
            "Отметьте его как запрос."
        )
        return [Issue(Severity.ERROR, "foreign_column", sentence, place).at(field="state")]
    return []
