"""How an installation becomes trusted: request file and paper code one way, answer and root back.

The region compares the code on paper with the request, the school the root's print with the
answer; so neither file has to travel over a safe road.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec

from app.domain.errors import WorldFailed, WrongUsage
from app.exchange.certificates import (
    UNREADABLE,
    Authority,
    der,
    fingerprint,
    key_fingerprint,
    load_certificate,
    new_leaf,
    new_request,
    new_root,
    organisation_of,
    pem,
    requested_key,
)
from app.exchange.chain import certificate_path
from app.exchange.keyfolder import KeyFolder
from app.exchange.keys import CURVE, new_key
from app.exchange.organisations import Enrolled, Organisation, Role, grouped, ungrouped
from app.exchange.reasons import Failure, RefusedWithCode
from app.exchange.strict_json import canonical, parse_canonical

ANSWER_FORMAT = "opora-enrolment"
ANSWER_VERSION = 1
_MAX_REQUEST = 64 * 1024
_ANSWER_KEYS = frozenset(
    {"format", "format_version", "certificate", "chain", "root", "age_recipient"}
)


@dataclass(frozen=True, slots=True)
class Request:
    """What a school sends (the file) and brings on paper (the code)."""

    csr: bytes
    """PEM, written as *.csr."""
    paper_code: str
    """64 hex digits in groups of four."""


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """What a request file says, before anybody believes it."""

    organisation: Organisation
    paper_code: str


@dataclass(frozen=True, slots=True)
class Issued:
    """What the region gives back and keeps."""

    certificate: bytes
    """DER."""
    entry: Enrolled
    """For the region's register."""
    answer: bytes
    """The file for the school (*.enrolment.json)."""


def create_region(
    folder: KeyFolder, region: Organisation, password: str, now: datetime
) -> tuple[bytes, str]:
    """Makes a region's root key; returns (root certificate as PEM, its print for paper).

    Raises Refused when there is one already, WrongUsage when it is no region.
    """
    if region.role is not Role.REGION:
        raise WrongUsage("Корневой ключ делает только регион.", "Выберите роль «регион».")
    key = new_key()
    root = new_root(key, region, now)
    folder.create_root(key, root, password)
    return pem(root), folder.root_print()


def request_certificate(
    folder: KeyFolder, owner: Organisation, password: str, *, replace: bool = False
) -> Request:
    """Makes the installation's key (once) and the request for its certificate.

    A second call with the same password renews the request for the same key; `replace` makes a new
    key. Raises Refused (wrong password), WorldFailed.
    """
    if folder.signing_key.exists() and not replace:
        key = folder.unlock(password)
    else:
        key = folder.create_key(password, replace=replace)
    csr = new_request(key, owner)
    folder.write(folder.request, csr)
    return Request(csr, grouped(key_fingerprint(key.public_key())))


def read_request(csr: bytes) -> RequestFacts:
    """What a request asks for, with its proof of possession checked. Raises E_ENROL_POP."""
    request, key = _proved(csr)
    return RequestFacts(_applicant(request), grouped(key_fingerprint(key)))


def issue(
    authority: Authority, csr: bytes, code: str, owner: Organisation, now: datetime
) -> Issued:
    """Issues a certificate to `owner`, as the region's directory knows it.

    `code` was typed from paper. Raises RefusedWithCode E_ENROL_POP, E_ENROL_CODE, E_ENROL_ORG.
    """
    request, key = _proved(csr)
    if ungrouped(code) != key_fingerprint(key):
        raise RefusedWithCode("E_ENROL_CODE")
    applicant = _applicant(request)
    if (applicant.uid, applicant.role) != (owner.uid, owner.role):
        raise RefusedWithCode("E_ENROL_ORG", name=applicant.name)
    certificate = new_leaf(authority, key, owner, now)
    return Issued(certificate, _entry(certificate, key, owner), _answer(authority, certificate))


def issue_to_own_desk(
    folder: KeyFolder, owner: Organisation, password: str, now: datetime
) -> Enrolled:
    """Gives the region's own desk its signing key and certificate, in the folder of the root.

    The root key signs certificates alone; packages and receipts are signed by this one. Raises
    Refused (wrong password), WorldFailed.
    """
    authority = folder.authority(password)
    request = request_certificate(folder, owner, password)
    issued = issue(authority, request.csr, request.paper_code, owner, now)
    folder.keep_issued(owner, issued.certificate)
    folder.write(folder.certificate, pem(issued.certificate))
    folder.write(folder.chain, b"")
    return issued.entry


def trust_root(folder: KeyFolder, root: bytes, root_print: str | None) -> Organisation:
    """Pins a regional root (PEM or DER) whose print was compared on paper; returns the region.

    The print may be None only for the root that is pinned already. Raises RefusedWithCode
    E_ENROL_ROOT; WorldFailed.
    """
    anchor = load_certificate(root)
    pinned = folder.root_certificate() if folder.root.exists() else None
    if pinned not in (None, der(anchor)) or (pinned is None and root_print is None):
        raise RefusedWithCode("E_ENROL_ROOT")
    if root_print is not None and ungrouped(root_print) != fingerprint(root):
        raise RefusedWithCode("E_ENROL_ROOT")
    try:
        region = organisation_of(anchor)
    except Failure as failure:
        raise RefusedWithCode("E_ENROL_ANSWER") from failure
    if pinned is None:
        folder.write(folder.root, pem(der(anchor)))
    return region


def install(folder: KeyFolder, answer: bytes, root_print: str | None) -> Organisation:
    """Takes the region's answer into an installation's folder; returns the region.

    `root_print` was typed from the region's paper (see `trust_root`). Raises RefusedWithCode
    E_ENROL_ANSWER, E_ENROL_KEY, E_ENROL_ROOT; WorldFailed.
    """
    certificate, chain, root = _read_answer(answer)
    leaf, anchor = load_certificate(certificate), load_certificate(root)
    try:
        certificate_path(leaf, chain, anchor, chain)
        organisation_of(leaf)
    except Failure as failure:
        raise RefusedWithCode("E_ENROL_ANSWER") from failure
    if leaf.public_key() != _requested_key(folder):
        raise RefusedWithCode("E_ENROL_KEY")
    region = trust_root(folder, root, root_print)
    folder.write(folder.chain, b"".join(pem(one) for one in chain))
    folder.write(folder.certificate, pem(certificate))
    return region


def _proved(csr: bytes) -> tuple[x509.CertificateSigningRequest, ec.EllipticCurvePublicKey]:
    """A request that was signed by the key it asks a certificate for."""
    try:
        if len(csr) > _MAX_REQUEST:
            raise ValueError("too long for a request")
        request = x509.load_pem_x509_csr(csr)
        key = request.public_key()
        proved = request.is_signature_valid
    except (*UNREADABLE, InvalidSignature) as error:
        raise RefusedWithCode("E_ENROL_POP") from error
    if not proved or not isinstance(key, ec.EllipticCurvePublicKey):
        raise RefusedWithCode("E_ENROL_POP")
    if key.curve.name != CURVE.name:
        raise RefusedWithCode("E_ENROL_POP")
    return request, key


def _applicant(request: x509.CertificateSigningRequest) -> Organisation:
    try:
        return organisation_of(request)
    except Failure as failure:
        raise RefusedWithCode("E_ENROL_POP") from failure


def _entry(certificate: bytes, key: ec.EllipticCurvePublicKey, owner: Organisation) -> Enrolled:
    loaded = load_certificate(certificate)
    return Enrolled(
        fingerprint=fingerprint(certificate),
        key=key_fingerprint(key),
        organisation=owner,
        serial=loaded.serial_number,
        valid_from=loaded.not_valid_before_utc,
        valid_to=loaded.not_valid_after_utc,
    )


def _answer(authority: Authority, certificate: bytes) -> bytes:
    root = authority.root or der(authority.certificate)
    return canonical(
        {
            "format": ANSWER_FORMAT,
            "format_version": ANSWER_VERSION,
            "certificate": pem(certificate).decode("ascii"),
            "chain": [pem(one).decode("ascii") for one in authority.chain],
            "root": pem(root).decode("ascii"),
            "age_recipient": None,
        }
    )


def _read_answer(data: bytes) -> tuple[bytes, tuple[bytes, ...], bytes]:
    """(certificate, chain, root) of an answer, as DER."""
    try:
        value: Any = parse_canonical(data, "answer")
        if not isinstance(value, dict) or value.keys() != _ANSWER_KEYS:
            raise RefusedWithCode("E_ENROL_ANSWER")
        if (value["format"], value["format_version"]) != (ANSWER_FORMAT, ANSWER_VERSION):
            raise RefusedWithCode("E_ENROL_ANSWER")
        texts = [value["certificate"], value["root"], *value["chain"]]
        certificate, root, *chain = (der(load_certificate(one.encode())) for one in texts)
    except (Failure, WorldFailed, TypeError, AttributeError, ValueError) as error:
        raise RefusedWithCode("E_ENROL_ANSWER") from error
    return certificate, tuple(chain), root


def _requested_key(folder: KeyFolder) -> ec.EllipticCurvePublicKey:
    """The public key of the last request; the private one stays locked while installing."""
    if not folder.request.exists():
        raise RefusedWithCode("E_ENROL_KEY")
    return requested_key(folder.read(folder.request))
