"""Typed deadlines: what is printed can be read back, and overdue is known only from dates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.deadline_words import read_deadline
from app.domain.deadlines import KIND_TITLES, Deadline, DeadlineKind, within, yearless_day
from app.domain.periods import parse_period

days = st.dates(date(1900, 1, 1), date(2100, 12, 31))
yearless = st.dates(date(2000, 1, 1), date(2000, 12, 31)).map(
    lambda day: yearless_day(day.month, day.day)
)
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
        st.builds(
            Deadline, st.sampled_from([kind.EXACT, kind.BY]), end=yearless, yearless=st.just(True)
        ),
        st.tuples(yearless, yearless).map(
            lambda pair: Deadline(kind.RANGE, start=min(pair), end=max(pair), yearless=True)
        ),
        st.sampled_from(
            [
                kind.ANNUAL,
                kind.HALF_YEARLY,
                kind.QUARTERLY,
                kind.MONTHLY,
                kind.DURING_YEAR,
                kind.BY_SCHEDULE,
            ]
        ).map(Deadline),
        st.builds(Deadline, st.just(kind.BY_SCHEDULE), text=words),
        st.builds(Deadline, st.just(kind.WITHIN), days=st.integers(1, 999), text=words),
    )


@given(deadlines())
def test_what_is_printed_is_read_back_as_the_same_deadline(deadline: Deadline) -> None:
    assert read_deadline(deadline.wording()) == deadline


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
    deadline = read_deadline(raw)
    assert deadline is not None
    assert (deadline.kind, deadline.last_day()) == (kind, last_day)


def test_the_schedules_owner_keeps_its_capital_letters() -> None:
    deadline = read_deadline("По графику ИРО")
    assert deadline is not None
    assert deadline.wording() == "по графику: ИРО"


@pytest.mark.parametrize(
    "raw", ["скоро", "31.02.2026", "с 31.05.2026 по 01.10.2025", "0000", "ежегодно до 31 февраля"]
)
def test_an_unclear_deadline_is_not_guessed(raw: str) -> None:
    assert read_deadline(raw) is None


def test_every_kind_has_a_title_and_days_are_counted_from_the_event() -> None:
    assert set(KIND_TITLES) == set(DeadlineKind)
    assert within(date(2026, 2, 20), 10) == date(2026, 3, 2)


SCHOOL_YEAR = parse_period("2022/2023")


@pytest.mark.parametrize(
    ("raw", "wording", "last_day"),
    [
        # the five sources
        ("до 20 апреля", "до 20 апреля", date(2023, 4, 20)),
        ("15 апреля 2023 года", "15.04.2023", date(2023, 4, 15)),
        ("Срок: 15 апреля 2023 года", "15.04.2023", date(2023, 4, 15)),
        ("До 30.05.2018 г.", "до 30.05.2018", date(2018, 5, 30)),
        ("в течение 2023 года", "2023 год", date(2023, 12, 31)),
        ("Срок до 31 марта 2023 года", "до 31.03.2023", date(2023, 3, 31)),
        ("до 31 мая.", "до 31 мая", date(2023, 5, 31)),
        ("до 15.04", "до 15 апреля", date(2023, 4, 15)),
        ("срок-16-17мая 2023", "с 16.05.2023 по 17.05.2023", date(2023, 5, 17)),
        ("16–17 мая 2018", "с 16.05.2018 по 17.05.2018", date(2018, 5, 17)),
        ("17-18 сентября", "с 17 сентября по 18 сентября", date(2022, 9, 18)),
        ("29 мая 2018 г.", "29.05.2018", date(2018, 5, 29)),
        ("2021-2022 годы", "2021–2022 годы", date(2022, 12, 31)),
        ("ЕЖЕГОДНО", "ежегодно", None),
        ("по отдельному графику", "по графику", None),
        ("по графику ГАУ ДПО ЯО ИРО", "по графику: ГАУ ДПО ЯО ИРО", None),
        (
            "Срок в течение месяца по получению результатов диагностик",
            "в течение 30 дн. после события: получению результатов диагностик",
            None,
        ),
        # their neighbours
        ("К 1 СЕНТЯБРЯ", "до 1 сентября", date(2022, 9, 1)),
        ("до 1 июня 23", None, None),
        ("01.06.23", "01.06.2023", date(2023, 6, 1)),
        ("апрель 2023", "с 01.04.2023 по 30.04.2023", date(2023, 4, 30)),
        ("в мае", "с 1 мая по 31 мая", date(2023, 5, 31)),
        ("сентябрь — октябрь", "с 1 сентября по 31 октября", date(2022, 10, 31)),
        ("сентябрь 2022 – май 2023 г.", "с 01.09.2022 по 31.05.2023", date(2023, 5, 31)),
        ("декабрь - январь", "с 1 декабря по 31 января", date(2023, 1, 31)),
        ("декабрь-январь 2023 года", "с 01.12.2022 по 31.01.2023", date(2023, 1, 31)),
        ("II квартал 2023 года", "с 01.04.2023 по 30.06.2023", date(2023, 6, 30)),
        ("4-й квартал", "с 1 октября по 31 декабря", date(2022, 12, 31)),
        ("1й квартал", "с 1 января по 31 марта", date(2023, 3, 31)),
        ("I полугодие 2023 г.", "с 01.01.2023 по 30.06.2023", date(2023, 6, 30)),
        ("1 полугодие", "с 1 сентября по 31 декабря", date(2022, 12, 31)),
        ("второе полугодие 2022/2023 уч. года", "с 01.01.2023 по 31.05.2023", date(2023, 5, 31)),
        ("в течение 2022-2023 учебного года", "с 01.09.2022 по 31.08.2023", date(2023, 8, 31)),
        ("до конца апреля", "до 30 апреля", date(2023, 4, 30)),
        ("до конца 2023 года", "до 31.12.2023", date(2023, 12, 31)),
        ("с 16 мая по 2 июня 2023", "с 16.05.2023 по 02.06.2023", date(2023, 6, 2)),
        ("с 20 декабря по 15 января 2023", "с 20.12.2022 по 15.01.2023", date(2023, 1, 15)),
        ("ежемесячно", "ежемесячно", None),
        ("2 раза в год", "раз в полугодие", None),
        ("постоянно", "в течение учебного года", None),
        ("до 20 апреля ежегодно", "ежегодно до 20 апреля", date(2023, 4, 20)),
    ],
)  # fmt: skip
def test_the_words_of_the_sources_are_understood(
    raw: str, wording: str | None, last_day: date | None
) -> None:
    deadline = read_deadline(raw)
    assert (deadline and deadline.wording()) == wording
    assert (deadline and deadline.last_day(SCHOOL_YEAR)) == last_day


_CASES: tuple[Callable[[str], str], ...] = (str.lower, str.upper, str.capitalize)


@given(
    st.sampled_from(["16{}17 мая 2018 г.", "сентябрь{}октябрь", "2020{}2022 годы", "до 20 апреля"]),
    st.sampled_from(["-", "–", "—", " - ", " – ", "\u00a0—\u00a0"]),
    st.sampled_from(_CASES),
)
def test_case_and_dashes_change_nothing(form: str, dash: str, case: Callable[[str], str]) -> None:
    assert read_deadline(case(form.format(dash))) == read_deadline(form.format("-"))
    assert read_deadline(form.format("-")) is not None


@given(yearless, st.integers(2000, 2090))
def test_a_day_without_a_year_is_a_day_of_the_plans_period(day: date, year: int) -> None:
    period = parse_period(f"{year}/{year + 1}")
    last = Deadline(DeadlineKind.BY, end=day, yearless=True).last_day(period)
    assert last is not None
    assert period.holds(last)
    assert (last.month, last.day) in ((day.month, day.day), (2, 28))
    assert Deadline(DeadlineKind.BY, end=day, yearless=True).last_day() is None


@pytest.mark.parametrize(
    "raw",
    [20.1, "до апреля", "32 мая", "до 15.13", "квартал", "V квартал", "3 полугодие",
     "2022/2024 учебный год", "с мая", "16-17", "1-2 раза", "май-", "мартышка"],
)  # fmt: skip
def test_words_near_a_deadline_are_not_guessed(raw: object) -> None:
    assert read_deadline(raw) is None
