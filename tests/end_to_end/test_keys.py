"""Passwords, requests, certificates: what goes wrong is told and changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end_to_end.exchange_world import World, code_on_paper, enrol
from tests.end_to_end.opora import WORKBOOKS, assert_one_clear_sentence, opora, program, tree


@pytest.mark.parametrize("word", ["wrong", "", "учебный  пример"])
def test_a_wrong_password_changes_nothing(demo: Path, word: str):
    file = demo.parent / "другой пароль"
    file.write_text(word, encoding="utf-8")
    before = tree(demo)
    mine = ("--base", demo / "base.sqlite", "--password-file", file)
    assert_one_clear_sentence(opora("export", "-o", demo / "out", *mine), [1])
    assert_one_clear_sentence(opora("keys", "request", "-o", demo / "x.csr", *mine), [1])
    assert tree(demo) == before


def test_without_a_password_nobody_is_asked_where_nobody_sits(demo: Path):
    ran = program("export", "-o", demo / "out", "--base", demo / "base.sqlite", home=demo.parent)
    assert_one_clear_sentence(ran, [2])
    assert "OPORA_PASSWORD" in ran.err


def test_a_password_file_that_cannot_be_read_is_told(demo: Path):
    (demo / "binary").write_bytes(b"\xff\xfe\x00")
    for file in (demo / "missing", demo, demo / "binary"):
        ran = opora(
            "export", "-o", demo / "out", "--base", demo / "base.sqlite", "--password-file", file
        )
        assert_one_clear_sentence(ran, [3])


def test_enrolment_goes_wrong_in_words(world: World):
    enrol(world, "school")
    request, zeros = world.file("school.csr"), "0" * 64
    deeds: list[tuple[str, tuple[object, ...], int]] = [
        ("region", ("keys", "root", "-o", world.file("r.pem")), 1),
        ("district", ("keys", "root", "-o", world.file("r.pem")), 2),
        ("district", ("keys", "issue", request, "--code", zeros, "-o", world.file("a.json")), 2),
        ("region", ("keys", "issue", request, "--code", zeros, "-o", world.file("a.json")), 1),
        ("region", ("keys", "issue", request, "--code", "что-то", "-o", world.file("a.json")), 1),
        ("region", ("keys", "issue", WORKBOOKS[0], "--code", zeros, "-o", world.file("a")), 1),
        ("region", ("keys", "issue", world.file("нет"), "--code", zeros, "-o", world.file("a")), 3),
        ("district", ("keys", "install", world.file("school.json"), "--root-code", zeros), 1),
        ("district", ("keys", "install", request), 1),
        ("district", ("keys", "install", world.file("нет")), 3),
        ("district", ("keys", "trust", world.file("root.pem"), "--root-code", zeros), 1),
        ("region", ("keys", "revoke", "deadbeefdeadbeef"), 1),
        ("region", ("keys", "revoke", "ab"), 1),
        ("district", ("export", "-o", world.folder), 1),
        ("district", ("verify", world.file("root.pem")), 1),
    ]
    for who, deed, code in deeds:
        assert_one_clear_sentence(world.at(who, *deed), [code])
    assert not world.file("a.json").exists()
    assert not world.file("r.pem").exists()


def test_a_renewed_key_waits_for_its_certificate_in_words(world: World):
    enrol(world, "school")
    renewed = world.at("school", "keys", "request", "--renew", "-o", world.file("new.csr"))
    code = code_on_paper(renewed)
    listed = world.at("school", "keys", "list")
    assert listed.code == 0, listed
    shown = world.at("school", "keys", "list", "--json").json["own"]
    assert shown["has_key"] is True
    assert shown["paper_code"].replace(" ", "").upper() == code.replace(" ", "")
    assert_one_clear_sentence(world.at("school", "export", "-o", world.folder), [1])
    answer = world.file("new.json")
    issued = world.at(
        "region", "keys", "issue", world.file("new.csr"), "--code", code, "-o", answer
    )
    assert issued.code == 0, issued
    assert world.at("school", "keys", "install", answer).code == 0
