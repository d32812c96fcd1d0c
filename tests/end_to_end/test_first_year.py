"""A base made without a year takes it from the first workbook; a chosen year is never changed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.domain.periods import school_year_of
from tests.end_to_end.opora import WORKBOOKS, opora

START = ("--role", "district", "--methodology", "kbr-2020")
LAST_YEARS = school_year_of(date.today()).key != "2025/2026"
"""Whether the workbooks are of another year than today's; nobody can wait for the calendar."""


@pytest.fixture
def base(tmp_path: Path) -> Path:
    path = tmp_path / "base.sqlite"
    assert opora("init", *START, "--base", path).code == 0
    return path


def test_the_first_workbook_gives_an_untouched_base_its_year(base: Path):
    ran = opora("import", *WORKBOOKS, "--partial", "--json", "--base", base)
    assert ran.code == 0
    assert all(one["stored"] for one in ran.json["files"])
    notes = [issue["code"] for one in ran.json["files"] for issue in one["issues"]]
    assert notes.count("period_from_file") == int(LAST_YEARS)
    indices = opora("indices", "--json", "--base", base).json
    assert indices["period"] == "2025/2026"
    assert len({one["school"] for one in indices["values"]}) == 12


def test_a_refused_first_file_leaves_the_year_to_the_next(base: Path):
    ran = opora("import", *WORKBOOKS, "--json", "--base", base)
    assert ran.code == 1
    assert [one["stored"] for one in ran.json["files"]] == [False, True, True, True]
    assert opora("indices", "--json", "--base", base).json["period"] == "2025/2026"


def test_a_chosen_year_is_never_changed_by_a_file(tmp_path: Path):
    base = tmp_path / "base.sqlite"
    assert opora("init", *START, "--period", "2019/2020", "--base", base).code == 0
    ran = opora("import", WORKBOOKS[1], "--partial", "--json", "--base", base)
    assert ran.code == 1
    assert [one["code"] for one in ran.json["files"][0]["issues"]] == ["other_period"]
    assert opora("indices", "--json", "--base", base).json["period"] == "2019/2020"


def test_a_base_with_data_keeps_its_year(base: Path):
    assert opora("import", WORKBOOKS[1], "--partial", "--base", base).code == 0
    ran = opora("import", WORKBOOKS[3], "--period", "2019/2020", "--json", "--base", base)
    assert ran.code == 1
    assert opora("indices", "--json", "--base", base).json["period"] == "2025/2026"
