"""The reference and the methodology in the window: seen, computed, saved, installed by buttons."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.gui.jobs import JobRunner
from app.gui.page import Page, Place
from app.gui.pages.first_start import FirstStart
from app.gui.pages.indices import IndicesPage
from app.gui.pages.settings import SettingsPage
from app.services.context import Context
from app.services.installing import install_file
from app.services.opening import Setup, create_base, open_base
from app.services.reference_files import write_reference
from app.services.referencing import current
from app.services.region_year import compute
from tests.unit.services.own_methodologies import CODE, bundle, text
from tests.unit.services.regions import DISTRICTS, DURING, PERIOD, fill, opened, region, schools


@pytest.fixture
def theirs(tmp_path: Path) -> Iterator[Context]:
    """The region's base; nothing published yet."""
    with region(tmp_path, amount=12) as context:
        yield context


@pytest.fixture
def ours(tmp_path: Path) -> Iterator[Context]:
    """A school's base."""
    own = replace(schools(3)[2], parent=None, region="83")
    with opened(tmp_path / "school.sqlite", own, ()) as context:
        fill(context, own, 3)
        yield replace(context, now=lambda: DURING)


@pytest.fixture
def enter(qtbot: QtBot, runner: JobRunner) -> Callable[[Page, Context], Place]:
    """A page on the screen; what it moves to becomes its place, as in the window."""

    def show(page: Page, context: Context) -> Place:
        place = Place(context, runner, context.own if context.role == "school" else None)
        qtbot.addWidget(page)
        page.resize(1000, 650)
        page.show()
        page.enter(place)
        qtbot.waitUntil(lambda: not runner.is_busy, timeout=9000)
        return place

    return show


@pytest.fixture
def press(qtbot: QtBot, runner: JobRunner) -> Callable[..., None]:
    def press_one(where: QWidget, words: str) -> None:
        QApplication.processEvents()
        buttons = where.findChildren(QPushButton)
        [one] = [b for b in buttons if b.text().startswith(words) and b.isVisible()]
        one.click()
        qtbot.waitUntil(lambda: not runner.is_busy, timeout=20000)

    return press_one


def chosen(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    for ask in ("getOpenFileName", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, ask, lambda *_: (str(path), ""))


def answered(page: QWidget, words: str = "") -> str:
    """What the message on the screen says; it is closed, or the button of those words pressed."""
    [box] = [one for one in page.window().findChildren(QMessageBox) if one.isVisible()]
    told = f"{box.text()} {box.informativeText()}"
    if words:
        next(one for one in box.buttons() if one.text() == words).click()
    else:
        box.close()
    box.deleteLater()
    return told


def seen(page: QWidget) -> str:
    return " ".join(one.text() for one in page.findChildren(QLabel) if one.isVisibleTo(page))


def test_the_region_computes_saves_and_the_school_installs_by_buttons(
    theirs: Context,
    ours: Context,
    enter: Callable[[Page, Context], Place],
    press: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    page, other = SettingsPage(), SettingsPage()
    enter(page, theirs)
    assert "Эталона за 2025/2026 учебный год в этой базе нет" in seen(page)
    press(page, "Составить эталон")
    assert "Эталон составлен: версия 1" in answered(page)
    press(page, "Составить заново")
    assert "версия 2" in answered(page)
    assert "по 12 школам региона" in seen(page)
    chosen(monkeypatch, tmp_path / "for-schools")
    press(page, "Сохранить файл для школ")
    answered(page)
    assert (tmp_path / "for-schools.json").is_file()

    enter(other, ours)
    assert not [b for b in other.findChildren(QPushButton)
                if b.text().startswith("Составить") and b.isVisible()]  # fmt: skip
    chosen(monkeypatch, tmp_path / "for-schools.json")
    press(other, "Установить эталон")
    assert "версия 2" in answered(other)
    assert current(ours, PERIOD) == current(theirs, PERIOD)
    sums = [s.split(". ")[0] for s in (seen(page), seen(other)) if "Контрольное число" in s]
    assert "версия 2" in seen(other)
    assert len(sums) == 2
    assert "Файл эталона не подписан" in seen(other)


def test_a_district_hands_the_file_on_and_a_school_does_not(
    theirs: Context, ours: Context, enter: Callable[[Page, Context], Place], tmp_path: Path
) -> None:
    file = write_reference(compute(theirs, PERIOD), tmp_path / "etalon.json")
    district = replace(DISTRICTS[0], region="83", parent=None)
    with opened(tmp_path / "district.sqlite", district, ()) as between:
        for context, hands_on in ((between, True), (ours, False)):
            install_file(context, file)
            page = SettingsPage()
            enter(page, context)
            assert page.reference.save.isVisible() == hands_on
            assert not page.reference.publish.isVisible()


def test_computing_can_be_stopped_and_leaves_nothing(
    theirs: Context, enter: Callable[[Page, Context], Place], qtbot: QtBot
) -> None:
    page = SettingsPage()
    place = enter(page, theirs)
    page.reference.publish.click()
    assert not page.reference.publish.isEnabled()
    place.runner.cancel()
    qtbot.waitUntil(lambda: not place.runner.is_busy, timeout=9000)
    assert "Остановлено. Эталон остался прежним." in answered(page)
    assert page.reference.publish.isEnabled()
    assert current(theirs, PERIOD) is None


def test_a_file_that_is_no_reference_is_told_kindly(
    ours: Context,
    enter: Callable[[Page, Context], Place],
    press: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    page = SettingsPage()
    enter(page, ours)
    (tmp_path / "x.json").write_text("{}", encoding="utf-8")
    chosen(monkeypatch, tmp_path / "x.json")
    press(page, "Установить эталон")
    assert "это не эталон региона" in answered(page)
    assert current(ours, PERIOD) is None


def test_a_reference_by_another_methodology_asks_before_it_changes_the_rules(
    theirs: Context,
    ours: Context,
    enter: Callable[[Page, Context], Place],
    press: Callable[..., None],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    from app.services.region_methodologies import install, use

    install(theirs, bundle())
    file = write_reference(compute(use(theirs, CODE), PERIOD), tmp_path / "etalon.json")
    page = SettingsPage()
    place = enter(page, ours)
    moves: list[Place] = []
    page.moved.connect(moves.append)
    chosen(monkeypatch, file)
    press(page, "Установить эталон")
    assert "составлен по методике «gornaya-2026»" in answered(page, "Не устанавливать")
    assert current(ours, PERIOD) is None
    press(page, "Установить эталон")
    answered(page, "Перейти и установить")
    qtbot.waitUntil(lambda: not place.runner.is_busy, timeout=9000)
    assert "База теперь считает по методике «Методика Горного края»" in answered(page)
    assert moves[-1].context.methodology.code == CODE
    assert "Методика Горного края (gornaya-2026, версия 1)" in seen(page)


def test_a_methodology_is_taken_from_a_file_and_used_once_the_user_says_so(
    ours: Context,
    enter: Callable[[Page, Context], Place],
    press: Callable[..., None],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    page = SettingsPage()
    place = enter(page, ours)
    file = tmp_path / "gornaya.toml"
    chosen(monkeypatch, file)
    file.write_text(text().replace("value = 85", 'value = ""\nx = 1'), encoding="utf-8")
    press(page, "Взять методику региона")
    assert "Методику пока нельзя использовать" in answered(page)
    file.write_text(text(), encoding="utf-8")
    press(page, "Взять методику региона")
    answered(page, "Пока по прежней")
    assert "kbr-2020" in seen(page)
    press(page, "Взять методику региона")
    assert "уже есть в базе" in answered(page, "Считать по ней")
    qtbot.waitUntil(lambda: not place.runner.is_busy, timeout=9000)
    assert page.place.context.methodology.code == CODE


def test_the_indices_say_by_which_reference_and_lead_to_it(
    theirs: Context, ours: Context, enter: Callable[[Page, Context], Place]
) -> None:
    page = IndicesPage()
    enter(page, ours)
    assert "Эталона региона нет: группы показаны предварительно." in seen(page)
    asked: list[tuple[str, object]] = []
    page.asked.connect(lambda *what: asked.append(what))
    next(b for b in page.findChildren(QPushButton) if b.text() == "Эталон региона…").click()
    assert asked == [("settings", "reference")]


def test_the_first_start_takes_a_methodology_from_a_file(
    tmp_path: Path, runner: JobRunner, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = FirstStart(tmp_path / "new.sqlite", runner)
    qtbot.addWidget(page)
    page.show()
    made: list[Context] = []
    page.ready.connect(made.append)
    file = tmp_path / "gornaya.toml"
    file.write_text("code = 1", encoding="utf-8")
    chosen(monkeypatch, file)
    page.own_methodology.click()
    qtbot.waitUntil(lambda: not runner.is_busy, timeout=9000)
    assert "Методику пока нельзя использовать" in seen(page)
    file.write_text(text(), encoding="utf-8")
    page.own_methodology.click()
    qtbot.waitUntil(lambda: not runner.is_busy, timeout=9000)
    assert page.methodology.currentText() == "Методика Горного края (из файла)"
    assert page.region.text() == "83"
    page.code.setText("101")
    page.name.setText("Школа")
    page.begin.click()
    qtbot.waitUntil(lambda: bool(made), timeout=9000)
    assert made[0].methodology.code == CODE
    made[0].close()
    again = open_base(tmp_path / "new.sqlite")
    assert again.methodology.title == "Методика Горного края"
    again.close()


def test_a_base_opens_with_its_own_methodology_s_title(tmp_path: Path) -> None:
    path = tmp_path / "b.sqlite"
    create_base(path, Setup("region", CODE, own_methodology=bundle()))
    context = open_base(path)
    assert context.methodology.version_id == f"{CODE}/v1"
    context.close()
