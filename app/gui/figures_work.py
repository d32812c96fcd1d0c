"""What «Показатели» asks of the services. Runs in the worker."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.organisations import Organisation
from app.gui.figures.told import Shown, Whole, parameters, shown, whole
from app.gui.jobs import Progress

if TYPE_CHECKING:
    from app.domain.calculations import Calculation
    from app.services.context import Context


class Figures:
    """A calculation of the whole base, kept until the page computes again.

    Only the worker touches what is inside: to take the values of a region apart takes long too.
    """

    def __init__(self) -> None:
        self._found: Calculation | None = None
        self._known: tuple[Organisation, ...] = ()
        self._own: Organisation | None = None

    def compute(self, context: Context, progress: Progress) -> tuple[tuple[str, ...], ...]:
        """Everything of the period: groups need all schools. Gives the methodology's parameters."""
        from app.services import calculating, editing

        self._found = None
        found = calculating.calculate(context, context.period, progress=progress)
        self._known = editing.known_organisations(context)
        self._found, self._own = found, context.own
        return parameters(found.methodology)

    def of_school(self, code: str) -> Shown:
        """One school in words."""
        return shown(self._calculation, code)

    def of_whole(self) -> Whole:
        """The whole base in words."""
        return whole(self._calculation, self._known, self._own)

    def write(self, context: Context, path: Path, progress: Progress) -> Path:
        """All schools as a workbook, as «opora indices --xlsx» writes it."""
        from app.services.monitoring import told_by_forms
        from app.services.tabulating import write_indices

        seen = told_by_forms(context)
        write_indices(self._calculation, path, seen, self._known, progress)
        return path

    @property
    def _calculation(self) -> Calculation:
        assert self._found is not None
        return self._found
