"""import, check: data in, and what there is to say about them."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.calling import quoted
from app.cli.options import add_base, add_json, opened
from app.cli.output import ProgressBar, issue_line, print_json, say
from app.domain.ways import program

if TYPE_CHECKING:
    from app.domain.issues import Issue
    from app.services.importing import FileReport


def register(commands: Any) -> None:
    """Add the commands of this group."""
    load = commands.add_parser("import", help="загрузить книги Excel, ODS, CSV")
    load.add_argument("files", nargs="+", type=Path, metavar="ФАЙЛ")
    load.add_argument("--dry-run", action="store_true", help="только проверить, ничего не менять")
    load.add_argument(
        "--partial", action="store_true", help="сохранить верное, ошибочные клетки оставить пустыми"
    )
    load.add_argument("--mapping", metavar="ИМЯ|ФАЙЛ", help="описание чужой таблицы")
    add_base(load)
    add_json(load)
    load.set_defaults(work=_import)

    check = commands.add_parser("check", help="ошибки, вопросы и сведения о данных")
    check.add_argument("--school", metavar="КОД", help="только эта школа")
    add_base(check)
    add_json(check)
    check.set_defaults(work=_check)


_HOW_TO_NAME = (
    "Указать таблицу: {program} import {file} --mapping ИМЯ или --mapping ФАЙЛ.toml. Пустая книга "
    "программы: {program} template."
)


def _import(arguments: argparse.Namespace) -> int:
    from app.services.importing import import_files, names_to_show

    with opened(arguments) as context:
        reports = import_files(
            context,
            arguments.files,
            mapping=arguments.mapping,
            partial=arguments.partial,
            dry_run=arguments.dry_run,
            progress=ProgressBar("Загрузка"),
        )
    if arguments.json:
        print_json({"files": [report.as_json() for report in reports]})
    else:
        names = names_to_show(reports)
        for report in reports:
            name = names.get(report.file, "")
            say(*(issue_line(issue, name) for issue in _telling(report)))
            if report.is_unknown:
                say(_HOW_TO_NAME.format(file=quoted(Path(report.file)), program=program()))
            say(_summary(report, arguments))
    return _exit_code(reports, partial=arguments.partial)


def _exit_code(reports: Sequence[FileReport], *, partial: bool) -> int:
    if any(report.world_failed for report in reports):
        return 3
    wanted = [report.rows_stored > 0 for report in reports]
    return 0 if any(wanted) and (partial or all(wanted)) else 1


def _telling(report: FileReport) -> list[Issue]:
    """What to say about a file; a note such as «school added» is untrue of a file not loaded."""
    return [one for one in report.issues if report.rows_stored or one.severity != "note"]


def _summary(report: FileReport, arguments: argparse.Namespace) -> str:
    if not report.rows_stored:
        advice = " Исправьте отмеченные клетки или загрузите остальное с --partial."
        marked = any(one.place.cell and one.severity == "error" for one in report.issues)
        hopeful = marked and not arguments.partial
        return f"{report.file}: не загружен, в базе ничего не изменено." + advice * hopeful
    done = "можно загрузить" if arguments.dry_run else "загружено"
    return (
        f"{report.file}: строк прочитано {report.rows_read}, {done} {report.rows_stored}, "
        f"из них новых или изменённых {report.rows_changed}."
    )


def _check(arguments: argparse.Namespace) -> int:
    from app.services.checking import as_json, check
    from app.services.importing import school_uid

    with opened(arguments) as context:
        school = school_uid(context, arguments.school) if arguments.school else None
        issues = check(context, school)
    if arguments.json:
        print_json(as_json(issues))
    else:
        say(*(issue_line(issue) for issue in issues))
        say(f"Всего замечаний: {len(issues)}." if issues else "Замечаний нет.")
    return 1 if any(issue.severity == "error" for issue in issues) else 0
