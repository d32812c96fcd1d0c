"""The whole main job on the example district, from an empty folder to the receipt at home."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from importlib.resources import as_file, files
from pathlib import Path

from app.domain.card import FORM
from app.domain.errors import Refused, WorldFailed
from app.domain.issues import Severity
from app.domain.messages import count
from app.domain.organisations import Organisation, OrganisationKind
from app.domain.periods import parse_period
from app.domain.ways import way
from app.services import enrolling
from app.services.calculating import calculate
from app.services.checking import check
from app.services.context import Context
from app.services.demonstrating_support import fill_support, raw_answers, support_told
from app.services.editing import Subject, known_organisations, save_record
from app.services.importing import import_files, school_uid
from app.services.opening import Setup, create_base, open_base
from app.services.organisation_files import read_organisations
from app.services.planning import signals_for
from app.services.printing import print_form
from app.services.receiving import receive
from app.services.sending import export

PERIOD = "2025/2026"
METHODOLOGY = "kbr-2020"
WORKBOOKS = ("social_passport.xlsx", "vpr5_russian.xlsx", "vpr5_math.xlsx", "oge9.xlsx")
_PASSWORD = "учебный пример"
_MARK = ".opora-demo"
"""A folder with this file was made by the demonstration and may be made anew."""


@dataclass(frozen=True, slots=True)
class Step:
    """What was done, in words; `file`: what it left in the folder of the example."""

    who: str
    done: str
    result: str
    file: Path | None = None


@dataclass(slots=True)
class _Stage:
    """The two bases and the folder they play in."""

    folder: Path
    example: Path
    open_bases: ExitStack
    district: Context | None = None
    region: Context | None = None


def demonstrate(folder: Path, report: Callable[[int, int, str], None]) -> list[Step]:
    """Play the main job into `folder`; `report(done, total, what)` is told of each step.

    Raises Refused for a folder with somebody's files in it, and whatever the services raise.
    """
    _clear(folder)
    steps: list[Step] = []
    with as_file(files("resources") / "example") as example, ExitStack() as open_bases:
        stage = _Stage(folder, example, open_bases)
        for number, (what, act) in enumerate(_ACTS):
            report(number, len(_ACTS), what)
            steps += act(stage)
        report(len(_ACTS), len(_ACTS), "Готово")
    return steps


def _clear(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise WorldFailed(f"{folder} — это файл.", "Укажите папку для примера.")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / _MARK).exists():
        raise Refused(
            f"В папке {folder} лежат другие файлы, пример их не тронет.",
            way("demo_folder"),
        )
    try:
        shutil.rmtree(folder, ignore_errors=False) if folder.exists() else None
        folder.mkdir(parents=True)
        (folder / _MARK).write_text("Это пример программы «Опора».\n", encoding="utf-8")
    except OSError as fault:
        raise WorldFailed(
            f"Не удалось подготовить папку {folder} ({fault.strerror}).",
            "Закройте программы, которые держат её файлы, или укажите другую папку.",
        ) from fault


def _district(stage: _Stage) -> Context:
    if stage.district is None:
        raise AssertionError("the district's base is opened by the first act")
    return stage.district


def _region(stage: _Stage) -> Context:
    if stage.region is None:
        raise AssertionError("the region's base is opened by its own act")
    return stage.region


def _open(stage: _Stage, path: Path, setup: Setup) -> Context:
    create_base(path, setup)
    context = open_base(path)
    stage.open_bases.callback(context.close)
    return context


def _begin(stage: _Stage) -> list[Step]:
    own, _ = read_organisations(stage.example / "district.toml", "district", METHODOLOGY)
    path = stage.folder / "base.sqlite"
    period = parse_period(PERIOD)
    stage.district = _open(stage, path, Setup("district", METHODOLOGY, own, (), period))
    return [Step("Район", "создана база", own.title, path)]


def _import(stage: _Stage) -> list[Step]:
    context = _district(stage)
    reports = import_files(context, [stage.example / name for name in WORKBOOKS], partial=True)
    rows = sum(one.rows_stored for one in reports)
    refused = [issue for one in reports for issue in one.issues if issue.severity is Severity.ERROR]
    result = count(rows, "строка", "строки", "строк")
    if refused:
        cells = ", ".join(issue.place.cell for issue in refused)
        result += f"; отказано в клетках: {cells}"
    return [Step("Район", "загружены 4 книги школ", result)]


def _check(stage: _Stage) -> list[Step]:
    issues = check(_district(stage))
    by_kind = {kind: sum(one.severity is kind for one in issues) for kind in Severity}
    result = (
        f"ошибок {by_kind[Severity.ERROR]}, вопросов {by_kind[Severity.QUERY]}, "
        f"сведений {by_kind[Severity.NOTE]}"
    )
    return [Step("Район", "данные проверены", result)]


def _support(stage: _Stage) -> list[Step]:
    context = _district(stage)
    return [Step("Район", "заполнены программа, планы, МУМ", fill_support(context, stage.example))]


def _calculate(stage: _Stage) -> list[Step]:
    context = _district(stage)
    calculation = calculate(context, context.period)
    known = sum(value.value is not None for value in calculation.values)
    result = f"{count(known, 'значение', 'значения', 'значений')} с объяснениями"
    return [
        Step("Район", "вычислены показатели", result),
        Step("Район", "видно, как идёт помощь", support_told(context, calculation)),
    ]


def _fill_card(stage: _Stage) -> list[Step]:
    context = _district(stage)
    parts = tomllib.loads((stage.example / "card.toml").read_text(encoding="utf-8"))
    school = school_uid(context, parts["school"])
    proposed = signals_for(context, school)
    saved = save_record(context, Subject(school, FORM, PERIOD), raw_answers(parts))
    faults = [issue for issue in saved.issues if issue.severity is Severity.ERROR]
    if faults:
        raise Refused("Карта примера заполнена с ошибкой.", faults[0].message)
    path = print_form(context, FORM, school, stage.folder / "card.pdf")
    rows = ", ".join(sorted({one.problem.removeprefix("r") for one in proposed}, key=int))
    return [
        Step("Школа", "данные предложили строки карты", rows or "нет"),
        Step("Школа", "карта заполнена и напечатана", f"школа {parts['school']}", path),
    ]


def _enrol(stage: _Stage) -> list[Step]:
    district = _district(stage)
    own, _ = read_organisations(stage.example / "region.toml", "region", METHODOLOGY)
    folder = stage.folder / "region"
    setup = Setup("region", METHODOLOGY, own, _directory(district, own), parse_period(PERIOD))
    stage.region = region = _open(stage, folder / "base.sqlite", setup)
    root = stage.folder / "root.pem"
    root_print = enrolling.create_root(region, _PASSWORD, root)
    request, answer = folder / "district.csr", folder / "district.enrolment.json"
    code = enrolling.request(district, _PASSWORD, request)
    enrolling.issue(region, _PASSWORD, request, code, answer)
    enrolling.install(district, answer, root_print)
    return [
        Step("Регион", "создан корневой ключ", f"отпечаток {root_print[:19]} …", root),
        Step("Район", "заявка и код с бумаги", f"код {code[:19]} …", request),
        Step("Регион", "сертификат выдан и установлен", own.title, answer),
    ]


def _directory(district: Context, region: Organisation) -> tuple[Organisation, ...]:
    """The region's list: the district below the region, its schools below the district."""
    own = enrolling.own_organisation(district)
    schools = known_organisations(district, OrganisationKind.SCHOOL)
    return (replace(own, parent=region.uid), *(replace(one, parent=own.uid) for one in schools))


def _send(stage: _Stage) -> list[Step]:
    made = export(_district(stage), None, stage.folder, _PASSWORD)
    path = made.path.rename(stage.folder / "package.asice")
    result = count(len(made.schools), "школа", "школы", "школ")
    if made.left_out:
        codes = ", ".join(code for code, _ in made.left_out)
        result += f"; не вошла с ошибкой в данных: {codes}"
    return [Step("Район", f"подписан пакет № {made.sequence}", result, path)]


def _receive(stage: _Stage) -> list[Step]:
    region = _region(stage)
    package = stage.folder / "package.asice"
    taken = receive(region, [package], _PASSWORD)[0]
    if taken.receipt is None:
        raise Refused("Регион не принял пакет примера.", taken.summary)
    receipt = taken.receipt.rename(stage.folder / "receipt.asice")
    return [
        Step("Регион", "пакет проверен", taken.verdict.reason),
        Step("Регион", "пакет принят, квитанция подписана", taken.summary, receipt),
    ]


def _come_home(stage: _Stage) -> list[Step]:
    receipt = stage.folder / "receipt.asice"
    home = receive(_district(stage), [receipt], "")[0]
    if not home.accepted:
        raise Refused("Квитанция примера не подошла.", home.summary)
    return [Step("Район", "квитанция вернулась", home.summary)]


_ACTS: tuple[tuple[str, Callable[[_Stage], list[Step]]], ...] = (
    ("База района", _begin),
    ("Загрузка книг", _import),
    ("Проверка данных", _check),
    ("Программа и планы", _support),
    ("Показатели", _calculate),
    ("Карта школы", _fill_card),
    ("Ключи и сертификат", _enrol),
    ("Пакет для региона", _send),
    ("Приём в регионе", _receive),
    ("Квитанция", _come_home),
)
