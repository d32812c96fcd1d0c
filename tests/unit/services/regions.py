"""A made-up region in a base: schools in two districts with passports and results, for tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from app.domain.organisations import Organisation, OrganisationKind, organisation_uid
from app.domain.periods import parse_period
from app.domain.reading import RawAnswers
from app.domain.results import Procedure, ProcedureKey, Scale, Totals
from app.services.context import Context
from app.services.editing import Subject, save_record
from app.services.opening import Setup, create_base, open_base
from app.store import organisations, procedures, results

PERIOD = parse_period("2025/2026")
REGION = Organisation(organisation_uid("83", "R"), "R", "Регион", OrganisationKind.REGION)
DISTRICTS = tuple(
    Organisation(
        organisation_uid("83", code), code, code, OrganisationKind.DISTRICT, parent=REGION.uid
    )
    for code in ("D1", "D2")
)
KEY = ProcedureKey("oge", PERIOD.key, "math", 9)
SCALE = Scale(max_points=31, min_3=8, min_4=15, min_5=22, source="приказ")


def schools(amount: int) -> tuple[Organisation, ...]:
    """Schools with codes 001, 002, …, every other one in the second district."""
    return tuple(
        Organisation(
            organisation_uid("83", f"{n:03}"), f"{n:03}", f"Школа {n}", parent=DISTRICTS[n % 2].uid
        )
        for n in range(1, amount + 1)
    )


def social(n: int) -> dict[str, str]:
    """The social passport of the n-th school: the higher n, the better off."""
    return {
        "pupils_total": "100",
        "parents_higher": str((7 * n) % 60),
        "single_parent": str((5 * n) % 37),
        "registered_school": str(n % 4),
        "non_native": str((3 * n) % 23),
    }


def totals(n: int) -> Totals:
    """Results that follow the social composition, with a spread."""
    twos = 3 if n % 5 else 8
    points = 300 + 4 * ((7 * n) % 60) - 3 * ((5 * n) % 37) + 20 * ((11 * n) % 7)
    return Totals(
        participants=20,
        grade_size=21,
        marks={2: twos, 3: 10 - twos, 4: 6, 5: 4},
        sum_points=min(points, 600),
    )


def save(context: Context, one: Organisation, form: str, raw: RawAnswers) -> None:
    """Answers of an organisation, as if typed."""
    save_record(context, Subject(one.uid, form, PERIOD.key), raw)


def put_totals(context: Context, one: Organisation, key: ProcedureKey, known: Totals) -> None:
    """Totals of a school, as if imported."""
    with context.database.transaction() as connection:
        organisations.remember_period(connection, parse_period(key.year))
        procedures.put(connection, Procedure(key, SCALE))
        results.put_totals(connection, one.uid, key, known, context.stamp("import"))


@contextmanager
def opened(
    path: Path, own: Organisation, others: tuple[Organisation, ...], methodology: str = "kbr-2020"
) -> Iterator[Context]:
    """A new base of that organisation."""
    role = own.kind.value
    create_base(path, Setup(role, methodology, own, others, PERIOD))
    context = open_base(path)
    try:
        yield context
    finally:
        context.close()


@contextmanager
def region(folder: Path, amount: int = 40, methodology: str = "kbr-2020") -> Iterator[Context]:
    """The region's base with everything in it."""
    own = schools(amount)
    with opened(folder / "region.sqlite", REGION, (*DISTRICTS, *own), methodology) as context:
        for n, one in enumerate(own, 1):
            fill(context, one, n)
        yield context


def fill(context: Context, one: Organisation, n: int) -> None:
    """What the n-th school knows of itself."""
    save(context, one, "social_passport", RawAnswers(social(n)))
    place = {"locality": "rural" if n % 2 else "urban", "remote": "да" if n % 7 == 0 else "нет"}
    save(context, one, "passport", RawAnswers(place))
    put_totals(context, one, KEY, totals(n))


DURING = datetime(2026, 3, 2, tzinfo=UTC)
"""A day in the middle of the period."""
LATER = datetime(2030, 1, 15, tzinfo=UTC)
"""A day when the period is long over."""
