"""Methodologies are loaded strictly; parts are put in; numbers without a source are marked."""

from __future__ import annotations

from fractions import Fraction
from importlib.resources import files

import pytest

from app.domain.errors import BadDefinition
from app.domain.methodology import Methodology
from app.domain.methodology_files import load_methodology, with_parts
from app.domain.organisations import OrganisationKind
from app.services.methodologies import MethodologyCatalogue

LEVELS = "".join(
    f'[[levels]]\ncode = "{code}"\ntitle = "{code}"\nowner = "{owner}"\n'
    for code, owner in (
        ("school", "school"),
        ("district", "district"),
        ("institute", "region"),
        ("ministry", "region"),
        ("resource_centre", "region"),
        ("other", "school"),
    )
)
HEAD = 'code = "own-2026"\nversion = 1\ntitle = "Своя"\nsource = "приказ"\nregion = "28"\n'
PARTS = ("social-index", "result-indices", "fioko-30")


def shipped(code: str) -> Methodology:
    text = (files("forms") / "methodologies" / f"{code}.toml").read_text(encoding="utf-8")
    return load_methodology(text, code)


def own(more: str = "", head: str = HEAD, include: tuple[str, ...] = PARTS) -> Methodology:
    listed = ", ".join(f'"{code}"' for code in include)
    text = f"{head}include = [{listed}]\n{more}\n{LEVELS}"
    return with_parts(load_methodology(text, "своя"), {code: shipped(code) for code in PARTS})


@pytest.mark.parametrize("code", MethodologyCatalogue().codes())
def test_shipped_methodologies_hold_everything_the_main_job_needs(code: str) -> None:
    methodology = MethodologyCatalogue().methodology(code)
    assert {index.code for index in methodology.indices} >= {
        "isb", "achievement", "share_2", "share_3", "share_4", "share_5", "below_threshold",
        "low_subject", "low_procedure", "mass", "high_subject", "high_procedure",
    }  # fmt: skip
    assert {rule.code for rule in methodology.classes} >= {"lowest_group", "low_results"}
    assert len(methodology.levels) == 6
    assert methodology.day("census").month == 9


def test_columns_of_the_altai_card_bear_their_official_names_and_owners() -> None:
    levels = MethodologyCatalogue().methodology("altai-2020").levels
    assert [level.title for level in levels] == [
        "На уровне ОО",
        "На уровне управления образованием в муниципалитете",
        "На уровне БУ ДПО «ИПКиППРО РА»",
        "На уровне Министерства образования и науки РА",
        "На уровне ресурсных центров",
        "Иные организации",
    ]
    owners = [level.owner.value for level in levels]
    assert owners == ["school", "district", "region", "region", "region", "school"]


def test_a_number_no_source_gives_is_not_approved() -> None:
    parameters = MethodologyCatalogue().methodology("kbr-2020").parameters
    assert parameters["isb_base"].approved
    assert not parameters["delta"].approved


def test_altai_takes_the_indices_of_another_region_without_having_approved_them() -> None:
    altai = MethodologyCatalogue().methodology("altai-2020")
    kbr = MethodologyCatalogue().methodology("kbr-2020")
    taken = {"isb", "isbsh", "achievement", "low_procedure", "coverage_focus"}
    assert not any(index.approved for index in altai.indices if index.code in taken)
    kbrs = {index.code: index.approved for index in kbr.indices}
    assert kbrs["isb"]
    assert kbrs["low_procedure"]
    assert not kbrs["isbsh"]
    assert not altai.parameters["isb_base"].approved


def test_small_numbers_are_hidden_below_five_and_nobody_has_approved_it() -> None:
    small = MethodologyCatalogue().methodology("kbr-2020").small_numbers
    assert (small.hide_below, small.except_for, small.approved) == (5, frozenset(), False)


def test_a_region_may_set_a_parameter_of_an_included_part() -> None:
    more = (
        '[[parameters]]\ncode = "delta"\ntitle = "δ"\nvalue = 1\n'
        'source = "приказ № 1"\napproved = true\n'
    )
    methodology = own(more)
    assert methodology.number("delta") == 1
    assert methodology.parameters["delta"].approved
    assert methodology.snapshot()["delta"] == "1"


def test_numbers_are_taken_exactly() -> None:
    assert own().number("confidence") == Fraction(19, 20)


def test_levels_know_who_confirms_their_column() -> None:
    assert own().level("district").owner is OrganisationKind.DISTRICT
    with pytest.raises(KeyError):
        own().level("nobody")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('colour = "красный"', "неизвестный ключ «colour»"),
        ('[wordings]\nhello = "привет"', "неизвестная формулировка «hello»"),
        ('not_approved = ["isbsh"]', "«not_approved» называет неизвестное: isbsh"),
        ('[[calendar]]\ncode = "census"\ntitle = "Дата"\nday = "31-09"', "не день вида «09-20»"),
        (
            '[[parameters]]\ncode = "a"\ntitle = "А"\nvalue = 1',
            "нет обязательного ключа «approved»",
        ),
        (
            '[[parameters]]\ncode = "delta"\ntitle = "δ"\nvalue = -1\napproved = true',
            "параметр «delta» = −1: нужно целое число от 0 до 100.",
        ),
        (
            '[[parameters]]\ncode = "delta"\ntitle = "δ"\nvalue = "две"\napproved = true',
            "параметр «delta» = «две»: нужно целое число от 0 до 100.",
        ),
        (
            (
                '[[indices]]\ncode = "a"\nkind = "results"\nstatistic = "beauty"\ntitle = "А"\n'
                'short = "А"\nformula = "а"\nsource = "а"'
            ),
            "неизвестный расчёт «beauty»",
        ),
        (
            (
                '[[classes]]\ncode = "a"\nkind = "lowest_share"\ntitle = "А"\nsource = "а"\n'
                'index = "share_2"\nshare = 0.2\nleast_schools = 4'
            ),
            "ссылается на «share_2»",
        ),
        (
            (
                '[[classes]]\ncode = "a"\nkind = "lowest_share"\ntitle = "А"\nsource = "а"\n'
                'index = "isb"\nshare = 1.5\nleast_schools = 4'
            ),
            "доля больше 0 и меньше 1",
        ),
        (
            (
                '[[classes]]\ncode = "a"\nkind = "low_share"\ntitle = "А"\nsource = "а"\n'
                "share = 0.3\nleast = 2"
            ),
            "не названы процедуры",
        ),
        ("[small_numbers]\nhide_below = -1\napproved = false", "не может быть меньше нуля"),
    ],
)
def test_what_is_not_understood_is_refused_by_name(more: str, said: str) -> None:
    with pytest.raises(BadDefinition, match=said):
        own(more)


def linear(expression: str = "parameters.base + a", counted: str = "staff.pupils") -> str:
    return (
        '[[parameters]]\ncode = "base"\ntitle = "Основа"\nvalue = 10\napproved = true\n'
        '[[indices]]\ncode = "own"\nkind = "linear"\ntitle = "Свой"\nshort = "С"\n'
        f'formula = "С = основа + А"\nsource = "приказ"\nexpression = "{expression}"\n'
        'denominator = "social_passport.pupils_total"\ndenominator_label = "сколько всего"\n'
        f'[[indices.terms]]\ncode = "a"\nsymbol = "А"\ntitle = "доля"\ncounted = "{counted}"\n'
        'label = "сколько"\n'
    )


def test_a_region_writes_a_linear_index_of_its_own() -> None:
    methodology = own(linear(counted="social_passport.orphans"))
    assert next(index.code for index in methodology.indices) == "own"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (linear(), "такой формы в методике нет"),
        (linear(expression="parameters.base + b"), "неизвестный код: b"),
        (linear(expression="parameters.none + a", counted="social_passport.x"), "параметр «none»"),
        (linear(expression="open(a)"), "недопустимая часть"),
        (linear(counted="pupils"), "не ответ формы"),
    ],
)
def test_a_linear_index_that_names_what_is_not_there_is_refused(more: str, said: str) -> None:
    with pytest.raises(BadDefinition, match=said):
        own(more)


def test_a_file_that_is_no_toml_is_told_in_a_sentence() -> None:
    with pytest.raises(BadDefinition, match="файл записан с ошибкой"):
        load_methodology("code = ", "своя")


def test_a_methodology_names_its_region_and_six_columns() -> None:
    with pytest.raises(BadDefinition, match="«region»"):
        own(head=HEAD.replace('"28"', '"Тверь"'))
    with pytest.raises(BadDefinition, match="столбцы карты"):
        load_methodology(HEAD, "своя")


def test_only_parts_may_be_included() -> None:
    with pytest.raises(BadDefinition, match="нет включаемой части «kbr-2020»"):
        with_parts(
            load_methodology(f'{HEAD}include = ["kbr-2020"]\n{LEVELS}', "своя"),
            {"kbr-2020": shipped("kbr-2020")},
        )
