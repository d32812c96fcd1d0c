"""No output puts schools in order of results or numbers them by place (DOMAIN, decision 15)."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from app.domain.wordings import WORDINGS
from tests.end_to_end.conftest import Played
from tests.end_to_end.opora import opora

PLACE = re.compile(
    r"\b(рейтинг|ранг|место в|занимает|лучш|худш|отстающ|слаб\w+ школ)", re.IGNORECASE
)
"""Words of a ranking; the caution says that there is none, and is taken out before looking."""
REPOSITORY = Path(__file__).parents[2]
VPR_CAUTION = WORDINGS["vpr_caution"]


def codes_in_order(codes: list[str]) -> bool:
    seen = list(dict.fromkeys(codes))
    return len(seen) > 1 and seen == sorted(seen)


def test_values_and_classes_come_in_the_order_of_codes(customer: Played):
    for rows in (customer.indices["values"], customer.indices["classes"]):
        assert codes_in_order([one["school"] for one in rows])
        assert not any({"rank", "place", "position"} & one.keys() for one in rows)


def test_the_words_of_the_command_line_rank_nobody(base: Path, customer: Played):
    said = opora("indices", "--base", base).out
    caution = customer.indices["caution"]
    assert caution in said
    assert not PLACE.findall(said.replace(caution, ""))
    assert codes_in_order(re.findall(r"^Школа (\d+)$", said, re.MULTILINE))


def test_the_workbook_of_indices_keeps_the_order_of_codes(base: Path, tmp_path: Path):
    path = tmp_path / "indices.xlsx"
    assert opora("indices", "--xlsx", path, "--base", base).code == 0
    book = load_workbook(path)
    for title in ("Показатели", "По школам", "Группы"):
        rows = list(book[title].iter_rows(min_row=2, max_col=1, values_only=True))
        assert codes_in_order([str(row[0]) for row in rows if row[0] is not None]), title
    about = " ".join(str(row[0]) for row in book["О таблице"].iter_rows(values_only=True))
    assert "не предназначены для сравнения школ" in about


def test_the_printed_card_ranks_nobody(demo: Path):
    pages = PdfReader(io.BytesIO((demo / "card.pdf").read_bytes())).pages
    said = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert VPR_CAUTION in said
    assert not PLACE.findall(said.replace(VPR_CAUTION, ""))


@pytest.mark.parametrize("folder", ["app/gui", "app/cli", "app/documents", "resources/help"])
def test_no_page_or_paper_speaks_of_places(folder: str):
    paths = [p for p in (REPOSITORY / folder).rglob("*") if p.suffix in {".py", ".md", ".html"}]
    assert paths
    for path in sorted(paths):
        text = path.read_text(encoding="utf-8")
        found = [line for line in text.splitlines() if PLACE.search(line)]
        denied = [line for line in found if re.search(r"\bне\b|\bнет\b|ничь", line)]
        assert found == denied, (path.name, found)
