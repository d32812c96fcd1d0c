"""Fonts and line breaking: nothing heavy at import, small subsets, Russian line breaks."""

from __future__ import annotations

import subprocess
import sys

import pytest

from app.documents.fonts import Face, registered_font
from app.documents.lean_fonts import without_hints
from app.documents.model import Run
from app.documents.wrapping import clean, wrap


def _lines(words: str, width: float = 60) -> list[str]:
    return [
        "".join(part.text for part in line.fragments) for line in wrap((Run(words),), width, 10)
    ]


def test_importing_the_documents_does_not_import_reportlab():
    program = (
        "import sys\n"
        "import app.documents.card, app.documents.form_paper, app.documents.pdf\n"
        "sys.exit('reportlab' in sys.modules)\n"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_subset_without_hints_keeps_its_letters_and_loses_half_its_weight():
    from importlib.resources import files
    from io import BytesIO

    from reportlab.pdfbase.ttfonts import TTFont, TTFontParser

    data = files("resources").joinpath("fonts", f"{Face.REGULAR}.ttf").read_bytes()
    letters = [0, *map(ord, " абвйёЙЁ№«»")]
    whole = TTFont("Whole", BytesIO(data)).face.makeSubset(letters)
    lean = without_hints(whole)
    assert len(lean) < 0.6 * len(whole)
    before, after = (TTFontParser(BytesIO(font), validate=1) for font in (whole, lean))
    assert after.get_table("hmtx") == before.get_table("hmtx")
    assert after.get_table("cmap") == before.get_table("cmap")
    assert "fpgm" not in after.table


@pytest.mark.parametrize("face", list(Face))
def test_every_face_has_the_letters_of_the_regions(face):
    known = registered_font(face).face.charToGlyph
    assert all(ord(letter) in known for letter in "АяЁё№«»—–…•ӧӱҥјӀә")


def test_lines_break_between_words_and_after_a_hyphen_of_the_word():
    assert _lines("школа-интернат") == ["школа-", "интернат"]
    assert _lines("раз два три четыре") == ["раз два три", "четыре"]


@pytest.mark.parametrize(
    "held",
    ["№ 5", "25 мая", "2026 г.", "95 %", "9 ч", "с. Яр", "школа — это", "10-й", "А.\u202fБ."],
)
def test_what_russian_keeps_together_stays_on_one_line(held):
    lines = " | ".join(_lines(f"аааааааа {held}", 60))
    assert lines.replace("\u00a0", " ").endswith(held.replace("\u202f", " "))


def test_faces_of_one_line_follow_each_other_without_a_gap():
    [line] = wrap((Run("Срок", bold=True), Run(": май ", italic=True), Run("2026")), 200, 10)
    assert [(part.face, part.text) for part in line.fragments] == [
        (Face.BOLD, "Срок"),
        (Face.ITALIC, ": май "),
        (Face.REGULAR, "2026"),
    ]
    assert line.fragments[0].x == 0
    assert line.fragments[1].x < line.fragments[2].x < line.width


def test_a_line_feed_begins_a_new_line_and_no_text_is_one_empty_line():
    assert _lines("раз\nдва\n\nтри") == ["раз", "два", "", "три"]
    assert _lines("") == [""]


def test_control_characters_soft_hyphens_and_tabs_are_tidied_up():
    assert clean("а\u00adб\x07\tв\r\nг\ufeff") == "аб в\nг"
