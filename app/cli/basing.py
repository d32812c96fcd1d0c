"""init, template, schema: a base to work in, a workbook to fill, a form told to other programs."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.cli.calling import quoted
from app.cli.options import add_base, add_output, base_of, opened
from app.cli.output import print_json, say
from app.domain.periods import parse_period
from app.domain.ways import program


def register(commands: Any) -> None:
    """Add the commands of this group."""
    init = commands.add_parser("init", help="создать базу")
    init.add_argument(
        "--role",
        required=True,
        choices=("school", "district", "region"),
        help="чья это база: школы, района или региона",
    )
    init.add_argument(
        "--methodology",
        required=True,
        metavar="КОД|ФАЙЛ",
        help="например kbr-2020; или файл методики региона (.toml), или файл эталона (.json)",
    )
    init.add_argument(
        "--org", type=Path, metavar="ФАЙЛ", help="организация (и её школы): .toml или .json"
    )
    add_base(init)
    init.set_defaults(work=_init)

    template = commands.add_parser("template", help="книга Excel для заполнения формы")
    template.add_argument("form", metavar="ФОРМА", help="код формы, например social_passport")
    add_output(template, "ФАЙЛ.xlsx")
    template.add_argument("--school", metavar="КОД", help="вписать код школы")
    add_base(template)
    template.set_defaults(work=_template)

    schema = commands.add_parser("schema", help="описание ответов формы (JSON Schema)")
    schema.add_argument("form", metavar="ФОРМА", help="код формы, например social_passport")
    schema.add_argument("-o", "--output", type=Path, metavar="ФАЙЛ.json", help="иначе — на экран")
    schema.set_defaults(work=_schema)


def _init(arguments: argparse.Namespace) -> int:
    from app.services.opening import Setup, create_base
    from app.services.organisation_files import read_organisations
    from app.services.region_methodologies import named_methodology

    code, bundle = named_methodology(arguments.methodology)
    setup = Setup(arguments.role, code, own_methodology=bundle)
    if arguments.org:
        own, others = read_organisations(arguments.org, setup.role, code, setup.catalogue())
        setup = replace(setup, organisation=own, others=others)
    period = parse_period(arguments.period) if arguments.period else None
    path = base_of(arguments)
    create_base(path, replace(setup, period=period))
    say(f"База создана: {path}")
    if bundle is not None and arguments.methodology.lower().endswith(".json"):
        say(
            "Сам эталон установите отдельно: "
            f"{program()} reference install {quoted(Path(arguments.methodology))}"
        )
    return 0


def _template(arguments: argparse.Namespace) -> int:
    from app.services.templates import make_template

    if base_of(arguments).is_file():
        with opened(arguments) as context:
            make_template(
                context.forms,
                arguments.form,
                arguments.output,
                school=arguments.school or "",
                period=context.period.key,
            )
    else:
        from app.services.catalogue import FormCatalogue

        make_template(
            FormCatalogue(),
            arguments.form,
            arguments.output,
            school=arguments.school or "",
            period=arguments.period or "",
        )
    say(
        f"Шаблон записан: {arguments.output}", f"Заполните его и загрузите: {program()} import ФАЙЛ"
    )
    return 0


def _schema(arguments: argparse.Namespace) -> int:
    import json

    from app.domain.form_schema import json_schema
    from app.placing import write_file
    from app.services.catalogue import FormCatalogue

    schema = json_schema(FormCatalogue().form(arguments.form))
    if arguments.output is None:
        print_json(schema)
        return 0
    text = json.dumps(schema, ensure_ascii=False, indent=1)
    write_file(arguments.output, f"{text}\n".encode())
    say(f"Описание записано: {arguments.output}")
    return 0
