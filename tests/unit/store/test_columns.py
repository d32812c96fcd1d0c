"""Columns come back as they went in; what is read is a window, and equal to what was written."""

from __future__ import annotations

from array import array
from dataclasses import fields, replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.domain.results import MISSING, PupilResults
from app.store.columns import STORED, pack, unpack

SMALL = st.integers(MISSING, 100)
MARK = st.sampled_from([MISSING, 2, 3, 4, 5])


@st.composite
def written(draw: st.DrawFn) -> PupilResults:
    n, tasks = draw(st.integers(0, 5)), draw(st.integers(0, 3))

    def column(kind: str, values: st.SearchStrategy[int], length: int = n) -> array[int]:
        return array(kind, draw(st.lists(values, min_size=length, max_size=length)))

    return PupilResults(
        codes=tuple(f"{one}" for one in range(n)),
        classes=("5А",) * n,
        statuses=column("b", st.integers(0, 2)),
        totals=column("h", st.integers(MISSING, 30_000)),
        marks=column("b", MARK),
        previous_marks=column("b", MARK),
        variants=column("b", SMALL),
        task_max=(4,) * tasks,
        tasks=column("b", SMALL, n * tasks),
        sub_points=column("b", SMALL, draw(st.sampled_from([0, n]))),
        shared_codes=draw(st.booleans()),
    )


def stored(results: PupilResults) -> list[Any]:
    packed = pack(results)
    return [packed[name] for name in STORED]


@given(written())
def test_what_was_packed_is_read_again(results: PupilResults) -> None:
    read = unpack(stored(results))
    assert read == results
    assert results == read
    assert len(read) == len(results)
    assert pack(read) == pack(results)
    for one in fields(PupilResults):
        assert list_of(getattr(read, one.name)) == list_of(getattr(results, one.name))


@given(written())
def test_another_mark_makes_other_results(results: PupilResults) -> None:
    if len(results):
        other = replace(results, marks=array("b", [2 if one == 3 else 3 for one in results.marks]))
        assert unpack(stored(results)) != other


def list_of(part: Any) -> Any:
    return part if isinstance(part, bool) else list(part)
