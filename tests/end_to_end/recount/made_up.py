"""A region nobody has seen, drawn from a seed: everything that the example district lacks."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from tests.end_to_end.recount.answered import (
    ALL_SPECIALISTS,
    CONTRACT,
    FIRST,
    HIGHEST,
    OF_PUPILS,
    POSITIONS,
    SPEED,
    TEACHERS,
)
from tests.end_to_end.recount.facts import Facts, Result, Sat, Scale, School, Work

YEAR, LAST, BEFORE = "2025/2026", "2024/2025", "2023/2024"
CODES = [f"{830101 + 7 * n}" for n in range(36)]
_MATH_5 = Scale(16, (6, 10, 13))
_RUSSIAN_5 = Scale(34, (15, 22, 28))
SCALES = {
    Work("vpr", YEAR, "math", 5): _MATH_5,
    Work("vpr", YEAR, "russian", 5): replace(_RUSSIAN_5, threshold=14, mass_from=20, high_from=29),
    Work("vpr", YEAR, "biology", 5): Scale(26, (10, 17, 22)),
    Work("vpr", LAST, "math", 4): Scale(20, (6, 10, 15)),
    Work("vpr", LAST, "math", 5): _MATH_5,
    Work("vpr", LAST, "russian", 5): _RUSSIAN_5,
    Work("vpr", BEFORE, "math", 5): _MATH_5,
    Work("vpr", BEFORE, "russian", 5): _RUSSIAN_5,
    Work("oge", YEAR, "math", 9): Scale(31, (8, 15, 22), geometry=True),
    Work("oge", YEAR, "russian", 9): Scale(37, (15, 26, 33), literacy=True),
    Work("oge", YEAR, "physics", 9): Scale(39, (10, 20, 30)),
    Work("oge", LAST, "math", 9): Scale(31, (8, 15, 22), geometry=True, of_another_year=True),
    Work("ege", YEAR, "russian", 11): Scale(100, threshold=24, test_points=True, steps=5),
    Work("ege", YEAR, "math", 11, "profile"): Scale(100, threshold=27, test_points=True, steps=13),
    Work("ege", YEAR, "math", 11, "base"): Scale(),
    Work("rdr", YEAR, "math", 7): Scale(),
}
TOTALS = {
    Work("oge", YEAR, "math", 9),
    Work("oge", YEAR, "russian", 9),
    Work("oge", LAST, "math", 9),
    Work("rdr", YEAR, "math", 7),
}
"""Works told as totals; of all others there are rows."""
FROM_DIRECTORY = {work for work in SCALES if work.kind in ("oge", "ege")}
"""Works whose scale nobody enters: the program's directory knows it (DOMAIN 9.6)."""


def made_up(seed: int) -> Facts:
    """The truth."""
    draw = random.Random(seed)
    schools = {code: _school(draw, n, code) for n, code in enumerate(CODES)}
    results: dict[tuple[str, Work], Result] = {}
    for n, code in enumerate(CODES):
        size, skill = draw.choice((3, 7, 14, 33, 48, 60)), draw.uniform(0.25, 0.95)
        for work, scale in SCALES.items():
            if _sat_it(n, work):
                moved = skill if work.year == YEAR else skill + draw.choice((-0.3, 0, 0, 0.2))
                rows = list(_rows(draw, work, scale, size, moved))
                result = _totals(draw, n, work, rows) if work in TOTALS else _protocol(n, rows)
                results[code, work] = result
    return Facts("83", "region", YEAR, schools, results, SCALES)


def _school(draw: random.Random, n: int, code: str) -> School:
    pupils = draw.choice((8, 10, 64, 99, 100, 230, 610))
    small = pupils < 11
    single = draw.randrange(pupils // 2)
    higher = draw.randrange(pupils - single)
    registered = draw.randrange(pupils // 4)
    return School(
        code,
        pupils,
        higher=higher,
        single=single,
        registered=None if n == 8 else registered,
        any_register=registered + draw.randrange(3) if n % 3 == 0 else None,
        non_native=None if n == 5 and not small else draw.randrange(pupils // 2),
        rural=None if n % 12 == 11 and not small else n % 3 != 1,
        remote=None if n % 7 == 3 and not small else n % 5 == 0,
        isbsh=None if n == 2 else Fraction(draw.randrange(300, 900), 10),
        parents_known=None if n % 4 == 3 else max(higher, pupils - n % 2 * (pupils // 12)),
        kind={14: "коррекционная", 29: "вечерняя"}.get(n, "средняя" if n % 5 else ""),
        more=dict(_more(draw, n, pupils)),
        grades={5: 50, 6: pupils - 50} if n % 3 == 1 and pupils > 60 else {},
    )


def _more(draw: random.Random, n: int, pupils: int) -> Iterator[tuple[str, Fraction | bool]]:
    """Answers about families, teachers, posts and the net; every seventh is missing."""
    teachers, posts = draw.randrange(4, 60), Fraction(draw.randrange(40, 900), 10)
    highest = draw.randrange(teachers // 2)
    counts = {
        **{one: draw.randrange(pupils + 1) for one in OF_PUPILS.values() if "native" not in one},
        TEACHERS: teachers,
        HIGHEST: highest,
        FIRST: draw.randrange(teachers - highest),
        "staff.experience_under_3": draw.randrange(teachers),
        "staff.part_time": draw.randrange(teachers),
        "staff.off_profile": draw.randrange(teachers),
        POSITIONS: posts,
        "staff.positions_filled": posts - Fraction(draw.randrange(30), 10),
        "staff.vacancies_total": Fraction(draw.randrange(30), 10),
        SPEED: Fraction(draw.randrange(1, 1500), 10),
        CONTRACT: draw.choice((0, 50, 100)),
    }
    for place, (answer, given) in enumerate(counts.items()):
        if (place + n) % 7:
            yield answer, Fraction(given)
    for place, answer in enumerate(ALL_SPECIALISTS):
        if n % 4 and (place + n) % 6:
            yield answer, draw.random() < 0.6


def _sat_it(n: int, work: Work) -> bool:
    """Schools without a ninth or eleventh grade, without a year before, without physics."""
    if work.kind == "ege":
        return n % 4 == 0
    if work.kind == "rdr" or work.subject == "physics":
        return n % 5 == 1
    if work.kind == "oge":
        return n not in (3, 20)
    if work.year != YEAR:
        return n % 9 != 4 and not (work.grade == 4 and n % 6 == 0)
    return not (work.subject == "biology" and n % 2)


def _rows(
    draw: random.Random, work: Work, scale: Scale, size: int, skill: float
) -> Iterator[Sat | None]:
    """One a pupil; None when they were away."""
    for n in range(size):
        if draw.random() < 0.08 or (work.subject in ("biology", "physics") and n % 3 == 2):
            yield None
            continue
        most = scale.most or 20
        own = min(0.99, max(0.02, draw.gauss(skill, 0.15)))
        total: int | None = sum(draw.random() < own for _ in range(most))
        mark: int | None = None
        if work.level == "base":
            total, mark = None, draw.choice((2, 3, 4, 5))
        elif scale.starts is not None and work.subject != "physics":
            by_scale = max(scale.marks(total or 0))
            mark = by_scale if draw.random() < 0.95 else draw.choice((2, 3, 4, 5))
            mark = None if draw.random() < 0.03 else mark
        yield Sat(total, mark, f"{5001 + n}")


def _protocol(n: int, rows: list[Sat | None]) -> Result:
    """As rows: whoever was away is listed too."""
    return Result(tuple(one for one in rows if one is not None), listed=len(rows))


def _totals(draw: random.Random, n: int, work: Work, rows: list[Sat | None]) -> Result:
    """As totals: marks without names, a sum or a rounded mean; or counts alone."""
    sat = [one for one in rows if one is not None]
    points = Fraction(sum(one.total or 0 for one in sat))
    if work.kind == "rdr":
        parts = sorted(draw.randrange(len(sat) + 1) for _ in range(2)) if sat else [0, 0]
        said = {"low": len(sat) - parts[1], "mass": parts[1], "high": parts[0]}
        return Result(tuple(Sat(None, None) for _ in sat), said=said)
    marks = tuple(Sat(None, one.mark or 3) for one in sat)
    size = len(rows) if n % 4 == 1 else len(sat) - 1 if n == 6 else None
    low = (SCALES[work].passed_from or 0) + 2
    said = {"low": sum((one.total or 0) < low for one in sat)} if n % 3 == 0 else {}
    if n % 2 and sat:
        mean = Fraction(round(10 * points / len(sat)), 10)
        return Result(marks, grade_size=size, points=mean * len(sat), rounded=True, said=said)
    return Result(marks, grade_size=size, points=points, said=said)
