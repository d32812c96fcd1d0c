"""The region's reference in a base: which one is used, and taking one in."""

from __future__ import annotations

import json
from functools import lru_cache

from sqlalchemy import Connection

from app.domain.answers import canonical
from app.domain.errors import Refused
from app.domain.kept_scales import given_before
from app.domain.methodology import Methodology
from app.domain.methodology_files import load_methodology, with_parts
from app.domain.periods import Period
from app.domain.reference import Reference
from app.domain.scales import NO_SCALES, Scales
from app.services.context import Context


def current(context: Context, period: Period) -> Reference | None:
    """The newest reference of a period: of the base's methodology, else (once the period is
    over) of the methodology it was then computed by. None where nothing was published.
    """
    from app.store import references
    from app.store.base import said

    with said(context.base), context.database.reading() as connection:
        known = references.of_period(connection, period.key)
    own = [one for one in known if one.methodology == context.methodology.code]
    if own:
        return own[-1]
    is_over = period.end < context.now().date()
    return max(known, key=lambda one: one.issued_on, default=None) if is_over else None


def frozen_methodology(reference: Reference) -> Methodology | None:
    """The methodology as it was when the reference was published; None when it holds no texts."""
    return _loaded(canonical(dict(reference.texts)), reference.methodology)


@lru_cache(maxsize=8)
def _loaded(texts: str, code: str) -> Methodology | None:
    parts = {
        name: load_methodology(text, f"эталон, {name}") for name, text in json.loads(texts).items()
    }
    if code not in parts:
        return None
    return with_parts(parts[code], {name: one for name, one in parts.items() if one.is_part})


def year_kept(reference: Reference) -> str:
    """«Показатели за 2025/2026 считаются по методике эталона «…»»: it was published by it."""
    frozen = frozen_methodology(reference)
    title = frozen.title if frozen else reference.methodology
    return f"Показатели за {reference.period} считаются по методике эталона «{title}»"


def still_by_reference(context: Context) -> str:
    """By what the year is computed while its reference is of another version or methodology.

    A sentence for whoever chose or looks at the base's methodology; empty when it is in force.
    """
    reference, chosen = current(context, context.period), context.methodology
    if reference is None:
        return ""
    if reference.methodology != chosen.code:
        return f"{year_kept(reference)}: этот год закончился и остаётся каким был."
    if reference.methodology_version == chosen.version:
        return ""
    return (
        f"Группы и показатели за {context.period.title} пока считаются по эталону, составленному "
        f"по версии {reference.methodology_version} этой методики. Версия {chosen.version} начнёт "
        "действовать, когда регион составит эталон заново."
    )


def region_of(context: Context) -> str:
    """Two digits of ОКТМО of the region the base belongs to."""
    own = context.own
    return own.region if own and own.region else context.methodology.region


def install(context: Context, reference: Reference) -> bool:
    """Keep a reference; False when the very same one is there, Refused when another one is."""
    from app.store.base import said

    with said(context.base), context.database.transaction() as connection:
        return keep(connection, context, reference)


def keep(connection: Connection, context: Context, reference: Reference) -> bool:
    """The same as `install`, in a transaction that does more."""
    from app.domain.periods import parse_period
    from app.store import journal, organisations, references

    present = references.in_place_of(connection, reference)
    if present is not None:
        if present != reference:
            raise Refused(
                f"В базе уже есть эталон за {reference.period}, версия {reference.version}, "
                "но его содержание другое.",
                "Спросите у региона, какой из них верен: новый эталон должен иметь новый номер.",
            )
        return False
    organisations.remember_period(connection, parse_period(reference.period))
    references.put(connection, reference)
    details = {"version": reference.version, "schools": reference.schools}
    journal.write(connection, context.stamp("reference"), "reference", reference.id, details)
    return True


def given_scales(context: Context, period: Period) -> Scales:
    """The scales that the region gave to the newest reference of a period."""
    last = current(context, period)
    return given_before(last.scales) if last else NO_SCALES
