"""«Сопровождение»: how support goes: coverage, plans, self-assessment, offers, involvement."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QTabWidget, QVBoxLayout, QWidget

from app.gui.explained_list import ExplainedList
from app.gui.page import Page
from app.gui.support_work import Listed, Matrix, Seen, seen
from app.gui.words import button, card, clear, label, row, scrolled, tip

_NO_PLANS = (
    "Пока показывать нечего. Начните дорожную карту, план-график или ответы муниципалитета "
    "на странице «Данные»."
)
_NO_OFFERS = (
    "Сейчас предлагать нечего: заметного снижения результатов по русскому языку, математике "
    "и в начальных классах нет, или результатов прошлого года нет в базе."
)
_NO_INVOLVEMENT = (
    "Пока не заполнено. Форма «Вовлечённость педагогов в мероприятия» лежит на странице «Данные»."
)
_NO_MATRIX = (
    "Пока не заполнено. Форма «Самооценка муниципальных механизмов (МУМ)» лежит на странице "
    "«Данные»."
)


class SupportPage(Page):
    """Of the school at hand in a school's base, else of all; always in order of codes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plans = ExplainedList(
            "Охват и планы",
            ("Код", "Показатель", "О чём", "Сколько", "Из чего"),
            (9, 46, 34, 18, 18),
            _NO_PLANS,
            self,
        )
        self.offers = ExplainedList(
            "Диагностика для педагогов", ("Школа", "По какому предмету"), (12, 40), _NO_OFFERS, self
        )
        self.involvement = ExplainedList(
            "Вовлечённость педагогов",
            ("Школа", "Квартал", "Участие"),
            (12, 28, 50),
            _NO_INVOLVEMENT,
            self,
        )
        inside = QWidget()
        self._matrices = QVBoxLayout(inside)
        self.sheets = QTabWidget(self)
        self.sheets.setAccessibleName("Сопровождение")
        self.sheets.addTab(self.plans, "Охват и планы")
        self.sheets.addTab(scrolled(inside), "Самооценка МУМ")
        self.sheets.addTab(self.offers, "Диагностика")
        self.sheets.addTab(self.involvement, "Вовлечённость")
        self.column.addWidget(
            label(
                "Здесь видно, как идёт помощь. Это не оценка: где ответов нет, так и сказано.",
                "muted",
            )
        )
        self.column.addWidget(self.sheets, 1)
        self.column.addLayout(
            row(
                button("Пересчитать", self.refresh),
                button("Заполнить формы", lambda: self.asked.emit("data", None)),
            )
        )

    def refresh(self) -> None:
        """Count anew."""
        place = self.place
        context = place.context
        is_school = context.role == "school"
        self.sheets.setTabVisible(0, not is_school)
        self.sheets.setTabVisible(1, not is_school)
        if is_school and place.school is None:
            self._show(Seen(Listed(), Listed(), Listed()))
            return
        code = place.school.code if is_school and place.school else None
        place.runner.run(
            lambda progress: seen(context, code, progress),
            self._show,
            title="Смотрю, как идёт помощь",
        )

    def _show(self, found: Seen) -> None:
        for view, listed in (
            (self.plans, found.plans),
            (self.offers, found.offers),
            (self.involvement, found.involvement),
        ):
            view.show_rows(listed.rows, listed.told)
        clear(self._matrices)
        for matrix in found.matrices:
            self._matrices.addWidget(_matrix(matrix))
        if not found.matrices:
            self._matrices.addWidget(label(_NO_MATRIX, "muted"))
        self._matrices.addStretch(1)
        self.ready.emit()


def _matrix(matrix: Matrix) -> QWidget:
    """Tracks down, columns across; the documents are in the tip and in the cell's words."""
    frame, inside = card()
    inside.addWidget(label(matrix.district, "heading"))
    grid = QGridLayout()
    grid.setHorizontalSpacing(14)
    grid.setVerticalSpacing(8)
    for column, title in enumerate(matrix.columns, 1):
        grid.addWidget(label(title, "muted"), 0, column)
        grid.setColumnStretch(column, 1)
    for line, (title, cells) in enumerate(matrix.tracks, 1):
        grid.addWidget(label(title), line, 0)
        for column, (words, documents) in enumerate(cells, 1):
            cell = label(words)
            cell.setToolTip(tip(documents))
            cell.setAccessibleName(f"{title}; {matrix.columns[column - 1]}: {words}")
            grid.addWidget(cell, line, column, Qt.AlignmentFlag.AlignTop)
    grid.setColumnStretch(0, 1)
    inside.addLayout(grid)
    for told in matrix.told:
        inside.addWidget(label(told, "muted"))
    return frame
