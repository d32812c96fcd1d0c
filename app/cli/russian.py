"""argparse in Russian: headings, errors, the word for «usage»."""

from __future__ import annotations

import argparse
from typing import Any, NoReturn

_WORDS = {
    "usage: ": "Использование: ",
    "positional arguments": "что",
    "options": "параметры",
    "subcommands": "команды",
    "show this help message and exit": "показать эту справку",
    "the following arguments are required: %s": "не хватает: %s",
    "unrecognized arguments: %s": "лишнее: %s",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s: %(message)s",
    "invalid choice: %(value)r (choose from %(choices)s)": (
        "«%(value)s» не подходит; выберите из: %(choices)s"
    ),
    "invalid %(type)s value: %(value)r": "значение «%(value)s» не подходит",
    "expected one argument": "нужно одно значение",
    "expected at least one argument": "нужно хотя бы одно значение",
    "expected %s argument": "нужно значений: %s",
    "expected %s arguments": "нужно значений: %s",
    "not allowed with argument %s": "нельзя вместе с %s",
    "ignored explicit argument %r": "значение %r здесь лишнее",
    "expected at most one argument": "нужно не больше одного значения",
    "one of the arguments %s is required": "нужно одно из: %s",
    "%(prog)s: error: %(message)s\n": "%(prog)s: %(message)s\n",
    "ambiguous option: %(option)s could match %(matches)s": (
        "параметр «%(option)s» неясен: %(matches)s"
    ),
}


def speak_russian() -> None:
    """Give argparse our words; it looks them up through its own `_` at the moment of use."""
    module: Any = argparse
    module._ = lambda text: _WORDS.get(text, text)
    module.ngettext = lambda one, many, n: _WORDS.get(one if n == 1 else many, many)


class Parser(argparse.ArgumentParser):
    """A parser whose errors end with what to do next."""

    def __init__(self, **settings: Any) -> None:
        settings.setdefault("allow_abbrev", False)
        super().__init__(**settings)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and where help is; exit code 2."""
        words = message.replace("'", "")
        self.exit(2, f"{self.prog}: {words}.\nСправка: {self.prog} --help\n")
