"""The data of a verified package into the receiver's base, inside the receiver's transaction."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from app.domain.answers import canonical, from_json, to_json
from app.domain.changes import changes
from app.domain.errors import Refused, WrongUsage
from app.domain.issues import Severity
from app.domain.messages import count
from app.domain.organisations import Organisation, OrganisationKind
from app.domain.periods import parse_period
from app.domain.records import RecordKey, Revision
from app.domain.results import MARKS, Procedure, ProcedureKey, Scale, Totals
from app.exchange.metadata import Remark
from app.exchange.verified import VerifiedPackage
from app.services.context import Context
from app.services.editing import answers_of, refuse_twins
from app.services.packed_counts import take_counts
from app.services.packed_results import SCALE_PARTS
from app.store import organisations, procedures, records, results
from app.store.records import Stamp

MOST_POINTS = 10_000
"""No procedure gives more points; a longer histogram is no histogram."""


def take_package(
    context: Context, connection: Connection, package: VerifiedPackage, stamp: Stamp
) -> tuple[Remark, ...]:
    """Store organisations, records and results of a package; remarks for the receipt.

    Raises Refused for what a package of a known version cannot hold; nothing is stored then.
    """
    try:
        organisations.remember_period(connection, parse_period(package.meta.period))
        _take_organisations(connection, package)
        taken = _take_records(context, connection, package, stamp)
        _take_results(connection, package, stamp)
    except (KeyError, ValueError, TypeError, AttributeError, ArithmeticError, WrongUsage) as fault:
        raise Refused(
            f"Содержание пакета «{package.path.name}» непонятно этой версии программы.",
            "Обновите программу и примите пакет ещё раз; если не поможет, попросите отправителя "
            "выгрузить его заново.",
        ) from fault
    said = count(taken, "запись", "записи", "записей")
    return (Remark(f"Принято: {said} форм.", Severity.NOTE),)


def _take_organisations(connection: Connection, package: VerifiedPackage) -> None:
    """Organisations not met before; those known stay as the receiver's own directory has them."""
    items = _items(package, "data/organisations.json", "items")
    known = organisations.ids(connection, [UUID(item["uid"]) for item in items])
    for item in items:
        if UUID(item["uid"]) not in known:
            _add_organisation(connection, item)


def _add_organisation(connection: Connection, item: dict[str, Any]) -> None:
    new = Organisation(
        uid=UUID(item["uid"]),
        code=item["code"],
        name=item["name"],
        kind=OrganisationKind(item["kind"]),
        short_name=item["short_name"],
        region=item["region"],
        ogrn=item["ogrn"],
        legal_entity=item["legal_entity"],
        parent=UUID(item["parent"]) if item["parent"] else None,
    )
    refuse_twins(connection, new)
    organisations.add(connection, [new])


def _take_records(
    context: Context, connection: Connection, package: VerifiedPackage, stamp: Stamp
) -> int:
    items = _items(package, "data/records.json", "records")
    keys = [_key(item) for item in items]
    if len(set(keys)) < len(keys):
        raise ValueError("a record stands twice")
    for period in sorted({key.period for key in keys}):
        organisations.remember_period(connection, parse_period(period))
    for author in {key.author for key in keys}:
        _know_author(connection, package, author)
    present = records.last_of(connection, keys)
    revisions = [
        _revised(context, key, item, present.get(key), stamp)
        for key, item in zip(keys, items, strict=True)
    ]
    records.add(connection, [one for one in revisions if one is not None])
    return len(items)


def _key(item: dict[str, Any]) -> RecordKey:
    return RecordKey(
        UUID(item["organisation"]), str(item["form"]), str(item["period"]), UUID(item["author"])
    )


def _revised(
    context: Context, key: RecordKey, item: dict[str, Any], last: Revision | None, stamp: Stamp
) -> Revision | None:
    """The revision a record of the package makes; None when it says what is known already."""
    form = context.forms.form(key.form)
    if not 1 <= item["form_version"] <= form.version:
        raise ValueError(f"{key.form}/v{item['form_version']}")
    parts = {name: part for name, part in item["answers"].items() if name != "hidden"}
    answers = from_json(form, canonical(parts))
    before = answers_of(form, last)
    text, moved = to_json(form, answers), changes(form, before, answers)
    return records.revised(last, key, form.version, text, moved, stamp)


def _know_author(connection: Connection, package: VerifiedPackage, author: UUID) -> None:
    """The sender may write records of its own about others (a district's column of the card)."""
    signer = package.signer.organisation
    if organisations.by_uid(connection, author) is None and str(author) == signer.uid:
        kind = OrganisationKind(signer.role.value)
        organisations.add(connection, [Organisation(author, str(author), signer.name, kind)])


def _take_results(connection: Connection, package: VerifiedPackage, stamp: Stamp) -> None:
    _take_procedures(connection, package)
    bars: dict[tuple[str, ...], dict[int, int]] = {}
    for row in _rows(package, "data/histograms.csv"):
        points, pupils = int(row["points"]), int(row["pupils"])
        if not (0 <= points <= MOST_POINTS and pupils >= 0):
            raise ValueError(row)
        bars.setdefault(_place(row), {})[points] = pupils
    new: dict[tuple[str, ...], results.New] = {}
    for row in _rows(package, "data/totals.csv"):
        place = _place(row)
        uid, kind, year, subject, grade, level = place
        key = ProcedureKey(kind, year, subject, int(grade), level)
        if place in new:
            raise ValueError(row)
        new[place] = results.New(UUID(uid), key, _totals(row, bars.get(place, {})))
    results.put_all(connection, list(new.values()), stamp)
    sent = {(one.school, one.key.year) for one in new.values()}
    take_counts(connection, sent, _rows(package, "data/counts.csv"))


def _take_procedures(connection: Connection, package: VerifiedPackage) -> None:
    """Procedures not met before; the scales of those known stay the receiver's own."""
    for item in _items(package, "data/procedures.json", "procedures"):
        scale = Scale(**{name: item["scale"][name] for name in SCALE_PARTS})
        key = ProcedureKey(
            item["kind"], item["year"], item["subject"], item["grade"], item["level"]
        )
        organisations.remember_period(connection, parse_period(key.year))
        if key not in procedures.of_year(connection, key.year):
            procedures.put(connection, Procedure(key, scale))


def _place(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(
        row[name] for name in ("organisation", "kind", "year", "subject", "grade", "level")
    )


def _totals(row: dict[str, str], bars: dict[int, int]) -> Totals:
    def whole(name: str) -> int | None:
        if row[name] and int(row[name]) < 0:
            raise ValueError(row)
        return int(row[name]) if row[name] else None

    marks = {mark: whole(f"mark_{mark}") for mark in MARKS}
    return Totals(
        participants=whole("participants"),
        grade_size=whole("grade_size"),
        marks={mark: amount for mark, amount in marks.items() if amount is not None},
        sum_points=whole("sum_points"),
        mean_points=Decimal(row["mean_points"]) if row["mean_points"] else None,
        below=whole("below"),
        mass=whole("mass"),
        high=whole("high"),
        histogram=tuple(bars.get(n, 0) for n in range(max(bars) + 1)) if bars else (),
    )


def _items(package: VerifiedPackage, name: str, key: str) -> list[dict[str, Any]]:
    if name not in package.names:
        return []
    content = json.loads(package.read(name))
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
