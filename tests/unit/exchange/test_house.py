"""Rules of the room: light to import, every code has a sentence and a test."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import app.exchange
from app.exchange.reasons import REASONS, reason

ROOM = Path(app.exchange.__file__).parent
TESTS = Path(__file__).parent


@pytest.mark.parametrize("module", ["", ".metadata", ".organisations", ".reasons", ".trust"])
def test_values_are_imported_without_cryptography(module: str) -> None:
    program = f"import sys, app.exchange{module}; print('cryptography' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOM.parents[1],
    )
    assert done.stdout.strip() == "False"


def test_every_code_that_is_used_has_a_sentence_and_every_sentence_is_used() -> None:
    sources = [path for path in ROOM.glob("*.py") if path.name != "reasons.py"]
    code = "".join(path.read_text("utf-8") for path in sources)
    used = set(re.findall(r'(?:Failure|RefusedWithCode|reason)\(\s*"([A-Z_]+)"', code))
    assert used == set(REASONS)


def test_every_code_is_met_in_a_test() -> None:
    tests = "".join(path.read_text("utf-8") for path in TESTS.glob("test_*.py"))
    assert [code for code in REASONS if code != "OK" and f'"{code}"' not in tests] == []


@pytest.mark.parametrize("code", sorted(REASONS))
def test_every_sentence_is_complete_and_says_what_to_do(code: str) -> None:
    values = dict.fromkeys(["name", "what", "date", "number", "last", "now"], "X")
    text = reason(code, **values)
    assert "{" not in text
    assert text.endswith(".")
    assert code == "OK" or text.count(". ") + text.count("→") >= 1
