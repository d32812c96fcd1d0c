"""Packages in: accepted whole or refused with a reason; receipts go out and come home."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.domain.errors import Refused
from app.domain.results import ProcedureKey, Totals
from app.services import enrolling, typed_forms
from app.services.calculating import calculate
from app.services.checking import check
from app.services.context import Context
from app.services.editing import known_organisations, open_record
from app.services.importing import import_files
from app.services.opening import set_own
from app.services.receiving import (
    CONTENT_REFUSED,
    WORLD_FAILED,
    receive,
    received_packages,
    sent_packages,
)
from app.services.sending import export
from app.services.trusting import verify_file
from app.store import journal
from tests.unit.services.bases import (
    DISTRICT,
    PASSWORD,
    REGION,
    RIGHT,
    SCHOOL,
    SECOND,
    YEAR,
    Exchange,
    fill_card,
    results_table,
    save,
    subject,
)
from tests.unit.services.forging import contents_of, forge


@pytest.fixture
def package(district: Context, tmp_path: Path) -> Path:
    """The district's first package."""
    return export(district, None, tmp_path / "stick", PASSWORD).path


def _changed(district: Context, folder: Path, total: int) -> Path:
    save(district, SCHOOL, "social_passport", {**RIGHT, "pupils_total": total})
    return export(district, None, folder, PASSWORD).path


def _total(context: Context) -> object:
    found = open_record(context, subject(SCHOOL, "social_passport")).answers.values
    return found.get("pupils_total")


def _dump(context: Context) -> list[str]:
    with context.database.reading() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        return list(raw.iterdump())


def test_the_data_of_a_package_are_in_the_regions_base(
    exchange: Exchange, district: Context, tmp_path: Path
) -> None:
    import_files(district, [results_table(tmp_path / "r.csv", points=(20, 12, 5))])
    fill_card(district, SCHOOL)
    package = export(district, None, tmp_path / "stick", PASSWORD).path
    (taken,) = receive(exchange.region, [package], PASSWORD)
    assert (taken.accepted, taken.verdict.valid) == (True, True), taken.summary
    assert taken.summary == "Принято: 4 записи форм."
    values = open_record(exchange.region, subject(SCHOOL, "social_passport")).answers.values
    assert (values["pupils_total"], values["registered_school"]) == (200, 2)
    assert "disabilities" not in values
    (found,) = typed_forms.results_here(exchange.region)
    assert found.pupils is None
    assert found.totals is not None
    assert (found.totals.participants, found.totals.sum_points) == (3, 37)
    assert found.totals.histogram[20] == 1


def test_the_receipt_comes_home_and_changes_the_state_of_what_was_sent(
    exchange: Exchange, district: Context, package: Path
) -> None:
    (taken,) = receive(exchange.region, [package], PASSWORD)
    assert taken.receipt is not None
    (home,) = receive(district, [taken.receipt], "")
    assert home.accepted, home.summary
    assert home.summary.startswith("Пакет № 1 принят: Регион")
    (sent,) = sent_packages(district)
    assert (sent.state, sent.receipt["outcome"]) == ("accepted", "accepted")
    assert receive(district, [taken.receipt], "")[0].accepted


def test_the_same_package_again_gets_the_same_receipt_byte_for_byte(
    exchange: Exchange, package: Path, tmp_path: Path
) -> None:
    (first,) = receive(exchange.region, [package], PASSWORD)
    before = _dump(exchange.region)
    (again,) = receive(exchange.region, [package], "", tmp_path / "elsewhere")
    assert first.receipt is not None
    assert again.receipt is not None
    assert again.receipt.read_bytes() == first.receipt.read_bytes()
    assert _dump(exchange.region) == before
    assert len(received_packages(exchange.region)) == 1


def test_a_receipt_that_did_not_reach_the_stick_is_given_again(
    exchange: Exchange, package: Path, tmp_path: Path
) -> None:
    """The stick was full: data and receipt are kept, the next try gives the very same receipt."""
    blocked = tmp_path / "out" / f"{package.stem}-receipt.asice"
    blocked.mkdir(parents=True)
    (failed,) = receive(exchange.region, [package], PASSWORD, blocked.parent)
    assert (failed.accepted, failed.verdict.code) == (False, WORLD_FAILED)
    assert not list(blocked.parent.glob(".*"))
    assert _total(exchange.region) == 200
    (kept,) = received_packages(exchange.region)
    (again,) = receive(exchange.region, [package], PASSWORD, tmp_path / "other")
    assert again.receipt is not None
    assert again.receipt.read_bytes() == kept.receipt


def test_packages_of_one_name_from_two_sticks_get_two_receipts(
    exchange: Exchange, district: Context, tmp_path: Path
) -> None:
    packages = []
    for number, total in enumerate((200, 210)):
        folder = tmp_path / f"stick{number}"
        made = _changed(district, folder, total)
        packages.append(made.rename(folder / "package.asice"))
    taken = receive(exchange.region, packages, PASSWORD, tmp_path / "out")
    assert len({one.receipt for one in taken}) == 2
    for one in taken:
        assert one.receipt is not None
        assert receive(district, [one.receipt], "")[0].accepted
    assert [one.state for one in sent_packages(district)] == ["accepted", "accepted"]


def test_a_dry_run_changes_nothing(exchange: Exchange, package: Path) -> None:
    before = _dump(exchange.region)
    (tried,) = receive(exchange.region, [package], "", dry_run=True)
    assert (tried.verdict.valid, tried.accepted, tried.receipt) == (True, False, None)
    assert _dump(exchange.region) == before
    assert not exchange.region.beside("received").exists()
    assert [one.name for one in package.parent.iterdir()] == [package.name]


def test_a_wrong_password_changes_nothing(exchange: Exchange, package: Path) -> None:
    before = _dump(exchange.region)
    with pytest.raises(Refused, match="Пароль"):
        receive(exchange.region, [package], "не тот пароль")
    assert _dump(exchange.region) == before
    assert not exchange.region.beside("received").exists()
    assert [one.name for one in package.parent.iterdir()] == [package.name]


@pytest.mark.parametrize(("state", "code"), [("suspended", "SUSPENDED"), ("revoked", "REVOKED")])
def test_a_key_the_region_no_longer_trusts_is_refused(
    exchange: Exchange, package: Path, state: str, code: str
) -> None:
    print_of = enrolling.register(exchange.region)[1].fingerprint
    enrolling.set_state(exchange.region, print_of, state)
    (taken,) = receive(exchange.region, [package], PASSWORD)
    assert (taken.accepted, taken.verdict.code) == (False, f"E_CERT_{code}")
    assert _total(exchange.region) is None
    enrolling.set_state(exchange.region, print_of, "active")
    assert receive(exchange.region, [package], PASSWORD)[0].accepted


def test_data_of_a_school_the_sender_does_not_answer_for_are_refused(
    exchange: Exchange, tmp_path: Path
) -> None:
    thief = exchange.enrolled(SCHOOL, (SECOND,))
    save(thief, SECOND, "social_passport", RIGHT)
    stolen = export(thief, SECOND.uid, tmp_path / "stick", PASSWORD)
    (taken,) = receive(exchange.region, [stolen.path], PASSWORD)
    assert (taken.accepted, taken.verdict.code) == (False, "E_DATA_OWNER")


def test_a_late_package_is_archived_and_changes_no_data(
    exchange: Exchange, district: Context, package: Path, tmp_path: Path
) -> None:
    second = _changed(district, tmp_path / "second", 250)
    receive(exchange.region, [second], PASSWORD)
    (late,) = receive(exchange.region, [package], PASSWORD)
    assert late.accepted
    assert "позже более нового" in late.summary
    assert _total(exchange.region) == 250
    assert [one.late for one in received_packages(exchange.region)] == [False, True]
    archive = exchange.region.beside("received")
    assert len([one for one in archive.iterdir() if "receipt" not in one.name]) == 2
    assert late.receipt is not None
    assert receive(district, [late.receipt], "")[0].accepted


def test_one_bad_file_never_stops_the_others(
    exchange: Exchange, package: Path, tmp_path: Path
) -> None:
    junk, flipped = tmp_path / "junk.asice", tmp_path / "flipped.asice"
    junk.write_bytes(b"junk" * 100)
    content = bytearray(package.read_bytes())
    content[len(content) // 2] ^= 1
    flipped.write_bytes(content)
    paths = [tmp_path / "missing.asice", junk, flipped, tmp_path, package]
    taken = receive(exchange.region, paths, PASSWORD)
    assert [one.accepted for one in taken] == [False, False, False, False, True]
    assert all(one.summary for one in taken)


def test_a_receipt_for_somebody_else_is_refused(
    exchange: Exchange, district: Context, package: Path
) -> None:
    (taken,) = receive(exchange.region, [package], PASSWORD)
    assert taken.receipt is not None
    other = exchange.enrolled(SCHOOL)
    (strange,) = receive(other, [taken.receipt], "")
    assert (strange.accepted, strange.verdict.code) == (False, "E_RECIPIENT")


def test_without_the_regions_root_nothing_can_be_verified(school: Context, package: Path) -> None:
    with pytest.raises(Refused, match="Корневой сертификат"):
        verify_file(school, package)
    with pytest.raises(Refused, match="Корневой сертификат"):
        receive(school, [package], "")


def test_a_school_is_not_renamed_behind_the_regions_back(
    exchange: Exchange, district: Context, tmp_path: Path
) -> None:
    renamed = replace(DISTRICT, name="Новое имя района")
    district = set_own(district, renamed)
    made = export(district, None, tmp_path / "stick", PASSWORD)
    assert receive(exchange.region, [made.path], PASSWORD)[0].accepted
    names = {one.uid: one.name for one in known_organisations(exchange.region)}
    assert names[DISTRICT.uid] == DISTRICT.name


def test_the_journal_and_the_ledger_tell_of_each_package(exchange: Exchange, package: Path) -> None:
    receive(exchange.region, [package], PASSWORD)
    with exchange.region.database.reading() as connection:
        (line,) = journal.entries(connection, "receive")
        assert journal.first_break(connection) is None
    (ledger,) = received_packages(exchange.region)
    assert line.details["manifest"] == ledger.manifest_sha256
    assert (ledger.sender_uid, ledger.sequence, ledger.late) == (str(DISTRICT.uid), 1, False)


def test_a_restored_base_learns_from_a_receipt_what_it_had_sent(
    exchange: Exchange, district: Context, package: Path
) -> None:
    (taken,) = receive(exchange.region, [package], PASSWORD)
    with district.database.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM sent_package")
    assert taken.receipt is not None
    assert receive(district, [taken.receipt], "")[0].accepted
    assert [one.state for one in sent_packages(district)] == ["accepted"]


def test_power_cut_between_the_data_and_the_receipt_is_made_good(
    exchange: Exchange, district: Context, package: Path
) -> None:
    receive(exchange.region, [package], PASSWORD)
    with exchange.region.database.transaction() as connection:
        connection.exec_driver_sql("UPDATE received_package SET receipt=NULL")
    (again,) = receive(exchange.region, [package], PASSWORD)
    assert again.accepted
    assert again.receipt is not None
    assert receive(district, [again.receipt], "")[0].accepted
    assert len(received_packages(exchange.region)) == 1


ACCEPT_ON_A_SMALL_DISK = """
import resource, sys
from pathlib import Path
from app.services.opening import open_base
from app.services.receiving import receive
context = open_base(Path(sys.argv[1]))
limit = int(sys.argv[4])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
(taken,) = receive(context, [Path(sys.argv[2])], sys.argv[3])
print(taken.accepted, taken.verdict.code)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits of processes are POSIX")
def test_a_full_disk_at_the_region_changes_nothing(exchange: Exchange, package: Path) -> None:
    before = _dump(exchange.region)
    limit = package.stat().st_size // 2
    said = subprocess.run(
        [
            *(sys.executable, "-c", ACCEPT_ON_A_SMALL_DISK),
            *(exchange.region.base, package, PASSWORD, str(limit)),
        ],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.stdout.strip() == f"False {WORLD_FAILED}", said.stderr
    assert _dump(exchange.region) == before
    assert list(exchange.region.beside("received").iterdir()) == []


# What a rightful sender's broken (or malicious) program might send.


def _in_record(change: Callable[[dict[str, Any]], None]) -> Callable[[dict[str, bytes]], None]:
    def edit(contents: dict[str, bytes]) -> None:
        content = json.loads(contents["data/records.json"])
        change(content["records"][0])
        contents["data/records.json"] = json.dumps(content).encode()

    return edit


def _in_total(**cells: str) -> Callable[[dict[str, bytes]], None]:
    def edit(contents: dict[str, bytes]) -> None:
        rows = list(csv.DictReader(io.StringIO(contents["data/totals.csv"].decode())))
        text = io.StringIO()
        writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows([{**rows[0], **cells}])
        contents["data/totals.csv"] = text.getvalue().encode()

    return edit


def _twice(contents: dict[str, bytes]) -> None:
    content = json.loads(contents["data/records.json"])
    content["records"].append(content["records"][0])
    contents["data/records.json"] = json.dumps(content).encode()


def _longer_histogram(contents: dict[str, bytes]) -> None:
    head, line = contents["data/histograms.csv"].decode().splitlines()[:2]
    cells = line.split(",")
    cells[6] = "999999999999"
    contents["data/histograms.csv"] = f"{head}\n{','.join(cells)}\n".encode()


@pytest.mark.parametrize(
    "spoil",
    [
        _in_record(lambda one: one.update(form="unknown_form")),
        _in_record(lambda one: one.update(form_version=99)),
        _in_record(lambda one: one.update(form_version="1")),
        _in_record(lambda one: one.update(period="когда-нибудь")),
        _in_record(lambda one: one.update(author="не uuid")),
        _in_record(lambda one: one.update(author=str(REGION.uid))),
        _in_record(lambda one: one.update(organisation=str(REGION.uid))),
        _in_record(lambda one: one.update(answers=[])),
        _in_record(lambda one: one.update(answers={"values": {"unknown": 1}})),
        _in_record(lambda one: one.update(answers={"values": {"pupils_total": "двести"}})),
        _in_record(lambda one: one.pop("answers")),
        _in_total(kind="dance"),
        _in_total(year="никогда"),
        _in_total(grade=""),
        _twice,
        lambda contents: contents.update({"data/records.json": contents["data/indices.json"]}),
        lambda contents: contents.pop("data/procedures.json"),
    ],
)
def test_content_that_cannot_be_understood_is_refused_whole(
    exchange: Exchange,
    district: Context,
    tmp_path: Path,
    spoil: Callable[[dict[str, bytes]], None],
) -> None:
    import_files(district, [results_table(tmp_path / "r.csv")])
    package = export(district, None, tmp_path / "stick", PASSWORD).path
    contents = contents_of(package)
    spoil(contents)
    forged = forge(district, package, contents).path
    before = _dump(exchange.region)
    bad, good = receive(exchange.region, [forged, package], PASSWORD)
    assert (bad.accepted, bad.verdict.code) == (False, CONTENT_REFUSED), bad.summary
    assert "непонятно" in bad.summary
    assert good.accepted
    assert [line for line in before if "received_package" in line and "INSERT" in line] == []
    assert len(received_packages(exchange.region)) == 1


BEYOND = [
    _in_total(participants="-5"),
    _in_total(participants="много"),
    _in_total(participants="9" * 30),
    _in_total(mean_points="средний"),
    _in_total(mean_points="NaN"),
    _in_total(mean_points="Infinity"),
    _in_total(mean_points="1e999999999"),
    _in_total(mean_points="1001"),
    _in_total(mark_2="1000"),
    _longer_histogram,
    _in_record(lambda one: one["answers"]["values"].update(pupils_total=-5)),
    _in_record(lambda one: one["answers"]["values"].update(pupils_total=10**29)),
    _in_record(lambda one: one.update(answers={"refused": {"pupils_total": "ы" * 10**6}})),
    _in_record(lambda one: one["answers"].update(explanations={"a@b": "ы" * 10**6})),
]


@pytest.mark.parametrize("spoil", BEYOND)
def test_an_answer_beyond_its_limits_refuses_its_record_and_nothing_else(
    exchange: Exchange,
    district: Context,
    tmp_path: Path,
    spoil: Callable[[dict[str, bytes]], None],
) -> None:
    import_files(district, [results_table(tmp_path / "r.csv")])
    package = export(district, None, tmp_path / "stick", PASSWORD).path
    contents = contents_of(package)
    spoil(contents)
    (done,) = receive(exchange.region, [forge(district, package, contents).path], PASSWORD)
    assert done.accepted
    assert "Не принято: 1 запись" in done.summary
    for one in typed_forms.results_here(exchange.region):
        assert one.totals is None or (one.totals.participants or 0) <= 2000
    assert done.receipt is not None
    answer = verify_file(district, done.receipt).package["in_reply_to"]
    assert answer["verdict"] == "partly"
    assert any(one["severity"] == "error" for one in answer["remarks"])


def test_rules_a_record_breaks_stand_in_the_receipt_and_the_record_is_taken(
    exchange: Exchange, district: Context, tmp_path: Path
) -> None:
    import_files(district, [results_table(tmp_path / "r.csv")])
    package = export(district, None, tmp_path / "stick", PASSWORD).path
    contents = contents_of(package)
    _in_total(participants="10", mark_2="5", mark_3="5", mark_4="5", mark_5="5")(contents)
    contents.pop("data/counts.csv", None)
    contents["data/histograms.csv"] = contents["data/histograms.csv"].splitlines(keepends=True)[0]
    (done,) = receive(exchange.region, [forge(district, package, contents).path], PASSWORD)
    assert done.accepted
    assert "Принято с замечанием" in done.summary


def test_a_procedure_the_region_knows_keeps_the_regions_scale(
    exchange: Exchange, district: Context, tmp_path: Path
) -> None:
    row = {"kind": "ВПР", "subject": "Русский язык", "grade": 5, "max_points": 30}
    save(exchange.region, SCHOOL, "procedures", tables={"procedures": [{**row, "min_3": 14}]})
    save(district, SCHOOL, "procedures", tables={"procedures": [{**row, "min_3": 12}]})
    key = ProcedureKey("vpr", YEAR, "russian", 5)
    save(district, SCHOOL, "results_totals", {"participants": 20}, procedure=key)
    package = export(district, None, tmp_path / "stick", PASSWORD).path
    assert receive(exchange.region, [package], PASSWORD)[0].accepted
    (known,) = typed_forms.known_procedures(exchange.region)
    assert known.scale.min_3 == 14
    (found,) = typed_forms.results_here(exchange.region)
    assert found.totals == Totals(participants=20)


def test_a_certificate_that_ran_out_is_refused(
    exchange: Exchange, package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = replace(exchange.region, now=lambda: exchange.region.now() + timedelta(days=4000))
    (taken,) = receive(late, [package], PASSWORD)
    assert (taken.accepted, taken.verdict.code) == (False, "E_CERT_EXPIRED")


def test_the_second_receipt_of_a_sender_carries_the_second_number(
    exchange: Exchange, district: Context, package: Path, tmp_path: Path
) -> None:
    other = exchange.enrolled(SCHOOL)
    save(other, SCHOOL, "social_passport", RIGHT)
    paths = [
        package,
        export(other, None, tmp_path / "school", PASSWORD).path,
        _changed(district, tmp_path / "second", 222),
    ]
    numbers = []
    for one in receive(exchange.region, paths, PASSWORD):
        assert one.receipt is not None
        with zipfile.ZipFile(one.receipt) as receipt:
            numbers.append(json.loads(receipt.read("package.json"))["sequence"])
    assert numbers == [1, 1, 2]


@pytest.mark.parametrize("mean", ["NaN", "Infinity", "-5", "1e999"])
def test_numbers_an_earlier_version_took_stop_nobody_else(
    exchange: Exchange, district: Context, tmp_path: Path, mean: str
) -> None:
    import_files(district, [results_table(tmp_path / "r.csv")])
    package = export(district, None, tmp_path / "stick", PASSWORD).path
    assert receive(exchange.region, [package], PASSWORD)[0].accepted
    before = typed_forms.results_here(exchange.region)
    spoilt = before[0].school
    with exchange.region.database.transaction() as connection:
        connection.exec_driver_sql(
            "UPDATE total_results SET mean_points = ? WHERE organisation_id = "
            "(SELECT id FROM organisation WHERE code = ?)",
            (mean, spoilt),
        )
    left = typed_forms.results_here(exchange.region)
    assert left == [one for one in before if one.school != spoilt]
    named = [one for one in check(exchange.region) if one.code == "unbelievable"]
    assert {one.place.school for one in named} == {spoilt}
    calculate(exchange.region, exchange.region.period)
