"""Invented organisations, bases, workbooks and a whole region, for the tests of the services."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from app.domain.organisations import Organisation, OrganisationKind, organisation_uid
from app.domain.periods import parse_period
from app.domain.reading import RawAnswers, RawRow
from app.services import enrolling
from app.services.context import Context
from app.services.editing import SavedRecord, Subject, save_record
from app.services.opening import Setup, create_base, open_base

YEAR = "2025/2026"
PASSWORD = "пароль для тестов"


def organisation(code: str, kind: str = "school", **parts: object) -> Organisation:
    """An invented organisation of region 83."""
    uid = organisation_uid("83", code)
    made = Organisation(uid, code, f"Школа {code}", OrganisationKind(kind), region="83")
    return replace(made, **parts)  # type: ignore[arg-type]


REGION = organisation("83", "region", name="Регион")
DISTRICT = organisation("0213", "district", name="Район", parent=REGION.uid)
SCHOOL, SECOND, THIRD = (
    organisation(code, parent=DISTRICT.uid) for code in ("021301", "021302", "021303")
)


class Bases:
    """Makes bases in a folder and closes them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._open: list[Context] = []

    def make(
        self,
        role: str,
        own: Organisation | None = None,
        others: Sequence[Organisation] = (),
        *,
        name: str = "",
        period: str = YEAR,
    ) -> Context:
        """A new base, open."""
        path = self.folder / f"{name or role}.sqlite"
        create_base(path, Setup(role, "kbr-2020", own, tuple(others), parse_period(period)))
        return self.reopen(path)

    def reopen(self, path: Path, period: str | None = None) -> Context:
        """A base opened (once more)."""
        context = open_base(path, period)
        self._open.append(context)
        return context

    def close(self) -> None:
        """Give all bases back."""
        for context in self._open:
            context.close()


def subject(school: Organisation, form: str, period: str = YEAR) -> Subject:
    """The school's own record."""
    return Subject(school.uid, form, period)


def save(
    context: Context,
    school: Organisation,
    form: str,
    values: Mapping[str, object] | None = None,
    tables: Mapping[str, Sequence[Mapping[str, object]]] | None = None,
    **more: object,
) -> SavedRecord:
    """Save answers as the window would; «key» in a row is its key."""
    raw_tables = {
        code: [
            RawRow(str(row.get("key", "")), {name: row[name] for name in row if name != "key"})
            for row in rows
        ]
        for code, rows in (tables or {}).items()
    }
    about = replace(subject(school, form), **more)  # type: ignore[arg-type]
    return save_record(context, about, RawAnswers(dict(values or {}), raw_tables))


def measure(level: str = "school", **more: object) -> dict[str, object]:
    """A row of the card's measures, filled as it should be."""
    return {
        "problem": "r1",
        "level": level,
        "kind": "event",
        "text": "Заявка в банк вакансий",
        "responsible": "директор",
        "deadline": "до 20.12.2025",
        "expected_result": "Часы ведутся полностью",
        "status": "planned",
        "state": "own" if level == "school" else "requested",
        **more,
    }


def fill_card(
    context: Context, school: Organisation, level: str = "school", **more: object
) -> SavedRecord:
    """A small, right card."""
    tables = {
        "problems": [{"key": "r1", "priority": 1}],
        "vacancies": [{"position": "Учитель математики", "rate": 1}],
        "measures": [measure(level, **more)],
    }
    return save(context, school, "support_card", tables=tables)


HEADINGS = "Код ОО;Наименование;Всего обучающихся;где оба родителя с высшим;неполных;ВШУ"


def passport_table(path: Path, *rows: str, title: str = "") -> Path:
    """A district's social passport as a text table; a row: «021301;Школа;200;20;30;2»."""
    lines = [title] if title else []
    path.write_text("\n".join([*lines, HEADINGS, *rows]) + "\n", encoding="utf-8")
    return path


def results_table(path: Path, school: str = "021301", points: Sequence[int] = (20, 12, 5)) -> Path:
    """Results pupil by pupil as a text table."""
    lines = ["Процедура;Год;Код ОО;Предмет;Класс;Код участника;Сумма баллов;Отметка"]
    lines += [
        f"ВПР;2025/2026;{school};Русский язык;5;{number:03};{total};{2 + total // 8}"
        for number, total in enumerate(points, 1)
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


class Exchange:
    """A region with its root, and organisations that get their certificates from it."""

    def __init__(self, bases: Bases, prepared: Path | None = None) -> None:
        """`prepared`: a folder made by `prepare`, copied because making keys takes its time."""
        self.bases, self.folder = bases, bases.folder
        self.root = self.folder / "root.pem"
        if prepared is None:
            directory = (DISTRICT, SCHOOL, SECOND, THIRD)
            self.region = bases.make("region", REGION, directory)
            enrolling.create_root(self.region, PASSWORD, self.root)
        else:
            shutil.copytree(prepared, self.folder, dirs_exist_ok=True)
            self.region = bases.reopen(self.folder / "region.sqlite")
        self.root_print = enrolling.state(self.region).root_print

    def enrolled(
        self, own: Organisation, others: Sequence[Organisation] = (), name: str = "sender"
    ) -> Context:
        """A base with an installed certificate."""
        sender = self.bases.make(own.kind.value, own, others, name=name)
        self.enrol(sender)
        return sender

    def enrol(self, sender: Context) -> None:
        """Request, paper, answer, root's print."""
        request, answer = self.folder / "request.csr", self.folder / "answer.json"
        code = enrolling.request(sender, PASSWORD, request)
        enrolling.issue(self.region, PASSWORD, request, code, answer)
        enrolling.install(sender, answer, self.root_print)

    def district(self) -> Context:
        """The district with its three schools, their passports filled."""
        path = self.folder / "district.sqlite"
        if path.exists():
            return self.bases.reopen(path)
        sender = self.enrolled(DISTRICT, (SCHOOL, SECOND, THIRD), "district")
        for number, school in enumerate((SCHOOL, SECOND, THIRD)):
            save(sender, school, "social_passport", {**RIGHT, "pupils_total": 200 + number})
        return sender


def prepare(folder: Path, *, with_district: bool) -> Path:
    """A region (and an enrolled district) to be copied by many tests."""
    bases = Bases(folder)
    exchange = Exchange(bases)
    if with_district:
        exchange.district()
    bases.close()
    return folder


RIGHT: dict[str, object] = {
    "census_date": "20.09.2025",
    "pupils_total": 200,
    "parents_higher": 20,
    "single_parent": 30,
    "registered_school": 2,
    "disabilities": 3,
}
"""A social passport without errors; three children with ОВЗ are a small number."""
