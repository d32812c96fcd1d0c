"""One file on its way into the base: what was gathered of it, and the schools it speaks of."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from uuid import UUID

from sqlalchemy import Connection

from app.domain.issues import Issue, Place, Severity
from app.domain.organisations import Organisation, OrganisationKind, organisation_uid
from app.domain.records import RecordKey, Revision
from app.domain.results import Procedure, ProcedureKey
from app.domain.scales import NO_SCALES, Scales
from app.services.context import Context
from app.store import organisations, results
from app.store.records import Stamp


@dataclass(slots=True)
class Work:
    """One file on its way into the base. What is new gathers here and is written together."""

    context: Context
    connection: Connection
    stamp: Stamp
    known: dict[UUID, Organisation]
    """Every organisation of the base."""
    issues: list[Issue] = field(default_factory=list)
    scales: Scales = NO_SCALES
    """What the base's results are measured by."""
    stored: set[tuple[str, str]] = field(default_factory=set)
    """(organisation code, source) of the rows taken."""
    changed: set[tuple[str, str]] = field(default_factory=set)
    pupils_stored: int = 0
    pupils_changed: int = 0
    schools: dict[str, Organisation] = field(default_factory=dict)
    """Schools by their code."""
    strange: set[str] = field(default_factory=set)
    """Codes that are no school's and were told so."""
    new_schools: list[Organisation] = field(default_factory=list)
    present: dict[RecordKey, Revision] = field(default_factory=dict)
    """The last revision of each record the file touches, those still to be added included."""
    revisions: list[Revision] = field(default_factory=list)
    procedures: dict[ProcedureKey, Procedure] = field(default_factory=dict)
    results: dict[tuple[UUID, ProcedureKey, type], results.New] = field(default_factory=dict)
    places: dict[tuple[UUID, ProcedureKey, type], Place] = field(default_factory=dict)
    """Of totals: where their points stand in the file."""

    def __post_init__(self) -> None:
        schools = (one for one in self.known.values() if one.kind is OrganisationKind.SCHOOL)
        self.schools = {one.code: one for one in schools}

    def ask(self, severity: Severity, code: str, sentence: str, place: Place) -> None:
        """Put an issue on record."""
        self.issues.append(Issue(severity, code, sentence, place))


def school_of(work: Work, code: str, name: str, place: Place) -> Organisation | None:
    """The school of that code; an unknown one is created, with a note."""
    known = work.schools.get(code)
    if known is not None:
        return _named(work, known, name)
    own = work.context.own
    region = own.region if own else work.context.methodology.region
    uid = organisation_uid(region, code)
    earlier = work.known.get(uid)
    if earlier is not None:
        return None if code in work.strange else _formerly(work, earlier, code, place)
    made = Organisation(
        uid=uid,
        code=code,
        name=name or _nameless(code),
        region=region,
        parent=own.uid if own and own.kind is OrganisationKind.DISTRICT else None,
    )
    work.new_schools.append(made)
    work.schools[code] = work.known[uid] = made
    sentence = f"Школы с кодом {code} в базе не было: добавлена {made.name}."
    work.ask(Severity.NOTE, "school_added", sentence, place)
    return made


def _formerly(work: Work, known: Organisation, code: str, place: Place) -> Organisation | None:
    """Who was first met under this code: a school whose code has changed, or no school at all."""
    if known.kind is OrganisationKind.SCHOOL:
        sentence = f"Код {code} — прежний код: {known.title} (теперь {known.code}). Данные взяты."
        work.ask(Severity.NOTE, "former_code", sentence, place)
        work.schools[code] = known
        return known
    sentence = (
        f"Код {code} принадлежит не школе: {known.title} ({known.kind.title}). "
        "Проверьте код школы в этой строке."
    )
    work.strange.add(code)
    work.ask(Severity.ERROR, "not_a_school", sentence, place)
    return None


def above_schools(work: Work, code: str, place: Place) -> Organisation | None:
    """The district or region of that code; without a code the owner of the base, if it is one."""
    own = work.context.own
    if not code and own is not None and own.kind is not OrganisationKind.SCHOOL:
        return own
    for one in work.known.values():
        if one.code == code and one.kind is not OrganisationKind.SCHOOL:
            return one
    said = f"Района или региона с кодом {code} в базе нет" if code else "Не указан код района"
    sentence = f"{said}. Такую форму заполняет не школа: впишите код района (с нулями в начале)."
    work.ask(Severity.ERROR, "not_a_district", sentence, place)
    return None


def _nameless(code: str) -> str:
    return f"Школа {code}"


def _named(work: Work, known: Organisation, name: str) -> Organisation:
    """A school that came first in a table without names gets its name from a later one."""
    if not name or known.name != _nameless(known.code):
        return known
    made = replace(known, name=name)
    if known in work.new_schools:
        work.new_schools[work.new_schools.index(known)] = made
    else:
        organisations.change(work.connection, made)
    work.schools[known.code] = work.known[known.uid] = made
    return made


def add_schools(work: Work) -> None:
    """Write the schools met so far: results and records can only stand on what is there."""
    organisations.add(work.connection, work.new_schools)
    work.new_schools.clear()
