"""The first start: who works here, by which methodology, for which organisation."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFormLayout,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.errors import AppError, Cancelled
from app.domain.organisations import Organisation, OrganisationKind, organisation_uid
from app.domain.periods import Period, school_year_of
from app.gui import reference_work, work
from app.gui.editors.choosing import CalmCombo
from app.gui.jobs import JobRunner
from app.gui.pages.files import choose_file
from app.gui.pages.methodology_card import METHODOLOGY_FILES, shortened
from app.gui.pages.trouble import choose_base
from app.gui.words import button, card, label, row, scrolled

if TYPE_CHECKING:
    from app.services.methodologies import Bundle

ROLES = (
    ("school", "Школа", "Веду данные одной школы."),
    ("district", "Район", "Собираю данные школ района."),
    ("region", "Регион", "Принимаю пакеты школ и районов."),
)


class FirstStart(QWidget):
    """A page without a rail: three answers and a button."""

    ready = Signal(object)
    """The context of the new base."""
    other_base = Signal(Path)

    def __init__(self, base: Path, runner: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._base, self._runner = base, runner
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 12, 0)
        self._column.addWidget(
            label("Три ответа, и можно начинать. Данные остаются на этом компьютере.", "muted")
        )
        self._ask_role()
        self._ask_methodology()
        self._ask_organisation()
        self._trouble = label("", "error")
        self._trouble.hide()
        self._column.addWidget(self._trouble)
        self.begin = button("Начать работу", self._begin, "main")
        other = button("Открыть другую базу…", lambda: choose_base(self, self.other_base.emit))
        example = button("Посмотреть на примере", self._play_example)
        example.setToolTip("Отдельная база с придуманными школами; ваши данные она не тронет")
        self._column.addLayout(row(self.begin, other, example))
        self._column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled(inside))
        runner.run(lambda _: work.methodologies(), self._fill_methodologies)

    def _ask_role(self) -> None:
        frame, inside = card()
        inside.addWidget(label("1. Кто вы", "heading"))
        self.roles = QButtonGroup(self)
        for number, (code, title, hint) in enumerate(ROLES):
            choice = QRadioButton(f"{title}. {hint}")
            choice.setProperty("role", code)
            self.roles.addButton(choice, number)
            inside.addWidget(choice)
        self.roles.button(0).setChecked(True)
        self._column.addWidget(frame)

    def _ask_methodology(self) -> None:
        frame, inside = card()
        inside.addWidget(label("2. По какой методике работает регион", "heading"))
        self.methodology = CalmCombo()
        self.methodology.setAccessibleName("Методика региона")
        self.methodology.setMinimumContentsLength(40)
        self.methodology.currentIndexChanged.connect(self._suggest_region)
        self.own_methodology = button("Методика региона из файла…", self._ask_file)
        self.own_methodology.setToolTip("Файл методики (.toml) или файл эталона региона (.json)")
        inside.addLayout(row(self.methodology, self.own_methodology))
        inside.addWidget(label("От методики зависят формы, показатели и вид карты.", "muted"))
        self._column.addWidget(frame)

    def _ask_organisation(self) -> None:
        frame, inside = card()
        inside.addWidget(label("3. Ваша организация", "heading"))
        lines = QFormLayout()
        lines.setHorizontalSpacing(16)
        self.code = _line("Код организации", "например 101")
        self.name = _line("Название", "например МБОУ «Верхнереченская СОШ»")
        self.region = _line("Код региона", "две цифры, например 84")
        self.year = CalmCombo()
        self.year.setAccessibleName("Учебный год")
        now = school_year_of(date.today())
        for period in (now, now.previous()):
            self.year.addItem(period.title, period)
        for words, editor in (
            ("Код организации", self.code),
            ("Название", self.name),
            ("Код региона (первые две цифры ОКТМО)", self.region),
            ("Учебный год", self.year),
        ):
            lines.addRow(words, editor)
        inside.addLayout(lines)
        self._column.addWidget(frame)

    def _fill_methodologies(self, found: list[tuple[str, str, str]]) -> None:
        for code, title, region in found:
            self.methodology.addItem(title, (code, region, None))

    def _ask_file(self) -> None:
        path = choose_file(self, "Методика региона", METHODOLOGY_FILES)
        if path is not None:
            self._runner.run(
                lambda _: reference_work.methodology_in(path), self._add_methodology, self._failed
            )

    def _add_methodology(self, found: tuple[str, str, Bundle]) -> None:
        title, region, bundle = found
        self._trouble.hide()
        self.methodology.addItem(f"{title} (из файла)", (bundle.code, region, bundle))
        self.methodology.setCurrentIndex(self.methodology.count() - 1)

    def _suggest_region(self) -> None:
        chosen = self.methodology.currentData()
        if chosen and not self.region.isModified():
            self.region.setText(chosen[1])

    def _begin(self) -> None:
        missing = self._missing()
        self._trouble.setVisible(bool(missing))
        self._trouble.setText(f"✖ Осталось заполнить: {', '.join(missing)}.")
        if missing:
            return
        self.begin.setEnabled(False)
        base, answers = self._base, self._answers()
        bundle = self.methodology.currentData()[2]
        self._runner.run(
            lambda _: work.create_base(base, *answers, bundle),
            self.ready.emit,
            self._failed,
            "Создаю базу",
        )

    def _play_example(self) -> None:
        folder = self._base.parent / "example"
        self._runner.run(
            lambda progress: work.play_example(folder, progress),
            self.ready.emit,
            self._failed,
            "Готовлю пример",
        )

    def _missing(self) -> list[str]:
        asked = {
            "методика": bool(self.methodology.currentData()),
            "код организации": bool(self.code.text().strip()),
            "название": bool(self.name.text().strip()),
            "код региона (две цифры)": _is_region(self.region.text()),
        }
        return [words for words, given in asked.items() if not given]

    def _answers(self) -> tuple[str, str, Organisation, Period]:
        role = str(self.roles.checkedButton().property("role"))
        region, code = self.region.text().strip(), self.code.text().strip()
        own = Organisation(
            uid=organisation_uid(region, code),
            code=code,
            name=self.name.text().strip(),
            kind=OrganisationKind(role),
            region=region,
        )
        period: Period = self.year.currentData()
        return role, self.methodology.currentData()[0], own, period

    def _failed(self, fault: Exception) -> None:
        self.begin.setEnabled(True)
        stopped = isinstance(fault, Cancelled)
        words = "" if not isinstance(fault, AppError) else " ".join(shortened(fault))
        self._trouble.setText("Остановлено." if stopped else f"✖ {words}")
        self._trouble.show()


def _line(name: str, example: str) -> QLineEdit:
    line = QLineEdit()
    line.setAccessibleName(name)
    line.setPlaceholderText(example)
    return line


def _is_region(text: str) -> bool:
    return len(text.strip()) == 2 and text.strip().isdigit()
