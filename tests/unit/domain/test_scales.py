"""The directory of scales: what fits a procedure; sub-conditions of the ОГЭ (DOMAIN 9.6)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.boundaries import boundaries_of
from app.domain.errors import BadDefinition
from app.domain.explanations import boundary_sentence
from app.domain.methodology import Statistic
from app.domain.results import Procedure, ProcedureKey, Scale
from app.domain.scale_files import load_scales
from app.domain.scales import ScaleEntry, Scales, SubCondition
from app.services.methodologies import MethodologyCatalogue
from app.services.scales import shipped_scales

METHODOLOGY = MethodologyCatalogue().methodology("kbr-2020")
SHIPPED = shipped_scales()
FILE = """
kind = "vpr"
title = "Проба"
[[scales]]
subjects = ["math"]
grades = [5]
year = "2025/2026"
max_points = 20
min_3 = 7
min_4 = 11
min_5 = 15
source = "проба"
"""


def procedure(
    kind: str, subject: str, grade: int, year: str = "2025/2026", **parts: str
) -> Procedure:
    return Procedure(ProcedureKey(kind, year, subject, grade, **parts))


def oge(subject: str) -> ScaleEntry:
    entry = SHIPPED.fitting(ProcedureKey("oge", "2023/2024", subject, 9))
    assert entry is not None
    return entry


@pytest.mark.parametrize(
    ("subject", "level", "least"),
    [
        ("russian", "", 24),
        ("math", "profile", 27),
        ("informatics", "", 40),
        ("chemistry", "", 36),
        ("history", "", 32),
        ("geography", "", 37),
        ("social_studies", "", 42),
        ("german", "", 22),
    ],
)
def test_the_least_scores_of_the_ege_are_test_scores(subject: str, level: str, least: int) -> None:
    bounds = boundaries_of(procedure("ege", subject, 11, level=level), METHODOLOGY, SHIPPED)
    assert (bounds.threshold, bounds.scale.max_points) == (least, 100)
    assert bounds.test_scale
    assert not bounds.default_scale


def test_primary_points_of_the_ege_are_not_measured_by_test_scores() -> None:
    primary = replace(procedure("ege", "russian", 11), scale=Scale(max_points=50))
    bounds = boundaries_of(primary, METHODOLOGY, SHIPPED)
    assert bounds.threshold is None
    assert not bounds.test_scale


def test_base_mathematics_is_told_by_its_mark_alone() -> None:
    assert SHIPPED.fitting(ProcedureKey("ege", "2025/2026", "math", 11, "base")) is None


def test_the_scale_of_the_very_year_carries_no_mark() -> None:
    measure = SHIPPED.measure(procedure("vpr", "russian", 4))
    assert (measure.scale.max_points, measure.scale.min_5) == (24, 21)
    assert not measure.is_default
    assert measure.scale.source == "из справочника: демоверсия ВПР 2026 года"


def test_a_scale_of_another_year_says_so() -> None:
    measure = SHIPPED.measure(procedure("oge", "math", 9, "2024/2025"))
    assert measure.is_default
    assert "от 25.02.2026 № 02-20, 2025/2026 год;" in measure.scale.source
    assert "за 2024/2025 год шкалы в нём нет" in measure.scale.source


def test_the_source_that_names_its_year_is_not_told_it_twice() -> None:
    measure = SHIPPED.measure(procedure("oge", "math", 9, "2023/2024"))
    assert "2023/24" in measure.scale.source
    assert "2023/2024" not in measure.scale.source


def test_a_scale_whose_year_nobody_knows_says_so() -> None:
    measure = SHIPPED.measure(procedure("vpr", "math", 8))
    assert measure.is_default
    assert "год в источнике не назван" in measure.scale.source


def test_the_scale_entered_with_a_procedure_goes_before_the_directory() -> None:
    own = Scale(max_points=31, min_3=6, min_4=14, min_5=21, source="приказ региона")
    measure = SHIPPED.measure(replace(procedure("oge", "math", 9), scale=own))
    assert measure.scale == own
    assert not measure.is_default
    assert measure.sub is not None


def test_another_greatest_total_means_another_work() -> None:
    other = replace(procedure("oge", "math", 9), scale=Scale(max_points=32))
    assert SHIPPED.measure(other).scale == other.scale


def test_another_grade_subject_or_level_has_no_scale() -> None:
    for other in (
        procedure("vpr", "russian", 5),
        procedure("vpr", "physics", 4),
        procedure("vpr", "math", 8, level="advanced"),
    ):
        assert SHIPPED.measure(other).scale == Scale()


def test_what_a_procedure_says_itself_stays_when_the_rest_is_filled_in() -> None:
    own = replace(procedure("oge", "math", 9), scale=Scale(delta=0, high_from=25))
    scale = SHIPPED.measure(own).scale
    assert (scale.delta, scale.high_from, scale.min_3) == (0, 25, 8)


def test_a_region_replaces_shipped_scales_one_by_one() -> None:
    key = oge("math").key
    region = Scales((ScaleEntry(key, Scale(31, 6, 14, 21, source="приказ")),))
    both = region.over(SHIPPED)
    found = both.fitting(key)
    assert found is not None
    assert found.scale.min_3 == 6
    assert found.sub == oge("math").sub
    assert both.fitting(oge("russian").key) == oge("russian")
    assert len(both.entries) == len(SHIPPED.entries)


def test_the_levels_a_region_sets_join_the_scale_a_school_entered() -> None:
    key = ProcedureKey("vpr", "2025/2026", "math", 5)
    region = Scales(
        (ScaleEntry(key, Scale(20, 7, 11, 15, levels=(3, 7, 11, 15), source="приказ")),)
    )
    own = Procedure(key, Scale(20, 7, 11, 15))
    assert region.measure(own).scale.levels == (3, 7, 11, 15)


def sub(subject: str) -> SubCondition:
    condition = oge(subject).sub
    assert condition is not None
    return condition


def test_mathematics_without_two_points_in_geometry_is_a_two() -> None:
    for mark in (3, 4, 5):
        assert sub("math").marks(mark, 1) == {2}
        assert sub("math").marks(mark, 2) == {mark}
        assert sub("math").marks(mark, None) == {2, mark}
    assert sub("math").marks(2, 0) == {2}


def test_literacy_lowers_a_four_to_three_and_a_five_to_four() -> None:
    assert sub("russian").marks(4, 3) == {3}
    assert sub("russian").marks(4, 4) == {4}
    assert sub("russian").marks(5, 5) == {4}
    assert sub("russian").marks(5, 6) == {5}


def test_what_the_source_leaves_open_stays_open() -> None:
    # 30 points and 3 for literacy: literally a «4», yet a «4» needs 4 (DOMAIN 9.6)
    assert sub("russian").marks(5, 3) == {3, 4}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('year = "2025/2026"', 'year = "2025"'), "не учебный год"),
        (('year = "2025/2026"\n', ""), "year"),
        (("min_4 = 11", "min_4 = 6"), "противоречат"),
        (("max_points = 20", "max_points = 14"), "противоречат"),
        (("max_points = 20\n", ""), "наибольший балл"),
        (('source = "проба"', 'source = ""'), "источник"),
        (("grades = [5]", "grades = [15]"), "классы"),
        (('kind = "vpr"', 'kind = "exam"'), "вид процедуры"),
        (("min_5 = 15", "min_5 = 15\nmin_6 = 18"), "неизвестный ключ"),
        (("min_5 = 15", "min_5 = 15\nlevels = [1, 2, 3]"), "четыре балла"),
        (("min_5 = 15", "min_5 = 15\nlevels = [3, 7, 7, 11]"), "противоречат"),
        (("min_5 = 15", "min_5 = 15\nscores = [0, 3, 3]"), "по возрастанию"),
        (("min_5 = 15", "min_5 = 15\nscores = [0, 101]"), "по возрастанию"),
        (("min_5 = 15", "min_5 = 15\nscores = [3, 5, 8]"), "с нуля"),
        (("min_5 = 15", "min_5 = 15\nscores = [0, 100, 99]"), "по возрастанию"),
        (("grades = [5]", 'grades = [5]\nkind = "exam"'), "вид процедуры"),
    ],
)
def test_a_directory_that_is_not_understood_is_refused(change: tuple[str, str], said: str) -> None:
    assert len(load_scales(FILE, "проба").entries) == 1
    with pytest.raises(BadDefinition, match=said):
        load_scales(FILE.replace(*change), "проба")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("levels = [3, 6, 14, 10]", "levels = [3, 6, 14, 10], max_points = 20."),
        ("threshold = 18\nmass_from = 17", "threshold = 18, mass_from = 17, max_points = 20."),
    ],
)
def test_bounds_that_contradict_are_named_with_their_work(change: str, told: str) -> None:
    with pytest.raises(BadDefinition) as refusal:
        load_scales(FILE.replace("min_5 = 15", f"min_5 = 15\n{change}"), "проба")
    assert refusal.value.what.startswith("проба, scales[1] (vpr; math; 5 класс; 2025/2026): ")
    assert refusal.value.what.endswith(f"а стоит: {told}")


@pytest.mark.parametrize(
    ("most", "starts"), [(14, (4, 7, 10)), (12, (4, 7, 10)), (10, (3, 6, 9)), (None, (None,) * 3)]
)
def test_the_sets_of_tasks_of_the_gve_are_told_apart_by_their_greatest_total(
    most: int | None, starts: tuple[int | None, ...]
) -> None:
    one = replace(procedure("gve", "math", 9, "2023/2024"), scale=Scale(max_points=most))
    measure = SHIPPED.measure(one)
    assert (measure.scale.min_3, measure.scale.min_4, measure.scale.min_5) == starts
    assert not measure.is_default


def test_what_the_source_says_besides_is_told_with_the_threshold() -> None:
    told = {
        key: boundary_sentence(Statistic.BELOW_THRESHOLD, boundaries_of(one, METHODOLOGY, SHIPPED))
        for key, one in {
            "ege": procedure("ege", "russian", 11),
            "oge": procedure("oge", "math", 9, "2023/2024"),
        }.items()
    }
    assert "Справочно: для поступления в вуз нужно не меньше 36" in told["ege"]
    assert "советуют не меньше 18–19 баллов" in told["oge"]


@pytest.mark.parametrize(
    ("year", "subject", "level", "threshold", "delta"),
    [
        ("2018/2019", "russian", "", 24, 4),
        ("2016/2017", "russian", "", 24, 4),
        ("2016/2017", "math", "profile", 27, 12),
        ("2016/2017", "physics", "", 36, 3),
        ("2016/2017", "chemistry", "", 36, 2),
        ("2024/2025", "russian", "", 24, 5),
        ("2024/2025", "math", "profile", 27, 13),
        ("2025/2026", "russian", "", 24, 5),
        ("2025/2026", "history", "", 32, 2),  # no table of that year: δ as it is told
        ("2017/2018", "russian", "", 24, 2),
    ],
)
def test_delta_of_the_ege_follows_the_table_of_its_year(
    year: str, subject: str, level: str, threshold: int, delta: int
) -> None:
    own = Scale(max_points=100, threshold=threshold)
    one = replace(procedure("ege", subject, 11, year, level=level), scale=own)
    assert boundaries_of(one, METHODOLOGY, SHIPPED).delta == delta


def test_a_table_of_scores_takes_the_place_of_no_scale() -> None:
    bounds = boundaries_of(procedure("ege", "russian", 11, "2018/2019"), METHODOLOGY, SHIPPED)
    assert (bounds.threshold, bounds.default_scale, bounds.delta) == (24, True, 4)


def test_what_a_reference_keeps_stands_and_serves_no_other_year_when_it_was_borrowed() -> None:
    borrowed = SHIPPED.kept(procedure("oge", "physics", 9, "2024/2025"))
    assert borrowed.is_default
    kept = Scales((borrowed,))
    own = replace(procedure("oge", "physics", 9, "2024/2025"), scale=Scale(39, 1, 2, 3))
    assert kept.measure(own).scale == borrowed.scale
    assert kept.measure(own).is_default
    later = procedure("oge", "physics", 9, "2026/2027")
    assert kept.measure(later).scale == Scale()
    assert "от 25.02.2026 № 02-20" in kept.over(SHIPPED).measure(later).scale.source


def test_a_scale_written_twice_is_refused() -> None:
    twice = FILE + FILE[FILE.index("[[scales]]") :]
    with pytest.raises(BadDefinition, match="дважды"):
        load_scales(twice, "проба")
