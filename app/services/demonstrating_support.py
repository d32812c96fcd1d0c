"""What the demonstration fills in about support: programme, plans, МУМ, the year before."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

from app.domain.calculations import Calculation
from app.domain.errors import Refused
from app.domain.issues import Severity
from app.domain.messages import count
from app.domain.reading import RawAnswers, RawRow
from app.domain.results import ProcedureKey
from app.services.context import Context
from app.services.editing import SavedRecord, Subject, known_organisations, save_record
from app.services.monitoring import monitoring


def fill_support(context: Context, example: Path) -> str:
    """Save what the example says of support; gives what was filled in, in words."""
    parts = tomllib.loads((example / "support.toml").read_text(encoding="utf-8"))
    uids = {one.code: one.uid for one in known_organisations(context)}
    for record in parts["records"]:
        subject = Subject(uids[record["organisation"]], record["form"], context.period.key)
        _checked(save_record(context, subject, raw_answers(record)))
    _year_before(context, uids, parts["last_year"])
    return count(len(parts["records"]), "форма", "формы", "форм")


def _year_before(context: Context, uids: Mapping[str, UUID], told: Mapping[str, Any]) -> None:
    before = replace(context, period=context.period.previous())
    key = ProcedureKey(told["kind"], told["year"], told["subject"], told["grade"])
    subject = Subject(
        uids[told["organisation"]], "results_totals", before.period.key, procedure=key
    )
    _checked(save_record(before, subject, RawAnswers(told["totals"])))


def _checked(saved: SavedRecord) -> None:
    faults = [issue for issue in saved.issues if issue.severity is Severity.ERROR]
    if faults:
        raise Refused("Пример заполнен с ошибкой.", faults[0].message)


def raw_answers(parts: Mapping[str, Any]) -> RawAnswers:
    """`values` and `tables` of a file as answers to be read; «key» in a row is its key."""
    tables = {
        code: [
            RawRow(row.get("key", ""), {name: row[name] for name in row if name != "key"})
            for row in rows
        ]
        for code, rows in parts.get("tables", {}).items()
    }
    return RawAnswers(parts.get("values", {}), tables)


def support_told(context: Context, calculation: Calculation) -> str:
    """What comes of it, in words: offers, tracks closed, quarters told."""
    found = monitoring(context, calculation)
    tracks = [track for one in found.assessed for track in one.tracks]
    closed = sum(track.closed is True for track in tracks)
    offers = count(len(found.offers), "предложение", "предложения", "предложений")
    quarters = count(len(found.involvement), "квартал", "квартала", "кварталов")
    return (
        f"диагностика: {offers}; треков МУМ закрыто {closed} из {len(tracks)}; "
        f"вовлечённость: {quarters}"
    )
