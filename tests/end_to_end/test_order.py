"""Packages out of order, a restored base, last year's template, a clock that is wrong."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from app.domain.reading import RawAnswers, raw_of
from app.services.editing import Subject, open_record, save_record
from app.services.importing import school_uid
from app.services.opening import open_base
from tests.end_to_end.opora import assert_one_clear_sentence, content, opora

SCHOOL = "021304"


class Exchange:
    """The demonstration's district and region going on working."""

    def __init__(self, folder: Path, password: Path) -> None:
        self.folder = folder
        self.district = folder / "base.sqlite"
        self.region = folder / "region" / "base.sqlite"
        self._password = ("--password-file", password)

    def type_pupils(self, number: int) -> None:
        """Somebody corrects one answer in the district's base."""
        context = open_base(self.district)
        try:
            subject = Subject(school_uid(context, SCHOOL), "social_passport", "2025/2026")
            known = raw_of(open_record(context, subject).answers)
            values = {**known.values, "pupils_total": number}
            save_record(context, subject, RawAnswers(values, known.tables))
        finally:
            context.close()

    def export(self) -> tuple[Path, int]:
        mine = ("--base", self.district, *self._password)
        ran = opora("export", "-o", self.folder / "out", "--json", *mine)
        assert ran.code == 0, ran
        return Path(ran.json["file"]), ran.json["sequence"]

    def receive(self, *packages: Path) -> list[dict[str, Any]]:
        ran = opora("receive", *packages, "--json", "--base", self.region, *self._password)
        files: list[dict[str, Any]] = ran.json["files"]
        return files

    def pupils_at_the_region(self) -> int:
        indices = opora("indices", "--school", SCHOOL, "--json", "--base", self.region).json
        (value,) = [one for one in indices["values"] if one["index"] == "isb"]
        return int(value["denominator"])


@pytest.fixture
def exchange(demo: Path, password: Path) -> Exchange:
    return Exchange(demo, password)


def test_an_older_package_after_a_newer_one_is_kept_but_changes_nothing(exchange: Exchange):
    exchange.type_pupils(1013)
    second, _ = exchange.export()
    exchange.type_pupils(1014)
    third, number = exchange.export()
    assert number == 3
    (newer,) = exchange.receive(third)
    assert newer["accepted"] is True
    assert _warnings(newer) == ["W_SEQUENCE_GAP"]
    assert exchange.pupils_at_the_region() == 1014
    (older,) = exchange.receive(second)
    assert "W_LATE" in _warnings(older)
    assert "позже" in older["summary"]
    assert exchange.pupils_at_the_region() == 1014, "older data never overwrite newer ones"


def _warnings(one: dict[str, Any]) -> list[str]:
    return [each["code"] for each in one["warnings"]]


def test_packages_in_order_are_taken_one_after_another(exchange: Exchange):
    files = []
    for number in (1013, 1014, 1015):
        exchange.type_pupils(number)
        files.append(exchange.export()[0])
    taken = exchange.receive(*files)
    assert [one["accepted"] for one in taken] == [True] * 3
    assert exchange.pupils_at_the_region() == 1015


def test_a_restored_base_knows_what_it_had_sent(exchange: Exchange):
    """The ledger lies outside the base: a number is never given twice."""
    saved = exchange.folder / "saved.sqlite"
    shutil.copy(exchange.district, saved)
    exchange.type_pupils(1013)
    second, number = exchange.export()
    assert number == 2
    shutil.copy(saved, exchange.district)
    exchange.type_pupils(1020)
    third, number = exchange.export()
    assert number == 3
    assert all(one["accepted"] for one in exchange.receive(second, third))
    assert exchange.pupils_at_the_region() == 1020


def test_two_laptops_of_one_district_never_overwrite_in_silence(exchange: Exchange):
    """The base, its key and its ledger were copied: both copies give the number 2."""
    twin_folder = exchange.folder / "второй ноутбук"
    twin_folder.mkdir()
    for name in ("base.sqlite", "base.ledger"):
        shutil.copy(exchange.folder / name, twin_folder / name)
    shutil.copytree(exchange.folder / "base.keys", twin_folder / "base.keys")
    exchange.type_pupils(1013)
    first, _ = exchange.export()
    mine, exchange.district = exchange.district, twin_folder / "base.sqlite"
    exchange.type_pupils(1050)
    exchange.folder = twin_folder
    second, number = exchange.export()
    exchange.district = mine
    assert number == 2
    taken = exchange.receive(first, second)
    assert [one["code"] for one in taken] == [None, "E_REPLAY_OLD"]
    assert exchange.pupils_at_the_region() == 1013


def test_a_template_of_last_year_is_not_taken_for_this_year(base: Path, tmp_path: Path):
    file = tmp_path / "прошлогодний.xlsx"
    old = ("--period", "2024/2025", "--school", "041101")
    assert opora("template", "social_passport", *old, "-o", file, "--base", base).code == 0
    import openpyxl

    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    for line, row in enumerate(sheet.iter_rows(values_only=True), 1):
        for column, value in enumerate(row, 1):
            if str(value or "").startswith("Всего обучающихся"):
                sheet.cell(line, column + 1).value = 5
    book.save(file)
    before = content(base)
    ran = opora("import", file, "--partial", "--base", base)
    assert_one_clear_sentence(ran, [1])
    assert "2024/2025" in ran.out
    assert content(base) == before
    assert opora("import", file, "--period", "2024/2025", "--base", base).code == 0
