"""Receipts: the receiver's signed answer to a package, and its check when it comes home.

A receipt is signed by the region's desk, with a certificate whose subject says OU=region and which
the root itself issued; a district may answer what was sent to that very district.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.verdict import Verdict
from app.exchange.ledger import Ledger, Sent
from app.exchange.metadata import InReplyTo, Outcome, PackageMeta, PackageType, Remark
from app.exchange.organisations import Role
from app.exchange.reasons import Failure, reason
from app.exchange.trust import SignedBy
from app.exchange.verified import VerifiedPackage


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt that came home, and the package it answers."""

    sent: Sent
    """The line of our own ledger."""
    outcome: Outcome
    last_accepted_sequence: int
    remarks: tuple[Remark, ...]
    signer: SignedBy


def reply_to(
    package: VerifiedPackage,
    outcome: Outcome,
    last_accepted_sequence: int,
    remarks: tuple[Remark, ...] = (),
) -> InReplyTo:
    """What a receipt says about a package; goes into the receipt's PackageMeta.in_reply_to."""
    return InReplyTo(
        package_id=package.meta.package_id,
        manifest_sha256=package.manifest_sha256,
        file_sha256=package.file_sha256,
        verdict=outcome,
        last_accepted_sequence=last_accepted_sequence,
        remarks=remarks,
    )


def check_receipt(package: VerifiedPackage, ledger: Ledger) -> tuple[Verdict, Receipt | None]:
    """Step 13: did the right one answer what was sent from here? E_SENDER_ROLE,
    E_RECEIPT_MISMATCH."""
    try:
        receipt = _checked(package, ledger)
    except Failure as failure:
        return Verdict(False, failure.code, failure.reason), None
    return Verdict(True, None, reason("OK"), package=package.as_json()), receipt


def _checked(package: VerifiedPackage, ledger: Ledger) -> Receipt:
    reply, signer = package.meta.in_reply_to, package.signer
    if reply is None or package.meta.package_type is not PackageType.RECEIPT:
        raise Failure("E_RECEIPT_MISMATCH")
    if signer.organisation.role not in (Role.REGION, Role.DISTRICT):
        raise Failure("E_SENDER_ROLE")
    sent = ledger.by_manifest(reply.manifest_sha256)
    if sent is None or not _matches(reply, sent, package.meta):
        raise Failure("E_RECEIPT_MISMATCH")
    if signer.organisation.role is Role.DISTRICT and sent.recipient != signer.organisation.uid:
        raise Failure("E_SENDER_ROLE")
    return Receipt(
        sent=sent,
        outcome=reply.verdict,
        last_accepted_sequence=reply.last_accepted_sequence,
        remarks=reply.remarks,
        signer=signer,
    )


def _matches(reply: InReplyTo, sent: Sent, meta: PackageMeta) -> bool:
    """Whether a receipt names the sent package in every way, and is addressed to its sender."""
    named = (reply.package_id, reply.manifest_sha256, reply.file_sha256)
    return named == (sent.package_id, sent.manifest_sha256, sent.file_sha256) and (
        meta.recipient == sent.sender
    )
