"""Step 4: the signature has one spelling, one digest, one key, and covers this manifest."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from asn1crypto import cms
from cryptography.hazmat.primitives.asymmetric import ec, utils

from app.exchange import signature as signing
from app.exchange.certificates import (
    new_leaf,
)
from app.exchange.container import SIGNATURE_NAME
from tests.unit.exchange.world import (
    CARD,
    NOW,
    SCHOOL,
    Forgery,
    code,
    world,
)


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


def test_signing_twice_gives_the_same_signature() -> None:
    first, second = (signing.sign(b"manifest", NOW, world().school) for _ in range(2))
    assert first == second
