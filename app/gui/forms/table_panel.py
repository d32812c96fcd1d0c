"""A table with its title, its buttons, and a line that explains the current cell."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.answers import Answers
from app.domain.forms import Table
from app.domain.issues import Issue, Severity
from app.domain.messages import count
from app.gui.forms.draft import Draft, Look, Spot
from app.gui.forms.table_model import Pasted, TableModel
from app.gui.forms.table_view import TableView
from app.gui.telling import told
from app.gui.words import button, clear, framed, label, row, set_kind

ROWS_SHOWN = 10


class TablePanel(QWidget):
    """One table of a form."""

    edited = Signal()
    explain = Signal(object)

    def __init__(self, draft: Draft, table: Table, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = TableModel(draft, table, self)
        self.view = TableView(self.model, self)
        self._current: Issue | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 6)
        column.addWidget(label(table.title, "subheading"))
        if table.hint:
            column.addWidget(label(table.hint, "muted"))
        self._whole = QVBoxLayout()
        self._whole_shown: list[Issue] = []
        column.addLayout(self._whole)
        column.addLayout(self._buttons(table))
        column.addWidget(self.view, 1)
        self._line = label("")
        self._explain = button("Пояснить…", self._ask, "link")
        self._explain.hide()
        line = row(self._line, self._explain, stretch=False)
        line.setStretch(0, 1)
        column.addLayout(line)
        self.model.edited.connect(self.edited)
        self.model.rowsInserted.connect(self._fit)
        self.model.rowsRemoved.connect(self._fit)
        self.model.modelReset.connect(self._fit)
        self.view.visited.connect(self._tell)
        self.view.pasted.connect(self._tell_pasted)
        self._fit()

    def show_rows(self, last_year: Answers | None) -> None:
        """The draft was replaced: show its rows."""
        self.model.set_rows(last_year)

    def show_look(self, look: Look) -> None:
        """Colours and words for what reading gave; issues of no one row stand above the table."""
        self.model.set_look(look)
        code = self.model.table.code
        whole = [one for spot, one in look.issues if spot.table == code and not spot.row]
        if whole != self._whole_shown:
            self._whole_shown = whole
            clear(self._whole)
            for issue in whole:
                self._whole.addLayout(self._issue_line(issue))
        self._tell()

    def lock(self, is_locked: bool) -> None:
        """Only read the table; it can still be scrolled and copied."""
        self.view.setEditTriggers(
            self.view.EditTrigger.NoEditTriggers if is_locked else self.view.TYPING
        )
        self.model.lock(is_locked)
        for one in self._changing:
            one.setEnabled(not is_locked)

    def go_to(self, spot: Spot) -> None:
        """Make a cell current and take the focus."""
        keys = [one.key for one in self.model.rows]
        number = keys.index(spot.row) if spot.row in keys else 0
        codes = [column.code for column in self.model.columns]
        column = codes.index(spot.field) if spot.field in codes else 0
        at = self.model.index(number, column)
        self.view.setCurrentIndex(at)
        self.view.scrollTo(at)
        self.view.setFocus()

    def _buttons(self, table: Table) -> QHBoxLayout:
        add = button("Добавить строку", self._add)
        remove = button("Удалить строку", self._remove)
        paste = button("Вставить из Excel", self._paste)
        for one in (add, remove):
            one.setVisible(table.is_free)
        self._changing = (add, remove, paste)
        for one in self._changing:
            one.setAccessibleDescription(table.title)
        return row(add, remove, paste)

    def _issue_line(self, issue: Issue) -> QHBoxLayout:
        line = row(framed(told(issue), issue.severity.value), stretch=False)
        line.setStretch(0, 1)
        if issue.severity is Severity.QUERY:
            asked = button("Пояснить…", lambda: self.explain.emit(issue), "link")
            asked.setAccessibleName(f"Пояснить: {self.model.table.title}")
            line.addWidget(asked)
        return line

    def _add(self) -> None:
        at = self.view.currentIndex()
        where = self.model.add_row(at.row() + 1 if at.isValid() else None)
        self.view.setCurrentIndex(self.model.index(where, 0))
        self.view.setFocus()

    def _remove(self) -> None:
        rows = self.view.chosen_rows()
        self.model.remove_rows(rows)
        self._say(f"Удалено: {count(len(rows), 'строка', 'строки', 'строк')}. Вернуть: Ctrl+Z.")

    def _paste(self) -> None:
        if not self.view.currentIndex().isValid():
            self.view.setCurrentIndex(self.model.index(0, 0))
        self.view.setFocus()
        self.view.paste()

    def _tell_pasted(self, done: Pasted) -> None:
        parts = [f"Вставлено: {count(done.rows, 'строка', 'строки', 'строк')}."]
        if done.cut_rows:
            missed = count(done.cut_rows, "строка", "строки", "строк")
            parts.append(f"Не поместилось: {missed}, в этой таблице строки заданы формой.")
        if done.cut_columns:
            missed = count(done.cut_columns, "столбец", "столбца", "столбцов")
            parts.append(f"Лишние справа: {missed}, они не вставлены.")
        self._say(" ".join(parts))

    def _say(self, text: str) -> None:
        set_kind(self._line, "muted")
        self._line.setText(text)
        self._explain.hide()

    def _tell(self) -> None:
        """What is wrong with the current cell, or what belongs there."""
        at = self.view.currentIndex()
        found = self.model.issues(at) if at.isValid() else []
        self._current = found[0] if found else None
        self._explain.setVisible(bool(found) and found[0].severity is Severity.QUERY)
        if found:
            set_kind(self._line, found[0].severity.value)
            self._line.setText(" ".join(told(issue) for issue in found))
        elif at.isValid():
            field = self.model.field(at)
            set_kind(self._line, "muted")
            hint = field.hint or field.type.describe(field)
            self._line.setText(f"{field.official or field.label}: {hint}")

    def _ask(self) -> None:
        if self._current is not None:
            self.explain.emit(self._current)

    def _fit(self) -> None:
        """Room for the rows there are, up to a screenful."""
        rows = min(self.model.rowCount(), ROWS_SHOWN) + 1
        height = self.view.verticalHeader().defaultSectionSize()
        header = self.view.horizontalHeader().sizeHint().height()
        self.view.setMinimumHeight(rows * height + header + 8)
