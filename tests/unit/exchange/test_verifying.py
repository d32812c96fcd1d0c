"""Verification as a whole: layout, clocks, external signatures, the verified package."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.errors import WorldFailed
from app.exchange.container import MANIFEST_NAME, META_NAME, MIMETYPE_NAME, SIGNATURE_NAME
from app.exchange.organisations import Role
from app.exchange.reasons import RefusedWithCode
from app.exchange.verified import Facts, VerifiedPackage
from app.exchange.verifying import verify
from tests.unit.exchange.world import (
    FILES,
    NOW,
    SCHOOL,
    Forgery,
    accepted,
    code,
    described,
    judged,
    meta,
    packed,
    world,
)


def test_a_package_put_together_by_hand_from_right_parts_is_valid(path: Path) -> None:
    assert code(Forgery(), path) is None


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
