"""Workbooks into the base: all or nothing per file, each refused cell named, re-import harmless."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from app.domain.errors import AppError, Refused, WorldFailed
from app.domain.issues import Issue, Place, Severity, has_errors
from app.domain.organisations import OrganisationKind
from app.domain.periods import Period
from app.domain.scales import Scales
from app.services.asking import scales_in_base
from app.services.context import Context, Progress, silent
from app.services.first_year import note, year_of_first_file
from app.services.mappings import MappingCatalogue
from app.services.storing import take
from app.services.work import Work
from app.spreadsheets.layouts import WorkbookReading
from app.spreadsheets.reading_process import ReadingProcess
from app.spreadsheets.sentences import UnknownLayout
from app.store import journal, organisations, settings
from app.store.base import said


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file."""

    file: str
    forms: tuple[str, ...]
    rows_read: int
    rows_stored: int
    rows_changed: int
    """Of those stored, how many differ from what the base already held."""
    stored: bool
    issues: tuple[Issue, ...]
    world_failed: bool = False
    """The file could not be had (missing, no rights) or kept (full disk, held base)."""
    is_unknown: bool = False
    """No described table was recognised; it is read once somebody says which one it is."""

    def as_json(self) -> dict[str, Any]:
        """The shape printed by «opora import --json»."""
        return {
            "file": self.file,
            "forms": list(self.forms),
            "rows_read": self.rows_read,
            "rows_stored": self.rows_stored,
            "rows_changed": self.rows_changed,
            "stored": self.stored,
            "issues": [
                {
                    "severity": issue.severity.value,
                    "sheet": issue.place.sheet,
                    "cell": issue.place.cell,
                    "code": issue.code,
                    "message": issue.message,
                }
                for issue in self.issues
            ],
        }


def names_to_show(reports: Sequence[FileReport]) -> dict[str, str]:
    """The shortest names that tell the files of several reports apart; none of a single file."""
    paths = [Path(one.file) for one in reports]
    if len(paths) == 1:
        return {}
    shown: dict[str, str] = {}
    for path in paths:
        parts = 1
        while parts < len(path.parts) and any(
            other != path and other.parts[-parts:] == path.parts[-parts:] for other in paths
        ):
            parts += 1
        shown[str(path)] = "/".join(path.parts[-parts:])
    return shown


def import_files(
    context: Context,
    paths: Sequence[Path],
    *,
    mapping: str | None = None,
    partial: bool = False,
    dry_run: bool = False,
    progress: Progress = silent,
) -> list[FileReport]:
    """Import each file in a transaction of its own.

    `mapping` is a name or a file; without it the layout is recognised. A file with errors stores
    nothing unless `partial`; then its refused cells stay empty and are kept on record. Raises
    AppError only for what is not about the data of one file.
    """
    with ReadingProcess() as reader:
        known = MappingCatalogue(context)
        chosen = None if mapping is None else known.mapping(mapping, remember=not dry_run)
        layouts = known.all() if chosen is None else ()
        scales = scales_in_base(context)
        reports: list[FileReport] = []
        for number, path in enumerate(paths):
            progress(number, len(paths))

            def read_on(_done: int, _rows: int, number: int = number) -> None:
                progress(number, len(paths))  # «Отмена» is noticed inside a long file too

            try:
                reading = reader.read_workbook(
                    path,
                    context.forms.form,
                    layouts,
                    mapping=chosen,
                    progress=read_on,
                    scales=scales,
                )
            except (Refused, WorldFailed) as fault:
                reports.append(_failed(path, fault))
                continue
            year = year_of_first_file(context, reading.year)
            there = context if year is None else replace(context, period=year)
            try:
                report = _store(
                    there, path, reading, scales, partial=partial, dry_run=dry_run, year=year
                )
            except WorldFailed as fault:  # the base is held, the disk full: no use trying the rest
                reports += [_failed(one, fault) for one in paths[number:]]
                break
            reports.append(report)
            context = there if report.stored else context
    progress(len(paths), len(paths))
    return reports


def _failed(path: Path, fault: AppError) -> FileReport:
    issue = Issue(Severity.ERROR, "unreadable", str(fault), Place(file=str(path)))
    world_failed = isinstance(fault, WorldFailed)
    unknown = isinstance(fault, UnknownLayout)
    return FileReport(str(path), (), 0, 0, 0, False, (issue,), world_failed, unknown)


class _Undone(Exception):
    """Rolls the file's transaction back: errors, or a dry run."""

    def __init__(self, work: Work) -> None:
        super().__init__()
        self.work = work


def _store(
    context: Context,
    path: Path,
    reading: WorkbookReading,
    scales: Scales,
    *,
    partial: bool,
    dry_run: bool,
    year: Period | None,
) -> FileReport:
    """`year`: the year the file gives to an untouched base, if it does."""
    stamp = context.stamp("import")
    try:
        with said(context.base), context.database.transaction() as connection:
            known = {one.uid: one for one in organisations.all_of(connection)}
            work = Work(context, connection, stamp, known, list(reading.issues), scales)
            if year is not None:
                work.issues.append(note(year))
                settings.put(connection, {"period": year.key, "period_by": "file"})
            take(work, reading)
            _tell_nothing_taken(work)
            if dry_run or not _may_stay(work, partial):
                raise _Undone(work)
            journal.write(connection, stamp, "import", path.name, _details(reading, work))
    except _Undone as undone:
        wanted = dry_run and _may_stay(undone.work, partial)
        return _report(path, reading, undone.work, wanted=wanted, stored=False)
    return _report(path, reading, work, wanted=True, stored=True)


def _tell_nothing_taken(work: Work) -> None:
    """A file of which nothing is taken is never met with silence."""
    if not (work.stored or work.pupils_stored or has_errors(work.issues)):
        sentence = (
            "В файле не нашли ни одной строки с данными, ничего не взято. Проверьте, тот ли это "
            "файл и заполнены ли строки под шапкой таблицы."
        )
        work.ask(Severity.ERROR, "nothing_taken", sentence, Place())


def _may_stay(work: Work, partial: bool) -> bool:
    taken = bool(work.stored or work.pupils_stored)
    return taken and (partial or not has_errors(work.issues))


def _report(
    path: Path, reading: WorkbookReading, work: Work, *, wanted: bool, stored: bool
) -> FileReport:
    return FileReport(
        file=str(path),
        forms=reading.forms,
        rows_read=reading.rows_read,
        rows_stored=_amount(work.stored, work.pupils_stored) if wanted else 0,
        rows_changed=_amount(work.changed, work.pupils_changed) if wanted else 0,
        stored=stored,
        issues=tuple(
            issue.at(file=str(path), kind=_kind_of(issue, reading, work).value)
            for issue in work.issues
        ),
    )


def _kind_of(issue: Issue, reading: WorkbookReading, work: Work) -> OrganisationKind:
    """Of the organisation an issue is about: a district may have the code of a school."""
    code, methodology = issue.place.school, work.context.methodology
    kinds = [one.kind for one in work.known.values() if one.code == code]
    above = [one for one in kinds if one is not OrganisationKind.SCHOOL]
    of_districts = set(methodology.district_forms) - set(methodology.forms)
    if reading.forms and of_districts.issuperset(reading.forms):
        return above[0] if above else OrganisationKind.DISTRICT
    return above[0] if above and len(above) == len(kinds) else OrganisationKind.SCHOOL


def _amount(rows: set[tuple[str, str]], pupils: int) -> int:
    return len(rows) + pupils


def _details(reading: WorkbookReading, work: Work) -> dict[str, Any]:
    return {
        "layout": reading.layout,
        "forms": list(reading.forms),
        "rows": _amount(work.stored, work.pupils_stored),
        "issues": [
            [issue.severity.value, issue.place.sheet, issue.place.cell, issue.code]
            for issue in work.issues
        ],
    }


def school_uid(context: Context, code: str) -> UUID:
    """The uid of the school with that code; Refused when the base does not know it."""
    with said(context.base), context.database.reading() as connection:
        found = organisations.by_code(connection, code, OrganisationKind.SCHOOL)
    if found is None:
        raise Refused(f"Школы с кодом {code} в базе нет.", "Проверьте код (нули в начале важны).")
    return found.uid
