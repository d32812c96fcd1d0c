"""What others changed while a record was open: a line, and a dialog for disputed answers."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.fields import Field
from app.domain.forms import Form
from app.domain.merging import Cell, Difference, Merged, Refusal, State
from app.domain.messages import count
from app.gui.reading_order import OrderedDialog
from app.gui.words import button, card, framed, label, row, scrolled_column

_NAMED = 3
"""Changed answers that are named one by one; more are counted."""


class Notice(QFrame):
    """A line above the form that stays until it is read."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = framed("", "note")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.words, 1)
        line.addWidget(button("Понятно", self.hide))
        self.hide()

    def tell(self, text: str) -> None:
        """Show a sentence; none hides the line."""
        self.words.setText(text)
        self.setVisible(bool(text))


class Disputed(OrderedDialog):
    """Answers changed on both sides: the user chooses which one stands."""

    chosen = Signal(object)
    """Differences whose other value is to be taken, when there are any."""

    def __init__(
        self, form: Form, found: Sequence[Difference], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Ответ изменён дважды")
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance("0") * 76)
        self._groups: list[tuple[Difference, QButtonGroup]] = []
        column = QVBoxLayout(self)
        column.addWidget(
            label(
                "Пока форма была открыта, эти ответы изменили и вы, и кто-то ещё: загруженный файл "
                "или другое окно программы. Выберите верный; не выбранный останется в истории базы."
            )
        )
        area, inside = scrolled_column()
        for one in found:
            inside.addWidget(self._choice(form, one))
        inside.addStretch(1)
        column.addWidget(area, 1)
        column.addLayout(row(button("Готово", self.accept, "main")))

    def _choice(self, form: Form, one: Difference) -> QWidget:
        frame, inside = card()
        asked = _field(form, one.cell)
        inside.addWidget(label(place_words(form, one.cell), "heading"))
        group = QButtonGroup(self)
        for number, (name, state) in enumerate((("Ваш", one.own), ("Другой", one.other))):
            choice = QRadioButton(f"{name} ответ: {_short(_shown(asked, state))}")
            choice.setChecked(number == 0)
            group.addButton(choice, number)
            inside.addWidget(choice)
        self._groups.append((one, group))
        return frame

    def accept(self) -> None:
        """Take what was chosen and close."""
        taken = tuple(one for one, group in self._groups if group.checkedId() == 1)
        if taken:
            self.chosen.emit(taken)
        super().accept()

    def reject(self) -> None:
        """Closing without a choice leaves one's own answers, as the dialog showed them."""
        self.accept()


def meanwhile_words(form: Form, merged: Merged) -> str:
    """What a save found changed elsewhere and took over; empty when nothing."""
    parts = [
        f"{place_words(form, one.cell)}: {_shown(_field(form, one.cell), one.other)}"
        for one in merged.taken[:_NAMED]
    ]
    more = len(merged.taken) - len(parts)
    if more > 0:
        parts.append(f"и ещё {count(more, 'ответ', 'ответа', 'ответов')}")
    sentences = []
    if parts:
        sentences.append(
            "Пока форма была открыта, её изменили в другом месте (загрузка файла или другое окно): "
            + "; ".join(parts)
            + ". Новые ответы взяты, ваши сохранены."
        )
    if merged.kept_rows:
        titles = dict.fromkeys(
            f"«{form.table_by_code[code].title}»" for code, _ in merged.kept_rows
        )
        sentences.append(
            f"В таблице {', '.join(titles)} оставлены строки, которые одни убрали, а другие "
            f"изменили: {len(merged.kept_rows)}. Лишние удалите."
        )
    return " ".join(sentences)


def place_words(form: Form, cell: Cell) -> str:
    """A cell in words: «Кадры», Педагог-психолог, «Ставок»."""
    asked = f"«{_field(form, cell).label}»"
    if not cell.table:
        return asked
    table = form.table_by_code[cell.table]
    fixed = next((one.label for one in table.rows if one.code == cell.row), "")
    return ", ".join(filter(None, (f"«{table.title}»", fixed, asked)))


def _field(form: Form, cell: Cell) -> Field:
    if not cell.table:
        return form.fields[cell.field]
    return form.table_by_code[cell.table].column(cell.field)


def _shown(asked: Field, state: State) -> str:
    if isinstance(state, Refusal):
        return state.text
    return asked.show(state) or "пусто"


def _short(text: str) -> str:
    return text if len(text) <= 120 else text[:119].rstrip() + "…"
