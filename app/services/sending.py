"""A signed package of a school, or of a whole district, into a folder (a memory stick)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from app import __version__
from app.domain.answers import canonical
from app.domain.errors import Refused, WrongUsage
from app.domain.organisations import Organisation, OrganisationKind
from app.domain.ways import way
from app.exchange import certificates
from app.exchange.container import FIXED_ORDER, MAX_ENTRIES, MAX_JSON, MAX_PACKAGE
from app.exchange.ledger import Ledger, Sent, sent_from
from app.exchange.metadata import PackageMeta, PackageType
from app.exchange.own_clock import doubts
from app.exchange.writing import WrittenPackage, write_package
from app.placing import make_folder
from app.services import enrolling
from app.services.contents import Contents, gather
from app.services.context import Context
from app.store import journal, organisations, packages, records
from app.store.base import said

SCHEMA = "opora-data/1"


@dataclass(frozen=True, slots=True)
class Exported:
    """A package that was written, read back and found valid."""

    path: Path
    package_id: str
    sequence: int
    schools: tuple[str, ...]
    """Codes of the schools inside."""
    left_out: tuple[tuple[str, str], ...]
    """(code, first error in words) of schools left out of a consolidated package."""
    again: bool
    """The same package was written before: same bytes, same number."""
    told: tuple[str, ...] = ()
    """What the sender should know before it goes: a doubtful date, small numbers hidden or not."""


def export(
    context: Context,
    organisation: UUID | None,
    folder: Path,
    password: str,
    *,
    include_personal: bool = False,
) -> Exported:
    """Write the package of one organisation (None: of all schools of the base) into `folder`.

    What changed nothing since the last package gives the same package again, byte for byte. Raises
    Refused (errors in the data, no certificate), WorldFailed (disk).
    """
    sender = enrolling.own_organisation(context)
    if sender.kind is OrganisationKind.REGION:
        raise WrongUsage(
            "Регион пакеты не отправляет: он их принимает.",
            "Выгрузите пакет из базы школы или района.",
        )
    if sender.kind is OrganisationKind.SCHOOL:
        organisation = organisation or sender.uid
    signer = enrolling.key_folder(context).signer(password)
    made = gather(context, _schools(context, organisation), include_personal=include_personal)
    if not made.schools:
        raise Refused(*_why_nothing(made))
    if not made.outgoing and "data/totals.csv" not in made.files:
        raise Refused(
            f"За {context.period.title} ничего не введено, отправлять нечего.",
            f"Внесите данные или {way('another_year')}.",
        )
    _refuse_too_large(made)
    kind = PackageType.SUBMISSION if organisation else PackageType.CONSOLIDATED
    ledger = Ledger(context.beside("ledger"))
    region = certificates.organisation_of(certificates.load_certificate(signer.root)).uid
    row = _Row(certificates.key_fingerprint(signer.key.public_key()), region, kind)
    details = {"content": _content_hash(made, sender), "subject": str(organisation or "")}
    make_folder(folder)
    allowed = [str(school.uid) for school in made.schools]
    with ledger.held():  # no other program takes the number meanwhile
        before = ledger.last(row.key, row.recipient)
        known = _same_as_before(ledger, row, details)
        meta = _meta(context, sender, made, row, ledger, known)
        path = folder / known.name if known else _free_name(folder, made, sender, meta)

        def record(written: WrittenPackage) -> None:
            if known is None:
                ledger.append(sent_from(written, meta.created_at, details))

        written = write_package(
            path, meta, made.files, signer, owners=lambda _uid: allowed, record=record
        )
    _remember(context, sender, made, written)
    return Exported(
        path=path,
        package_id=meta.package_id,
        sequence=meta.sequence,
        schools=tuple(school.code for school in made.schools),
        left_out=tuple((school.code, fault) for school, fault in made.left_out),
        again=known is not None,
        told=(*doubts(signer, meta.created_at, before.sent_at if before else None), *made.told),
    )


def _schools(context: Context, organisation: UUID | None) -> list[Organisation]:
    with said(context.base), context.database.reading() as connection:
        if organisation is None:
            return list(organisations.all_of(connection, OrganisationKind.SCHOOL))
        found = organisations.by_uid(connection, organisation)
    return [found] if found else []


def _why_nothing(made: Contents) -> tuple[str, str]:
    if not made.left_out:
        return "В базе нет ни одной школы, отправлять нечего.", "Сначала внесите данные."
    school, fault = made.left_out[0]
    return (
        f"Пакет не выгружен: в данных есть ошибки. Школа {school.code}: {fault}",
        f"Исправьте ошибки ({way('see_errors')}) и повторите.",
    )


def _refuse_too_large(made: Contents) -> None:
    """Tell it before writing: no receiver would open such a package."""
    largest = max(len(content) for name, content in made.files.items() if name.endswith(".json"))
    entries = len(made.files) + len(FIXED_ORDER)
    whole = sum(len(content) for content in made.files.values())
    if largest > MAX_JSON or entries > MAX_ENTRIES or whole > MAX_PACKAGE:
        raise Refused(
            f"Пакет получается слишком большим: школ в нём {len(made.schools)}.",
            way("send_one_school"),
        )


@dataclass(frozen=True, slots=True)
class _Row:
    """Packages whose numbers run together, and what kind is asked for now."""

    key: str
    """SHA-256 of the signing public key: the installation."""
    recipient: str
    kind: PackageType


def _content_hash(made: Contents, sender: Organisation) -> str:
    """SHA-256 over everything that makes the bytes of a package but its number and time."""
    digest = hashlib.sha256()
    said = {"version": __version__, "sender": sender.name, "titles": made.titles}
    digest.update(canonical({**said, "roles": made.roles}).encode())
    for name in sorted(made.files):
        content = made.files[name]
        digest.update(f"{name}:{len(content)}:".encode())
        digest.update(content)
    return digest.hexdigest()


def _same_as_before(ledger: Ledger, row: _Row, wanted: dict[str, str]) -> Sent | None:
    """The line of this row's last package about the same, when nothing has changed since."""
    for line in reversed(ledger.entries):
        same_row = (line.key, line.recipient, line.package_type) == (
            row.key,
            row.recipient,
            row.kind.value,
        )
        about = line.revisions if isinstance(line.revisions, dict) else {}
        if same_row and about.get("subject") == wanted["subject"]:
            return line if about == wanted else None
    return None


def _meta(
    context: Context,
    sender: Organisation,
    made: Contents,
    row: _Row,
    ledger: Ledger,
    known: Sent | None,
) -> PackageMeta:
    previous = ledger.previous_sha256(row.key, row.recipient)
    numbers: dict[str, Any] = {
        "package_id": known.package_id if known else str(uuid4()),
        "sequence": known.sequence if known else ledger.next_sequence(row.key, row.recipient),
        "previous_sha256": known.previous_sha256 if known else previous,
        "created_at": known.sent_at if known else _whole_second(context.now()),
    }
    return PackageMeta(
        package_type=row.kind,
        sender=str(sender.uid),
        sender_name=sender.name,
        recipient=row.recipient,
        app_version=__version__,
        contains_personal_data=made.personal,
        period=context.period.key,
        schema=SCHEMA,
        titles=made.titles,
        roles=made.roles,
        **numbers,
    )


def _whole_second(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _free_name(folder: Path, made: Contents, sender: Organisation, meta: PackageMeta) -> Path:
    """Where a new package may lie: another laptop's package on the same stick stays."""
    name = _name(made, sender, meta)
    if (folder / f"{name}.asice").exists():
        name = f"{name}-{meta.package_id[:8]}"
    return folder / f"{name}.asice"


def _name(made: Contents, sender: Organisation, meta: PackageMeta) -> str:
    """An ASCII name that survives mail and old sticks: whose, which year, which number."""
    alone = meta.package_type is PackageType.SUBMISSION
    code = made.schools[0].code if alone else f"{sender.kind.value}-{sender.code}"
    safe = "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in code)
    return f"opora-{safe}-{meta.period.replace('/', '-')}-{meta.sequence:04d}"


def _remember(
    context: Context, sender: Organisation, made: Contents, written: WrittenPackage
) -> None:
    """Note it in the base too, unless it stands there: a power cut may have come between."""
    meta = written.meta
    row = packages.SentPackage(
        package_id=meta.package_id,
        manifest_sha256=written.manifest_sha256,
        organisation_uid=str(sender.uid),
        period=meta.period,
        created_at=meta.created_at.isoformat(),
        state="exported",
        receipt={},
    )
    with said(context.base), context.database.transaction() as connection:
        if packages.is_sent(connection, meta.package_id):
            return
        organisations.remember_period(connection, context.period)
        packages.send(connection, row)
        records.mark_outgoing(connection, made.outgoing)
        details = {"manifest": written.manifest_sha256, "sequence": meta.sequence}
        journal.write(connection, context.stamp("export"), "export", written.path.name, details)
