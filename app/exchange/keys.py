"""Private keys at rest: PKCS#8 with scrypt and AES-256, which stock `openssl pkey` opens too."""

from __future__ import annotations

import os
import unicodedata
from dataclasses import dataclass

from asn1crypto import algos, core, pem
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import padding, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from app.domain.errors import Refused, WorldFailed, WrongUsage

CURVE = ec.SECP256R1()

_COST, _BLOCK, _PARALLEL = 2**14, 8, 5
"""OpenSSL refuses more than 32 MiB, so the cost may not be higher than 2**14 here."""
_PEM_TYPE = "ENCRYPTED PRIVATE KEY"


@dataclass(frozen=True, slots=True)
class Signer:
    """A key that signs packages, with everything a receiver needs to believe it."""

    key: ec.EllipticCurvePrivateKey
    certificate: bytes
    """DER of the installation's certificate."""
    chain: tuple[bytes, ...]
    """DER of the authorities between it and the root; empty when the root issued it."""
    root: bytes
    """DER of the pinned root, by which a written package is read back and checked."""


class _ScryptParams(core.Sequence):  # type: ignore[misc]
    """RFC 7914, section 7; asn1crypto does not know it."""

    _fields = [
        ("salt", core.OctetString),
        ("cost", core.Integer),
        ("block", core.Integer),
        ("parallel", core.Integer),
    ]


class _Scrypt(core.Sequence):  # type: ignore[misc]
    _fields = [("algorithm", core.ObjectIdentifier), ("parameters", _ScryptParams)]


class _Pbes2Params(core.Sequence):  # type: ignore[misc]
    _fields = [("derivation", _Scrypt), ("encryption", algos.EncryptionAlgorithm)]


class _Pbes2(core.Sequence):  # type: ignore[misc]
    _fields = [("algorithm", core.ObjectIdentifier), ("parameters", _Pbes2Params)]


class _EncryptedKey(core.Sequence):  # type: ignore[misc]
    """EncryptedPrivateKeyInfo of RFC 5958 with PBES2 and scrypt."""

    _fields = [("method", _Pbes2), ("encrypted", core.OctetString)]


def new_key() -> ec.EllipticCurvePrivateKey:
    """A fresh P-256 key."""
    return ec.generate_private_key(CURVE)


def locked_key(key: ec.EllipticCurvePrivateKey, password: str) -> bytes:
    """PEM of a key locked with a password. Raises WrongUsage for an empty one."""
    if not password:
        raise WrongUsage("Ключ нельзя хранить без пароля.", "Придумайте и введите пароль.")
    plain = key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    salt, vector = os.urandom(16), os.urandom(16)
    derived = Scrypt(salt, 32, _COST, _BLOCK, _PARALLEL).derive(_as_bytes(password))
    pad = padding.PKCS7(128).padder()
    cipher = Cipher(algorithms.AES(derived), modes.CBC(vector)).encryptor()
    encrypted = cipher.update(pad.update(plain) + pad.finalize()) + cipher.finalize()
    locked = _EncryptedKey({"method": _method(salt, vector), "encrypted": encrypted})
    return bytes(pem.armor(_PEM_TYPE, locked.dump()))


def unlocked_key(data: bytes, password: str) -> ec.EllipticCurvePrivateKey:
    """The key of a PEM file. Raises Refused (wrong password), WorldFailed (damaged file)."""
    try:
        kind, _, locked = pem.unarmor(data)
        _EncryptedKey.load(locked, strict=True).native  # noqa: B018 - reads the whole structure
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise _damaged() from error
    if kind != _PEM_TYPE:
        raise _damaged()
    try:
        key = serialization.load_pem_private_key(data, _as_bytes(password) or b"\0")
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise Refused(
            "Пароль к ключу не подошёл.", "Проверьте раскладку и Caps Lock и введите его ещё раз."
        ) from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.curve.name != CURVE.name:
        raise _damaged()
    return key


def _method(salt: bytes, vector: bytes) -> dict[str, object]:
    scrypt = {"salt": salt, "cost": _COST, "block": _BLOCK, "parallel": _PARALLEL}
    return {
        "algorithm": "1.2.840.113549.1.5.13",
        "parameters": {
            "derivation": {"algorithm": "1.3.6.1.4.1.11591.4.11", "parameters": scrypt},
            "encryption": {"algorithm": "aes256_cbc", "parameters": vector},
        },
    }


def _as_bytes(password: str) -> bytes:
    return unicodedata.normalize("NFC", password).encode("utf-8")


def _damaged() -> WorldFailed:
    return WorldFailed(
        "Файл ключа повреждён или это не файл ключа.",
        "Верните его из резервной копии или сделайте новый ключ и новую заявку.",
    )
