"""The data of a verified package into the receiver's base, inside the receiver's transaction."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from app.domain.answers import canonical, from_json, to_json
from app.domain.changes import changes
from app.domain.errors import Refused
from app.domain.issues import Severity
from app.domain.messages import count
from app.domain.organisations import Organisation, OrganisationKind
from app.domain.periods import parse_period
from app.domain.records import RecordKey
from app.domain.results import MARKS, Procedure, ProcedureKey, Scale, Totals
from app.exchange.metadata import Remark
from app.exchange.verified import VerifiedPackage
from app.services.contents import SCALE_PARTS
from app.services.context import Context
from app.services.editing import answers_of
from app.store import organisations, records, results
from app.store.records import Stamp


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
    except (KeyError, ValueError, TypeError) as fault:
        raise Refused(
            f"Содержание пакета «{package.path.name}» непонятно этой версии программы.",
            "Обновите программу и примите пакет ещё раз.",
        ) from fault
    said = count(taken, "запись", "записи", "записей")
    return (Remark(f"Принято: {said} форм.", Severity.NOTE),)


def _take_organisations(connection: Connection, package: VerifiedPackage) -> None:
    for item in _items(package, "data/organisations.json", "items"):
        uid = UUID(item["uid"])
        known = organisations.by_uid(connection, uid)
        if known is not None:
            organisations.change(connection, replace(known, name=item["name"]))
            continue
        organisations.add(
            connection,
            [
                Organisation(
                    uid=uid,
                    code=item["code"],
                    name=item["name"],
                    kind=OrganisationKind(item["kind"]),
                    short_name=item["short_name"],
                    region=item["region"],
                    ogrn=item["ogrn"],
                    legal_entity=item["legal_entity"],
                    parent=UUID(item["parent"]) if item["parent"] else None,
                )
            ],
        )


def _take_records(
    context: Context, connection: Connection, package: VerifiedPackage, stamp: Stamp
) -> int:
    taken = 0
    for item in _items(package, "data/records.json", "records"):
        form = context.forms.form(item["form"], item["form_version"])
        key = RecordKey(UUID(item["organisation"]), form.code, item["period"], UUID(item["author"]))
        parts = {name: part for name, part in item["answers"].items() if name != "hidden"}
        answers = from_json(form, canonical(parts))
        _know_author(connection, package, key.author)
        before = answers_of(form, records.last(connection, key))
        text, moved = to_json(form, answers), changes(form, before, answers)
        records.append(connection, key, form.version, text, moved, stamp)
        taken += 1
    return taken


def _know_author(connection: Connection, package: VerifiedPackage, author: UUID) -> None:
    """The sender may write records of its own about others (a district's column of the card)."""
    signer = package.signer.organisation
    if organisations.by_uid(connection, author) is None and str(author) == signer.uid:
        kind = OrganisationKind(signer.role.value)
        organisations.add(connection, [Organisation(author, f"{author}"[:8], signer.name, kind)])


def _take_results(connection: Connection, package: VerifiedPackage, stamp: Stamp) -> None:
    for item in _items(package, "data/procedures.json", "procedures"):
        scale = Scale(**{name: item["scale"][name] for name in SCALE_PARTS})
        key = ProcedureKey(
            item["kind"], item["year"], item["subject"], item["grade"], item["level"]
        )
        if key not in results.procedures(connection, key.year):
            results.put_procedure(connection, Procedure(key, scale))
    bars: dict[tuple[str, ...], dict[int, int]] = {}
    for row in _rows(package, "data/histograms.csv"):
        bars.setdefault(_place(row), {})[int(row["points"])] = int(row["pupils"])
    for row in _rows(package, "data/totals.csv"):
        uid, kind, year, subject, grade, level = _place(row)
        totals = _totals(row, bars.get(_place(row), {}))
        key = ProcedureKey(kind, year, subject, int(grade), level)
        results.put_totals(connection, UUID(uid), key, totals, stamp)


def _place(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(
        row[name] for name in ("organisation", "kind", "year", "subject", "grade", "level")
    )


def _totals(row: dict[str, str], bars: dict[int, int]) -> Totals:
    def whole(name: str) -> int | None:
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
