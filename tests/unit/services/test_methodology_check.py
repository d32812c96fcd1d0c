"""A region writes its own methodology: every fault is told at once, in words."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest

from app.cli.commands import parser
from app.domain.errors import WorldFailed
from app.services.methodologies import check_files

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
    return list(check_files([path])[path])


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
        "«share» = 1.5 — нужна доля больше 0 и меньше 1, например 0.25",
        "параметр «delta» = −1: нужно целое число от 0 до 100",
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
    assert check_files([path])[path] == ("own.toml: файл записан не в UTF-8.",)
    with pytest.raises(WorldFailed):
        check_files([tmp_path / "missing.toml"])


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


def kbr_with(folder: Path, more: str) -> list[str]:
    return faults_in(folder, f"{text_of('kbr-2020.toml')}\n{more}")


def parameter(code: str, value: str, title: str = "Т", source: str = "приказ № 1") -> str:
    return (
        f'[[parameters]]\ncode = "{code}"\ntitle = "{title}"\nvalue = {value}\n'
        f'source = "{source}"\napproved = true\n'
    )


@pytest.mark.parametrize(
    ("code", "value", "said"),
    [
        ("small_scool", "50", "«small_scool» нигде не используется; похоже на «small_school»."),
        ("isb_bas", "85", "параметр «isb_bas» нигде не используется; похоже на «isb_base»."),
        ("isbsh_weight_dw", "1", "нигде не используется; похоже на «isbsh_weight_d"),
        ("beauty", "1", "параметр «beauty» нигде не используется."),
        ("signal_low_share", "-30", "«signal_low_share» = −30: нужно число от 0 до 100."),
        ("internet_norm", '"быстро"', "«internet_norm» = «быстро»: нужно число от 0 до"),
        ("focus_share", "130", "«focus_share» = 130: нужно число от 0 до 100."),
        ("confidence", "0.3", "«confidence» = 0,3: нужно число от 0,5 до 0,9999."),
        ("isbsh_weights", '"guess"', "«isbsh_weights» = «guess»: здесь бывает «entered», «est"),
        ("isbsh_weight_dv", '"много"', "«isbsh_weight_dv» = «много»: нужно число от −100 до 100."),
        ("population_without", '"evening"', "«evening»: нужен список"),
        ("population_without", '["evning"]', "«evning» в паспорте школы нет; похоже на «evening»"),
        ("identified_classes", '["low_result"]', "а его нет; похоже на «low_results»."),
        ("mass_subjects", '["rus"]', "параметр «mass_subjects»: предмет «rus» неизвестен"),
        ("achievement_levels", '["30", "20", "65", "85"]', "нужны четыре растущих числа"),
        ("mass_rule", '"both"', "«mass_rule» = «both»: здесь бывает «works», «all», «any»."),
        ("mass_subjects_rule", '"half"', "«mass_subjects_rule» = «half»: здесь бывает «list», «sh"),
        ("mass_subjects_share", "0", "«mass_subjects_share» = 0: нужно число от 1 до 100."),
        ("small_n", "11.5", "«small_n» = 11,5: нужно целое число от 1 до"),
        ("small_n", "true", "число, слово или список слов, а не «да» или «нет»"),
    ],
)
def test_a_parameter_that_nobody_can_use_is_told_with_its_value(
    code: str, value: str, said: str, tmp_path: Path
) -> None:
    told = kbr_with(tmp_path, parameter(code, value))
    assert len(told) == 1
    assert said in told[0]


def test_weights_of_the_school_index_are_known(tmp_path: Path) -> None:
    codes = ("isbsh_constant", *(f"isbsh_weight_{term}" for term in ("dv", "dn", "du", "dm")))
    assert kbr_with(tmp_path, "".join(parameter(code, "1.5") for code in codes)) == []


def test_a_parameter_has_a_name_and_a_source(tmp_path: Path) -> None:
    told = kbr_with(tmp_path, parameter("small_school", "90", title=" ", source=""))
    assert [one.partition(": ")[2] for one in told] == [
        "у параметра «small_school» не заполнено «title».",
        "параметр «small_school» назван утверждённым, а источник не указан.",
    ]


LOW = """
[[classes]]
code = "weak"
kind = "low_share"
title = "А"
source = "а"
share = {share}
least = {least}
[[classes.units]]
kind = "{kind}"
subjects = ["rus"]
"""


def test_a_share_is_asked_for_by_an_example(tmp_path: Path) -> None:
    for share in ("25", "1", "1.0", "0.0", '"четверть"'):
        text = LOW.format(share=share, least=2, kind="oge").replace('"rus"', '"russian"')
        (told,) = kbr_with(tmp_path, text)
        assert "«weak»: «share» = " in told
        assert "нужна доля больше 0 и меньше 1, например 0.25." in told


def test_an_unknown_subject_is_told(tmp_path: Path) -> None:
    (told,) = kbr_with(tmp_path, LOW.format(share=0.3, least=2, kind="oge"))
    assert "правило «weak»: предмет «rus» неизвестен" in told


def test_every_fault_of_one_entry_is_told(tmp_path: Path) -> None:
    index = """
[[indices]]
code = "own"
kind = "linear"
title = 5
short = "С"
formula = "с"
source = "приказ"
expression = "parameters.isb_base + zz - yy"
denominator = "pupils"
denominator_label = "всего"
scale = [100, 0]
colour = "red"
[[indices.terms]]
code = "a"
symbol = "А"
counted = "social_passport.orphans"
label = "сколько"
"""
    low = LOW.format(share=3, least=0, kind="pisa")
    told = kbr_with(tmp_path, index + low)
    expected = [
        "indices[1] «own»: ключ «title» имеет значение не того вида; нужно: текст в кавычках.",
        "indices[1] «own», terms[1]: нет обязательного ключа «title».",
        "indices[1] «own»: В выражении «parameters.isb_base + zz - yy» неизвестный код: yy, zz.",
        "indices[1] «own»: «pupils» — не ответ формы вида «форма.вопрос».",
        "indices[1] «own»: «scale» — два целых числа, меньшее и большее.",
        "indices[1] «own»: неизвестный ключ «colour».",
        "classes[1] «weak»: «share» = 3 — нужна доля больше 0 и меньше 1, например 0.25.",
        "classes[1] «weak»: «least» = 0 — нужно целое число не меньше 1.",
        "classes[1] «weak», units[1]: неизвестный вид процедуры «pisa»",
    ]
    for sentence in expected:
        assert any(sentence in one for one in told), sentence
    assert len(told) == len(expected)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("share = 0,25", "строка 2, знак 10: после значения стоит лишнее; дробь пишут с точкой"),
        ('title = "Своя', "строка 2, знак 14: не закрыты кавычки"),
        ("title = Своя", "строка 2, знак 9: значение записано не так: текст берут в кавычки"),
        ('title "Своя"', "строка 2, знак 7: после ключа нужен знак «=»"),
        ('code = "b"', "строка 2, знак 11: этот ключ уже был выше"),
        ("forms = [", "файл обрывается: не закрыты скобка или кавычки"),
        ("[[classes]", "имя таблицы не закрыто скобкой"),
        ("название = 1", "строка 2, знак 1: "),
    ],
)
def test_a_slip_in_the_writing_is_told_in_russian_with_its_line(
    line: str, said: str, tmp_path: Path
) -> None:
    (told,) = faults_in(tmp_path, f'code = "a"\n{line}\n')
    assert said in told
    assert not re.search("[a-z]{4,}", told.partition("own.toml")[2])


def test_an_empty_required_wording_is_told_once(tmp_path: Path) -> None:
    text = text_of("kbr-2020.toml")
    (told,) = faults_in(tmp_path, re.sub('low_schools = ".*"', 'low_schools = ""', text))
    assert "формулировка «low_schools» пуста" in told
