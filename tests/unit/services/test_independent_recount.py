"""A made-up region counted a second time: plain loops and fractions, sharing no code."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from fractions import Fraction
from math import sqrt

from app.domain.calculations import CalculationInputs
from app.domain.indices import Grounds
from app.domain.results import SchoolResults, Status
from app.services.calculating_results import ResultValues
from tests.unit.analysis.results import pupils, with_pupils
from tests.unit.services.calculations import METHODOLOGY, PERIOD, school

MIN_3, MIN_4, MIN_5, MOST, DELTA = 10, 16, 21, 24, 2
YEARS = ("2023/2024", "2024/2025", "2025/2026")
SUBJECTS = ("math", "russian")
SCHOOLS = tuple(f"{number:03}" for number in range(40))
Z = 1.959963984540054


@dataclass(frozen=True)
class Pupil:
    total: int
    mark: int
    absent: bool


Works = dict[tuple[str, str, str, int], list[Pupil]]
"""(school, year, subject, grade) → its pupils."""


def made_up() -> Works:
    draw = random.Random(83)
    works: Works = {}
    for code in SCHOOLS:
        size, skill = draw.choice((4, 8, 30, 60)), draw.uniform(6, 20)
        for year in YEARS:
            for subject in SUBJECTS:
                for grade in (5, 6):
                    works[code, year, subject, grade] = [_pupil(draw, skill) for _ in range(size)]
    return works


def _pupil(draw: random.Random, skill: float) -> Pupil:
    total = min(MOST, max(0, round(draw.gauss(skill, 3))))
    by_scale = 2 + (total >= MIN_3) + (total >= MIN_4) + (total >= MIN_5)
    mark = by_scale if draw.random() < 0.9 else draw.choice((2, 3, 4, 5))
    return Pupil(total, mark, draw.random() < 0.1)


WORKS = made_up()


def as_results(key: tuple[str, str, str, int]) -> SchoolResults:
    code, year, subject, grade = key
    rows = WORKS[key]
    given = pupils(
        [None if one.absent else one.total for one in rows],
        [None if one.absent else one.mark for one in rows],
        [Status.ABSENT if one.absent else Status.PRESENT for one in rows],
    )
    return with_pupils(subject, given, code, year=year, grade=grade)


def there(key: tuple[str, str, str, int]) -> list[Pupil]:
    return [one for one in WORKS[key] if not one.absent]


def level(one: Pupil) -> int:
    if one.mark > 2:
        return one.mark
    return 1 if 2 * one.total < MIN_3 else 2


def wilson_ends(part: int, n: int) -> tuple[float, float]:
    p = part / n
    centre = (p + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z / (1 + Z * Z / n) * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    return centre - half, centre + half


INPUTS = CalculationInputs(
    PERIOD,
    METHODOLOGY,
    tuple(school(code) for code in SCHOOLS),
    results=[as_results(key) for key in WORKS if key[1] == YEARS[2]],
    earlier=[as_results(key) for key in WORKS if key[1] != YEARS[2]],
)
GROUNDS = Grounds(METHODOLOGY.version_id, METHODOLOGY.snapshot())
FOUND = ResultValues(replace(INPUTS, whole_region=True), set(SCHOOLS), GROUNDS)
REGIONAL = FOUND.year.shares()
VALUES = {
    (value.school, value.index, value.subject, value.grade): value
    for code in SCHOOLS
    for value in FOUND.of_school(code)
}
NOW = [key for key in WORKS if key[1] == YEARS[2] and there(key)]


def test_levels_and_participation_are_those_of_a_plain_count() -> None:
    for key in NOW:
        code, _, subject, grade = key
        present = there(key)
        for number in range(1, 6):
            expected = Fraction(100 * sum(level(one) == number for one in present), len(present))
            assert VALUES[code, f"level_{number}", subject, grade].value == expected
        # a protocol without absent pupils does not tell whether it lists the whole grade
        full = len(present) == len(WORKS[key])
        share = None if full else Fraction(100 * len(present), len(WORKS[key]))
        assert VALUES[code, "participation", subject, grade].value == share


def test_changes_are_those_of_a_plain_count() -> None:
    seen = set()
    for code, year, subject, grade in NOW:
        now, before = there((code, year, subject, grade)), there((code, YEARS[1], subject, grade))
        if not before:
            continue
        shares = {
            "dynamics_achievement": lambda rows: Fraction(
                sum(p.total for p in rows), len(rows) * MOST
            ),
            "dynamics_low": lambda rows: Fraction(
                sum(p.total < MIN_3 + DELTA for p in rows), len(rows)
            ),
            "dynamics_share_2": lambda rows: Fraction(sum(p.mark == 2 for p in rows), len(rows)),
        }
        for index, share in shares.items():
            value = VALUES[code, index, subject, grade]
            one, two = share(now), share(before)
            assert value.value == 100 * (one - two)
            joint = (one * len(now) + two * len(before)) / (len(now) + len(before))
            error = sqrt(joint * (1 - joint) * (Fraction(1, len(now)) + Fraction(1, len(before))))
            z = float(one - two) / error if error else 0.0
            verdict = (
                "not_significant"
                if abs(z) < 1.96
                else "significant_up"
                if z > 0
                else "significant_down"
            )
            assert verdict in value.flags
            seen.add(verdict)
    assert "not_significant" in seen
    assert len(seen) > 1  # chance alone moves some of 160 works


def test_three_years_together_are_those_of_a_plain_count() -> None:
    pooled = 0
    for code, year, subject, grade in NOW:
        value = VALUES[code, "share_2", subject, grade]
        rows = [one for each in YEARS for one in there((code, each, subject, grade))]
        if len(there((code, year, subject, grade))) >= 11 or len(rows) == value.n:
            assert "pooled" not in value.extra
            continue
        pooled += 1
        assert value.extra["pooled"]["numerator"] == sum(one.mark == 2 for one in rows)
        assert value.extra["pooled"]["denominator"] == len(rows)
    assert pooled > 10


def test_lists_of_works_to_check_are_those_of_a_plain_count() -> None:
    def parts(rows: list[Pupil]) -> tuple[int, int, int, int]:
        return (
            sum(one.total < MIN_3 for one in rows),
            sum(one.total < MIN_3 + DELTA for one in rows),
            sum(one.mark >= 3 for one in rows),
            sum(one.mark == 5 for one in rows),
        )

    lists = dict.fromkeys(SCHOOLS, 0)
    judged = dict.fromkeys(SCHOOLS, 0)
    for key in NOW:
        code, year, subject, grade = key
        rows = there(key)
        if len(rows) < 11:
            continue
        judged[code] += 1
        region = [p for one in SCHOOLS for p in there((one, year, subject, grade))]
        expected = [part / len(region) for part in parts(region)]
        own = [wilson_ends(part, len(rows)) for part in parts(rows)]
        signs = [own[0][1] < expected[0], own[1][1] < expected[1]]
        signs += [own[2][0] > expected[2], own[3][0] > expected[3]]
        signs.append(10 * len(rows) < 9 * len(WORKS[key]))
        lists[code] += sum(signs) >= 3
    for code in SCHOOLS:
        value = VALUES[code, "objectivity_lists", None, None]
        assert value.value == (lists[code] if judged[code] else None)
    assert any(lists.values())
    assert len(FOUND.excluded) == sum(lists.values())
