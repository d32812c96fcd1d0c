"""A region writes its own methodology: every fault is told at once, in words."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from app.cli.commands import parser
from app.domain.errors import WorldFailed
from app.services.methodologies import check_file

SHIPPED = sorted(
    entry.name
    for entry in (files("forms") / "methodologies").iterdir()
    if entry.name.endswith(".toml")
)


def text_of(name: str) -> str:
    return (files("forms") / "methodologies" / name).read_text(encoding="utf-8")


def faults_in(folder: Path, text: str) -> list[str]:
    path = folder / "own.toml"
    path.write_text(text, encoding="utf-8")
    return list(check_file(path))


@pytest.mark.parametrize("name", SHIPPED)
def test_every_methodology_that_ships_is_good(name: str, tmp_path: Path) -> None:
    assert faults_in(tmp_path, text_of(name)) == []


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    wrong = """
colour = "красный"
[[parameters]]
code = "delta"
title = "δ"
value = -1
approved = true
[[parameters]]
code = "small_n"
title = "Мало"
value = nan
approved = false
[[classes]]
code = "poor"
kind = "lowest_share"
title = "А"
source = "а"
index = "isb"
share = 1.5
least_schools = 4
[[classes]]
code = "worse"
kind = "lowest_share"
title = "А"
source = "а"
index = "beauty"
share = 0.2
least_schools = 4
[[classes]]
code = "round"
kind = "all_of"
title = "А"
source = "а"
[[classes.conditions]]
kind = "in_class"
class = "round"
[[classes.conditions]]
kind = "said"
answer = "passport.beautiful"
label = "красивая"
[wordings]
hello = "привет"
provisional = " "
"""
    # a key at the root has to stand before the first table
    head, _, rest = text_of("kbr-2020.toml").partition("[[levels]]")
    root, _, tables = wrong.partition("[[parameters]]")
    kept = rest.partition("[wordings]")[0] + "\n"
    told = faults_in(tmp_path, f"{head}{root}[[levels]]{kept}[[parameters]]{tables}")
    expected = [
        "own.toml: неизвестный ключ «colour».",
        "«value» — число, у которого есть конец",
        "«share» — доля больше 0 и меньше 1",
        "параметр «delta» вне допустимых границ",
        "параметр «delta» назван утверждённым, а источник не указан",
        "правило «worse» ссылается на «beauty»",
        "правило «round» через другие правила ссылается на само себя",
        "в форме «passport» нет вопроса «beautiful»",
        "неизвестная формулировка «hello»",
        "формулировка «provisional» пуста",
        "нет формулировки «low_schools»",
        "нет формулировки «adverse_schools»",
    ]
    for sentence in expected:
        assert any(sentence in one for one in told), sentence
    assert len(told) == len(expected)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("code = ", "файл записан с ошибкой"),
        ("", "«code» не заполнен"),
        ('forms = ["beauty"]\npart = true', "форма «beauty» неизвестна"),
        ('include = ["beauty"]\nregion = "83"', "столбцы карты"),
        ("parameters = 5\npart = true", "«parameters» — это список таблиц"),
        ("indices = [5]\npart = true", "ожидается таблица"),
    ],
)
def test_whatever_stands_in_the_file_gets_a_sentence(text: str, said: str, tmp_path: Path) -> None:
    assert any(said in one for one in faults_in(tmp_path, text))


def test_a_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes('title = "Методика"'.encode("cp1251"))
    assert check_file(path) == ("own.toml: файл записан не в UTF-8.",)
    with pytest.raises(WorldFailed):
        check_file(tmp_path / "missing.toml")


def test_the_command_says_whether_the_file_can_be_used(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = tmp_path / "good.toml", tmp_path / "bad.toml"
    good.write_text(text_of("fioko-30.toml"), encoding="utf-8")
    bad.write_text("version = 0", encoding="utf-8")
    arguments = parser().parse_args(["methodology", "check", str(good)])
    assert arguments.work(arguments) == 0
    assert "ошибок нет" in capsys.readouterr().out
    arguments = parser().parse_args(["methodology", "check", str(bad)])
    assert arguments.work(arguments) == 1
    assert "Всего ошибок:" in capsys.readouterr().out
