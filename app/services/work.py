"""One file on its way into the base: what was gathered of it, and the schools it speaks of."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from app.domain.issues import Issue, Place, Severity
from app.domain.organisations import Organisation, OrganisationKind, code_key, organisation_uid
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
    foreign: dict[str, str] = field(default_factory=dict)
    """Schools of the file that are not this base's, by code: their names."""
    taken: dict[tuple[Hashable, ...], tuple[str, Place, object]] = field(default_factory=dict)
    """School and form or procedure → code, place and content of what the file said of it first."""
    spellings: dict[str, dict[UUID, Organisation]] = field(default_factory=dict)
    """Schools by what all spellings of their code share."""

    def __post_init__(self) -> None:
        schools = [one for one in self.known.values() if one.kind is OrganisationKind.SCHOOL]
        for one in schools:
            self.add_school(one.code, one)

    @property
    def only(self) -> Organisation | None:
        """The school whose base this is; no other's data are taken."""
        own = self.context.own
        return own if own is not None and own.kind is OrganisationKind.SCHOOL else None

    def contradicts(
        self,
        what: tuple[Hashable, ...],
        code: str,
        place: Place,
        content: object,
        agree: Callable[[Any, Any], bool],
    ) -> bool:
        """Whether the file said something else of the same before, elsewhere; which is told.

        `what`: the school and its form or procedure; `agree`: whether two contents do.
        """
        earlier, at, before = self.taken.setdefault(what, (code, place, content))
        if before is content or agree(before, content):
            return False
        where = f"лист «{at.sheet}», {at.cell}" if at.cell else f"лист «{at.sheet}»"
        spelt = f" (там код {earlier})" if earlier != code else ""
        sentence = (
            f"О школе {code} в файле стоят разные данные: здесь и {where}{spelt}. Эти не взяты; "
            "оставьте одни."
        )
        self.ask(Severity.ERROR, "repeated_organisation", sentence, place)
        return True

    def add_school(self, code: str, school: Organisation) -> None:
        """Remember a school under a code."""
        self.schools[code] = self.known[school.uid] = school
        self.spellings.setdefault(code_key(school.code), {})[school.uid] = school

    def ask(self, severity: Severity, code: str, sentence: str, place: Place) -> None:
        """Put an issue on record."""
        self.issues.append(Issue(severity, code, sentence, place))


def school_of(work: Work, code: str, name: str, place: Place) -> Organisation | None:
    """The school of that code; an unknown one is created, with a note.

    A spelling of a known code (an eaten zero, spaces, Latin letters) is that code. A school's base
    takes its own school alone: others are remembered to be named.
    """
    known = work.schools.get(code) or _spelt_otherwise(work, code, place)
    if work.only is not None and (known is None or known.uid != work.only.uid):
        work.foreign.setdefault(code, name)
        return None
    if known is not None:
        return _named(work, known, name)
    if code in work.strange:
        return None
    own = work.context.own
    region = own.region if own else work.context.methodology.region
    uid = organisation_uid(region, code)
    earlier = work.known.get(uid)
    if earlier is not None:
        return _formerly(work, earlier, code, place)
    made = Organisation(
        uid=uid,
        code=code,
        name=name or _nameless(code),
        region=region,
        parent=own.uid if own and own.kind is OrganisationKind.DISTRICT else None,
    )
    work.new_schools.append(made)
    work.add_school(code, made)
    sentence = f"Школы с кодом {code} в базе не было: добавлена {made.name}."
    work.ask(Severity.NOTE, "school_added", sentence, place)
    return made


def _spelt_otherwise(work: Work, code: str, place: Place) -> Organisation | None:
    """The one known school whose code is this one in another spelling; several are an error."""
    if code in work.strange:
        return None
    found = work.spellings.get(code_key(code))
    if not found:
        return None
    if len(found) > 1:
        listed = " и ".join(sorted(one.code for one in found.values()))
        sentence = f"Код {code} похож на коды двух школ: {listed}. Впишите код точно."
        work.strange.add(code)
        work.ask(Severity.ERROR, "ambiguous_code", sentence, place)
        return None
    [school] = found.values()
    work.schools[code] = school
    sentence = f"Код {code} принят за {school.code}: {school.title}."
    work.ask(Severity.NOTE, "code_spelt_otherwise", sentence, place)
    return school


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
    work.add_school(known.code, made)
    return made


def add_schools(work: Work) -> None:
    """Write the schools met so far: results and records can only stand on what is there."""
    organisations.add(work.connection, work.new_schools)
    work.new_schools.clear()


def tell_foreign(work: Work) -> None:
    """Name the schools that were left out because this base is another school's."""
    if work.only is None or not work.foreign:
        return
    listed = ", ".join(
        f"{code} ({name})" if name else code
        for code, name in list(work.foreign.items())[:_MOST_NAMED]
    )
    rest = len(work.foreign) - _MOST_NAMED
    more = f" и ещё {rest}" if rest > 0 else ""
    of_whom = f"Это база школы {work.only.code} ({work.only.title})"
    if work.stored or work.pupils_stored or work.results or work.revisions:
        sentence = f"{of_whom}, взяты только её данные. Не взяты: {listed}{more}."
        work.ask(Severity.NOTE, "foreign_schools", sentence, Place())
    else:
        sentence = (
            f"{of_whom}, а в файле другие школы: {listed}{more}. Ничего не взято. Проверьте код "
            "школы в файле или загрузите файл в базу района."
        )
        work.ask(Severity.ERROR, "foreign_schools", sentence, Place())


_MOST_NAMED = 10
