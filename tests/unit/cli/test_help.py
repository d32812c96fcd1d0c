"""What the command line says about itself: in Russian, of every command of the contract."""

from __future__ import annotations

import re

import pytest

from app.cli.commands import parser
from tests.end_to_end.opora import opora

COMMANDS = (
    *("demo", "init", "template", "import", "check", "indices", "print", "keys"),
    *("export", "verify", "receive"),
)
DEEDS = ("root", "request", "issue", "install", "list", "revoke", "trust")
FURTHER = {
    "reference": ("publish", "install", "show", "weights"),
    "methodology": ("check", "install", "use", "list", "show"),
}
EVERY = [
    (),
    *((one,) for one in COMMANDS),
    *(("keys", deed) for deed in DEEDS),
    *((group, deed) for group, deeds in FURTHER.items() for deed in deeds),
]
ENGLISH = re.compile(
    r"\b(usage|options?|positional|arguments?|error|show|this|help message|and exit|default|"
    r"required|optional|choose|invalid|expected|commands?|file|folder|password file)\b"
    r"(?![-=])",
    re.IGNORECASE,
)
MEANT = re.compile(
    r"opora( [a-z]+)+|--[a-z-]+|\{[a-z_,]+\}|[a-z_]+-\d{4}|OPORA_PASSWORD|root\.pem|\.\w+"
)
"""Names of options and values, which are what people type."""


def words(text: str) -> str:
    return MEANT.sub("", text)


@pytest.mark.parametrize("command", EVERY, ids=" ".join)
def test_help_is_in_russian(command: tuple[str, ...]):
    ran = opora(*command, "--help")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Использование: opora")
    assert not ENGLISH.findall(words(ran.out)), ran.out
    assert "показать эту справку" in ran.out


@pytest.mark.parametrize("command", EVERY, ids=" ".join)
def test_every_option_is_explained(command: tuple[str, ...]):
    lines = opora(*command, "--help").out.splitlines()
    for number, line in enumerate(lines):
        if line.startswith("  -"):
            following = lines[number + 1 : number + 2]
            told = re.search(r"\S {2,}\S", line.strip()) or (
                following and following[0].startswith(" " * 8)
            )
            assert told, line


def test_the_whole_help_lists_every_command_and_the_exit_codes():
    text = opora("--help").out
    for command in COMMANDS:
        assert re.search(rf"^ +{command} +[а-яё]", text, re.MULTILINE), command
    assert re.search(r"0 — .*1 — .*2 — .*3 — ", " ".join(text.split()))


def test_the_help_of_keys_lists_every_deed():
    text = opora("keys", "--help").out
    for deed in DEEDS:
        assert re.search(rf"^ +{deed} +[а-яё]", text, re.MULTILINE), deed


WRONG = {
    "unknown command": ("nonsense",),
    "unknown option": ("check", "--nonsense"),
    "shortened option": ("check", "--bas", "x"),
    "option without value": ("check", "--base"),
    "value for a switch": ("check", "--json=5"),
    "nothing to import": ("import",),
    "no output": ("template", "passport"),
    "wrong choice": ("init", "--role", "king", "--methodology", "kbr-2020"),
    "no deed": ("keys",),
    "one too many": ("verify", "a", "b"),
}


@pytest.mark.parametrize("name", sorted(WRONG))
def test_wrong_usage_is_told_in_russian_with_the_way_to_help(name: str):
    ran = opora(*WRONG[name])
    assert (ran.code, ran.out) == (2, "")
    assert "--help" in ran.err.splitlines()[-1]
    assert not ENGLISH.findall(words(ran.err)), ran.err
    assert re.search("[а-я]", ran.err)
    assert "'" not in ran.err


def test_the_version_is_printed():
    assert re.fullmatch(r"«Опора» \d+\.\d+\.\d+\n", opora("--version").out)


def test_every_command_takes_a_base_except_the_demonstration():
    whole = parser()
    (commands,) = [one for one in whole._actions if one.choices]
    assert isinstance(commands.choices, dict)
    for name, one in commands.choices.items():
        options = {option for action in one._actions for option in action.option_strings}
        if name not in {"demo", "keys", "schema", "methodology", "reference"}:
            assert "--base" in options, name
        if name in {"import", "check", "indices", "export", "verify", "receive"}:
            assert "--json" in options, name
        if name in {"import", "check", "indices", "export", "print", "template", "init"}:
            assert "--period" in options, name
