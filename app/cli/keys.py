"""keys: the region's root, requests, answers, the register of certificates."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from app.cli.options import add_base, add_json, add_output, add_password, opened, password_of
from app.cli.output import print_json, print_table, say

_STATES = {
    "active": "действует",
    "suspended": "приостановлен",
    "replaced": "заменён",
    "revoked": "отозван",
}
_STATES_HELP = ", ".join(f"{code} — {title}" for code, title in _STATES.items())


def register(commands: Any) -> None:
    """Add the command and its sub-commands."""
    keys = commands.add_parser("keys", help="ключи и сертификаты")
    deeds = keys.add_subparsers(required=True, metavar="действие", dest="deed")

    root = deeds.add_parser("root", help="регион: создать корневой ключ")
    add_output(root, "root.pem")
    _shared(root, _root, password=True)

    request = deeds.add_parser("request", help="школа, район: ключ и заявка в регион")
    add_output(request, "ФАЙЛ.csr")
    request.add_argument("--renew", action="store_true", help="новый ключ вместо прежнего")
    _shared(request, _request, password=True)

    issue = deeds.add_parser("issue", help="регион: выдать сертификат по заявке")
    issue.add_argument("file", type=Path, metavar="ФАЙЛ.csr")
    issue.add_argument("--code", required=True, metavar="КОД", help="код с бумаги, 64 знака")
    add_output(issue, "ФАЙЛ.json")
    _shared(issue, _issue, password=True)

    install = deeds.add_parser("install", help="школа, район: установить ответ региона")
    install.add_argument("file", type=Path, metavar="ФАЙЛ.json")
    install.add_argument("--root-code", metavar="КОД", help="отпечаток корня с бумаги региона")
    _shared(install, _install)

    trust = deeds.add_parser("trust", help="довериться корневому сертификату региона")
    trust.add_argument("file", type=Path, metavar="root.pem")
    trust.add_argument("--root-code", required=True, metavar="КОД", help="отпечаток с бумаги")
    _shared(trust, _trust)

    listed = deeds.add_parser("list", help="ключ этой базы и выданные сертификаты")
    add_json(listed)
    _shared(listed, _list)

    revoke = deeds.add_parser("revoke", help="регион: отозвать или приостановить сертификат")
    revoke.add_argument("certificate", metavar="ОТПЕЧАТОК", help="не меньше 8 знаков")
    revoke.add_argument("--state", choices=tuple(_STATES), default="revoked", help=_STATES_HELP)
    _shared(revoke, _revoke)


def _shared(parser: argparse.ArgumentParser, work: Any, *, password: bool = False) -> None:
    add_base(parser, period=False)
    if password:
        add_password(parser)
    parser.set_defaults(work=work)


def _root(arguments: argparse.Namespace) -> int:
    from app.services.enrolling import create_root

    with opened(arguments) as context:
        root_print = create_root(context, password_of(arguments), arguments.output)
    say(
        f"Корневой сертификат региона: {arguments.output}",
        "Отпечаток (передайте на бумаге, его сверяют при установке):",
        root_print,
    )
    return 0


def _request(arguments: argparse.Namespace) -> int:
    from app.services.enrolling import request

    with opened(arguments) as context:
        code = request(context, password_of(arguments), arguments.output, renew=arguments.renew)
    say(
        f"Заявка записана: {arguments.output}. Передайте её в регион.",
        "Код для бумаги (распечатайте, подпишите, поставьте печать):",
        code,
    )
    return 0


def _issue(arguments: argparse.Namespace) -> int:
    from app.services.enrolling import issue

    with opened(arguments) as context:
        owner = issue(
            context, password_of(arguments), arguments.file, arguments.code, arguments.output
        )
    say(f"Сертификат выдан: {owner.name}. Ответ для неё: {arguments.output}")
    return 0


def _install(arguments: argparse.Namespace) -> int:
    from app.services.enrolling import install

    with opened(arguments) as context:
        region = install(context, arguments.file, arguments.root_code)
    say(f"Готово: {region} принимает пакеты, подписанные этим ключом.")
    return 0


def _trust(arguments: argparse.Namespace) -> int:
    from app.services.enrolling import trust

    with opened(arguments) as context:
        region = trust(context, arguments.file, arguments.root_code)
    say(f"Корневой сертификат установлен: {region}.")
    return 0


def _list(arguments: argparse.Namespace) -> int:
    from app.services.enrolling import register as register_of
    from app.services.enrolling import state

    with opened(arguments) as context:
        own, issued = state(context), register_of(context)
    if arguments.json:
        print_json(
            {
                "own": {
                    "has_key": own.has_key,
                    "is_enrolled": own.is_enrolled,
                    "paper_code": own.paper_code,
                    "root_print": own.root_print,
                },
                "issued": [
                    {
                        "certificate": one.fingerprint,
                        "organisation": one.organisation_uid,
                        "name": one.organisation_name,
                        "role": one.role,
                        "state": one.state,
                        "valid_to": one.valid_to,
                    }
                    for one in issued
                ],
            }
        )
        return 0
    say(f"Ключ этой базы: {'есть' if own.has_key else 'нет'}")
    say(f"Сертификат региона: {'установлен' if own.is_enrolled else 'не установлен'}")
    if own.paper_code:
        say(f"Код для бумаги: {own.paper_code}")
    if own.root_print:
        say(f"Отпечаток корня: {own.root_print}")
    rows = [
        (
            one.fingerprint[:16],
            one.organisation_name,
            _STATES[one.state],
            ".".join(reversed(one.valid_to[:10].split("-"))),
        )
        for one in issued
    ]
    if rows:
        say("")
        print_table(("Отпечаток", "Кому выдан", "Состояние", "До"), rows)
    return 0


def _revoke(arguments: argparse.Namespace) -> int:
    from app.services.enrolling import set_state

    with opened(arguments) as context:
        set_state(context, arguments.certificate, arguments.state)
    say(f"Состояние сертификата: {_STATES[arguments.state]}.")
    return 0
