"""Shares and numbers that are answers of one school, or two of them put together (F19e–l)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from tests.end_to_end.recount.facts import School
from tests.end_to_end.recount.shares import wilson
from tests.end_to_end.recount.values import SMALL, Place, Rules, Value, Values

PUPILS = "social_passport.pupils_total"
TEACHERS = "staff.teachers_total"
POSITIONS = "staff.positions_total"
SPEED, CONTRACT = "resources.internet_mbps", "resources.internet_contract_mbps"
HIGHEST, FIRST = "staff.category_highest", "staff.category_first"


@dataclass(frozen=True)
class Share:
    """Of what the first answers are a part; or the whole without them."""

    parts: tuple[str, ...]
    whole: str
    rest: bool = False


OF_PUPILS = {
    "share_non_native": "social_passport.non_native",
    "share_migration": "social_passport.migration",
    "share_low_income": "social_passport.low_income",
    "share_unmotivated": "social_passport.unmotivated",
    "share_disabilities": "social_passport.disabilities",
    "share_risk_group": "social_passport.risk_group",
}
SHARES = {
    **{code: Share((answer,), PUPILS) for code, answer in OF_PUPILS.items()},
    "internet_of_contract": Share((SPEED,), CONTRACT),
    "positions_filled": Share(("staff.positions_filled",), POSITIONS),
    "vacancies": Share(("staff.vacancies_total",), POSITIONS),
    "teachers_highest": Share((HIGHEST,), TEACHERS),
    "teachers_first": Share((FIRST,), TEACHERS),
    "teachers_without_category": Share((HIGHEST, FIRST), TEACHERS, rest=True),
    "teachers_under_3": Share(("staff.experience_under_3",), TEACHERS),
    "teachers_part_time": Share(("staff.part_time",), TEACHERS),
    "teachers_off_profile": Share(("staff.off_profile",), TEACHERS),
}
SPECIALISTS = {
    "kbr-2020": ("psychologist", "defectologist", "social_pedagogue"),
    "altai-2020": ("extra_education", "social_pedagogue", "psychologist", "tutor"),
}
"""Whom each document names."""
ALL_SPECIALISTS = tuple(
    f"staff.specialists.{one}.has"
    for one in (
        *("psychologist", "defectologist", "speech_therapist", "social_pedagogue", "tutor"),
        "extra_education",
    )
)
"""Whom the form asks about."""


def answered(school: School, rules: Rules) -> Values:
    """What the methodology asks of these for one school."""
    found: Values = {}
    for code in rules.answered:
        if code == "internet_speed":
            speed = _number(school, SPEED)
            value = Value() if speed is None else Value(speed, more={"unit": "Мбит/с"})
        elif code == "specialists":
            value = _specialists(school, SPECIALISTS[rules.code])
        else:
            value = _share(school, SHARES[code], of_pupils=code in OF_PUPILS)
        found[Place(school.code, code)] = value
    return found


def _number(school: School, answer: str) -> Fraction | None:
    if answer == PUPILS:
        return None if school.pupils is None else Fraction(school.pupils)
    if answer == "social_passport.non_native":
        return None if school.non_native is None else Fraction(school.non_native)
    given = school.more.get(answer)
    return None if given is None else Fraction(given)


def _share(school: School, share: Share, *, of_pupils: bool) -> Value:
    parts = [_number(school, one) for one in share.parts]
    known = [one for one in parts if one is not None]
    whole = _number(school, share.whole)
    if not whole or len(known) < len(parts):
        return Value()
    part = sum(known, Fraction(0))
    part = whole - part if share.rest else part
    value = Value(100 * part / whole, part, int(whole) if whole.denominator == 1 else None)
    if not of_pupils:
        return value
    small = frozenset({"small_n"} if whole < SMALL else set())
    return Value(value.value, part, value.denominator, wilson(int(part), int(whole)), flags=small)


def _specialists(school: School, named: tuple[str, ...]) -> Value:
    """So many of those named; who was not asked about may be there."""
    said = [school.more.get(f"staff.specialists.{one}.has") for one in named]
    yes, silent = said.count(True), said.count(None)
    if silent == len(said):
        return Value()
    least, most = Fraction(100 * yes, len(said)), Fraction(100 * (yes + silent), len(said))
    if silent:
        return Value(None, yes, len(said), bounds=(least, most))
    return Value(least, yes, len(said))
