"""A number far from last year's is asked about; last year's package is not this year's."""

from __future__ import annotations

import pytest

from app.domain.reading import RawAnswers
from app.services.checking import check
from app.services.editing import open_record, save_record
from tests.unit.services.bases import RIGHT, SCHOOL, Bases, save, subject


def asked(bases: Bases, before: int, now: int) -> list[str]:
    first = bases.make("school", SCHOOL, period="2024/2025")
    values = {**RIGHT, "pupils_total": before}
    save(first, SCHOOL, "social_passport", values, period="2024/2025")
    context = bases.reopen(first.base, "2025/2026")
    save(context, SCHOOL, "social_passport", {**RIGHT, "pupils_total": now})
    opened = open_record(context, subject(SCHOOL, "social_passport"))
    told = [one.message for one in opened.issues if one.code == "moved_far"]
    assert [one.message for one in check(context) if one.code == "moved_far"] == told
    return told


@pytest.mark.parametrize(("before", "now"), [(128, 225), (225, 128), (300, 195), (60, 81)])
def test_a_school_that_grew_or_shrank_by_much_is_asked(bases: Bases, before: int, now: int) -> None:
    (sentence,) = asked(bases, before, now)
    assert f"было {before}, теперь {now}" in sentence


@pytest.mark.parametrize(("before", "now"), [(128, 140), (128, 128), (10, 25), (300, 220)])
def test_usual_changes_are_not_asked_about(bases: Bases, before: int, now: int) -> None:
    assert asked(bases, before, now) == []


def test_an_explained_change_is_asked_no_more(bases: Bases) -> None:
    asked(bases, 128, 225)
    context = bases.reopen(bases.folder / "school.sqlite", "2025/2026")
    words = {"moved_far@pupils_total": "К нам присоединили школу."}
    raw = RawAnswers({**RIGHT, "pupils_total": 225}, explanations=words)
    save_record(context, subject(SCHOOL, "social_passport"), raw)
    (note,) = [one for one in check(context) if one.code == "moved_far"]
    assert (note.severity, "присоединили" in note.message) == ("note", True)
