"""Packages in: verify, accept in one transaction with the ledger, answer with a signed receipt.

A receipt that comes home changes the state of what was sent.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

from app import __version__
from app.domain.errors import AppError, WorldFailed
from app.domain.periods import parse_period
from app.domain.verdict import Verdict
from app.exchange.certificates import key_fingerprint
from app.exchange.keys import Signer
from app.exchange.ledger import Ledger, Sent, sent_from
from app.exchange.metadata import Outcome, PackageMeta, PackageType, Remark
from app.exchange.ordering import check_order
from app.exchange.reasons import Failure, RefusedWithCode
from app.exchange.receipts import check_receipt, reply_to
from app.exchange.verified import VerifiedPackage
from app.exchange.verifying import verify
from app.exchange.writing import write_package
from app.placing import make_folder, place, told
from app.services import enrolling
from app.services.context import Context, Progress, silent
from app.services.taking import take_package
from app.services.trusting import received_of, trust_of
from app.store import journal, organisations, packages
from app.store.base import said

CONTENT_REFUSED = "E_CONTENT"
"""Verdict on a package whose signature is good but whose content cannot be understood."""
WORLD_FAILED = "E_WORLD"
"""Verdict on a file that could not be had, or not answered: missing, no rights, no space."""
Unlock = Callable[[], Signer]
_STATES = {Outcome.ACCEPTED: "accepted", Outcome.PARTLY: "partly", Outcome.REFUSED: "returned"}
_ABOUT_ORDER = frozenset({"DUP", "W_LATE", "W_SEQUENCE_GAP"})
_TAKEN = frozenset({PackageType.SUBMISSION, PackageType.CONSOLIDATED})


@dataclass(frozen=True, slots=True)
class Reception:
    """What became of one file."""

    file: Path
    verdict: Verdict
    accepted: bool
    summary: str
    """Russian: what was taken, or what the receipt says."""
    receipt: Path | None = None
    """Where our answer lies; None for receipts and refused packages."""

    def as_json(self) -> dict[str, Any]:
        """The shape printed by «opora receive --json»."""
        return {
            "file": str(self.file),
            "accepted": self.accepted,
            "summary": self.summary,
            "receipt": str(self.receipt) if self.receipt else None,
            **self.verdict.as_json(),
        }


def receive(
    context: Context,
    paths: Sequence[Path],
    password: str,
    output: Path | None = None,
    *,
    dry_run: bool = False,
    progress: Progress = silent,
) -> list[Reception]:
    """Take in packages and receipts; one bad file never stops the others.

    Answers go into `output` (default: beside each package). The password opens the desk's key; it
    is not needed for receipts and dry runs.
    """
    # Opening the key takes a tenth of a second: once is enough for a thousand packages.
    unlocked = cache(lambda: enrolling.key_folder(context).signer(password))
    done = []
    with context.database.act():
        for number, path in enumerate(paths):
            progress(number, len(paths))
            try:
                done.append(_receive(context, path, unlocked, output, dry_run))
            except WorldFailed as fault:
                verdict = Verdict(False, WORLD_FAILED, str(fault))
                done.append(Reception(path, verdict, False, str(fault)))
    progress(len(paths), len(paths))
    return done


def _receive(
    context: Context, path: Path, unlocked: Unlock, output: Path | None, dry_run: bool
) -> Reception:
    with said(context.base), context.database.reading() as connection:
        verdict, package = verify(path, trust_of(context, connection))
    if package is None:
        return Reception(path, verdict, False, verdict.reason)
    if package.meta.package_type is PackageType.RECEIPT:
        return _receipt_home(context, path, package, dry_run)
    if package.meta.package_type not in _TAKEN:
        text = "Пакеты этого вида программа этой версии ещё не принимает. Обновите программу."
        return Reception(path, verdict, False, text)
    if dry_run:
        return Reception(
            path, verdict, False, "Пакет верен, его можно принять. Ничего не менялось."
        )
    return _accept(context, path, verdict, package, unlocked, output)


def _accept(
    context: Context,
    path: Path,
    verdict: Verdict,
    package: VerifiedPackage,
    unlocked: Unlock,
    output: Path | None,
) -> Reception:
    """Data, ledger line and journal in one transaction; then the receipt, which is kept too.

    The receipt goes out only when it is kept: the same package always gets the same one.
    """
    folder = output or path.parent
    make_folder(folder)  # a folder that cannot be had is told before any change
    enrolling.own_organisation(context)
    with said(context.base), context.database.reading() as connection:
        before = packages.received_by_manifest(connection, package.manifest_sha256)
    if before is not None and before.receipt is not None:
        answer = _answered(folder, path.stem, package.manifest_sha256, before.receipt)
        text = "Этот пакет уже принят раньше; выдана та же квитанция."
        return Reception(path, verdict, True, text, answer)
    signer = unlocked()  # a wrong password before any change
    archive = context.beside("received") / f"{package.manifest_sha256}.asice"
    make_folder(archive.parent, private=True)
    try:
        package.copy_to(archive)
        stored = _store(context, package)
    except AppError as fault:
        _forget(context, package, archive)
        if isinstance(fault, WorldFailed):
            raise
        code = fault.code if isinstance(fault, RefusedWithCode) else CONTENT_REFUSED
        return Reception(path, Verdict(False, code, str(fault)), False, str(fault))
    receipt = _receipt(context, package, stored, signer, archive)
    answer = _answered(folder, path.stem, package.manifest_sha256, receipt)
    lasting = _lasting(verdict.warnings)
    verdict = replace(verdict, warnings=(*lasting, *stored.warnings))
    summary = " ".join((stored.summary, *(text for _, text in lasting)))
    return Reception(path, verdict, True, summary, answer)


def _lasting(warnings: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Warnings but those about the order, which the transaction of receiving told anew."""
    return [one for one in warnings if one[0] not in _ABOUT_ORDER]


def _forget(context: Context, package: VerifiedPackage, archive: Path) -> None:
    """Leave no copy of what was not taken; what another program took meanwhile stays."""
    with said(context.base), context.database.reading() as connection:
        if packages.received_by_manifest(connection, package.manifest_sha256) is None:
            archive.unlink(missing_ok=True)


def _receipt(
    context: Context, package: VerifiedPackage, stored: _Stored, signer: Signer, archive: Path
) -> bytes:
    """The one receipt of a package: signed, kept in the base and beside the package."""
    ledger = Ledger(context.beside("ledger"))
    kept = archive.with_name(f"{package.manifest_sha256}-receipt.asice")
    with ledger.held():
        with said(context.base), context.database.reading() as connection:
            before = packages.received_by_manifest(connection, package.manifest_sha256)
        if before is not None and before.receipt is not None:
            return before.receipt  # another program answered meanwhile
        meta = _receipt_meta(context, package, stored, signer, ledger)
        write_package(
            kept,
            meta,
            {},
            signer,
            record=lambda made: ledger.append(sent_from(made, meta.created_at)),
        )
        receipt = kept.read_bytes()
        with said(context.base), context.database.transaction() as connection:
            packages.keep_receipt(connection, package.manifest_sha256, receipt)
    return receipt


def _answered(folder: Path, stem: str, manifest_sha256: str, receipt: bytes) -> Path:
    """Put a receipt into a folder; packages of one name from two sticks get two receipts."""
    answer = folder / f"{stem}-receipt.asice"
    with told(answer):
        if answer.exists() and answer.read_bytes() != receipt:
            answer = folder / f"{stem}-{manifest_sha256[:8]}-receipt.asice"
    place(answer, receipt)
    return answer


@dataclass(frozen=True, slots=True)
class _Stored:
    """What the transaction of receiving did."""

    remarks: tuple[Remark, ...] = ()
    outcome: Outcome = Outcome.ACCEPTED
    warnings: tuple[tuple[str, str], ...] = ()

    @property
    def summary(self) -> str:
        """What is told where the package was received."""
        return " ".join(one.message for one in self.remarks) or "Пакет принят."


def _store(context: Context, package: VerifiedPackage) -> _Stored:
    """Data, order and journal in one transaction: of two packages of one number one is taken."""
    meta, stamp = package.meta, context.stamp("receive")
    with said(context.base), context.database.transaction() as connection:
        if packages.received_by_manifest(connection, package.manifest_sha256) is not None:
            return _Stored()  # taken before, but the power went before the receipt was signed
        try:
            found = check_order(
                meta, package.manifest_sha256, package.signer.key, received_of(connection)
            )
        except Failure as failure:
            raise RefusedWithCode(failure.code, **failure.values) from failure
        late = any(code == "W_LATE" for code, _ in found)
        taken = None if late else take_package(context, connection, package, stamp)
        packages.receive(connection, _row(context, package, late))
        details = {"manifest": package.manifest_sha256, "sender": meta.sender, "late": late}
        journal.write(connection, stamp, "receive", package.path.name, details)
    if taken is None:
        text = "Пакет пришёл позже более нового: сохранён в архиве, данные не менялись."
        return _Stored((Remark(text),), warnings=tuple(found))
    return _Stored(taken.told(), taken.outcome, tuple(found))


def _row(context: Context, package: VerifiedPackage, late: bool) -> packages.ReceivedPackage:
    meta = package.meta
    return packages.ReceivedPackage(
        manifest_sha256=package.manifest_sha256,
        package_id=meta.package_id,
        package_type=meta.package_type.value,
        sender_uid=meta.sender,
        key=package.signer.key,
        recipient=meta.recipient or "",
        sequence=meta.sequence,
        previous_sha256=meta.previous_sha256 or "",
        file_sha256=package.file_sha256,
        created_at=meta.created_at.isoformat(),
        received_at=context.now().isoformat(),
        late=late,
        meta=meta.as_json(),
    )


def _receipt_meta(
    context: Context,
    package: VerifiedPackage,
    stored: _Stored,
    signer: Signer,
    ledger: Ledger,
) -> PackageMeta:
    own = enrolling.own_organisation(context)
    with said(context.base), context.database.reading() as connection:
        last = packages.last_received(connection, package.signer.key, package.meta.recipient or "")
    key, to = key_fingerprint(signer.key.public_key()), package.meta.sender
    return PackageMeta(
        package_type=PackageType.RECEIPT,
        package_id=str(uuid4()),
        sender=str(own.uid),
        sender_name=own.name,
        recipient=to,
        sequence=ledger.next_sequence(key, to),
        previous_sha256=ledger.previous_sha256(key, to),
        created_at=context.now().astimezone(UTC).replace(microsecond=0),
        app_version=__version__,
        contains_personal_data=False,
        period=package.meta.period,
        in_reply_to=reply_to(package, stored.outcome, last.sequence if last else 0, stored.remarks),
    )


def _receipt_home(
    context: Context, path: Path, package: VerifiedPackage, dry_run: bool
) -> Reception:
    """A receipt came home: the package it answers changes its state."""
    ledger = Ledger(context.beside("ledger"))
    verdict, receipt = check_receipt(package, ledger)
    if receipt is None:
        return Reception(path, verdict, False, verdict.reason)
    reply = package.meta.in_reply_to
    said_of_it = {
        "outcome": receipt.outcome.value,
        "signer": receipt.signer.organisation.name,
        "received": package.meta.created_at.isoformat(),
        "last_accepted_sequence": receipt.last_accepted_sequence,
        "remarks": [one.message for one in receipt.remarks],
    }
    if not dry_run and reply is not None:
        state = _STATES[receipt.outcome]
        with said(context.base), context.database.transaction() as connection:
            if package.meta.period:
                organisations.remember_period(connection, parse_period(package.meta.period))
            if not packages.answer(connection, reply.package_id, state, said_of_it):
                # A base restored from a backup learns from the ledger what it had sent.
                packages.send(connection, _forgotten(receipt.sent, package, state, said_of_it))
            details = {"package": reply.package_id, "state": state}
            journal.write(connection, context.stamp("receipt"), "receipt", path.name, details)
    words = {"accepted": "принят", "partly": "принят частично", "refused": "возвращён"}
    summary = (
        f"Пакет № {receipt.sent.sequence} {words[receipt.outcome.value]}: "
        f"{receipt.signer.organisation.name}, {package.meta.created_at:%d.%m.%Y}."
    )
    remarks = " ".join(one.message for one in receipt.remarks)
    return Reception(path, verdict, True, f"{summary} {remarks}".strip())


def _forgotten(
    sent: Sent, receipt: VerifiedPackage, state: str, said_of_it: dict[str, Any]
) -> packages.SentPackage:
    return packages.SentPackage(
        package_id=sent.package_id,
        manifest_sha256=sent.manifest_sha256,
        organisation_uid=sent.sender,
        period=receipt.meta.period,
        created_at=sent.sent_at.isoformat(),
        state=state,
        receipt=said_of_it,
    )


def sent_packages(context: Context) -> tuple[packages.SentPackage, ...]:
    """Packages of this base and what became of them, oldest first."""
    with said(context.base), context.database.reading() as connection:
        return packages.sent(connection)


def received_packages(context: Context) -> tuple[packages.ReceivedPackage, ...]:
    """Packages accepted by this base, in the order they came."""
    with said(context.base), context.database.reading() as connection:
        return packages.received(connection)
