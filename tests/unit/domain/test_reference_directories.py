"""Directories of a reference: what travels beside the numbers."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from app.domain.definitions import Entry
from app.domain.errors import BadDefinition
from app.domain.organisations import Organisation, OrganisationKind, organisation_uid
from app.domain.reference_directories import (
    Norm,
    in_order,
    norm_from_json,
    organisations_as_json,
    organisations_from_json,
)

DISTRICT = Organisation(
    organisation_uid("83", "D1"), "D1", "Район", OrganisationKind.DISTRICT, region="83"
)
SCHOOL = Organisation(
    uid=organisation_uid("83", "001"),
    code="001",
    name="МКОУ «СОШ № 1»",
    short_name="СОШ 1",
    region="83",
    ogrn="1020700000000",
    legal_entity="МКОУ «Центр»",
    parent=DISTRICT.uid,
    valid_from=date(2001, 9, 1),
    valid_to=date(2026, 8, 31),
    successor=organisation_uid("83", "002"),
)


def again(*organisations: Organisation) -> tuple[Organisation, ...]:
    rows = json.loads(json.dumps(organisations_as_json(organisations)))
    return organisations_from_json([Entry(row, "эталон") for row in rows])


def test_organisations_survive_their_json_exactly() -> None:
    assert again(SCHOOL, DISTRICT) == in_order([DISTRICT, SCHOOL])


def test_any_order_of_organisations_gives_the_same_text() -> None:
    assert organisations_as_json([SCHOOL, DISTRICT]) == organisations_as_json([DISTRICT, SCHOOL])


def test_what_is_empty_takes_no_room() -> None:
    plain = Organisation(SCHOOL.uid, "001", "СОШ 1")
    assert {*organisations_as_json([plain])[0]} == {"uid", "code", "name", "kind"}


@pytest.mark.parametrize(
    "change",
    [{"kind": "castle"}, {"parent": "district"}, {"valid_to": "скоро"}, {"name": " "}, {"x": 1}],
)
def test_an_organisation_not_understood_is_refused(change: dict[str, object]) -> None:
    row = {**organisations_as_json([SCHOOL])[0], **change}
    with pytest.raises(BadDefinition):
        organisations_from_json([Entry(row, "эталон")])


def test_an_organisation_stands_in_the_directory_once() -> None:
    with pytest.raises(BadDefinition, match="дважды"):
        again(SCHOOL, replace(SCHOOL, code="009"))


def test_a_norm_says_whether_the_region_approved_it() -> None:
    norm = Norm("50", "Скорость Интернета", "Мбит/с", "приказ", approved=True)
    assert norm_from_json(norm.as_json(), "эталон") == norm
    assert norm_from_json("50", "первый вид эталона") == Norm("50")
