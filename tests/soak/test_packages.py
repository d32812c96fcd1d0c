"""Packages with wrong values behind a good signature: nobody is stopped, no limit is passed."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.domain.errors import Refused
from app.domain.issues import Severity
from app.domain.reading import raw_of, read_answers
from app.exchange.ledger import Ledger
from app.services.calculating import calculate
from app.services.checking import check
from app.services.context import Context
from app.services.editing import answers_of
from app.services.importing import import_files
from app.services.publishing import publish
from app.services.receiving import Reception, receive
from app.services.sending import export
from app.services.typed_forms import results_here, totals_as_answers
from app.store import records
from tests.unit.services.bases import (
    PASSWORD,
    RIGHT,
    SCHOOL,
    SECOND,
    THIRD,
    Bases,
    Exchange,
    fill_card,
    prepare,
    results_table,
    save,
)
from tests.unit.services.forging import contents_of, forge

ROUNDS = 2000
LOOK_EVERY = 100
"""Rounds after which everything is computed and every stored value is looked at."""
NUMBERS: list[Any] = [
    *(-1, -5, 0, 1, 1000, 1001, 10_000, 10**9, 10**15, 10**29, 2**31, 2**63, -(2**63)),
    *(0.5, -0.0, True, False, None, "", "NaN", "Infinity", "-Infinity", "1e999999999", "1e-999999"),
    *("0x10", "١٢", "1_000", "12 15", "много", "=1+1", "../..", "\x00", "\u202e12", [], {}, [1]),
]
TEXTS: list[Any] = [
    *("", " ", "\x00\x01\x1b[31m", "\u202eзеркало", "../../..", "<img src=x>", "=cmd|'/c calc'!A0"),
    *("ы" * 10_001, "a" * 2_000_000, "\n" * 5000, "'; DROP TABLE record;--", None, 5, [], {}, True),
]
Contents = dict[str, bytes]


@pytest.fixture
def bases(tmp_path: Path) -> Iterator[Bases]:
    made = Bases(tmp_path / "bases")
    (tmp_path / "bases").mkdir()
    yield made
    made.close()


@pytest.fixture
def exchange(bases: Bases, tmp_path_factory: pytest.TempPathFactory) -> Exchange:
    return Exchange(bases, prepare(tmp_path_factory.mktemp("world"), with_district=True))


def package_of(district: Context, folder: Path) -> Path:
    """A district's package with every kind of content."""
    for number, school in enumerate((SCHOOL, SECOND, THIRD)):
        save(district, school, "social_passport", {**RIGHT, "pupils_total": 200 + number})
        table = results_table(folder / f"{number}.csv", school.code, (20, 12, 5 + number))
        import_files(district, [table])
    fill_card(district, SCHOOL)
    return export(district, None, folder / "stick", PASSWORD).path


def spoil_json(chance: random.Random, value: Any) -> Any:
    """One leaf somewhere inside becomes something nobody would type."""
    if isinstance(value, dict) and value and chance.random() < 0.95:
        key = chance.choice(sorted(value))
        if chance.random() < 0.05:
            return {name: one for name, one in value.items() if name != key}
        return {**value, key: spoil_json(chance, value[key])}
    if isinstance(value, list) and value and chance.random() < 0.95:
        at = chance.randrange(len(value))
        return [*value[:at], spoil_json(chance, value[at]), *value[at + 1 :]]
    return chance.choice(TEXTS if isinstance(value, str) and chance.random() < 0.5 else NUMBERS)


def spoil_table(chance: random.Random, data: bytes) -> bytes:
    rows = list(csv.reader(io.StringIO(data.decode())))
    for _ in range(chance.choice((1, 1, 3))):
        at = chance.randrange(1 if chance.random() < 0.9 else 0, len(rows))
        column = chance.randrange(len(rows[at]))
        rows[at][column] = str(chance.choice(NUMBERS + TEXTS[:9]))
    if chance.random() < 0.1:
        rows.append(list(chance.choice(rows[1:] or rows)))
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode("utf-8", "replace")


def spoil_answer(chance: random.Random, contents: Contents) -> Contents:
    """One answer of one record, where the shape of everything stays right."""
    name = "data/records.json"
    content = json.loads(contents[name])
    values = chance.choice([one for one in content["records"] if one["answers"].get("values")])
    answers = values["answers"]["values"]
    code = chance.choice(sorted(answers))
    number = isinstance(answers[code], int)
    answers[code] = chance.choice([-1, 0, 10**6, 10**15, 10**29] if number else TEXTS[:9])
    return {**contents, name: json.dumps(content, ensure_ascii=False).encode()}


def spoilt(chance: random.Random, contents: Contents) -> Contents:
    if chance.random() < 0.3:
        return spoil_answer(chance, contents)
    name = chance.choice([one for one in sorted(contents) if one.endswith((".json", ".csv"))])
    data = contents[name]
    if name.endswith(".csv"):
        data = spoil_table(chance, data)
    else:
        value = spoil_json(chance, json.loads(data))
        text = json.dumps(value, ensure_ascii=chance.random() < 0.5, sort_keys=True)
        data = text.encode("utf-8", "surrogatepass")
    return {**contents, name: data}


def beyond_limits(region: Context) -> list[str]:
    """Stored values outside the limits of their fields."""
    found = []
    with region.database.reading() as connection:
        for revision in records.latest(connection, region.period.key):
            form = region.forms.form(revision.key.form)
            answers = answers_of(form, revision)
            reading = read_answers(form, raw_of(answers))
            found += [one.message for one in reading.issues if one.severity is Severity.ERROR]
    form = region.forms.form("results_totals")
    for one in results_here(region):
        assert one.totals is not None
        reading = read_answers(form, raw_of(totals_as_answers(one.totals)))
        found += [one.message for one in reading.issues if one.severity is Severity.ERROR]
    return found


def look(region: Context) -> None:
    """Everything that is done with the data of all schools."""
    check(region)
    calculate(region, region.period)
    publish(region)
    assert beyond_limits(region) == []


def test_wrong_values_rightly_signed(
    exchange: Exchange, tmp_path: Path, seed: int, rounds: Callable[[int], int]
) -> None:
    chance = random.Random(seed)
    district, region = exchange.district(), exchange.region
    honest = package_of(district, tmp_path)
    contents = contents_of(honest)
    first = Ledger(district.beside("ledger")).entries[-1]
    assert receive(region, [honest], PASSWORD)[0].accepted
    previous, sequence = first.manifest_sha256, 1
    accepted = partly = unsent = 0
    for number in range(rounds(ROUNDS)):
        other = spoilt(chance, contents)
        try:
            forged = forge(district, honest, other, sequence + 1, previous, f"{number}.asice")
        except Refused:
            unsent += 1  # somebody else's data: the writer's own verification says no
            continue
        (done,) = receive(region, [forged.path], PASSWORD)
        assert isinstance(done, Reception)
        assert done.summary
        kept = region.beside("received") / f"{forged.manifest_sha256}.asice"
        assert kept.exists() == done.accepted, f"round {number}: {done.summary}"
        if done.accepted:
            previous, sequence = forged.manifest_sha256, sequence + 1
            accepted += 1
            partly += "Не принято" in done.summary
        forged.path.unlink()
        if number % LOOK_EVERY == LOOK_EVERY - 1:
            look(region)
    look(region)
    assert accepted >= partly > 0
    assert unsent < rounds(ROUNDS) / 2
