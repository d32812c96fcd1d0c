"""The scales that ship: whole tables, figures of the sources, which year a work is measured by."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.boundaries import boundaries_of
from app.domain.explanations import boundary_sentence
from app.domain.methodology import Statistic
from app.domain.results import Procedure, ProcedureKey, Scale
from app.domain.scales import TEST_POINTS, ScaleEntry
from app.services.methodologies import MethodologyCatalogue
from app.services.scales import shipped_scales

METHODOLOGY = MethodologyCatalogue().methodology("kbr-2020")
SHIPPED = shipped_scales()
FOREIGN = ("foreign", "english", "german", "french", "spanish")


def fitting(kind: str, subject: str, grade: int, year: str, most: int | None = None) -> ScaleEntry:
    entry = SHIPPED.fitting(ProcedureKey(kind, year, subject, grade), most)
    assert entry is not None
    return entry


def starts(entry: ScaleEntry) -> tuple[int | None, int | None, int | None, int | None]:
    scale = entry.scale
    return scale.min_3, scale.min_4, scale.min_5, scale.max_points


def tables(year: str) -> dict[str, tuple[int, ...]]:
    known = (one for one in SHIPPED.entries if one.scores and one.key.year == year)
    return {one.key.subject: one.scores for one in known}


# greatest primary points of the tasks of each year, as the specifications of the exam say them
MOST_PRIMARY = {
    "russian": 50,
    "math": 32,
    "physics": 45,
    "chemistry": 56,
    "informatics": 29,
    "biology": 57,
    "history": 42,
    "geography": 38,
    "social_studies": 58,
    "literature": 48,
    "chinese": 80,
    **dict.fromkeys(FOREIGN, 82),
}
NOT_OF_2026 = {"history", "social_studies", "chinese", *FOREIGN}


@pytest.mark.parametrize(
    ("year", "subjects"),
    [("2024/2025", set(MOST_PRIMARY)), ("2025/2026", set(MOST_PRIMARY) - NOT_OF_2026)],
)
def test_whole_tables_of_the_ege_go_from_zero_to_a_hundred(year: str, subjects: set[str]) -> None:
    known = tables(year)
    assert set(known) == subjects
    for subject, scores in known.items():
        assert len(scores) == MOST_PRIMARY[subject] + 1, subject
        assert (scores[0], scores[-1]) == (0, TEST_POINTS), subject
        assert list(scores) == sorted(scores), subject


@pytest.mark.parametrize(
    ("subject", "golden"),
    [
        ("russian", {10: 24, 15: 36, 41: 75, 49: 97}),
        ("math", {5: 27, 12: 70, 29: 99, 30: 100, 32: 100}),
        ("physics", {8: 36, 44: 98, 43: 96, 42: 94}),
        ("chemistry", {11: 36, 36: 69, 55: 99}),
        ("informatics", {6: 40, 17: 70, 28: 98}),
        ("biology", {15: 36, 35: 70, 56: 98}),
        ("history", {8: 32, 28: 70, 41: 97}),
        ("geography", {9: 37, 31: 68, 37: 95}),
        ("social_studies", {21: 42, 41: 70, 57: 98}),
        ("literature", {13: 32, 41: 63, 47: 94}),
        ("english", {18: 22, 62: 70, 81: 98}),
        ("chinese", {17: 22, 56: 70, 79: 99}),
    ],
)
def test_test_scores_are_those_of_the_sources(subject: str, golden: dict[int, int]) -> None:
    for year in ("2024/2025", "2025/2026"):
        scores = tables(year).get(subject)
        if scores is not None:
            assert {points: scores[points] for points in golden} == golden, year


def test_the_least_score_of_every_subject_can_be_reached_in_its_table() -> None:
    least = [one for one in SHIPPED.entries if one.key.kind == "ege" and not one.scores]
    assert len(least) == 16
    for entry in least:
        for year in ("2024/2025", "2025/2026"):
            scores = tables(year).get(entry.key.subject)
            assert scores is None or entry.scale.threshold in scores, (entry.key.text, year)


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("russian", (15, 23, 29, 33)),
        ("math", (8, 15, 22, 31)),
        ("physics", (11, 23, 35, 45)),
        ("chemistry", (10, 21, 31, 40)),
        ("biology", (13, 26, 38, 48)),
        ("geography", (12, 19, 26, 31)),
        ("social_studies", (14, 24, 32, 37)),
        ("history", (11, 21, 30, 37)),
        ("literature", (16, 24, 32, 37)),
        ("informatics", (5, 11, 16, 19)),
        ("english", (29, 46, 58, 68)),
    ],
)
def test_the_scales_of_the_oge_of_2024_are_those_of_the_source(
    subject: str, expected: tuple[int, int, int, int]
) -> None:
    assert starts(fitting("oge", subject, 9, "2023/2024")) == expected


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("russian", (15, 26, 33, 37)),
        ("math", (8, 15, 22, 31)),
        ("physics", (10, 20, 30, 39)),
        ("chemistry", (10, 21, 31, 38)),
        ("biology", (13, 26, 38, 47)),
        ("geography", (12, 19, 26, 31)),
        ("social_studies", (14, 24, 32, 37)),
        ("history", (11, 21, 30, 37)),
        ("literature", (16, 25, 33, 40)),
        ("informatics", (5, 11, 17, 21)),
        ("spanish", (29, 46, 58, 68)),
    ],
)
def test_the_scales_of_the_oge_of_2026_are_those_of_the_letter(
    subject: str, expected: tuple[int, int, int, int]
) -> None:
    entry = fitting("oge", subject, 9, "2025/2026")
    assert starts(entry) == expected
    assert "02-20" in entry.scale.source


@pytest.mark.parametrize(
    ("subject", "expected"),
    [("russian", (15, 23, 29, 33)), ("math", (8, 15, 22, 31)), ("history", (11, 21, 30, 37))],
)
def test_what_was_read_of_the_letter_of_2023_serves_that_year(
    subject: str, expected: tuple[int, int, int, int]
) -> None:
    entry = fitting("oge", subject, 9, "2022/2023")
    assert starts(entry) == expected
    assert "04-57" in entry.scale.source


def test_each_year_of_the_oge_asks_its_own_points_for_literacy() -> None:
    asked = {
        year: fitting("oge", "russian", 9, year).sub
        for year in ("2022/2023", "2023/2024", "2025/2026")
    }
    assert {year: sub and dict(sub.need) for year, sub in asked.items()} == {
        "2022/2023": {4: 4, 5: 6},
        "2023/2024": {4: 4, 5: 6},
        "2025/2026": {4: 6, 5: 9},
    }


@pytest.mark.parametrize(
    ("subject", "most", "expected"),
    [
        ("russian", 17, (5, 11, 15)),
        ("math", 14, (4, 7, 10)),
        ("math", 12, (4, 7, 10)),
        ("math", 10, (3, 6, 9)),
        ("biology", 36, (9, 17, 27)),
        ("geography", 19, (6, 11, 16)),
        ("informatics", 11, (4, 7, 10)),
        ("history", 24, (7, 13, 19)),
        ("literature", 26, (4, 12, 21)),
        ("social_studies", 23, (7, 13, 19)),
        ("physics", 23, (7, 13, 19)),
        ("chemistry", 17, (7, 11, 15)),
        ("english", 34, (11, 19, 27)),
        ("english", 24, (12, 17, 21)),
    ],
)
def test_the_scales_of_the_gve_of_2026_are_those_of_the_letter(
    subject: str, most: int, expected: tuple[int, int, int]
) -> None:
    entry = fitting("gve", subject, 9, "2025/2026", most)
    assert starts(entry) == (*expected, most)


@pytest.mark.parametrize(("subject", "most", "oral"), [("math", 10, 4), ("literature", 26, 5)])
def test_a_work_as_long_as_an_oral_one_says_that_the_oral_bounds_differ(
    subject: str, most: int, oral: int
) -> None:
    (note,) = fitting("gve", subject, 9, "2025/2026", most).notes
    assert f"в устной форме, тоже из {most} баллов, «3» начинается с {oral}" in note


def test_a_year_is_measured_by_its_own_scale_and_another_by_the_newest() -> None:
    physics = {
        year: starts(fitting("oge", "physics", 9, year))
        for year in ("2022/2023", "2023/2024", "2024/2025", "2025/2026", "2026/2027")
    }
    newest = (10, 20, 30, 39)
    assert physics["2023/2024"] == (11, 23, 35, 45)
    assert {physics[year] for year in physics if year != "2023/2024"} == {newest}


@pytest.mark.parametrize(
    ("kind", "subject", "grade", "year", "borrowed"),
    [
        ("oge", "physics", 9, "2025/2026", False),
        ("oge", "physics", 9, "2024/2025", True),
        ("oge", "math", 9, "2022/2023", False),
        ("gve", "russian", 9, "2022/2023", True),
        ("vpr", "russian", 4, "2025/2026", False),
        ("vpr", "russian", 4, "2024/2025", True),
        ("vpr", "physics", 8, "2024/2025", True),
    ],
)
def test_a_borrowed_scale_is_marked_and_its_source_names_both_years(
    kind: str, subject: str, grade: int, year: str, borrowed: bool
) -> None:
    measure = SHIPPED.measure(Procedure(ProcedureKey(kind, year, subject, grade)))
    assert measure.is_default == borrowed
    assert measure.scale.source.startswith("из справочника: ")
    assert (f"за {year} год шкалы в нём нет" in measure.scale.source) == borrowed


def test_the_explanation_names_the_letter_the_bounds_come_from() -> None:
    one = Procedure(ProcedureKey("oge", "2025/2026", "physics", 9))
    bounds = boundaries_of(one, METHODOLOGY, SHIPPED)
    told = boundary_sentence(Statistic.BELOW_THRESHOLD, bounds)
    assert "письмо Рособрнадзора от 25.02.2026 № 02-20" in told
    assert "советуют не меньше 26 баллов" in told


def test_the_least_scores_of_universities_are_told_with_the_threshold() -> None:
    one = Procedure(ProcedureKey("ege", "2025/2026", "physics", 11))
    bounds = boundaries_of(one, METHODOLOGY, SHIPPED)
    told = boundary_sentence(Statistic.BELOW_THRESHOLD, bounds)
    assert "минимум для вузов Минобрнауки — 41, для вузов Минпросвещения — 40" in told


def test_works_of_other_greatest_totals_are_left_without_a_scale() -> None:
    for subject, year, most in (("literature", "2024/2025", 37), ("russian", "2025/2026", 33)):
        one = Procedure(ProcedureKey("oge", year, subject, 9), Scale(max_points=most))
        assert SHIPPED.measure(one).scale == one.scale
    oral = replace(Procedure(ProcedureKey("gve", "2025/2026", "chemistry", 9)), scale=Scale(7))
    assert SHIPPED.measure(oral).scale == oral.scale
