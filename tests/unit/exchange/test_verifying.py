"""Verification: each kind of wrong package meets its own code, in the fixed order."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils

from app.domain.errors import WorldFailed
from app.exchange import signature as signing
from app.exchange.certificates import (
    Authority,
    der,
    load_certificate,
    new_leaf,
    new_root,
    organisation_of,
    revocation_list,
)
from app.exchange.container import MANIFEST_NAME, META_NAME, MIMETYPE_NAME, SIGNATURE_NAME
from app.exchange.container_writing import measure
from app.exchange.keys import Signer, new_key
from app.exchange.manifest import write_manifest
from app.exchange.metadata import PackageType
from app.exchange.organisations import Enrolled, Organisation, Role, State, sha256_hex
from app.exchange.package_json import write_meta
from app.exchange.reasons import RefusedWithCode
from app.exchange.signature import sign
from app.exchange.verified import Facts, VerifiedPackage
from app.exchange.verifying import verify
from tests.unit.exchange.world import (
    CARD,
    FILES,
    NOW,
    OTHER,
    REGION,
    SCHOOL,
    Forgery,
    accepted,
    authority_certificate,
    described,
    judged,
    meta,
    packed,
    world,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "p.asice"


def code(forgery: Forgery, path: Path, **trust: object) -> str | None:
    return judged(forgery.write(path), **trust).code


def test_a_package_put_together_by_hand_from_right_parts_is_valid(path: Path) -> None:
    assert code(Forgery(), path) is None


# step 3: layout


@pytest.mark.parametrize("name", [MIMETYPE_NAME, MANIFEST_NAME, SIGNATURE_NAME, META_NAME])
def test_a_missing_part_is_an_incomplete_package(path: Path, name: str) -> None:
    assert code(Forgery(missing=(name,)), path) == "E_ASIC_LAYOUT"


@pytest.mark.parametrize("name", ["META-INF/signature002.p7s", "META-INF/manifest.xml"])
def test_nothing_else_may_lie_beside_the_signature(path: Path, name: str) -> None:
    assert code(Forgery(unsigned={name: b"x"}), path) == "E_ASIC_LAYOUT"


def test_another_mimetype_is_another_format(path: Path) -> None:
    assert code(Forgery(unsigned={MIMETYPE_NAME: b"application/zip"}), path) == "E_ASIC_LAYOUT"


def test_a_flipped_content_byte_is_damage(path: Path) -> None:
    whole = bytearray(Forgery().write(path).read_bytes())
    whole[whole.index(b"%PDF")] ^= 1
    path.write_bytes(whole)
    assert judged(path).code == "E_ZIP_CRC"


# step 4: signature


@pytest.mark.parametrize(
    "signature",
    [b"", b"0\x80\0\0", b"0\x03\x02\x01", b"\x30\x82\xff\xff" * 20, b"0\x80" * 30_000, bytes(3000)],
    ids=["empty", "indefinite", "cut", "too long", "nested", "zeros"],
)
def test_what_is_no_signature_is_called_so(path: Path, signature: bytes) -> None:
    forgery = Forgery(unsigned={SIGNATURE_NAME: signature})
    assert code(forgery, path) == "E_SIG_FORMAT"


def changed_signature(change: object) -> bytes:
    """The usual signature with one field of its structure changed and written anew."""
    parts = Forgery().contents()
    content = cms.ContentInfo.load(parts[SIGNATURE_NAME])
    change(content["content"])  # type: ignore[operator]
    return bytes(content.dump(force=True))


def test_another_digest_algorithm_is_not_allowed(path: Path) -> None:
    def change(data: cms.SignedData) -> None:
        data["signer_infos"][0]["digest_algorithm"] = {"algorithm": "sha1"}

    assert code(Forgery(signature=changed_signature(change)), path) == "E_SIG_ALG"


def test_another_signature_algorithm_is_not_allowed(path: Path) -> None:
    def change(data: cms.SignedData) -> None:
        data["signer_infos"][0]["signature_algorithm"] = {"algorithm": "sha384_ecdsa"}

    assert code(Forgery(signature=changed_signature(change)), path) == "E_SIG_ALG"


def test_a_key_on_another_curve_is_not_allowed(path: Path) -> None:
    key = ec.generate_private_key(ec.SECP384R1())
    leaf = new_leaf(world().authority, key.public_key(), SCHOOL, NOW)
    signer = replace(world().school, certificate=leaf)
    assert code(Forgery(signer=signer), path) == "E_SIG_ALG"


def test_an_unsigned_attribute_is_not_allowed(path: Path) -> None:
    def change(data: cms.SignedData) -> None:
        extra = cms.CMSAttribute({"type": "signing_time", "values": [cms.Time({"utc_time": NOW})]})
        data["signer_infos"][0]["unsigned_attrs"] = [extra]

    assert code(Forgery(signature=changed_signature(change)), path) == "E_SIG_FORMAT"


def test_an_extra_certificate_is_not_among_the_known(path: Path) -> None:
    signer = replace(world().school, chain=(world().other.certificate,))
    assert code(Forgery(signer=signer), path) == "E_CERT_CHAIN"


def test_the_signatures_mirror_image_is_refused(path: Path) -> None:
    parts = signing.read_signature(Forgery().contents()[SIGNATURE_NAME])
    r, s = utils.decode_dss_signature(parts.signature)
    mirrored = replace(parts, signature=utils.encode_dss_signature(r, signing._ORDER - s))
    assert code(Forgery(signature=signing._written(mirrored)), path) == "E_SIG_FORMAT"


def test_a_certificate_that_the_signature_does_not_name_is_refused(path: Path) -> None:
    def change(data: cms.SignedData) -> None:
        other = cms.Certificate.load(world().other.certificate)
        data["certificates"] = [cms.CertificateChoices("certificate", other)]

    assert code(Forgery(signature=changed_signature(change)), path) == "E_SIG_CERT_BINDING"


def test_a_signature_of_another_package_does_not_fit(path: Path) -> None:
    others = Forgery(files={"data/card.json": CARD}).contents()[SIGNATURE_NAME]
    assert code(Forgery(unsigned={SIGNATURE_NAME: others}), path) == "E_SIG_DIGEST"


def test_a_signature_by_another_key_is_wrong(path: Path) -> None:
    signer = replace(world().school, key=world().other.key)
    assert code(Forgery(signer=signer), path) == "E_SIG_INVALID"


def test_a_changed_signing_time_is_wrong(path: Path) -> None:
    parts = signing.read_signature(Forgery().contents()[SIGNATURE_NAME])
    moment = NOW + timedelta(days=1)
    signed = signing._signed_attributes(world().school.certificate, moment, parts.manifest_sha256)
    later = replace(parts, signed_at=moment, signed=signed)
    assert code(Forgery(signature=signing._written(later)), path) == "E_SIG_INVALID"


# step 5: certificate


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


# step 6: manifest


def manifest_of(files: dict[str, bytes]) -> bytes:
    everything = {META_NAME: write_meta(described(FILES)), **files}
    return write_manifest({name: measure(data).sha256 for name, data in everything.items()})


MANIFEST = manifest_of(FILES)
_ENTITY = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize(
    ("manifest", "expected"),
    [
        (b"", "E_MANIFEST_XML"),
        (MANIFEST[:-9], "E_MANIFEST_XML"),
        (b"<a>" * 120_000, "E_MANIFEST_XML"),
        (MANIFEST.replace(b"?>\n", b"?>\n" + _ENTITY, 1), "E_MANIFEST_XML"),
        (MANIFEST.replace(b"?>\n", b"?>\n<?php x?>", 1), "E_MANIFEST_XML"),
        (MANIFEST.decode().encode("utf-16"), "E_MANIFEST_FORM"),
        (MANIFEST + b" ", "E_MANIFEST_FORM"),
        (MANIFEST.replace(b"\n<asic:Data", b"<asic:Data", 1), "E_MANIFEST_FORM"),
        (MANIFEST.replace(b"<asic:Data", b"<!-- --><asic:Data", 1), "E_MANIFEST_FORM"),
        (MANIFEST.replace(b"text/csv", b"text/xml"), "E_MANIFEST_FORM"),
        (MANIFEST.replace(b"data/card", b"../card"), "E_MANIFEST_FORM"),
        (MANIFEST.replace(b"data/card.json", b"docs/card.pdf"), "E_MANIFEST_FORM"),
        (MANIFEST.replace(b"#sha256", b"#sha512"), "E_MANIFEST_FORM"),
        (MANIFEST.replace(b"=</ds", b"!</ds"), "E_MANIFEST_FORM"),
    ],
)
def test_a_manifest_spelled_otherwise_is_refused(
    path: Path, manifest: bytes, expected: str
) -> None:
    assert code(Forgery(manifest=manifest), path) == expected


# step 7: files


def test_a_missing_file_is_named(path: Path) -> None:
    verdict = judged(Forgery(missing=("docs/card.pdf",)).write(path))
    assert (verdict.code, "docs/card.pdf" in verdict.reason) == ("E_FILE_MISSING", True)


def test_an_added_file_is_named(path: Path) -> None:
    verdict = judged(Forgery(unsigned={"docs/extra.pdf": b"x"}).write(path))
    assert (verdict.code, "docs/extra.pdf" in verdict.reason) == ("E_FILE_UNSIGNED", True)


def test_a_changed_file_with_a_repaired_sum_is_noticed(path: Path) -> None:
    assert code(Forgery(unsigned={"data/card.json": b"{}"}), path) == "E_FILE_DIGEST"


def test_swapped_files_are_noticed(path: Path) -> None:
    swapped = {"data/card.json": TABLE_BYTES, "data/results.csv": CARD}
    assert code(Forgery(unsigned=swapped), path) == "E_FILE_DIGEST"


TABLE_BYTES = FILES["data/results.csv"]


# step 8: package.json


GOOD = write_meta(described(FILES))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\xff", "E_JSON"),
        (b"{", "E_JSON"),
        (b"[" * 100_000, "E_JSON"),
        (b'{"a":1,"a":1}\n', "E_JSON"),
        (b'{"a":NaN}\n', "E_JSON"),
        (b'{"a":1e999}\n', "E_JSON"),
        (b'{"a":' + b"9" * 5000 + b"}\n", "E_JSON"),
        (b'{"a":"\\ud800"}\n', "E_JSON"),
        (GOOD[:-1], "E_JSON"),
        (GOOD.replace(b":1,", b": 1,"), "E_JSON"),
        (b"\xef\xbb\xbf" + GOOD, "E_JSON"),
        (b"[]\n", "E_META"),
        (b"{}\n", "E_META"),
        (GOOD.replace(b'"format_version":1', b'"format_version":2'), "E_META_VERSION"),
        (GOOD.replace(b'"format_version":1', b'"format_version":true'), "E_META_VERSION"),
        (GOOD.replace(b"opora-package", b"other-package"), "E_META"),
        (GOOD.replace(b'"titles":', b'"title_":'), "E_META"),
        (GOOD.replace(b'"submission"', b'"mission"'), "E_META"),
        (GOOD.replace(b'"sequence":1', b'"sequence":true'), "E_META"),
        (GOOD.replace(b'"sequence":1', b'"sequence":1.0'), "E_META"),
        (GOOD.replace(b'"sequence":1', b'"sequence":-1'), "E_META"),
        (GOOD.replace(b"2026-03-02T", b"2026-13-02T"), "E_META"),
        (GOOD.replace(b'"period":"2025/2026"', b'"period":null'), "E_META"),
        (GOOD.replace(b'"data/card.json"', b'"data/card.jso"'), "E_META"),
        (GOOD.replace(b'"titles":{}', b'"titles":{"docs/other.pdf":""}'), "E_META"),
        (GOOD.replace(b"09:30:15Z", b"09:30:16Z"), "E_META"),
        (GOOD.replace(b'_personal_data":false', b'_personal_data":0'), "E_META"),
        (GOOD.replace(b'"in_reply_to":null', b'"in_reply_to":{}'), "E_META"),
        (GOOD.replace(b'"previous_sha256":null', b'"previous_sha256":"00"'), "E_META"),
    ],
)
def test_metadata_are_read_strictly(path: Path, data: bytes, expected: str) -> None:
    assert data != GOOD
    assert code(Forgery(meta_bytes=data), path) == expected


def test_a_package_for_somebody_else_is_not_opened(path: Path) -> None:
    Forgery().write(path)
    assert judged(path, recipients={OTHER.uid}).code == "E_RECIPIENT"
    assert judged(path, recipients={OTHER.uid, REGION.uid}).valid


def test_a_school_cannot_write_in_the_name_of_another(path: Path) -> None:
    assert code(Forgery(signer=world().other), path) == "E_SENDER_MISMATCH"


def test_only_the_region_sends_references(path: Path) -> None:
    changes = {"package_type": PackageType.REFERENCE, "recipient": None}
    from_school = described({}, **changes)
    assert code(Forgery({}, meta=from_school), path) == "E_SENDER_ROLE"
    from_region = described({}, **changes, sender=REGION.uid)
    forgery = Forgery({}, meta=from_region, signer=world().desk)
    assert code(forgery, path, recipients={SCHOOL.uid}) is None


# step 9: owners


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


def test_data_with_two_readings_are_refused(path: Path) -> None:
    twice = f'{{"organisation":"{OTHER.uid}","organisation":"{SCHOOL.uid}"}}'.encode()
    assert owners_code(path, "data/x.json", twice) == "E_JSON"


def test_a_long_table_is_checked_to_its_last_line(path: Path) -> None:
    rows = f"{SCHOOL.uid},1\n" * 60_000
    assert owners_code(path, "data/x.csv", f"organisation,n\n{rows}".encode()) is None
    spoilt = f"organisation,n\n{rows}{OTHER.uid},1\n".encode()
    assert owners_code(path, "data/x.csv", spoilt) == "E_DATA_OWNER"


# steps 10 and 12


def test_clocks_a_day_apart_only_warn(path: Path) -> None:
    ahead = judged(Forgery().write(path), now=NOW - timedelta(hours=23))
    assert not ahead.warnings
    early = described(FILES, created_at=NOW - timedelta(days=5))
    behind = judged(Forgery(meta=early).write(path))
    assert behind.valid
    assert [warned for warned, _ in behind.warnings] == ["W_CLOCK_BEHIND"]


def test_external_signatures_are_named_as_not_checked(path: Path) -> None:
    forgery = Forgery(files={"ext/card.pdf.sig": b"\x30\x03"})
    verdict = judged(forgery.write(path))
    assert verdict.valid
    assert [warned for warned, _ in verdict.warnings] == ["X_NOT_CHECKED"]


# the verified package


def test_nobody_but_verify_makes_a_verified_package(path: Path) -> None:
    packed(path)
    package = accepted(path)
    facts = Facts(path, meta(), package.signer, "", "", {}, {})
    with pytest.raises(TypeError, match="only verify"):
        VerifiedPackage(facts, proof=object())


def test_a_file_that_changes_after_verification_is_not_read(path: Path, tmp_path: Path) -> None:
    packed(path)
    package = accepted(path)
    whole = bytearray(path.read_bytes())
    whole[whole.index(b"%PDF")] ^= 1
    path.write_bytes(whole)
    with pytest.raises(RefusedWithCode, match="изменён") as refused:
        package.read("docs/card.pdf")
    assert refused.value.code == "E_FILE_DIGEST"
    with pytest.raises(RefusedWithCode):
        package.copy_to(tmp_path / "copy.asice")
    assert not (tmp_path / "copy.asice").exists()


def test_a_verified_package_is_copied_whole(path: Path, tmp_path: Path) -> None:
    packed(path)
    accepted(path).copy_to(tmp_path / "copy.asice")
    assert (tmp_path / "copy.asice").read_bytes() == path.read_bytes()


def test_a_stick_that_is_pulled_out_is_told_in_one_sentence(path: Path) -> None:
    packed(path)
    package = accepted(path)
    path.unlink()
    with pytest.raises(WorldFailed, match="носитель"):
        package.read("docs/card.pdf")


def test_the_verdict_tells_who_what_and_which(path: Path) -> None:
    written = packed(path)
    verdict, _ = verify(path, world().trust())
    told = verdict.as_json()["package"]
    assert told["manifest_sha256"] == written.manifest_sha256
    assert told["signer"]["org_id"] == SCHOOL.uid
    assert told["signer"]["ogrn"] == "1020400000017"
    assert told["sequence"] == 1
    assert hashlib.sha256(path.read_bytes()).hexdigest() == told["file_sha256"]


def test_a_refused_package_tells_nothing_unproved(path: Path) -> None:
    verdict = judged(Forgery(signer=world().other).write(path))
    assert verdict.as_json()["package"] == {}


def test_roles_are_in_the_certificate(path: Path) -> None:
    forgery = Forgery(meta=described(FILES, sender=SCHOOL.uid))
    forgery.write(path)
    assert accepted(path).signer.organisation.role is Role.SCHOOL


def test_signing_twice_gives_the_same_signature() -> None:
    first, second = (sign(MANIFEST, NOW, world().school) for _ in range(2))
    assert first == second
