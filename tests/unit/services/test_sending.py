"""Packages out: what leaves, what stays, the same again byte for byte."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.domain.errors import Refused, WorldFailed, WrongUsage
from app.domain.results import ProcedureKey, Totals
from app.services import enrolling
from app.services.context import Context
from app.services.editing import add_organisation
from app.services.importing import import_files
from app.services.receiving import sent_packages
from app.services.sending import Exported, export
from app.services.trusting import verify_with_root
from app.store import journal, records
from tests.unit.services.bases import (
    DISTRICT,
    PASSWORD,
    REGION,
    RIGHT,
    SCHOOL,
    SECOND,
    THIRD,
    YEAR,
    Bases,
    Exchange,
    fill_card,
    measure,
    organisation,
    results_table,
    save,
    subject,
)
from tests.unit.services.regions import put_totals

NAME = "Вымышленное-Имя Учителя"


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """Where packages go."""
    return tmp_path / "stick"


def _read(made: Exported, name: str) -> bytes:
    with zipfile.ZipFile(made.path) as package:
        return package.read(name)


def _json(made: Exported, name: str) -> Any:
    return json.loads(_read(made, name))


def _names(made: Exported) -> list[str]:
    with zipfile.ZipFile(made.path) as package:
        return package.namelist()


def test_a_districts_package_is_valid_and_names_its_schools(
    exchange: Exchange, district: Context, stick: Path
) -> None:
    made = export(district, None, stick, PASSWORD)
    assert (made.sequence, made.schools, made.left_out, made.again) == (
        1,
        ("021301", "021302", "021303"),
        (),
        False,
    )
    verdict = verify_with_root(made.path, exchange.root)
    assert verdict.valid, verdict.reason
    assert verdict.package["package_type"] == "consolidated"
    assert [one.name for one in stick.iterdir()] == [made.path.name]
    assert made.path.name == "opora-district-0213-2025-2026-0001.asice"


def test_unchanged_data_give_the_same_package_byte_for_byte(
    bases: Bases, district: Context, stick: Path, tmp_path: Path
) -> None:
    first = export(district, None, stick, PASSWORD)
    content = first.path.read_bytes()
    again = export(bases.reopen(district.base), None, tmp_path / "other", PASSWORD)
    assert (again.again, again.package_id, again.sequence) == (True, first.package_id, 1)
    assert again.path.name == first.path.name
    assert again.path.read_bytes() == content
    assert len(sent_packages(district)) == 1


def test_changed_data_give_the_next_number_that_names_the_one_before(
    district: Context, stick: Path
) -> None:
    first = export(district, None, stick, PASSWORD)
    save(district, SCHOOL, "social_passport", {**RIGHT, "pupils_total": 250})
    second = export(district, None, stick, PASSWORD)
    assert (second.sequence, second.again) == (2, False)
    assert second.package_id != first.package_id
    (one, two) = sent_packages(district)
    assert _json(second, "package.json")["previous_sha256"] == one.manifest_sha256
    assert two.package_id == second.package_id


def test_values_that_came_back_are_a_new_package_not_the_old_one(
    district: Context, stick: Path
) -> None:
    for total, number in ((200, 1), (250, 2), (200, 3)):
        save(district, SCHOOL, "social_passport", {**RIGHT, "pupils_total": total})
        assert export(district, None, stick, PASSWORD).sequence == number


def test_a_new_version_of_the_program_never_makes_two_packages_of_one_number(
    district: Context, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = export(district, None, stick, PASSWORD)
    monkeypatch.setattr("app.services.sending.__version__", "9.9")
    second = export(district, None, stick, PASSWORD)
    assert (second.sequence, second.again) == (first.sequence + 1, False)


def test_teachers_names_never_leave_unless_they_were_included(
    district: Context, stick: Path
) -> None:
    fill_card(district, SCHOOL)
    tables: dict[str, list[dict[str, object]]] = {
        "problems": [{"key": "r2", "priority": 1}],
        "teachers": [
            {"teacher": NAME, "local_code": "У-1", "subject": "Математика", "deficit": "Методика"}
        ],
        "measures": [measure(problem="r2")],
    }
    save(district, SCHOOL, "support_card", tables=tables)
    without = export(district, None, stick, PASSWORD)
    with zipfile.ZipFile(without.path) as package:
        everything = b"".join(package.read(name) for name in package.namelist())
    for form in ("utf-8", "utf-16-be", "cp1251"):
        assert NAME.encode(form) not in everything
    assert "У-1".encode() in everything
    assert not _json(without, "package.json")["contains_personal_data"]
    assert NAME not in _pdf_text(_read(without, f"docs/card-{SCHOOL.uid}.pdf"))
    included = export(district, None, stick, PASSWORD, include_personal=True)
    assert _json(included, "package.json")["contains_personal_data"]
    assert NAME in _read(included, "data/records.json").decode()


def _pdf_text(pdf: bytes) -> str:
    from pypdf import PdfReader

    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_small_numbers_are_hidden_except_what_the_methodology_reads(
    district: Context, stick: Path
) -> None:
    made = export(district, None, stick, PASSWORD)
    records = _json(made, "data/records.json")["records"]
    assert records
    for record in records:
        values = record["answers"]["values"]
        assert values["registered_school"] == 2
        assert "disabilities" not in values
        assert record["answers"]["hidden"] == ["disabilities"]
    hidden, shown = made.told
    assert "«Дети с ОВЗ» (3 школы). Регион их не увидит." in hidden
    assert "«На внутришкольном учёте (ВШУ)» (3 школы)" in shown


def test_the_hash_of_what_left_stays_with_its_revision(district: Context, stick: Path) -> None:
    export(district, None, stick, PASSWORD)
    with district.database.reading() as connection:
        last = records.last(connection, subject(SCHOOL, "social_passport").key)
    assert last is not None
    assert len(last.outgoing_hash) == 64


def test_pupil_rows_stay_at_home_and_totals_travel(
    district: Context, stick: Path, tmp_path: Path
) -> None:
    import_files(district, [results_table(tmp_path / "r.csv", points=(20, 12, 5))])
    made = export(district, None, stick, PASSWORD)
    (row,) = csv.DictReader(io.StringIO(_read(made, "data/totals.csv").decode()))
    assert (row["organisation"], row["participants"], row["sum_points"]) == (
        str(SCHOOL.uid),
        "3",
        "37",
    )
    bars = list(csv.DictReader(io.StringIO(_read(made, "data/histograms.csv").decode())))
    assert [(bar["points"], bar["pupils"]) for bar in bars] == [
        ("5", "1"),
        ("12", "1"),
        ("20", "1"),
    ]
    described = _json(made, "data/datapackage.json")["resources"]
    assert {one["path"] for one in described} >= {"totals.csv", "histograms.csv"}
    for one in described:
        header = _read(made, f"data/{one['path']}").decode().splitlines()[0].split(",")
        assert header == [field["name"] for field in one["schema"]["fields"]]


def test_results_of_two_years_before_travel_with_those_of_the_year(
    district: Context, stick: Path, tmp_path: Path
) -> None:
    """Classes look back at them; alone they make no package (docs/decisions/0060)."""
    for year in ("2022/2023", "2023/2024", "2024/2025"):
        put_totals(district, SCHOOL, ProcedureKey("vpr", year, "math", 5), Totals(participants=9))
    with zipfile.ZipFile(export(district, None, stick, PASSWORD).path) as package:
        assert "data/totals.csv" not in package.namelist()
    import_files(district, [results_table(tmp_path / "r.csv", points=(20, 12, 5))])
    made = export(district, None, stick, PASSWORD)
    rows = csv.DictReader(io.StringIO(_read(made, "data/totals.csv").decode()))
    assert [row["year"] for row in rows] == ["2025/2026", "2024/2025", "2023/2024"]
    years = {one["year"] for one in _json(made, "data/procedures.json")["procedures"]}
    assert years == {"2025/2026", "2024/2025", "2023/2024"}


def test_a_school_with_errors_is_left_out_and_named(district: Context, stick: Path) -> None:
    save(district, SECOND, "social_passport", {**RIGHT, "orphans": "двое"})
    made = export(district, None, stick, PASSWORD)
    assert made.schools == ("021301", "021303")
    ((code, why),) = made.left_out
    assert code == "021302"
    assert "двое" in why


def test_a_single_school_with_errors_is_refused_and_nothing_is_written(
    district: Context, stick: Path
) -> None:
    save(district, SECOND, "social_passport", {**RIGHT, "orphans": "двое"})
    with pytest.raises(Refused, match="в данных есть ошибки") as told:
        export(district, SECOND.uid, stick, PASSWORD)
    assert "021302" in told.value.what
    assert not stick.exists() or list(stick.iterdir()) == []
    assert sent_packages(district) == ()


def test_a_wrong_password_changes_nothing(district: Context, stick: Path) -> None:
    with pytest.raises(Refused, match="Пароль"):
        export(district, None, stick, "не тот пароль")
    assert not stick.exists()
    assert not district.beside("ledger").exists()


def test_without_a_certificate_nothing_is_sent(bases: Bases, stick: Path) -> None:
    context = bases.make("school", SCHOOL)
    save(context, SCHOOL, "social_passport", RIGHT)
    with pytest.raises(Refused, match="Сертификата"):
        export(context, SCHOOL.uid, stick, PASSWORD)


def test_the_region_does_not_send_packages_to_itself(exchange: Exchange, stick: Path) -> None:
    with pytest.raises(WrongUsage, match="принимает"):
        export(exchange.region, None, stick, PASSWORD)


def test_a_schools_own_base_sends_its_own_package_without_being_told(
    exchange: Exchange, stick: Path
) -> None:
    school = exchange.enrolled(SCHOOL)
    save(school, SCHOOL, "social_passport", RIGHT)
    made = export(school, None, stick, PASSWORD)
    assert _json(made, "package.json")["package_type"] == "submission"
    assert made.path.name == "opora-021301-2025-2026-0001.asice"


def test_another_laptops_package_on_the_same_stick_stays(exchange: Exchange, stick: Path) -> None:
    first, second = (
        exchange.bases.make("school", SCHOOL, name=f"laptop{number}") for number in (1, 2)
    )
    made = []
    for laptop in (first, second):
        exchange.enrol(laptop)
        save(laptop, SCHOOL, "social_passport", RIGHT)
        made.append(export(laptop, None, stick, PASSWORD))
    assert len({one.path for one in made}) == 2
    assert all(verify_with_root(one.path, exchange.root).valid for one in made)


def test_only_what_the_sender_may_write_travels(district: Context, stick: Path) -> None:
    """A column another owner answered is shown on paper; its record goes by its owner alone."""
    fill_card(district, SCHOOL)
    institute = organisation("0999", "institute")
    add_organisation(district, institute)
    answer = measure("institute", text="Дадим курсы", state="own")
    save(district, SCHOOL, "support_card", tables={"measures": [answer]}, author=institute.uid)
    save(
        district,
        SCHOOL,
        "support_card",
        tables={"measures": [measure("district", state="own")]},
        author=DISTRICT.uid,
    )
    made = export(district, None, stick, PASSWORD)
    cards = [
        one["author"]
        for one in _json(made, "data/records.json")["records"]
        if one["form"] == "support_card"
    ]
    assert sorted(cards) == sorted([str(SCHOOL.uid), str(DISTRICT.uid)])
    assert "Дадим курсы" in " ".join(_pdf_text(_read(made, f"docs/card-{SCHOOL.uid}.pdf")).split())


def test_nothing_at_all_is_not_sent(exchange: Exchange, stick: Path) -> None:
    empty = exchange.enrolled(DISTRICT, (SCHOOL, SECOND, THIRD))
    with pytest.raises(Refused, match="ничего не введено"):
        export(empty, None, stick, PASSWORD)
    nobody = exchange.bases.make("district", DISTRICT, name="nobody")
    exchange.enrol(nobody)
    with pytest.raises(Refused, match="ни одной школы"):
        export(nobody, None, stick, PASSWORD)


def test_a_folder_that_is_a_file_is_told_and_no_number_is_used_up(
    district: Context, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(WorldFailed):
        export(district, None, tmp_path / "file", PASSWORD)
    assert export(district, None, tmp_path / "stick", PASSWORD).sequence == 1


EXPORT_TO_A_SMALL_DISK = """
import resource, sys
from pathlib import Path
from app.domain.errors import WorldFailed
from app.services.opening import open_base
from app.services.sending import export
context = open_base(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
try:
    export(context, None, Path(sys.argv[2]), sys.argv[3])
except WorldFailed as fault:
    print(fault)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits of processes are POSIX")
def test_a_full_stick_leaves_no_half_package_and_the_next_try_succeeds(
    bases: Bases, district: Context, stick: Path
) -> None:
    fill_card(district, SCHOOL)
    stick.mkdir()
    said = subprocess.run(
        [sys.executable, "-c", EXPORT_TO_A_SMALL_DISK, district.base, stick, PASSWORD],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "не хватило места" in said.stdout, said.stderr
    assert list(stick.iterdir()) == []
    made = export(bases.reopen(district.base), None, stick, PASSWORD)
    assert made.sequence == 1
    assert len(sent_packages(district)) == 1


def test_a_package_the_base_forgot_is_known_from_the_ledger(
    bases: Bases, district: Context, stick: Path
) -> None:
    """A base restored from a copy made before the export does not use the number twice."""
    from app.store import base

    copy = district.base.with_name("copy.sqlite")
    base.copy_base(district.base, copy)
    first = export(district, None, stick, PASSWORD)
    district.close()
    copy.replace(district.base)
    for ending in ("-wal", "-shm"):
        district.base.with_name(district.base.name + ending).unlink(missing_ok=True)
    restored = bases.reopen(district.base)
    assert sent_packages(restored) == ()
    again = export(restored, None, stick, PASSWORD)
    assert (again.again, again.package_id) == (True, first.package_id)
    assert [one.package_id for one in sent_packages(restored)] == [first.package_id]


def test_an_export_stands_in_the_journal(district: Context, stick: Path) -> None:
    made = export(district, None, stick, PASSWORD)
    with district.database.reading() as connection:
        (line,) = journal.entries(connection, "export")
    assert (line.subject, line.details["sequence"]) == (made.path.name, 1)


def test_a_package_nobody_could_open_is_told_before_it_is_written(
    district: Context, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.sending.MAX_JSON", 1000)
    with pytest.raises(Refused, match="слишком большим"):
        export(district, None, stick, PASSWORD)
    assert not stick.exists() or list(stick.iterdir()) == []


def test_the_recipient_is_the_region_and_the_period_is_told(district: Context, stick: Path) -> None:
    meta = _json(export(district, None, stick, PASSWORD), "package.json")
    assert meta["recipient"]["org_id"] == str(REGION.uid)
    assert meta["period"] == YEAR
    assert enrolling.state(district).is_enrolled


@pytest.mark.parametrize(
    ("moved", "words"),
    [(-2500, "действует только с"), (5000, "срок вашего сертификата закончился")],
)
def test_a_wrong_clock_is_told_before_the_package_leaves(
    district: Context, tmp_path: Path, moved: int, words: str
) -> None:
    there = district.now() + timedelta(days=moved)
    made = export(replace(district, now=lambda: there), None, tmp_path, PASSWORD)
    assert any(words in one and f"{there:%d.%m.%Y}" in one for one in made.told)


def test_a_clock_that_went_back_is_told(district: Context, tmp_path: Path) -> None:
    later, earlier = (district.now() + timedelta(days=days) for days in (30, 20))
    export(replace(district, now=lambda: later), None, tmp_path, PASSWORD)
    save(district, SCHOOL, "social_passport", {**RIGHT, "pupils_total": 201})
    made = export(replace(district, now=lambda: earlier), None, tmp_path, PASSWORD)
    assert any("прошлый пакет записан" in one for one in made.told)


def test_an_honest_clock_is_not_talked_about(district: Context, tmp_path: Path) -> None:
    assert "дата здесь" not in " ".join(export(district, None, tmp_path, PASSWORD).told)
