"""`opora demo`: five files that tell the same story, and other people's tools that agree."""

from __future__ import annotations

import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.domain.reading import RawAnswers, RawRow, raw_of
from app.services.editing import Subject, open_record, save_record
from app.services.importing import school_uid
from app.services.opening import open_base
from tests.end_to_end.opora import Ran, command, opora, program, surroundings, tree

FILES = ("base.sqlite", "card.pdf", "package.asice", "root.pem", "receipt.asice")


def test_the_five_files_are_there_and_named_in_the_table(demo_once: tuple[Path, Ran]):
    folder, ran = demo_once
    for name in FILES:
        assert (folder / name).stat().st_size > 500, name
        assert name in ran.out, name
    assert ran.err == ""


def test_no_half_written_file_stays(demo_once: tuple[Path, Ran]):
    names = [path.name for path in demo_once[0].rglob("*")]
    assert not [name for name in names if name.endswith((".part", "-wal", "-shm", "-journal"))]


def test_it_can_be_played_again_in_the_same_folder(demo: Path):
    before = (demo / "package.asice").read_bytes()
    assert opora("demo", demo).code == 0
    assert (demo / "package.asice").read_bytes() != before, "new keys, new package"
    assert opora("verify", demo / "package.asice", "--root", demo / "root.pem").code == 0


@pytest.mark.parametrize("name", ["отчёт.docx", ".hidden", "base.sqlite"])
def test_a_folder_with_other_files_is_refused_and_left_alone(tmp_path: Path, name: str):
    folder = tmp_path / "чужая папка"
    folder.mkdir()
    (folder / name).write_text("важное", encoding="utf-8")
    before = tree(folder)
    ran = opora("demo", folder)
    assert (ran.code, ran.out) == (1, "")
    assert "лежат другие файлы" in ran.err
    assert tree(folder) == before


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path):
    file = tmp_path / "demo"
    file.write_text("важное", encoding="utf-8")
    assert opora("demo", file).code == 3
    assert opora("demo", file / "inside").code == 3
    assert file.read_text(encoding="utf-8") == "важное"


def test_it_plays_in_the_folder_one_stands_in(tmp_path: Path):
    ran = program("demo", home=tmp_path / "home", inside=tmp_path)
    assert ran.code == 0, ran
    assert all((tmp_path / "demo" / name).is_file() for name in FILES)


_WATCHER = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
"""Between us and the program stands a small process: a child's peak starts at its parent's size."""


def test_its_memory_stays_under_400_megabytes(tmp_path: Path):
    watched = [command()[0], "-c", _WATCHER, *command("demo", tmp_path / "demo")]
    ran = subprocess.run(
        watched, env=surroundings(tmp_path / "home"), capture_output=True, text=True, check=True
    )
    code, kilobytes = ran.stdout.split()
    assert code == "0"
    assert int(kilobytes) < 400 * 1024


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl here")
@pytest.mark.parametrize("name", ["package.asice", "receipt.asice"])
def test_stock_openssl_agrees_and_refuses_what_was_changed(demo: Path, tmp_path: Path, name: str):
    with zipfile.ZipFile(demo / name) as archive:
        manifest = archive.read("META-INF/ASiCManifest001.xml")
        (tmp_path / "signature").write_bytes(archive.read("META-INF/signature001.p7s"))
    assert _openssl(demo, tmp_path, manifest) == 0
    assert _openssl(demo, tmp_path, manifest.replace(b"sha256", b"sha257", 1)) != 0


def _openssl(demo: Path, folder: Path, manifest: bytes) -> int:
    (folder / "manifest").write_bytes(manifest)
    arguments = ["openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER"]
    arguments += ["-in", str(folder / "signature"), "-content", str(folder / "manifest")]
    arguments += ["-CAfile", str(demo / "root.pem"), "-out", os.devnull]
    return subprocess.run(arguments, capture_output=True, check=False).returncode


@pytest.mark.skipif(shutil.which("unzip") is None, reason="no unzip here")
@pytest.mark.parametrize("name", ["package.asice", "receipt.asice"])
def test_stock_unzip_agrees(demo: Path, name: str):
    done = subprocess.run(["unzip", "-t", str(demo / name)], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout


def test_no_pupil_travels(demo: Path):
    with zipfile.ZipFile(demo / "package.asice") as archive:
        assert not [name for name in archive.namelist() if "pupil" in name]
        tables = [name for name in archive.namelist() if name.endswith(".csv")]
        assert len(tables) == 3
        for name in tables:
            head = archive.read(name).decode().splitlines()[0].split(",")
            assert not {"code", "pupil", "class"} & set(head), name
        for name in archive.namelist():
            assert b'"5001"' not in archive.read(name), name


def test_the_card_looks_like_the_official_form(demo: Path):
    reader = PdfReader(demo / "card.pdf")
    pages = [" ".join(page.extract_text().split()) for page in reader.pages]
    assert "Технологическая карта адресной помощи школам с низкими результатами" in pages[0]
    assert len(pages) == 2
    for number, page in enumerate(pages, 1):
        assert f"стр. {number} из {len(pages)}" in page
        assert "МБОУ «СОШ № 2 г. Кедрополь»" in page
        box = reader.pages[number - 1].mediabox
        assert (round(box.width), round(box.height)) == (842, 595), "A4 landscape"
    assert "(подпись) (расшифровка подписи)" in pages[-1]


ROWS = {"r1": "Наличие вакансий", "r2": "Профдефициты", "r7": "Низкая скорость Интернета"}


@pytest.mark.parametrize("order", [("r1", "r2", "r7"), ("r7", "r1", "r2"), ("r2", "r7")])
def test_the_card_shows_the_chosen_rows_in_the_order_of_priority(demo: Path, order: list[str]):
    base, paper = demo / "base.sqlite", demo / "again.pdf"
    _choose(base, order)
    ran = opora("print", "support_card", "--school", "021311", "-o", paper, "--base", base)
    assert ran.code == 0, ran
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(paper).pages).split())
    found = {row: text.find(title) for row, title in ROWS.items() if title in text}
    assert sorted(found, key=found.__getitem__) == list(order)
    assert "Отсутствие часов на подготовку" not in text, "a row nobody chose"


def _choose(base: Path, order: list[str]) -> None:
    context = open_base(base)
    try:
        subject = Subject(school_uid(context, "021311"), "support_card", "2025/2026")
        known = raw_of(open_record(context, subject).answers)
        chosen = [RawRow(row, {"priority": n}) for n, row in enumerate(order, 1)]
        measures = [row for row in known.tables["measures"] if row.cells["problem"] in order]
        tables = {**known.tables, "problems": chosen, "measures": measures}
        save_record(context, subject, RawAnswers(known.values, tables))
    finally:
        context.close()


def test_the_card_in_the_package_is_the_printed_card(demo: Path):
    with zipfile.ZipFile(demo / "package.asice") as archive:
        (name,) = [one for one in archive.namelist() if one.startswith("docs/")]
        assert archive.read(name) == (demo / "card.pdf").read_bytes()


def test_the_same_card_printed_again_has_the_same_bytes(demo: Path):
    again = demo / "again.pdf"
    base = demo / "base.sqlite"
    ran = opora("print", "support_card", "--school", "021311", "-o", again, "--base", base)
    assert ran.code == 0, ran
    assert again.read_bytes() == (demo / "card.pdf").read_bytes()


def test_the_same_data_exported_again_is_the_same_package(demo: Path, password: Path):
    base = demo / "base.sqlite"
    out = demo / "ещё раз"
    ran = opora("export", "-o", out, "--base", base, "--password-file", password, "--json")
    assert (ran.code, ran.json["again"]) == (0, True)
    assert Path(ran.json["file"]).read_bytes() == (demo / "package.asice").read_bytes()


def test_the_region_finds_no_errors_in_what_it_received(demo: Path):
    ran = opora("check", "--json", "--base", demo / "region" / "base.sqlite")
    errors = [one for one in ran.json["issues"] if one["severity"] == "error"]
    assert (ran.code, errors) == (0, [])


def test_the_region_computes_what_the_district_computed(demo: Path):
    """Of the school that was not left out: totals and histograms are enough for every share."""
    ours = opora("indices", "--json", "--base", demo / "base.sqlite").json
    theirs = opora("indices", "--json", "--base", demo / "region" / "base.sqlite").json

    def shares(indices: dict) -> dict[tuple[str, ...], float]:
        return {
            (one["index"], one["school"], one.get("subject", ""), one.get("procedure", "")): one[
                "value"
            ]
            for one in indices["values"]
            if one["index"] in {"isb", "achievement", "share_2", "share_5"}
            and one["school"] != "021374"
        }

    assert shares(theirs) == shares(ours)
    assert len(shares(ours)) > 100


def test_the_demonstration_shows_how_support_goes(demo_once: tuple[Path, Ran]):
    """Coverage, plans, offers, self-assessment and involvement have something to say."""
    folder, ran = demo_once
    assert "треков МУМ закрыто 1 из 3" in ran.out
    told = opora("indices", "--json", "--base", folder / "base.sqlite").json
    known = {one["index"] for one in told["values"] if one["value"] is not None}
    assert known >= {"plan_done", "coverage_focus", "coverage_municipal", "coverage_programmes"}
    assert [(one["school"], one["subject"]) for one in told["offers"]] == [("021311", "russian")]
    assert [one["district"] for one in told["self_assessment"]] == ["0213"]
    assert [one["quarter"] for one in told["involvement"]] == ["q1", "q4"]


@pytest.mark.parametrize("base", ["base.sqlite", "region/base.sqlite"])
def test_sender_and_receiver_both_call_the_package_valid(demo: Path, base: str):
    ran = opora("verify", demo / "package.asice", "--base", demo / base, "--json")
    assert (ran.code, ran.json["verdict"], ran.json["code"]) == (0, "valid", None)
    assert ran.json["package"]["sequence"] == 1


def test_verifying_changes_nothing(demo: Path):
    before = tree(demo)
    for base in ("base.sqlite", "region/base.sqlite"):
        for name in ("package.asice", "receipt.asice"):
            opora("verify", demo / name, "--base", demo / base)
    assert tree(demo) == before
