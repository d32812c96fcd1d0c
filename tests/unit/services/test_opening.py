"""Making a base and opening it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from app.domain.errors import Refused, WorldFailed, WrongUsage
from app.domain.periods import parse_period, school_year_of
from app.services.context import Context
from app.services.editing import add_organisation, known_organisations
from app.services.opening import Setup, create_base, open_base, set_own, set_period
from app.store import journal
from tests.unit.services.bases import DISTRICT, SCHOOL, SECOND, YEAR, Bases, organisation


def test_a_base_knows_its_role_methodology_period_and_owner(bases: Bases) -> None:
    context = bases.make("district", DISTRICT, (SCHOOL, SECOND))
    assert (context.role, context.methodology.code, context.period.key, context.own) == (
        "district",
        "kbr-2020",
        YEAR,
        DISTRICT,
    )
    assert known_organisations(context) == (DISTRICT, SCHOOL, SECOND)


def test_without_a_period_a_base_begins_in_the_school_year_of_today(tmp_path: Path) -> None:
    from datetime import date

    path = tmp_path / "base.sqlite"
    create_base(path, Setup("school", "kbr-2020"))
    context = open_base(path)
    assert context.period == school_year_of(date.today())
    assert context.own is None
    context.close()


@pytest.mark.parametrize(
    ("setup", "kind", "word"),
    [
        (Setup("headmaster", "kbr-2020"), WrongUsage, "Роль"),
        (Setup("school", "mars-2030"), WrongUsage, "Методика"),
        (Setup("district", "kbr-2020", DISTRICT, (SCHOOL, SCHOOL)), Refused, "дважды"),
        (
            Setup("district", "kbr-2020", DISTRICT, (SCHOOL, replace(SCHOOL, uid=uuid4()))),
            Refused,
            "дважды",
        ),
    ],
)
def test_a_base_that_cannot_be_made_leaves_nothing(
    tmp_path: Path, setup: Setup, kind: type[Exception], word: str
) -> None:
    with pytest.raises(kind, match=word):
        create_base(tmp_path / "base.sqlite", setup)
    assert not list(tmp_path.glob("base*"))


def test_a_base_is_never_made_over_another(bases: Bases) -> None:
    context = bases.make("school", SCHOOL)
    with pytest.raises(WorldFailed, match="уже есть"):
        create_base(context.base, Setup("school", "kbr-2020"))
    assert bases.reopen(context.base).own == SCHOOL


def test_another_period_may_be_looked_at_without_leaving_a_trace(bases: Bases) -> None:
    context = bases.make("school", SCHOOL)
    assert bases.reopen(context.base, "2024/2025").period == parse_period("2024/2025")
    assert bases.reopen(context.base).period.key == YEAR
    with pytest.raises(WrongUsage, match="Период"):
        open_base(context.base, "прошлый год")


def test_the_current_period_may_be_moved(bases: Bases) -> None:
    context = bases.make("school", SCHOOL)
    moved = set_period(context, parse_period("2026/2027"))
    assert moved.period.key == "2026/2027"
    assert bases.reopen(context.base).period.key == "2026/2027"


def test_the_owner_may_be_told_later_and_corrected(bases: Bases) -> None:
    context = set_own(bases.make("school"), SCHOOL)
    assert context.own == SCHOOL
    renamed = replace(SCHOOL, name="Лицей")
    assert bases.reopen(set_own(context, renamed).base).own == renamed
    assert known_organisations(context) == (renamed,)


def test_a_code_that_is_taken_is_refused_and_nothing_changes(bases: Bases) -> None:
    context = bases.make("district", DISTRICT, (SCHOOL, SECOND))
    twin = replace(SCHOOL, uid=uuid4(), name="Другая школа")
    with pytest.raises(Refused, match=r"021301 уже занят"):
        add_organisation(context, twin)
    with pytest.raises(Refused, match="уже занят"):
        add_organisation(context, SCHOOL)
    with pytest.raises(Refused, match="уже занят"):
        set_own(context, replace(SECOND, code=SCHOOL.code))
    assert known_organisations(context) == (DISTRICT, SCHOOL, SECOND)
    assert bases.reopen(context.base).own == DISTRICT


def test_a_base_that_was_not_set_up_to_the_end_is_told(bases: Bases) -> None:
    path = bases.make("school", SCHOOL).base
    bases.close()
    for query, word in (
        ("DELETE FROM setting WHERE name='methodology'", "повреждена"),
        ("DELETE FROM setting", "не была настроена до конца"),
    ):
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(query)
            connection.commit()
        with pytest.raises(Refused, match=word):
            open_base(path)


def test_every_deed_stands_in_the_journal(school: Context) -> None:
    add_organisation(school, organisation("000001"))
    set_period(school, parse_period("2026/2027"))
    with school.database.reading() as connection:
        assert [one.action for one in journal.entries(connection)] == [
            "init",
            "organisation",
            "init",
        ]
        assert journal.first_break(connection) is None
