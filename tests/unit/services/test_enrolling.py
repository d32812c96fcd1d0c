"""Keys: the region's root, a request with its paper code, the answer, the register."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.errors import AppError, Refused, WorldFailed, WrongUsage
from app.services import enrolling
from app.services.context import Context
from app.services.editing import known_organisations
from app.services.opening import set_own
from app.store import journal
from tests.unit.services.bases import (
    DISTRICT,
    PASSWORD,
    REGION,
    SCHOOL,
    Bases,
    Exchange,
    organisation,
)


@pytest.fixture
def exchange(bases: Bases, region_folder: Path) -> Exchange:
    """A region with its root and nobody enrolled yet."""
    return Exchange(bases, region_folder)


def test_the_paper_code_is_there_before_any_certificate(
    exchange: Exchange, school: Context, tmp_path: Path
) -> None:
    assert enrolling.state(school) == enrolling.KeyState(False, False, "", "")
    code = enrolling.request(school, PASSWORD, tmp_path / "a.csr")
    asked = enrolling.state(school)
    assert (asked.has_key, asked.is_enrolled, asked.paper_code) == (True, False, code)
    enrolling.issue(exchange.region, PASSWORD, tmp_path / "a.csr", code, tmp_path / "a.json")
    assert enrolling.install(school, tmp_path / "a.json", exchange.root_print) == REGION.name
    done = enrolling.state(school)
    assert (done.is_enrolled, done.root_print) == (True, exchange.root_print)
    assert REGION.uid in {one.uid for one in known_organisations(school)}


def test_the_code_of_another_request_is_refused(
    exchange: Exchange, school: Context, tmp_path: Path
) -> None:
    code = enrolling.request(school, PASSWORD, tmp_path / "a.csr")
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    with pytest.raises(Refused):
        enrolling.issue(exchange.region, PASSWORD, tmp_path / "a.csr", wrong, tmp_path / "a.json")
    assert not (tmp_path / "a.json").exists()
    assert len(enrolling.register(exchange.region)) == 1


def test_an_organisation_the_region_does_not_know_is_refused(
    exchange: Exchange, bases: Bases, tmp_path: Path
) -> None:
    stranger = bases.make("school", organisation("099999"), name="stranger")
    code = enrolling.request(stranger, PASSWORD, tmp_path / "a.csr")
    with pytest.raises(Refused, match="нет в списке региона"):
        enrolling.issue(exchange.region, PASSWORD, tmp_path / "a.csr", code, tmp_path / "a.json")


def test_a_wrong_password_of_the_root_issues_nothing(
    exchange: Exchange, school: Context, tmp_path: Path
) -> None:
    code = enrolling.request(school, PASSWORD, tmp_path / "a.csr")
    with pytest.raises(Refused, match="Пароль"):
        enrolling.issue(exchange.region, "не тот пароль", tmp_path / "a.csr", code, tmp_path / "b")
    assert len(enrolling.register(exchange.region)) == 1


def test_the_root_is_pinned_only_by_its_print_from_paper(
    exchange: Exchange, school: Context
) -> None:
    wrong = "0000 " * 15 + "0000"
    with pytest.raises(Refused):
        enrolling.trust(school, exchange.root, wrong)
    assert enrolling.state(school).root_print == ""
    enrolling.trust(school, exchange.root, exchange.root_print)
    assert enrolling.state(school).root_print == exchange.root_print


@pytest.mark.parametrize(
    ("password", "why"),
    [("12345678", "короче 10 знаков"), ("Пароль2025", "угадывают одним из первых")],
)
def test_weak_passwords_are_refused_before_any_key_is_made(
    bases: Bases, school: Context, tmp_path: Path, password: str, why: str
) -> None:
    region = bases.make("region", REGION, name="another")
    for work in (
        lambda: enrolling.request(school, password, tmp_path / "a.csr"),
        lambda: enrolling.create_root(region, password),
    ):
        with pytest.raises(Refused, match=why):
            work()
    assert not enrolling.state(school).has_key
    assert not enrolling.state(region).has_key


def test_only_a_region_makes_a_root_and_only_once(exchange: Exchange, school: Context) -> None:
    with pytest.raises(WrongUsage, match="только регион"):
        enrolling.create_root(school, PASSWORD)
    with pytest.raises(Refused, match="уже есть"):
        enrolling.create_root(exchange.region, PASSWORD)
    assert enrolling.state(exchange.region).root_print == exchange.root_print


def test_a_root_half_made_before_a_power_cut_is_finished(
    exchange: Exchange, tmp_path: Path
) -> None:
    enrolling.key_folder(exchange.region).certificate.unlink()
    again = tmp_path / "again.pem"
    assert enrolling.create_root(exchange.region, PASSWORD, again) == exchange.root_print
    assert again.read_bytes() == exchange.root.read_bytes()
    assert enrolling.state(exchange.region).is_enrolled


def test_nobody_but_the_region_gets_the_regions_role(exchange: Exchange) -> None:
    for kind in ("institute", "ministry", "resource_centre", "other"):
        with pytest.raises(Refused, match="пока не выдаётся"):
            enrolling.in_exchange(organisation("0777", kind))


def test_a_base_without_an_owner_is_told_so(bases: Bases, tmp_path: Path) -> None:
    nobody = bases.make("school")
    with pytest.raises(Refused, match="чья это база"):
        enrolling.request(nobody, PASSWORD, tmp_path / "a.csr")
    enrolling.request(set_own(nobody, SCHOOL), PASSWORD, tmp_path / "a.csr")


def test_a_branch_does_not_sign_with_the_number_of_its_legal_entity() -> None:
    branch = replace(SCHOOL, ogrn="1008300002138", legal_entity="Школа № 1")
    assert enrolling.in_exchange(branch).ogrn is None
    assert enrolling.in_exchange(replace(branch, legal_entity="")).ogrn == "1008300002138"


def test_a_new_certificate_for_the_same_key_replaces_the_old_one(exchange: Exchange) -> None:
    district = exchange.enrolled(DISTRICT)
    exchange.enrol(district)
    states = [one.state for one in enrolling.register(exchange.region)]
    assert states == ["active", "replaced", "active"]


def test_a_certificate_is_named_by_the_beginning_of_its_print(exchange: Exchange) -> None:
    exchange.enrolled(DISTRICT)
    print_of = enrolling.register(exchange.region)[1].fingerprint
    for short in ("", print_of[:7], "0" * 8):
        with pytest.raises(Refused, match="не найден однозначно"):
            enrolling.set_state(exchange.region, short, "revoked")
    enrolling.set_state(exchange.region, print_of[:8].upper(), "revoked")
    assert [one.state for one in enrolling.register(exchange.region)] == ["active", "revoked"]


def test_deeds_with_keys_stand_in_the_journal(exchange: Exchange) -> None:
    district = exchange.enrolled(DISTRICT)
    for context, subjects in (
        (district, ["request", "install"]),
        (exchange.region, [exchange.root_print, DISTRICT.name]),
    ):
        with context.database.reading() as connection:
            found = [one.subject for one in journal.entries(connection, "keys")]
        assert found == subjects


@pytest.mark.parametrize(
    ("content", "kind"), [(b"junk", Refused), (b"", Refused), (b"x" * 2_000_000, Refused)]
)
def test_what_is_no_request_and_no_answer_is_told(
    exchange: Exchange, school: Context, tmp_path: Path, content: bytes, kind: type[AppError]
) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    enrolling.request(school, PASSWORD, tmp_path / "a.csr")
    with pytest.raises(kind):
        enrolling.issue(exchange.region, PASSWORD, path, "0", tmp_path / "a.json")
    with pytest.raises(kind):
        enrolling.install(school, path, exchange.root_print)
    with pytest.raises(AppError):
        enrolling.trust(school, path, exchange.root_print)


def test_a_missing_file_is_told(school: Context, tmp_path: Path) -> None:
    for path in (tmp_path / "missing", tmp_path):
        with pytest.raises(WorldFailed):
            enrolling.install(school, path, None)
