"""The expression language: exact, silent about what is empty, deaf to everything else."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import BadDefinition
from app.domain.expressions import Operand, Scalar, parse

KNOWN = {"a", "b", "c", "flag", "word", "t.x", "t.y", "t.r1.x"}
numbers = st.fractions(-1000, 1000)
scalars = st.one_of(st.none(), st.booleans(), numbers, st.text(max_size=5))
operands = st.one_of(scalars, st.lists(scalars, max_size=4))
worlds = st.dictionaries(st.sampled_from(sorted(KNOWN)), operands)


def value(text: str, **given: Operand) -> Scalar:
    return parse(text, KNOWN).evaluate(given)


def expressions() -> st.SearchStrategy[str]:
    atoms = st.sampled_from([*sorted(KNOWN), "1", "0", "2.5", "True", '"rural"'])
    return st.recursive(
        atoms,
        lambda inner: st.one_of(
            st.builds("({} {} {})".format, inner, st.sampled_from("+-*/"), inner),
            st.builds("({} {} {})".format, inner, st.sampled_from(("and", "or")), inner),
            st.builds("({} {} {})".format, inner, st.sampled_from(("<", ">=", "==", "!=")), inner),
            st.builds("(not {})".format, inner),
            st.builds("(-{})".format, inner),
            st.builds(
                "{}({}, {})".format,
                st.sampled_from(
                    ("sum", "total", "min", "max", "largest", "count", "filled", "distinct",
                     "rows_where", "digits")
                ),
                inner,
                inner,
            ),
        ),
        max_leaves=12,
    )  # fmt: skip


@given(expressions(), worlds)
def test_an_expression_never_raises_whatever_was_answered(
    text: str, world: dict[str, Operand]
) -> None:
    result = parse(text, KNOWN).evaluate(world)
    assert result is None or isinstance(result, Fraction | bool | str)


@given(st.text(max_size=60))
def test_any_text_is_either_understood_or_refused_by_name(text: str) -> None:
    with suppress(BadDefinition):
        parse(text, KNOWN).evaluate({})


@given(st.fractions(), st.fractions())
def test_arithmetic_is_exact(a: Fraction, b: Fraction) -> None:
    assert value("a + b", a=a, b=b) == a + b
    assert value("a - b * a", a=a, b=b) == a - b * a
    assert value("a / b", a=a, b=b) == (a / b if b else None)


def test_a_decimal_in_an_expression_is_the_decimal_that_is_written() -> None:
    assert value("0.1 + 0.2") == Fraction(3, 10)


@pytest.mark.parametrize(
    "text",
    ["a + b", "b - a", "a * b", "a / b", "-b", "a < b", "a == b", "sum(a, b)", "min(a, b)",
     "max(b, a)", "not b", "a <= b <= 3"],
)  # fmt: skip
def test_an_empty_answer_makes_the_result_empty_and_never_zero(text: str) -> None:
    assert value(text, a=Fraction(1)) is None


def test_a_share_of_nothing_is_empty() -> None:
    assert value("a / b", a=Fraction(1), b=Fraction(0)) is None


truths = st.sampled_from([True, False, None])


@given(truths, truths)
def test_logic_is_kleenes(a: bool | None, b: bool | None) -> None:
    both = False if False in (a, b) else (None if None in (a, b) else True)
    either = True if True in (a, b) else (None if None in (a, b) else False)
    assert value("flag and c", flag=a, c=b) is both
    assert value("flag or c", flag=a, c=b) is either
    assert value("not flag", flag=a) is (None if a is None else not a)


@given(truths, truths, truths)
def test_de_morgan_holds_with_empty_answers_too(
    a: bool | None, b: bool | None, c: bool | None
) -> None:
    world: dict[str, Operand] = {"a": a, "b": b, "c": c}
    left = parse("not (a and b and c)", KNOWN).evaluate(world)
    assert left is parse("not a or not b or not c", KNOWN).evaluate(world)


def test_functions_that_skip_empty_answers_say_so_by_their_name() -> None:
    column: Operand = [Fraction(2), None, Fraction(5)]
    expected = {"total": 7, "largest": 5, "count": 2, "sum": None, "max": None}
    for name, result in expected.items():
        assert parse(f"{name}(t.x)", KNOWN).evaluate({"t.x": column}) == result, name
    assert parse("filled(t.x)", KNOWN).evaluate({"t.x": column}) is False
    assert parse("filled(t.x)", KNOWN).evaluate({"t.x": []}) is False
    assert parse("total(t.x)", KNOWN).evaluate({"t.x": [None, None]}) is None
    assert parse("distinct(t.x)", KNOWN).evaluate({"t.x": [Fraction(1), None, None]}) is True
    assert parse("distinct(t.x)", KNOWN).evaluate({"t.x": [Fraction(1), Fraction(1)]}) is False


def test_rows_where_counts_rows_that_hold_all_values() -> None:
    world: dict[str, Operand] = {"t.x": ["r1", "r1", "r2"], "t.y": ["school", None, "school"]}
    assert parse('rows_where(t.x, "r1", t.y, "school")', KNOWN).evaluate(world) == 1
    assert parse('rows_where(t.y, "school")', KNOWN).evaluate(world) == 2
    assert parse('rows_where(t.x, "r1", t.y)', KNOWN).evaluate(world) is None
    assert parse('rows_where(t.x, "r1")', KNOWN).evaluate({"t.x": []}) == 0


def test_digits_reads_a_part_of_a_code() -> None:
    assert value("digits(word, 9, 11)", word="84640440101") == 101
    assert value("digits(word, 9, 11)", word="84640440") is None
    assert value("digits(word, 1, 2)", word="eд") is None
    assert value("digits(word, 1, 2)") is None


@pytest.mark.parametrize(
    "text",
    ["__import__('os')", "a.b.c.d", "a ** 9", "a if b else c", "[a]", "lambda: a", "a in b",
     "f'{a}'", "sum()", "sum(a, key=b)", "sum(*a)", "open(a)", "a & b", "None", "b''", "...",
     "a; b", "", "a +", "1e400", "a := 1", "word[0]", "a is b", "a % b", "a // b", "~a"],
)  # fmt: skip
def test_whatever_is_not_on_the_list_is_refused_when_loaded(text: str) -> None:
    with pytest.raises(BadDefinition):
        parse(text, KNOWN)


def test_an_unknown_code_is_named() -> None:
    with pytest.raises(BadDefinition, match="pupils_totl"):
        parse("pupils_totl > 0", KNOWN)


def test_a_column_instead_of_one_value_is_refused_when_loaded() -> None:
    with pytest.raises(BadDefinition, match=r"t\.x"):
        parse("t.x > 0", KNOWN, lists={"t.x"})
    assert parse("total(t.x) > 0", KNOWN, lists={"t.x"}).names == {"t.x"}


def test_too_long_and_too_deep_expressions_are_refused() -> None:
    for text in ("a + " * 1000 + "a", "(" * 80 + "a" + ")" * 80 + " + a" * 60, "-" * 60 + "a"):
        with pytest.raises(BadDefinition):
            parse(text, KNOWN)
