"""Writes a signed package: measured, signed, written aside, read back, verified, placed."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.domain.errors import Refused, WorldFailed
from app.domain.verdict import Verdict
from app.exchange.certificates import load_certificate
from app.exchange.container import MANIFEST_NAME, META_NAME, MIMETYPE, MIMETYPE_NAME, SIGNATURE_NAME
from app.exchange.container_writing import Content, measure, write_container
from app.exchange.keys import Signer
from app.exchange.manifest import write_manifest
from app.exchange.metadata import PackageMeta
from app.exchange.package_json import write_meta
from app.exchange.signature import sign
from app.exchange.trust import Trust
from app.exchange.verified import VerifiedPackage
from app.exchange.verifying import verify_open
from app.placing import placed, settle

_DISK = ("E_ZIP_", "E_ASIC_", "E_SIG_", "E_MANIFEST_", "E_FILE_")
"""What our own fresh package can only suffer from a failing disk."""


@dataclass(frozen=True, slots=True)
class WrittenPackage:
    """A package that was written, read back and found valid."""

    path: Path
    manifest_sha256: str
    """The package's identity, hex."""
    file_sha256: str
    size: int
    """Bytes."""
    meta: PackageMeta
    key: str
    """SHA-256 of the signing public key, hex: the installation."""


def _nothing(_written: WrittenPackage) -> None:
    """The default of `record`."""


def _nobody_else(_uid: str) -> Container[str]:
    return ()


def write_package(
    path: Path,
    meta: PackageMeta,
    files: Mapping[str, Content],
    signer: Signer,
    *,
    owners: Callable[[str], Container[str]] = _nobody_else,
    record: Callable[[WrittenPackage], None] = _nothing,
) -> WrittenPackage:
    """Writes a package; the same inputs give the same bytes, in whatever order they come.

    `files` holds everything but package.json, by name («data/…», «docs/…», «ext/…»), and is named
    completely in `meta.roles`. `owners` tells for whom else the sender may speak (see Trust).
    `record` is called when the package is verified but not yet in place: a ledger line without a
    package leaves a gap, a package without a line would let its number be used twice.

    Raises Refused (our own verification says no), WorldFailed (disk, too large), ValueError (names
    or values that no service may ask for). Nothing half-written stays.
    """
    contents = {META_NAME: write_meta(meta), **files}
    sums = {name: measure(content) for name, content in contents.items()}
    manifest = write_manifest({name: one.sha256 for name, one in sums.items()})
    signature = sign(manifest, meta.created_at, signer)
    fixed = {MIMETYPE_NAME: MIMETYPE, MANIFEST_NAME: manifest, SIGNATURE_NAME: signature}
    sums |= {name: measure(content) for name, content in fixed.items()}
    with placed(path) as handle:
        write_container(handle, contents | fixed, sums)
        settle(handle)
        size = handle.tell()
        verdict, package = verify_open(handle, path, _own_trust(signer, meta.created_at, owners))
        written = _written(path, size, _believed(path, verdict, package))
        record(written)
    return written


def _own_trust(signer: Signer, moment: datetime, owners: Callable[[str], Container[str]]) -> Trust:
    """Trust for reading our own package back: a wrong clock warns, it never blocks signing."""
    certificate = load_certificate(signer.certificate)
    inside = max(moment, certificate.not_valid_before_utc)
    inside = min(inside, certificate.not_valid_after_utc)
    return Trust(root=signer.root, now=inside, authorities=signer.chain, owners=owners)


def _believed(path: Path, verdict: Verdict, package: VerifiedPackage | None) -> VerifiedPackage:
    if package is not None:
        return package
    if (verdict.code or "").startswith(_DISK):
        raise WorldFailed(
            f"Записанный файл «{path.name}» прочитан обратно с ошибкой.",
            "Похоже, носитель неисправен: возьмите другой и выгрузите пакет ещё раз.",
        )
    raise Refused("Пакет не выгружен: собственная проверка его не приняла.", verdict.reason)


def _written(path: Path, size: int, package: VerifiedPackage) -> WrittenPackage:
    return WrittenPackage(
        path=path,
        manifest_sha256=package.manifest_sha256,
        file_sha256=package.file_sha256,
        size=size,
        meta=package.meta,
        key=package.signer.key,
    )
