"""Typed deadlines: what is printed can be read back, and overdue is known only from dates."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import spelling
from app.domain.deadlines import KIND_TITLES, Deadline, DeadlineKind, within

days = st.dates(date(1900, 1, 1), date(2100, 12, 31))
years = st.integers(1900, 2100)
words = st.text("абвгДЕЁжз РУМО", min_size=1, max_size=20).map(str.strip).filter(bool).map(
    lambda text: " ".join(text.split())
)  # fmt: skip


def deadlines() -> st.SearchStrategy[Deadline]:
    kind = DeadlineKind
    return st.one_of(
        st.builds(Deadline, st.sampled_from([kind.EXACT, kind.BY]), end=days),
        st.tuples(days, days).map(
            lambda pair: Deadline(kind.RANGE, start=min(pair), end=max(pair))
        ),
        st.builds(Deadline, st.just(kind.YEAR), first_year=years),
        st.tuples(years, years).map(
            lambda pair: Deadline(kind.YEARS, first_year=min(pair), last_year=max(pair))
        ),
        st.dates(date(2000, 1, 1), date(2000, 12, 31)).map(
            lambda day: Deadline(kind.ANNUAL, end=day)
        ),
        st.sampled_from([kind.ANNUAL, kind.QUARTERLY, kind.DURING_YEAR, kind.BY_SCHEDULE]).map(
            Deadline
        ),
        st.builds(Deadline, st.just(kind.BY_SCHEDULE), text=words),
        st.builds(Deadline, st.just(kind.WITHIN), days=st.integers(1, 999), text=words),
    )


@given(deadlines())
def test_what_is_printed_is_read_back_as_the_same_deadline(deadline: Deadline) -> None:
    assert spelling.deadline(deadline.wording()) == deadline


@given(deadlines())
def test_json_and_back_is_the_same_deadline(deadline: Deadline) -> None:
    assert Deadline.from_json(deadline.as_json()) == deadline


@pytest.mark.parametrize(
    "parts",
    [{}, {"kind": "someday"}, {"kind": "by"}, {"kind": "by", "end": "20.04.2026"},
     {"kind": "range", "start": "2026-05-01", "end": "2026-04-01"}, {"kind": "year"},
     {"kind": "year", "first_year": True}, {"kind": "year", "first_year": 99999},
     {"kind": "within", "days": 0, "text": "отчёт"}, {"kind": "quarterly", "colour": "red"}],
)  # fmt: skip
def test_an_incomplete_or_foreign_deadline_is_refused(parts: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Deadline.from_json(parts)


@pytest.mark.parametrize(
    ("raw", "kind", "last_day"),
    [
        ("до 20.04.2026", DeadlineKind.BY, date(2026, 4, 20)),
        ("не позднее 1.9.2026", DeadlineKind.BY, date(2026, 9, 1)),
        ("20.04.2026", DeadlineKind.EXACT, date(2026, 4, 20)),
        (datetime(2026, 4, 20, 10), DeadlineKind.BY, date(2026, 4, 20)),
        ("С 01.10.2025 по 31.05.2026", DeadlineKind.RANGE, date(2026, 5, 31)),
        ("2026", DeadlineKind.YEAR, date(2026, 12, 31)),
        (2026.0, DeadlineKind.YEAR, date(2026, 12, 31)),
        ("2020 – 2022 гг.", DeadlineKind.YEARS, date(2022, 12, 31)),
        ("раз в квартал", DeadlineKind.QUARTERLY, None),
        ("В течение\u00a0учебного года", DeadlineKind.DURING_YEAR, None),
        ("по графику ИРО", DeadlineKind.BY_SCHEDULE, None),
        ("ежегодно до 1 июня", DeadlineKind.ANNUAL, None),
    ],
)
def test_usual_spellings_are_understood(
    raw: object, kind: DeadlineKind, last_day: date | None
) -> None:
    deadline = spelling.deadline(raw)
    assert deadline is not None
    assert (deadline.kind, deadline.last_day()) == (kind, last_day)


def test_the_schedules_owner_keeps_its_capital_letters() -> None:
    deadline = spelling.deadline("По графику ИРО")
    assert deadline is not None
    assert deadline.wording() == "по графику: ИРО"


@pytest.mark.parametrize(
    "raw", ["скоро", "31.02.2026", "с 31.05.2026 по 01.10.2025", "0000", "ежегодно до 31 февраля"]
)
def test_an_unclear_deadline_is_not_guessed(raw: str) -> None:
    assert spelling.deadline(raw) is None


def test_every_kind_has_a_title_and_days_are_counted_from_the_event() -> None:
    assert set(KIND_TITLES) == set(DeadlineKind)
    assert within(date(2026, 2, 20), 10) == date(2026, 3, 2)
