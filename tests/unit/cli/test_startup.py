"""Saying help and opening the window must not wait for libraries they do not need."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

LIBRARIES = (
    *("alembic", "asn1crypto", "cryptography", "numpy", "openpyxl", "pandas", "pyrage"),
    *("python_calamine", "pyqtgraph", "reportlab", "xlsxwriter", "lxml", "PIL"),
)
HEAVY_FOR_HELP = (*LIBRARIES, "PySide6", "sqlalchemy")


def loaded(code: str, home: Path, names: tuple[str, ...]) -> list[str]:
    """Which of the names are in sys.modules after the code ran in a fresh interpreter."""
    report = f"import json; print(json.dumps([n for n in {names!r} if n in sys.modules]))"
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}\n{report}"],
        capture_output=True,
        check=True,
        env={**os.environ, "OPORA_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"},
    )
    found: list[str] = json.loads(done.stdout.decode().splitlines()[-1])
    return found


@pytest.mark.parametrize("arguments", [["--help"], ["import", "--help"], ["--version"], ["x"]])
def test_help_and_wrong_usage_load_nothing_heavy(home: Path, arguments: list[str]):
    code = f"from app.main import main\ntry: main({arguments!r})\nexcept SystemExit: pass"
    assert loaded(code, home, HEAVY_FOR_HELP) == []


def test_wiring_the_window_loads_nothing_but_qt(home: Path):
    assert loaded("import app.gui.application", home, LIBRARIES) == []


def test_a_missing_base_is_told_without_alembic_or_arrays(home: Path):
    code = "from app.main import main\nmain(['check'])"
    assert loaded(code, home, ("alembic", "numpy", "pandas", "reportlab", "cryptography")) == []
