"""A small world for the exchange's tests: a region, its desk, two schools, and ways to forge."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from app.domain.verdict import Verdict
from app.exchange import certificates
from app.exchange.certificates import Authority, load_certificate, new_leaf, new_root
from app.exchange.container import (
    MANIFEST_NAME,
    META_NAME,
    MIMETYPE,
    MIMETYPE_NAME,
    SIGNATURE_NAME,
)
from app.exchange.container_writing import measure, write_container
from app.exchange.keys import Signer, new_key
from app.exchange.manifest import write_manifest
from app.exchange.metadata import PackageMeta, PackageType
from app.exchange.organisations import Organisation, Role
from app.exchange.package_json import write_meta
from app.exchange.signature import sign
from app.exchange.trust import Seen, Trust
from app.exchange.verified import VerifiedPackage
from app.exchange.verifying import verify
from app.exchange.writing import WrittenPackage, write_package

NOW = datetime(2026, 3, 2, 9, 30, 15, tzinfo=UTC)
REGION = Organisation("00000000-0000-5000-8000-000000000001", "Региональный центр", Role.REGION)
SCHOOL = Organisation(
    "00000000-0000-5000-8000-000000000017",
    "Муниципальное общеобразовательное учреждение «Школа села Верхняя Заимка» имени первых",
    Role.SCHOOL,
    "1020400000017",
)
OTHER = Organisation("00000000-0000-5000-8000-000000000018", "Школа № 18", Role.SCHOOL)
DISTRICT = Organisation("00000000-0000-5000-8000-000000000900", "Район", Role.DISTRICT)

CARD = f'{{"organisation":"{SCHOOL.uid}","problems":[1,2]}}'.encode()
TABLE = f"organisation,grade,pupils\n{SCHOOL.uid},5,12\n{SCHOOL.uid},6,9\n".encode()
FILES = {"data/card.json": CARD, "data/results.csv": TABLE, "docs/card.pdf": b"%PDF-1.4 page\n"}


@dataclass(frozen=True)
class World:
    """Keys and certificates that are made once for a test run."""

    authority: Authority
    root: bytes
    school: Signer
    other: Signer
    desk: Signer

    def trust(self, **changes: Any) -> Trust:
        """What the region trusts, unless a test changes it."""
        return replace(Trust(root=self.root, now=NOW), **changes)

    def issue(self, owner: Organisation, authority: Authority | None = None) -> Signer:
        """A new installation of an organisation."""
        key, authority = new_key(), authority or self.authority
        leaf = new_leaf(authority, key.public_key(), owner, NOW)
        return Signer(key, leaf, authority.chain, self.root)

    def district(self, path_length: int = 0, above: Authority | None = None) -> Authority:
        """An authority below the root, or below another authority."""
        above, key = above or self.authority, new_key()
        name = replace(DISTRICT, name=f"Район {len(above.chain)}")
        made = authority_certificate(above, key, name, path_length)
        return Authority(key, load_certificate(made), (*above.chain, made), self.root)


@cache
def world() -> World:
    """The one world of a test run."""
    key = new_key()
    root = new_root(key, REGION, NOW)
    authority = Authority(key, load_certificate(root))

    def installed(owner: Organisation) -> Signer:
        own = new_key()
        return Signer(own, new_leaf(authority, own.public_key(), owner, NOW), (), root)

    return World(authority, root, installed(SCHOOL), installed(OTHER), installed(REGION))


def authority_certificate(
    above: Authority, key: ec.EllipticCurvePrivateKey, name: Organisation, path_length: int
) -> bytes:
    """DER of a certificate that may issue others."""
    limits = x509.BasicConstraints(ca=True, path_length=path_length)
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(above.key.public_key())
    builder = certificates._begun(key.public_key(), name, NOW, 365)
    builder = builder.issuer_name(above.certificate.subject)
    builder = builder.add_extension(limits, critical=True)
    builder = builder.add_extension(certificates._key_usage(issuing=True), critical=True)
    builder = builder.add_extension(identifier, critical=False)
    return certificates._signed(builder, above.key)


def meta(**changes: Any) -> PackageMeta:
    """package.json of the school's first package, unless a test changes it."""
    usual = PackageMeta(
        package_type=PackageType.SUBMISSION,
        package_id="0c5f9c1e-0000-4000-8000-000000000001",
        sender=SCHOOL.uid,
        sender_name=SCHOOL.name,
        recipient=REGION.uid,
        sequence=1,
        previous_sha256=None,
        created_at=NOW,
        app_version="0.1.0",
        contains_personal_data=False,
        period="2025/2026",
        schema="opora-data/1",
        titles={"docs/card.pdf": "Технологическая карта"},
        roles={"data/card.json": "card", "data/results.csv": "results", "docs/card.pdf": "print"},
    )
    return replace(usual, **changes)


def described(files: Mapping[str, bytes], **changes: Any) -> PackageMeta:
    """package.json of a package with these files."""
    return meta(roles=dict.fromkeys(files, "data"), titles={}, **changes)


def packed(path: Path, **changes: Any) -> WrittenPackage:
    """The school's usual package, written by the program itself."""
    return write_package(path, meta(**changes), FILES, world().school)


@dataclass
class Forgery:
    """A package put together by hand; every part can be replaced before it is assembled."""

    files: dict[str, bytes] = field(default_factory=lambda: dict(FILES))
    meta: PackageMeta | None = None
    meta_bytes: bytes | None = None
    signer: Signer = field(default_factory=lambda: world().school)
    manifest: bytes | None = None
    signature: bytes | None = None
    unsigned: dict[str, bytes] = field(default_factory=dict)
    """Added, or put in the place of a signed file, after signing."""
    missing: tuple[str, ...] = ()
    """Left out after signing."""

    def contents(self) -> dict[str, bytes]:
        """All entries by name."""
        described_as = self.meta or described(self.files)
        signed = {META_NAME: self.meta_bytes or write_meta(described_as), **self.files}
        digests = {name: measure(data).sha256 for name, data in signed.items()}
        manifest, signature = self.manifest, self.signature
        if manifest is None:
            manifest = write_manifest(digests)
        if signature is None:
            signature = sign(manifest, described_as.created_at, self.signer)
        parts = {MIMETYPE_NAME: MIMETYPE, MANIFEST_NAME: manifest, SIGNATURE_NAME: signature}
        everything = {**parts, **signed, **self.unsigned}
        return {name: data for name, data in everything.items() if name not in self.missing}

    def write(self, path: Path) -> Path:
        """Assembles the package without any check."""
        path.write_bytes(container(self.contents()))
        return path


def container(contents: Mapping[str, bytes]) -> bytes:
    """A canonical container of any contents."""
    target = io.BytesIO()
    write_container(target, contents, {name: measure(data) for name, data in contents.items()})
    return target.getvalue()


def judged(path: Path, **changes: Any) -> Verdict:
    """The verdict alone."""
    return verify(path, world().trust(**changes))[0]


def code(forgery: Forgery, path: Path, **trust: Any) -> str | None:
    """The code that a forged package meets."""
    return judged(forgery.write(path), **trust).code


def accepted(path: Path, **changes: Any) -> VerifiedPackage:
    """The package, which has to be valid."""
    verdict, package = verify(path, world().trust(**changes))
    assert package is not None, verdict
    return package


class Memory:
    """What a receiver remembers, in a list."""

    def __init__(self) -> None:
        self._seen: list[tuple[str, str, Seen]] = []

    def remember(self, package: VerifiedPackage) -> None:
        """Accepts a package."""
        one = package.meta
        seen = Seen(one.package_id, package.manifest_sha256, one.sequence, one.previous_sha256)
        self._seen.append((package.signer.key, one.recipient or "", seen))

    def by_manifest(self, manifest_sha256: str) -> Seen | None:
        return next((s for _, _, s in self._seen if s.manifest_sha256 == manifest_sha256), None)

    def by_id(self, package_id: str) -> Seen | None:
        return next((s for _, _, s in self._seen if s.package_id == package_id), None)

    def by_sequence(self, key: str, recipient: str, sequence: int) -> Seen | None:
        return next((s for s in self._row(key, recipient) if s.sequence == sequence), None)

    def last(self, key: str, recipient: str) -> Seen | None:
        return max(self._row(key, recipient), key=lambda s: s.sequence, default=None)

    def _row(self, key: str, recipient: str) -> list[Seen]:
        return [s for k, r, s in self._seen if (k, r) == (key, recipient)]
