"""The folder of an installation's keys and certificates, and of the region's root."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec

from app import outside
from app.domain.errors import Refused, WorldFailed
from app.exchange.certificates import (
    Authority,
    certified_key,
    der,
    fingerprint,
    key_fingerprint,
    load_certificate,
    load_certificates,
    pem,
    requested_key,
)
from app.exchange.keys import Signer, locked_key, new_key, unlocked_key
from app.exchange.organisations import Organisation, grouped
from app.placing import PRIVATE, place, told


class KeyFolder:
    """Files of one installation. Private keys are written for the owner alone and never twice."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.signing_key = path / "signing.key.pem"
        self.certificate = path / "certificate.pem"
        self.chain = path / "chain.pem"
        self.root = path / "root.pem"
        self.request = path / "request.csr"
        self.root_key = path / "root.key.pem"
        self.issued = path / "issued"
        self.former = path / "former"

    def create_key(self, password: str, *, replace: bool = False) -> ec.EllipticCurvePrivateKey:
        """Makes and stores the signing key. Raises Refused when there is one and `replace` is
        False; a replaced key moves to the folder «former»."""
        if self.signing_key.exists():
            if not replace:
                raise Refused(
                    "Ключ этой установки уже есть.",
                    "Если он утрачен или скомпрометирован, сделайте новый с заменой старого.",
                )
            self._retire()
        key = new_key()
        self.write(self.signing_key, locked_key(key, password))
        return key

    def create_root(self, key: ec.EllipticCurvePrivateKey, root: bytes, password: str) -> None:
        """Stores a region's root key and certificate (DER). Raises Refused when there is one.

        A key that a power cut left without its certificate has signed nothing, and is replaced.
        """
        if self.root.exists():
            raise Refused(
                "Корневой ключ региона уже есть.",
                "Второй не нужен: все выданные сертификаты держатся на первом.",
            )
        self.write(self.root_key, locked_key(key, password))
        self.write(self.root, pem(root))

    def unlock(self, password: str) -> ec.EllipticCurvePrivateKey:
        """The signing key. Raises Refused (wrong password), WorldFailed (no key, damaged)."""
        return unlocked_key(self.read(self.signing_key), password)

    def signer(self, password: str) -> Signer:
        """Everything needed to sign. Raises Refused (no certificate yet), as `unlock`."""
        if not self.is_enrolled:
            raise Refused(
                "Сертификата этой установки ещё нет.",
                "Отправьте заявку в регион и установите его ответ.",
            )
        certificate = load_certificate(self.read(self.certificate))
        key = self.unlock(password)
        if key.public_key() != certificate.public_key():
            raise WorldFailed(
                "Сертификат и ключ не подходят друг к другу.",
                "Установите ответ региона, полученный на последнюю заявку.",
            )
        return Signer(key, der(certificate), self.authorities(), self.root_certificate())

    def authority(self, password: str) -> Authority:
        """The region's root, ready to issue certificates. Raises Refused, WorldFailed."""
        key = unlocked_key(self.read(self.root_key), password)
        return Authority(key, load_certificate(self.root_certificate()))

    @property
    def is_enrolled(self) -> bool:
        """Whether key, certificate and root are all there."""
        needed = (self.signing_key, self.certificate, self.root)
        return all(path.exists() for path in needed)

    def root_certificate(self) -> bytes:
        """DER of the pinned root. Raises WorldFailed."""
        return der(load_certificate(self.read(self.root)))

    def authorities(self) -> tuple[bytes, ...]:
        """DER of the authorities between this installation and the root; may be empty."""
        return load_certificates(self.read(self.chain)) if self.chain.exists() else ()

    def root_print(self) -> str:
        """The root's fingerprint for paper: 64 hex digits in groups of four."""
        return grouped(fingerprint(self.root_certificate()))

    def key_print(self) -> str:
        """The installation: SHA-256 of its public key, 64 hex digits.

        Taken from the certificate or, before there is one, from the request; no password is
        needed. `grouped` makes the paper code of it. Raises WorldFailed (neither, or damaged).
        """
        if self.certificate.exists():
            return key_fingerprint(certified_key(self.read(self.certificate)))
        return key_fingerprint(requested_key(self.read(self.request)))

    def keep_issued(self, owner: Organisation, certificate: bytes) -> None:
        """Keeps a copy of a certificate (DER) that this region issued."""
        name = f"{owner.uid}-{fingerprint(certificate)[:16]}.pem"
        self.write(self.issued / name, pem(certificate))

    def read(self, path: Path) -> bytes:
        """A file of this folder. Raises WorldFailed."""
        with told(path):
            return outside.read_bytes(path, outside.SMALL)

    def write(self, path: Path, data: bytes) -> None:
        """Places a file for its owner alone, whole or not at all. Raises WorldFailed."""
        with told(path):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        place(path, data, PRIVATE)

    def _retire(self) -> None:
        """Moves the present key, certificate and request aside; nothing is deleted."""
        with told(self.former):
            number = len(list(self.former.glob("*"))) + 1 if self.former.exists() else 1
            target = self.former / f"{number:03}"
            target.mkdir(mode=0o700, parents=True)
            for path in (self.signing_key, self.certificate, self.chain, self.request):
                if path.exists():
                    path.replace(target / path.name)
