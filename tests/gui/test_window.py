"""The whole window on a real base: first start, pages, saving what is typed, closing."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QTabWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.domain.errors import WorldFailed
from app.domain.organisations import Organisation
from app.gui.forms.draft import Spot
from app.gui.forms.section import SectionView
from app.gui.forms.table_view import TableView
from app.gui.help import help_text
from app.gui.pages.data import DataPage
from app.gui.pages.first_start import FirstStart
from app.gui.pages.trouble import Trouble
from app.gui.register import ENTRIES
from app.gui.window import MainWindow
from app.services import editing
from app.services.opening import open_base

HEAVY = (
    "alembic", "asn1crypto", "cryptography", "numpy", "openpyxl", "pandas", "python_calamine",
    "reportlab", "sqlalchemy", "xlsxwriter",
)  # fmt: skip


@pytest.fixture
def opened(qtbot: QtBot) -> Iterator[Callable[[Path], MainWindow]]:
    windows: list[MainWindow] = []

    def open_on(path: Path) -> MainWindow:
        window = MainWindow(path)
        windows.append(window)
        window.resize(1366, 740)
        window.show()
        qtbot.waitUntil(
            lambda: window._stack.count() > 1 and not window.runner.is_busy, timeout=9000
        )
        return window

    yield open_on
    for window in windows:
        window.close()
        qtbot.waitUntil(window.isHidden)
        window.deleteLater()


@pytest.fixture
def window(opened: Callable[[Path], MainWindow], base: Path) -> MainWindow:
    return opened(base)


def go(qtbot: QtBot, window: MainWindow, page: str, what: object = None) -> QWidget:
    window.show_page(page, what)
    qtbot.waitUntil(lambda: not window.runner.is_busy, timeout=9000)
    return window._pages[page]


def boxes(window: MainWindow) -> list[str]:
    return [box.text() for box in window.findChildren(QMessageBox) if box.isVisible()]


def all_question(page: QWidget) -> QLineEdit:
    assert isinstance(page, DataPage)
    assert page.panel.form is not None
    chapter = page.panel.form.chapter(page.panel.form.headings()[0].code)
    assert isinstance(chapter, SectionView)
    control = chapter.questions["pupils_total"].editor.control()
    assert isinstance(control, QLineEdit)
    return control


def test_the_overview_names_the_next_step(window: MainWindow):
    assert window.head.title.text() == "Обзор"
    texts = " ".join(one.text() for one in window.findChildren(QWidget) if hasattr(one, "text"))
    assert "Следующий шаг" in texts


def test_every_page_opens_and_fits_a_small_screen(window: MainWindow, qtbot: QtBot):
    for entry in ENTRIES:
        if "school" in entry.roles:
            go(qtbot, window, entry.code)
            assert window.head.title.text() == entry.title
            assert window.minimumSizeHint().width() <= 1024, entry.code
            assert window.minimumSizeHint().height() <= 690, entry.code


def test_letters_of_double_size_still_fit_a_laptop(
    window: MainWindow, qtbot: QtBot, qapp: QApplication
):
    font = qapp.font()
    font.setPointSizeF(font.pointSizeF() * 2)
    go(qtbot, window, "settings")
    qapp.setFont(font)
    qtbot.waitUntil(lambda: set(window._pages) == {"settings"})
    for entry in ENTRIES:
        if "school" in entry.roles:
            go(qtbot, window, entry.code)
            assert window.minimumSizeHint().width() <= 1366, entry.code
            assert window.minimumSizeHint().height() <= 740, entry.code
    font.setPointSizeF(font.pointSizeF() / 2)
    qapp.setFont(font)


def test_every_form_opens_and_everything_in_it_has_a_name(window: MainWindow, qtbot: QtBot):
    page = go(qtbot, window, "data")
    assert isinstance(page, DataPage)
    for code in ("passport", "social_passport", "staff", "resources"):
        go(qtbot, window, "data", code)
        form = page.panel.form
        assert form is not None
        assert form.form.code == code
        for heading in form.headings():
            form.chapter(heading.code)
    nameless = [one for one in focusable(window) if not spoken(one)]
    assert [(type(one).__name__, one.objectName()) for one in nameless] == []


def test_everything_on_the_other_pages_has_a_name(window: MainWindow, qtbot: QtBot):
    for code in ("overview", "results", "indices", "card", "exchange", "settings"):
        go(qtbot, window, code)
        nameless = [one for one in focusable(window) if not spoken(one)]
        assert [(code, type(one).__name__, one.objectName()) for one in nameless] == []


def focusable(window: MainWindow) -> list[QWidget]:
    kinds = (QLineEdit, QPlainTextEdit, QComboBox, QAbstractItemView, QAbstractButton, QTabWidget)
    found = [one for kind in kinds for one in window.findChildren(kind)]
    inner = ("qt_", "QComboBoxPrivate", "ScrollLeftButton", "ScrollRightButton")
    return [
        one
        for one in found
        if (
            one.focusPolicy().value
            and not one.objectName().startswith(inner)
            and type(one).__module__ != "PySide6.QtWidgets"
        )
        or (isinstance(one, QLineEdit | QPlainTextEdit) and not one.objectName().startswith(inner))
    ]


def spoken(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    return widget.accessibleName() or text


def test_what_is_typed_is_in_the_base_after_closing_at_once(
    opened: Callable[[Path], MainWindow],
    base: Path,
    school: Organisation,
    qtbot: QtBot,
    type_text: Callable[[str], None],
):
    window = opened(base)
    all_question(go(qtbot, window, "data", "social_passport")).setFocus()
    type_text("1012")
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())
    context = open_base(base)
    subject = editing.Subject(school.uid, "social_passport", "2025/2026")
    record = editing.open_record(context, subject)
    context.close()
    assert record.answers.values == {"pupils_total": 1012}


def test_what_stands_in_an_open_cell_is_in_the_base_after_closing_at_once(
    opened: Callable[[Path], MainWindow],
    base: Path,
    school: Organisation,
    qtbot: QtBot,
    type_text: Callable[[str], None],
):
    window = opened(base)
    page = go(qtbot, window, "data", ("social_passport", Spot("grades", "g3", "pupils")))
    [table] = [one for one in page.findChildren(TableView) if one.isVisible()]
    type_text("17")
    assert table.state() is QAbstractItemView.State.EditingState
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())
    context = open_base(base)
    subject = editing.Subject(school.uid, "social_passport", "2025/2026")
    record = editing.open_record(context, subject)
    context.close()
    assert record.answers.cell("grades", "g3", "pupils") == 17


def test_a_form_opened_for_the_first_time_waits_at_its_first_question(
    window: MainWindow, qtbot: QtBot
):
    page = go(qtbot, window, "data", "passport")
    focus = QApplication.focusWidget()
    assert isinstance(page, DataPage)
    assert page.panel.form is not None
    assert focus is not None
    first = page.panel.form.chapter(page.panel.form.headings()[0].code)
    assert first.isAncestorOf(focus)


def test_a_refused_text_is_kept_in_the_base_too(
    window: MainWindow, qtbot: QtBot, type_text: Callable[[str], None]
):
    page = go(qtbot, window, "data", "social_passport")
    all_question(page).setFocus()
    type_text("тысяча")
    assert isinstance(page, DataPage)
    page.panel.flush()
    qtbot.waitUntil(lambda: page.panel.is_clean)
    go(qtbot, window, "overview")
    again = go(qtbot, window, "data", "social_passport")
    assert all_question(again).text() == "тысяча"


def test_undo_goes_back_to_what_stood_there_before_and_redo_forth(
    window: MainWindow, qtbot: QtBot, type_text: Callable[[str], None]
):
    page = go(qtbot, window, "data", "social_passport")
    assert isinstance(page, DataPage)
    all_question(page).setFocus()
    before = all_question(page).text()
    type_text("2")
    page.panel.flush()
    qtbot.waitUntil(lambda: page.panel.is_clean)
    page.panel._go_back()
    assert all_question(page).text() == before
    page.panel._go_forth()
    assert all_question(page).text() == "2"


def test_closing_on_a_full_disk_asks_first(
    opened: Callable[[Path], MainWindow],
    base: Path,
    qtbot: QtBot,
    type_text: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
):
    window = opened(base)
    page = go(qtbot, window, "data", "social_passport")

    def full(*_: object) -> None:
        raise WorldFailed("На диске нет места.", "Освободите место.")

    monkeypatch.setattr("app.gui.work.save_record", full)
    all_question(page).setFocus()
    type_text("5")
    window.close()
    qtbot.waitUntil(lambda: "Последние изменения не сохранились." in boxes(window))
    assert window.isVisible()
    window._leave_anyway()
    assert not window.isVisible()


def test_the_first_start_makes_a_base_and_goes_on(
    opened: Callable[[Path], MainWindow], tmp_path: Path, qtbot: QtBot
):
    path = tmp_path / "new" / "base.sqlite"
    window = opened(path)
    first = window._stack.currentWidget()
    assert isinstance(first, FirstStart)
    assert window.rail.isHidden()
    first.begin.click()
    assert "код организации" in first._trouble.text()
    first.code.setText("101")
    first.name.setText("МКОУ «СОШ с. Пример»")
    first.begin.click()
    qtbot.waitUntil(lambda: window.head.title.text() == "Обзор", timeout=9000)
    assert path.exists()
    assert not window.rail.isHidden()


def test_a_file_that_is_no_base_is_told_and_left_alone(
    opened: Callable[[Path], MainWindow], tmp_path: Path
):
    path = tmp_path / "photo.sqlite"
    path.write_bytes(b"\x89PNG" * 1000)
    window = opened(path)
    assert isinstance(window._stack.currentWidget(), Trouble)
    assert path.read_bytes() == b"\x89PNG" * 1000


def test_a_district_chooses_its_school_first(
    opened: Callable[[Path], MainWindow], tmp_path: Path, qtbot: QtBot, school: Organisation
):
    from dataclasses import replace

    from app.domain.organisations import OrganisationKind, organisation_uid
    from app.services.opening import Setup, create_base

    own = replace(
        school, uid=organisation_uid("83", "01"), code="01", kind=OrganisationKind.DISTRICT
    )
    path = tmp_path / "district.sqlite"
    create_base(path, Setup("district", "kbr-2020", own, (school,)))
    window = opened(path)
    assert window.head.title.text() == "Школы"
    page = window._pages["schools"]
    page._choose(0)  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: not window.runner.is_busy)
    assert window.head.title.text() == "Обзор"
    assert "Пример" in window.head.where.accessibleName()


@pytest.mark.parametrize("code", [*(entry.code for entry in ENTRIES), "first_start"])
def test_every_page_has_its_help(code: str):
    text = help_text(code)
    assert text.startswith("# ")
    assert len(text) > 150


SHOWN = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from app.gui import application, window
class Window(window.MainWindow):
    def open_base(self):
        print(*sys.modules)
        sys.stdout.flush()
        import os; os._exit(0)
running = application.make_application()
shown = Window(Path("nothing.sqlite"))
shown.show()
running.exec()
"""


def test_heavy_libraries_are_not_imported_before_the_window_is_shown(home: Path):
    done = subprocess.run(
        [sys.executable, "-c", SHOWN],
        capture_output=True,
        check=True,
        env={**os.environ, "OPORA_HOME": str(home)},
    )
    loaded = done.stdout.decode().split()
    assert "app.gui.window" in loaded
    assert not set(HEAVY) & set(loaded)
    assert not [name for name in loaded if name.startswith(("app.services", "app.store", "db"))]


def test_imports_are_plain_again_after_pyside(home: Path):
    code = (
        "import builtins; b = builtins.__import__; import app.gui; print(b is builtins.__import__)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout == b"True\n"


def test_the_example_can_be_looked_at_without_touching_anything(
    opened: Callable[[Path], MainWindow], tmp_path: Path, qtbot: QtBot
):
    path = tmp_path / "own" / "base.sqlite"
    window = opened(path)
    first = window._stack.currentWidget()
    assert isinstance(first, FirstStart)
    first._play_example()
    qtbot.waitUntil(lambda: window.head.title.text() == "Школы", timeout=60_000)
    assert not path.exists()
    assert (tmp_path / "own" / "example" / "base.sqlite").exists()


def test_an_example_that_was_stopped_says_so(
    opened: Callable[[Path], MainWindow], tmp_path: Path, qtbot: QtBot
):
    window = opened(tmp_path / "own" / "base.sqlite")
    first = window._stack.currentWidget()
    assert isinstance(first, FirstStart)
    first._play_example()
    window.runner.cancel()
    qtbot.waitUntil(lambda: first._trouble.text() == "Остановлено.", timeout=60_000)
