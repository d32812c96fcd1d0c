"""Creating a base and opening it: role, methodology, period, the organisation it belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

from app.domain.errors import Refused, WrongUsage
from app.domain.organisations import Organisation
from app.domain.periods import Period, parse_period, school_year_of
from app.domain.ways import way
from app.services.catalogue import FormCatalogue
from app.services.context import ROLES, Context
from app.services.editing import refuse_twins
from app.services.methodologies import Bundle, MethodologyCatalogue
from app.services.region_methodologies import catalogue_in, is_new, setting_of
from app.shared_places import shared_place
from app.store import base, journal, organisations, settings
from app.store.records import Stamp

TODAY = "today"
"""Setting «period_by»: nobody chose the period, it is the school year of the day of creation."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What a new base has to be told."""

    role: str
    methodology: str
    organisation: Organisation | None = None
    others: tuple[Organisation, ...] = ()
    """A directory of further organisations (the schools of a district)."""
    period: Period | None = None
    """None: the school year of today."""
    own_methodology: Bundle | None = None
    """The texts of `methodology` when it is the region's own; None: one of the program's."""

    def catalogue(self) -> MethodologyCatalogue:
        """The methodologies the base will know; Refused when one would take another's place."""
        bundle = self.own_methodology
        if bundle is None or not is_new(MethodologyCatalogue(), bundle):
            return MethodologyCatalogue()
        return MethodologyCatalogue({bundle.code: bundle})


def create_base(path: Path, setup: Setup) -> None:
    """A new base at `path`. Nothing is left behind when it fails."""
    if setup.role not in ROLES:
        known = ", ".join(f"{code} ({title})" for code, title in ROLES.items())
        raise WrongUsage(f"Роль «{setup.role}» неизвестна.", f"Выберите: {known}.")
    catalogue = setup.catalogue()
    methodology = catalogue.methodology(setup.methodology)
    everybody = (*((setup.organisation,) if setup.organisation else ()), *setup.others)
    _refuse_repeats(everybody)
    period = setup.period or school_year_of(date.today())
    stamp = Stamp(str(uuid4()), datetime.now(UTC), "init")
    values = {
        "role": setup.role,
        "methodology": methodology.code,
        "period": period.key,
        "period_by": "user" if setup.period else TODAY,
        "installation": stamp.installation,
        "own": str(setup.organisation.uid) if setup.organisation else "",
    }
    own = setup.own_methodology if catalogue.is_own(methodology.code) else None
    with base.building(path) as database, database.transaction() as connection:
        settings.put(connection, {**values, **(setting_of(own) if own else {})})
        organisations.remember_period(connection, period)
        organisations.add(connection, everybody)
        journal.write(connection, stamp, "init", str(path.name), values)


def is_blank(path: Path) -> bool:
    """Whether a base may be made there: there is none, or its making was cut off."""
    return base.is_blank(path)


def _refuse_repeats(everybody: Iterable[Organisation]) -> None:
    """Two organisations of one code cannot be told apart later."""
    met: dict[object, Organisation] = {}
    for one in everybody:
        for mark in (one.uid, (one.region, one.code, one.kind)):
            if mark in met:
                raise Refused(
                    f"Код {one.code} указан дважды: {met[mark].title} и {one.title}.",
                    "Исправьте код одной из организаций и повторите.",
                )
        met[one.uid] = met[one.region, one.code, one.kind] = one


def open_base(path: Path, period: str | None = None) -> Context:
    """The base at `path`, in its current period or the one asked for."""
    database = base.open_existing(path)
    with ExitStack() as unless_done:
        unless_done.callback(database.close)
        context = _context(path, database, period)
        unless_done.pop_all()
    return context


def _context(path: Path, database: base.Database, period: str | None) -> Context:
    with base.said(path), database.reading() as connection:
        values = settings.all_of(connection)
        own = values.get("own")
        mine = organisations.by_uid(connection, settings.uid(own)) if own else None
    _refuse_unset(path, values)
    wanted = parse_period(period or values["period"])
    return Context(
        base=path,
        database=database,
        forms=FormCatalogue(),
        methodology=catalogue_in(values).methodology(values["methodology"]),
        role=values["role"],
        period=wanted,
        installation=values["installation"],
        own=mine,
    )


def _refuse_unset(path: Path, values: Mapping[str, str]) -> None:
    """Refuse a base whose settings this program cannot have written."""
    advice = "Восстановите базу из резервной копии."
    if not values:
        raise Refused(
            f"База {path} не была настроена до конца.",
            f"Чтобы начать её заново, {way('create_base')}.",
        )
    if not values.keys() >= {"role", "methodology", "period", "installation"}:
        raise Refused(f"В базе {path} не хватает настроек: она повреждена.", advice)
    if values["role"] not in ROLES:
        raise Refused(f"В базе {path} записано, что она неизвестно чья: она повреждена.", advice)
    try:
        parse_period(values["period"])
    except WrongUsage as fault:
        raise Refused(f"В базе {path} не понять учебный год: она повреждена.", advice) from fault
    if values["methodology"] not in catalogue_in(values).codes():
        raise Refused(
            f"База {path} считает по методике «{values['methodology']}», а её здесь нет.",
            f"Обновите программу. {advice}",
        )


def concerns(context: Context) -> tuple[str, ...]:
    """What to tell whoever has just opened a base, in Russian; work may go on."""
    told = []
    if context.database.has_others:
        told.append(
            "Эта база открыта ещё в одном окне или команде «Опоры» на этом компьютере. Работать "
            "можно; не меняйте в двух местах одно и то же."
        )
    if where := shared_place(context.base):
        told.append(
            f"База лежит {where}: так она может испортиться. Перенесите её на диск этого "
            "компьютера, когда программа закрыта, а в общей папке держите копии."
        )
    return tuple(told)


def set_own(context: Context, organisation: Organisation) -> Context:
    """Say whose base this is; an organisation the base does not know yet is added.

    Raises Refused when its code is another's.
    """
    with base.said(context.base), context.database.transaction() as connection:
        if organisations.by_uid(connection, organisation.uid) is None:
            refuse_twins(connection, organisation)
            organisations.add(connection, [organisation])
        else:
            refuse_twins(connection, organisation, is_known=True)
            organisations.change(connection, organisation)
        settings.put(connection, {"own": str(organisation.uid)})
        details = {"own": str(organisation.uid), "code": organisation.code}
        journal.write(connection, context.stamp("init"), "init", organisation.code, details)
    return replace(context, own=organisation)


def set_period(context: Context, period: Period) -> Context:
    """Make another period the base's current one."""
    with base.said(context.base), context.database.transaction() as connection:
        organisations.remember_period(connection, period)
        settings.put(connection, {"period": period.key, "period_by": "user"})
        journal.write(connection, context.stamp("init"), "init", period.key, {"period": period.key})
    return replace(context, period=period)
