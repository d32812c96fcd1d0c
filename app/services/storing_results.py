"""Results read from a workbook, into the base: the procedures with their scales, pupils, totals."""

from __future__ import annotations

from dataclasses import replace
from operator import eq

from app.domain.issues import Place, Severity
from app.domain.organisations import Organisation
from app.domain.periods import parse_period
from app.domain.results import Procedure, ProcedureKey, PupilResults, Totals
from app.services.asking_points import points_issue
from app.services.work import Work, add_schools, school_of
from app.spreadsheets.layouts import ImportedResults
from app.store import organisations, procedures, results


def take_results(work: Work, one: ImportedResults) -> None:
    """Take one school's results in one procedure, with the scale the file tells."""
    place = Place(sheet=one.place.sheet, cell=one.place.cell)
    school = school_of(work, one.organisation_code, one.organisation_name, place)
    if school is None:
        return
    content = one.pupils if one.pupils is not None else one.totals
    what = (school.uid, one.procedure, "pupils" if one.pupils is not None else "totals")
    if work.contradicts(what, one.organisation_code, place, content, eq):
        return
    known = known_procedure(work, one.procedure)
    procedure = _merged(work, known, one, place)
    if procedure != known:
        keep_procedure(work, procedure)
    for content in (one.pupils, one.totals):
        if content is not None:
            gather(work, school, one.procedure, content, _points_at(one) or place)


def _points_at(one: ImportedResults) -> Place | None:
    """The cell of the sum, else of the mean; None where neither stands in the file."""
    if one.totals is None:
        return None
    told = {"sum_points": one.totals.sum_points, "mean_points": one.totals.mean_points}
    column = next((name for name, value in told.items() if value is not None), None)
    if column is None:
        return None
    sheet, cell = one.cells.at(0, column)
    return Place(sheet=sheet, cell=cell)


def known_procedure(work: Work, key: ProcedureKey) -> Procedure | None:
    """The procedure as the base has it by now."""
    if key.year not in {one.year for one in work.procedures}:
        work.procedures |= procedures.of_year(work.connection, key.year)
    return work.procedures.get(key)


def keep_procedure(work: Work, procedure: Procedure) -> None:
    """Store a procedure and remember it for the rest of the file."""
    organisations.remember_period(work.connection, parse_period(procedure.key.year))
    procedures.put(work.connection, procedure)
    work.procedures[procedure.key] = procedure


def gather(
    work: Work,
    school: Organisation,
    key: ProcedureKey,
    content: PupilResults | Totals,
    points_at: Place,
) -> None:
    """Results of a school, to be written with all others; a second set follows the first.

    `points_at`: the cell in which totals tell their points.
    """
    place = (school.uid, key, type(content))
    if place in work.results:
        write_results(work)
    work.results[place] = results.New(school.uid, key, content)
    work.places[place] = points_at


def write_results(work: Work) -> None:
    """Write what was gathered and count what of it is new."""
    add_schools(work)
    _ask_about_points(work)
    new = list(work.results.values())
    for one, fresh in zip(new, results.put_all(work.connection, new, work.stamp), strict=True):
        if isinstance(one.content, PupilResults):
            work.pupils_stored += len(one.content)
            work.pupils_changed += len(one.content) if fresh else 0
        else:
            row = (work.known[one.school].code, one.key.text)
            work.stored.add(row)
            work.changed |= {row} if fresh else set()
    work.results.clear()
    work.places.clear()


def _ask_about_points(work: Work) -> None:
    """Only now are all scales of the file known, wherever in it they stand."""
    for key, one in work.results.items():
        if isinstance(one.content, Totals):
            issue = points_issue(one.content, work.procedures[one.key], work.scales)
            if issue is not None:
                place, school = work.places[key], work.known[one.school].code
                work.issues.append(issue.at(sheet=place.sheet, cell=place.cell, school=school))


def _merged(work: Work, known: Procedure | None, one: ImportedResults, place: Place) -> Procedure:
    """The procedure with the file's scale; one that contradicts the known one is asked about."""
    if known is None:
        return Procedure(one.procedure, one.scale)
    # no layout tells levels: what the base knows of them stays
    names = [name for name in one.scale.__slots__ if name not in ("source", "levels")]
    told = {name: getattr(one.scale, name) for name in names}
    differ = [
        name
        for name, value in told.items()
        if value is not None and getattr(known.scale, name) not in (None, value)
    ]
    if differ:
        sentence = (
            "Шкала в файле не совпадает со шкалой этой процедуры в базе; оставлена прежняя. "
            "Проверьте, какая из них верна, на странице «Результаты процедур»."
        )
        work.ask(Severity.QUERY, "other_scale", sentence, place)
    missing = {
        name: value
        for name, value in told.items()
        if value is not None and getattr(known.scale, name) is None
    }
    return replace(known, scale=replace(known.scale, **missing)) if missing else known
