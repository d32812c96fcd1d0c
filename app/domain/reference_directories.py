"""Directories that travel with a region's reference: organisations, norms (DOMAIN section 7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from app.domain.definitions import Entry
from app.domain.errors import BadDefinition
from app.domain.methodology import Parameter
from app.domain.organisations import Organisation, OrganisationKind

_FURTHER = (
    "short_name", "region", "ogrn", "legal_entity", "parent", "valid_from", "valid_to", "successor",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Norm:
    """A norm of resources, as the region holds its schools against it."""

    value: str
    """Exact text."""
    title: str = ""
    unit: str = ""
    source: str = ""
    approved: bool = False
    """False: «по умолчанию, регионом не утверждено»."""

    def as_json(self) -> dict[str, Any]:
        """All of it."""
        return {
            "value": self.value,
            "title": self.title,
            "unit": self.unit,
            "source": self.source,
            "approved": self.approved,
        }


def norm_of(parameter: Parameter) -> Norm:
    """The norm that a parameter of the methodology sets."""
    return Norm(
        parameter.text, parameter.title, parameter.unit, parameter.source, parameter.approved
    )


def norm_from_json(parts: object, where: str) -> Norm:
    """The inverse of `Norm.as_json`, strictly; the first format held the bare number."""
    if isinstance(parts, str):
        return Norm(parts)
    entry = Entry(parts, where)
    words = {key: entry.take(key, str) for key in ("value", "title", "unit", "source")}
    norm = Norm(**words, approved=entry.take("approved", bool))
    entry.close()
    return norm


def in_order(organisations: Iterable[Organisation]) -> tuple[Organisation, ...]:
    """Organisations by kind and code: the same directory gives the same bytes."""
    return tuple(sorted(organisations, key=lambda one: (one.kind.value, one.code, str(one.uid))))


def organisations_as_json(organisations: Iterable[Organisation]) -> list[dict[str, Any]]:
    """Organisations in order; what is empty is left out."""
    return [_organisation_as_json(one) for one in in_order(organisations)]


def _organisation_as_json(one: Organisation) -> dict[str, Any]:
    further = {name: getattr(one, name) for name in _FURTHER}
    told = {name: str(value) for name, value in further.items() if value}
    return {"uid": str(one.uid), "code": one.code, "name": one.name, "kind": one.kind.value, **told}


def organisations_from_json(entries: Iterable[Entry]) -> tuple[Organisation, ...]:
    """The inverse of `organisations_as_json`, strictly; raises BadDefinition."""
    found = tuple(_organisation(entry) for entry in entries)
    if len({one.uid for one in found}) < len(found):
        raise BadDefinition("Эталон региона: организация записана дважды.")
    return found


def _organisation(entry: Entry) -> Organisation:
    try:
        made = Organisation(
            uid=UUID(entry.take("uid", str)),
            code=entry.take("code", str),
            name=entry.take("name", str),
            kind=OrganisationKind(entry.take("kind", str)),
            short_name=entry.take("short_name", str, ""),
            region=entry.take("region", str, ""),
            ogrn=entry.take("ogrn", str, ""),
            legal_entity=entry.take("legal_entity", str, ""),
            parent=_uid(entry, "parent"),
            valid_from=_day(entry, "valid_from"),
            valid_to=_day(entry, "valid_to"),
            successor=_uid(entry, "successor"),
        )
    except ValueError:
        raise BadDefinition(f"{entry.where}: организация записана с ошибкой.") from None
    entry.close()
    if not made.code.strip() or not made.name.strip():
        raise BadDefinition(f"{entry.where}: у организации нет кода или названия.")
    return made


def _day(entry: Entry, key: str) -> date | None:
    text = entry.optional(key, str)
    return date.fromisoformat(text) if text else None


def _uid(entry: Entry, key: str) -> UUID | None:
    text = entry.optional(key, str)
    return UUID(text) if text else None


def words_from_json(parts: Mapping[str, object], where: str) -> dict[str, str]:
    """Code → words, strictly."""
    if not all(isinstance(value, str) for value in parts.values()):
        raise BadDefinition(f"{where}: здесь должны стоять слова.")
    return {code: str(value) for code, value in parts.items()}
