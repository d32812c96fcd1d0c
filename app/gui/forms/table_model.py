"""A table of a form as Qt sees it: plain rows of the draft, one empty row more to type into."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor

from app.domain.answers import Answers
from app.domain.fields import Field, Number
from app.domain.forms import Table
from app.domain.issues import Issue, Severity
from app.gui.editors.base import ALIGN_NUMBER, text_for
from app.gui.forms.draft import Draft, DraftRow, Look, Spot, asked_of, by_spot
from app.gui.look import colours
from app.gui.telling import told
from app.gui.words import tip

Index = QModelIndex | QPersistentModelIndex
_ALIGN_TEXT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_ALIGN_HEADER = int(Qt.AlignmentFlag.AlignLeft) | int(Qt.AlignmentFlag.AlignVCenter)
SEVERITY_ROLE = int(Qt.ItemDataRole.UserRole) + 1


@dataclass(frozen=True, slots=True)
class Pasted:
    """What became of a pasted block."""

    rows: int
    cut_rows: int
    cut_columns: int


class TableModel(QAbstractTableModel):
    """Cells are raw answers; reading them, and so their colours, comes from the form's look."""

    edited = Signal()

    def __init__(
        self,
        draft: Draft,
        table: Table,
        parent: QObject | None = None,
        given: Mapping[str, str] | None = None,
    ) -> None:
        """`given`: show only the rows with these answers, and not their columns."""
        super().__init__(parent)
        self.table = table
        self._given = given or {}
        self.columns = tuple(one for one in table.columns if one.code not in self._given)
        self._draft = draft
        self._look: Look | None = None
        self.is_locked = False
        self._issues: dict[Spot, list[Issue]] = {}
        self._last_year = Answers()

    @property
    def rows(self) -> list[DraftRow]:
        """The rows of the draft that are shown."""
        rows = self._draft.tables[self.table.code]
        if not self._given:
            return rows
        wanted = self._given.items()
        return [row for row in rows if all(row.cells.get(c) == v for c, v in wanted)]

    def set_rows(self, last_year: Answers | None) -> None:
        """The draft holds other rows now: show them from the start."""
        self.beginResetModel()
        self._last_year = last_year or Answers()
        self.endResetModel()

    def lock(self, is_locked: bool) -> None:
        """Cells are only read: typing, pasting and clearing change nothing, no row is added."""
        if is_locked == self.is_locked:
            return  # a reset would close an open editor for nothing
        self.beginResetModel()
        self.is_locked = is_locked
        self.endResetModel()

    def set_look(self, look: Look) -> None:
        """What reading the draft gave: colours, hidden cells."""
        self._look = look
        self._issues = by_spot(look)
        last = self.index(self.rowCount() - 1, self.columnCount() - 1)
        if last.isValid():
            self.dataChanged.emit(self.index(0, 0), last)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        if parent.isValid():
            return 0
        return len(self.rows) + (self.table.is_free and not self.is_locked)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def field(self, index: Index) -> Field:
        """The question of a cell."""
        return self.columns[index.column()]

    def spot(self, index: Index) -> Spot:
        """The place of a cell on the screen."""
        row = index.row()
        key = self.rows[row].key if row < len(self.rows) else ""
        return Spot(self.table.code, key, self.field(index).code)

    def issues(self, index: Index) -> list[Issue]:
        """What is said about a cell."""
        return self._issues.get(self.spot(index), [])

    def text(self, index: Index) -> str:
        """The cell as shown and as edited."""
        if index.row() >= len(self.rows):
            return ""
        field = self.field(index)
        return text_for(field, self.rows[index.row()].cells.get(field.code))

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        may_type = not self.is_locked and self._is_asked(index)
        return flags | Qt.ItemFlag.ItemIsEditable if may_type else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return self.text(index)
            case Qt.ItemDataRole.TextAlignmentRole:
                number = isinstance(self.field(index).type, Number)
                return ALIGN_NUMBER if number else _ALIGN_TEXT
            case Qt.ItemDataRole.ToolTipRole:
                return tip("\n".join(told(issue) for issue in self.issues(index))) or None
            case Qt.ItemDataRole.BackgroundRole:
                return self._ground(index)
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(index)
            case _ if role == SEVERITY_ROLE:
                found = self.issues(index)
                return found[0].severity if found else None
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGN_HEADER | int(Qt.TextFlag.TextWordWrap)
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if orientation == Qt.Orientation.Vertical:
            hinted = role == Qt.ItemDataRole.ToolTipRole and bool(self.table.rows)
            return tip(self._row_hint(section)) if hinted else self._row_name(section)
        column = self.columns[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(column.official or column.hint or column.label)
        unit = f", {column.unit}" if column.unit else ""
        return column.label + unit + (" *" if column.required else "")

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid() or self.is_locked:
            return False
        if value == self.text(index):
            return True
        self._set(index.row(), index.column(), value)
        self.dataChanged.emit(index, index)
        self.edited.emit()
        return True

    def paste(self, row: int, column: int, block: Sequence[Sequence[str]]) -> Pasted:
        """Put a block of texts in, its upper left at a cell; free tables grow as needed."""
        if self.is_locked:
            return Pasted(0, 0, 0)
        room = len(block) if self.table.is_free else max(0, len(self.rows) - row)
        for down, texts in enumerate(block[:room]):
            for right, text in enumerate(texts):
                at = self.index(row + down, column + right)
                if column + right < len(self.columns) and self._is_asked(at):
                    self._set(row + down, column + right, text)
        self._all_changed()
        cut = max((len(texts) for texts in block), default=0) + column - len(self.columns)
        return Pasted(min(len(block), room), max(0, len(block) - room), max(0, cut))

    def clear(self, indexes: Iterable[Index]) -> None:
        """Empty the cells."""
        if self.is_locked:
            return
        for index in indexes:
            if index.row() < len(self.rows):
                self.rows[index.row()].cells.pop(self.field(index).code, None)
        self._all_changed()

    def add_row(self, at: int | None = None) -> int:
        """A free row before row `at`, or at the end; returns its number."""
        where = len(self.rows) if at is None else min(at, len(self.rows))
        self.beginInsertRows(QModelIndex(), where, where)
        self._insert(where)
        self.endInsertRows()
        self.edited.emit()
        return where

    def remove_rows(self, rows: Iterable[int]) -> None:
        """Take free rows away."""
        for row in sorted(set(rows), reverse=True):
            if row < len(self.rows):
                self.beginRemoveRows(QModelIndex(), row, row)
                self._draft.tables[self.table.code].remove(self.rows[row])
                self.endRemoveRows()
        self.edited.emit()

    def _set(self, row: int, column: int, value: object) -> None:
        while row >= len(self.rows):
            # The row typed into stays where it is and becomes a real one; the new empty row
            # comes below it. Told the other way round, the cell under the cursor would move on.
            count = len(self.rows)
            self.beginInsertRows(QModelIndex(), count + 1, count + 1)
            self._insert(count)
            self.endInsertRows()
            self.headerDataChanged.emit(Qt.Orientation.Vertical, count, count + 1)
        cells = self.rows[row].cells
        code = self.columns[column].code
        if value in (None, ""):
            cells.pop(code, None)
        else:
            cells[code] = value

    def _insert(self, where: int) -> None:
        """A row of the draft before the shown row `where`, its given answers filled in."""
        shown, rows = self.rows, self._draft.tables[self.table.code]
        at = rows.index(shown[where]) if where < len(shown) else len(rows)
        made = self._draft.add_row(self.table.code, at)
        rows[made].cells.update(self._given)

    def _all_changed(self) -> None:
        last = self.index(self.rowCount() - 1, self.columnCount() - 1)
        self.dataChanged.emit(self.index(0, 0), last)
        self.edited.emit()

    def _is_asked(self, index: Index) -> bool:
        if self._look is None or index.row() >= len(self.rows):
            return True
        return asked_of(self.field(index), self.rows[index.row()], self.table, self._look)

    def _row_name(self, row: int) -> str:
        if self.table.rows:
            return self.table.rows[row].label
        return str(row + 1) if row < len(self.rows) else "＋"

    def _row_hint(self, row: int) -> str:
        fixed = self.table.rows[row]
        return f"{fixed.label}\n{fixed.hint}" if fixed.hint else fixed.label

    def _ground(self, index: Index) -> QColor | None:
        now = colours()
        if not self._is_asked(index):
            return QColor(now.window)
        found = self.issues(index)
        if not found or found[0].severity is Severity.NOTE:
            return None
        error = found[0].severity is Severity.ERROR
        return QColor(now.error_ground if error else now.query_ground)

    def _spoken(self, index: Index) -> str:
        said = [f"{self.field(index).label}, {self._row_name(index.row())}"]
        said.append(self.text(index) or "пусто")
        said += [told(issue) for issue in self.issues(index)]
        return ". ".join(said)
