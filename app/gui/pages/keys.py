"""The card of keys: a school asks for one, the region answers, the school installs the answer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.gui import exchange_work
from app.gui.bad_news import show_words
from app.gui.page import Place
from app.gui.pages.asking import AskCode, AskPassword, in_fours
from app.gui.pages.files import choose_file, choose_new_file
from app.gui.pages.printing import offer_file
from app.gui.words import button, card_column, label, row

if TYPE_CHECKING:
    from app.gui.exchange_work import Desk

Result = TypeVar("Result")


class KeyCard(QFrame):
    """Part of the exchange page; tells when the state of keys has changed."""

    changed = Signal()

    def __init__(self, place: Place, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place = place
        inside = card_column(self)
        inside.addWidget(label("1. Ключ подписи", "heading"))
        if desk.role == "region":
            self._region(desk, inside)
        elif desk.keys.is_enrolled:
            inside.addWidget(label("✔ Ключ выдан регионом и установлен.", "good"))
        elif desk.keys.has_key:
            self._waiting(desk, inside)
        else:
            self._first(inside)

    def _first(self, inside: QVBoxLayout) -> None:
        inside.addWidget(
            label(
                "Чтобы регион знал, что пакет прислали именно вы, нужен ключ. "
                "Программа сделает файл заявки и покажет код для бумаги."
            )
        )
        inside.addLayout(row(button("Сделать заявку на ключ…", self._request, "main")))

    def _waiting(self, desk: Desk, inside: QVBoxLayout) -> None:
        inside.addWidget(
            label(
                "Заявка сделана. Передайте в регион файл заявки, а этот код — на бумаге "
                "с подписью руководителя:"
            )
        )
        code = label(in_fours(desk.keys.paper_code), "code")
        code.setAccessibleName("Код заявки")
        inside.addWidget(code)
        again = button("Сделать заявку заново…", lambda: self._request(renew=True))
        inside.addLayout(row(button("Установить ответ региона…", self._install, "main"), again))

    def _region(self, desk: Desk, inside: QVBoxLayout) -> None:
        if not desk.keys.root_print:
            inside.addWidget(
                label(
                    "Корневой ключ региона делается один раз; "
                    "им подтверждаются ключи школ и районов."
                )
            )
            inside.addLayout(row(button("Сделать корневой ключ…", self._make_root, "main")))
            return
        inside.addWidget(label("✔ Корневой ключ региона сделан. Его отпечаток:", "good"))
        inside.addWidget(label(in_fours(desk.keys.root_print), "code"))
        inside.addLayout(row(button("Ответить на заявку…", self._issue, "main")))

    def _request(self, *, renew: bool = False) -> None:
        words = "Придумайте пароль к ключу. Он понадобится при каждой отправке."
        ask = AskPassword(words, self, new=True)
        ask.given.connect(lambda password: self._write_request(password, renew))
        ask.open()

    def _write_request(self, password: str, renew: bool) -> None:
        path = choose_new_file(self, "Файл заявки", "zayavka.csr", "Заявка (*.csr)")
        if path is not None:
            context = self._place.context
            self._run(
                lambda: exchange_work.request(context, password, path, renew=renew),
                lambda _: self._told("Заявка записана.", path),
                "Делаю ключ",
            )

    def _install(self) -> None:
        path = choose_file(self, "Ответ региона", "Ответ (*)")
        if path is None:
            return
        words = "Введите отпечаток корневого ключа с бумаги региона."
        ask = AskCode("Отпечаток ключа региона", words, self)
        context = self._place.context
        ask.given.connect(
            lambda code: self._run(
                lambda: exchange_work.install(context, path, code),
                self._installed,
                "Проверяю ответ",
            )
        )
        ask.open()

    def _installed(self, region: str) -> None:
        words = f"Ключ установлен. Его выдал: {region}."
        show_words(words, "Теперь можно отправлять.", self.window())
        self.changed.emit()

    def _make_root(self) -> None:
        words = "Придумайте пароль к корневому ключу региона."
        ask = AskPassword(words, self, new=True)
        ask.given.connect(self._write_root)
        ask.open()

    def _write_root(self, password: str) -> None:
        title = "Корневой сертификат для школ"
        path = choose_new_file(self, title, "root.pem", "Сертификат (*.pem)")
        if path is not None:
            context = self._place.context
            self._run(
                lambda: exchange_work.create_root(context, password, path),
                lambda _: self._told("Корневой сертификат записан.", path),
                "Делаю ключ",
            )

    def _issue(self) -> None:
        request = choose_file(self, "Заявка", "Заявка (*)")
        if request is None:
            return
        ask = AskCode("Код заявки", "Введите код с бумаги, переданной вместе с заявкой.", self)
        ask.given.connect(lambda code: self._ask_issue(request, code))
        ask.open()

    def _ask_issue(self, request: Path, code: str) -> None:
        ask = AskPassword("Пароль корневого ключа региона.", self)
        ask.given.connect(lambda password: self._write_issue(request, code, password))
        ask.open()

    def _write_issue(self, request: Path, code: str, password: str) -> None:
        name = f"{request.stem}-otvet.pem"
        path = choose_new_file(self, "Ответ на заявку", name, "Ответ (*.pem)")
        if path is not None:
            context = self._place.context
            self._run(
                lambda: exchange_work.issue(context, password, request, code, path),
                lambda name: self._told(f"Ответ для «{name}» записан.", path),
                "Выдаю ключ",
            )

    def _run(
        self, work: Callable[[], Result], done: Callable[[Result], object], title: str
    ) -> None:
        self._place.runner.run(lambda _: work(), done, title=title)

    def _told(self, words: str, path: Path) -> None:
        offer_file(self.window(), words, path)
        self.changed.emit()
