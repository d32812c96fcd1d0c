"""What the pages do with files: import, print, keys, packages, receipts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.resources import as_file, files
from pathlib import Path

import pytest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QInputDialog,
    QLabel,
    QListWidget,
    QMessageBox,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.domain.issues import Issue, Severity
from app.domain.organisations import Organisation, OrganisationKind, organisation_uid
from app.domain.periods import parse_period
from app.domain.reading import RawAnswers, RawRow
from app.gui import work
from app.gui.figures.groups import GroupWords
from app.gui.jobs import JobRunner
from app.gui.page import Page, Place
from app.gui.pages.asking import AskCode, AskPassword, in_fours
from app.gui.pages.data import DataPage
from app.gui.pages.exchange import ExchangePage
from app.gui.pages.importing import ImportReport
from app.gui.pages.indices import IndicesPage
from app.gui.pages.printing import print_to_pdf
from app.gui.pages.results import ResultsPage
from app.gui.pages.settings import SettingsPage
from app.gui.window import MainWindow
from app.services import editing
from app.services.context import Context
from app.services.importing import FileReport
from app.services.opening import Setup, create_base, open_base

PASSWORD = "очень тайно"


@pytest.fixture
def show(qtbot: QtBot) -> Callable[[Page, Place], None]:
    def show_one(page: Page, place: Place) -> None:
        qtbot.addWidget(page)
        page.resize(1000, 650)
        page.show()
        page.enter(place)
        qtbot.waitUntil(lambda: not place.runner.is_busy, timeout=9000)

    return show_one


@pytest.fixture
def example() -> Iterator[Path]:
    with as_file(files("resources") / "example") as folder:
        yield folder


@pytest.fixture
def chooses(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """Whatever file or folder is asked for, the user chooses this one."""

    def choose(path: Path) -> None:
        for ask in ("getOpenFileName", "getSaveFileName"):
            monkeypatch.setattr(QFileDialog, ask, lambda *_: (str(path), ""))
        monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(path)], ""))
        monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(path))

    return choose


def press(page: QWidget, words: str) -> None:
    QApplication.processEvents()  # new buttons are shown by the event loop
    [one] = [
        one
        for one in page.findChildren(QPushButton)
        if one.text().startswith(words) and one.isVisibleTo(page)
    ]
    one.click()


def done(qtbot: QtBot, place: Place) -> None:
    qtbot.waitUntil(lambda: not place.runner.is_busy, timeout=20000)


def dialog(page: QWidget, kind: type[QDialog]) -> QDialog:
    found = [one for one in page.window().findChildren(kind) if one.isVisible()]
    return found[-1]


def told(page: QWidget) -> str:
    """The words of the message on the screen, which is then closed."""
    boxes = [one for one in page.window().findChildren(QMessageBox) if one.isVisible()]
    words = " ".join(f"{box.text()} {box.informativeText()}" for box in boxes)
    for box in boxes:
        box.close()
        box.deleteLater()
    return words


def give_password(page: QWidget) -> None:
    ask = dialog(page, AskPassword)
    assert isinstance(ask, AskPassword)
    ask.first.setText(PASSWORD)
    ask.again.setText(PASSWORD)
    ask.accept()


def give_code(page: QWidget, code: str) -> None:
    ask = dialog(page, AskCode)
    assert isinstance(ask, AskCode)
    ask.code.setText(code)
    ask.accept()


def words(page: QWidget) -> str:
    return " ".join(one.text() for one in page.findChildren(QLabel) if one.isVisibleTo(page))


@pytest.fixture
def region(tmp_path: Path, runner: JobRunner) -> Iterator[Place]:
    own = Organisation(
        organisation_uid("83", "r"), "r", "Регион", OrganisationKind.REGION, region="83"
    )
    school = Organisation(
        organisation_uid("83", "101"), "101", "МКОУ «СОШ с. Пример»", region="83", parent=own.uid
    )
    path = tmp_path / "region" / "base.sqlite"
    create_base(path, Setup("region", "kbr-2020", own, (school,), parse_period("2025/2026")))
    context = open_base(path)
    yield Place(context, runner, None)
    context.close()


def fill_a_little(context: Context, school: Organisation) -> None:
    subject = editing.Subject(school.uid, "social_passport", "2025/2026")
    editing.save_record(context, subject, RawAnswers({"pupils_total": 200}))


def test_from_request_to_receipt_by_buttons_alone(
    place: Place,
    region: Place,
    school: Organisation,
    show: Callable[[Page, Place], None],
    chooses: Callable[[Path], None],
    tmp_path: Path,
    qtbot: QtBot,
):
    fill_a_little(place.context, school)
    ours, theirs = ExchangePage(), ExchangePage()
    show(ours, place)
    show(theirs, region)

    chooses(tmp_path / "root.pem")
    press(theirs, "Сделать корневой ключ")
    give_password(theirs)
    done(qtbot, region)
    assert "Корневой сертификат записан." in told(theirs)
    root_print = next(
        one.text() for one in theirs.findChildren(QLabel) if one.property("kind") == "code"
    )

    chooses(tmp_path / "request.csr")
    press(ours, "Сделать заявку")
    give_password(ours)
    done(qtbot, place)
    told(ours)
    code = next(one.text() for one in ours.findChildren(QLabel) if one.property("kind") == "code")
    assert code == in_fours(code)

    press(theirs, "Ответить на заявку")
    give_code(theirs, code)
    chooses(tmp_path / "answer.json")
    give_password(theirs)
    done(qtbot, region)
    assert "Ответ для" in told(theirs)

    press(ours, "Установить ответ")
    give_code(ours, root_print)
    done(qtbot, place)
    assert "Ключ установлен" in told(ours)

    chooses(tmp_path)
    press(ours, "Записать пакет")
    give_password(ours)
    done(qtbot, place)
    assert "записан и проверен" in told(ours)

    [package] = tmp_path.glob("*.asice")
    chooses(package)
    press(theirs, "Принять пакеты")
    give_password(theirs)
    done(qtbot, region)
    assert "✔" in told(theirs)

    [receipt] = tmp_path.glob("*-receipt.asice")
    chooses(receipt)
    press(ours, "Открыть квитанцию")
    done(qtbot, place)
    assert "принят" in told(ours)

    chooses(package)
    press(ours, "Только проверить")
    done(qtbot, place)
    told(ours)


def test_a_form_is_printed_where_the_user_says(
    place: Place,
    school: Organisation,
    chooses: Callable[[Path], None],
    tmp_path: Path,
    qtbot: QtBot,
):
    widget = QWidget()
    qtbot.addWidget(widget)
    chooses(tmp_path / "Паспорт")
    print_to_pdf(widget, place, school, "passport", "Паспорт школы")
    done(qtbot, place)
    assert (tmp_path / "Паспорт.pdf").read_bytes().startswith(b"%PDF")
    assert "Файл записан." in told(widget)


def test_a_sign_that_paper_cannot_have_is_told_before_it_is_printed(
    place: Place,
    school: Organisation,
    chooses: Callable[[Path], None],
    tmp_path: Path,
    qtbot: QtBot,
):
    form = place.context.forms.form("passport")
    field = next(one for part in form.sections for one in part.fields if one.code == "short_name")
    work.save_record(
        place.context, school.uid, "passport", RawAnswers({"short_name": "Школа 😀 за 5 ₽"}, {})
    )
    widget = QWidget()
    qtbot.addWidget(widget)
    chooses(tmp_path / "Паспорт")
    print_to_pdf(widget, place, school, "passport", "Паспорт школы")
    done(qtbot, place)
    asked = dialog(widget, QMessageBox)
    assert isinstance(asked, QMessageBox)
    assert f"«{field.label}»: знак 😀" in asked.informativeText()
    assert "₽" not in asked.informativeText()
    assert not (tmp_path / "Паспорт.pdf").exists()
    press(asked, "Напечатать так")
    done(qtbot, place)
    assert (tmp_path / "Паспорт.pdf").exists()


def test_workbooks_come_in_and_their_refused_cells_are_named(
    tmp_path: Path,
    runner: JobRunner,
    show: Callable[[Page, Place], None],
    chooses: Callable[[Path], None],
    example: Path,
    qtbot: QtBot,
):
    own = Organisation(
        organisation_uid("83", "0213"), "0213", "Район", OrganisationKind.DISTRICT, region="83"
    )
    path = tmp_path / "district.sqlite"
    create_base(path, Setup("district", "kbr-2020", own, (), parse_period("2025/2026")))
    context = open_base(path)
    place = Place(context, runner, None)
    page = DataPage()
    show(page, place)
    chooses(example / "social_passport.xlsx")
    press(page, "Взять из файла")
    done(qtbot, place)
    report = dialog(page, ImportReport)
    [found] = report.findChildren(QListWidget)
    assert any("H17" in found.item(row).text() for row in range(found.count()))
    press(report, "Взять всё, кроме неверных клеток")
    done(qtbot, place)
    assert "✔" in words(dialog(page, ImportReport))
    assert len(editing.known_organisations(context, OrganisationKind.SCHOOL)) == 12
    context.close()


def test_an_unknown_table_is_read_once_the_user_says_which_one_it_is(
    tmp_path: Path,
    runner: JobRunner,
    show: Callable[[Page, Place], None],
    chooses: Callable[[Path], None],
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
):
    own = Organisation(
        organisation_uid("83", "0213"), "0213", "Район", OrganisationKind.DISTRICT, region="83"
    )
    path = tmp_path / "district.sqlite"
    create_base(path, Setup("district", "kbr-2020", own, (), parse_period("2025/2026")))
    context = open_base(path)
    place = Place(context, runner, None)
    page = DataPage()
    show(page, place)
    file = tmp_path / "протокол.csv"
    file.write_text(
        "01 - Русский язык 2026.06.09\n№;Код ОО;Класс;Код участника;Фамилия;Первичный балл;Оценка\n"
        "1;021301;9А;102;Тестов;22;4\n",
        encoding="utf-8",
    )
    chooses(file)
    press(page, "Взять из файла")
    done(qtbot, place)
    report = dialog(page, ImportReport)
    assert "--" not in words(report)
    monkeypatch.setattr(
        QInputDialog, "getItem", lambda *asked: (next(t for t in asked[3] if "ОГЭ из" in t), True)
    )
    press(report, "Указать, какая это таблица")
    done(qtbot, place)
    done(qtbot, place)
    qtbot.waitUntil(lambda: "✔" in words(dialog(page, ImportReport)), timeout=5000)
    context.close()


def test_results_ask_for_a_procedure_first(
    place: Place, show: Callable[[Page, Place], None], school: Organisation, qtbot: QtBot
):
    page = ResultsPage()
    show(page, place)
    assert "Процедур этого года пока нет" in words(page)
    cells = {"kind": "vpr", "subject": "russian", "grade": "5"}
    subject = editing.Subject(school.uid, "procedures", "2025/2026")
    raw = RawAnswers(tables={"procedures": [RawRow("1", cells)]})
    editing.save_record(place.context, subject, raw)
    page.refresh()
    done(qtbot, place)
    assert page.procedure.currentText() == "ВПР, русский язык, 5 класс"
    assert page.panel.form is not None
    assert page.panel.form.form.code == "results_totals"
    page.kind.setCurrentIndex(1)
    done(qtbot, place)
    assert page.panel.form.form.code == "results_pupils"


def test_indices_are_explained_and_never_ordered_by_value(
    place: Place, school: Organisation, show: Callable[[Page, Place], None]
):
    answers = {
        "pupils_total": 200,
        "parents_higher": 20,
        "single_parent": 40,
        "registered_school": 4,
    }
    subject = editing.Subject(school.uid, "social_passport", "2025/2026")
    editing.save_record(place.context, subject, RawAnswers(answers))
    page = IndicesPage()
    show(page, place)
    assert "Это не оценка и не место школы" in words(page)
    assert "ИСБ" in page.why.toPlainText()
    assert not page.list.isSortingEnabled()
    title = "Четверть школ с наименьшим ИСБ"
    [group] = [
        one
        for one in page.findChildren(GroupWords)
        if one.more.accessibleName().startswith(f"Подробнее: {title}")
    ]
    assert "Источник:" not in group.words.text()
    group.more.click()
    assert "Источник: Концепция КБР (2020), таблица 1" in group.words.text()
    assert group.more.accessibleName().startswith(f"Коротко: {title}")
    group.more.click()
    assert "Источник:" not in group.words.text()


def test_a_base_without_an_owner_asks_whose_it_is(
    tmp_path: Path, qtbot: QtBot, school: Organisation
):
    path = tmp_path / "nobody.sqlite"
    create_base(path, Setup("school", "kbr-2020", period=parse_period("2025/2026")))
    window = MainWindow(path)
    window.show()
    qtbot.waitUntil(lambda: window.head.title.text() == "Настройки", timeout=9000)
    page = window._pages["settings"]
    assert isinstance(page, SettingsPage)
    page._set_owner(school)
    qtbot.waitUntil(lambda: window.head.title.text() == "Обзор", timeout=9000)
    qtbot.waitUntil(lambda: not window.runner.is_busy)
    assert "Пример" in window.head.where.accessibleName()
    window.close()
    window.deleteLater()


def test_a_file_that_was_not_taken_tells_of_no_schools_added(qtbot: QtBot):
    issues = (
        Issue(Severity.ERROR, "refused", "Нужно число."),
        Issue(Severity.NOTE, "school_added", "Школа добавлена."),
    )
    for stored, lines in ((False, 1), (True, 2)):
        report = FileReport("a.xlsx", (), 2, int(stored), int(stored), stored, issues)
        dialog = ImportReport([report])
        qtbot.addWidget(dialog)
        [found] = dialog.findChildren(QListWidget)
        assert found.count() == lines


def test_remarks_on_several_files_say_whose_they_are(qtbot: QtBot):
    wrong = Issue(Severity.ERROR, "refused", "Нужно число.")
    reports = [
        FileReport(file, (), 2, 0, 0, False, (wrong.at(file=file, sheet="Л", cell="B4"),))
        for file in ("/а/паспорт.xlsx", "/б/паспорт.xlsx", "/б/огэ.xlsx")
    ]
    dialog = ImportReport(reports)
    qtbot.addWidget(dialog)
    [found] = dialog.findChildren(QListWidget)
    assert [found.item(row).text() for row in range(3)] == [
        "а/паспорт.xlsx, Л, B4: ✖ Ошибка. Нужно число.",
        "б/паспорт.xlsx, Л, B4: ✖ Ошибка. Нужно число.",
        "огэ.xlsx, Л, B4: ✖ Ошибка. Нужно число.",
    ]
