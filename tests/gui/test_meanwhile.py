"""A form is open, and another program writes into the same record: nobody's answer is lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QRadioButton
from pytestqt.qtbot import QtBot

from app.domain.organisations import Organisation
from app.domain.reading import RawAnswers, RawRow
from app.domain.results import ProcedureKey
from app.gui.page import Place
from app.gui.pages.meanwhile import Disputed
from app.gui.pages.record_panel import RecordPanel
from app.services import editing, typed_forms
from app.services.context import Context

YEAR = "2025/2026"
FORM = "social_passport"
RUSSIAN = ProcedureKey("vpr", YEAR, "russian", 5)
ROOT = Path(__file__).parents[2]
ELSEWHERE = """
import json, sys
from pathlib import Path
from app.domain.reading import RawAnswers
from app.services import editing, typed_forms
from app.services.opening import open_base
context = open_base(Path(sys.argv[1]))
subject = editing.Subject(context.own.uid, sys.argv[2], context.period.key)
before = editing.open_record(context, subject).answers
editing.save_record(context, subject, RawAnswers({**before.values, **json.loads(sys.argv[3])}))
context.close()
"""


def elsewhere(base: Path, **values: object) -> None:
    """Another program writes into the base."""
    command = [sys.executable, "-c", ELSEWHERE, str(base), FORM, json.dumps(values)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    subprocess.run(command, env=environment, check=True)


@pytest.fixture
def panel(context: Context, place: Place, school: Organisation, qtbot: QtBot) -> RecordPanel:
    subject = editing.Subject(school.uid, FORM, YEAR)
    editing.save_record(context, subject, RawAnswers({"pupils_total": 200, "orphans": 1}))
    made = RecordPanel()
    qtbot.addWidget(made)
    made.show()
    made.show_record(place, school, FORM)
    qtbot.waitUntil(lambda: made.form is not None and not place.runner.is_busy)
    return made


def type_in(panel: RecordPanel, place: Place, qtbot: QtBot, **values: object) -> None:
    assert panel.form is not None
    panel.form.draft.values.update(values)
    panel.form._edited()
    panel.flush()
    qtbot.waitUntil(lambda: not place.runner.is_busy)
    qtbot.wait(10)


def stored(context: Context, school: Organisation, form: str = FORM) -> dict[str, object]:
    opened = editing.open_record(context, editing.Subject(school.uid, form, YEAR))
    return dict(opened.answers.values)


def test_what_another_program_wrote_stays_and_is_told(
    panel: RecordPanel, place: Place, school: Organisation, base: Path, qtbot: QtBot
):
    elsewhere(base, orphans=5, parents_higher=40)
    type_in(panel, place, qtbot, pupils_total="201")
    assert stored(place.context, school) == {
        "pupils_total": 201,
        "orphans": 5,
        "parents_higher": 40,
    }
    assert panel.form is not None
    assert panel.form.draft.values["orphans"] == 5
    assert panel._notice.isVisible()
    assert "изменили в другом месте" in panel._notice.words.text()
    assert panel.findChildren(Disputed) == []


def test_keystrokes_after_that_change_nothing_of_the_other_program(
    panel: RecordPanel, place: Place, school: Organisation, base: Path, qtbot: QtBot
):
    elsewhere(base, orphans=5)
    for total in ("201", "202", "203"):
        type_in(panel, place, qtbot, pupils_total=total)
    elsewhere(base, orphans=6)
    type_in(panel, place, qtbot, pupils_total="204")
    assert stored(place.context, school) == {"pupils_total": 204, "orphans": 6}


@pytest.mark.parametrize(("choice", "kept"), [("Ваш", 7), ("Другой", 5)])
def test_an_answer_changed_on_both_sides_is_chosen_by_the_user(
    panel: RecordPanel,
    place: Place,
    school: Organisation,
    base: Path,
    qtbot: QtBot,
    choice: str,
    kept: int,
):
    elsewhere(base, orphans=5)
    type_in(panel, place, qtbot, orphans="7")
    [dialog] = panel.findChildren(Disputed)
    assert not panel.is_clean  # a window that closes waits for the answer
    texts = {one.text().split(":")[0]: one for one in dialog.findChildren(QRadioButton)}
    texts[f"{choice} ответ"].setChecked(True)
    dialog.accept()
    panel.flush()
    qtbot.waitUntil(lambda: panel.is_clean)
    assert stored(place.context, school)["orphans"] == kept
    assert panel.form is not None
    assert str(panel.form.draft.values["orphans"]) == str(kept)


def test_a_choice_after_the_record_left_the_screen_is_stored_all_the_same(
    panel: RecordPanel, place: Place, school: Organisation, base: Path, qtbot: QtBot
):
    elsewhere(base, orphans=5)
    assert panel.form is not None
    panel.form.draft.values["orphans"] = "7"
    panel.form._edited()
    panel.show_record(place, school, "staff")
    qtbot.waitUntil(lambda: bool(panel.findChildren(Disputed)))
    [dialog] = panel.findChildren(Disputed)
    next(one for one in dialog.findChildren(QRadioButton) if "Другой" in one.text()).setChecked(
        True
    )
    dialog.accept()
    qtbot.waitUntil(lambda: panel.is_clean and not place.runner.is_busy)
    assert stored(place.context, school) == {"pupils_total": 200, "orphans": 5}


def test_pupils_loaded_from_a_file_meanwhile_stand_beside_the_typed_ones(
    context: Context, place: Place, school: Organisation, qtbot: QtBot
):
    subject = editing.Subject(school.uid, "results_pupils", YEAR, procedure=RUSSIAN)

    def load(*codes: str) -> None:
        rows = [RawRow(str(n), {"code": code, "total": 9}) for n, code in enumerate(codes, 1)]
        editing.save_record(context, subject, RawAnswers(tables={"pupils": rows}))

    load("001", "002")
    made = RecordPanel()
    qtbot.addWidget(made)
    made.show()
    made.show_record(place, school, "results_pupils", RUSSIAN)
    qtbot.waitUntil(lambda: made.form is not None and not place.runner.is_busy)
    load("009", "001", "002")
    assert made.form is not None
    made.form.draft.tables["pupils"][1].cells["total"] = "8"
    made.form._edited()
    made.flush()
    qtbot.waitUntil(lambda: not place.runner.is_busy)
    qtbot.wait(10)
    rows = editing.open_record(context, subject).answers.rows("pupils")
    assert {(row.cells["code"], row.cells["total"]) for row in rows} == {
        ("001", 9),
        ("002", 8),
        ("009", 9),
    }
    codes = [row.cells["code"] for row in made.form.draft.tables["pupils"]]
    assert codes == ["001", "002", "009"]


def test_what_is_typed_while_the_record_is_loaded_again_is_not_replaced(
    panel: RecordPanel, place: Place, school: Organisation, qtbot: QtBot
):
    panel.show_record(place, school, FORM)
    assert panel.form is not None
    panel.form.draft.values["orphans"] = "3"
    panel.form._edited()
    qtbot.waitUntil(lambda: panel.is_clean and not place.runner.is_busy)
    qtbot.wait(20)
    assert str(panel.form.draft.values["orphans"]) == "3"
    assert stored(place.context, school)["orphans"] == 3


def test_an_explained_silence_shows_its_words_and_is_asked_no_more(
    panel: RecordPanel, place: Place, school: Organisation, qtbot: QtBot
):
    assert panel.form is not None
    code = next(
        spot.field for spot, one in panel.form.look.issues if one.is_reminder and not spot.table
    )
    [issue] = [one for spot, one in panel.form.look.issues if spot.field == code]
    panel.form._explained(f"{issue.code}@{code}", "Школа переезжает.")
    [now] = [one for spot, one in panel.form.look.issues if spot.field == code]
    assert not now.is_reminder
    assert "Школа переезжает." in now.message
    panel.form.undo()
    [again] = [one for spot, one in panel.form.look.issues if spot.field == code]
    assert again.is_reminder


def test_participants_taken_back_leave_no_contradiction(
    context: Context, place: Place, school: Organisation, qtbot: QtBot
):
    totals = editing.Subject(school.uid, "results_totals", YEAR, procedure=RUSSIAN)
    editing.save_record(context, totals, RawAnswers({"participants": 6}))
    made = RecordPanel()
    qtbot.addWidget(made)
    made.show()
    made.show_record(place, school, "results_pupils", RUSSIAN)
    qtbot.waitUntil(lambda: made.form is not None and not place.runner.is_busy)
    assert made.form is not None
    for number in range(6):
        made.form.draft.add_row("pupils")
        made.form.draft.tables["pupils"][number].cells["code"] = f"00{number}"
    made.form._edited()
    made.flush()
    qtbot.waitUntil(lambda: not place.runner.is_busy)
    made.form.undo()
    qtbot.waitUntil(lambda: not place.runner.is_busy)
    (found,) = typed_forms.results_here(context)
    assert found.pupils is None
    assert found.totals is not None
    assert found.totals.participants == 6
