"""Organisations and their uid."""

from __future__ import annotations

from uuid import UUID

from app.domain.organisations import Organisation, OrganisationKind, organisation_uid


def test_two_laptops_that_meet_a_school_first_agree_on_its_uid() -> None:
    assert organisation_uid("83", "021304") == organisation_uid(" 83", "021304 ")


def test_the_uid_is_part_of_the_exchange_format_and_never_changes() -> None:
    assert organisation_uid("83", "021304") == UUID("d9a2f48b-974f-58c5-9971-37193a0e89d2")


def test_the_same_code_in_another_region_is_another_school() -> None:
    assert organisation_uid("83", "021304") != organisation_uid("84", "021304")
    assert organisation_uid("83", "21304") != organisation_uid("83", "021304")


def test_a_school_is_called_by_its_short_name_where_there_is_one() -> None:
    uid = organisation_uid("83", "1")
    assert Organisation(uid, "1", "Полное имя").title == "Полное имя"
    assert Organisation(uid, "1", "Полное имя", short_name="Имя").title == "Имя"


def test_every_kind_has_a_russian_word() -> None:
    assert all(kind.title for kind in OrganisationKind)
