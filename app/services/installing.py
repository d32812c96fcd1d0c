"""Taking the region's reference into a base: whose it is, what it brings, which one is used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from app.domain.errors import Refused
from app.domain.organisations import Organisation, OrganisationKind
from app.domain.reference import Reference
from app.domain.ways import way
from app.services import region_methodologies as methodologies
from app.services.context import Context
from app.services.reference_files import bundle_of, read_reference
from app.services.referencing import current, keep, region_of, year_kept

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Installed:
    """What became of a file."""

    context: Context
    """The place to go on in: the methodology may be another one now."""
    reference: Reference
    is_new: bool
    """False: the very same one was there already."""
    used: Reference
    """The one the base computes by: an older version does not drive out a newer one."""
    switched: bool = False
    """The base took the reference's methodology."""
    added: tuple[Organisation, ...] = ()
    completed: tuple[Organisation, ...] = ()
    """Those that had no name of their own, or nobody above them, and got one."""
    left: tuple[str, ...] = ()
    """Russian: what the directory says otherwise and the base keeps as it was."""

    @property
    def _is_unknown(self) -> bool:
        """The region's directory names schools, and not the owner of this base."""
        own = self.context.own
        known = {one.uid for one in self.reference.organisations}
        return own is not None and bool(known) and own.uid not in known

    def lines(self) -> Iterator[str]:
        """What to tell the user, in Russian."""
        day = f"{self.reference.issued_on:%d.%m.%Y}"
        what = (
            f"Эталон региона за {self.reference.period}, версия {self.reference.version} от {day}"
        )
        yield f"{what} установлен." if self.is_new else f"{what} уже установлен, всё на месте."
        if self.switched:
            yield f"База теперь считает по методике «{self.context.methodology.title}»."
        elif self.used.methodology != self.context.methodology.code:
            methodology = self.context.methodology.title
            yield f"{year_kept(self.used)}; для других лет остаётся методика базы: «{methodology}»."
        if self.used.id != self.reference.id:
            same = self.used.methodology == self.reference.methodology
            yield (
                f"В базе есть {'более новый' if same else 'эталон по другой методике'}: "
                f"версия {self.used.version} от {self.used.issued_on:%d.%m.%Y}. "
                "Показатели считаются по нему."
            )
        if self._is_unknown:
            yield (
                "Вашей организации в справочнике этого эталона нет. Если файл прислал ваш регион, "
                "сообщите ему её код."
            )
        if self.added:
            yield f"Из справочника региона добавлены: {_titles(self.added)}."
        if self.completed:
            told = _titles(self.completed)
            yield f"Дописано то, что было пусто (название или подчинение): {told}."
        yield from self.left


def _titles(organisations: tuple[Organisation, ...], most: int = 5) -> str:
    told = ", ".join(f"{one.title} ({one.code})" for one in organisations[:most])
    more = len(organisations) - most
    return f"{told} и ещё {more}" if more > 0 else told


def install_file(context: Context, path: Path, *, switch: bool = False) -> Installed:
    """Take a reference out of a file; all or nothing.

    `switch`: take its methodology into use too, when it is another one than the base's; also
    where nothing asks for it, because the year is over.
    Raises Refused: another region, period or methodology, a damaged file, a number taken.
    """
    from app.store.base import said

    reference = read_reference(path)
    refuse_strange(context, reference)
    if needs_switch(context, reference) and not switch:
        raise AnotherMethodology(context, reference)
    switches = switch and reference.methodology != context.methodology.code
    with said(context.base), context.database.transaction() as connection:
        if switches:
            _take_methodology(connection, context, reference)
        is_new = keep(connection, context, reference)
        learnt = _learn(connection, context, reference)
    if switches:
        code = reference.methodology
        catalogue = methodologies.catalogue_of(context)
        context = replace(context, methodology=catalogue.methodology(code))
    own = {one.uid: one for one in learnt.completed}.get(context.own.uid) if context.own else None
    context = replace(context, own=own or context.own)
    used = current(context, context.period) or reference
    return replace(learnt, context=context, is_new=is_new, used=used, switched=switches)


class AnotherMethodology(Refused):
    """The reference was computed by another methodology; the user may take that one too."""

    def __init__(self, context: Context, reference: Reference) -> None:
        what = (
            f"Эталон составлен по методике «{reference.methodology}», "
            f"а база считает по «{context.methodology.code}»."
        )
        super().__init__(
            what,
            "Если регион перешёл на эту методику, установите эталон вместе с ней "
            f"({way('switch_methodology')}); если нет — попросите у региона другой файл.",
        )


def needs_switch(context: Context, reference: Reference) -> bool:
    """Whether the base would have to take the reference's methodology.

    A year that is over is computed by the methodology it had (decision 0043); nothing changes.
    """
    is_over = context.period.end < context.now().date()
    return reference.methodology != context.methodology.code and not is_over


def refuse_strange(context: Context, reference: Reference) -> None:
    """Refuse what cannot be this base's reference."""
    region = region_of(context)
    if reference.region != region:
        raise Refused(
            f"Эталон другого региона: его код {reference.region}, а в базе {region}.",
            "Попросите файл у своего региона.",
        )
    if reference.period != context.period.key:
        raise Refused(
            f"Эталон за {reference.period}, а база открыта за {context.period.key}.",
            f"Если нужен он, {way('this_year', year=reference.period)} и повторите. Если нет, "
            "попросите эталон за нужный год.",
        )
    bundle = bundle_of(reference)
    own = context.methodology
    if bundle is not None:
        methodologies.refuse_unusable(bundle, context.forms)
    elif (reference.methodology, reference.methodology_version) != (own.code, own.version):
        raise Refused(
            f"Эталон составлен по методике «{reference.methodology}», версия "
            f"{reference.methodology_version}; в этой базе её нет, и в файле её тоже нет.",
            "Попросите у региона файл методики и установите сначала её.",
        )


def _take_methodology(connection: Connection, context: Context, reference: Reference) -> None:
    from app.store import settings

    bundle = bundle_of(reference)
    catalogue = methodologies.catalogue_in(settings.all_of(connection))
    if bundle is not None and not methodologies.knows(catalogue, bundle):
        methodologies.keep(connection, context, bundle)
    methodologies.put_in_use(connection, context, reference.methodology)


def _learn(connection: Connection, context: Context, reference: Reference) -> Installed:
    """Add the organisations of the directory that the base lacks; what it has stays as it is."""
    from app.store import journal, organisations

    known = {one.uid: one for one in organisations.all_of(connection)}
    codes = {(one.region, one.code, one.kind): one for one in known.values()}
    added, completed, left = [], [], []
    for one in near(context.own, context.role, reference.organisations):
        twin = codes.get((one.region, one.code, one.kind))
        present = known.get(one.uid)
        if present is None and twin is None:
            added.append(one)
        elif present is None and twin is not None:
            left.append(
                f"Под кодом {one.code} в эталоне «{one.title}», а в базе «{twin.title}»: "
                "в базе ничего не изменено, сверьте код."
            )
        elif present is not None and (whole := _completed(present, one)) != present:
            completed.append(whole)
    organisations.add(connection, added)
    for one in completed:
        organisations.change(connection, one)
    if added or completed:
        details = {"added": [one.code for one in added], "completed": [o.code for o in completed]}
        journal.write(connection, context.stamp("reference"), "reference", reference.id, details)
    return Installed(
        context, reference, True, reference,
        added=tuple(added), completed=tuple(completed), left=tuple(left),
    )  # fmt: skip


def _completed(present: Organisation, told: Organisation) -> Organisation:
    """With what nobody typed: the name of a school met in a table without names, who is above."""
    whole = replace(present, parent=present.parent or told.parent)
    if present.kind is OrganisationKind.SCHOOL and present.name == f"Школа {present.code}":
        whole = replace(whole, name=told.name, short_name=told.short_name)
    return whole


def near(
    own: Organisation | None, role: str, directory: Iterable[Organisation]
) -> tuple[Organisation, ...]:
    """Whom a base has to do with: itself and those above it; a district's schools; a region's all.

    A school's base is not filled with a thousand other schools.
    """
    everybody = tuple(directory)
    if role == "region" or own is None:
        return everybody if role == "region" else ()
    by_uid = {one.uid: one for one in everybody}
    wanted: set[UUID] = set()
    at: UUID | None = own.uid
    while at is not None and at not in wanted:
        wanted.add(at)
        at = by_uid[at].parent if at in by_uid else None
    return tuple(one for one in everybody if one.uid in wanted or one.parent == own.uid)
