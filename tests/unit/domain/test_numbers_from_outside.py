"""Numbers in a file from outside are read as they are written, or refused; nothing hangs."""

from __future__ import annotations

from fractions import Fraction

import pytest

from app.domain.definitions import Entry
from app.domain.errors import BadDefinition
from app.domain.kept_scales import scales_from_json
from app.domain.models import exact
from app.domain.scale_files import load_scales
from app.domain.toml_faults import parsed


@pytest.mark.parametrize("text", ["0", "-5", "5795/87", "1" * 9, f"1/{'7' * 400}"])
def test_what_a_fraction_writes_is_read_back(text: str) -> None:
    assert exact(text, "порог") == Fraction(text)


@pytest.mark.parametrize(
    "text",
    ["1e999999999", "1e400", "1e5000", "nan", "inf", " 5 ", "1_0", "٥", "1/0", "5" * 4001, ""],
)
def test_nothing_else_is_a_number(text: str) -> None:
    with pytest.raises(BadDefinition, match="порог записан не числом"):
        exact(text, "порог")


def test_a_number_no_index_can_reach_is_refused() -> None:
    with pytest.raises(BadDefinition, match="слишком большое"):
        exact("9" * 400, "порог")


@pytest.mark.parametrize("bound", [-1, 1001, 40_000, 10**30])
def test_a_kept_scale_beyond_every_work_is_refused(bound: int) -> None:
    parts = {
        "kind": "vpr", "year": "2025/2026", "subject": "math", "grade": 5, "level": "",
        "max_points": bound,
    }  # fmt: skip
    with pytest.raises(BadDefinition, match="целые числа от 0 до 1000"):
        scales_from_json([Entry(parts, "эталон")])


@pytest.mark.parametrize("text", [f"a = {'9' * 5000}", f"a = {'[' * 5000}{']' * 5000}"])
def test_a_file_that_no_reader_can_hold_is_told_in_words(text: str) -> None:
    with pytest.raises(BadDefinition, match="файл не прочитан"):
        parsed(text, "файл.toml")
    with pytest.raises(BadDefinition, match="файл не прочитан"):
        load_scales(text, "файл.toml")
