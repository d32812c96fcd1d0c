"""export, verify, receive: packages out, packages and receipts in."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from app.cli.options import (
    add_base,
    add_json,
    add_output,
    add_password,
    base_of,
    opened,
    password_of,
)
from app.cli.output import ProgressBar, print_json, print_table, say
from app.domain.errors import WorldFailed


def register(commands: Any) -> None:
    """Add the commands of this group."""
    export = commands.add_parser("export", help="выгрузить подписанный пакет для региона")
    export.add_argument("--school", metavar="КОД", help="одна школа (иначе — все школы базы)")
    add_output(export, "ПАПКА")
    export.add_argument(
        "--with-names", action="store_true", help="включить имена учителей (нужно основание)"
    )
    add_base(export)
    add_password(export)
    add_json(export)
    export.set_defaults(work=_export)

    verify = commands.add_parser("verify", help="проверить пакет, ничего не меняя")
    verify.add_argument("file", type=Path, metavar="ФАЙЛ")
    verify.add_argument(
        "--root", type=Path, metavar="ФАЙЛ", help="корневой сертификат региона (без базы)"
    )
    add_base(verify, period=False)
    add_json(verify)
    verify.set_defaults(work=_verify)

    receive = commands.add_parser("receive", help="принять пакеты (или квитанцию)")
    receive.add_argument("files", nargs="+", type=Path, metavar="ФАЙЛ")
    receive.add_argument("--dry-run", action="store_true", help="только проверить")
    receive.add_argument("-o", "--output", type=Path, metavar="ПАПКА", help="куда класть квитанции")
    add_base(receive)
    add_password(receive)
    add_json(receive)
    receive.set_defaults(work=_receive)


def _export(arguments: argparse.Namespace) -> int:
    from app.services.importing import school_uid
    from app.services.sending import export

    with opened(arguments) as context:
        school = school_uid(context, arguments.school) if arguments.school else None
        if school is None and context.own is not None and context.role == "school":
            school = context.own.uid
        made = export(
            context,
            school,
            arguments.output,
            password_of(arguments),
            include_personal=arguments.with_names,
        )
    if arguments.json:
        print_json(
            {
                "file": str(made.path),
                "package_id": made.package_id,
                "sequence": made.sequence,
                "schools": list(made.schools),
                "left_out": [{"school": code, "reason": why} for code, why in made.left_out],
                "again": made.again,
                "small_numbers": list(made.told),
            }
        )
        return 0
    for code, why in made.left_out:
        say(f"Школа {code} не вошла в пакет: {why}")
    say(
        f"Пакет № {made.sequence} записан и проверен: {made.path}",
        "Данные с прошлого раза не менялись: это тот же пакет."
        if made.again
        else "Передайте файл в регион на флешке или по почте.",
        *made.told,
    )
    return 0


def _verify(arguments: argparse.Namespace) -> int:
    from app.services.trusting import verify_file, verify_with_root

    if arguments.root is not None:
        verdict = verify_with_root(arguments.file, arguments.root)
    elif arguments.base is None and not base_of(arguments).exists():
        raise WorldFailed(
            "Проверить подпись нечем: базы на этом компьютере нет.",
            "Укажите корневой сертификат региона (--root root.pem) или базу (--base ФАЙЛ).",
        )
    else:
        with opened(arguments) as context:
            verdict = verify_file(context, arguments.file)
    if arguments.json:
        print_json(verdict.as_json())
    else:
        say("Пакет верен." if verdict.valid else f"Пакет отклонён ({verdict.code}).")
        say(verdict.reason, *(f"Внимание ({code}): {text}" for code, text in verdict.warnings))
        _manifest(verdict.package)
    return 0 if verdict.valid else 1


def _manifest(package: Any) -> None:
    if not package:
        return
    say(
        f"Отправитель: {package['sender']['name']}",
        f"Номер: {package['sequence']}, период: {package['period']}, "
        f"создан: {package['created_at']}",
        f"Отпечаток: {package['manifest_sha256']}",
    )
    titles = package["titles"]
    print_table(
        ("Файл", "Что это"),
        [(one["name"], titles.get(one["name"], one["role"])) for one in package["files"]],
    )


def _receive(arguments: argparse.Namespace) -> int:
    from app.services.receiving import WORLD_FAILED, receive

    with opened(arguments) as context:
        needed = context.role == "region" and not arguments.dry_run
        done = receive(
            context,
            arguments.files,
            password_of(arguments) if needed else "",
            arguments.output,
            dry_run=arguments.dry_run,
            progress=ProgressBar("Приём пакетов"),
        )
    if arguments.json:
        print_json({"files": [one.as_json() for one in done]})
    else:
        for one in done:
            say(f"{one.file}: {one.summary}")
            if one.receipt is not None:
                say(f"  Квитанция: {one.receipt}")
    if any(one.verdict.code == WORLD_FAILED for one in done):
        return 3
    fine = [one.verdict.valid if arguments.dry_run else one.accepted for one in done]
    return 0 if all(fine) else 1
