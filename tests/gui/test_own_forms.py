"""«Данные» of a district: forms about the district itself, beside those of its schools."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.domain.organisations import Organisation, OrganisationKind, organisation_uid
from app.domain.periods import parse_period
from app.gui.jobs import JobRunner
from app.gui.page import Place
from app.gui.pages.data import DataPage
from app.services import editing
from app.services.opening import Setup, create_base, open_base


@pytest.fixture
def district(tmp_path: Path, runner: JobRunner, school: Organisation) -> Iterator[Place]:
    own = replace(
        school,
        uid=organisation_uid("83", "01"),
        code="01",
        name="Отдел образования",
        kind=OrganisationKind.DISTRICT,
    )
    path = tmp_path / "district" / "base.sqlite"
    create_base(path, Setup("district", "kbr-2020", own, (school,), parse_period("2025/2026")))
    context = open_base(path)
    yield Place(context, runner, None)
    context.close()


def shown(page: DataPage, place: Place, qtbot: QtBot) -> str:
    """All words of the page, once it has loaded."""
    qtbot.addWidget(page)
    page.resize(1000, 650)
    page.show()
    page.enter(place)
    settle(place, qtbot)
    return " ".join(one.text() for one in page.findChildren(QLabel) if one.isVisibleTo(page))


def settle(place: Place, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not place.runner.is_busy, timeout=9000)
    qtbot.wait(20)


def opener(page: DataPage, title: str) -> QPushButton:
    [found] = [
        one
        for one in page.findChildren(QPushButton)
        if one.accessibleName().endswith(title) and one.isVisibleTo(page)
    ]
    return found


def test_a_district_finds_its_forms_before_any_school_is_chosen(district: Place, qtbot: QtBot):
    page = DataPage()
    words = shown(page, district, qtbot)
    assert "Формы района" in words
    for code in district.context.methodology.district_forms:
        assert district.context.forms.form(code).title in words


def test_what_a_district_types_is_its_own_record(district: Place, qtbot: QtBot):
    page = DataPage()
    shown(page, district, qtbot)
    opener(page, "Дорожная карта муниципалитета").click()
    settle(district, qtbot)
    form = page.panel.form
    assert form is not None
    form.draft.tables["measures"][0].cells["position"] = "начальник отдела"
    form.edited.emit()
    page.leave()
    settle(district, qtbot)
    own = district.context.own
    assert own is not None
    record = editing.open_record(district.context, editing.Subject(own.uid, "roadmap", "2025/2026"))
    assert record.answers.cell("measures", "m1_1", "position") == "начальник отдела"


def test_the_forms_of_the_school_at_hand_stay_beside_them(
    district: Place, school: Organisation, qtbot: QtBot
):
    page = DataPage()
    words = shown(page, replace(district, school=school), qtbot)
    assert words.index("Паспорт школы") < words.index("Формы района")


def test_a_school_sees_no_forms_of_districts(place: Place, qtbot: QtBot):
    assert "Дорожная карта" not in shown(DataPage(), place, qtbot)
