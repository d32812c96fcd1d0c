"""The card of the region's reference: which one is used; to install, compute and save one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QMessageBox, QWidget

from app.domain.errors import AppError, Cancelled
from app.domain.reference_words import GIVE_BY_HAND, NOT_SIGNED
from app.gui import reference_work
from app.gui.bad_news import message_box, show_error, show_words
from app.gui.page import Place
from app.gui.pages.files import choose_file, choose_new_file
from app.gui.pages.printing import offer_file
from app.gui.words import button, card_column, label, row, set_kind

if TYPE_CHECKING:
    from app.gui.reference_work import Published, ReferenceDesk
    from app.services.context import Context
    from app.services.installing import Installed

_FILES = "Эталон региона (*.json)"


class ReferenceCard(QFrame):
    """Part of the settings; tells when the base computes otherwise than before."""

    changed = Signal(object)
    """The context to go on in."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place: Place | None = None
        self.words = label("")
        self.words.setAccessibleName("Эталон региона")
        self._sum = label("", "muted")
        self.install = button("Установить эталон…", self._ask_file)
        self.publish = button("Составить эталон", self._publish)
        self.save = button("Сохранить файл для школ…", self._save)
        self.save.setToolTip("Файл, который школы и районы установят у себя")
        inside = card_column(self)
        inside.addWidget(label("Эталон региона", "heading"))
        inside.addWidget(self.words)
        inside.addWidget(self._sum)
        inside.addLayout(row(self.publish, self.save, self.install))
        self._name = ""
        for part in (self.publish, self.save):
            part.hide()

    def enter(self, place: Place) -> None:
        """Show how things stand in this base."""
        self._place = place
        context = place.context
        place.runner.run(lambda _: reference_work.desk(context), self._show)

    @property
    def place(self) -> Place:
        """Where the page works."""
        assert self._place is not None
        return self._place

    def _show(self, desk: ReferenceDesk) -> None:
        self._name = desk.file_name
        self.words.setText("\n".join(desk.lines))
        care = GIVE_BY_HAND if desk.is_region else NOT_SIGNED
        self._sum.setText(f"Контрольное число: {desk.checksum}. {care}")
        self._sum.setVisible(bool(desk.checksum))
        self.publish.setVisible(desk.is_region)
        self.publish.setText("Составить заново" if desk.checksum else "Составить эталон")
        self.save.setVisible(desk.may_pass_on)
        next_step = self.install
        if desk.is_region:
            next_step = self.save if desk.checksum else self.publish
        for one in (self.publish, self.save, self.install):
            set_kind(one, "main" if one is next_step else "")

    def _ask_file(self) -> None:
        path = choose_file(self, "Файл эталона", _FILES)
        if path is not None:
            self._install(path, switch=False)

    def _install(self, path: Path, *, switch: bool) -> None:
        context = self.place.context
        self.place.runner.run(
            lambda _: reference_work.install(context, path, switch=switch),
            self._installed,
            lambda fault: self._refused(fault, path),
            "Устанавливаю эталон",
            must_finish=True,
        )

    def _installed(self, done: Installed) -> None:
        what, *more = done.lines()
        show_words(what, "\n".join(more), self.window())
        self.changed.emit(done.context)

    def _refused(self, fault: Exception, path: Path) -> None:
        from app.services.installing import AnotherMethodology

        if isinstance(fault, AnotherMethodology):
            self._offer_switch(fault, path)
        elif isinstance(fault, AppError):
            show_error(fault, self.window())

    def _offer_switch(self, fault: AppError, path: Path) -> None:
        """A region that changed its methodology sends it inside the reference."""
        words = (
            "Эта методика записана в самом эталоне. Если регион перешёл на неё, база возьмёт её "
            "и будет считать по ней. Введённые данные останутся на месте."
        )
        box = message_box(QMessageBox.Icon.Question, fault.what, words, self.window())
        box.addButton("Перейти и установить", QMessageBox.ButtonRole.AcceptRole)
        box.addButton("Не устанавливать", QMessageBox.ButtonRole.RejectRole)
        box.accepted.connect(lambda: self._install(path, switch=True))
        box.open()

    def _publish(self) -> None:
        context = self.place.context
        self.publish.setEnabled(False)  # a second press would take a second number
        self.place.runner.run(
            lambda progress: reference_work.publish(context, progress),
            lambda made: self._published(context, made),
            self._not_published,
            "Составляю эталон",
        )

    def _published(self, context: Context, made: Published) -> None:
        self.publish.setEnabled(True)
        show_words(
            f"Эталон составлен: версия {made.version} от {made.issued_on:%d.%m.%Y}.",
            "Сохраните файл и передайте его школам и районам. Прежние версии остались в базе.\n\n"
            + "\n".join(made.groups),
            self.window(),
        )
        self.changed.emit(context)

    def _not_published(self, fault: Exception) -> None:
        self.publish.setEnabled(True)
        if isinstance(fault, Cancelled):
            show_words("Остановлено.", "Эталон остался прежним.", self.window())
        elif isinstance(fault, AppError):
            show_error(fault, self.window())

    def _save(self) -> None:
        path = choose_new_file(self, "Файл эталона для школ", self._name, _FILES)
        if path is None:
            return
        context = self.place.context
        target = path if path.suffix.lower() == ".json" else path.with_name(f"{path.name}.json")
        self.place.runner.run(
            lambda _: reference_work.save(context, target),
            lambda written: offer_file(self, "Файл эталона записан.", written),
            title="Записываю файл",
            must_finish=True,
        )
