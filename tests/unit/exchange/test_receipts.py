"""Receipts find their way home, and only the right ones do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.domain.issues import Severity
from app.exchange.keys import Signer
from app.exchange.ledger import Ledger, sent_from
from app.exchange.metadata import Outcome, PackageMeta, PackageType, Remark
from app.exchange.organisations import Organisation
from app.exchange.receipts import check_receipt, reply_to
from app.exchange.verified import VerifiedPackage
from app.exchange.writing import write_package
from tests.unit.exchange.world import (
    DISTRICT,
    FILES,
    NOW,
    OTHER,
    REGION,
    SCHOOL,
    accepted,
    meta,
    packed,
    world,
)

REMARKS = (
    Remark("Проверьте число учеников 5 класса.", Severity.QUERY, "0417", "contingent", row=0),
    Remark("Принято."),
)


def receipt_meta(package: VerifiedPackage, signer: Organisation, **changes: Any) -> PackageMeta:
    usual = PackageMeta(
        package_type=PackageType.RECEIPT,
        package_id="0c5f9c1e-0000-4000-8000-00000000000a",
        sender=signer.uid,
        sender_name=signer.name,
        recipient=package.meta.sender,
        sequence=1,
        previous_sha256=None,
        created_at=NOW,
        app_version="0.1.0",
        contains_personal_data=False,
        in_reply_to=reply_to(package, Outcome.PARTLY, 1, REMARKS),
    )
    return replace(usual, **changes)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "sent.ledger")


@pytest.fixture
def sent(tmp_path: Path, ledger: Ledger) -> VerifiedPackage:
    written = write_package(
        *(tmp_path / "p.asice", meta(), FILES, world().school),
        record=lambda one: ledger.append(sent_from(one, NOW)),
    )
    return accepted(written.path)


Answer = Callable[..., VerifiedPackage]


@pytest.fixture
def answer(tmp_path: Path, sent: VerifiedPackage) -> Answer:
    def write(
        signer: Signer | None = None,
        owner: Organisation = REGION,
        package: VerifiedPackage = sent,
        **changes: Any,
    ) -> VerifiedPackage:
        value = receipt_meta(package, owner, **changes)
        write_package(tmp_path / "receipt.asice", value, {}, signer or world().desk)
        return accepted(tmp_path / "receipt.asice", recipients={SCHOOL.uid, OTHER.uid})

    return write


def test_a_receipt_comes_home_with_its_remarks(answer: Answer, ledger: Ledger) -> None:
    verdict, receipt = check_receipt(answer(), ledger)
    assert verdict.valid
    assert receipt is not None
    assert receipt.sent == ledger.entries[0]
    assert receipt.outcome is Outcome.PARTLY
    assert receipt.last_accepted_sequence == 1
    assert receipt.remarks == REMARKS
    assert receipt.signer.organisation.uid == REGION.uid


def test_the_same_receipt_again_is_the_same_bytes(answer: Answer) -> None:
    assert answer().file_sha256 == answer().file_sha256


def test_another_school_writes_no_receipts(answer: Answer, ledger: Ledger) -> None:
    package = answer(world().other, OTHER)
    assert check_receipt(package, ledger)[0].code == "E_SENDER_ROLE"


def test_a_district_answers_only_what_was_sent_to_it(
    answer: Answer, ledger: Ledger, tmp_path: Path
) -> None:
    district = world().issue(DISTRICT)
    assert check_receipt(answer(district, DISTRICT), ledger)[0].code == "E_SENDER_ROLE"
    written = write_package(
        *(tmp_path / "d.asice", meta(recipient=DISTRICT.uid), FILES, world().school),
        record=lambda one: ledger.append(sent_from(one, NOW)),
    )
    package = answer(district, DISTRICT, accepted(written.path))
    assert check_receipt(package, ledger)[0].valid


def test_a_receipt_for_what_was_not_sent_from_here_is_refused(
    answer: Answer, tmp_path: Path
) -> None:
    empty = Ledger(tmp_path / "another.ledger")
    assert check_receipt(answer(), empty)[0].code == "E_RECEIPT_MISMATCH"


@pytest.mark.parametrize("changed", ["package_id", "file_sha256"])
def test_a_receipt_that_names_another_file_is_refused(
    answer: Answer, ledger: Ledger, sent: VerifiedPackage, changed: str
) -> None:
    reply = reply_to(sent, Outcome.ACCEPTED, 1)
    value = {"package_id": "0c5f9c1e-0000-4000-8000-0000000000ff", "file_sha256": "0" * 64}
    wrong = replace(reply, **{changed: value[changed]})  # type: ignore[arg-type]
    package = answer(in_reply_to=wrong)
    assert check_receipt(package, ledger)[0].code == "E_RECEIPT_MISMATCH"


def test_a_receipt_addressed_to_another_school_is_refused(answer: Answer, ledger: Ledger) -> None:
    package = answer(recipient=OTHER.uid)
    assert check_receipt(package, ledger)[0].code == "E_RECEIPT_MISMATCH"


def test_a_submission_is_no_receipt(sent: VerifiedPackage, ledger: Ledger) -> None:
    assert check_receipt(sent, ledger)[0].code == "E_RECEIPT_MISMATCH"


def test_a_receipt_without_an_answer_is_never_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="in_reply_to"):
        packed(tmp_path / "p.asice", package_type=PackageType.RECEIPT)
