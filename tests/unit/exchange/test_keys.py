"""Keys at rest: locked by a password, whole or absent, never overwritten."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from app.domain.errors import Refused, WorldFailed, WrongUsage
from app.exchange.keyfolder import KeyFolder
from app.exchange.keys import locked_key, new_key, unlocked_key
from app.placing import place, placed
from tests.unit.exchange.world import world

PASSWORD = "Пароль учителя й"


@pytest.fixture(scope="module")
def key() -> ec.EllipticCurvePrivateKey:
    return new_key()


@pytest.fixture(scope="module")
def locked(key: ec.EllipticCurvePrivateKey) -> bytes:
    return locked_key(key, PASSWORD)


def test_a_key_opens_with_its_password(locked: bytes, key: ec.EllipticCurvePrivateKey) -> None:
    opened = unlocked_key(locked, PASSWORD)
    assert opened.public_key() == key.public_key()


def test_the_same_password_typed_with_other_code_points_opens_it(locked: bytes) -> None:
    opened = unlocked_key(locked, PASSWORD.replace("й", "и\u0306"))
    assert isinstance(opened, ec.EllipticCurvePrivateKey)


@pytest.mark.parametrize("password", ["пароль учителя й", "", "x"])
def test_a_wrong_password_is_told_kindly(locked: bytes, password: str) -> None:
    with pytest.raises(Refused, match="Пароль к ключу не подошёл"):
        unlocked_key(locked, password)


def test_a_key_is_never_kept_without_a_password(key: ec.EllipticCurvePrivateKey) -> None:
    with pytest.raises(WrongUsage, match="без пароля"):
        locked_key(key, "")


def test_two_locks_of_one_key_differ(key: ec.EllipticCurvePrivateKey, locked: bytes) -> None:
    assert locked_key(key, PASSWORD) != locked


@pytest.mark.parametrize("damage", ["empty", "text", "half", "plain"])
def test_a_damaged_key_file_is_no_wrong_password(
    locked: bytes, key: ec.EllipticCurvePrivateKey, damage: str
) -> None:
    plain = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    files = {"empty": b"", "text": b"key", "half": locked[:200], "plain": plain}
    with pytest.raises(WorldFailed, match="повреждён"):
        unlocked_key(files[damage], PASSWORD)


def test_no_flipped_byte_of_a_key_file_crashes(locked: bytes) -> None:
    for at in range(0, len(locked), 25):
        damaged = locked[:at] + bytes([locked[at] ^ 4]) + locked[at + 1 :]
        with pytest.raises((Refused, WorldFailed)):
            unlocked_key(damaged, "wrong")


@pytest.mark.skipif(sys.platform == "win32", reason="rights of files are POSIX")
def test_a_private_key_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    folder = KeyFolder(tmp_path / "keys")
    folder.create_key(PASSWORD)
    assert stat.S_IMODE(folder.signing_key.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.path.stat().st_mode) == 0o700


def test_a_second_key_needs_a_word_and_keeps_the_first(tmp_path: Path) -> None:
    folder = KeyFolder(tmp_path / "keys")
    first = folder.create_key(PASSWORD)
    with pytest.raises(Refused, match="уже есть"):
        folder.create_key(PASSWORD)
    second = folder.create_key(PASSWORD, replace=True)
    assert first.public_key() != second.public_key()
    former = (folder.former / "001" / "signing.key.pem").read_bytes()
    assert unlocked_key(former, PASSWORD).public_key() == first.public_key()


def test_without_a_certificate_nothing_is_signed(tmp_path: Path) -> None:
    folder = KeyFolder(tmp_path / "keys")
    folder.create_key(PASSWORD)
    assert not folder.is_enrolled
    with pytest.raises(Refused, match="Сертификата этой установки ещё нет"):
        folder.signer(PASSWORD)


def test_an_absent_key_is_told_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(WorldFailed, match="недоступны"):
        KeyFolder(tmp_path).unlock(PASSWORD)


def test_one_region_has_one_root(tmp_path: Path) -> None:
    folder = KeyFolder(tmp_path)
    folder.create_root(world().authority.key, world().root, PASSWORD)
    with pytest.raises(Refused, match="уже есть"):
        folder.create_root(world().authority.key, world().root, PASSWORD)
    assert folder.authority(PASSWORD).certificate == world().authority.certificate
    assert len(folder.root_print().split()) == 16


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "file"
    place(target, b"first")
    with pytest.raises(ZeroDivisionError), placed(target) as handle:
        handle.write(b"half" * (1 // 0))
    assert target.read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [target]
