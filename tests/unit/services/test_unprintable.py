"""Before a paper is printed it is told which answer has a sign that the paper cannot have."""

from __future__ import annotations

from pathlib import Path

from app.domain.organisations import Organisation, OrganisationKind, organisation_uid
from app.domain.periods import parse_period
from app.domain.reading import RawAnswers, RawRow
from app.services.editing import Subject, save_record
from app.services.opening import Setup, create_base, open_base
from app.services.unprintable import lost_signs

YEAR = "2025/2026"


def test_the_answer_and_the_sign_are_named(tmp_path: Path):
    school = Organisation(
        organisation_uid("83", "101"), "101", "Школа", OrganisationKind.SCHOOL, region="83"
    )
    base = tmp_path / "base.sqlite"
    create_base(base, Setup("school", "kbr-2020", school, period=parse_period(YEAR)))
    context = open_base(base)
    try:
        assert lost_signs(context, "staff", school.uid) == ()
        form = context.forms.form("staff")
        table = next(one for one in form.tables if one.is_free)
        column = next(one for one in table.columns if one.type.name == "text")
        rows = [RawRow("a", {column.code: "за 100 ₽ ✓"}), RawRow("b", {column.code: "ура 😀 汉"})]
        save_record(context, Subject(school.uid, "staff", YEAR), RawAnswers({}, {table.code: rows}))
        told = lost_signs(context, "staff", school.uid)
        assert told == (f"«{table.title}, строка 2, {column.label}»: знаки 😀 汉",)
        assert lost_signs(context, "results_totals", school.uid) == ()
    finally:
        context.close()
