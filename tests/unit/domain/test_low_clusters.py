"""Two clusters inside the schools with low results, and both signs of F20 together."""

from __future__ import annotations

import pytest

from app.domain.calculations import Calculation
from app.domain.indices import ClassRow
from app.domain.results import Totals
from app.services.methodologies import MethodologyCatalogue
from tests.unit.analysis.results import SCHOOL, with_totals
from tests.unit.services.calculations import calculation

LAST = "2024/2025"
SUBJECTS = ("math", "russian")
WEAK, GOOD = (4, 10), (0, 10)


def totals(twos: int, n: int) -> Totals:
    return Totals(participants=n, marks={2: twos, 3: n - twos, 4: 0, 5: 0})


def counted(
    now: dict[int, tuple[int, int]], before: dict[int, tuple[int, int]] | None = None
) -> Calculation:
    """Grade → («2», participants), in both subjects."""
    this_year = [
        with_totals(one, totals(*now[grade]), grade=grade) for one in SUBJECTS for grade in now
    ]
    last_year = [
        with_totals(one, totals(*known), grade=grade, year=LAST)
        for one in SUBJECTS
        for grade, known in (before or {}).items()
    ]
    return calculation(*this_year, earlier=last_year)


def row(found: Calculation, code: str) -> ClassRow:
    (own,) = [one for one in found.classes if (one.school, one.class_code) == (SCHOOL, code)]
    return own


def states(found: Calculation) -> tuple[str, str, str]:
    codes = ("low_results_both", "low_cluster_first", "low_cluster_second")
    first, second, third = (row(found, code).state.value for code in codes)
    return first, second, third


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        # four low procedures are enough by themselves, whatever the year before was
        ({5: WEAK, 6: WEAK}, None, ("undetermined", "in", "out")),
        # two of them are not, but the same procedure was low a year ago
        ({5: WEAK, 6: GOOD}, {5: WEAK, 6: GOOD}, ("in", "in", "out")),
        ({5: WEAK, 6: GOOD}, {5: GOOD, 6: GOOD}, ("out", "out", "in")),
        # nothing is known of last year, and that would be enough
        ({5: WEAK, 6: GOOD}, None, ("undetermined", "undetermined", "undetermined")),
        ({5: GOOD, 6: GOOD}, {5: WEAK, 6: WEAK}, ("out", "out", "out")),
    ],
)
def test_schools_with_low_results_are_divided_by_both_grounds(
    now: dict[int, tuple[int, int]],
    before: dict[int, tuple[int, int]] | None,
    expected: tuple[str, str, str],
) -> None:
    assert states(counted(now, before)) == expected


def test_a_cluster_tells_its_numbers_and_that_nobody_approved_the_rule() -> None:
    first = row(counted({5: WEAK, 6: WEAK}), "low_cluster_first")
    assert first.threshold == 4
    assert "4 процедуры из 4; для кластера «сильно неуспевающие» достаточно 4" in first.because
    assert "помощь нужна в первую очередь" in first.because
    assert "Школа относится к кластеру «сильно неуспевающие», если" in first.explanation
    assert "«сильно неуспевающие»: признака не было бы" in first.explanation
    assert "по умолчанию, регионом не утверждено" in first.because


def test_a_school_outside_the_class_belongs_to_neither_cluster() -> None:
    second = row(counted({5: GOOD, 6: GOOD}), "low_cluster_second")
    assert second.because.startswith("Не определяется: школа не входит в группу «")


@pytest.mark.parametrize("code", MethodologyCatalogue().codes())
def test_titles_bear_the_names_the_region_gave(code: str) -> None:
    methodology = MethodologyCatalogue().methodology(code)
    titles = {rule.code: rule.title for rule in methodology.classes}
    assert methodology.wordings["low_schools"] in titles["low_results"]
    assert titles["low_cluster_first"] == "Кластер «сильно неуспевающие»"
    assert "{" not in "".join(titles.values())
    formulas = " ".join(one.formula for one in methodology.indices)
    asked_by_name = "{" not in formulas and methodology.wordings["low_schools"] in formulas
    assert asked_by_name
