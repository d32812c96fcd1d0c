"""A package that was verified: the only kind a service may accept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from app.exchange.container import CHUNK, Entry
from app.exchange.metadata import PackageMeta
from app.exchange.reasons import RefusedWithCode
from app.exchange.trust import SignedBy
from app.placing import PRIVATE, placed, told


@dataclass(frozen=True, slots=True)
class Facts:
    """What verification found out about a package."""

    path: Path
    meta: PackageMeta
    signer: SignedBy
    manifest_sha256: str
    file_sha256: str
    entries: dict[str, Entry]
    digests: dict[str, bytes]


class VerifiedPackage:
    """Made by `verify` alone. Every read checks again that the bytes are the signed ones."""

    def __init__(self, facts: Facts, *, proof: object) -> None:
        if proof is not PROOF:
            raise TypeError("only verify() makes a VerifiedPackage")
        self._facts = facts
        self.path = facts.path
        self.meta = facts.meta
        self.signer = facts.signer
        self.manifest_sha256 = facts.manifest_sha256
        """The package's identity, hex."""
        self.file_sha256 = facts.file_sha256

    @property
    def names(self) -> tuple[str, ...]:
        """The signed files but package.json, in order."""
        return tuple(sorted(self.meta.roles))

    def read(self, name: str) -> bytes:
        """The content of a signed file. Raises KeyError, WorldFailed, RefusedWithCode when the file
        on the disk is no longer the verified one."""
        return b"".join(self.chunks(name))

    def chunks(self, name: str) -> Iterator[bytes]:
        """As `read`, piece by piece; trust no piece before the last one has come."""
        entry, digest = self._facts.entries[name], hashlib.sha256()
        with told(self.path), self.path.open("rb") as handle:
            for piece in _pieces(handle, entry.data_offset, entry.size):
                digest.update(piece)
                yield piece
        if digest.digest() != self._facts.digests[name]:
            raise RefusedWithCode("E_FILE_DIGEST", name=name)

    def copy_to(self, target: Path) -> None:
        """Copies the whole package (into the archive). Raises as `read`; leaves no half copy."""
        digest = hashlib.sha256()
        with placed(target, PRIVATE) as copy, self.path.open("rb") as handle:
            while piece := handle.read(CHUNK):
                digest.update(piece)
                copy.write(piece)
            if digest.hexdigest() != self.file_sha256:
                raise RefusedWithCode("E_FILE_DIGEST", name=self.path.name)

    def as_json(self) -> dict[str, Any]:
        """What is told of a package: package.json, its identity and its signer."""
        who = self.signer.organisation
        return self.meta.as_json() | {
            "manifest_sha256": self.manifest_sha256,
            "file_sha256": self.file_sha256,
            "signer": {
                "org_id": who.uid,
                "name": who.name,
                "role": who.role.value,
                "ogrn": who.ogrn,
                "certificate_sha256": self.signer.certificate,
                "key_sha256": self.signer.key,
            },
        }


PROOF = object()
"""Known to `verifying` alone."""


def _pieces(handle: BinaryIO, offset: int, size: int) -> Iterator[bytes]:
    handle.seek(offset)
    while size and (piece := handle.read(min(CHUNK, size))):
        size -= len(piece)
        yield piece
