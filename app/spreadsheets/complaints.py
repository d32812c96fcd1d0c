"""Issues of one sheet, each at its cell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.domain.issues import Issue, Place, Severity
from app.spreadsheets import sentences
from app.spreadsheets.cells import CellFault, cell_name


@dataclass(slots=True)
class Complaints:
    """Where the issues of one sheet go."""

    file: str
    sheet: str
    take: Callable[[Issue], None]

    def error(self, code: str, message: str, row: int, column: int, school: str = "") -> None:
        """The value is not used."""
        self._tell(Severity.ERROR, code, message, cell_name(row, column), school)

    def query(self, code: str, message: str, row: int, column: int, school: str = "") -> None:
        """The value is taken; somebody should look."""
        self._tell(Severity.QUERY, code, message, cell_name(row, column), school)

    def note(self, code: str, message: str, row: int, column: int, school: str = "") -> None:
        """Nothing has to be done."""
        self._tell(Severity.NOTE, code, message, cell_name(row, column), school)

    def about_sheet(self, severity: Severity, code: str, message: str) -> None:
        """Something about the whole sheet."""
        self._tell(severity, code, message, "", "")

    def fault(self, fault: CellFault, label: str, row: int, column: int, school: str = "") -> None:
        """A formula that failed or was never computed."""
        if fault.code == "formula_error":
            message = sentences.formula_error(label, fault.text)
        else:
            message = sentences.formula_not_computed(label)
        self.error(fault.code, message, row, column, school)

    def _tell(self, severity: Severity, code: str, message: str, cell: str, school: str) -> None:
        place = Place(file=self.file, sheet=self.sheet, cell=cell, school=school)
        self.take(Issue(severity, code, message, place))
