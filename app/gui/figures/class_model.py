"""Groups × schools as Qt sees them. Schools stand in the order of codes; nothing sorts them."""

from __future__ import annotations

from array import array
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from app.domain.indices import ClassRow, State
from app.domain.messages import number
from app.domain.organisations import Organisation
from app.gui.figures.told import STATES, Whole
from app.gui.look import colours
from app.gui.words import tip

Index = QModelIndex | QPersistentModelIndex
SIGNS = {State.IN: "● да", State.OUT: "–", State.UNDETERMINED: "?"}
MAIN = "● основной"
LEGEND = "● относится, – не относится, ? пока нельзя определить. Enter: показатели школы."


class ClassModel(QAbstractTableModel):
    """A row a school, a column a group; a filter leaves rows out and never moves them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._whole: Whole | None = None
        self._order: array[int] = array("l")
        self._headings: tuple[str, ...] = ()

    def show_whole(self, whole: Whole | None) -> Whole | None:
        """Show the groups of these schools; gives back what was shown before."""
        self.beginResetModel()
        before, self._whole = self._whole, whole
        self._order = array("l", range(len(whole.schools) if whole else 0))
        self._headings = _headings(whole) if whole else ()
        self.endResetModel()
        return before

    def filter(self, text: str) -> None:
        """Leave the schools whose code or name holds the words."""
        if self._whole is None:
            return
        wanted = text.casefold()
        self.beginResetModel()
        self._order = array(
            "l",
            (
                number
                for number, one in enumerate(self._whole.schools)
                if wanted in f"{one.code}\n{one.name}\n{one.short_name}".casefold()
            ),
        )
        self.endResetModel()

    def school(self, row: int) -> Organisation:
        """The school of a row."""
        assert self._whole is not None
        return self._whole.schools[self._order[row]]

    def cell(self, index: Index) -> ClassRow | None:
        """What is known of a school and a group."""
        assert self._whole is not None
        return self._whole.rows[self._order[index.row()]][index.column()]

    def title(self, column: int) -> str:
        """The group's name."""
        assert self._whole is not None
        return self._whole.titles[column]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() or self._whole is None else len(self._whole.titles)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        one = self.cell(index)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _sign(one)
            case Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignCenter
            case Qt.ItemDataRole.BackgroundRole:
                return QColor(colours().note_ground) if one and one.state is State.IN else None
            case Qt.ItemDataRole.AccessibleTextRole | Qt.ItemDataRole.ToolTipRole:
                state = STATES[one.state] if one else STATES[State.UNDETERMINED]
                school = self.school(index.row())
                words = f"{school.code}, {school.title}. {self.title(index.column())}: {state}"
                return tip(words) if role == Qt.ItemDataRole.ToolTipRole else words
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            wrap = _WRAP if orientation == Qt.Orientation.Horizontal else 0
            return int(Qt.AlignmentFlag.AlignLeft) | int(Qt.AlignmentFlag.AlignVCenter) | wrap
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if orientation == Qt.Orientation.Horizontal:
            return self._headings[section]
        school = self.school(section)
        return f"{school.code}  {school.title}"


_WRAP = int(Qt.TextFlag.TextWordWrap)


def _sign(one: ClassRow | None) -> str:
    if one is None:
        return ""
    return MAIN if one.main else SIGNS[one.state]


def _headings(whole: Whole) -> tuple[str, ...]:
    """The group's name and how many schools are in it."""
    of = number(len(whole.schools))
    return tuple(
        f"{title}\n{number(inside)} из {of}"
        for title, inside in zip(whole.titles, whole.inside, strict=True)
    )
