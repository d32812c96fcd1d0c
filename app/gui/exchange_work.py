"""What the page of the exchange asks of the services; runs in the worker."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from app.domain.verdict import Verdict
from app.gui.jobs import Progress

if TYPE_CHECKING:
    from app.services.context import Context
    from app.services.enrolling import KeyState
    from app.services.receiving import Reception
    from app.services.sending import Exported

_STATES = {
    "exported": "записан, квитанции пока нет",
    "accepted": "принят",
    "partly": "принят частично, есть замечания",
    "returned": "возвращён с замечаниями",
}


@dataclass(frozen=True, slots=True)
class Desk:
    """How things stand with keys and packages."""

    role: str
    keys: KeyState
    sent: tuple[tuple[str, str, str, str], ...]
    """(when, whose, period, state), newest first."""


def desk(context: Context) -> Desk:
    """The state of keys and of what was sent."""
    from app.services import editing, enrolling, receiving

    names = {str(one.uid): one.title for one in editing.known_organisations(context)}
    sent = [
        (
            datetime.fromisoformat(one.created_at).astimezone().strftime("%d.%m.%Y %H:%M"),
            names.get(one.organisation_uid, ""),
            one.period,
            _STATES.get(one.state, one.state),
        )
        for one in reversed(receiving.sent_packages(context))
    ]
    return Desk(context.role, enrolling.state(context), tuple(sent))


def request(context: Context, password: str, path: Path, *, renew: bool) -> str:
    """Write the request file; gives the code for paper."""
    from app.services import enrolling

    return enrolling.request(context, password, path, renew=renew)


def install(context: Context, path: Path, root_print: str) -> str:
    """Take the region's answer; gives the region's name."""
    from app.services import enrolling

    return enrolling.install(context, path, root_print)


def create_root(context: Context, password: str, path: Path) -> str:
    """The region's root; gives its print."""
    from app.services import enrolling

    return enrolling.create_root(context, password, path)


def issue(context: Context, password: str, request_file: Path, code: str, path: Path) -> str:
    """The region answers a request; gives the organisation's name."""
    from app.services import enrolling

    return enrolling.issue(context, password, request_file, code, path).title


def export(context: Context, school: UUID | None, folder: Path, password: str) -> Exported:
    """A signed package into a folder."""
    from app.services import sending

    return sending.export(context, school, folder, password)


def receive(
    context: Context, paths: list[Path], password: str, progress: Progress
) -> list[Reception]:
    """Packages and receipts in."""
    from app.services import receiving

    return receiving.receive(context, paths, password, progress=progress)


def verify(context: Context, path: Path) -> Verdict:
    """The verdict on a file, nothing changed."""
    from app.services import trusting

    return trusting.verify_file(context, path)
