"""The data of a verified package into the receiver's base, inside the receiver's transaction."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from app.domain.answers import to_json
from app.domain.changes import changes
from app.domain.errors import Refused, WrongUsage
from app.domain.issues import Issue, Severity
from app.domain.messages import count
from app.domain.organisations import Organisation, OrganisationKind
from app.domain.periods import PeriodKind, parse_period
from app.domain.records import RecordKey, Revision
from app.domain.results import Procedure, ProcedureKey
from app.domain.text_shapes import is_organisation_code
from app.exchange.metadata import Outcome, Remark
from app.exchange.reasons import Failure
from app.exchange.strict_json import parse
from app.exchange.verified import VerifiedPackage
from app.services.context import Context
from app.services.editing import answers_of, refuse_twins
from app.services.packed_answers import (
    BeyondLimits,
    read_procedure,
    read_record,
    read_totals,
    whole,
)
from app.services.packed_counts import take_counts
from app.services.packed_results import SCALE_PARTS
from app.store import organisations, procedures, records, results
from app.store.records import Stamp

MOST_REMARKS = 200
"""Remarks one receipt carries; more are counted."""
_LONGEST_NAME = 1_000
_SENSELESS = (
    *(KeyError, ValueError, TypeError, AttributeError, ArithmeticError),
    *(WrongUsage, Failure, csv.Error),
)
"""What reading content that no version could have written comes to."""


@dataclass(slots=True)
class Taken:
    """What was taken of a package, and what there is to tell the sender."""

    records: int = 0
    refused: int = 0
    """Records and results with an answer beyond its field's limits: not stored."""
    remarks: list[Remark] = field(default_factory=list)
    codes: dict[UUID, str] = field(default_factory=dict)
    """Codes of organisations, for remarks."""

    def refuse(self, organisation: UUID, issue: Issue) -> None:
        """A record is not stored; why, for the receipt."""
        self.refused += 1
        self._remark(organisation, "Не принято. ", issue)

    def note(self, organisation: UUID, issues: Iterable[Issue]) -> None:
        """Rules that a stored record breaks."""
        for issue in issues:
            self._remark(organisation, "Принято с замечанием. ", issue)

    def _remark(self, organisation: UUID, words: str, issue: Issue) -> None:
        place = issue.place
        self.remarks.append(
            Remark(
                words + issue.message[:_LONGEST_NAME],
                Severity.ERROR,
                school=self.codes.get(organisation, ""),
                form=place.form,
                table=place.table,
                row=place.row,
                field=place.field,
            )
        )

    @property
    def outcome(self) -> Outcome:
        """What the receipt answers."""
        return Outcome.PARTLY if self.refused else Outcome.ACCEPTED

    def told(self) -> tuple[Remark, ...]:
        """The protocol of the receipt."""
        said = count(self.records, "запись", "записи", "записей")
        remarks = [Remark(f"Принято: {said} форм.", Severity.NOTE)]
        if self.refused:
            said = count(self.refused, "запись", "записи", "записей")
            text = f"Не принято: {said}. Исправьте названное ниже и отправьте пакет ещё раз."
            remarks.append(Remark(text, Severity.ERROR))
        remarks += self.remarks[:MOST_REMARKS]
        more = len(self.remarks) - MOST_REMARKS
        if more > 0:
            remarks.append(Remark(f"И ещё замечаний: {more}.", Severity.ERROR))
        return tuple(remarks)


def take_package(
    context: Context, connection: Connection, package: VerifiedPackage, stamp: Stamp
) -> Taken:
    """Store organisations, records and results of a package; what to answer.

    A record beyond its fields' limits is left out and told (docs/decisions/0077). Raises Refused
    for what a package of a known version cannot hold; nothing is stored then.
    """
    taken = Taken()
    try:
        organisations.remember_period(connection, parse_period(package.meta.period))
        _take_organisations(connection, package)
        taken.codes = {one.uid: one.code for one in organisations.all_of(connection)}
        _take_records(context, connection, package, stamp, taken)
        _take_results(context, connection, package, stamp, taken)
    except BeyondLimits as fault:
        raise Refused(
            f"Содержание пакета «{package.path.name}» неверно: {fault.issue.message}",
            "Попросите отправителя исправить это и выгрузить пакет заново.",
        ) from fault
    except (
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        ArithmeticError,
        WrongUsage,
        Failure,
    ) as fault:
        raise Refused(
            f"Содержание пакета «{package.path.name}» непонятно этой версии программы.",
            "Обновите программу и примите пакет ещё раз; если не поможет, попросите отправителя "
            "выгрузить его заново.",
        ) from fault
    return taken


def _take_organisations(connection: Connection, package: VerifiedPackage) -> None:
    """Organisations not met before; those known stay as the receiver's own directory has them."""
    items = _items(package, "data/organisations.json", "items")
    known = organisations.ids(connection, [UUID(item["uid"]) for item in items])
    for item in items:
        if UUID(item["uid"]) not in known:
            _add_organisation(connection, item)


def _add_organisation(connection: Connection, item: dict[str, Any]) -> None:
    names = ("code", "name", "short_name", "region", "ogrn", "legal_entity")
    code, name, short_name, region, ogrn, legal_entity = (_name(item[one]) for one in names)
    if not is_organisation_code(code) or not name:
        raise ValueError(code)
    new = Organisation(
        UUID(item["uid"]),
        code,
        name,
        OrganisationKind(item["kind"]),
        short_name,
        region,
        ogrn,
        legal_entity,
        UUID(item["parent"]) if item["parent"] else None,
    )
    refuse_twins(connection, new)
    organisations.add(connection, [new])


def _name(value: object) -> str:
    """A short text of one line, as a directory of organisations holds it."""
    if not isinstance(value, str) or len(value) > _LONGEST_NAME or not value.isprintable():
        raise ValueError(value)
    return value


def _take_records(
    context: Context,
    connection: Connection,
    package: VerifiedPackage,
    stamp: Stamp,
    taken: Taken,
) -> None:
    items = _items(package, "data/records.json", "records")
    keys = [_key(item) for item in items]
    if len(set(keys)) < len(keys):
        raise ValueError("a record stands twice")
    for period in sorted({key.period for key in keys}):
        organisations.remember_period(connection, parse_period(period))
    for author in {key.author for key in keys}:
        _know_author(connection, package, author)
    present = records.last_of(connection, keys)
    revisions = []
    for key, item in zip(keys, items, strict=True):
        try:
            revisions.append(_revised(context, key, item, present.get(key), stamp, taken))
        except BeyondLimits as fault:
            taken.refuse(key.organisation, fault.issue)
        else:
            taken.records += 1
    records.add(connection, [one for one in revisions if one is not None])


def _key(item: dict[str, Any]) -> RecordKey:
    return RecordKey(
        UUID(item["organisation"]), str(item["form"]), str(item["period"]), UUID(item["author"])
    )


def _revised(
    context: Context,
    key: RecordKey,
    item: dict[str, Any],
    last: Revision | None,
    stamp: Stamp,
    taken: Taken,
) -> Revision | None:
    """The revision a record of the package makes; None when it says what is known already."""
    form = context.forms.form(key.form)
    if not 1 <= item["form_version"] <= form.version:
        raise ValueError(f"{key.form}/v{item['form_version']}")
    parts = {name: part for name, part in item["answers"].items() if name != "hidden"}
    answers, issues = read_record(form, parts)
    taken.note(key.organisation, issues)
    before = answers_of(form, last)
    text, moved = to_json(form, answers), changes(form, before, answers)
    return records.revised(last, key, form.version, text, moved, stamp)


def _know_author(connection: Connection, package: VerifiedPackage, author: UUID) -> None:
    """The sender may write records of its own about others (a district's column of the card)."""
    signer = package.signer.organisation
    if organisations.by_uid(connection, author) is None and str(author) == signer.uid:
        kind = OrganisationKind(signer.role.value)
        organisations.add(connection, [Organisation(author, str(author), signer.name, kind)])


def _take_results(
    context: Context,
    connection: Connection,
    package: VerifiedPackage,
    stamp: Stamp,
    taken: Taken,
) -> None:
    _take_procedures(context, connection, package, taken)
    form = context.forms.form("results_totals")
    bars: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for row in _rows(package, "data/histograms.csv"):
        bars.setdefault(_place(row), []).append((row["points"], row["pupils"]))
    new: dict[tuple[str, ...], results.New] = {}
    sent: set[tuple[UUID, str]] = set()
    places: set[tuple[str, ...]] = set()
    for row in _rows(package, "data/totals.csv"):
        place = _place(row)
        uid, kind, year, subject, grade, level = place
        if place in places:
            raise ValueError(row)
        places.add(place)
        key = ProcedureKey(kind, year, subject, whole(grade), level)
        try:
            totals, issues = read_totals(form, row, bars.get(place, ()))
        except BeyondLimits as fault:
            taken.refuse(UUID(uid), fault.issue)
            continue
        taken.note(UUID(uid), issues)
        new[place] = results.New(UUID(uid), key, totals)
        sent.add((UUID(uid), year))
    results.put_all(connection, list(new.values()), stamp)
    refused = {(UUID(uid), year) for uid, _, year, *_ in places} - sent
    counts = (
        row
        for row in _rows(package, "data/counts.csv")
        if (UUID(row["organisation"]), row["year"]) not in refused
    )
    take_counts(connection, sent, counts)


def _take_procedures(
    context: Context, connection: Connection, package: VerifiedPackage, taken: Taken
) -> None:
    """Procedures not met before; the scales of those known stay the receiver's own."""
    form = context.forms.form("procedures")
    for item in _items(package, "data/procedures.json", "procedures"):
        scale = {name: item["scale"][name] for name in SCALE_PARTS}
        found, issues = read_procedure(form, {**item, "scale": scale})
        year = parse_period(found.key.year)
        if year.kind is not PeriodKind.SCHOOL_YEAR or year.key != found.key.year:
            raise ValueError(found.key.year)
        organisations.remember_period(connection, year)
        if found.key not in procedures.of_year(connection, found.key.year):
            procedures.put(connection, Procedure(found.key, found.scale))
            taken.note(UUID(package.meta.sender), issues)


def _place(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(
        row[name] for name in ("organisation", "kind", "year", "subject", "grade", "level")
    )


def _items(package: VerifiedPackage, name: str, key: str) -> list[dict[str, Any]]:
    if name not in package.names:
        return []
    content = parse(package.read(name), name)
    owners, listed = set(content["organisations"]), content[key]
    if not isinstance(listed, list) or not all(isinstance(item, dict) for item in listed):
        raise ValueError(name)
    for item in listed:
        # Verification has proved that the file's owners may send; each line must be theirs.
        if item.get("organisation", item.get("uid", next(iter(owners)))) not in owners:
            raise ValueError(name)
        if item.get("author", package.meta.sender) not in {*owners, package.meta.sender}:
            raise ValueError(name)
    return listed


def _rows(package: VerifiedPackage, name: str) -> Iterator[dict[str, str]]:
    if name in package.names:
        yield from csv.DictReader(io.StringIO(package.read(name).decode()))
