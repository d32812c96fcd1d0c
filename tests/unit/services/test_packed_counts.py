"""F05 and F07 of a school are the same at the region: counts travel, pupils' codes do not."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.indices import IndexValue
from app.services.calculating import calculate
from app.services.context import Context
from app.services.importing import import_files
from app.services.packed_counts import count_rows
from app.services.receiving import CONTENT_REFUSED, receive
from app.services.sending import export
from app.services.typed_forms import results_here
from tests.unit.services.bases import PASSWORD, SCHOOL, Exchange, save
from tests.unit.services.forging import contents_of, forge

COUNTS = "data/counts.csv"
SUBJECTS = ("Русский язык", "Математика")
RUSSIAN = (2, 22, 14, 9, 17)
MATH = (15, 22, 3, 9, 17)


def both_works(path: Path, russian: tuple[int, ...] = RUSSIAN) -> Path:
    """Two works of one grade, pupil by pupil, as a text table."""
    lines = ["Процедура;Год;Код ОО;Предмет;Класс;Код участника;Сумма баллов"]
    for subject, points in zip(SUBJECTS, (russian, MATH), strict=True):
        lines += [
            f"ВПР;2025/2026;021301;{subject};5;Ы{number:03};{total}"
            for number, total in enumerate(points, 1)
        ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def joined(context: Context) -> dict[str, IndexValue]:
    found = calculate(context, context.period, {SCHOOL.code}).values
    wanted = ("low_procedure", "high_procedure")
    return {one.index: one for one in found if one.index in wanted}


def shares(context: Context) -> dict[str, object]:
    return {name: one.value for name, one in joined(context).items()}


@pytest.fixture
def package(district: Context, tmp_path: Path) -> Path:
    scale = {"max_points": 24, "min_3": 10, "min_4": 16, "min_5": 21}
    rows = [{"kind": "ВПР", "subject": one, "grade": 5, **scale} for one in SUBJECTS]
    save(district, SCHOOL, "procedures", tables={"procedures": rows})
    import_files(district, [both_works(tmp_path / "r.csv")])
    return export(district, None, tmp_path / "stick", PASSWORD).path


def test_the_region_tells_the_very_number_and_where_it_came_from(
    exchange: Exchange, district: Context, package: Path
) -> None:
    assert receive(exchange.region, [package], PASSWORD)[0].accepted
    assert None not in shares(district).values()
    assert shares(exchange.region) == shares(district)
    for one in joined(exchange.region).values():
        assert "Детей посчитала по кодам сама школа, число пришло в её пакете." in one.explanation
    assert "в её пакете" not in joined(district)["low_procedure"].explanation


def test_the_counts_are_described_and_hold_no_codes(package: Path) -> None:
    with zipfile.ZipFile(package) as archive:
        rows = list(csv.DictReader(io.StringIO(archive.read(COUNTS).decode())))
        files = [archive.read(name) for name in archive.namelist()]
        described = archive.read("data/datapackage.json").decode()
    assert {one["index"]: one["works"] for one in rows} == {
        "low_procedure": "math:5:2;russian:5:2",
        "high_procedure": "math:5:1;russian:5:1",
    }
    assert '"name":"works"' in described
    assert not [one for one in files if "Ы001".encode() in one]


def test_who_received_the_counts_passes_them_on(exchange: Exchange, package: Path) -> None:
    receive(exchange.region, [package], PASSWORD)
    with zipfile.ZipFile(package) as archive:
        rows = list(csv.reader(io.StringIO(archive.read(COUNTS).decode())))[1:]
    uids = {SCHOOL.code: str(SCHOOL.uid)}
    passed = count_rows(exchange.region, results_here(exchange.region), uids, {})
    assert [[str(cell) for cell in row] for row in passed] == rows


def _old(contents: dict[str, bytes]) -> None:
    """As it was before: the counts did not tell what they were made of."""
    rows = [line.split(",")[:7] for line in contents[COUNTS].decode().splitlines()]
    contents[COUNTS] = ("\n".join(map(",".join, rows)) + "\n").encode()


@pytest.mark.parametrize("spoil", [_old, lambda contents: contents.pop(COUNTS)])
def test_an_older_package_leaves_bounds(
    exchange: Exchange,
    district: Context,
    package: Path,
    spoil: Callable[[dict[str, bytes]], object],
) -> None:
    contents = contents_of(package)
    spoil(contents)
    assert receive(exchange.region, [forge(district, package, contents).path], PASSWORD)[0].accepted
    for name, one in joined(exchange.region).items():
        assert one.value is None
        assert one.bounds is not None
        low, high = one.bounds
        value = joined(district)[name].value
        assert value is not None
        assert low <= value <= high


def test_a_newer_package_replaces_the_counts(
    exchange: Exchange, district: Context, package: Path, tmp_path: Path
) -> None:
    before = shares(district)
    import_files(district, [both_works(tmp_path / "r.csv", (2, 3, 4, 9, 17))])
    second = export(district, None, tmp_path / "stick", PASSWORD).path
    receive(exchange.region, [package, second], PASSWORD)
    assert shares(exchange.region) == shares(district) != before


def _in_count(name: str, value: str) -> Callable[[dict[str, bytes]], None]:
    def edit(contents: dict[str, bytes]) -> None:
        rows = list(csv.DictReader(io.StringIO(contents[COUNTS].decode())))
        text = io.StringIO()
        writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows([{**rows[0], name: value}, *rows[1:]])
        contents[COUNTS] = text.getvalue().encode()

    return edit


@pytest.mark.parametrize(
    "spoil",
    [
        _in_count("pupils", "-1"),
        _in_count("pupils", "6"),
        _in_count("pupils_at_most", "много"),
        _in_count("index", "high_procedure"),
        _in_count("index", "isb"),
        _in_count("year", "2011/2012"),
    ],
)
def test_counts_that_cannot_be_refuse_the_whole_package(
    exchange: Exchange,
    district: Context,
    package: Path,
    spoil: Callable[[dict[str, bytes]], None],
) -> None:
    contents = contents_of(package)
    spoil(contents)
    (taken,) = receive(exchange.region, [forge(district, package, contents).path], PASSWORD)
    assert (taken.accepted, taken.verdict.code) == (False, CONTENT_REFUSED)
    assert shares(exchange.region) == {}


@pytest.mark.parametrize("works", ["", "math:5:2", "нет", "math:5:2;russian:5:0"])
def test_counts_of_other_works_are_not_used(
    exchange: Exchange, district: Context, package: Path, works: str
) -> None:
    contents = contents_of(package)
    _in_count("works", works)(contents)
    receive(exchange.region, [forge(district, package, contents).path], PASSWORD)
    assert list(shares(exchange.region).values()).count(None) == 1
