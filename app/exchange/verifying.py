"""Verifies a package. The order is the safety, so it is fixed; the first failure stops.

 1  size, a ZIP at all, complete                                    E_ZIP_LIMIT/_NOT_ZIP/_TRUNCATED
 2  every header equals the rebuilt one; names; order  E_ZIP_SYMLINK/_COMPRESSED/_NAME/_DUPLICATE/…
 3  the four fixed entries, nothing else in META-INF, CRCs                 E_ASIC_LAYOUT, E_ZIP_CRC
 4  signature over the manifest          E_SIG_FORMAT/_ALG/_CERT_BINDING/_DIGEST/_INVALID
 5  chain, validity, revocation, register, organisation                          E_CERT_…, E_CRL_…
 6  only now the manifest is parsed                                        E_MANIFEST_XML/_FORM
 7  signed files = present files, digests                       E_FILE_MISSING/_UNSIGNED/_DIGEST
 8  package.json, addressee, sender     E_JSON, E_META…, E_RECIPIENT, E_SENDER_MISMATCH/_ROLE
 9  whose data                                                            E_DATA_OWNER, E_JSON
10  clocks                                                          W_CLOCK_AHEAD/_BEHIND
11  order of packages                    DUP, E_ID_REUSED, E_REPLAY_OLD, W_LATE, W_SEQUENCE_GAP
12  external signatures                                                         X_NOT_CHECKED
13  a receipt's own checks: app.exchange.receipts
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from app import outside
from app.domain.verdict import Verdict
from app.exchange.certificates import der, key_fingerprint, load_certificate, organisation_of
from app.exchange.chain import certificate_path, check_revocation, check_validity
from app.exchange.container import (
    FIXED_ORDER,
    MANIFEST_NAME,
    MAX_MANIFEST,
    MAX_META,
    MAX_SIGNATURE,
    META_NAME,
    MIMETYPE,
    MIMETYPE_NAME,
    SIGNATURE_NAME,
)
from app.exchange.container_reading import Archive, Measured
from app.exchange.manifest import read_manifest
from app.exchange.metadata import PackageMeta, PackageType
from app.exchange.ordering import Warnings, check_order
from app.exchange.organisations import Role, State, sha256_hex
from app.exchange.ownership import check_owners
from app.exchange.package_json import read_meta
from app.exchange.reasons import Failure, reason
from app.exchange.signature import SignatureParts, check_signature, read_signature
from app.exchange.trust import SignedBy, Trust
from app.exchange.verified import PROOF, Facts, VerifiedPackage
from app.exchange.wrapping import package_inside, refuse_folder
from app.placing import told

_DAY = timedelta(hours=24)


def verify(path: Path, trust: Trust) -> tuple[Verdict, VerifiedPackage | None]:
    """Whether a file is a package to be trusted, and the package if it is.

    Raises WorldFailed when the file cannot be read or the trust's own certificates are damaged.
    """
    with told(path):
        try:
            refuse_folder(path)
        except Failure as failure:
            return Verdict(False, failure.code, failure.reason), None
        if (path.exists() and not path.is_file()) or outside.is_own(path):
            return Verdict(False, "E_ZIP_NOT_ZIP", reason("E_ZIP_NOT_ZIP")), None
        with outside.opened(path) as handle:
            return verify_open(handle, path, trust)


def verify_open(
    handle: BinaryIO, path: Path, trust: Trust
) -> tuple[Verdict, VerifiedPackage | None]:
    """As `verify`, for an open file that has, or will have, this path. Raises OSError."""
    warnings: Warnings = []
    try:
        package = _verified(path, handle, trust, warnings)
    except Failure as failure:
        if failure.code.startswith(("E_ZIP_", "E_ASIC_")):
            failure = _wrapped(handle) or failure
        return Verdict(False, failure.code, failure.reason, tuple(warnings)), None
    return Verdict(True, None, reason("OK"), tuple(warnings), package.as_json()), package


def _wrapped(handle: BinaryIO) -> Failure | None:
    """What is no package may hold one: that is another advice."""
    name = package_inside(handle)
    return None if name is None else Failure("E_ZIP_WRAPPED", name=name)


def _verified(path: Path, handle: BinaryIO, trust: Trust, warnings: Warnings) -> VerifiedPackage:
    archive = Archive(handle)
    measured = _check_layout(archive)
    manifest = archive.read(MANIFEST_NAME, MAX_MANIFEST)
    parts = read_signature(archive.read(SIGNATURE_NAME, MAX_SIGNATURE))
    certificate = check_signature(parts, manifest)
    signer = _check_certificate(certificate, parts, trust, warnings)
    _check_files(read_manifest(manifest), measured.digests)
    meta = _check_meta(archive, measured, parts, signer, trust)
    uid = signer.organisation.uid
    check_owners(archive, measured.digests, uid, trust.owners(uid))
    _check_clock(parts.signed_at, certificate, trust.now, warnings)
    identity = sha256_hex(manifest)
    if trust.received is not None:
        warnings += check_order(meta, identity, signer.key, trust.received)
    _report_external(archive, warnings)
    facts = Facts(
        path=path,
        meta=meta,
        signer=signer,
        manifest_sha256=identity,
        file_sha256=measured.file_sha256,
        entries=archive.entries,
        digests=measured.digests,
    )
    return VerifiedPackage(facts, proof=PROOF)


def _check_layout(archive: Archive) -> Measured:
    names = archive.entries.keys()
    for name in FIXED_ORDER:
        if name not in names:
            raise Failure("E_ASIC_LAYOUT", name=name)
    for name in names - set(FIXED_ORDER):
        if name.startswith("META-INF/"):
            raise Failure("E_ASIC_LAYOUT", name=name)
    if archive.read(MIMETYPE_NAME, MAX_SIGNATURE) != MIMETYPE:
        raise Failure("E_ASIC_LAYOUT", name=MIMETYPE_NAME)
    measured = archive.measure()
    if measured.broken is not None:
        raise Failure("E_ZIP_CRC", name=measured.broken)
    return measured


def _check_certificate(
    certificate: x509.Certificate, parts: SignatureParts, trust: Trust, warnings: Warnings
) -> SignedBy:
    root = load_certificate(trust.root)
    known = [der(load_certificate(one)) for one in trust.authorities]
    path = certificate_path(certificate, parts.certificates[1:], root, known)
    moment = trust.now if trust.earliest is None else max(trust.now, trust.earliest)
    check_validity(path, moment)
    for ended in check_revocation(path, trust.crls, moment, trust.crl_required):
        warnings.append(("W_CRL_STALE", reason("W_CRL_STALE", date=f"{ended:%d.%m.%Y}")))
    signer = _signer(path)
    _check_register(signer, trust)
    return signer


def _signer(path: list[x509.Certificate]) -> SignedBy:
    organisation, key = organisation_of(path[0]), path[0].public_key()
    directly = len(path) == 2
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise Failure("E_SIG_ALG", name="ключ сертификата")
    if organisation.role is Role.REGION and not directly:
        raise Failure("E_CERT_ORG")
    return SignedBy(organisation, sha256_hex(der(path[0])), key_fingerprint(key), directly)


def _check_register(signer: SignedBy, trust: Trust) -> None:
    if trust.register is None:
        return
    enrolled = trust.register.get(signer.certificate)
    if enrolled is None:
        raise Failure("E_CERT_NOT_ENROLLED")
    if enrolled.state is State.SUSPENDED:
        raise Failure("E_CERT_SUSPENDED")
    if enrolled.state is not State.ACTIVE:
        raise Failure("E_CERT_REVOKED")
    if enrolled.organisation.uid != signer.organisation.uid:
        raise Failure("E_CERT_ORG")


def _check_files(signed: dict[str, bytes], present: dict[str, bytes]) -> None:
    files = present.keys() - {MIMETYPE_NAME, MANIFEST_NAME, SIGNATURE_NAME}
    for name in sorted(signed.keys() - files):
        raise Failure("E_FILE_MISSING", name=name)
    for name in sorted(files - signed.keys()):
        raise Failure("E_FILE_UNSIGNED", name=name)
    for name, digest in signed.items():
        if present[name] != digest:
            raise Failure("E_FILE_DIGEST", name=name)


def _check_meta(
    archive: Archive,
    measured: Measured,
    parts: SignatureParts,
    signer: SignedBy,
    trust: Trust,
) -> PackageMeta:
    data = archive.read(META_NAME, MAX_META)
    if sha256_hex(data) != measured.digests[META_NAME].hex():
        raise Failure("E_FILE_DIGEST", name=META_NAME)
    meta = read_meta(data)
    if set(meta.roles) != archive.entries.keys() - set(FIXED_ORDER):
        raise Failure("E_META", what="files")
    if not meta.titles.keys() <= meta.roles.keys():
        raise Failure("E_META", what="titles")
    if meta.created_at != parts.signed_at:
        raise Failure("E_META", what="created_at")
    _check_addressee(meta, trust)
    if meta.sender != signer.organisation.uid:
        raise Failure("E_SENDER_MISMATCH")
    if meta.package_type is PackageType.REFERENCE and signer.organisation.role is not Role.REGION:
        raise Failure("E_SENDER_ROLE")
    return meta


def _check_addressee(meta: PackageMeta, trust: Trust) -> None:
    if trust.recipients is None or meta.recipient is None:
        return
    if meta.recipient not in trust.recipients:
        raise Failure("E_RECIPIENT")


def _check_clock(
    signed_at: datetime, certificate: x509.Certificate, now: datetime, warnings: Warnings
) -> None:
    shown = f"{signed_at:%d.%m.%Y %H:%M} по Гринвичу"
    if signed_at > now + _DAY:
        warnings.append(("W_CLOCK_AHEAD", reason("W_CLOCK_AHEAD", date=shown)))
    if signed_at < certificate.not_valid_before_utc - _DAY:
        warnings.append(("W_CLOCK_BEHIND", reason("W_CLOCK_BEHIND", date=shown)))


def _report_external(archive: Archive, warnings: Warnings) -> None:
    for name in archive.entries:
        if name.startswith("ext/") and name.lower().endswith((".sig", ".p7s")):
            warnings.append(("X_NOT_CHECKED", reason("X_NOT_CHECKED", name=name)))
