"""Worked examples of DOMAIN that no other test holds: number in, number out.

Held elsewhere: F01 services/test_result_values; F05, F08 (Wilson) domain/test_shares; F08 (15 %)
domain/test_objectivity; F09 domain/test_linear_indices; F10 domain/test_classes; F11 (D9)
domain/test_conditions; F20 domain/test_classes; F21 services/test_base_values; the scales of the
ОГЭ and ГВЭ and points of a special kind domain/test_scales; control digits domain/test_checksums.
"""

from __future__ import annotations

from fractions import Fraction

import pytest

from app.domain import messages
from app.domain.answers import Answers
from app.domain.checksums import ogrn_is_right
from app.domain.class_rules import LowShare
from app.domain.classes import low_results, low_units
from app.domain.indices import Grounds, IndexValue, State
from app.domain.linear_indices import linear_value
from app.domain.procedure_indices import procedure_values
from app.domain.result_indices import ResultIndices
from app.domain.results import ProcedureKey, Scale, SchoolResults, Totals
from app.domain.scales import marks_of_total
from app.domain.school_facts import locality
from app.services.scales import shipped_scales
from tests.unit.analysis.results import METHODOLOGY, counted, pupils, with_pupils, with_totals

GROUNDS = Grounds(METHODOLOGY.version_id, METHODOLOGY.snapshot())
INDICES = ResultIndices(METHODOLOGY, GROUNDS)
OGE_MATH = Scale(max_points=31, min_3=8, min_4=15, min_5=22)


def values_of(*results: SchoolResults) -> dict[tuple[str, str | None], IndexValue]:
    """All values of one procedure of one school, by index and subject."""
    (one,) = counted(*results)
    found = [
        value
        for subject in one.subjects
        for value in INDICES.of_subject(subject.unit, subject.bounds)
    ]
    found += procedure_values(INDICES, one.group, one.subjects, one.joined, one.grade_size)
    return {(value.index, value.subject): value for value in found}


def test_eight_points_of_the_oge_in_mathematics_pass_the_threshold_and_seven_do_not() -> None:
    """F04, F20: «≤ 7» is the upper end of a «2», «ровно 8» is a «3»."""
    rows = with_pupils("math", pupils([7, 8], marks=[2, 3]), scale=OGE_MATH, kind="oge", grade=9)
    assert values_of(rows)["below_threshold", "math"].value == 50


def test_exactly_the_lower_boundary_is_passed() -> None:
    """F04: b < b_низ strictly; with δ = 2 of the ОГЭ the boundary is 10."""
    rows = with_pupils("math", pupils([9, 10], marks=[3, 3]), scale=OGE_MATH, kind="oge", grade=9)
    found = values_of(rows)
    assert found["low_subject", "math"].value == 50
    assert found["below_threshold", "math"].value == 0


def test_four_and_six_of_twenty_are_shown_as_an_interval_and_no_point() -> None:
    """F05: N = 20, Russian 4 low, mathematics 6 → [30 %; 50 %]."""
    low = {"russian": 4, "math": 6}
    results = [
        with_totals(subject, Totals(participants=20, below=below)) for subject, below in low.items()
    ]
    value = values_of(*results)["low_procedure", None]
    assert value.value is None
    assert value.bounds == (Fraction(30), Fraction(50))
    assert "от 30,0 до 50,0" in value.explanation


def test_the_middle_and_the_high_level_belong_to_those_who_reach_them() -> None:
    """F03, F06: «не ниже» is ≥."""
    scale = Scale(max_points=24, min_3=10, min_4=16, min_5=21, mass_from=12, high_from=20)
    found = values_of(with_pupils("russian", pupils([11, 12, 19, 20]), scale=scale))
    assert found["mass", "russian"].value == 75
    assert found["high_subject", "russian"].value == 25


def test_mass_results_of_a_procedure_are_person_works() -> None:
    """F03 (а): Σ n(b ≥ b_ср) / Σ N over the subjects, here (1 + 3) / (2 + 4)."""
    found = values_of(
        with_pupils("russian", pupils([9, 10])), with_pupils("math", pupils([9, 10, 16, 21]))
    )
    assert found["mass", None].value == Fraction(200, 3)


@pytest.mark.parametrize(
    ("pupils_total", "higher", "single", "registered", "shown"),
    [
        (87, 12, 25, 3, "ИСБ = 66,6."),
        (100, 50, 10, 0, "ИСБ = 125,0 (по шкале 0–100: 100)."),
        (40, 0, 40, 40, "ИСБ = −115,0 (по шкале 0–100: 0)."),
        (312, 140, 60, 5, "ИСБ = 109,0 (по шкале 0–100: 100)."),
        (9, 0, 4, 1, "ИСБ = 29,4."),
        (1, 1, 0, 0, "ИСБ = 185,0 (по шкале 0–100: 100)."),
    ],
)
def test_the_social_index_is_shown_raw_with_the_clamped_one_beside_it(
    pupils_total: int, higher: int, single: int, registered: int, shown: str
) -> None:
    """F09."""
    index = next(one for one in METHODOLOGY.indices if one.code == "isb")
    answers = Answers(
        {
            "pupils_total": pupils_total,
            "parents_higher": higher,
            "single_parent": single,
            "registered_school": registered,
        }
    )
    value = linear_value("1", index, {"social_passport": answers}, METHODOLOGY, GROUNDS)
    assert shown in value.explanation


def test_three_of_ten_is_low_and_small_and_two_of_ten_is_not() -> None:
    """F20: 3/10 = 30 %."""
    rule = next(one for one in METHODOLOGY.classes if isinstance(one, LowShare))
    units = {
        twos: [
            subject.unit
            for one in counted(
                *(
                    with_totals(name, Totals(marks={2: twos, 3: 10 - twos, 4: 0, 5: 0}))
                    for name in ("math", "russian")
                )
            )
            for subject in one.subjects
        ]
        for twos in (2, 3)
    }
    rows = {
        twos: low_results(rule, "1", low_units(rule, own, GROUNDS), GROUNDS, 11)
        for twos, own in units.items()
    }
    assert (rows[2].state, rows[3].state) == (State.OUT, State.IN)
    assert "участников мало" in rows[3].because


@pytest.mark.parametrize(
    ("subject", "grade", "ends"),
    [
        ("russian", 4, (9, 15, 20, 24)),
        ("social_studies", 8, (7, 13, 18, 22)),
        ("math", 8, (7, 14, 20, 25)),
        ("history", 8, (4, 9, 13, 17)),
        ("geography", 8, (9, 20, 28, 33)),
        ("biology", 8, (9, 17, 23, 29)),
        ("russian", 8, (25, 31, 44, 51)),
        ("chemistry", 8, (9, 18, 27, 36)),
        ("physics", 8, (4, 7, 10, 18)),
    ],
)
def test_known_scales_of_the_vpr_end_their_marks_where_the_source_does(
    subject: str, grade: int, ends: tuple[int, ...]
) -> None:
    """9.6: «2» 0–9, «3» 10–15, … as the last total of each mark."""
    entry = shipped_scales().fitting(ProcedureKey("vpr", "2025/2026", subject, grade))
    assert entry is not None
    assert entry.scale.max_points == ends[-1]
    for mark, last in zip((2, 3, 4, 5), ends, strict=True):
        assert marks_of_total(entry.scale, entry.sub, last) == {mark}
        if mark < 5:
            assert marks_of_total(entry.scale, entry.sub, last + 1) == {mark + 1}


@pytest.mark.parametrize(
    ("subject", "least"),
    [("biology", 36), ("physics", 36), ("literature", 32), ("foreign", 22), ("english", 22)],
)
def test_least_scores_of_the_other_subjects_of_the_ege(subject: str, least: int) -> None:
    """9.6."""
    entry = shipped_scales().fitting(ProcedureKey("ege", "2025/2026", subject, 11))
    assert entry is not None
    assert entry.scale.lower_bound == least


def test_a_two_in_base_mathematics_is_below_the_threshold() -> None:
    """F20: «база — «2»»."""
    rows = pupils([None, None], marks=[2, 3])
    given = with_pupils("math", rows, scale=Scale(), kind="ege", grade=11, level="base")
    assert values_of(given)["below_threshold", "math"].value == 50


@pytest.mark.parametrize(
    ("oktmo", "place"),
    [
        ("84640440101", "rural"),
        ("84701000001", "urban"),
        ("84640440099", "urban"),
        ("84640440", None),
    ],
)
def test_the_last_three_digits_of_oktmo_tell_a_village(oktmo: str, place: str | None) -> None:
    """F12, 9.10: 101 and more is a village (с. Карагай), 001–099 a town."""
    assert locality({"passport": Answers({"oktmo": oktmo})})[0] == place


def test_an_ogrn_of_the_source_has_a_right_control_digit() -> None:
    """9.10."""
    assert ogrn_is_right("1037739010891")


@pytest.mark.parametrize(
    ("value", "shown"),
    [(Fraction(140, 3), "46,7"), (Fraction(5, 100), "0,1"), (Fraction(-115), "−115,0")],
)
def test_numbers_are_rounded_only_when_shown_and_half_up(value: Fraction, shown: str) -> None:
    """R1."""
    assert messages.number(value) == shown
