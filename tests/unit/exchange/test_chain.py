"""Step 5: the signer's certificate comes from the pinned root and is still good."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from app.domain.errors import WorldFailed
from app.exchange.certificates import (
    Authority,
    der,
    load_certificate,
    new_root,
    organisation_of,
    revocation_list,
)
from app.exchange.keys import Signer, new_key
from app.exchange.organisations import Enrolled, Organisation, State, sha256_hex
from tests.unit.exchange.world import (
    NOW,
    OTHER,
    REGION,
    SCHOOL,
    Forgery,
    authority_certificate,
    code,
    judged,
    world,
)


def test_a_region_with_the_same_name_is_still_another_region(path: Path) -> None:
    key = new_key()
    fake = Authority(key, load_certificate(new_root(key, REGION, NOW)))
    assert code(Forgery(signer=world().issue(SCHOOL, fake)), path) == "E_CERT_CHAIN"


def test_a_self_signed_certificate_is_no_certificate(path: Path) -> None:
    key = new_key()
    alone = Signer(key, new_root(key, SCHOOL, NOW), (), b"")
    assert code(Forgery(signer=alone), path) == "E_CERT_CHAIN"


def test_the_root_itself_signs_no_packages(path: Path) -> None:
    root = Signer(world().authority.key, world().root, (), world().root)
    assert code(Forgery(signer=root), path) == "E_CERT_CHAIN"


def test_a_school_cannot_issue_certificates(path: Path) -> None:
    other = world().other
    pretender = Authority(other.key, load_certificate(other.certificate), (other.certificate,))
    forgery = Forgery(signer=world().issue(SCHOOL, pretender))
    assert code(forgery, path, authorities=pretender.chain) == "E_CERT_CHAIN"


def test_an_authority_below_a_district_is_too_deep(path: Path) -> None:
    below = world().district(above=world().district())
    forgery = Forgery(signer=world().issue(SCHOOL, below))
    assert code(forgery, path, authorities=below.chain) == "E_CERT_CHAIN"


def test_an_unknown_district_authority_is_refused_until_it_is_known(path: Path) -> None:
    district = world().district()
    forgery = Forgery(signer=world().issue(SCHOOL, district))
    assert code(forgery, path) == "E_CERT_CHAIN"
    assert code(forgery, path, authorities=district.chain) is None


def test_an_authority_has_to_be_known_byte_for_byte(path: Path) -> None:
    district = world().district()
    key = district.key
    again = authority_certificate(world().authority, key, organisation_of(district.certificate), 0)
    twin = Authority(key, load_certificate(again), (again,))
    forgery = Forgery(signer=world().issue(SCHOOL, twin))
    assert code(forgery, path, authorities=district.chain) == "E_CERT_CHAIN"


def test_a_certificate_without_the_right_purposes_is_refused(path: Path) -> None:
    key, issuer = new_key(), world().authority
    builder = x509.CertificateBuilder().subject_name(issuer.certificate.subject)
    builder = builder.issuer_name(issuer.certificate.subject).public_key(key.public_key())
    builder = builder.serial_number(5).not_valid_before(NOW - timedelta(days=1))
    builder = builder.not_valid_after(NOW + timedelta(days=9))
    leaf = der(builder.sign(issuer.key, hashes.SHA256()))
    assert code(Forgery(signer=Signer(key, leaf, (), world().root)), path) == "E_CERT_CHAIN"


def test_an_expired_certificate_is_refused_with_its_date(path: Path) -> None:
    verdict = judged(Forgery().write(path), now=NOW + timedelta(days=800))
    assert (verdict.code, "29.02.2028" in verdict.reason) == ("E_CERT_EXPIRED", True)


def test_a_certificate_of_tomorrow_is_refused(path: Path) -> None:
    assert code(Forgery(), path, now=NOW - timedelta(days=3)) == "E_CERT_NOT_YET"


def test_a_laptop_in_2010_judges_by_the_latest_moment_it_knows(path: Path) -> None:
    long_ago = datetime(2010, 1, 1, tzinfo=UTC)
    verdict = judged(Forgery().write(path), now=long_ago, earliest=NOW)
    assert verdict.valid
    assert [warned for warned, _ in verdict.warnings] == ["W_CLOCK_AHEAD"]


def enrolled(state: State = State.ACTIVE, owner: Organisation = SCHOOL) -> dict[str, Enrolled]:
    print_ = sha256_hex(world().school.certificate)
    return {print_: Enrolled(print_, "", owner, 1, NOW, NOW, state)}


@pytest.mark.parametrize(
    ("register", "expected"),
    [
        (enrolled(), None),
        ({}, "E_CERT_NOT_ENROLLED"),
        (enrolled(State.SUSPENDED), "E_CERT_SUSPENDED"),
        (enrolled(State.REVOKED), "E_CERT_REVOKED"),
        (enrolled(State.REPLACED), "E_CERT_REVOKED"),
        (enrolled(owner=OTHER), "E_CERT_ORG"),
    ],
    ids=["active", "absent", "suspended", "revoked", "replaced", "other organisation"],
)
def test_the_register_has_the_last_word(
    path: Path, register: dict[str, Enrolled], expected: str | None
) -> None:
    assert code(Forgery(), path, register=register) == expected


def test_a_district_cannot_make_itself_a_region(path: Path) -> None:
    district = world().district()
    forgery = Forgery(signer=world().issue(REGION, district))
    assert code(forgery, path, authorities=district.chain) == "E_CERT_ORG"


def serial(signer: Signer) -> int:
    return load_certificate(signer.certificate).serial_number


def test_a_revoked_certificate_is_refused_and_its_neighbour_is_not(path: Path) -> None:
    crl = revocation_list(world().authority, {serial(world().school): NOW}, NOW)
    assert code(Forgery(), path, crls=(crl,)) == "E_CERT_REVOKED"
    spared = revocation_list(world().authority, {serial(world().other): NOW}, NOW)
    assert code(Forgery(), path, crls=(spared,), crl_required=True) is None


def test_a_required_list_that_is_missing_or_forged_refuses(path: Path) -> None:
    key = new_key()
    fake = Authority(key, load_certificate(new_root(key, REGION, NOW)))
    forged = revocation_list(fake, {}, NOW)
    assert code(Forgery(), path, crl_required=True) == "E_CRL_MISSING"
    assert code(Forgery(), path, crls=(forged,)) == "E_CRL_MISSING"
    assert code(Forgery(), path, crls=(b"no list",)) == "E_CRL_MISSING"


def test_a_stale_list_warns(path: Path) -> None:
    crl = revocation_list(world().authority, {}, NOW - timedelta(days=30), days=10)
    verdict = judged(Forgery().write(path), crls=(crl,), crl_required=True)
    assert verdict.valid
    assert [warned for warned, _ in verdict.warnings] == ["W_CRL_STALE"]


def test_a_damaged_root_is_our_own_trouble_and_no_verdict(path: Path) -> None:
    Forgery().write(path)
    with pytest.raises(WorldFailed, match="сертификата"):
        judged(path, root=b"-----BEGIN CERTIFICATE-----\n")
