"""Writes a made-up region as the tables and descriptions that «opora import --mapping» reads."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path

from openpyxl import Workbook

from tests.end_to_end.recount.answered import (
    ALL_SPECIALISTS,
    CONTRACT,
    FIRST,
    HIGHEST,
    OF_PUPILS,
    POSITIONS,
    SPEED,
    TEACHERS,
)
from tests.end_to_end.recount.facts import Facts, Result, Work
from tests.end_to_end.recount.made_up import FROM_DIRECTORY, TOTALS

MORE = (
    *(one for one in OF_PUPILS.values() if one != "social_passport.non_native"),
    *(TEACHERS, HIGHEST, FIRST, "staff.experience_under_3", "staff.part_time"),
    *("staff.off_profile", POSITIONS, "staff.positions_filled", "staff.vacancies_total"),
    *(SPEED, CONTRACT, *ALL_SPECIALISTS),
)
_ANSWERS = {
    "Обучающихся": "social_passport.pupils_total",
    "Высшее": "social_passport.parents_higher",
    "Известно": "social_passport.parents_education_known",
    "Вид": "passport.kind",
    "Неполные": "social_passport.single_parent",
    "ВШУ": "social_passport.registered_school",
    "Любой учёт": "social_passport.registered_any",
    "Неродной": "social_passport.non_native",
    "Местность": "passport.locality",
    "Труднодоступная": "passport.remote",
    "ИСБШ": "outside_indices.isbsh_value",
    "ИСБШ откуда": "outside_indices.isbsh_source",
    "ИСБШ когда": "outside_indices.isbsh_date",
    "В 5 классах": "social_passport.grades.g5.pupils",
    "В 6 классах": "social_passport.grades.g6.pupils",
    **{answer: answer for answer in MORE},
}
_PUPILS = {"Участник": "code", "Балл": "total", "Отметка": "mark"}
_TOTALS = {
    "Участников": "participants",
    "Параллель": "grade_size",
    **{f"Отметок {mark}": f"mark_{mark}" for mark in (2, 3, 4, 5)},
    "Сумма": "sum_points",
    "Среднее": "mean_points",
    "Ниже": "below",
    "Средние": "mass",
    "Высокие": "high",
}
Cell = str | int | None


def write(facts: Facts, folder: Path) -> Iterator[tuple[str, Path, Path]]:
    """The year, the table and its description."""
    yield (
        facts.year,
        *_write(folder, "made_up_answers", "organisations", _ANSWERS, _answers(facts), ""),
    )
    for n, work in enumerate(facts.scales):
        own = {code: one for (code, sat), one in facts.results.items() if sat == work}
        kind, columns = ("totals", _TOTALS) if work in TOTALS else ("pupils", _PUPILS)
        rows = _totals(own) if work in TOTALS else _pupils(own)
        yield work.year, *_write(folder, f"made_up_{n}", kind, columns, rows, _about(facts, work))


def _write(
    folder: Path,
    code: str,
    kind: str,
    columns: dict[str, str],
    rows: Iterable[Sequence[Cell]],
    about: str,
) -> tuple[Path, Path]:
    told = "".join(
        f'[[columns]]\nheader = ["{title}"]\nto = "{to}"\n'
        + ("required = true\n" if to in ("code", "participants", *_ANSWERS.values()) else "")
        for title, to in columns.items()
    )
    head = f'code = "{code}"\ntitle = "{code}"\nkind = "{kind}"\n'
    mapping = folder / f"{code}.toml"
    school = '[organisation]\nwidth = 6\ncode = { column = ["Школа"] }\n'
    mapping.write_text(head + school + about + told, encoding="utf-8")
    return _table(folder / code, ["Школа", *columns], rows, as_text=kind == "pupils"), mapping


def _table(
    path: Path, titles: Sequence[str], rows: Iterable[Sequence[Cell]], *, as_text: bool
) -> Path:
    """Rows of pupils as csv, all others as a workbook."""
    if as_text:
        file = path.with_suffix(".csv")
        with file.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out, delimiter=";").writerows([titles, *rows])
        return file
    book = Workbook()
    sheet = book.worksheets[0]
    for row in [titles, *rows]:
        sheet.append(list(row))
    file = path.with_suffix(".xlsx")
    book.save(file)
    return file


def _about(facts: Facts, work: Work) -> str:
    level = f'level = "{work.level}"\n' if work.level else ""
    told = (
        f'[procedure]\nkind = "{work.kind}"\nyear = "{work.year}"\nsubject = "{work.subject}"\n'
        f"grade = {work.grade}\n{level}"
    )
    told += "[pupils]\nshared_codes = true\nabsent = ['не писал*']\n" if work not in TOTALS else ""
    scale = facts.scales[work]
    if scale.most is None or work in FROM_DIRECTORY:
        return told
    names = ("min_3", "min_4", "min_5", "max_points", "threshold", "mass_from", "high_from")
    bounds = (*(scale.starts or ()), scale.most, scale.threshold, scale.mass_from, scale.high_from)
    known = {name: one for name, one in zip(names, bounds, strict=True) if one is not None}
    return told + "[scale]\n" + "".join(f"{name} = {one}\n" for name, one in known.items())


def _answers(facts: Facts) -> Iterator[list[Cell]]:
    yes_no = {True: "да", False: "нет", None: None}
    for one in facts.schools.values():
        sent = one.isbsh
        yield [
            one.code,
            *(
                one.pupils,
                one.higher,
                one.parents_known,
                one.kind or None,
                one.single,
                one.registered,
                one.any_register,
            ),
            one.non_native,
            {True: "село", False: "город", None: None}[one.rural],
            yes_no[one.remote],
            None if sent is None else f"{float(sent)}".replace(".", ","),
            *(("письмо региона", "01.10.2025") if sent is not None else (None, None)),
            one.grades.get(5),
            one.grades.get(6),
            *(_written(one.more.get(answer)) for answer in MORE),
        ]


def _written(given: Fraction | bool | None) -> Cell:
    if given is None or isinstance(given, bool):
        return {True: "да", False: "нет", None: None}[given]
    return f"{float(given):g}".replace(".", ",")


def _pupils(results: dict[str, Result]) -> Iterator[list[Cell]]:
    for code, result in results.items():
        for one in result.sat:
            yield [code, one.code, one.total, one.mark]
        for n in range((result.listed or 0) - len(result.sat)):
            yield [code, f"{9001 + n}", "не писал(а)", None]


def _totals(results: dict[str, Result]) -> Iterator[list[Cell]]:
    for code, result in results.items():
        n, points = len(result.sat), result.points
        marks: list[Cell] = [
            sum(one.mark == mark for one in result.sat) if points is not None else None
            for mark in (2, 3, 4, 5)
        ]
        mean = points / n if points is not None and n and result.rounded else None
        whole = int(points) if points is not None and not result.rounded else None
        said: list[Cell] = [result.said.get(name) for name in ("low", "mass", "high")]
        shown = None if mean is None else f"{float(mean)}".replace(".", ",")
        yield [code, n, result.grade_size, *marks, whole, shown, *said]
