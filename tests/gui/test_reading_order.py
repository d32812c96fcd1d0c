"""Tab goes as one reads, on every page, in every section of every form; nothing is left out.

The order seen is worked out here from where things stand on the screen, not from the layouts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QTabBar,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.domain.forms import Form, Storage
from app.domain.issues import Issue, Severity
from app.domain.organisations import Organisation, OrganisationKind, organisation_uid
from app.domain.periods import parse_period
from app.gui import work
from app.gui.forms.explaining import Explaining
from app.gui.forms.form_view import FormView
from app.gui.pages.asking import AskCode, AskPassword
from app.gui.pages.data import DataPage
from app.gui.pages.new_organisation import NewOrganisation
from app.gui.pages.record_panel import RecordPanel
from app.gui.pages.results import ResultsPage
from app.gui.reading_order import inputs, takes_tab
from app.gui.register import ENTRIES
from app.gui.window import MainWindow
from app.services.catalogue import FormCatalogue
from app.services.opening import Setup, create_base

Key = Qt.Key
MOST = 400
"""Presses of Tab after which one would have come round on any page."""


def made(path: Path, role: OrganisationKind, school: Organisation, qtbot: QtBot) -> MainWindow:
    own = school
    if role is not OrganisationKind.SCHOOL:
        own = replace(school, uid=organisation_uid("83", "01"), code="01", kind=role)
    others = [
        replace(school, uid=organisation_uid("83", str(n)), code=str(n), name=f"Школа {n}")
        for n in range(201, 214)
    ]
    period = parse_period("2025/2026")
    known = () if role is OrganisationKind.SCHOOL else tuple(others)
    create_base(path, Setup(role.value, "kbr-2020", own, known, period=period))
    window = MainWindow(path)
    window.resize(1366, 740)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: window._stack.count() > 1 and not window.runner.is_busy, timeout=9000)
    return window


ROLES = (OrganisationKind.SCHOOL, OrganisationKind.DISTRICT, OrganisationKind.REGION)


@pytest.fixture(params=ROLES, ids=lambda one: one.value)
def window(
    request: pytest.FixtureRequest, tmp_path: Path, school: Organisation, qtbot: QtBot
) -> Iterator[MainWindow]:
    one = made(tmp_path / "base.sqlite", request.param, school, qtbot)
    yield one
    one.close()
    qtbot.waitUntil(one.isHidden)
    one.deleteLater()


def settle(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not window.runner.is_busy, timeout=9000)
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None, timeout=5000)
    qtbot.wait(20)


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def may_be_tabbed_to(page: QWidget) -> list[QWidget]:
    """Everything on the screen that takes the focus by Tab, whoever made it and however."""
    return [one for one in page.findChildren(QWidget) if takes_tab(one) and not is_inner(one)]


def is_inner(widget: QWidget) -> bool:
    """A part of a table, a list box, a calendar: the whole of it is what one goes to."""
    return not isinstance(widget, QTabBar) and (
        type(widget).__name__ == "QComboBoxPrivateContainer"
        or widget.objectName().startswith("qt_")
    )


def walk(page: QWidget, qtbot: QtBot, key: Qt.Key, start: QWidget) -> list[QWidget]:
    """What Tab visits on a page from `start` until it leaves the page or comes round."""
    start.setFocus()
    visited: list[QWidget] = []
    for _ in range(MOST):
        now = focused()
        if not page.isAncestorOf(now):
            return visited
        if isinstance(now, QTableView):
            to_the_edge(now, forth=key is Key.Key_Tab)
        if not visited or visited[-1] is not now:
            if now in visited:
                return visited
            visited.append(now)
        qtbot.keyClick(now, key)
    raise AssertionError(f"no end: {[describe(one) for one in visited[-5:]]}")


def to_the_edge(table: QTableView, *, forth: bool) -> None:
    """The cell from which Tab leaves; every cell would take minutes."""
    rows, columns = table.model().rowCount(), table.model().columnCount()
    cell = (rows - 1, columns - 1) if forth else (0, 0)
    if rows and columns:
        table.setCurrentIndex(table.model().index(*cell))


def describe(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    return f"{type(widget).__name__} «{widget.accessibleName() or text}»"


def where(widget: QWidget, inside: QWidget) -> tuple[int, int, int, int]:
    """Left, top, right, bottom within a widget."""
    at = widget.mapTo(inside, QPoint(0, 0))
    return at.x(), at.y(), at.x() + widget.width(), at.y() + widget.height()


def is_read_after(later: QWidget, earlier: QWidget, inside: QWidget) -> bool:
    """Whether one reads the later one after the earlier: to the right of it, or lower."""
    left, _, _, bottom = where(later, inside)
    left_before, top_before, right_before, bottom_before = where(earlier, inside)
    return (
        bottom > bottom_before
        or left >= right_before
        or left > left_before
        or (bottom > top_before and left > left_before)
    )


def assert_as_seen(visited: list[QWidget], inside: QWidget) -> None:
    for earlier, later in pairwise(visited):
        assert is_read_after(later, earlier, inside), f"{describe(earlier)} → {describe(later)}"


def is_question(widget: QWidget) -> bool:
    return not isinstance(widget, QAbstractButton)


def choose_school(window: MainWindow) -> None:
    assert window._place is not None
    if window._place.school is None:
        window._moved(replace(window._place, school=work.schools(window._place.context)[0]))


@pytest.mark.parametrize("code", [one.code for one in ENTRIES])
def test_a_page_begins_at_its_first_input_and_tab_visits_all(
    window: MainWindow, qtbot: QtBot, code: str
):
    choose_school(window)
    entry = next(one for one in ENTRIES if one.code == code)
    assert window._place is not None
    if window._place.context.role not in entry.roles:
        pytest.skip("not a page of this role")
    window.show_page("settings" if code != "settings" else "overview")
    settle(window, qtbot)
    window.show_page(code)
    settle(window, qtbot)
    page = window._pages[code]
    qtbot.waitUntil(lambda: page.isAncestorOf(QApplication.focusWidget() or window), timeout=5000)
    assert "Отмен" not in describe(focused())
    seen = may_be_tabbed_to(page)
    visited = walk(page, qtbot, Key.Key_Tab, inputs(page)[0])
    assert {*map(describe, visited)} == {*map(describe, seen)}
    assert len(visited) == len(seen)
    assert focused() is window.rail, "after the last one, to the pages"
    back = walk(page, qtbot, Key.Key_Backtab, visited[-1])
    assert back == visited[::-1]


CATALOGUE = FormCatalogue()
FORMS = [form for form in map(CATALOGUE.form, CATALOGUE.codes()) if form.storage is Storage.ANSWERS]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.code)
def test_every_section_of_every_form_is_walked_as_it_is_seen(form: Form, qtbot: QtBot):
    from app.gui.reading_order import OrderedDialog

    shell = OrderedDialog()
    qtbot.addWidget(shell)
    from PySide6.QtWidgets import QVBoxLayout

    view = FormView(form)
    QVBoxLayout(shell).addWidget(view)
    shell.resize(1300, 700)
    shell.show()
    shell.activateWindow()
    qtbot.waitUntil(shell.isActiveWindow)
    for number, heading in enumerate(view.headings()):
        chapter = view.chapter(heading.code)
        first = view.first()
        if number:
            assert first is None or focused() is first, "«Далее» leads to the first question"
        if first is not None:
            visited = walk(chapter, qtbot, Key.Key_Tab, first)
            assert visited == inputs(chapter)
            assert len(visited) == len(may_be_tabbed_to(chapter))
            assert_as_seen(visited, chapter)
            way_on = view._on if view._on.isEnabled() and view._on.isVisible() else view._back
            if way_on.isVisible() and way_on.isEnabled():
                assert focused() is way_on
            assert walk(chapter, qtbot, Key.Key_Backtab, visited[-1]) == visited[::-1]
        if view._on.isEnabled():
            qtbot.keyClick(view._on, Key.Key_Return)


@pytest.mark.parametrize("window", [OrganisationKind.SCHOOL], indirect=True)
@pytest.mark.parametrize("form", ["passport", "social_passport", "staff", "resources"])
def test_a_form_is_walked_by_tab_and_enter_from_its_beginning_to_its_end(
    window: MainWindow, qtbot: QtBot, form: str
):
    window.show_page("data", form)
    settle(window, qtbot)
    page = window._pages["data"]
    assert isinstance(page, DataPage)
    view = page.panel.form
    assert view is not None
    for number, heading in enumerate(view.headings()):
        chapter = view.chapter(heading.code)
        assert view._list.currentRow() == number
        assert chapter.isAncestorOf(focused()), describe(focused())
        walk(chapter, qtbot, Key.Key_Tab, focused())
        if number + 1 < len(view.headings()):
            assert focused() is view._on
            qtbot.keyClick(focused(), Key.Key_Return)
    assert view._list.currentRow() == len(view.headings()) - 1


@pytest.mark.parametrize("window", [OrganisationKind.SCHOOL], indirect=True)
def test_a_section_opened_by_mouse_or_from_its_list_takes_the_focus(
    window: MainWindow, qtbot: QtBot
):
    window.show_page("data", "social_passport")
    settle(window, qtbot)
    page = window._pages["data"]
    assert isinstance(page, DataPage)
    view = page.panel.form
    assert view is not None
    for number in (1, 0, 1):
        at = view._list.visualItemRect(view._list.item(number)).center()
        qtbot.mouseClick(view._list.viewport(), Qt.MouseButton.LeftButton, pos=at)
        assert view.first() is focused()
    view._list.setFocus()
    qtbot.keyClick(focused(), Key.Key_Up)
    assert focused() is view._list, "one walks along the list"
    qtbot.keyClick(focused(), Key.Key_Return)
    assert view.first() is focused()


@pytest.mark.parametrize("window", [OrganisationKind.SCHOOL], indirect=True)
def test_back_to_the_list_of_forms_and_of_results_the_focus_is_in_the_page(
    window: MainWindow, qtbot: QtBot
):
    window.show_page("data", "passport")
    settle(window, qtbot)
    data = window._pages["data"]
    assert isinstance(data, DataPage)
    leave(data.panel, qtbot)
    settle(window, qtbot)
    assert focused() is inputs(data)[0]
    window.show_page("results")
    settle(window, qtbot)
    results = window._pages["results"]
    assert isinstance(results, ResultsPage)
    results._show_directory()
    settle(window, qtbot)
    assert focused() is results.directory.first()
    leave(results.directory, qtbot)
    settle(window, qtbot)
    assert results.isAncestorOf(focused())
    assert "Отмен" not in describe(focused())


def leave(panel: RecordPanel, qtbot: QtBot) -> None:
    back = next(one for one in panel.findChildren(QAbstractButton) if one.text().startswith("←"))
    back.setFocus()
    qtbot.keyClick(back, Key.Key_Return)


DIALOGS = {
    "password": lambda: AskPassword("Пароль", None, new=True),
    "code": lambda: AskCode("Код", "Введите код.", None),
    "organisation": lambda: NewOrganisation("Новая школа", "83", None),
    "explaining": lambda: Explaining(Issue(Severity.QUERY, "q", "Так ли это?"), "", None),
}


@pytest.mark.parametrize("name", DIALOGS)
def test_a_dialog_begins_at_its_first_field_and_is_walked_as_it_is_seen(name: str, qtbot: QtBot):
    dialog: QDialog = DIALOGS[name]()
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    fields = dialog.findChildren(QLineEdit) + dialog.findChildren(QPlainTextEdit)
    visited = inputs(dialog)
    assert focused() is visited[0]
    assert visited[0] in fields
    for one in visited[1:]:
        qtbot.keyClick(focused(), Key.Key_Tab)
        assert focused() is one
    assert_as_seen(visited, dialog)
    qtbot.keyClick(focused(), Key.Key_Tab)
    assert focused() is visited[0]


@pytest.mark.parametrize("window", [OrganisationKind.SCHOOL], indirect=True)
def test_what_tab_reaches_is_brought_to_sight(window: MainWindow, qtbot: QtBot):
    window.resize(1024, 500)
    window.show_page("data", "passport")
    settle(window, qtbot)
    page = window._pages["data"]
    assert isinstance(page, DataPage)
    assert page.panel.form is not None
    chapter = page.panel.form.chapter(page.panel.form.headings()[0].code)
    for _ in inputs(chapter)[1:]:
        qtbot.keyClick(focused(), Key.Key_Tab)
        area = next(one for one in above(focused()) if isinstance(one, QScrollArea))
        top = focused().mapTo(area.viewport(), QPoint(0, 0)).y()
        assert 0 <= top <= area.viewport().height() - focused().height()


def above(widget: QWidget) -> Iterator[QWidget]:
    parent = widget.parentWidget()
    while parent is not None:
        yield parent
        parent = parent.parentWidget()
