"""Generated tables whose right reading is known: read rightly or refused, never read wrongly."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.domain.issues import Severity
from app.domain.organisations import OrganisationKind
from app.domain.periods import parse_period
from app.domain.results import SchoolResults
from app.services.context import Context
from app.services.editing import Subject, known_organisations, open_record
from app.services.importing import FileReport, import_files
from app.services.opening import open_base
from app.store import results
from tests.soak.layouts import YEAR, Layout, Maker, Values
from tests.unit.services.bases import DISTRICT, Bases

ROUNDS = 2500
_PUPIL = ("total", "mark")


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A district's base without schools."""
    bases = Bases(tmp_path)
    path = bases.make("district", DISTRICT).base
    bases.close()
    return path


@pytest.fixture
def fresh(empty: Path, tmp_path: Path) -> Iterator[Callable[[], Context]]:
    """A new copy of the empty base each time."""
    opened: list[Context] = []

    def make() -> Context:
        while opened:
            opened.pop().close()
        path = Path(shutil.copy(empty, tmp_path / "копия.sqlite"))
        opened.append(open_base(path))
        return opened[-1]

    yield make
    for context in opened:
        context.close()


def stored(context: Context) -> Values:
    """Everything the base holds after a file, by the keys of `Layout.right`."""
    found: Values = {}
    period = parse_period(YEAR)
    for school in known_organisations(context, OrganisationKind.SCHOOL):
        record = open_record(context, Subject(school.uid, "social_passport", period.key))
        found |= {
            (school.code, question): value
            for question, value in record.answers.values.items()
            if question != "census_date"
        }
        with context.database.reading() as connection:
            for one in results.of_year(connection, YEAR, school.uid):
                found |= _of_results(school.code, one)
    return found


def _of_results(code: str, one: SchoolResults) -> Values:
    if one.pupils is not None:
        return {
            (code, pupil, name): getattr(one.pupils, f"{name}s")[n]
            for n, pupil in enumerate(one.pupils.codes)
            for name in _PUPIL
        }
    totals, subject = one.totals, one.procedure.key.subject
    assert totals is not None
    told = {
        "participants": totals.participants,
        "mean_points": None if totals.mean_points is None else float(totals.mean_points),
        **{f"mark_{mark}": amount for mark, amount in totals.marks.items()},
    }
    return {(code, subject, name): value for name, value in told.items() if value is not None}


def load(context: Context, layout: Layout, *, partial: bool) -> FileReport:
    (report,) = import_files(context, [layout.path], partial=partial)
    return report


def test_a_generated_table_is_read_rightly_or_refused_in_words(
    fresh: Callable[[], Context], seed: int, rounds: Callable[[int], int], tmp_path: Path
) -> None:
    chance = random.Random(seed)
    maker = Maker(chance, tmp_path)
    outcomes: Counter[str] = Counter()
    for number in range(rounds(ROUNDS)):
        layout = maker.table(number)
        where = f"seed {seed}, table {number}, {layout.path.name}: {layout.tricks}"
        context = fresh()
        report = load(context, layout, partial=False)
        errors = [one for one in report.issues if one.severity is Severity.ERROR]
        told = [f"{one.code} {one.place.cell}: {one.message}" for one in errors]
        assert report.stored or any(one.message for one in report.issues), where
        if layout.decidable or (layout.decidable is None and report.stored):
            assert report.stored, (where, told)
            assert stored(context) == layout.right, where
        else:
            assert not report.stored, where
            assert stored(context) == {}, where
            assert errors, where
            report = load(context, layout, partial=True)
            assert report.stored or report.issues, where
            assert stored(context).items() <= layout.right.items(), where
        outcomes["refused" if errors else "read"] += 1
        layout.path.unlink()
    assert outcomes["read"] > outcomes["refused"]
