"""The container: only one spelling of a ZIP is read, and that before any content."""

from __future__ import annotations

import io
import os
import struct
import zipfile
from pathlib import Path

import pytest

from app.domain.errors import WorldFailed
from app.exchange import container as form
from app.exchange.container import Entry, clash, in_order, is_legal_name
from app.exchange.container_reading import Archive
from app.exchange.container_writing import measure, write_container
from app.exchange.reasons import Failure
from tests.unit.exchange.world import Forgery, container, judged, packed

CONTENTS = {"mimetype": b"m", "package.json": b"{}", "data/a.json": b"[]"}


def refused(tmp_path: Path, data: bytes) -> str | None:
    path = tmp_path / "p.asice"
    path.write_bytes(data)
    return judged(path).code


@pytest.mark.parametrize(
    "data",
    [b"", b"\x89PNG\r\n\x1a\n" + bytes(500), b"PK", b"PK\x05\x06" + bytes(18), b"MZ" + bytes(90)],
    ids=["empty", "picture", "two bytes", "empty zip", "program"],
)
def test_what_is_no_zip_is_called_so(tmp_path: Path, data: bytes) -> None:
    assert refused(tmp_path, data) == "E_ZIP_NOT_ZIP"


def test_a_folder_is_no_package(tmp_path: Path) -> None:
    assert judged(tmp_path).code == "E_ZIP_FOLDER"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with names are POSIX")
def test_a_pipe_is_no_package_and_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.asice")
    assert judged(tmp_path / "pipe.asice").code == "E_ZIP_NOT_ZIP"


def test_a_missing_file_is_told_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(WorldFailed, match="недоступны"):
        judged(tmp_path / "nowhere.asice")


def test_half_a_file_and_trailing_bytes_are_truncated(tmp_path: Path) -> None:
    whole = container(CONTENTS)
    assert refused(tmp_path, whole[: len(whole) // 2]) == "E_ZIP_TRUNCATED"
    assert refused(tmp_path, whole[:10]) == "E_ZIP_TRUNCATED"
    assert refused(tmp_path, whole + b"\0") == "E_ZIP_TRUNCATED"


def test_a_huge_file_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "p.asice"
    with path.open("wb") as handle:
        handle.write(form.LOCAL_MAGIC)
        handle.truncate(form.MAX_PACKAGE + 1)
    assert judged(path).code == "E_ZIP_LIMIT"


def test_sixty_thousand_entries_are_not_counted(tmp_path: Path) -> None:
    whole = bytearray(container(CONTENTS))
    struct.pack_into("<2H", whole, len(whole) - 14, 60_000, 60_000)
    assert refused(tmp_path, bytes(whole)) == "E_ZIP_LIMIT"


def test_an_entry_above_its_limit_is_not_read(tmp_path: Path) -> None:
    forgery = Forgery(signature=bytes(form.MAX_SIGNATURE + 1))
    assert judged(forgery.write(tmp_path / "p.asice")).code == "E_ZIP_LIMIT"


def test_a_deflated_package_is_refused(tmp_path: Path) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in CONTENTS.items():
            archive.writestr(name, data * 100)
    assert refused(tmp_path, target.getvalue()) == "E_ZIP_COMPRESSED"


def test_a_package_repacked_by_another_program_is_refused(tmp_path: Path) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in CONTENTS.items():
            archive.writestr(name, data)
    assert refused(tmp_path, target.getvalue()) == "E_ZIP_NONCANONICAL"


def test_a_symbolic_link_is_refused(tmp_path: Path) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        link = zipfile.ZipInfo("data/link")
        link.create_system = 3
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "../../etc/passwd")
    assert refused(tmp_path, target.getvalue()) == "E_ZIP_SYMLINK"


@pytest.mark.parametrize(
    "name",
    [
        *(
            "../up",
            "/absolute",
            "a/../b",
            "a//b",
            "a/",
            ".hidden",
            "data/.x",
            "dot.",
            "a/b.",
            "c:x",
        ),
        *("CON", "data/nul.json", "com1.txt", "data/con.tar.gz", "пакет.json", "a b", "a\\b"),
        *("Data/x.json", "meta-inf /x", "x" * 121, "a\0b", "", "META-INF/../x", "aux"),
    ],
)
def test_a_name_that_is_unsafe_on_some_disk_is_refused(tmp_path: Path, name: str) -> None:
    assert not is_legal_name(name)
    whole = _with_name(b"data/a.json", name.encode())
    assert refused(tmp_path, whole) == "E_ZIP_NAME"


def _with_name(old: bytes, new: bytes) -> bytes:
    """A container in which the claimed name of one record is another."""
    whole = container(CONTENTS)
    directory = whole.rindex(form.CENTRAL_MAGIC)
    assert whole[directory + form.CENTRAL_SIZE :].startswith(old)
    record = bytearray(whole[directory : directory + form.CENTRAL_SIZE])
    struct.pack_into("<H", record, 28, len(new))
    tail = whole[directory + form.CENTRAL_SIZE + len(old) :]
    end = bytearray(tail)
    size, offset = struct.unpack_from("<2L", end, len(end) - 10)
    struct.pack_into("<L", end, len(end) - 10, size + len(new) - len(old))
    assert offset
    return whole[:directory] + bytes(record) + new + bytes(end)


@pytest.mark.parametrize(
    "names",
    [["data/a", "data/A"], ["data/a", "data/a"], ["data", "data/a"], ["data/a/b", "data/A"]],
)
def test_two_names_for_one_file_are_refused(tmp_path: Path, names: list[str]) -> None:
    assert clash(names) is not None
    assert refused(tmp_path, _raw(names)) == "E_ZIP_DUPLICATE"


def _raw(names: list[str]) -> bytes:
    """A container with well-formed headers for any names in any order."""
    body, entries = b"", []
    for name in names:
        entry = Entry(name, 0, 0, len(body))
        body += form.local_header(entry)
        entries.append(entry)
    directory = b"".join(map(form.central_header, entries))
    return body + directory + form.end_record(len(entries), len(directory), len(body))


def test_another_order_of_entries_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, _raw(["package.json", "mimetype"])) == "E_ZIP_NONCANONICAL"


def test_bytes_between_entries_are_refused(tmp_path: Path) -> None:
    entry = Entry("mimetype", 0, 0, 0)
    body = form.local_header(entry) + b"hidden"
    directory = form.central_header(entry)
    whole = body + directory + form.end_record(1, len(directory), len(body))
    assert refused(tmp_path, whole) == "E_ZIP_NONCANONICAL"


def test_the_order_is_fixed_names_first_then_the_rest_sorted() -> None:
    names = ["docs/b", "data/a", "package.json", "META-INF/signature001.p7s", "mimetype"]
    assert in_order(names) == [
        *("mimetype", "META-INF/signature001.p7s", "package.json", "data/a", "docs/b")
    ]


@pytest.mark.parametrize("names", [["../x"], ["data/a", "data/A"]])
def test_the_writer_does_not_write_what_the_reader_refuses(names: list[str]) -> None:
    contents = dict.fromkeys(names, b"")
    with pytest.raises(ValueError, match="not a legal name"):
        write_container(io.BytesIO(), contents, {n: measure(b"") for n in names})


def test_too_many_files_are_refused_before_anything_is_written() -> None:
    contents = {f"data/{n}": b"" for n in range(form.MAX_ENTRIES + 1)}
    target = io.BytesIO()
    with pytest.raises(WorldFailed, match="слишком большим"):
        write_container(target, contents, {name: measure(b"") for name in contents})
    assert target.getvalue() == b""


def test_a_source_that_changes_while_it_is_packed_is_noticed(tmp_path: Path) -> None:
    source = tmp_path / "card.pdf"
    source.write_bytes(b"first")
    sums = {"docs/card.pdf": measure(source)}
    for later in (b"other", b"longer than before", b"less"):
        source.write_bytes(later)
        with pytest.raises(WorldFailed, match="изменился"):
            write_container(io.BytesIO(), {"docs/card.pdf": source}, sums)


def test_a_file_that_shrinks_while_it_is_read_is_truncated(tmp_path: Path) -> None:
    packed(tmp_path / "p.asice")
    with (tmp_path / "p.asice").open("r+b") as handle:
        archive = Archive(handle)
        handle.truncate(600)
        with pytest.raises(Failure, match="E_ZIP_TRUNCATED"):
            archive.measure()
