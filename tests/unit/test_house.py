"""Rules of the house that no ordinary linter knows."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST_FILE = 600
"""A module is as long as its one subject; the bound only stops drawers of two subjects."""

# Put together here so that this file does not name them itself.
REGISTRIES = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"),
        ("deb", "debian", "org"), ("crates", "io"),
    )
)  # fmt: skip
MACHINE_PATH = re.compile(r"(?<![\w./<*-])/(?:tmp|work|root|home)(?![\w-])")

# The versions known to work together on Windows and Linux: docs/decisions/0001-locks.md.
PINNED = {
    "pyside6-essentials": "6.9.3",
    "shiboken6": "6.9.3",
    "numpy": "2.2.1",
    "pandas": "2.2.3",
    "cryptography": "50.0.2",
}


def committed_texts() -> Iterator[tuple[str, str]]:
    """Every text file of the project with its path: committed or about to be."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for name in sorted(filter(None, listing.stdout.decode().split("\0"))):
        path = ROOT / name
        if path.is_file() and b"\0" not in (content := path.read_bytes()):
            yield name, content.decode("utf-8")


def modules(*rooms: str) -> list[Path]:
    return [path for room in rooms for path in sorted((ROOT / room).rglob("*.py"))]


def imported_roots(path: Path) -> Iterator[str]:
    """The top-level names a module imports; «app.domain» is told apart from the rest of app."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
        else:
            continue
        for name in names:
            yield "app.domain" if name.startswith("app.domain") else name.split(".")[0]


def locked(name: str) -> dict[str, str]:
    """Package → version of one lock file."""
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", text, flags=re.MULTILINE))


def test_files_stay_short():
    lengths = {
        path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in modules("app", "db")
    }
    assert {name: count for name, count in lengths.items() if count >= LONGEST_FILE} == {}


def test_the_domain_imports_the_standard_library_alone():
    allowed = {*sys.stdlib_module_names, "app.domain"}
    foreign = {
        (path.name, name)
        for path in modules("app/domain")
        for name in imported_roots(path)
        if name not in allowed
    }
    assert foreign == set()


def test_no_committed_file_names_a_registry_or_a_machine_path():
    named = [
        (name, found)
        for name, text in committed_texts()
        for found in [*filter(text.__contains__, REGISTRIES), *MACHINE_PATH.findall(text)]
    ]
    assert named == []


@pytest.mark.parametrize("folder", ["tmp", "home", "root", "work"])
def test_a_machine_path_is_noticed(folder: str):
    assert MACHINE_PATH.search(f"see /{folder}/x")
    assert MACHINE_PATH.search(f'Path("/{folder}")')


@pytest.mark.parametrize("text", ["keys/root.pem", "app/homework", "</root>", "нет/home"])
def test_what_only_looks_like_a_machine_path_is_left_alone(text: str):
    assert not MACHINE_PATH.search(text)


@pytest.mark.parametrize("name", ["run.txt", "dev.txt"])
def test_every_locked_package_has_hashes_and_no_address(name: str):
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    entries = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert len(entries) == len(locked(name)) > 0
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in text


def test_the_versions_that_work_on_windows_are_the_locked_ones():
    run = locked("run.txt")
    assert {name: run[name] for name in PINNED} == PINNED


def test_development_has_the_very_versions_the_user_gets():
    assert locked("run.txt").items() <= locked("dev.txt").items()


def test_every_declared_dependency_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    declared = {
        re.split(r"[=<>~\[ ]", line)[0].lower() for line in project["project"]["dependencies"]
    }
    assert declared <= locked("run.txt").keys()


OWN_FILES = {
    "app/outside.py": "the door itself",
    "app/shared_places.py": "the system's table of mounts",
    "app/exchange/ledger.py": "the ledger, which nobody names",
    "app/exchange/verified.py": "a package that passed the door when it was verified",
    "app/services/receiving.py": "receipts the program itself has written",
    "app/services/catalogue.py": "forms that ship",
    "app/services/demonstrating.py": "the example that ships, and the mark of its folder",
    "app/services/demonstrating_support.py": "the example that ships",
}
"""Modules that open files without asking `app.outside`, and why no base can be among them."""
BEHIND_THE_DOOR = {
    "app/exchange/wrapping.py": "the zip in a file that the door has opened",
    "app/spreadsheets/ods_book.py": "the zip in a file that the door has opened",
    "app/spreadsheets/reading_process.py": "the zip in a file that the door has opened",
    "app/spreadsheets/sniffing.py": "the zip in a file that the door has opened",
    "app/spreadsheets/xlsx_book.py": "the zip in a file that the door has opened",
    "app/spreadsheets/text_tables.py": "what `sniff` has looked at",
}


def opens_files(path: Path) -> bool:
    """Whether a function of a module reads a file by its path; shipped resources are no such."""
    tree = ast.parse(path.read_bytes())
    functions = [one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)]
    return any(
        reads_a_file(call)
        for function in functions
        if "files(" not in ast.unparse(function)
        for call in ast.walk(function)
        if isinstance(call, ast.Call)
    )


def reads_a_file(call: ast.Call) -> bool:
    name, _, method = ast.unparse(call.func).rpartition(".")
    if method == "open":
        modes = [*call.args, *(one.value for one in call.keywords)]
        return name != "opening" and any("b" in ast.unparse(one) for one in modes[:1])
    taken = {"read_text", "read_bytes", "ZipFile", "from_path", "load_workbook"}
    return method in taken and name != "outside"


def test_every_file_from_outside_comes_through_one_door():
    found = {path.relative_to(ROOT).as_posix() for path in modules("app") if opens_files(path)}
    assert found - {*OWN_FILES, *BEHIND_THE_DOOR} == set()


def test_the_readme_names_every_part_of_the_soak():
    parts = {path.stem.removeprefix("test_") for path in (ROOT / "tests/soak").glob("test_*.py")}
    table = (ROOT / "README.md").read_text(encoding="utf-8").partition("| part |")[2]
    named = re.findall(r"^\| `(\w+)` \|", table.partition("\n## ")[0], flags=re.MULTILINE)
    assert set(named) == parts
    assert len(named) == len(parts)
