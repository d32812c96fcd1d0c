"""The package's signature: detached CAdES-B-B (CMS) over the manifest, in its only legal bytes.

asn1crypto writes and parses; what was parsed counts only if writing it again gives the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from asn1crypto import cms, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils

from app.exchange.certificates import UNREADABLE
from app.exchange.keys import CURVE, Signer
from app.exchange.reasons import Failure

_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Order of P-256: with s also n-s would verify, so only the lower one is legal."""

_MALFORMED = (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError)
"""Everything asn1crypto raises for bytes that are not the structure asked for."""


@dataclass(frozen=True, slots=True)
class SignatureParts:
    """The free values of a signature; everything else in it follows from them."""

    certificates: tuple[bytes, ...]
    """DER, the signer's first."""
    signed_at: datetime
    manifest_sha256: bytes
    signed: bytes
    """DER of the signed attributes, as the three values above dictate it."""
    signature: bytes


def sign(manifest: bytes, signed_at: datetime, signer: Signer) -> bytes:
    """DER of the signature of a manifest; the same inputs give the same bytes (RFC 6979)."""
    digest = hashlib.sha256(manifest).digest()
    signed = _signed_attributes(signer.certificate, signed_at, digest)
    algorithm = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
    r, s = utils.decode_dss_signature(signer.key.sign(signed, algorithm))
    signature = utils.encode_dss_signature(r, min(s, _ORDER - s))
    certificates = (signer.certificate, *signer.chain)
    return _written(SignatureParts(certificates, signed_at, digest, signed, signature))


def read_signature(signature: bytes) -> SignatureParts:
    """The values of a signature in canonical form. Raises Failure E_SIG_FORMAT, E_SIG_ALG,
    E_SIG_CERT_BINDING."""
    try:
        content = cms.ContentInfo.load(signature, strict=True)
        if content["content_type"].native != "signed_data":
            raise Failure("E_SIG_FORMAT")
        parts = _parts(content["content"])
        written = _written(parts)
    except _MALFORMED as error:
        raise Failure("E_SIG_FORMAT") from error
    if written != signature or not _is_low(parts.signature):
        raise Failure("E_SIG_FORMAT")
    return parts


def check_signature(parts: SignatureParts, manifest: bytes) -> x509.Certificate:
    """The signer's certificate, not yet trusted. Raises Failure E_SIG_DIGEST, _ALG, _INVALID."""
    if parts.manifest_sha256 != hashlib.sha256(manifest).digest():
        raise Failure("E_SIG_DIGEST")
    try:
        certificate = x509.load_der_x509_certificate(parts.certificates[0])
        key = certificate.public_key()
    except UNREADABLE as error:
        raise Failure("E_SIG_FORMAT") from error
    if not isinstance(key, ec.EllipticCurvePublicKey) or key.curve.name != CURVE.name:
        raise Failure("E_SIG_ALG", name="ключ сертификата")
    try:
        key.verify(parts.signature, parts.signed, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature as error:
        raise Failure("E_SIG_INVALID") from error
    return certificate


def _signed_attributes(certificate: bytes, signed_at: datetime, digest: bytes) -> bytes:
    identity = tsp.SigningCertificateV2(
        {"certs": [tsp.ESSCertIDv2({"cert_hash": hashlib.sha256(certificate).digest()})]}
    )
    moment = cms.Time({"utc_time": signed_at.astimezone(UTC)})
    values = {
        "content_type": "data",
        "signing_time": moment,
        "message_digest": digest,
        "signing_certificate_v2": identity,
    }
    attributes = [{"type": name, "values": [one]} for name, one in values.items()]
    return bytes(cms.CMSAttributes(attributes).dump())


def _written(parts: SignatureParts) -> bytes:
    """The only legal bytes of a signature with these values."""
    own = asn1_x509.Certificate.load(parts.certificates[0])
    signer = {
        "version": "v1",
        "sid": cms.SignerIdentifier(
            "issuer_and_serial_number",
            {"issuer": own.issuer, "serial_number": own.serial_number},
        ),
        "digest_algorithm": {"algorithm": "sha256"},
        "signed_attrs": cms.CMSAttributes.load(parts.signed),
        "signature_algorithm": {"algorithm": "sha256_ecdsa"},
        "signature": parts.signature,
    }
    data = {
        "version": "v1",
        "digest_algorithms": [{"algorithm": "sha256"}],
        "encap_content_info": {"content_type": "data"},
        "certificates": [_choice(one) for one in sorted(parts.certificates)],
        "signer_infos": [signer],
    }
    content = cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(data)})
    return bytes(content.dump())


def _choice(certificate: bytes) -> Any:
    return cms.CertificateChoices("certificate", asn1_x509.Certificate.load(certificate))


def _parts(data: Any) -> SignatureParts:
    [info] = data["signer_infos"]
    if info["digest_algorithm"]["algorithm"].native != "sha256":
        raise Failure("E_SIG_ALG", name=info["digest_algorithm"]["algorithm"].native)
    if info["signature_algorithm"]["algorithm"].native != "sha256_ecdsa":
        raise Failure("E_SIG_ALG", name=info["signature_algorithm"]["algorithm"].native)
    attributes = {one["type"].native: one["values"][0] for one in info["signed_attrs"]}
    certificates = [bytes(one.chosen.dump()) for one in data["certificates"]]
    identity = attributes["signing_certificate_v2"]["certs"][0]["cert_hash"].native
    ordered = _signer_first(certificates, identity)
    signed_at, digest = attributes["signing_time"].native, attributes["message_digest"].native
    signed = _signed_attributes(ordered[0], signed_at, digest)
    return SignatureParts(ordered, signed_at, digest, signed, info["signature"].native)


def _signer_first(certificates: list[bytes], identity: bytes) -> tuple[bytes, ...]:
    """The certificates with the one that the signature names in front."""
    own = [one for one in certificates if hashlib.sha256(one).digest() == identity]
    if len(own) != 1:
        raise Failure("E_SIG_CERT_BINDING")
    return (own[0], *_without(certificates, own[0]))


def _without(certificates: Iterable[bytes], own: bytes) -> list[bytes]:
    return sorted(one for one in certificates if one != own)


def _is_low(signature: bytes) -> bool:
    try:
        r, s = utils.decode_dss_signature(signature)
    except ValueError:
        return False
    return 0 < s <= _ORDER // 2 and utils.encode_dss_signature(r, s) == signature
