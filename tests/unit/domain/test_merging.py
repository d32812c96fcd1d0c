"""Two people changed one record: nothing of either side is lost in silence."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.answers import Answers, Row
from app.domain.merging import Cell, Refusal, align, merge
from app.services.catalogue import FormCatalogue

PASSPORT = FormCatalogue().form("social_passport")
STAFF = FormCatalogue().form("staff")
TOTALS = FormCatalogue().form("results_totals")
NAMES = {"histogram": ("points",)}


def vacancies(*rows: tuple[str, Mapping[str, object]]) -> Answers:
    return Answers(tables={"vacancies": tuple(Row(key, dict(cells)) for key, cells in rows)})  # type: ignore[arg-type]


def test_nothing_changed_elsewhere_leaves_the_own_answers() -> None:
    started, own = Answers({"orphans": 1}), Answers({"orphans": 2})
    assert merge(PASSPORT, started, own, started).answers == own


def test_what_only_the_other_side_changed_is_taken_and_told() -> None:
    started = Answers({"orphans": 1, "pupils_total": 9})
    own, stored = (
        Answers({"orphans": 1, "pupils_total": 10}),
        Answers({"orphans": 2, "pupils_total": 9}),
    )
    merged = merge(PASSPORT, started, own, stored)
    assert merged.answers.values == {"orphans": 2, "pupils_total": 10}
    assert [one.cell for one in merged.taken] == [Cell("", "", "orphans")]


def test_what_both_changed_alike_is_no_dispute() -> None:
    started, both = Answers({"orphans": 1}), Answers({"orphans": 2})
    merged = merge(PASSPORT, started, both, both)
    assert (merged.answers, merged.taken, merged.disputed) == (both, (), ())


def test_a_refused_text_against_a_number_is_a_dispute() -> None:
    started = Answers({"orphans": 1})
    own = Answers(refused={"orphans": "двое"})
    merged = merge(PASSPORT, started, own, Answers({"orphans": 2}))
    (one,) = merged.disputed
    assert (one.own, one.other) == (Refusal("двое"), 2)
    assert merged.answers.refused == {"orphans": "двое"}


def test_rows_added_on_both_sides_under_one_number_both_stay() -> None:
    started = vacancies(("1", {"subject": "math"}))
    own = vacancies(("1", {"subject": "math"}), ("2", {"subject": "physics"}))
    stored = vacancies(("1", {"subject": "math"}), ("2", {"subject": "english"}))
    merged = merge(STAFF, started, own, stored)
    subjects = {row.cells["subject"] for row in merged.answers.rows("vacancies")}
    assert subjects == {"math", "physics", "english"}
    assert merged.renamed_rows == {("vacancies", "2"): "3"}
    assert merged.disputed == ()


def test_a_row_one_removed_and_the_other_changed_stays_whole_and_is_told() -> None:
    started = vacancies(("1", {"subject": "math", "hours": 5}))
    changed = vacancies(("1", {"subject": "math", "hours": 6}))
    for own, stored in ((Answers(), changed), (changed, Answers())):
        merged = merge(STAFF, started, own, stored)
        assert merged.answers.rows("vacancies") == changed.rows("vacancies")
        assert merged.kept_rows == (("vacancies", "1"),)


def test_a_row_removed_elsewhere_and_not_touched_here_goes() -> None:
    started = vacancies(("1", {"subject": "math"}), ("2", {"subject": "physics"}))
    merged = merge(STAFF, started, started, vacancies(("2", {"subject": "physics"})))
    assert [row.key for row in merged.answers.rows("vacancies")] == ["2"]


def test_explanations_of_both_sides_are_kept() -> None:
    own, stored = Answers(explanations={"a@b": "Моё."}), Answers(explanations={"a@b": "Другое."})
    assert merge(PASSPORT, Answers(), own, stored).answers.explanations == {"a@b": "Моё. Другое."}


def test_fixed_rows_keep_the_order_of_the_form() -> None:
    codes = [row.code for row in PASSPORT.table_by_code["grades"].rows]
    column = PASSPORT.table_by_code["grades"].columns[0].code
    own = Answers(tables={"grades": (Row(codes[5], {column: 1}),)})
    stored = Answers(tables={"grades": (Row(codes[2], {column: 2}),)})
    merged = merge(PASSPORT, Answers(), own, stored)
    assert [row.key for row in merged.answers.rows("grades")] == [codes[2], codes[5]]


def test_rows_without_keys_of_their_own_are_known_by_what_they_are_about() -> None:
    like = Answers(
        tables={"histogram": (Row("7", {"points": 3, "pupils": 1}), Row("9", {"points": 5}))}
    )
    stored = Answers(
        tables={"histogram": tuple(Row(str(n), {"points": n, "pupils": 2}) for n in (5, 3, 4))}
    )
    keys = {row.cells["points"]: row.key for row in align(stored, like, NAMES).rows("histogram")}
    assert keys == {5: "9", 3: "7", 4: "10"}


cells = st.dictionaries(
    st.sampled_from(["orphans", "pupils_total", "single_parent"]), st.integers(0, 3)
)


@settings(max_examples=300)
@given(cells, cells, cells)
def test_no_change_of_either_side_is_lost_in_silence(
    before: dict[str, int], own: dict[str, int], other: dict[str, int]
) -> None:
    """Against the plain definition, cell by cell."""
    merged = merge(PASSPORT, Answers(before), Answers(own), Answers(other))
    told = {one.cell.field for one in merged.disputed}
    for code in {*before, *own, *other}:
        was, mine, theirs, now = (
            side.get(code) for side in (before, own, other, merged.answers.values)
        )
        if mine == theirs or theirs == was:
            assert now == mine
        elif mine == was:
            assert now == theirs
        else:
            assert now == mine
            assert code in told
