"""Whom this base trusts when it opens a package, and the verdict on a file."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection

from app.domain.errors import Refused
from app.domain.verdict import Verdict
from app.domain.ways import way
from app.exchange import organisations as named
from app.exchange.trust import Received, Seen, Trust
from app.exchange.verifying import verify
from app.services import enrolling
from app.services.context import Context
from app.store import organisations, packages
from app.store.base import said


class _Received:
    """The region's ledger as step 11 of the verification asks for it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def by_manifest(self, manifest_sha256: str) -> Seen | None:
        return _seen(packages.received_by_manifest(self._connection, manifest_sha256))

    def by_id(self, package_id: str) -> Seen | None:
        return _seen(packages.received_by_id(self._connection, package_id))

    def by_sequence(self, key: str, recipient: str, sequence: int) -> Seen | None:
        return _seen(packages.received_in_order(self._connection, key, recipient, sequence))

    def last(self, key: str, recipient: str) -> Seen | None:
        return _seen(packages.last_received(self._connection, key, recipient))


def received_of(connection: Connection) -> Received:
    """What was accepted before, for the check of the order."""
    return _Received(connection)


class _Register(Mapping[str, named.Enrolled]):
    """The region's register, asked certificate by certificate: a thousand packages come at once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def __getitem__(self, fingerprint: str) -> named.Enrolled:
        found = packages.key(self._connection, fingerprint)
        if found is None:
            raise KeyError(fingerprint)
        return _enrolled(found)

    def __iter__(self) -> Iterator[str]:
        return (one.fingerprint for one in packages.keys(self._connection))

    def __len__(self) -> int:
        return len(packages.keys(self._connection))


def _enrolled(one: packages.EnrolledKey) -> named.Enrolled:
    return named.Enrolled(
        fingerprint=one.fingerprint,
        key=one.key,
        organisation=named.Organisation(
            one.organisation_uid,
            one.organisation_name,
            named.Role(one.role),
            one.ogrn or None,
        ),
        serial=int(one.serial),
        valid_from=datetime.fromisoformat(one.valid_from),
        valid_to=datetime.fromisoformat(one.valid_to),
        state=named.State(one.state),
    )


def _seen(package: packages.ReceivedPackage | None) -> Seen | None:
    if package is None:
        return None
    return Seen(
        package.package_id,
        package.manifest_sha256,
        package.sequence,
        package.previous_sha256 or None,
    )


def verify_file(context: Context, path: Path) -> Verdict:
    """The verdict on a file, changing nothing; one's own package may be verified before it goes."""
    with said(context.base), context.database.reading() as connection:
        trust = trust_of(context, connection)
        verdict = verify(path, trust)[0]
        if verdict.code == "E_RECIPIENT" and context.own is not None:
            sent, package = verify(path, replace(trust, recipients=None, received=None))
            if package is not None and package.meta.sender == str(context.own.uid):
                return sent
        return verdict


def verify_with_root(path: Path, root_file: Path) -> Verdict:
    """The verdict on a file by a regional root alone, without any base."""
    root = enrolling.read_small(root_file)
    return verify(path, Trust(root=root, now=datetime.now(UTC), owners=_Everybody()))[0]


class _Everybody:
    """Without a directory nobody can say whose data a district may send: all are let through."""

    def __call__(self, _uid: str) -> Collection[str]:
        return _Anything()


class _Anything(Collection[str]):
    def __contains__(self, _one: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def trust_of(context: Context, connection: Connection) -> Trust:
    """The pinned root, the register (at the region), the directory and the ledger of the base."""
    folder = enrolling.key_folder(context)
    if not folder.root.exists():
        raise Refused(
            "Корневой сертификат региона ещё не установлен, проверить подпись нечем.",
            way("get_root"),
        )
    keeps_register = context.role == "region"

    def owners(uid: str) -> Collection[str]:
        return {str(one) for one in organisations.below(connection, UUID(uid))}

    return Trust(
        root=folder.root_certificate(),
        now=context.now(),
        authorities=folder.authorities(),
        register=_Register(connection) if keeps_register else None,
        recipients={str(context.own.uid)} if context.own else None,
        owners=owners,
        received=received_of(connection),
    )
