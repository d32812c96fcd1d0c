"""Forms, mappings and small workbooks for the tests of this room."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.domain.form_files import load_form
from app.domain.forms import Form
from app.spreadsheets.layouts import FormLookup
from app.spreadsheets.mapping_files import shipped_mappings
from app.spreadsheets.mappings import TableMapping

MakeBook = Callable[..., Path]


@pytest.fixture(scope="session")
def forms() -> FormLookup:
    """The newest version of every shipped form."""
    found: dict[str, Form] = {}
    for folder in resources.files("forms").iterdir():
        for file in sorted(folder.iterdir(), key=lambda one: one.name) if folder.is_dir() else ():
            if re.fullmatch(r"v\d+\.toml", file.name):
                found[folder.name] = load_form(file.read_text(encoding="utf-8"), folder.name)
    return found.__getitem__


@pytest.fixture(scope="session")
def mappings() -> Sequence[TableMapping]:
    """The shipped mappings."""
    return shipped_mappings()


@pytest.fixture
def make_book(tmp_path: Path) -> MakeBook:
    """A workbook out of rows: `make_book({"Лист": [[…], …]}, merged=["A1:B1"])`."""

    def make(sheets: dict[str, Sequence[Sequence[Any]]], merged: Sequence[str] = ()) -> Path:
        book = openpyxl.Workbook()
        book.remove(book.worksheets[0])
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for number, row in enumerate(rows, 1):
                for column, value in enumerate(row, 1):
                    sheet.cell(number, column, value)
            for area in merged:
                sheet.merge_cells(area)
        path = tmp_path / "книга.xlsx"
        book.save(path)
        return path

    return make
