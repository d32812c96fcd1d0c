"""A form made from its definition: what is typed, what is said about it, where the focus goes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from app.domain.answers import Answers
from app.domain.forms import Form
from app.domain.issues import Severity
from app.gui.forms.draft import Spot
from app.gui.forms.form_view import FormView
from app.gui.forms.question import Question
from app.gui.forms.section import SectionView

Into = Callable[[QLineEdit, str], None]


@pytest.fixture
def view(qtbot: QtBot, small: Form) -> FormView:
    made = FormView(small)
    qtbot.addWidget(made)
    made.resize(1000, 600)
    made.show()
    qtbot.waitExposed(made)
    return made


def question(view: FormView, code: str) -> Question:
    section = view.chapter("main")
    assert isinstance(section, SectionView)
    return section.questions[code]


def line(view: FormView, code: str) -> QLineEdit:
    control = question(view, code).editor.control()
    assert isinstance(control, QLineEdit)
    return control


@pytest.fixture
def type_into(type_text: Callable[[str], None]) -> Into:
    def into(target: QLineEdit, text: str) -> None:
        target.setFocus()
        type_text(text)

    return into


def words(view: FormView, code: str) -> str:
    QApplication.processEvents()  # new labels are shown by the event loop
    labels = question(view, code).findChildren(QLabel)
    return " ".join(one.text() for one in labels if not one.isHidden())


def test_a_refused_answer_is_said_at_its_field_and_kept(view: FormView, type_into: Into):
    type_into(line(view, "all"), "много")
    view.read_now()
    assert "✖ Ошибка." in words(view, "all")
    assert "много" in words(view, "all")
    assert view.raw().values["all"] == "много"
    assert view.look.answers.refused == {"all": "много"}


def test_an_untouched_form_reminds_without_blame(view: FormView):
    assert "нужен ответ" in words(view, "all")
    assert "✖" not in words(view, "all")
    assert view.look.count(Severity.ERROR) == 0


def test_a_part_above_its_whole_is_said_at_the_part(view: FormView, type_into: Into):
    type_into(line(view, "all"), "40")
    type_into(line(view, "part"), "41")
    view.read_now()
    assert "Часть не может быть больше целого" in words(view, "part")


def test_a_question_appears_once_its_condition_holds(view: FormView, qtbot: QtBot):
    assert question(view, "bus_name").isHidden()
    view.draft.values["bus"] = "да"
    view.read_now()
    assert not question(view, "bus_name").isHidden()


def test_the_answers_are_read_soon_after_the_last_keystroke(
    view: FormView, type_into: Into, qtbot: QtBot
):
    type_into(line(view, "share"), "12,5")
    qtbot.waitUntil(lambda: "share" in view.look.answers.values, timeout=2000)
    assert str(view.look.answers.values["share"]) == "12.5"


def test_a_query_can_be_explained_and_becomes_a_note(view: FormView, type_into: Into):
    type_into(line(view, "all"), "7")
    view.read_now()
    [issue] = view.look.at(Spot("", "", "all"))
    assert issue.severity is Severity.QUERY
    view._explained(f"{issue.code}@all", "Школа начальная, детей мало.")
    [note] = view.look.at(Spot("", "", "all"))
    assert note.severity is Severity.NOTE
    assert "Школа начальная" in words(view, "all")
    assert view.raw().explanations == {"too_few@all": "Школа начальная, детей мало."}


def test_going_to_an_issue_opens_its_section_and_takes_the_focus(view: FormView, qtbot: QtBot):
    view.show_answers(Answers(refused={"free.1.rate": "шесть"}, tables={}), None)
    view.draft.add_row("free")
    view.draft.tables["free"][0].cells["rate"] = "шесть"
    view.read_now()
    view.go_to(Spot("free", "1", "rate"))
    section = view.chapter("tables")
    assert isinstance(section, SectionView)
    table = section.panels["free"].view
    assert (table.currentIndex().row(), table.currentIndex().column()) == (0, 1)
    assert QApplication.focusWidget() is table


def test_stored_refused_texts_come_back_into_their_fields(view: FormView):
    view.show_answers(Answers(values={"part": 3}, refused={"all": "сорок"}), None)
    assert line(view, "all").text() == "сорок"
    assert line(view, "part").text() == "3"


def test_last_years_answer_stands_beside_the_field(view: FormView):
    view.show_answers(Answers(), Answers(values={"all": 1012}))
    assert "в прошлом году: 1\u00a0012" in words(view, "all")


def test_enter_goes_to_the_next_question(view: FormView, qtbot: QtBot):
    line(view, "all").setFocus()
    qtbot.keyClick(line(view, "all"), Qt.Key.Key_Return)
    assert QApplication.focusWidget() is line(view, "part")


def test_tab_walks_through_all_questions(view: FormView, qtbot: QtBot):
    line(view, "all").setFocus()
    seen = set()
    for _ in range(12):
        widget = QApplication.focusWidget()
        assert widget is not None
        seen.add(widget.accessibleName())
        qtbot.keyClick(widget, Qt.Key.Key_Tab)
    asked = ("Всего детей", "Из них на учёте", "Доля", "Есть подвоз", "Рассказ", "Дата среза")
    for name in asked:
        assert any(name in one for one in seen), name


def test_ctrl_z_takes_the_answer_back_and_says_so_and_ctrl_y_brings_it_again(
    view: FormView, qtbot: QtBot
):
    view.show_answers(Answers(values={"all": 40}), None)
    words: list[str] = []
    view.stepped.connect(words.append)
    field = line(view, "all")
    field.setFocus()
    field.selectAll()
    for key in (Qt.Key.Key_1, Qt.Key.Key_2):
        qtbot.keyClick(field, key)
    qtbot.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert field.text() == "40"
    qtbot.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert field.text() == "40"
    qtbot.keyClick(field, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert field.text() == "12"
    assert words == [
        "Отменено: «Всего детей»: 12 → 40",
        "",
        "Возвращено: «Всего детей»: 40 → 12",
    ]


def test_an_opened_form_puts_the_cursor_into_its_first_question(view: FormView):
    first = view.first()
    assert first is not None
    first.setFocus()
    assert QApplication.focusWidget() is line(view, "all")
