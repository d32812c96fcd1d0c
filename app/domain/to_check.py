"""Schools with procedures whose results should be looked at again, as a class (DOMAIN F08)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from app.domain.class_about import About, Bound
from app.domain.class_rules import ToCheck
from app.domain.class_words import about, of_parameter, procedure_name
from app.domain.indices import ClassRow, Grounds, IndexValue, State
from app.domain.messages import count, number
from app.domain.methodology import Methodology
from app.domain.objectivity import Judged, lists_told

_PARAMETERS = ("objectivity_signs", "objectivity_participation", "small_n", "confidence")


@dataclass(frozen=True, slots=True)
class Lists:
    """What the row of one school is written from, found when somebody reads it."""

    value: Callable[[], IndexValue | None]
    """Its K; None without results."""
    judged: Callable[[], Sequence[Judged]]
    """Its procedures with their signs."""


def about_lists(rule: ToCheck, methodology: Methodology, grounds: Grounds) -> About:
    """What the rows of all schools share."""
    least = int(methodology.number("objectivity_signs"))
    return about(rule, grounds, partial(_formula, least), _bounds(methodology))


def to_check_row(
    rule: ToCheck, school: str, state: State, lists: Lists, grounds: Grounds, common: About
) -> ClassRow:
    """The row of one school; `common`: see `about_lists`."""
    least = common.bounds[0].value
    return ClassRow(
        school,
        rule.code,
        state,
        partial(_told, lists),
        grounds.reference is None and state is not State.UNDETERMINED,
        grounds.reference,
        least,
        change=lambda: _change(lists.judged(), state, int(least), grounds),
        about=common,
    )


def _told(lists: Lists) -> str:
    value = lists.value()
    return lists_told(value).strip() if value else "Результатов процедур в базе нет."


def _bounds(methodology: Methodology) -> tuple[Bound, ...]:
    return tuple(of_parameter(methodology, code) for code in _PARAMETERS)


def _formula(least: int) -> str:
    signs = count(least, "признака", "признаков", "признаков")
    return (
        f"Процедуру стоит проверить, если есть не менее {signs} из пяти: доли школы "
        "значимо отличаются от региональных (интервалы Уилсона) или участвовали не все."
    )


def _change(judged: Sequence[Judged], state: State, least: int, grounds: Grounds) -> str:
    """Which signs keep a procedure on its list, and which ones are missing to put it there."""
    if state is State.IN:
        listed = [one for one in judged if one.listed]
        return " ".join(_off_list(one, least, grounds) for one in listed)
    if state is State.UNDETERMINED:
        return ""
    looked_at = [one for one in judged if one.signs]
    most = max((len(one.found) for one in looked_at), default=0)
    if not most:
        return (
            f"Ни одного признака нет; для проверки нужно {number(least)} и больше в одной работе."
        )
    return " ".join(_to_list(one, least, grounds) for one in looked_at if len(one.found) == most)


def signs_to_leave(one: Judged, least: int) -> int:
    """How many of the signs that are there would have to be absent for the list to drop it."""
    return len(one.found) - least + 1


def _off_list(one: Judged, least: int, grounds: Grounds) -> str:
    titles = ", ".join(sign.code.title for sign in one.found)
    surplus = signs_to_leave(one, least)
    verb = "подтвердился" if surplus == 1 else "подтвердились"
    amount = count(surplus, "признак", "признака", "признаков")
    return (
        f"{procedure_name(one.key, grounds)}: проверка не понадобилась бы, если бы не {verb} "
        f"хотя бы {amount} из этих: {titles}."
    )


def _to_list(one: Judged, least: int, grounds: Grounds) -> str:
    missing = count(least - len(one.found), "признака", "признаков", "признаков")
    titles = ", ".join(sign.code.title for sign in one.signs if not sign.found)
    return (
        f"{procedure_name(one.key, grounds)}: чтобы понадобилась проверка, не хватает {missing} "
        f"из этих: {titles}."
    )
