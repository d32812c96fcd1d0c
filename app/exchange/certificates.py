"""Makes and reads certificates: the regional root, those of installations, their prints."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from app.domain.errors import WorldFailed
from app.exchange.organisations import Organisation, Role, sha256_hex
from app.exchange.reasons import Failure

LEAF_DAYS = 2 * 365
ROOT_DAYS = 10 * 365
DOCUMENT_SIGNING = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")

UNREADABLE = (
    *(ValueError, TypeError, x509.InvalidVersion, x509.DuplicateExtension),
    *(x509.UnsupportedGeneralNameType, UnsupportedAlgorithm),
)
"""Everything `cryptography` raises for bytes that are no certificate."""

_LEAF_PURPOSES = x509.ExtendedKeyUsage([DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION])
_URN = "urn:uuid:"
_OGRN = "NTRRU-"
_NAME_LIMIT = 64
"""X.520 counts signs; `cryptography` counts the bytes of a common name."""


@dataclass(frozen=True, slots=True)
class Authority:
    """A key that issues certificates: the region's root, later also a district's."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    chain: tuple[bytes, ...] = ()
    """DER of this and other authorities between a leaf and the root, the root left out."""
    root: bytes | None = None
    """DER of the root above; None when this authority is the root itself."""


def new_root(key: ec.EllipticCurvePrivateKey, region: Organisation, now: datetime) -> bytes:
    """DER of a self-signed regional root for ten years, which may have authorities below it."""
    public = key.public_key()
    builder = _begun(public, region, now, ROOT_DAYS)
    builder = builder.issuer_name(_subject(region))
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=1), critical=True)
    builder = builder.add_extension(_key_usage(issuing=True), critical=True)
    return _signed(builder, key)


def new_leaf(
    authority: Authority, public: ec.EllipticCurvePublicKey, owner: Organisation, now: datetime
) -> bytes:
    """DER of an installation's certificate for two years, never longer than its issuer's."""
    issuer = authority.certificate
    builder = _begun(public, owner, now, LEAF_DAYS, issuer.not_valid_after_utc)
    builder = builder.issuer_name(issuer.subject)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), True)
    builder = builder.add_extension(_key_usage(issuing=False), critical=True)
    builder = builder.add_extension(_LEAF_PURPOSES, critical=False)
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key())
    builder = builder.add_extension(identifier, critical=False)
    return _signed(builder, authority.key)


def revocation_list(
    authority: Authority, serials: dict[int, datetime], now: datetime, days: int = 90
) -> bytes:
    """DER of the authority's list of revoked certificates (serial number → when)."""
    builder = x509.CertificateRevocationListBuilder().issuer_name(authority.certificate.subject)
    builder = builder.last_update(now).next_update(now + timedelta(days=days))
    builder = builder.add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key())
    builder = builder.add_extension(identifier, critical=False)
    for serial, moment in sorted(serials.items()):
        revoked = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(moment)
        builder = builder.add_revoked_certificate(revoked.build())
    return builder.sign(authority.key, hashes.SHA256()).public_bytes(Encoding.DER)


def load_certificate(data: bytes) -> x509.Certificate:
    """A certificate of our own folders, PEM or DER. Raises WorldFailed when damaged."""
    try:
        if data.lstrip().startswith(b"-----"):
            return x509.load_pem_x509_certificate(data)
        return x509.load_der_x509_certificate(data)
    except UNREADABLE as error:
        raise WorldFailed(
            "Файл сертификата повреждён.", "Установите ответ региона на заявку ещё раз."
        ) from error


def load_certificates(data: bytes) -> tuple[bytes, ...]:
    """DER of all certificates of a PEM file, which may be empty. Raises WorldFailed."""
    begin = b"-----BEGIN CERTIFICATE-----"
    parts = data.split(begin)[1:]
    return tuple(der(load_certificate(begin + part)) for part in parts)


def der(certificate: x509.Certificate) -> bytes:
    """A certificate's DER bytes."""
    return certificate.public_bytes(Encoding.DER)


def pem(certificate: bytes) -> bytes:
    """DER of a certificate as PEM."""
    return x509.load_der_x509_certificate(certificate).public_bytes(Encoding.PEM)


def fingerprint(certificate: bytes) -> str:
    """SHA-256 of a certificate (PEM or DER) as 64 hex digits. Raises WorldFailed when damaged."""
    return sha256_hex(der(load_certificate(certificate)))


def key_fingerprint(public: ec.EllipticCurvePublicKey) -> str:
    """SHA-256 of a public key (SubjectPublicKeyInfo) as 64 hex digits: the paper code."""
    return sha256_hex(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


def certified_key(certificate: bytes) -> ec.EllipticCurvePublicKey:
    """The public key of a certificate of our own folders. Raises WorldFailed."""
    key = load_certificate(certificate).public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise WorldFailed("Файл сертификата повреждён.", "Установите ответ региона ещё раз.")
    return key


def requested_key(csr: bytes) -> ec.EllipticCurvePublicKey:
    """The public key of a request of our own folders. Raises WorldFailed."""
    try:
        key = x509.load_pem_x509_csr(csr).public_key()
    except UNREADABLE:
        key = None
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise WorldFailed("Файл заявки повреждён.", "Сделайте заявку ещё раз.")
    return key


def organisation_of(certificate: x509.Certificate | x509.CertificateSigningRequest) -> Organisation:
    """Whom a certificate or a request names. Raises Failure E_CERT_ORG."""
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        [urn] = names.get_values_for_type(x509.UniformResourceIdentifier)
        uid = str(UUID(urn.removeprefix(_URN)))
        if urn != _URN + uid:
            raise ValueError(urn)
        [name] = _values(certificate, NameOID.ORGANIZATION_NAME)
        [role] = _values(certificate, NameOID.ORGANIZATIONAL_UNIT_NAME)
        ogrn = [value.removeprefix(_OGRN) for value in _values(certificate, _ORG_IDENTIFIER)]
        return Organisation(uid, name, Role(role), ogrn[0] if ogrn else None)
    except (*UNREADABLE, x509.ExtensionNotFound) as error:
        raise Failure("E_CERT_ORG") from error


def new_request(key: ec.EllipticCurvePrivateKey, owner: Organisation) -> bytes:
    """PEM of a signing request for an installation's key."""
    builder = x509.CertificateSigningRequestBuilder().subject_name(_subject(owner))
    builder = builder.add_extension(_alternative_name(owner), critical=False)
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)


_ORG_IDENTIFIER = NameOID.ORGANIZATION_IDENTIFIER


def _values(
    certificate: x509.Certificate | x509.CertificateSigningRequest, oid: x509.ObjectIdentifier
) -> list[str]:
    return [str(item.value) for item in certificate.subject.get_attributes_for_oid(oid)]


def _begun(
    public: ec.EllipticCurvePublicKey,
    owner: Organisation,
    now: datetime,
    days: int,
    latest: datetime | None = None,
) -> x509.CertificateBuilder:
    """What root and leaf have in common. Begins yesterday, for schools whose clock is behind."""
    begin = now.astimezone(UTC).replace(microsecond=0) - timedelta(days=1)
    end = begin + timedelta(days=days)
    return (
        x509.CertificateBuilder()
        .subject_name(_subject(owner))
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(end if latest is None else min(end, latest))
        .add_extension(_alternative_name(owner), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _signed(builder: x509.CertificateBuilder, key: ec.EllipticCurvePrivateKey) -> bytes:
    return der(builder.sign(key, hashes.SHA256()))


def _subject(owner: Organisation) -> x509.Name:
    short = owner.name.encode()[:_NAME_LIMIT].decode(errors="ignore").strip()
    parts = {
        NameOID.COUNTRY_NAME: "RU",
        NameOID.ORGANIZATION_NAME: owner.name[:_NAME_LIMIT].strip(),
        _ORG_IDENTIFIER: None if owner.ogrn is None else _OGRN + owner.ogrn,
        NameOID.ORGANIZATIONAL_UNIT_NAME: owner.role.value,
        NameOID.COMMON_NAME: short,
    }
    return x509.Name([x509.NameAttribute(oid, text) for oid, text in parts.items() if text])


def _alternative_name(owner: Organisation) -> x509.SubjectAlternativeName:
    return x509.SubjectAlternativeName([x509.UniformResourceIdentifier(_URN + owner.uid)])


def _key_usage(*, issuing: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not issuing,
        content_commitment=not issuing,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=issuing,
        crl_sign=issuing,
        encipher_only=False,
        decipher_only=False,
    )
