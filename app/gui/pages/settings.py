"""«Настройки»: letters and colours, whose base this is, where it lies."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QApplication,
    QFormLayout,
    QFrame,
    QLabel,
    QWidget,
)

from app import __version__, folders
from app.domain.organisations import Organisation, OrganisationKind
from app.domain.periods import Period
from app.gui import look, work
from app.gui.editors.choosing import CalmCombo
from app.gui.page import Page
from app.gui.pages.methodology_card import MethodologyCard
from app.gui.pages.new_organisation import NewOrganisation
from app.gui.pages.printing import show_folder
from app.gui.pages.reference_card import ReferenceCard
from app.gui.words import button, card, label, row, scrolled_column

if TYPE_CHECKING:
    from app.services.context import Context

_ROLES = {"school": "школа", "district": "район", "region": "регион"}


class SettingsPage(Page):
    """Few settings; each works at once."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._area, column = scrolled_column()
        column.addWidget(self._looks())
        column.addWidget(self._base())
        self.reference, self.methodology = ReferenceCard(), MethodologyCard()
        for part in (self.reference, self.methodology):
            part.changed.connect(self._computes_otherwise)
            column.addWidget(part)
        column.addStretch(1)
        self.column.addWidget(self._area)

    def refresh(self) -> None:
        context = self.place.context
        own: Organisation | None = context.own
        self._owner.setText(f"{own.name} (код {own.code})" if own else "не указана")
        self._name_owner.setVisible(own is None)
        self._role.setText(_ROLES[context.role])
        self.reference.enter(self.place)
        self.methodology.enter(self.place)
        self._file.setText(str(context.base))
        blocked = self._year.blockSignals(True)
        self._year.clear()
        now: Period = context.period
        for period in (now.previous(), now, _following(now)):
            self._year.addItem(period.title, period)
        self._year.setCurrentIndex(1)
        self._year.blockSignals(blocked)

    def open(self, what: object) -> None:
        """«reference»: the card of the region's reference."""
        if what == "reference":
            # once the page is laid out: its height is not known before
            QTimer.singleShot(0, self, lambda: self._area.ensureWidgetVisible(self.reference))
            self.reference.install.setFocus()

    def _computes_otherwise(self, context: Context) -> None:
        """Other pages compute anew; this one stays and shows what is used now."""
        place = replace(self.place, context=context)
        self.moved.emit(place)
        self.enter(place)

    def _looks(self) -> QFrame:
        frame, inside = card()
        inside.addWidget(label("Вид", "heading"))
        lines = QFormLayout()
        self._scale = CalmCombo()
        self._scale.setAccessibleName("Размер букв")
        for percent in look.SCALES:
            self._scale.addItem(f"{percent} %", percent)
        self._scale.setCurrentIndex(max(0, self._scale.findData(look.chosen_scale())))
        self._theme = CalmCombo()
        self._theme.setAccessibleName("Цвета")
        for code, title in look.THEMES.items():
            self._theme.addItem(title, code)
        self._theme.setCurrentIndex(self._theme.findData(look.chosen_theme()))
        lines.addRow("Размер букв", self._scale)
        lines.addRow("Цвета", self._theme)
        inside.addLayout(lines)
        self._scale.activated.connect(lambda _: self._dress())
        self._theme.activated.connect(lambda _: self._dress())
        return frame

    def _base(self) -> QFrame:
        frame, inside = card()
        inside.addWidget(label("База", "heading"))
        lines = QFormLayout()
        self._owner, self._role = _words(), _words()
        self._file = _words()
        self._year = CalmCombo()
        self._year.setAccessibleName("Учебный год")
        self._year.activated.connect(lambda _: self._change_year())
        lines.addRow("Организация", self._owner)
        lines.addRow("Кто работает", self._role)
        lines.addRow("Учебный год", self._year)
        lines.addRow("Файл базы", self._file)
        lines.addRow("Версия программы", label(__version__))
        inside.addLayout(lines)
        self._name_owner = button("Указать организацию…", self._ask_owner, "main")
        inside.addLayout(
            row(
                self._name_owner,
                button("Показать папку базы", self._show_base),
                button("Показать журналы программы", lambda: show_folder(folders.log_folder())),
            )
        )
        return frame

    def _dress(self) -> None:
        chosen = look.preferences()
        chosen.setValue("scale", self._scale.currentData())
        chosen.setValue("theme", self._theme.currentData())
        chosen.sync()
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        look.dress(application)

    def _ask_owner(self) -> None:
        dialog = NewOrganisation("Ваша организация", self.place.context.methodology.region, self)
        dialog.given.connect(self._set_owner)
        dialog.open()

    def _set_owner(self, named: Organisation) -> None:
        context = self.place.context
        own = replace(named, kind=OrganisationKind(context.role))
        school = own if context.role == "school" else self.place.school
        self.place.runner.run(
            lambda _: work.set_own(context, own),
            lambda made: self._moved_to(replace(self.place, context=made, school=school)),
        )

    def _change_year(self) -> None:
        context, period = self.place.context, self._year.currentData()
        if period != context.period:
            self.place.runner.run(
                lambda _: work.set_period(context, period),
                lambda made: self._moved_to(replace(self.place, context=made)),
            )

    def _moved_to(self, place: object) -> None:
        self.moved.emit(place)
        self.asked.emit("overview", None)

    def _show_base(self) -> None:
        show_folder(self.place.context.base.parent)


def _words() -> QLabel:
    return label("")


def _following(period: Period) -> Period:
    """The next period of the same length."""
    from app.domain.periods import PeriodKind, parse_period

    first, last = period.start.year + 1, period.end.year + 1
    if period.kind is PeriodKind.SCHOOL_YEAR:
        return parse_period(f"{first}/{last}")
    if period.kind is PeriodKind.CALENDAR_YEAR:
        return parse_period(str(first))
    length = last - first + 1
    return parse_period(f"{first - 1 + length}-{last - 1 + length}")
