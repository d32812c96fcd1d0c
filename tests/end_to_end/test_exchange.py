"""Keys, packages and receipts by commands alone: the way there and back, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.end_to_end.exchange_world import SCHOOL, World, enrol
from tests.end_to_end.opora import (
    WORKBOOKS,
    assert_one_clear_sentence,
    content,
    fill_social_passport,
    opora,
    tree,
)


def exported(world: World, who: str, folder: str = "флешка") -> Path:
    ran = world.at(who, "export", "-o", world.file(folder), "--json")
    assert ran.code == 0, ran
    return Path(ran.json["file"])


def filled(world: World, who: str) -> None:
    ran = world.at(who, "import", WORKBOOKS[3])
    assert ran.code == 0, ran


@pytest.mark.parametrize("who", ["school", "district"])
def test_a_package_goes_to_the_region_and_its_receipt_comes_home(world: World, who: str):
    enrol(world, who)
    if who == "district":
        filled(world, who)
    else:
        template = world.file("шаблон.xlsx")
        world.at(who, "template", "social_passport", "--school", SCHOOL, "-o", template)
        fill_social_passport(template, pupils=100, single=30, high=25, registered=5)
        assert world.at(who, "import", template).code == 0
    package = exported(world, who)
    verified = world.at("region", "verify", package, "--json")
    assert (verified.code, verified.json["verdict"]) == (0, "valid"), verified
    taken = world.at("region", "receive", package, "--json")
    assert taken.code == 0, taken
    (one,) = taken.json["files"]
    assert one["accepted"] is True
    home = world.at(who, "receive", one["receipt"], "--json")
    assert (home.code, home.json["files"][0]["accepted"]) == (0, True), home
    values = world.at("region", "indices", "--school", SCHOOL, "--json").json["values"]
    index, wanted = ("isb", {85 - 10}) if who == "school" else ("share_5", {500 / 87, 1800 / 87})
    assert {one["value"] for one in values if one["index"] == index} == wanted


def test_a_school_the_region_does_not_know_below_the_district_stops_the_package(world: World):
    enrol(world, "district")
    table = world.file("огэ.csv")
    head = "Результаты ОГЭ 2026 г.\nКод ОО;Предмет;Участников;«2»;«3»;«4»;«5»\n"
    table.write_text(f"{head}077777;Математика;3;1;1;1;0\n", encoding="utf-8")
    assert world.at("district", "import", table).code == 0
    refused = world.at("region", "verify", exported(world, "district"), "--json")
    assert (refused.code, refused.json["code"]) == (1, "E_DATA_OWNER")


def test_the_same_package_twice_gives_the_same_receipt_and_changes_nothing(
    demo: Path, password: Path
):
    region = ("--base", demo / "region" / "base.sqlite", "--password-file", password)
    before = content(demo / "region" / "base.sqlite")
    ran = opora("receive", demo / "package.asice", "-o", demo / "ещё", *region, "--json")
    assert ran.code == 0
    (one,) = ran.json["files"]
    assert Path(one["receipt"]).read_bytes() == (demo / "receipt.asice").read_bytes()
    assert content(demo / "region" / "base.sqlite") == before


def test_a_flipped_byte_anywhere_is_refused(demo: Path):
    """Twenty places over the whole file; every one is a refusal with its code, never a crash."""
    whole = (demo / "package.asice").read_bytes()
    broken = demo / "broken.asice"
    for n in range(20):
        data = bytearray(whole)
        data[(len(data) - 1) * n // 19] ^= 1 << n % 8
        broken.write_bytes(bytes(data))
        ran = opora("verify", broken, "--json", "--base", demo / "region" / "base.sqlite")
        assert (ran.code, ran.json["verdict"]) == (1, "refused"), n
        assert ran.json["code"].startswith("E_"), n
        assert ran.json["reason"].endswith("."), n
        told = opora("verify", broken, "--root", demo / "root.pem")
        assert told.code == 1
        assert "Пакет отклонён (E_" in told.out


DAMAGED = {
    "empty": lambda data: b"",
    "half": lambda data: data[: len(data) // 2],
    "longer": lambda data: data + b"\n",
    "twice": lambda data: data + data,
    "picture": lambda data: b"\x89PNG" + bytes(99),
    "another": lambda data: WORKBOOKS[0].read_bytes(),
}


@pytest.mark.parametrize("name", sorted(DAMAGED))
def test_a_damaged_package_is_refused_by_verify_and_receive(demo: Path, password: Path, name: str):
    file = demo / "пакет ё.asice"
    file.write_bytes(DAMAGED[name]((demo / "package.asice").read_bytes()))
    region = ("--base", demo / "region" / "base.sqlite")
    before = tree(demo)
    assert_one_clear_sentence(opora("verify", file, *region), [1])
    ran = opora("receive", file, *region, "--password-file", password)
    assert_one_clear_sentence(ran, [1])
    assert tree(demo) == before


def test_one_bad_package_does_not_stop_the_good_one(demo: Path, password: Path):
    bad = demo / "bad.asice"
    bad.write_bytes((demo / "package.asice").read_bytes()[:-1])
    files = (bad, demo / "missing.asice", demo / "package.asice")
    region = ("--base", demo / "region" / "base.sqlite", "--password-file", password)
    ran = opora("receive", *files, "-o", demo / "ответы", *region, "--json")
    assert ran.code == 3, "one of them could not be had at all"
    assert [one["accepted"] for one in ran.json["files"]] == [False, False, True]


def test_a_receipt_of_somebody_else_is_refused(demo: Path, world: World):
    enrol(world, "school")
    stranger = world.at("school", "receive", demo / "receipt.asice", "--json")
    assert (stranger.code, stranger.json["files"][0]["accepted"]) == (1, False)
    assert stranger.json["files"][0]["code"] == "E_CERT_CHAIN"


def test_a_receipt_for_a_package_never_sent_from_here_is_refused(demo: Path):
    """The ledger lies beside the base; without it nothing was sent from here."""
    (demo / "base.ledger").unlink()
    ran = opora("receive", demo / "receipt.asice", "--json", "--base", demo / "base.sqlite")
    assert (ran.code, ran.json["files"][0]["code"]) == (1, "E_RECEIPT_MISMATCH")


def test_a_package_for_another_region_is_refused(demo: Path, world: World):
    world.at("region", "keys", "root", "-o", world.file("root.pem"))
    ran = world.at("region", "verify", demo / "package.asice", "--json")
    assert (ran.code, ran.json["code"]) == (1, "E_CERT_CHAIN")


def test_a_revoked_sender_is_refused(demo: Path):
    region = ("--base", demo / "region" / "base.sqlite")
    issued = opora("keys", "list", "--json", *region).json["issued"]
    (district,) = [one for one in issued if one["role"] == "district"]
    for state, code in (("suspended", "E_CERT_SUSPENDED"), ("revoked", "E_CERT_REVOKED")):
        done = opora("keys", "revoke", district["certificate"][:12], "--state", state, *region)
        assert done.code == 0
        ran = opora("verify", demo / "package.asice", "--json", *region)
        assert (ran.code, ran.json["code"]) == (1, code)


def test_export_tells_which_school_it_left_out_and_why(demo: Path, password: Path):
    mine = ("--base", demo / "base.sqlite", "--password-file", password)
    ran = opora("export", "-o", demo / "out", *mine)
    assert ran.code == 0
    assert "Школа 021374 не вошла в пакет" in ran.out
    alone = opora("export", "--school", "021374", "-o", demo / "out", *mine)
    assert_one_clear_sentence(alone, [1])
    unknown = opora("export", "--school", "999999", "-o", demo / "out", *mine)
    assert_one_clear_sentence(unknown, [1])
    nothing = opora("export", "--period", "1999/2000", "-o", demo / "out", *mine)
    assert_one_clear_sentence(nothing, [1])
    assert "ничего не введено" in nothing.err


def test_the_shapes_of_verify_and_receive_are_the_contract(demo: Path, password: Path):
    region = ("--base", demo / "region" / "base.sqlite")
    verdict = opora("verify", demo / "package.asice", "--json", *region).json
    assert verdict.keys() >= {"verdict", "code", "reason", "package"}
    assert isinstance(verdict["package"]["files"], list)
    json.dumps(verdict)
    dry = opora("receive", demo / "package.asice", "--dry-run", "--json", *region)
    assert (dry.code, dry.json["files"][0]["verdict"]) == (0, "valid")


def test_verify_without_root_and_base_says_what_it_needs(demo: Path):
    ran = opora("verify", demo / "package.asice")
    assert_one_clear_sentence(ran, [3])
    assert "--root" in ran.err


def test_verify_by_the_root_alone_needs_no_base(demo: Path):
    for name in ("package.asice", "receipt.asice"):
        ran = opora("verify", demo / name, "--root", demo / "root.pem", "--json")
        assert (ran.code, ran.json["verdict"]) == (0, "valid"), ran
    for bad in (demo / "missing.pem", demo, demo / "card.pdf"):
        ran = opora("verify", demo / "package.asice", "--root", bad)
        assert_one_clear_sentence(ran, [1, 3])
