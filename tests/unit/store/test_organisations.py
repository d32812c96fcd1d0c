"""The directory of organisations, the periods, the settings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import uuid4

from app.domain.organisations import Organisation, OrganisationKind
from app.domain.periods import parse_period
from app.store import organisations, settings
from app.store.base import Database
from tests.unit.store.conftest import SCHOOLS, organisation


def test_an_organisation_comes_back_whole(database: Database) -> None:
    full = Organisation(
        uid=uuid4(),
        code="000007",
        name="Школа № 7",
        kind=OrganisationKind.SCHOOL,
        short_name="Седьмая",
        region="83",
        ogrn="1008300002138",
        legal_entity="Школа № 1",
        parent=SCHOOLS[0].uid,
        valid_from=date(2020, 9, 1),
        valid_to=date(2026, 8, 31),
        successor=SCHOOLS[1].uid,
    )
    with database.transaction() as connection:
        organisations.add(connection, [full])
        assert organisations.by_uid(connection, full.uid) == full
        assert organisations.by_code(connection, "000007") == full
        changed = replace(full, name="Другое имя", valid_to=None, successor=None)
        organisations.change(connection, changed)
        assert organisations.by_uid(connection, full.uid) == changed


def test_organisations_come_by_code_and_kind(database: Database) -> None:
    district = organisation("0213", "district")
    with database.transaction() as connection:
        organisations.add(connection, [district, organisation("000001")])
        organisations.add(connection, [])
        codes = [one.code for one in organisations.all_of(connection)]
        schools = organisations.all_of(connection, OrganisationKind.SCHOOL)
    assert codes == ["000001", "0213", "021301", "021302", "021303"]
    assert district not in schools


def test_codes_keep_their_zeros_and_a_kind_may_be_asked_for(database: Database) -> None:
    with database.reading() as connection:
        assert organisations.by_code(connection, "21301") is None
        assert organisations.by_code(connection, "021301") == SCHOOLS[0]
        assert organisations.by_code(connection, "021301", OrganisationKind.DISTRICT) is None


def test_a_taken_code_is_found_before_the_base_complains(database: Database) -> None:
    twin = replace(SCHOOLS[0], uid=uuid4())
    with database.reading() as connection:
        assert organisations.taken(connection, twin) == SCHOOLS[0]
        assert organisations.taken(connection, SCHOOLS[0]) is None
        assert organisations.taken(connection, replace(twin, region="04")) is None


def test_those_below_are_found_without_their_own_below(database: Database) -> None:
    district, region = organisation("0213", "district"), organisation("83", "region")
    with database.transaction() as connection:
        organisations.add(connection, [region, replace(district, parent=region.uid)])
        for one in SCHOOLS[:2]:
            organisations.change(connection, replace(one, parent=district.uid))
        assert organisations.below(connection, district.uid) == {one.uid for one in SCHOOLS[:2]}
        assert organisations.below(connection, region.uid) == {district.uid}
        assert organisations.below(connection, SCHOOLS[0].uid) == frozenset()


def test_keys_of_many_organisations_are_asked_in_pieces(database: Database) -> None:
    many = [organisation(f"{n:06}") for n in range(1200)]
    with database.transaction() as connection:
        organisations.add(connection, many)
        found = organisations.ids(connection, [*(one.uid for one in many), uuid4()])
    assert len(set(found.values())) == len(many)


def test_periods_are_remembered_once_and_come_oldest_first(database: Database) -> None:
    keys = ("2026", "2020-2022", "2025/2026", "2026")
    with database.transaction() as connection:
        for key in keys:
            organisations.remember_period(connection, parse_period(key))
        found = organisations.periods(connection)
    assert found == tuple(parse_period(key) for key in ("2020-2022", "2025/2026", "2026"))


def test_settings_are_put_one_over_another(database: Database) -> None:
    with database.transaction() as connection:
        settings.put(connection, {"role": "school", "own": ""})
        settings.put(connection, {"role": "district"})
        settings.put(connection, {})
        assert settings.all_of(connection) == {"role": "district", "own": ""}
