"""What Excel itself checks and says while a template is being filled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.domain.fields import Field
from app.spreadsheets.cells import column_letters
from app.spreadsheets.template_layout import LISTS_SHEET

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_LONGEST_PROMPT = 250  # Excel refuses a file with a prompt longer than 255 characters
_FIRST_DAY, _LAST_DAY = 1, 73050  # 01.01.1900 and 31.12.2099 as Excel counts days


class Checks:
    """Data validations of one sheet: one for each question, however many cells it has."""

    def __init__(self, book: Workbook, sheet: Worksheet) -> None:
        self._book, self._sheet = book, sheet
        self._made: dict[int, tuple[Field, Any]] = {}
        self._lists: Worksheet | None = None

    def add(self, cell: str, field: Field, hint: str) -> None:
        """Check the cell by the field's type and bounds."""
        if id(field) not in self._made:
            self._made[id(field)] = field, self._validation(field, hint)
        self._made[id(field)][1].add(cell)

    def finish(self) -> None:
        """Hand all validations to the sheet."""
        for _, validation in self._made.values():
            self._sheet.add_data_validation(validation)

    def _validation(self, field: Field, hint: str) -> Any:
        from openpyxl.worksheet.datavalidation import DataValidation

        said = field.type.describe(field)
        prompt = f"{hint}\n{said}" if hint and hint != said else said
        check = DataValidation(
            allow_blank=True,
            showInputMessage=True,
            showErrorMessage=True,
            promptTitle=field.label[:32],
            prompt=prompt[:_LONGEST_PROMPT],
            errorTitle="Проверьте ответ",
            error=f"Здесь нужно: {said}. Нет данных — оставьте клетку пустой."[:_LONGEST_PROMPT],
            **self._rule(field),
        )
        if check.type is None:
            check.showErrorMessage = False
        return check

    def _rule(self, field: Field) -> dict[str, Any]:
        match field.type.name:
            case "choice":
                return {"type": "list", "formula1": self._list(field)}
            case "boolean":
                return {"type": "list", "formula1": '"да,нет"'}
            case "integer":
                return {"type": "whole", **_between(field)}
            case "decimal":
                return {"type": "decimal", **_between(field)}
            case "date":
                return {
                    "type": "date",
                    "operator": "between",
                    "formula1": str(_FIRST_DAY),
                    "formula2": str(_LAST_DAY),
                }
            case "text" if field.max is not None:
                return {
                    "type": "textLength",
                    "operator": "lessThanOrEqual",
                    "formula1": str(int(field.max)),
                }
        return {}

    def _list(self, field: Field) -> str:
        """Choices stand in a hidden sheet: a list inside the rule may hold 255 characters only."""
        if self._lists is None:
            self._lists = self._book.create_sheet(LISTS_SHEET)
            self._lists.sheet_state = "veryHidden"
            self._column = 0
        self._column += 1
        labels = [choice.label for choice in field.choices if not choice.retired]
        for row, label in enumerate(labels, 1):
            self._lists.cell(row, self._column, label)
        letters = column_letters(self._column)
        return f"'{LISTS_SHEET}'!${letters}$1:${letters}${len(labels)}"


def _between(field: Field) -> dict[str, str]:
    low, high = field.min, field.max
    if low is not None and high is not None:
        return {"operator": "between", "formula1": str(low), "formula2": str(high)}
    if high is not None:
        return {"operator": "lessThanOrEqual", "formula1": str(high)}
    if low is not None:
        return {"operator": "greaterThanOrEqual", "formula1": str(low)}
    return {"operator": "greaterThan", "formula1": "-1000000000000000"}
