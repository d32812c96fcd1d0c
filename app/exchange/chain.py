"""Step 5: did the pinned root, through known authorities only, issue the signer's certificate?"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from datetime import datetime

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from cryptography.x509.verification import (
    Criticality,
    ExtensionPolicy,
    Policy,
    PolicyBuilder,
    Store,
    VerificationError,
)

from app.exchange.certificates import DOCUMENT_SIGNING, UNREADABLE, der, load_certificate
from app.exchange.reasons import Failure

_MAX_AUTHORITIES = 2


def certificate_path(
    leaf: x509.Certificate,
    others: Iterable[bytes],
    root: x509.Certificate,
    known: Iterable[bytes],
) -> list[x509.Certificate]:
    """The path from a leaf to the pinned root, both included, whatever the date of today.

    `others` came with the signature and must be byte for byte among the `known` authorities: the
    bytes of an authority's own signature are covered by nothing else. Raises Failure E_CERT_CHAIN.
    """
    sent = list(others)
    if not set(sent) <= set(known):
        raise Failure("E_CERT_CHAIN")
    between = [load_certificate(one) for one in sent]
    begun = max(one.not_valid_before_utc for one in (leaf, root, *between))
    try:
        policies = {"ca_policy": _authority_policy(), "ee_policy": _leaf_policy()}
        builder = PolicyBuilder().store(Store([root])).time(begun).max_chain_depth(_MAX_AUTHORITIES)
        verifier = builder.extension_policies(**policies).build_client_verifier()
        path = verifier.verify(leaf, between).chain
    except (VerificationError, *UNREADABLE) as error:
        raise Failure("E_CERT_CHAIN") from error
    if len(path) != len(between) + 2 or der(path[-1]) != der(root):
        raise Failure("E_CERT_CHAIN")
    return path


def check_validity(path: Iterable[x509.Certificate], moment: datetime) -> None:
    """Raises Failure E_CERT_EXPIRED or E_CERT_NOT_YET."""
    for certificate in path:
        if moment > certificate.not_valid_after_utc:
            raise Failure("E_CERT_EXPIRED", date=f"{certificate.not_valid_after_utc:%d.%m.%Y}")
        if moment < certificate.not_valid_before_utc:
            raise Failure("E_CERT_NOT_YET", date=f"{certificate.not_valid_before_utc:%d.%m.%Y}")


def check_revocation(
    path: list[x509.Certificate], crls: Iterable[bytes], moment: datetime, required: bool
) -> list[datetime]:
    """Looks every certificate up in its issuer's list; returns the ends of lists that are stale.

    Raises Failure E_CERT_REVOKED, E_CRL_MISSING (required and absent, or present and forged).
    """
    lists = [_load_crl(one) for one in crls]
    stale = []
    for certificate, issuer in itertools.pairwise(path):
        own = [one for one in lists if one.issuer == issuer.subject]
        if any(not _is_signed_by(one, issuer) for one in own) or (required and not own):
            raise Failure("E_CRL_MISSING")
        for one in own:
            if one.get_revoked_certificate_by_serial_number(certificate.serial_number) is not None:
                raise Failure("E_CERT_REVOKED")
        ends = [one.next_update_utc for one in own if one.next_update_utc is not None]
        if ends and max(ends) < moment:
            stale.append(max(ends))
    return stale


def _load_crl(data: bytes) -> x509.CertificateRevocationList:
    try:
        if data.lstrip().startswith(b"-----"):
            return x509.load_pem_x509_crl(data)
        return x509.load_der_x509_crl(data)
    except UNREADABLE as error:
        raise Failure("E_CRL_MISSING") from error


def _is_signed_by(crl: x509.CertificateRevocationList, issuer: x509.Certificate) -> bool:
    key = issuer.public_key()
    try:
        return crl.is_signature_valid(key)  # type: ignore[arg-type]
    except UNREADABLE:
        return False


def _authority_policy() -> ExtensionPolicy:
    return (
        ExtensionPolicy.permit_all()
        .require_present(x509.BasicConstraints, Criticality.CRITICAL, _is_authority)
        .require_present(x509.KeyUsage, Criticality.CRITICAL, _may_issue)
    )


def _leaf_policy() -> ExtensionPolicy:
    return (
        ExtensionPolicy.permit_all()
        .require_present(x509.BasicConstraints, Criticality.CRITICAL, _is_leaf)
        .require_present(x509.KeyUsage, Criticality.CRITICAL, _may_sign)
        .require_present(x509.ExtendedKeyUsage, Criticality.AGNOSTIC, _is_for_documents)
        .require_present(x509.SubjectAlternativeName, Criticality.AGNOSTIC, None)
    )


def _is_authority(_: Policy, __: x509.Certificate, limits: x509.BasicConstraints) -> None:
    if not limits.ca:
        raise ValueError("not an authority")


def _may_issue(_: Policy, __: x509.Certificate, usage: x509.KeyUsage) -> None:
    if not usage.key_cert_sign:
        raise ValueError("may not issue certificates")


def _is_leaf(_: Policy, __: x509.Certificate, limits: x509.BasicConstraints) -> None:
    if limits.ca:
        raise ValueError("an authority may not sign packages")


def _may_sign(_: Policy, __: x509.Certificate, usage: x509.KeyUsage) -> None:
    if not (usage.digital_signature and usage.content_commitment) or usage.key_cert_sign:
        raise ValueError("may not sign packages")


def _is_for_documents(_: Policy, __: x509.Certificate, purposes: x509.ExtendedKeyUsage) -> None:
    if not {DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION} <= set(purposes):
        raise ValueError("not for documents")
