"""«Отправка и приём»: the key, the package into a folder, receipts and packages that came."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.domain.messages import count
from app.gui import exchange_work
from app.gui.bad_news import show_words
from app.gui.page import Page
from app.gui.pages.asking import AskPassword
from app.gui.pages.files import choose_file, choose_files, choose_folder
from app.gui.pages.keys import KeyCard
from app.gui.pages.printing import offer_file
from app.gui.rows_view import RowsView
from app.gui.words import button, card, clear, label, row, scrolled_column

if TYPE_CHECKING:
    from app.domain.verdict import Verdict
    from app.gui.exchange_work import Desk
    from app.services.receiving import Reception
    from app.services.sending import Exported

_PACKAGES = "Пакеты и квитанции (*.asice)"


class ExchangePage(Page):
    """Three cards in the order of the work, and the list of what was sent."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        area, self._column = scrolled_column()
        self.column.addWidget(area)

    def refresh(self) -> None:
        context = self.place.context
        self.place.runner.run(lambda _: exchange_work.desk(context), self._show)

    def _show(self, desk: Desk) -> None:
        clear(self._column)
        keys = KeyCard(self.place, desk)
        keys.changed.connect(self.refresh)
        self._column.addWidget(keys)
        if desk.role != "region":
            self._column.addWidget(self._send_card(desk))
        self._column.addWidget(self._receive_card(desk))
        if desk.sent:
            self._column.addWidget(label("Что отправлено", "heading"))
            self._column.addWidget(_sent_list(desk))
        self._column.addStretch(1)
        self.ready.emit()

    def _send_card(self, desk: Desk) -> QWidget:
        frame, inside = card()
        inside.addWidget(label("2. Отправить", "heading"))
        inside.addWidget(
            label(
                "Пакет записывается в папку или на флешку, подписывается и сразу проверяется. "
                "Имена детей и учителей в него не попадают."
            )
        )
        buttons = []
        if self.place.school is not None:
            words = f"Записать пакет: {self.place.school.title}…"
            buttons.append(button(words, lambda: self._export(whole=False), "main"))
        if desk.role == "district":
            buttons.append(button("Записать пакет всего района…", lambda: self._export(whole=True)))
        for one in buttons:
            one.setEnabled(desk.keys.is_enrolled)
        inside.addLayout(row(*buttons))
        if not desk.keys.is_enrolled:
            inside.addWidget(label("Сначала получите ключ (шаг 1).", "muted"))
        return frame

    def _receive_card(self, desk: Desk) -> QWidget:
        frame, inside = card()
        region = desk.role == "region"
        inside.addWidget(label("2. Принять" if region else "3. Что пришло", "heading"))
        words = (
            "Пакеты проверяются, данные школ ложатся в базу, рядом с каждым пакетом появляется "
            "квитанция."
            if region
            else "Квитанция региона говорит, что ваш пакет принят, и передаёт замечания."
        )
        inside.addWidget(label(words))
        took = "Принять пакеты…" if region else "Открыть квитанцию…"
        verify = button("Только проверить файл…", self._verify)
        inside.addLayout(row(button(took, lambda: self._receive(region), "main"), verify))
        return frame

    def _export(self, *, whole: bool) -> None:
        folder = choose_folder(self, "Куда записать пакет")
        if folder is None:
            return
        school = None if whole or self.place.school is None else self.place.school.uid
        context, runner = self.place.context, self.place.runner
        ask = AskPassword("Пароль к ключу подписи.", self)
        ask.given.connect(
            lambda password: runner.run(
                lambda _: exchange_work.export(context, school, folder, password),
                self._exported,
                title="Записываю пакет",
            )
        )
        ask.open()

    def _exported(self, done: Exported) -> None:
        if done.again:
            words = "С прошлого раза ничего не изменилось: записан тот же пакет."
        else:
            inside = count(len(done.schools), "школа", "школы", "школ")
            words = f"Пакет № {done.sequence} записан и проверен. В нём: {inside}."
        if done.left_out:
            words += " Не вошли: " + "; ".join(f"{code}: {why}" for code, why in done.left_out)
        words = " ".join((words, *done.told))
        offer_file(self, words, done.path)
        self.refresh()

    def _receive(self, region: bool) -> None:
        paths = choose_files(self, "Что пришло", _PACKAGES)
        if not paths:
            return
        if not region:
            self._take(paths, "")
            return
        ask = AskPassword("Пароль ключа региона: им подписываются квитанции.", self)
        ask.given.connect(lambda password: self._take(paths, password))
        ask.open()

    def _take(self, paths: list[Path], password: str) -> None:
        context = self.place.context
        self.place.runner.run(
            lambda progress: exchange_work.receive(context, paths, password, progress),
            self._taken,
            title="Проверяю и принимаю",
        )

    def _taken(self, done: list[Reception]) -> None:
        lines = [f"{'✔' if one.accepted else '✖'} {one.file.name}: {one.summary}" for one in done]
        show_words("\n".join(lines), "", self)
        self.refresh()

    def _verify(self) -> None:
        path = choose_file(self, "Файл для проверки", _PACKAGES)
        if path is not None:
            context = self.place.context
            self.place.runner.run(
                lambda _: exchange_work.verify(context, path), self._verified, title="Проверяю"
            )

    def _verified(self, verdict: Verdict) -> None:
        sign = "✔ Файл верен." if verdict.valid else "✖ Файл не принят."
        warnings = "\n".join(text for _, text in verdict.warnings)
        show_words(f"{sign} {verdict.reason}", warnings, self)


def _sent_list(desk: Desk) -> QWidget:
    headers = ("Когда", "Чьи данные", "Период", "Что с пакетом")
    view = RowsView("Отправленные пакеты", headers, (18, 44, 14, 30))
    view.rows.set_rows(desk.sent)
    view.setMinimumHeight(view.verticalHeader().defaultSectionSize() * 5)
    return view
