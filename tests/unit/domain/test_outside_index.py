"""ИСБШ is entered or computed by published weights, and is never the ИСБ (DOMAIN F09)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from app.domain.answers import Answers
from app.domain.index_kinds import Outside
from app.domain.indices import Grounds, IndexValue
from app.domain.methodology import Methodology, Parameter
from app.domain.models import Weight, Weights, weights_from_json
from app.domain.outside_index import outside_value, weights_of
from app.services.methodologies import MethodologyCatalogue

METHODOLOGY = MethodologyCatalogue().methodology("irkutsk-2018")
ISBSH = next(one for one in METHODOLOGY.indices if one.code == "isbsh")
GROUNDS = Grounds(METHODOLOGY.version_id, METHODOLOGY.snapshot())
PUPILS = Answers(
    {
        "pupils_total": 200, "parents_higher": 20, "single_parent": 50, "registered_school": 4,
        "non_native": 10,
    }
)  # fmt: skip
ESTIMATED = Weights(
    Weight(Fraction(50), Fraction(1)),
    {
        code: Weight(Fraction(value), Fraction(1, 10), Fraction(1))
        for code, value in (("dv", "1/2"), ("dn", "-1/5"), ("du", -1), ("dm", "-1/10"))
    },
    12,
    Fraction(4, 10),
    ("Школ мало (12, нужно не меньше 30).",),
)


def value(
    answers: dict[str, Answers],
    methodology: Methodology = METHODOLOGY,
    known: Weights | None = None,
) -> IndexValue:
    outside = ISBSH.special
    assert isinstance(outside, Outside)
    weights, told = weights_of(outside, methodology, known)
    return outside_value("1", ISBSH, outside, answers, weights, told, GROUNDS)


def with_parameters(**values: Fraction | str) -> Methodology:
    more = {code: Parameter(code, code, one, source="приказ") for code, one in values.items()}
    return replace(METHODOLOGY, parameters={**METHODOLOGY.parameters, **more})


def test_without_a_value_and_without_weights_there_is_none_and_the_reason_is_told() -> None:
    found = value({"social_passport": PUPILS}, known=ESTIMATED)
    assert found.value is None
    assert found.reason == (
        "нет данных: ИСБШ, присланный регионом; весов для расчёта методика не задаёт"
    )


def test_an_entered_value_is_taken_as_it_is_with_its_source() -> None:
    entered = Answers(
        {
            "isbsh_value": Decimal("43.7"),
            "isbsh_source": "письмо № 5",
            "isbsh_date": date(2026, 2, 1),
        }
    )
    found = value({"outside_indices": entered, "social_passport": PUPILS})
    assert found.value == Fraction(437, 10)
    assert "введено, а не рассчитано: письмо № 5, на 01.02.2026" in found.explanation
    assert "ИСБШ = 43,7." in found.explanation


def test_weights_of_the_methodology_make_a_linear_index() -> None:
    own = with_parameters(
        isbsh_constant=Fraction(40), isbsh_weight_dv=Fraction(1), isbsh_weight_dn=Fraction(-1),
        isbsh_weight_du=Fraction(-2), isbsh_weight_dm=Fraction(1, 2),
    )  # fmt: skip
    found = value({"social_passport": PUPILS}, own)
    # 40 + 10 − 25 − 2·2 + 5/2
    assert found.value == Fraction(47, 2)
    assert "Веса заданы методикой." in found.explanation


def test_estimated_weights_are_used_only_where_the_methodology_says_so() -> None:
    found = value(
        {"social_passport": PUPILS}, with_parameters(isbsh_weights="estimated"), ESTIMATED
    )
    # 50 + 10/2 − 25/5 − 2 − 5/10
    assert found.value == Fraction(95, 2)
    assert "Осторожно: Школ мало (12" in found.explanation


def test_a_missing_answer_is_named_and_is_no_zero() -> None:
    own = with_parameters(isbsh_weights="estimated")
    known = {code: one for code, one in PUPILS.values.items() if code != "non_native"}
    found = value({"social_passport": Answers(known)}, own, ESTIMATED)
    assert found.value is None
    assert found.reason == "нет данных: для скольких детей русский язык не родной"


def test_published_weights_come_back_with_their_errors() -> None:
    assert weights_from_json(ESTIMATED.as_json(), "эталон") == ESTIMATED


def test_weights_are_not_put_to_numbers_that_cannot_all_be_true() -> None:
    wrong = Answers({**PUPILS.values, "parents_higher": 160})
    methodology = with_parameters(isbsh_weights="estimated")
    found = value({"social_passport": wrong}, methodology, ESTIMATED)
    assert (found.value, found.flags[-1]) == (None, "contradiction")
    assert found.reason is not None
    assert "это разные дети" in found.reason
