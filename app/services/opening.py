"""Creating a base and opening it: role, methodology, period, the organisation it belongs to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid4

from app.domain.errors import Refused, WrongUsage
from app.domain.organisations import Organisation
from app.domain.periods import Period, parse_period, school_year_of
from app.services.catalogue import FormCatalogue
from app.services.context import ROLES, Context
from app.services.methodologies import MethodologyCatalogue
from app.store import base, first_look, journal, organisations, settings
from app.store.records import Stamp

base_state = first_look.settings


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


def create_base(path: Path, setup: Setup) -> None:
    """A new base at `path`. Nothing is left behind when it fails."""
    if setup.role not in ROLES:
        known = ", ".join(f"{code} ({title})" for code, title in ROLES.items())
        raise WrongUsage(f"Роль «{setup.role}» неизвестна.", f"Выберите: {known}.")
    methodology = MethodologyCatalogue().methodology(setup.methodology)
    period = setup.period or school_year_of(date.today())
    database = base.create(path)
    stamp = Stamp(str(uuid4()), datetime.now(UTC), "init")
    values = {
        "role": setup.role,
        "methodology": methodology.code,
        "period": period.key,
        "installation": stamp.installation,
        "own": str(setup.organisation.uid) if setup.organisation else "",
    }
    try:
        with base.said(path), database.transaction() as connection:
            settings.put(connection, values)
            organisations.remember_period(connection, period)
            own = (setup.organisation,) if setup.organisation else ()
            organisations.add(connection, (*own, *setup.others))
            journal.write(connection, stamp, "init", str(path.name), values)
    finally:
        database.close()


def open_base(path: Path, period: str | None = None) -> Context:
    """The base at `path`, in its current period or the one asked for."""
    database = base.open_existing(path)
    try:
        return _context(path, database, period)
    except BaseException:
        database.close()
        raise


def _context(path: Path, database: base.Database, period: str | None) -> Context:
    with base.said(path), database.reading() as connection:
        values = settings.all_of(connection)
        own = values.get("own")
        mine = organisations.by_uid(connection, UUID(own)) if own else None
    if "role" not in values:
        raise Refused(
            f"База {path} не была настроена до конца.",
            "Удалите этот пустой файл и создайте базу заново: «opora init».",
        )
    wanted = parse_period(period or values["period"])
    with base.said(path), database.transaction() as connection:
        organisations.remember_period(connection, wanted)
    return Context(
        base=path,
        database=database,
        forms=FormCatalogue(),
        methodology=MethodologyCatalogue().methodology(values["methodology"]),
        role=values["role"],
        period=wanted,
        installation=values["installation"],
        own=mine,
    )


def set_own(context: Context, organisation: Organisation) -> Context:
    """Say whose base this is; an organisation the base does not know yet is added."""
    with base.said(context.base), context.database.transaction() as connection:
        if organisations.by_uid(connection, organisation.uid) is None:
            organisations.add(connection, [organisation])
        else:
            organisations.change(connection, organisation)
        settings.put(connection, {"own": str(organisation.uid)})
        details = {"own": str(organisation.uid), "code": organisation.code}
        journal.write(connection, context.stamp("init"), "init", organisation.code, details)
    return replace(context, own=organisation)


def set_period(context: Context, period: Period) -> Context:
    """Make another period the base's current one."""
    with base.said(context.base), context.database.transaction() as connection:
        organisations.remember_period(connection, period)
        settings.put(connection, {"period": period.key})
        journal.write(connection, context.stamp("init"), "init", period.key, {"period": period.key})
    return replace(context, period=period)
