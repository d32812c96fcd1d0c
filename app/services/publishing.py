"""Publishes a reference together with its file: neither comes without the other."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from app.domain.errors import WorldFailed
from app.domain.reference import Reference
from app.domain.scales import Scales
from app.placing import placed, probe, settle
from app.services.context import Context, Progress
from app.services.reference_files import reference_bytes
from app.services.referencing import publish


def publish_to(
    context: Context, path: Path, progress: Progress | None = None, scales: Scales | None = None
) -> Reference:
    """`publish` and `write_reference` in one: the version is taken when its file is on the disk.

    The file gets its name when the version is stored. Raises as both do.
    """
    probe(path)
    made: Reference | None = None
    try:
        with ExitStack() as until_stored:

            def write(reference: Reference) -> None:
                handle = until_stored.enter_context(placed(path))
                handle.write(reference_bytes(reference))
                settle(handle)

            made = publish(context, None, progress, scales, write)
    except WorldFailed as fault:
        if made is None:
            raise
        again = f"Эталон {made.id} уже сохранён в базе, его файл: «opora reference show -o ФАЙЛ»."
        raise WorldFailed(fault.what, f"{fault.advice} {again}") from fault
    return made
