"""Publishes a reference: as a version in the base, and with its file, neither without the other."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from app.domain.errors import Refused, WorldFailed
from app.domain.periods import Period
from app.domain.reference import Reference
from app.domain.scales import Scales
from app.domain.ways import way
from app.placing import placed, probe, settle
from app.services.context import Context, Progress
from app.services.reference_files import reference_bytes
from app.services.referencing import install
from app.services.region_year import RegionYear, compose


def publish(
    context: Context,
    period: Period | None = None,
    progress: Progress | None = None,
    scales: Scales | None = None,
) -> Reference:
    """The reference alone, see `publish_year`."""
    return publish_year(context, period, progress, scales).reference


def publish_year(
    context: Context,
    period: Period | None = None,
    progress: Progress | None = None,
    scales: Scales | None = None,
    write: Callable[[Reference], None] | None = None,
) -> RegionYear:
    """Compute the reference and store it as the next version. Only a region's base may (Refused).

    What was published before stays as it was. `scales`: see `compute`. `write` is called before the
    version is taken: where it fails, nothing is stored.
    """
    if context.role != "region":
        raise Refused(
            "Эталон составляет регион по данным всех своих школ.",
            "В базе школы или района эталон можно только установить.",
        )
    made = compose(context, period or context.period, progress, scales)
    if not made.reference.schools:
        raise Refused(
            "Эталон не составлен: ни у одной школы нет социального показателя.",
            "Загрузите социальные паспорта школ и повторите.",
        )
    if write is not None:
        write(made.reference)
    install(context, made.reference)
    return made


def publish_to(
    context: Context, path: Path, progress: Progress | None = None, scales: Scales | None = None
) -> RegionYear:
    """`publish_year` and `write_reference` in one: the version is taken when its file is written.

    The file gets its name when the version is stored. Raises as both do.
    """
    probe(path)
    made: RegionYear | None = None
    try:
        with ExitStack() as until_stored:

            def write(reference: Reference) -> None:
                handle = until_stored.enter_context(placed(path))
                handle.write(reference_bytes(reference))
                settle(handle)

            made = publish_year(context, None, progress, scales, write)
    except WorldFailed as fault:
        if made is None:
            raise
        kept = f"Эталон {made.reference.id} уже сохранён в базе"
        again = f"{kept}, {way('write_reference_again')}."
        raise WorldFailed(fault.what, f"{fault.advice} {again}") from fault
    return made
