"""«Показатели»: values with the numbers they are made of, and an explanation in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QPlainTextEdit,
    QScrollArea,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain import messages
from app.domain.reference_words import basis
from app.gui import work
from app.gui.page import Page
from app.gui.rows_view import RowsView
from app.gui.words import button, card, clear, label, row

if TYPE_CHECKING:
    from app.domain.calculations import Calculation
    from app.domain.indices import IndexValue

HEADERS = ("Показатель", "О чём", "Значение", "Из чего", "Пометки")
STATES = {
    "in": "относится",
    "out": "не относится",
    "undetermined": "пока нельзя определить",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows of a calculation: texts only."""

    rows: tuple[tuple[str, ...], ...]
    explanations: tuple[str, ...]
    classes: tuple[tuple[str, str, str], ...]
    """(title and state, because, explanation)."""
    caution: str = ""
    """How results of ВПР may be used."""
    basis: str = ""
    """By which reference of the region."""


class IndicesPage(Page):
    """One school's values. Schools are never put in order by them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._explanations: tuple[str, ...] = ()
        self._words = label("", "muted")
        self._classes = QVBoxLayout()
        self.list = RowsView("Показатели школы", HEADERS, (40, 30, 12, 22, 24), self)
        self.list.visited.connect(self._explain)
        self.why = QPlainTextEdit(self)
        self.why.setReadOnly(True)
        self.why.setAccessibleName("Объяснение показателя")
        self.why.setPlaceholderText("Выберите строку: здесь будет объяснение с числами.")
        middle = QSplitter(Qt.Orientation.Vertical, self)
        middle.addWidget(self.list)
        middle.addWidget(self.why)
        middle.setStretchFactor(0, 3)
        middle.setStretchFactor(1, 2)
        middle.setChildrenCollapsible(False)
        self.sheets = QTabWidget(self)
        self.sheets.setAccessibleName("Показатели и группы")
        self.sheets.addTab(middle, "Показатели")
        self.sheets.addTab(self._groups(), "Группы")
        self.column.addWidget(self._words)
        self.column.addWidget(self.sheets, 1)
        again = button("Пересчитать", self.refresh)
        reference = button("Эталон региона…", lambda: self.asked.emit("settings", "reference"))
        self._basis = label("", "muted", wrap=False)
        self.column.addLayout(row(again, reference, self._basis))

    def _groups(self) -> QScrollArea:
        """The groups a school belongs to or not: as many as there are, so they scroll."""
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.addLayout(self._classes)
        column.addStretch(1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setWidget(inside)
        area.setAccessibleName("Группы школы")
        return area

    def refresh(self) -> None:
        place = self.place
        if place.school is None:
            self._show(Shown((), (), ()))
            self._words.setText("Сначала выберите школу на странице «Школы».")
            return
        context, code = place.context, place.school.code
        place.runner.run(
            lambda progress: shown(work.calculate(context, code, progress), code),
            self._show,
            title="Считаю показатели",
        )

    def _show(self, found: Shown) -> None:
        self._explanations = found.explanations
        self.list.rows.set_rows(found.rows)
        self._basis.setText(found.basis)
        self.why.clear()
        clear(self._classes)
        for title, because, explanation in found.classes:
            frame, inside = card()
            inside.addWidget(label(title))
            inside.addWidget(GroupWords(because, explanation, title))
            self._classes.addWidget(frame)
        self._words.setText(
            "Показатели нужны, чтобы вовремя предложить помощь. Это не оценка и не место школы. "
            + found.caution
            if found.rows
            else "Пока считать не из чего: заполните данные или возьмите их из файлов."
        )
        if found.rows:
            self.list.selectRow(0)

    def _explain(self, number: int) -> None:
        self.why.setPlainText(self._explanations[number])


class GroupWords(QWidget):
    """Why a school is in a group or not: in short, and in full once it is asked for."""

    def __init__(self, because: str, explanation: str, title: str) -> None:
        super().__init__()
        self._short, self._full, self._title = because, explanation, title
        self.words = label(because, "muted")
        self.more = button("", self._turn)
        self.more.setCheckable(True)
        self._name("Подробнее")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.words)
        column.addLayout(row(self.more))

    def _turn(self) -> None:
        is_open = self.more.isChecked()
        self.words.setText(self._full if is_open else self._short)
        self._name("Коротко" if is_open else "Подробнее")

    def _name(self, words: str) -> None:
        self.more.setText(words)
        self.more.setAccessibleName(f"{words}: {self._title}")


def shown(calculation: Calculation, school: str) -> Shown:
    """Put one school's calculation into words; runs in the worker."""
    from app.services.calculating import shown_value, subject_titles

    subjects = subject_titles()
    own = calculation.of_school(school)
    titles = {rule.code: rule.title for rule in own.methodology.classes}
    rows, explanations = [], []
    for value in own.values:
        about = [value.procedure_title or "", subjects.get(value.subject or "", "").lower()]
        about.append(f"{value.grade} класс" if value.grade else "")
        rows.append(
            (
                value.title,
                ", ".join(filter(None, about)),
                shown_value(value),
                _made_of(value),
                ", ".join(_FLAGS.get(flag, flag) for flag in value.flags),
            )
        )
        explanations.append(value.explanation)
    classes = tuple(
        (
            f"{titles[one.class_code]}: {_state(one.state, one.provisional)}",
            one.because,
            one.explanation,
        )
        for one in own.classes
    )
    told = basis(own.reference)
    return Shown(tuple(rows), tuple(explanations), classes, own.caution, told)


_FLAGS = {
    "provisional": "предварительно",
    "small_n": "мало участников",
    "default_delta": "δ по умолчанию",
    "default_boundary": "граница по умолчанию",
    "default_method": "способ по умолчанию",
    "approximate_mean": "по среднему баллу",
    "contradiction": "числа противоречат",
    "default_scale": "шкала не этого года",
    "test_scale": "по тестовой шкале",
    "significant_up": "рост",
    "significant_down": "снижение",
    "not_significant": "в пределах погрешности",
    "pooled_3_years": "есть значение за три года",
    "not_objective": "стоит проверить",
}
"""Marks in a word or two; the explanation says them in full."""


def _state(state: str, provisional: bool) -> str:
    return STATES[state] + (" (предварительно)" if provisional else "")


def _made_of(value: IndexValue) -> str:
    """«4 из 84»; for an index of several parts, the number of children they are shares of."""
    if value.value is None:
        return value.reason or ""
    if value.denominator is None:
        return "" if value.n is None else f"участников {messages.number(value.n)}"
    whole = messages.number(value.denominator)
    if value.definition.linear is not None:
        return f"по {whole} детям"
    return f"{messages.number(value.numerator)} из {whole}"
