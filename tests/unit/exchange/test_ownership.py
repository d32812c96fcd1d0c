"""Step 9: data belong to the signer, or to those it may speak for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.exchange.world import (
    OTHER,
    SCHOOL,
    Forgery,
    code,
)


def owners_code(path: Path, name: str, data: bytes, **trust: object) -> str | None:
    return code(Forgery(files={name: data}), path, **trust)


@pytest.mark.parametrize(
    "data",
    [
        f'{{"organisation":"{OTHER.uid}"}}',
        f'{{"organisations":["{SCHOOL.uid}","{OTHER.uid}"]}}',
        f'{{"organisation":"{SCHOOL.uid}","organisations":["{OTHER.uid}"]}}',
        '{"organisations":[]}',
        '{"organisation":null}',
        '{"organisations":"x"}',
        "{}",
        "[]",
        '"text"',
    ],
)
def test_json_of_another_owner_or_of_nobody_is_refused(path: Path, data: str) -> None:
    assert owners_code(path, "data/x.json", data.encode()) == "E_DATA_OWNER"


@pytest.mark.parametrize(
    "data",
    [
        f"organisation,n\n{OTHER.uid},1\n".encode(),
        f"organisation,n\n{SCHOOL.uid},1\n{OTHER.uid},1\n".encode(),
        f"n,organisation\n1,{SCHOOL.uid}\n".encode(),
        f"organisation;n\n{SCHOOL.uid};1\n".encode(),
        f"organisation,n\n\n{SCHOOL.uid},1\n".encode(),
        b"",
        b"\xef\xbb\xbforganisation\n",
        b"organisation\n\xff\n",
        b'organisation\n"' + b"x" * 200_000,
        b"organisation\n\0\n",
    ],
)
def test_a_table_of_another_owner_or_of_nobody_is_refused(path: Path, data: bytes) -> None:
    assert owners_code(path, "data/x.csv", data) == "E_DATA_OWNER"


def test_a_table_without_rows_belongs_to_nobody_and_is_taken(path: Path) -> None:
    assert owners_code(path, "data/x.csv", b"organisation,n\n") is None


def test_a_district_sends_the_data_of_its_schools(path: Path) -> None:
    data = f'{{"organisations":["{SCHOOL.uid}","{OTHER.uid}"]}}'.encode()
    own = {SCHOOL.uid: {OTHER.uid}}
    assert owners_code(path, "data/x.json", data, owners=own.__getitem__) is None


def test_a_reader_without_a_directory_lets_all_owners_through(path: Path) -> None:
    class Everybody:
        def __contains__(self, _uid: object) -> bool:
            return True

    table = f"organisation,n\n{OTHER.uid},1\n".encode()
    assert owners_code(path, "data/x.csv", table, owners=lambda _uid: Everybody()) is None


def test_data_with_two_readings_are_refused(path: Path) -> None:
    twice = f'{{"organisation":"{OTHER.uid}","organisation":"{SCHOOL.uid}"}}'.encode()
    assert owners_code(path, "data/x.json", twice) == "E_JSON"


def test_a_long_table_is_checked_to_its_last_line(path: Path) -> None:
    rows = f"{SCHOOL.uid},1\n" * 60_000
    assert owners_code(path, "data/x.csv", f"organisation,n\n{rows}".encode()) is None
    spoilt = f"organisation,n\n{rows}{OTHER.uid},1\n".encode()
    assert owners_code(path, "data/x.csv", spoilt) == "E_DATA_OWNER"
