"""The groups of a school: those it belongs to first; one reason that many share is told once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.domain.indices import State
from app.gui.figures.told import STATES, Group
from app.gui.words import button, card, clear, label, row


class GroupsView(QScrollArea):
    """Cards that scroll; «не относится» is folded."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        inside = QWidget()
        column = QVBoxLayout(inside)
        self._sure, self._rest = QVBoxLayout(), QVBoxLayout()
        self._folded = QWidget(inside)
        self._folded.setLayout(self._rest)
        self._rest.setContentsMargins(0, 0, 0, 0)
        self.fold = button("", self._turn)
        self.fold.setCheckable(True)
        column.addLayout(self._sure)
        column.addLayout(row(self.fold))
        column.addWidget(self._folded)
        column.addStretch(1)
        self.setWidgetResizable(True)
        self.setWidget(inside)
        self.setAccessibleName("Группы школы")
        self.show_groups(())

    def show_groups(self, groups: Sequence[Group]) -> None:
        """Show a school's groups."""
        clear(self._sure)
        clear(self._rest)
        for state, column in (
            (State.IN, self._sure),
            (State.UNDETERMINED, self._sure),
            (State.OUT, self._rest),
        ):
            for shared in together(one for one in groups if one.state is state):
                column.addWidget(_card(shared))
        self._out = sum(one.state is State.OUT for one in groups)
        self.fold.setVisible(bool(self._out))
        self.fold.setChecked(not any(one.state is not State.OUT for one in groups))
        self._turn()

    def _turn(self) -> None:
        is_open = self.fold.isChecked()
        self._folded.setVisible(is_open)
        self.fold.setText(f"{'Скрыть' if is_open else 'Показать'}: не относится ({self._out})")


class GroupWords(QWidget):
    """Why a school is in a group or not: in short, and in full once it is asked for."""

    def __init__(self, because: str, explanation: str, title: str) -> None:
        super().__init__()
        self._short, self._full, self._title = because, explanation, title
        self.words = label(because, "muted")
        self.more = button("", self._turn)
        self.more.setCheckable(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.words)
        column.addLayout(row(self.more))
        self._turn()

    def _turn(self) -> None:
        is_open = self.more.isChecked()
        self.words.setText(self._full if is_open else self._short)
        self.more.setText("Коротко" if is_open else "Подробнее")
        self.more.setAccessibleName(f"{self.more.text()}: {self._title}")


def together(groups: Iterable[Group]) -> list[list[Group]]:
    """Groups with the same reason side by side, the main type first."""
    found: dict[tuple[str, bool], list[Group]] = {}
    for one in sorted(groups, key=lambda one: not one.main):
        found.setdefault((one.because, one.main), []).append(one)
    return list(found.values())


def _card(shared: Sequence[Group]) -> QFrame:
    frame, inside = card()
    for one in shared:
        inside.addWidget(label(heading(one), "subheading" if one.state is State.IN else ""))
    titles = "; ".join(one.title for one in shared)
    whole = "\n\n".join(one.explanation for one in shared)
    inside.addWidget(GroupWords(shared[0].because, whole, titles))
    return frame


def heading(one: Group) -> str:
    """«Сельские малокомплектные школы: относится, основной тип (предварительно)»."""
    main = ", основной тип" if one.main else ""
    guess = " (предварительно)" if one.provisional and one.state is not State.UNDETERMINED else ""
    return f"{one.title}: {STATES[one.state]}{main}{guess}"
