"""Files from outside: too large ones and open bases are refused before they are read."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app import outside
from app.documents.layout_files import parse_layout
from app.domain.errors import AppError, BadDefinition, Refused, WorldFailed
from app.domain.form_files import load_form
from app.domain.methodology_files import load_methodology
from app.domain.scale_files import load_scales
from app.domain.toml_faults import parsed
from app.placing import place, placed, probe
from app.services.enrolling import read_small
from app.services.methodologies import MethodologyCatalogue, text_of
from app.services.organisation_files import read_organisations
from app.services.reference_files import read_reference
from app.services.scales import region_scales
from app.spreadsheets.mapping_files import load_mapping, mapping_from_file
from app.spreadsheets.sniffing import sniff
from app.store import base as bases
from db import opening

ROOT = Path(__file__).parents[2]


def organisations(path: Path) -> object:
    return read_organisations(path, "district", "kbr-2020", MethodologyCatalogue())


READERS: dict[str, Callable[[Path], object]] = {
    "certificate": read_small,
    "mapping": mapping_from_file,
    "methodology": text_of,
    "organisations": organisations,
    "reference": read_reference,
    "scales": region_scales,
    "workbook": sniff,
}
LINKS: dict[str, Callable[[Path, Path], object]] = {
    "itself": lambda base, link: link.with_name(base.name),
    "symbolic": lambda base, link: link.symlink_to(base),
    "hard": lambda base, link: link.hardlink_to(base),
    "log": lambda base, link: link.symlink_to(base.with_name(base.name + "-wal")),
}


@pytest.fixture
def base(tmp_path: Path) -> Iterator[Path]:
    """A base that is open here."""
    database = bases.create(tmp_path / "base.sqlite")
    yield database.path
    database.close()


def linked(base: Path, kind: str) -> Path:
    link = base.with_name("ссылка.toml")
    LINKS[kind](base, link)
    return base if kind == "itself" else link


@pytest.mark.parametrize("kind", sorted(LINKS))
@pytest.mark.parametrize("reader", sorted(READERS))
def test_no_reader_opens_a_base_that_is_open_here(base: Path, reader: str, kind: str) -> None:
    path = linked(base, kind)
    opened: list[str] = []
    watching = True

    def watch(event: str, given: tuple[object, ...]) -> None:
        if watching and event == "open" and os.path.realpath(str(given[0])).startswith(str(base)):
            opened.append(str(given[0]))

    sys.addaudithook(watch)
    with pytest.raises(Refused, match="сама база «Опоры»"):
        READERS[reader](path)
    watching = False
    assert opened == []


@pytest.mark.parametrize("kind", ["itself", "symbolic", "hard"])
def test_nothing_is_written_over_a_base(base: Path, kind: str) -> None:
    path = linked(base, kind)
    for writer in (lambda: place(path, b"x"), lambda: probe(path)):
        with pytest.raises(Refused, match="база «Опоры»"):
            writer()
    assert outside.is_base(base)


def test_nothing_is_written_over_a_base_that_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "base.sqlite"
    bases.create(path).close()
    with pytest.raises(Refused, match="база «Опоры»"), placed(path):
        pass
    assert outside.is_base(path)


def test_the_mark_of_a_base_is_the_one_that_is_written() -> None:
    assert outside._MARK == opening.APPLICATION_ID


def test_a_base_that_was_closed_is_nobodys_own(base: Path) -> None:
    second = bases.open_existing(base)
    second.close()
    assert outside.is_own(base)
    second.close()
    assert outside.is_own(base)
    with pytest.raises(Refused):
        outside.read_bytes(base, 10**9)


WRITE = """
import sys
from pathlib import Path
from sqlalchemy import insert
from app.store import base
from db.tables import setting
database = base.open_existing(Path(sys.argv[1]))
for number in range(int(sys.argv[3])):
    with database.transaction() as connection:
        connection.execute(insert(setting).values(name=f"{sys.argv[2]}{number}", value="x" * 9000))
    {sniff}
database.close()
"""
SNIFF = """
    from app.domain.errors import AppError
    from app.services import opening
    from app.spreadsheets.sniffing import sniff
    assert not opening.is_blank(Path(sys.argv[1]))
    try:
        sniff(Path(sys.argv[1]))
    except AppError:
        pass
    base.copy_base(Path(sys.argv[1]), Path(sys.argv[1] + ".copy"))
"""


def test_two_programs_write_while_one_looks_at_the_base_and_nothing_is_lost(
    tmp_path: Path,
) -> None:
    path = tmp_path / "base.sqlite"
    bases.create(path).close()
    codes = [WRITE.replace("{sniff}", SNIFF), WRITE.replace("{sniff}", "")]
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(path), f"p{number}-", str(amount)], cwd=ROOT
        )
        for number, (code, amount) in enumerate(zip(codes, (40, 200), strict=True))
    ]
    assert [one.wait() for one in running] == [0, 0]
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("SELECT count(*) FROM setting").fetchone() == (240,)


def test_the_file_alone_holds_what_was_written_while_the_base_is_open(base: Path) -> None:
    database = bases.open_existing(base)
    with database.transaction() as connection:
        connection.exec_driver_sql("INSERT INTO setting VALUES ('a', 'б')")
    copy = base.with_name("copy.sqlite")
    subprocess.run(["cp", base, copy], check=True)  # another program: no handle of ours
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT * FROM setting").fetchall() == [("a", "б")]
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    database.close()


@pytest.mark.parametrize("reader", sorted(READERS.keys() - {"workbook"}))
def test_a_file_that_nobody_can_have_written_is_refused_unread(tmp_path: Path, reader: str) -> None:
    path = tmp_path / "огромный.toml"
    with path.open("wb") as file:
        file.truncate(150 * 1024 * 1024)
    began = time.monotonic()
    with pytest.raises(Refused, match=r"огромный\.toml: файл слишком велик"):
        READERS[reader](path)
    assert time.monotonic() - began < 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes among files")
@pytest.mark.parametrize("reader", sorted(READERS))
def test_a_pipe_is_never_waited_for(tmp_path: Path, reader: str) -> None:
    pipe = tmp_path / "труба"
    os.mkfifo(pipe)
    with pytest.raises(AppError):
        READERS[reader](pipe)


DEEP = {
    "dotted": "a" + ".a" * 50_000 + " = 1",
    "dotted with spaces": "a" + " . a" * 40_000 + " = 1",
    "quoted": '"a"' + ".'б'" * 30_000 + " = 1",
    "empty names": "''" + ".''" * 30_000 + " = 1",
    "table": "[a" + ".a" * 50_000 + "]",
    "list of tables": "[[a" + ".a" * 50_000 + "]]",
    "inside a table": "x = {a" + ".a" * 50_000 + " = 1}",
    "brackets": "a = " + "[" * 50_000,
    "tables in tables": "a = " + "{a = " * 20_000,
    "long number": "a = " + "9" * 100_000,
    "large": "a = 1\n" * 800_000,
}
LOADERS: dict[str, Callable[[str], object]] = {
    "any": lambda text: parsed(text, "файл"),
    "form": lambda text: load_form(text, "файл"),
    "methodology": lambda text: load_methodology(text, "файл"),
    "scales": lambda text: load_scales(text, "файл"),
    "mapping": lambda text: load_mapping(text, "файл"),
    "layout": lambda text: parse_layout(int, text, "файл"),
}


@pytest.mark.parametrize("loader", sorted(LOADERS))
@pytest.mark.parametrize("kind", sorted(DEEP))
def test_what_would_eat_the_memory_is_refused_before_it_is_parsed(kind: str, loader: str) -> None:
    began = time.monotonic()
    with pytest.raises(BadDefinition, match="файл"):
        LOADERS[loader](DEEP[kind])
    assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    "text",
    [
        'a = "' + "т. е. и т. д. " * 500 + '"',
        'a = "' + "." * 5000 + '"',
        'a = "' + "1.2.3 " * 5000 + '"',
        "a = '''\n" + "1. Строка.\n" * 500 + "'''",
        "a = 1." + "0" * 500,
        "\n".join(f"a.b.c{number} = 1" for number in range(5000)),
    ],
)
def test_dots_that_are_no_names_harm_nobody(text: str) -> None:
    assert "a" in parsed(text, "файл")


@pytest.mark.parametrize("depth", [900, 990, 5000, 200_000])
@pytest.mark.parametrize("shape", ["[{}]", '{{"a":{}}}'])
@pytest.mark.parametrize("reader", ["organisations", "reference"])
def test_json_of_any_depth_is_refused_in_a_sentence(
    tmp_path: Path, reader: str, shape: str, depth: int
) -> None:
    before, after = shape.replace("{{", "{").replace("}}", "}").split("{}")
    path = tmp_path / "а.json"
    path.write_text(before * depth + "1" + after * depth, encoding="utf-8")
    with pytest.raises((Refused, WorldFailed)):
        READERS[reader](path)
