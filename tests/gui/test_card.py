"""The card: signals beside problems, one to four chosen and put in order, measures planned."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.domain.answers import Answers
from app.domain.card import FORM
from app.domain.issues import Severity
from app.gui.card.card_view import CHOICE, CardView
from app.gui.card.choice import ChoiceChapter
from app.gui.card.problem import ProblemChapter
from app.gui.card.problems import chosen
from app.gui.forms.draft import Spot
from app.gui.pages.card import levels_of
from app.services.context import Context


@pytest.fixture
def view(qtbot: QtBot, context: Context) -> CardView:
    form = context.forms.form(FORM)
    made = CardView(form, levels_of(context, form))
    qtbot.addWidget(made)
    made.resize(1100, 650)
    made.show()
    qtbot.waitExposed(made)
    return made


def choice(view: CardView) -> ChoiceChapter:
    chapter = view.chapter(CHOICE)
    assert isinstance(chapter, ChoiceChapter)
    return chapter


def problem(view: CardView, code: str) -> ProblemChapter:
    assert view.open_chapter(code)
    chapter = view.chapter(code)
    assert isinstance(chapter, ProblemChapter)
    return chapter


def tick(view: CardView, *codes: str) -> None:
    for code in codes:
        choice(view).rows[code].box.click()
    view.read_now()


def titles(view: CardView) -> list[str]:
    return [heading.title for heading in view.headings()]


def test_an_untouched_card_is_not_blamed(view: CardView):
    assert view.look.count(Severity.ERROR) == 0


def test_chosen_problems_are_numbered_in_the_order_of_choosing(view: CardView):
    tick(view, "r7", "r1")
    assert chosen(view.draft) == ["r7", "r1"]
    assert view.look.answers.cell("problems", "r7", "priority") == 1
    assert titles(view) == ["Выбор проблем", "Интернет и материальная база", "Вакансии"]


def test_a_click_on_the_words_of_a_problem_chooses_it(view: CardView, qtbot: QtBot):
    row = choice(view).rows["r3"]
    [words] = [one for one in row.findChildren(QLabel) if one.buddy() is row.box]
    qtbot.mouseClick(words, Qt.MouseButton.LeftButton)
    assert chosen(view.draft) == ["r3"]
    qtbot.mouseClick(row.box, Qt.MouseButton.LeftButton)
    assert chosen(view.draft) == []


def test_the_page_does_not_jump_when_the_first_problem_is_chosen(view: CardView):
    before = choice(view).width()
    tick(view, "r3")
    QApplication.processEvents()
    assert choice(view).width() == before


def test_no_more_than_four_can_be_chosen(view: CardView):
    tick(view, "r1", "r2", "r3", "r4")
    assert not choice(view).rows["r5"].box.isEnabled()
    tick(view, "r2")
    assert choice(view).rows["r5"].box.isEnabled()
    assert chosen(view.draft) == ["r1", "r3", "r4"]
    assert view.look.answers.cell("problems", "r4", "priority") == 3


def test_the_keyboard_changes_the_order(view: CardView, qtbot: QtBot):
    tick(view, "r1", "r2", "r3")
    order = choice(view).order.list
    order.setFocus()
    order.setCurrentRow(2)
    qtbot.keyClick(order, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert chosen(view.draft) == ["r1", "r3", "r2"]
    assert order.currentRow() == 1


def test_signals_stand_beside_their_problems(view: CardView):
    view.show_signals({"r1": ["В школе 2 вакансии."]})
    shown = {
        code: one._signal.text()
        for code, one in choice(view).rows.items()
        if not one._signal.isHidden()
    }
    assert shown == {"r1": "● Есть сигнал. В школе 2 вакансии."}


def test_a_chosen_problem_asks_its_own_questions(view: CardView):
    tick(view, "r4")
    about = problem(view, "r4").about
    assert about is not None
    assert set(about.questions) == {"unmotivated_percent", "unmotivated_method"}


def test_a_measure_is_added_to_its_cell(
    view: CardView, qtbot: QtBot, type_text: Callable[[str], None]
):
    tick(view, "r3")
    tabs = problem(view, "r3").tabs
    assert any(issue.code == "v12_r3" for _, issue in view.look.issues)
    tabs.panes[0].add.click()
    type_text("Педсовет")
    view.read_now()
    [row] = view.look.answers.rows("measures")
    assert row.cells == {"problem": "r3", "level": "school", "state": "own", "text": "Педсовет"}
    assert not any(issue.code == "v12_r3" for _, issue in view.look.issues)


def test_in_a_column_of_others_a_measure_is_a_request(view: CardView):
    tick(view, "r3")
    tabs = problem(view, "r3").tabs
    district = next(pane for pane in tabs.panes if pane.level.code == "district")
    district.add.click()
    [row] = view.draft.tables["measures"]
    assert (row.cells["level"], row.cells["state"]) == ("district", "requested")


def test_an_issue_of_a_measure_leads_to_its_question(view: CardView):
    tick(view, "r3")
    problem(view, "r3").tabs.panes[0].add.click()
    view.read_now()
    view.open_chapter(CHOICE)
    view.go_to(Spot("measures", "1", "responsible"))
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus.accessibleName().startswith("Ответственный")


def test_a_missing_measure_leads_to_the_button_that_adds_one(view: CardView):
    tick(view, "r5")
    spot = next(where for where, issue in view.look.issues if issue.code == "v12_r5")
    view.go_to(spot)
    assert QApplication.focusWidget() is problem(view, "r5").tabs.panes[0].add


def test_measures_of_a_problem_no_longer_chosen_are_not_lost(view: CardView):
    tick(view, "r3")
    problem(view, "r3").tabs.panes[0].add.click()
    tick(view, "r3")
    assert titles(view) == ["Выбор проблем", "Управление качеством образования"]
    assert len(view.draft.tables["measures"]) == 1


def test_a_stored_card_comes_back_whole(view: CardView, context: Context):
    tick(view, "r3", "r10")
    view.draft.values["other_text"] = "Далеко до района"
    answers = view.draft.look().answers
    view.show_answers(Answers(), None)
    assert chosen(view.draft) == []
    view.show_answers(answers, None)
    assert chosen(view.draft) == ["r3", "r10"]
    assert view.draft.values["other_text"] == "Далеко до района"
