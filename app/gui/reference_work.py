"""What the cards of the reference and the methodology ask of the services; runs in the worker."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.reference_words import about, groups_told
from app.gui.jobs import Progress

if TYPE_CHECKING:
    from app.services.context import Context
    from app.services.installing import Installed
    from app.services.methodologies import Bundle


@dataclass(frozen=True, slots=True)
class ReferenceDesk:
    """What the base computes the period by, in words."""

    lines: tuple[str, ...]
    is_region: bool
    may_pass_on: bool = False
    """A region and its districts hand the file to schools."""
    checksum: str = ""
    """To be compared with the region's; empty without a reference."""
    file_name: str = ""
    """Offered for the file."""


@dataclass(frozen=True, slots=True)
class Published:
    """A version of the reference that was just composed."""

    version: int
    issued_on: date
    groups: tuple[str, ...]
    """How many schools belong to which group by it."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A methodology that is in the base now."""

    context: Context
    code: str
    title: str
    is_new: bool
    is_used: bool
    waiting: str = ""
    """By what the year is still computed; empty when the methodology is in force."""


def desk(context: Context) -> ReferenceDesk:
    """How things stand with the reference of the current period."""
    from app.services.reference_files import checksum, file_name, spoken
    from app.services.referencing import current

    found = current(context, context.period)
    is_region = context.role == "region"
    lines = tuple(about(found, context.period.title, is_region=is_region))
    if found is None:
        return ReferenceDesk(lines, is_region)
    may_pass_on = context.role != "school"
    return ReferenceDesk(lines, is_region, may_pass_on, spoken(checksum(found)), file_name(found))


def install(context: Context, path: Path, *, switch: bool) -> Installed:
    """Take a reference out of a file."""
    from app.services.installing import install_file

    return install_file(context, path, switch=switch)


def publish(context: Context, progress: Progress) -> Published:
    """Compute the next version over all schools."""
    from app.services.publishing import publish_year

    made = publish_year(context, progress=progress)
    lines = groups_told(one.told for one in made.groups())
    return Published(made.reference.version, made.reference.issued_on, tuple(lines))


def save(context: Context, path: Path) -> Path:
    """Write the file of the reference that is used."""
    from app.domain.errors import Refused
    from app.services.reference_files import write_reference
    from app.services.referencing import current

    found = current(context, context.period)
    if found is None:
        raise Refused("Эталона за этот год нет, записывать нечего.", "Составьте его.")
    return write_reference(found, path)


def methodology_in(path: Path) -> tuple[str, str, Bundle]:
    """(title, region, texts) of the methodology in a file."""
    from app.services.region_methodologies import bundle_in

    bundle = bundle_in(path)
    whole = bundle.whole()
    return whole.title, whole.region, bundle


def take_methodology(context: Context, path: Path) -> Taken:
    """Keep a methodology in the base; a newer version of the one in use is used at once."""
    from app.services import region_methodologies as methodologies
    from app.services.referencing import still_by_reference

    bundle = methodologies.bundle_in(path)
    is_new = methodologies.install(context, bundle)
    is_used = bundle.code == context.methodology.code
    now = methodologies.refreshed(context) if is_used else context
    waiting = still_by_reference(now) if is_used else ""
    return Taken(now, bundle.code, bundle.whole().title, is_new, is_used, waiting)


def still_by_reference(context: Context) -> str:
    """By what the current year is still computed; empty when the base's methodology is in force."""
    from app.services import referencing

    return referencing.still_by_reference(context)


def use_methodology(context: Context, code: str) -> Context:
    """Let the base compute by a methodology it knows."""
    from app.services import region_methodologies as methodologies

    return methodologies.use(context, code)
