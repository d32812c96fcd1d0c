"""Everything a service needs to know about where it works. Built once and passed on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app.domain.organisations import Organisation
from app.domain.periods import Period

if TYPE_CHECKING:
    from app.domain.methodology import Methodology
    from app.services.catalogue import FormCatalogue
    from app.store.base import Database
    from app.store.records import Stamp

ROLES = {"school": "школа", "district": "район", "region": "регион"}


class Progress(Protocol):
    """Reports how far the work is; raises Cancelled once the user gave up."""

    def __call__(self, done: int, total: int) -> None: ...


def silent(done: int, total: int) -> None:
    """Progress nobody looks at."""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Context:
    """One open base and the definitions it works with."""

    base: Path
    database: Database
    forms: FormCatalogue
    methodology: Methodology
    role: str
    """«school», «district» or «region»."""
    period: Period
    installation: str
    """UUID of this installation: two laptops of one school are told apart."""
    own: Organisation | None = None
    """The organisation this base belongs to; None until somebody said so."""
    now: Callable[[], datetime] = field(default=_now)

    def stamp(self, reason: str) -> Stamp:
        """Who writes and why, for everything written in one transaction."""
        from app.store.records import Stamp

        return Stamp(self.installation, self.now(), reason)

    def beside(self, suffix: str) -> Path:
        """A file or folder that belongs to the base and lies next to it («base.keys»)."""
        return self.base.with_name(f"{self.base.stem}.{suffix}")

    def close(self) -> None:
        """Give the base back."""
        self.database.close()
