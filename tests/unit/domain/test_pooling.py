"""Three years together beside the values of small schools (DOMAIN R4)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from app.domain.indices import Grounds, IndexValue
from app.domain.pooling import pooled_values
from app.domain.result_indices import ResultIndices
from app.domain.results import Totals
from app.domain.shares import quantile, wilson
from tests.unit.analysis.results import METHODOLOGY, counted, with_totals

INDICES = ResultIndices(METHODOLOGY, Grounds(METHODOLOGY.version_id, METHODOLOGY.snapshot()))
Z = quantile(METHODOLOGY.number("confidence"))


def values(twos: int, others: int, year: str) -> list[IndexValue]:
    totals = Totals(marks={2: twos, 3: others, 4: 0, 5: 0})
    (found,) = counted(with_totals("math", totals, year=year))
    (subject,) = found.subjects
    return list(INDICES.of_subject(subject.unit, subject.bounds))


def twos(found: list[IndexValue]) -> IndexValue:
    (value,) = [one for one in found if one.index == "share_2"]
    return value


def test_three_small_years_are_added_up() -> None:
    earlier = [*values(1, 6, "2024/2025"), *values(3, 5, "2023/2024")]
    value = twos(list(pooled_values(values(2, 7, "2025/2026"), earlier, Z)))
    assert value.value == Fraction(200, 9)
    assert "pooled_3_years" in value.flags
    assert "рядом дано значение за несколько лет вместе" in value.explanation
    assert value.as_json()["pooled"] == {
        "years": ["2023/2024", "2024/2025", "2025/2026"],
        "value": 25.0,
        "numerator": 6,
        "denominator": 24,
        "interval": list(wilson(6, 24, Z)),
    }
    assert "100 · 6 / 24 = 25,0\u00a0%" in value.explanation


def test_a_school_with_enough_pupils_needs_no_other_years() -> None:
    now = values(4, 16, "2025/2026")
    assert list(pooled_values(now, values(1, 6, "2024/2025"), Z)) == now


def test_without_other_years_there_is_nothing_to_add_up() -> None:
    now = values(2, 7, "2025/2026")
    assert list(pooled_values(now, [], Z)) == now


def test_pooling_equals_a_single_year_with_all_the_pupils() -> None:
    value = twos(list(pooled_values(values(2, 7, "2025/2026"), values(3, 8, "2024/2025"), Z)))
    together = twos(values(5, 15, "2025/2026"))
    pooled = value.as_json()["pooled"]
    assert together.value is not None
    assert pooled["value"] == float(together.value)
    assert together.interval is not None
    assert pooled["interval"] == list(together.interval)


def test_a_year_measured_by_a_scale_of_another_year_marks_the_whole() -> None:
    lent = [replace(one, flags=(*one.flags, "default_scale")) for one in values(1, 6, "2024/2025")]
    own = values(3, 5, "2023/2024")
    value = twos(list(pooled_values(values(2, 7, "2025/2026"), [*lent, *own], Z)))
    assert value.flags[-2:] == ("default_scale", "pooled_3_years")
    assert "по шкале другого года измерено: 2024/2025." in value.explanation
    assert "Хотя бы один из годов измерен шкалой другого года" in value.explanation
    assert "default_scale" not in twos(list(pooled_values(values(2, 7, "2025/2026"), own, Z))).flags
