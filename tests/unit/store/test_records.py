"""Records: revisions are only ever added, each holding the one before it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import event

from app.domain.records import RecordKey, Revision, revision_hash
from app.store import base, records
from app.store.base import Database
from tests.unit.store.conftest import SCHOOLS, STAMP

KEY = RecordKey(SCHOOLS[0].uid, "social_passport", "2025/2026", SCHOOLS[0].uid)


def _append(database: Database, answers: str, key: RecordKey = KEY, version: int = 1) -> Revision:
    with database.transaction() as connection:
        return records.append(connection, key, version, answers, "{}", STAMP)


def test_a_revision_comes_back_as_it_was_written(database: Database) -> None:
    made = _append(database, '{"values":{"pupils_total":200}}')
    with database.reading() as connection:
        assert records.last(connection, KEY) == made
        assert records.history(connection, KEY) == [made]


def test_an_untouched_record_is_not_there(database: Database) -> None:
    with database.reading() as connection:
        assert records.last(connection, KEY) is None
        assert records.history(connection, KEY) == []
        assert records.last_of(connection, [KEY]) == {}
        assert records.latest(connection, "2025/2026") == []


def test_revisions_are_only_ever_added_and_hold_each_other_by_hash(database: Database) -> None:
    for n in range(3):
        _append(database, f'{{"values":{{"gifted":{n}}}}}')
    with database.reading() as connection:
        found = records.history(connection, KEY)
    assert [one.number for one in found] == [1, 2, 3]
    assert [one.previous_hash for one in found] == ["", found[0].hash, found[1].hash]
    for one in found:
        told = revision_hash(one.key, one.number, one.form_version, one.answers, one.previous_hash)
        assert told == one.hash


def test_the_same_answers_add_nothing(database: Database) -> None:
    first = _append(database, "{}")
    assert _append(database, "{}") == first
    with database.reading() as connection:
        assert len(records.history(connection, KEY)) == 1


def test_the_same_answers_under_a_new_version_of_the_form_are_a_new_revision(
    database: Database,
) -> None:
    _append(database, "{}")
    assert _append(database, "{}", version=2).number == 2


def test_columns_of_different_owners_are_different_records(database: Database) -> None:
    other = replace(KEY, author=SCHOOLS[1].uid)
    _append(database, '{"values":{"gifted":1}}')
    _append(database, '{"values":{"gifted":2}}', other)
    with database.reading() as connection:
        assert len(records.latest(connection, "2025/2026", KEY.form, KEY.organisation)) == 2
        found = records.last(connection, other)
    assert found is not None
    assert found.number == 1


def test_the_latest_come_by_organisation_code_and_form(database: Database) -> None:
    for school in reversed(SCHOOLS):
        for form in ("staff", "passport"):
            _append(database, "{}", RecordKey(school.uid, form, "2025/2026", school.uid))
    with database.reading() as connection:
        found = [
            (one.key.organisation, one.key.form) for one in records.latest(connection, "2025/2026")
        ]
        of_one = records.latest(connection, "2025/2026", "staff", SCHOOLS[1].uid)
    assert found == [(school.uid, form) for school in SCHOOLS for form in ("passport", "staff")]
    assert [one.key.organisation for one in of_one] == [SCHOOLS[1].uid]


def test_many_revisions_are_added_together_as_if_one_by_one(database: Database) -> None:
    keys = [RecordKey(one.uid, "staff", "2025/2026", one.uid) for one in SCHOOLS]
    _append(database, '{"values":{"teachers_total":1}}', keys[0])
    with database.transaction() as connection:
        present = records.last_of(connection, keys)
        made = []
        for key in keys:
            for n in (2, 3):
                answers = f'{{"values":{{"teachers_total":{n}}}}}'
                one = records.revised(present.get(key), key, 1, answers, "{}", STAMP)
                assert one is not None
                present[key] = one
                made.append(one)
        records.add(connection, made)
    with database.reading() as connection:
        assert [len(records.history(connection, key)) for key in keys] == [3, 2, 2]
        assert records.last_of(connection, keys) == present


def test_many_records_cost_a_few_statements(database: Database) -> None:
    keys = [
        RecordKey(school.uid, form, "2025/2026", school.uid)
        for school in SCHOOLS
        for form in ("passport", "staff")
    ]
    sent: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *told: sent.append(str(told[2])))
    with database.transaction() as connection:
        made = [records.revised(None, key, 1, "{}", "{}", STAMP) for key in keys]
        records.add(connection, [one for one in made if one is not None])
    assert len(sent) <= 6


def test_the_signed_view_is_kept_with_its_revision(database: Database) -> None:
    first, second = _append(database, "{}"), _append(database, '{"values":{"gifted":2}}')
    with database.transaction() as connection:
        records.mark_outgoing(connection, [(second, "f" * 64)])
        records.mark_outgoing(connection, [])
    with database.reading() as connection:
        found = records.history(connection, KEY)
    assert [one.outgoing_hash for one in found] == ["", "f" * 64]
    assert found[0] == first


def test_a_record_of_an_unknown_organisation_is_a_bug(database: Database) -> None:
    with pytest.raises(KeyError):
        _append(database, "{}", replace(KEY, organisation=uuid4()))


def test_two_writers_take_turns_and_lose_nothing(path: Path, database: Database) -> None:
    other = base.open_existing(path)

    def write(place: Database, mark: str) -> None:
        for n in range(20):
            _append(place, f'{{"values":{{"{mark}":{n}}}}}')

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(write, database, "a"), pool.submit(write, other, "b")]:
            done.result()
    with database.reading() as connection:
        found = records.history(connection, KEY)
    other.close()
    assert [one.number for one in found] == list(range(1, 41))
    assert all(later.previous_hash == one.hash for one, later in pairwise(found))
