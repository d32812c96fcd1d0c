"""Enrolment: request file and paper code one way, answer and the root's print the other."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from app.domain.errors import Refused, WorldFailed, WrongUsage
from app.exchange.certificates import (
    fingerprint,
    key_fingerprint,
    load_certificate,
    new_request,
    organisation_of,
    pem,
)
from app.exchange.enrolment import (
    create_region,
    install,
    issue,
    issue_to_own_desk,
    read_request,
    request_certificate,
    trust_root,
)
from app.exchange.keyfolder import KeyFolder
from app.exchange.keys import new_key
from app.exchange.organisations import State, grouped, ungrouped
from app.exchange.reasons import RefusedWithCode
from app.exchange.writing import write_package
from tests.unit.exchange.world import FILES, NOW, OTHER, REGION, SCHOOL, accepted, meta, world

PASSWORD = "секрет"


@pytest.fixture
def school(tmp_path: Path) -> KeyFolder:
    return KeyFolder(tmp_path / "school")


def region_print() -> str:
    return grouped(ungrouped(world_print()))


def world_print() -> str:
    return fingerprint(world().root)


def code_of(caught: pytest.ExceptionInfo[RefusedWithCode]) -> str:
    return caught.value.code


def test_a_region_a_school_and_its_first_package(tmp_path: Path, school: KeyFolder) -> None:
    region = KeyFolder(tmp_path / "region")
    root, print_ = create_region(region, REGION, PASSWORD, NOW)
    desk = issue_to_own_desk(region, REGION, PASSWORD, NOW)

    request = request_certificate(school, SCHOOL, "другой пароль")
    authority = region.authority(PASSWORD)
    assert read_request(request.csr).organisation.uid == SCHOOL.uid
    issued = issue(authority, request.csr, request.paper_code, SCHOOL, NOW)
    region.keep_issued(SCHOOL, issued.certificate)
    assert install(school, issued.answer, print_) == REGION

    signer = school.signer("другой пароль")
    write_package(tmp_path / "p.asice", meta(), FILES, signer)
    register = {issued.entry.fingerprint: issued.entry, desk.fingerprint: desk}
    package = accepted(tmp_path / "p.asice", root=root, register=register)
    assert package.signer.key == issued.entry.key == school.key_print()
    assert region.signer(PASSWORD).root == region.root_certificate()
    assert len(list(region.issued.iterdir())) == 2


def test_the_certificate_names_the_organisation_as_the_directory_does() -> None:
    csr = new_request(key := new_key(), replace(SCHOOL, name="Как назвалась сама", ogrn=None))
    code = grouped(_print(key))
    issued = issue(world().authority, csr, code, SCHOOL, NOW)
    named = organisation_of(load_certificate(issued.certificate))
    assert (named.uid, named.ogrn) == (SCHOOL.uid, SCHOOL.ogrn)
    assert SCHOOL.name.startswith(named.name)
    assert issued.entry.state is State.ACTIVE
    assert issued.entry.valid_from < NOW < issued.entry.valid_to


def _print(key: ec.EllipticCurvePrivateKey) -> str:
    return key_fingerprint(key.public_key())


def test_a_leaf_never_outlives_its_issuer() -> None:
    late = world().authority.certificate.not_valid_after_utc.replace(microsecond=0)
    csr = new_request(key := new_key(), SCHOOL)
    issued = issue(world().authority, csr, _print(key), SCHOOL, late)
    assert issued.entry.valid_to == late


@pytest.mark.parametrize(
    "spoil",
    [
        lambda code: code,
        lambda code: code.lower().replace(" ", "-"),
        lambda code: code.translate(str.maketrans("ABCE", "АВСЕ")),
        lambda code: f"  {code}\n",
    ],
)
def test_a_code_typed_in_many_ways_is_understood(spoil: object) -> None:
    csr = new_request(key := new_key(), SCHOOL)
    typed = spoil(grouped(_print(key)))  # type: ignore[operator]
    assert issue(world().authority, csr, typed, SCHOOL, NOW).entry.organisation == SCHOOL


def test_a_swapped_request_does_not_match_the_code() -> None:
    honest, swapped = new_key(), new_request(new_key(), SCHOOL)
    with pytest.raises(RefusedWithCode, match="Код с бумаги") as caught:
        issue(world().authority, swapped, grouped(_print(honest)), SCHOOL, NOW)
    assert code_of(caught) == "E_ENROL_CODE"
    assert caught.value.advice


def test_a_request_of_another_school_is_refused() -> None:
    csr = new_request(key := new_key(), OTHER)
    with pytest.raises(RefusedWithCode, match="Школа № 18") as caught:
        issue(world().authority, csr, _print(key), SCHOOL, NOW)
    assert code_of(caught) == "E_ENROL_ORG"


def test_a_school_cannot_ask_to_be_a_region() -> None:
    csr = new_request(key := new_key(), replace(REGION, uid=SCHOOL.uid))
    with pytest.raises(RefusedWithCode) as caught:
        issue(world().authority, csr, _print(key), SCHOOL, NOW)
    assert code_of(caught) == "E_ENROL_ORG"


def other_curve() -> bytes:
    key = ec.generate_private_key(ec.SECP384R1())
    return new_request(key, SCHOOL)


def nameless() -> bytes:
    builder = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([]))
    return builder.sign(new_key(), hashes.SHA256()).public_bytes(Encoding.PEM)


@pytest.mark.parametrize(
    "csr",
    [
        b"",
        b"request",
        b"x" * 100_000,
        other_curve(),
        nameless(),
        new_request(new_key(), SCHOOL)[:-90],
    ],
    ids=["empty", "text", "long", "curve", "nameless", "half"],
)
def test_what_is_no_request_is_refused(csr: bytes) -> None:
    with pytest.raises(RefusedWithCode) as caught:
        read_request(csr)
    assert code_of(caught) == "E_ENROL_POP"


def test_a_request_changed_on_its_way_is_refused() -> None:
    whole = x509.load_pem_x509_csr(new_request(new_key(), SCHOOL)).public_bytes(Encoding.DER)
    changed = x509.load_der_x509_csr(whole.replace(SCHOOL.uid.encode(), OTHER.uid.encode()))
    with pytest.raises(RefusedWithCode) as caught:
        read_request(changed.public_bytes(Encoding.PEM))
    assert code_of(caught) == "E_ENROL_POP"


def test_no_flipped_byte_of_a_request_is_believed() -> None:
    csr = new_request(key := new_key(), SCHOOL)
    code = _print(key)
    for at in range(0, len(csr), 5):
        damaged = csr[:at] + bytes([csr[at] ^ 2]) + csr[at + 1 :]
        try:
            issued = issue(world().authority, damaged, code, SCHOOL, NOW)
        except RefusedWithCode:
            continue
        assert issued.entry.key == code


def test_asking_again_renews_the_request_for_the_same_key(school: KeyFolder) -> None:
    first = request_certificate(school, SCHOOL, PASSWORD)
    again = request_certificate(school, SCHOOL, PASSWORD)
    assert first.paper_code == again.paper_code
    with pytest.raises(Refused, match="Пароль"):
        request_certificate(school, SCHOOL, "не тот")
    assert grouped(school.key_print()) == first.paper_code
    school.write(school.request, b"damaged")
    with pytest.raises(WorldFailed, match="заявки"):
        school.key_print()
    fresh = request_certificate(school, SCHOOL, PASSWORD, replace=True)
    assert fresh.paper_code != first.paper_code


def answered(school: KeyFolder) -> bytes:
    request = request_certificate(school, SCHOOL, PASSWORD)
    return issue(world().authority, request.csr, request.paper_code, SCHOOL, NOW).answer


def test_the_root_is_taken_only_with_its_print_from_paper(school: KeyFolder) -> None:
    answer = answered(school)
    for typed in ("", "0" * 64, None):
        with pytest.raises(RefusedWithCode, match="Отпечаток") as caught:
            install(school, answer, typed)
        assert code_of(caught) == "E_ENROL_ROOT"
        assert not school.root.exists()
        assert not school.is_enrolled
    install(school, answer, region_print())
    assert school.is_enrolled


def test_a_pinned_root_needs_no_second_print_and_is_never_exchanged(
    school: KeyFolder, tmp_path: Path
) -> None:
    answer = answered(school)
    trust_root(school, pem(world().root), region_print())
    install(school, answer, None)
    other = KeyFolder(tmp_path / "other region")
    root, print_ = create_region(other, REGION, PASSWORD, NOW)
    with pytest.raises(RefusedWithCode) as caught:
        trust_root(school, root, print_)
    assert code_of(caught) == "E_ENROL_ROOT"


def test_an_answer_for_another_key_is_refused(school: KeyFolder, tmp_path: Path) -> None:
    answer = answered(school)
    elsewhere = KeyFolder(tmp_path / "elsewhere")
    with pytest.raises(RefusedWithCode) as caught:
        install(elsewhere, answer, region_print())
    assert code_of(caught) == "E_ENROL_KEY"
    request_certificate(elsewhere, SCHOOL, PASSWORD)
    with pytest.raises(RefusedWithCode) as caught:
        install(elsewhere, answer, region_print())
    assert code_of(caught) == "E_ENROL_KEY"


def test_an_answer_under_another_root_is_refused(school: KeyFolder) -> None:
    foreign = pem(world().root).decode().replace("\n", "\\n").encode()
    own = pem(world().other.certificate).decode().replace("\n", "\\n").encode()
    answer = answered(school)
    with pytest.raises(RefusedWithCode) as caught:
        install(school, answer.replace(foreign, own), region_print())
    assert code_of(caught) == "E_ENROL_ANSWER"


@pytest.mark.parametrize("answer", [b"", b"{}\n", b"[]\n", b"\x89PNG", b'{"format":1}\n'])
def test_what_is_no_answer_is_refused(school: KeyFolder, answer: bytes) -> None:
    with pytest.raises(RefusedWithCode) as caught:
        install(school, answer, region_print())
    assert code_of(caught) == "E_ENROL_ANSWER"


def test_an_answer_of_a_district_brings_its_chain(school: KeyFolder, tmp_path: Path) -> None:
    district = world().district()
    request = request_certificate(school, SCHOOL, PASSWORD)
    issued = issue(district, request.csr, request.paper_code, SCHOOL, NOW)
    install(school, issued.answer, region_print())
    signer = school.signer(PASSWORD)
    assert signer.chain == district.chain
    write_package(tmp_path / "p.asice", meta(), FILES, signer)
    package = accepted(tmp_path / "p.asice", authorities=district.chain)
    assert package.signer.organisation.uid == SCHOOL.uid


def test_only_a_region_makes_a_root(school: KeyFolder) -> None:
    with pytest.raises(WrongUsage, match="регион"):
        create_region(school, SCHOOL, PASSWORD, NOW)


def test_a_certificate_and_key_that_do_not_fit_sign_nothing(school: KeyFolder) -> None:
    install(school, answered(school), region_print())
    school.write(school.certificate, pem(world().other.certificate))
    with pytest.raises(WorldFailed, match="не подходят"):
        school.signer(PASSWORD)
