"""All or nothing, dry run, again: what `opora import` promises, on the customer's workbooks."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from tests.end_to_end.conftest import Played
from tests.end_to_end.opora import DISTRICT, WORKBOOKS, content, opora, program

EXPECTED = json.loads((DISTRICT / "expected.json").read_text(encoding="utf-8"))
BAD = set(EXPECTED["bad_cells"]["social_passport.xlsx"])


def test_without_partial_a_file_with_errors_stores_nothing(tmp_path: Path):
    base = tmp_path / "base.sqlite"
    start = ("--role", "district", "--methodology", "kbr-2020", "--period", "2025/2026")
    assert opora("init", *start, "--base", base).code == 0
    before = content(base)
    ran = opora("import", WORKBOOKS[0], "--json", "--base", base)
    assert ran.code == 1
    (report,) = ran.json["files"]
    assert (report["stored"], report["rows_stored"]) == (False, 0)
    assert {one["cell"] for one in report["issues"] if one["severity"] == "error"} == BAD
    assert content(base) == before


def test_one_bad_file_does_not_stop_the_good_ones(tmp_path: Path):
    base = tmp_path / "base.sqlite"
    start = ("--role", "district", "--methodology", "kbr-2020", "--period", "2025/2026")
    assert opora("init", *start, "--base", base).code == 0
    ran = opora("import", *WORKBOOKS, tmp_path / "missing.xlsx", "--json", "--base", base)
    assert ran.code == 3
    assert [one["stored"] for one in ran.json["files"]] == [False, True, True, True, False]


def test_a_dry_run_changes_nothing(base: Path, tmp_path: Path):
    empty = tmp_path / "empty.sqlite"
    start = ("--role", "district", "--methodology", "kbr-2020", "--period", "2025/2026")
    assert opora("init", *start, "--base", empty).code == 0
    before = content(empty)
    ran = opora("import", *WORKBOOKS, "--dry-run", "--partial", "--json", "--base", empty)
    assert ran.code == 0
    assert not any(one["stored"] for one in ran.json["files"])
    assert content(empty) == before


def test_importing_the_same_files_again_changes_nothing(base: Path):
    def facts() -> list[str]:
        return [line for line in content(base) if 'INTO "journal"' not in line]

    before = facts()
    ran = opora("import", *WORKBOOKS, "--partial", "--json", "--base", base)
    assert ran.code == 0
    assert [one["rows_changed"] for one in ran.json["files"]] == [0, 0, 0, 0]
    assert facts() == before


def test_the_order_of_the_files_does_not_matter(customer: Played, tmp_path: Path):
    base = tmp_path / "base.sqlite"
    start = ("--role", "district", "--methodology", "kbr-2020", "--period", "2025/2026")
    assert opora("init", *start, "--base", base).code == 0
    for file in reversed(WORKBOOKS):
        assert opora("import", file, "--partial", "--base", base).code == 0
    assert opora("indices", "--json", "--base", base).json == customer.indices


def test_a_path_with_spaces_and_yo_works(tmp_path: Path):
    folder = tmp_path / "Отчёты за год ёлка"
    folder.mkdir()
    file = Path(shutil.copy(WORKBOOKS[3], folder / "ОГЭ — ещё раз.xlsx"))
    base = folder / "моя база.sqlite"
    start = ("--role", "district", "--methodology", "kbr-2020", "--period", "2025/2026")
    assert program("init", *start, "--base", base, home=tmp_path).code == 0
    ran = program("import", file, "--json", "--base", base, home=tmp_path)
    assert (ran.code, ran.json["files"][0]["rows_stored"]) == (0, 22)
