"""«Результаты процедур» where results may be totals, pupils, or both: nothing is ignored."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pytest
from pytestqt.qtbot import QtBot

from app.domain.organisations import Organisation
from app.domain.reading import RawAnswers, RawRow, read_answers
from app.domain.results import ProcedureKey
from app.gui.forms.section import SectionView
from app.gui.forms.totals_view import TotalsView
from app.gui.page import Place
from app.gui.pages.card import CardPage
from app.gui.pages.record_panel import RecordPanel
from app.gui.pages.results import ResultsPage
from app.services import editing

YEAR = "2025/2026"
RUSSIAN, MATH = ProcedureKey("vpr", YEAR, "russian", 5), ProcedureKey("oge", YEAR, "math", 9)
PUPILS = [{"code": str(5000 + n), "total": 10 + n, "mark": 3} for n in range(5)]
Open = Callable[[], ResultsPage]


@pytest.fixture
def opened(place: Place, school: Organisation, qtbot: QtBot) -> Open:
    """The page on a base with two procedures."""
    rows = [
        {"kind": "vpr", "subject": "russian", "grade": 5},
        {"kind": "oge", "subject": "math", "grade": 9},
    ]
    store(place, school, "procedures", tables={"procedures": rows})

    def open_page() -> ResultsPage:
        page = ResultsPage()
        qtbot.addWidget(page)
        page.resize(1000, 650)
        page.show()
        page.enter(place)
        settle(place, qtbot)
        choose(page, place, qtbot, "ВПР")
        return page

    return open_page


def settle(place: Place, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not place.runner.is_busy, timeout=9000)
    qtbot.wait(10)


def choose(page: ResultsPage, place: Place, qtbot: QtBot, words: str) -> None:
    texts = [page.procedure.itemText(n) for n in range(page.procedure.count())]
    page.procedure.setCurrentIndex(next(n for n, text in enumerate(texts) if words in text))
    settle(place, qtbot)


def store(
    place: Place,
    school: Organisation,
    form: str,
    values: Mapping[str, object] | None = None,
    tables: Mapping[str, Sequence[Mapping[str, object]]] | None = None,
    procedure: ProcedureKey | None = None,
) -> None:
    rows = {
        code: [RawRow(str(n), dict(cells)) for n, cells in enumerate(cells_of, 1)]
        for code, cells_of in (tables or {}).items()
    }
    subject = editing.Subject(school.uid, form, YEAR, procedure=procedure)
    editing.save_record(place.context, subject, RawAnswers(dict(values or {}), rows))


def kept(place: Place, school: Organisation, form: str = "results_totals") -> dict[str, object]:
    subject = editing.Subject(school.uid, form, YEAR, procedure=RUSSIAN)
    return dict(editing.open_record(place.context, subject).answers.values)


def enter_pupils(place: Place, school: Organisation) -> None:
    store(place, school, "results_pupils", tables={"pupils": PUPILS}, procedure=RUSSIAN)


def totals_of(page: ResultsPage) -> TotalsView:
    form = page.panel.form
    assert isinstance(form, TotalsView)
    return form


def section(form: TotalsView, code: str) -> SectionView:
    made = form.chapter(code)
    assert isinstance(made, SectionView)
    return made


def switch(page: ResultsPage, place: Place, qtbot: QtBot, form: str) -> None:
    page.kind.setCurrentIndex(page.kind.findData(form))
    settle(place, qtbot)


def type_in(page: ResultsPage, place: Place, qtbot: QtBot, **values: object) -> None:
    """Type and let it be saved."""
    form = page.panel.form
    assert form is not None
    form.draft.values.update(values)
    form._edited()
    page.leave()
    settle(place, qtbot)


def test_a_school_with_pupil_rows_meets_them_first(
    opened: Open, place: Place, school: Organisation
):
    enter_pupils(place, school)
    page = opened()
    assert page.kind.currentData() == "results_pupils"


def test_the_other_procedure_opens_in_the_form_one_was_in(
    opened: Open, place: Place, school: Organisation, qtbot: QtBot
):
    enter_pupils(place, school)
    page = opened()
    choose(page, place, qtbot, "ОГЭ")
    assert page.kind.currentData() == "results_pupils"
    store(place, school, "results_totals", {"participants": 9}, procedure=MATH)
    choose(page, place, qtbot, "ВПР")
    choose(page, place, qtbot, "ОГЭ")
    assert page.kind.currentData() == "results_totals"


def test_totals_of_pupils_are_shown_and_not_typed(
    opened: Open, place: Place, school: Organisation, qtbot: QtBot
):
    enter_pupils(place, school)
    page = opened()
    switch(page, place, qtbot, "results_totals")
    assert page.kind.currentData() == "results_totals"
    assert "Данные введены по участникам (5); итоги считает программа" in page.other.words.text()
    form = totals_of(page)
    assert form.draft.values["participants"] == 5
    participation, marks = section(form, "participation"), section(form, "marks")
    assert participation.questions["grade_size"].editor.isEnabled()
    assert not participation.questions["participants"].editor.isEnabled()
    assert not marks.questions["mark_2"].editor.isEnabled()
    table = section(form, "spread").panels["histogram"].model
    assert table.rowCount() == 5
    assert not table.setData(table.index(0, 1), "9")


def test_only_the_size_of_the_grade_is_stored_beside_pupils(
    opened: Open, place: Place, school: Organisation, qtbot: QtBot
):
    enter_pupils(place, school)
    page = opened()
    switch(page, place, qtbot, "results_totals")
    type_in(page, place, qtbot, grade_size="30")
    assert kept(place, school) == {"grade_size": 30}


def test_totals_that_differ_from_the_pupils_are_asked_about(
    opened: Open, place: Place, school: Organisation, qtbot: QtBot
):
    store(place, school, "results_totals", {"participants": 7}, procedure=RUSSIAN)
    enter_pupils(place, school)
    page = opened()
    assert page.kind.currentData() == "results_totals"
    assert page.other.words.property("ground") == "query"
    assert "участвовало 7, а по участникам 5" in page.other.words.text()
    form = totals_of(page)
    assert section(form, "participation").questions["participants"].editor.isEnabled()
    type_in(page, place, qtbot, participants="5")
    settle(place, qtbot)
    assert "сходятся" in page.other.words.text()


def test_totals_are_dropped_for_the_pupils_and_undo_brings_them_back(
    opened: Open, place: Place, school: Organisation, qtbot: QtBot
):
    store(place, school, "results_totals", {"participants": 7, "grade_size": 9}, procedure=RUSSIAN)
    enter_pupils(place, school)
    page = opened()
    page.other.drop_asked.emit()
    settle(place, qtbot)
    assert kept(place, school) == {"grade_size": 9}
    assert totals_of(page).draft.values["participants"] == 5
    assert "итоги считает программа" in page.other.words.text()
    page.panel._go_back()
    settle(place, qtbot)
    assert kept(place, school) == {"participants": 7, "grade_size": 9}
    assert totals_of(page).draft.values["participants"] == 7
    assert "участвовало 7" in page.other.words.text()


def test_totals_of_another_procedure_may_be_typed_again(
    opened: Open, place: Place, school: Organisation, qtbot: QtBot
):
    enter_pupils(place, school)
    page = opened()
    switch(page, place, qtbot, "results_totals")
    choose(page, place, qtbot, "ОГЭ")
    form = totals_of(page)
    assert section(form, "participation").questions["participants"].editor.isEnabled()
    assert page.other.isHidden()
    assert form.draft.values == {}


def test_undo_in_results_goes_back_step_by_step(
    opened: Open, place: Place, school: Organisation, qtbot: QtBot
):
    page = opened()
    type_in(page, place, qtbot, participants="20")
    type_in(page, place, qtbot, grade_size="21")
    assert kept(place, school) == {"participants": 20, "grade_size": 21}
    for left in ({"participants": 20}, {}, {}):
        page.panel._go_back()
        settle(place, qtbot)
        assert kept(place, school) == left
        shown = read_answers(totals_of(page).form, totals_of(page).raw())
        assert shown.answers.values == left
    assert page.panel._notice.words.text() == "Отменять и возвращать здесь больше нечего."


def test_nothing_is_called_saved_beside_a_refused_cell(opened: Open, place: Place, qtbot: QtBot):
    page = opened()
    type_in(page, place, qtbot, participants="20")
    assert page.panel._state.accessibleName() == "✔ Всё сохранено"
    type_in(page, place, qtbot, grade_size="много")
    assert page.panel._state.accessibleName() == "Сохранено, кроме 1 клетки с ошибкой"
    assert page.panel._state.property("kind") == "query"


def test_the_caution_stands_above_results_of_vpr_alone(opened: Open, place: Place, qtbot: QtBot):
    page = opened()
    assert page._caution.isVisible()
    assert "не предназначены для сравнения школ" in page._caution.text()
    choose(page, place, qtbot, "ОГЭ")
    assert page._caution.isHidden()


def test_a_card_that_proposes_by_vpr_shows_the_caution(
    place: Place, school: Organisation, qtbot: QtBot
):
    page = CardPage()
    qtbot.addWidget(page)
    page.show()
    page.enter(place)
    settle(place, qtbot)
    assert page._caution.isHidden()
    rows = [{"kind": "vpr", "subject": "russian", "grade": 5}]
    store(place, school, "procedures", tables={"procedures": rows})
    low = {"participants": 20, "below": 15}
    store(place, school, "results_totals", low, procedure=RUSSIAN)
    page.enter(place)
    settle(place, qtbot)
    assert page._caution.isVisible()
    assert "ВПР" in page._caution.text()


def test_an_answer_with_an_error_is_named_beside_what_was_saved(
    place: Place, school: Organisation, qtbot: QtBot
):
    panel = RecordPanel()
    qtbot.addWidget(panel)
    panel.show()
    panel.show_record(place, school, "social_passport")
    settle(place, qtbot)
    assert panel.form is not None
    panel.form.draft.values["pupils_total"] = "много"
    panel.form.edited.emit()
    panel.flush()
    settle(place, qtbot)
    assert panel._state.accessibleName() == "✔ Сохранено, с ошибкой: 1 ответ"
