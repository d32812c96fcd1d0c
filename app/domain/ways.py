"""Ways: how something is done, in words of the place where a sentence is shown.

The same service is asked by the window and by the command line. What it says of the world is one
sentence for both; what to do next is a *way*, which the window words by pages and buttons and the
command line by commands. Each front end declares itself once, when it starts (decision 0082).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, unique


@unique
class FrontEnd(Enum):
    """Who shows the sentences of this process."""

    WINDOW = "window"
    COMMAND_LINE = "command_line"


@dataclass(frozen=True, slots=True)
class Way:
    """One thing to do in both wordings; `{opora}` is how the program is called."""

    window: str
    command: str


WAYS = {
    "another_year": Way(
        "выберите другой учебный год на странице «Настройки»",
        "укажите другой учебный год: --period",
    ),
    "this_year": Way(
        "выберите {year} на странице «Настройки»",
        "укажите учебный год: --period {year}",
    ),
    "some_year": Way(
        "Выберите один учебный год на странице «Настройки».",
        "Укажите учебный год, например: --period 2025/2026.",
    ),
    "see_errors": Way(
        "на странице «Обзор» они отмечены знаком ✖",
        "«{opora} check» покажет все",
    ),
    "send_one_school": Way(
        "Выгрузите школы по отдельности: выберите школу на странице «Школы», затем нажмите "
        "«Записать пакет: …» на странице «Отправка и приём».",
        "Выгрузите школы по отдельности: {opora} export --school КОД.",
    ),
    "write_reference": Way(
        "кнопкой «Сохранить файл для школ…» на странице «Настройки»",
        "командой «{opora} reference publish -o ФАЙЛ»",
    ),
    "write_reference_again": Way(
        "его файл запишет кнопка «Сохранить файл для школ…» на странице «Настройки»",
        "его файл запишет «{opora} reference show -o ФАЙЛ»",
    ),
    "create_base": Way(
        "закройте программу и откройте её снова: она предложит создать базу",
        "создайте её под тем же именем: «{opora} init»",
    ),
    "name_owner": Way(
        "Нажмите «Указать организацию…» на странице «Настройки».",
        "Укажите организацию при создании базы («{opora} init --org ФАЙЛ») или в окне, на странице "
        "«Настройки».",
    ),
    "see_certificates": Way(
        "Введите отпечаток сертификата целиком.",
        "Возьмите отпечаток (не меньше 8 знаков) из «{opora} keys list».",
    ),
    "get_root": Way(
        "Сначала получите ключ: страница «Отправка и приём», шаг 1.",
        "Установите ответ региона или сертификат: «{opora} keys trust root.pem».",
    ),
    "demo_folder": Way(
        "Укажите пустую или новую папку.",
        "Укажите пустую или новую папку: {opora} demo ПАПКА.",
    ),
    "check_methodology": Way(
        "Исправьте файл и возьмите его ещё раз: программа снова проверит его целиком.",
        "Исправьте файл; «{opora} methodology check ФАЙЛ» скажет, когда ошибок не останется.",
    ),
    "switch_methodology": Way(
        "кнопка «Перейти и установить»",
        "ключ --switch",
    ),
    "give_scales": Way(
        "их заменит эталон, составленный с новым файлом шкал",
        "чтобы заменить их, дайте новый файл (--scales)",
    ),
}
"""Every way a sentence of the domain or of a service may name."""


@dataclass(slots=True)
class _Speaker:
    front: FrontEnd = FrontEnd.COMMAND_LINE
    program: str = "opora"


_speaker = _Speaker()


def speak_as(front: FrontEnd, program: str = "opora") -> None:
    """Declare who shows the sentences; `program`: how the user calls the program in a command."""
    _speaker.front, _speaker.program = front, program


def way(name: str, **parts: str) -> str:
    """The way by its name, worded for the front end of this process; parts: what stands in it."""
    known = WAYS[name]
    if _speaker.front is FrontEnd.WINDOW:
        return known.window.format(**parts)
    return known.command.format(opora=_speaker.program, **parts)


def program() -> str:
    """How the user calls the program in a command."""
    return _speaker.program
