"""The region's reference: computed over its whole base, published in versions, used everywhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache

from sqlalchemy import Connection

from app.domain.answers import canonical
from app.domain.calculations import CalculationInputs
from app.domain.errors import Refused
from app.domain.kept_scales import given_before
from app.domain.methodology import Methodology
from app.domain.methodology_files import load_methodology, with_parts
from app.domain.periods import Period
from app.domain.reference import Reference
from app.domain.reference_directories import in_order, norm_of
from app.domain.scales import NO_SCALES, Scales
from app.services.collecting import uncollected
from app.services.context import Context, Progress
from app.services.region_methodologies import catalogue_of


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


def publish(
    context: Context,
    period: Period | None = None,
    progress: Progress | None = None,
    scales: Scales | None = None,
    write: Callable[[Reference], None] | None = None,
) -> Reference:
    """Compute the reference and store it as the next version. Only a region's base may (Refused).

    What was published before stays as it was. `scales`: see `compute`. `write` is called before the
    version is taken: where it fails, nothing is stored.
    """
    if context.role != "region":
        raise Refused(
            "Эталон составляет регион по данным всех своих школ.",
            "В базе школы или района эталон можно только установить.",
        )
    made = compute(context, period or context.period, progress, scales)
    if not made.schools:
        raise Refused(
            "Эталон не составлен: ни у одной школы нет социального показателя.",
            "Загрузите социальные паспорта школ и повторите.",
        )
    if write is not None:
        write(made)
    install(context, made)
    return made


def given_scales(context: Context, period: Period) -> Scales:
    """The scales that the region gave to the newest reference of a period."""
    last = current(context, period)
    return given_before(last.scales) if last else NO_SCALES


@uncollected()
def compute(
    context: Context,
    period: Period,
    progress: Progress | None = None,
    scales: Scales | None = None,
) -> Reference:
    """The reference out of the base's present data, by its present methodology; not stored.

    `scales`: those the region gives (`services.scales.region_scales`); None: those it gave to the
    last reference of the period.
    """
    from app.services.gathering import gathered
    from app.services.region_figures import figures_of
    from app.store import references
    from app.store.base import said

    methodology = context.methodology
    if scales is None:
        scales = given_scales(context, period)
    inputs: CalculationInputs = gathered(context, period, methodology, None, scales, progress)
    found = figures_of(inputs, progress)
    region = region_of(context)
    with said(context.base), context.database.reading() as connection:
        version = 1 + references.newest_version(connection, region, period.key, methodology.code)
    return Reference(
        id=f"{region}-{period.key.replace('/', '-')}-{methodology.code}-{version}",
        region=region,
        period=period.key,
        methodology=methodology.code,
        methodology_version=methodology.version,
        version=version,
        issued_on=context.now().date(),
        schools=found.schools,
        thresholds=found.thresholds,
        counts=found.counts,
        means=found.means,
        distributions=found.distributions,
        lines=found.lines,
        weights=found.weights,
        shares=found.shares,
        clean_shares=found.clean_shares,
        earlier_shares=found.earlier_shares,
        scales=found.scales,
        norms={
            code: norm_of(one)
            for code, one in methodology.parameters.items()
            if code.endswith("_norm")
        },
        organisations=in_order(inputs.organisations),
        subjects=inputs.subjects,
        texts=_texts(context),
    )


def _texts(context: Context) -> dict[str, str]:
    """The methodology's files; of one that was changed in memory there are none."""
    methodology = context.methodology
    catalogue = catalogue_of(context)
    shipped = catalogue.methodology(methodology.code)
    # parsed expressions are compared by identity, so what they are made of is compared instead
    if (shipped.parameters, shipped.classes) != (methodology.parameters, methodology.classes):
        return {}
    return catalogue.texts(methodology.code)
