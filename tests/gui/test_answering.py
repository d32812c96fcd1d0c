"""Owners of the card's other columns answer the school's requests in records of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.domain.answers import Row
from app.domain.card import FORM
from app.domain.issues import Severity
from app.domain.organisations import Organisation
from app.gui.card.answer_view import AnswerChapter, AnswerView
from app.gui.card.answering import RequestFrame
from app.gui.card.problems import add_measure, remove_measure
from app.gui.forms.draft import Draft, Spot
from app.gui.jobs import JobRunner
from app.gui.page import Place
from app.gui.pages.card import CardPage
from app.services import checking, planning
from app.services.context import Context
from app.services.editing import Subject, open_record
from app.services.printing import paper
from tests.unit.services.bases import (
    DISTRICT,
    REGION,
    SCHOOL,
    YEAR,
    Bases,
    fill_card,
    measure,
    save,
)


@pytest.fixture
def bases(tmp_path: Path) -> Iterator[Bases]:
    made = Bases(tmp_path)
    yield made
    made.close()


@pytest.fixture
def district(bases: Bases) -> Context:
    """A district's base where a school asks the district for help."""
    made = bases.make("district", DISTRICT, (SCHOOL,))
    fill_card(made, SCHOOL, "district", text="Просим педагога")
    return made


@pytest.fixture
def page_of(qtbot: QtBot, runner: JobRunner) -> Callable[[Context], CardPage]:
    def make(context: Context, school: Organisation = SCHOOL) -> CardPage:
        page = CardPage()
        qtbot.addWidget(page)
        page.resize(1100, 700)
        page.show()
        page.enter(Place(context, runner, school))
        qtbot.waitUntil(lambda: not runner.is_busy, timeout=9000)
        return page

    return make


@pytest.fixture
def answers_of(
    qtbot: QtBot, runner: JobRunner, page_of: Callable[[Context], CardPage]
) -> Callable[[Context], CardPage]:
    def make(context: Context) -> CardPage:
        page = page_of(context)
        page.whose.owner.click()
        qtbot.waitUntil(lambda: not runner.is_busy, timeout=9000)
        return page

    return make


def view(page: CardPage) -> AnswerView:
    assert isinstance(page.answers.form, AnswerView)
    return page.answers.form


def chapter(page: CardPage, code: str = "r1") -> AnswerChapter:
    assert view(page).open_chapter(code)
    found = view(page).chapter(code)
    assert isinstance(found, AnswerChapter)
    return found


def request(page: CardPage) -> RequestFrame:
    [pane] = [one for one in chapter(page).panes if one.frames]
    return pane.frames[0]


def stored(qtbot: QtBot, page: CardPage, author: Organisation = DISTRICT) -> tuple[Row, ...]:
    page.leave()
    qtbot.waitUntil(lambda: page.is_clean, timeout=9000)
    subject = Subject(SCHOOL.uid, FORM, YEAR, author.uid)
    return open_record(page.place.context, subject).answers.rows("measures")


def test_a_school_sees_no_switch(bases: Bases, page_of: Callable[[Context], CardPage]):
    page = page_of(bases.make("school", SCHOOL))
    assert page.whose.isHidden()


def test_a_district_may_fill_for_the_school_or_answer(
    district: Context, page_of: Callable[[Context], CardPage]
):
    page = page_of(district)
    assert not page.whose.isHidden()
    assert page.whose.owner.text() == f"Отвечаю за: {DISTRICT.title}"
    assert page.panel.isVisible()
    page.whose.owner.click()
    assert page.answers.isVisible()
    assert not page.panel.isVisible()


def test_the_request_is_shown_with_all_the_school_wrote(
    district: Context, answers_of: Callable[[Context], CardPage]
):
    page = answers_of(district)
    words = [one.text() for one in request(page).findChildren(QLabel)]
    assert "Содержание: Просим педагога" in words
    assert any(one.startswith("Срок: ") for one in words)
    assert "○ Ответа пока нет" in words
    assert chapter(page).tabs.tabText(0) == "Район (ждут ответа: 1)"
    assert view(page)._list.item(0).text() == "○  Вакансии"
    request(page).buttons["confirmed"].click()
    view(page).read_now()
    assert chapter(page).tabs.tabText(0) == "Район"
    assert view(page)._list.item(0).text() == "✔  Вакансии"


def test_a_confirmed_answer_is_stored_in_the_owners_record_and_printed(
    district: Context, answers_of: Callable[[Context], CardPage], qtbot: QtBot
):
    page = answers_of(district)
    request(page).buttons["confirmed"].click()
    frame = request(page).frame
    assert frame is not None
    frame._typed("text", "Направим педагога")
    [row] = stored(qtbot, page)
    assert row.cells["state"] == "confirmed"
    assert row.cells["answers_to"] == 1
    assert (row.cells["problem"], row.cells["level"]) == ("r1", "district")
    cell = planning.card(district, SCHOOL.uid).cell("r1", "district")
    assert [(one.text, one.state) for one in cell] == [("Направим педагога", "confirmed")]
    assert paper(district, FORM, SCHOOL.uid).startswith(b"%PDF")


def test_the_school_record_is_not_touched_by_an_answer(
    district: Context, answers_of: Callable[[Context], CardPage], qtbot: QtBot
):
    before = open_record(district, Subject(SCHOOL.uid, FORM, YEAR))
    page = answers_of(district)
    request(page).buttons["confirmed"].click()
    stored(qtbot, page)
    assert open_record(district, Subject(SCHOOL.uid, FORM, YEAR)) == before


def test_a_decision_can_be_changed_and_taken_back(
    district: Context, answers_of: Callable[[Context], CardPage], qtbot: QtBot
):
    page = answers_of(district)
    request(page).buttons["confirmed"].click()
    request(page).buttons["declined"].click()
    [row] = stored(qtbot, page)
    assert row.cells["state"] == "declined"
    assert not request(page).buttons["declined"].isEnabled()
    frame = request(page).frame
    assert frame is not None
    frame.removed.emit()
    assert stored(qtbot, page) == ()
    assert request(page).frame is None
    assert "v10_none" not in {one.code for one in checking.check(district, SCHOOL.uid)}


def test_own_measures_stand_below_the_answers(
    district: Context, answers_of: Callable[[Context], CardPage], qtbot: QtBot
):
    page = answers_of(district)
    request(page).buttons["confirmed"].click()
    pane = chapter(page).panes[0]
    pane.own.fill()
    assert pane.own.frames == []
    pane.own.add.click()
    answer, own = stored(qtbot, page)
    assert (answer.cells["state"], own.cells["state"]) == ("confirmed", "own")
    assert len(pane.own.frames) == 1


def test_rules_about_the_school_keep_silent_in_an_owners_record(
    district: Context, answers_of: Callable[[Context], CardPage]
):
    page = answers_of(district)
    assert view(page).look.count(Severity.ERROR) == 0
    request(page).buttons["confirmed"].click()
    view(page).read_now()
    assert view(page).look.issues == ()


def test_an_issue_leads_to_the_answer(district: Context, answers_of: Callable[[Context], CardPage]):
    page = answers_of(district)
    request(page).buttons["confirmed"].click()
    frame = request(page).frame
    assert frame is not None
    frame._typed("responsible", None)
    view(page).read_now()
    view(page).go_to(Spot("measures", "1", "responsible"))
    assert frame.questions["responsible"].editor.hasFocus() or (
        frame.questions["responsible"].editor.isAncestorOf(page.focusWidget())
    )


def test_a_region_answers_in_all_its_columns(
    bases: Bases, answers_of: Callable[[Context], CardPage], qtbot: QtBot
):
    region = bases.make("region", REGION, (SCHOOL,))
    fill_card(region, SCHOOL, "ministry", text="Просим Интернет")
    page = answers_of(region)
    assert [pane.level.code for pane in chapter(page).panes] == [
        "institute",
        "ministry",
        "resource_centre",
    ]
    request(page).buttons["confirmed"].click()
    [row] = stored(qtbot, page, REGION)
    assert row.cells["level"] == "ministry"
    codes = {one.code for one in checking.check(region, SCHOOL.uid)}
    assert not codes & {"only_owner_confirms", "foreign_column", "unknown_level"}


def test_an_answer_whose_request_is_gone_can_still_be_seen(
    district: Context, answers_of: Callable[[Context], CardPage]
):
    answer = measure("district", text="Направим", state="confirmed", answers_to=7)
    save(district, SCHOOL, FORM, tables={"measures": [answer]}, author=DISTRICT.uid)
    page = answers_of(district)
    pane = chapter(page).panes[0]
    pane.own.fill()
    assert [one.measure.cells["text"] for one in pane.own.frames] == ["Направим"]


def test_answers_with_letters_of_double_size_fit_a_laptop(
    district: Context, answers_of: Callable[[Context], CardPage], qapp: QApplication
):
    before = qapp.font()
    font = QFont(before)
    font.setPointSizeF(font.pointSizeF() * 2)
    qapp.setFont(font)
    try:
        page = answers_of(district)
        request(page).buttons["confirmed"].click()
        assert page.minimumSizeHint().width() <= 1300
        assert page.minimumSizeHint().height() <= 640
    finally:
        qapp.setFont(before)


def test_every_button_of_an_answer_says_what_it_is_about(
    district: Context, answers_of: Callable[[Context], CardPage]
):
    page = answers_of(district)
    request(page).buttons["confirmed"].click()
    names = [one.accessibleName() for one in request(page).findChildren(QPushButton)]
    assert "Подтвердить: запрос школы 1" in names
    assert "Отклонить: запрос школы 1" in names
    assert "Ваш ответ на запрос 1: убрать ответ" in names


def test_without_requests_the_owner_is_told_so(
    bases: Bases, answers_of: Callable[[Context], CardPage]
):
    page = answers_of(bases.make("district", DISTRICT, (SCHOOL,)))
    assert [one.title for one in view(page).headings()] == ["Запросов пока нет"]


def test_a_new_request_does_not_take_the_number_of_a_removed_one(district: Context):
    draft = Draft(district.forms.form(FORM))
    draft.put(open_record(district, Subject(SCHOOL.uid, FORM, YEAR)).answers)
    remove_measure(draft, draft.tables["measures"][0])
    assert add_measure(draft, "r1", "district", "requested").key == "2"
