"""Keys: the region's root, an installation's request, the region's answer, the register.

The request travels as a file and its code on paper; the answer as a file and the root's print on
paper. Nobody has to trust the stick.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

from app import outside
from app.domain.errors import Refused, WrongUsage
from app.domain.organisations import Organisation, OrganisationKind
from app.domain.passwords import weakness
from app.domain.ways import way
from app.exchange import enrolment
from app.exchange import organisations as named
from app.exchange.keyfolder import KeyFolder
from app.placing import probe, told, write_file
from app.services.context import Context
from app.store import journal, organisations, packages
from app.store.base import said


@dataclass(frozen=True, slots=True)
class KeyState:
    """How far this installation is with its keys."""

    has_key: bool
    is_enrolled: bool
    paper_code: str
    """Code to be carried to the region on paper; empty without a key."""
    root_print: str
    """Print of the pinned regional root; empty when none is pinned."""


def key_folder(context: Context) -> KeyFolder:
    """The folder of keys beside the base; it is not part of the base and of its copies."""
    return KeyFolder(context.beside("keys"))


def state(context: Context) -> KeyState:
    """What there is of keys, without asking for a password."""
    folder = key_folder(context)
    return KeyState(
        has_key=folder.signing_key.exists(),
        is_enrolled=folder.is_enrolled,
        paper_code=_paper_code(folder),
        root_print=folder.root_print() if folder.root.exists() else "",
    )


def _paper_code(folder: KeyFolder) -> str:
    """The code of the last request: it is needed before there is any certificate."""
    if not folder.request.exists():
        return ""
    return enrolment.read_request(folder.read(folder.request)).paper_code


def own_organisation(context: Context) -> Organisation:
    """Whose base this is; Refused when nobody said so yet."""
    if context.own is None:
        raise Refused(
            "Не указано, чья это база.",
            way("name_owner"),
        )
    return context.own


def in_exchange(one: Organisation) -> named.Organisation:
    """The organisation as certificates name it; Refused for those that have no keys of their own.

    Nobody else may get the region's role: whoever has it may sign receipts and references.
    """
    if one.kind.value not in [role.value for role in named.Role]:
        raise Refused(
            f"{one.title} — {one.kind.title}: ключ подписи такой организации пока не выдаётся.",
            "Подписывают школы, районы и регион.",
        )
    ogrn = one.ogrn if one.ogrn and not one.legal_entity else None
    return named.Organisation(str(one.uid), one.name, named.Role(one.kind.value), ogrn)


def create_root(context: Context, password: str, output: Path | None = None) -> str:
    """Make the regional root and the key of the region's own desk; gives the root's print.

    `output`: where to write the root certificate for the schools. What a power cut left undone is
    finished by a second call; a finished root is never made anew (Refused).
    """
    if context.role != "region":
        raise WrongUsage("Корневой ключ делает только регион.", "Откройте базу региона.")
    if output is not None:
        probe(output)  # what cannot be written is told before a key is made
    _good_password(password)
    folder, owner = key_folder(context), in_exchange(own_organisation(context))
    now = context.now()
    if not folder.root.exists() or _desk_is_ready(context):
        enrolment.create_region(folder, owner, password, now)
    root_print = folder.root_print()
    desk = enrolment.issue_to_own_desk(folder, owner, password, now)
    if output is not None:
        write_file(output, folder.read(folder.root))
    _register(context, desk, root_print)  # last: what is registered is finished
    return root_print


def _desk_is_ready(context: Context) -> bool:
    folder = key_folder(context)
    if not folder.is_enrolled:
        return False
    own = named.ungrouped(folder.key_print())
    return own in {one.key for one in register(context)}


def request(context: Context, password: str, output: Path, *, renew: bool = False) -> str:
    """Write the request file for the region; gives the code to be carried on paper."""
    _good_password(password)
    owner = in_exchange(own_organisation(context))
    probe(output)
    made = enrolment.request_certificate(key_folder(context), owner, password, replace=renew)
    write_file(output, made.csr)
    _note(context, "request", {"code": made.paper_code, "renew": renew})
    return made.paper_code


def issue(
    context: Context, password: str, request_file: Path, code: str, output: Path
) -> Organisation:
    """The region answers a request whose paper code was typed in; gives the organisation.

    An organisation the region does not know yet is refused: its directory decides who is who.
    """
    if context.role != "region":
        raise WrongUsage("Сертификаты выдаёт только регион.", "Откройте базу региона.")
    probe(output)
    csr = read_small(request_file)
    applicant = enrolment.read_request(csr).organisation
    with said(context.base), context.database.reading() as connection:
        known = [one for one in organisations.all_of(connection) if str(one.uid) == applicant.uid]
    if not known:
        raise Refused(
            f"Организации «{applicant.name}» нет в списке региона.",
            "Добавьте её в список (страница «Школы») и повторите.",
        )
    authority = key_folder(context).authority(password)
    owner = in_exchange(known[0])
    issued = enrolment.issue(authority, csr, code, owner, context.now())
    key_folder(context).keep_issued(owner, issued.certificate)
    _register(context, issued.entry, owner.name)
    write_file(output, issued.answer)
    return known[0]


def install(context: Context, answer_file: Path, root_print: str | None) -> str:
    """Take the region's answer; gives the region's name.

    `root_print` was typed from the region's paper; None only when the root is pinned already.
    """
    region = enrolment.install(key_folder(context), read_small(answer_file), root_print)
    _know_region(context, region)
    _note(context, "install", {"region": region.uid})
    return region.name


def trust(context: Context, root_file: Path, root_print: str) -> str:
    """Pin the regional root whose print was compared on paper; gives the region's name."""
    region = enrolment.trust_root(key_folder(context), read_small(root_file), root_print)
    _know_region(context, region)
    _note(context, "trust", {"region": region.uid})
    return region.name


def register(context: Context) -> tuple[packages.EnrolledKey, ...]:
    """The certificates the region has issued, oldest first."""
    with said(context.base), context.database.reading() as connection:
        return packages.keys(connection)


def set_state(context: Context, fingerprint: str, state: str) -> None:
    """Suspend, revoke or restore a certificate, named by the beginning of its print."""
    new = named.State(state)
    wanted = named.ungrouped(fingerprint)
    found = [one for one in register(context) if one.fingerprint.startswith(wanted)]
    if len(found) != 1 or len(wanted) < 8:
        raise Refused(
            f"Сертификат «{fingerprint}» не найден однозначно.",
            way("see_certificates"),
        )
    with said(context.base), context.database.transaction() as connection:
        at = context.now().isoformat()
        packages.set_key_state(connection, found[0].fingerprint, new.value, at)
        stamp = context.stamp("keys")
        details = {"certificate": found[0].fingerprint, "state": new.value}
        journal.write(connection, stamp, "keys", found[0].organisation_name, details)


def read_small(path: Path) -> bytes:
    """A request, an answer or a certificate; a big or missing file is told in words."""
    with told(path):
        return outside.read_bytes(path, outside.SMALL)


def _good_password(password: str) -> None:
    if fault := weakness(password):
        raise Refused(
            fault,
            "Придумайте от 10 знаков, например три-четыре несвязанных слова, и запишите в "
            "запечатанный конверт: восстановить его нельзя.",
        )


def _register(context: Context, entry: named.Enrolled, subject: str) -> None:
    """Enter a certificate; an older one of the same organisation's same key is replaced by it."""
    row = packages.EnrolledKey(
        fingerprint=entry.fingerprint,
        key=entry.key,
        organisation_uid=entry.organisation.uid,
        organisation_name=entry.organisation.name,
        role=entry.organisation.role.value,
        ogrn=entry.organisation.ogrn or "",
        serial=str(entry.serial),
        valid_from=entry.valid_from.isoformat(),
        valid_to=entry.valid_to.isoformat(),
        state=entry.state.value,
        changed_at=context.now().isoformat(),
    )
    with said(context.base), context.database.transaction() as connection:
        for old in packages.keys(connection):
            if old.key == entry.key and old.state == named.State.ACTIVE.value:
                packages.set_key_state(
                    connection, old.fingerprint, named.State.REPLACED.value, row.changed_at
                )
        packages.enrol(connection, row)
        details = {"certificate": entry.fingerprint, "organisation": row.organisation_uid}
        journal.write(connection, context.stamp("keys"), "keys", subject, details)


def _know_region(context: Context, region: named.Organisation) -> None:
    """Remember the region as an organisation: packages are addressed to it."""
    own = context.own
    one = Organisation(
        uid=UUID(region.uid),
        code="region",
        name=region.name,
        kind=OrganisationKind.REGION,
        region=own.region if own else context.methodology.region,
        ogrn=region.ogrn or "",
    )
    with said(context.base), context.database.transaction() as connection:
        known = organisations.by_uid(connection, one.uid)
        if known is None and organisations.taken(connection, one) is not None:
            one = replace(one, code=str(one.uid))  # the region begins anew, with another root
        if known is None:
            organisations.add(connection, [one])
        else:
            organisations.change(connection, replace(known, name=one.name))


def _note(context: Context, deed: str, details: dict[str, object]) -> None:
    with said(context.base), context.database.transaction() as connection:
        journal.write(connection, context.stamp("keys"), "keys", deed, details)
