"""An organisation (and the schools below it) described in a small TOML or JSON file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

from app import outside
from app.domain import toml_faults
from app.domain.checksums import ogrn_is_right
from app.domain.definitions import Entry
from app.domain.errors import BadDefinition, Refused, WorldFailed
from app.domain.organisations import Organisation, OrganisationKind, code_key, organisation_uid
from app.domain.text_shapes import is_organisation_code
from app.services.methodologies import MethodologyCatalogue


def read_organisations(
    path: Path, role: str, methodology: str, catalogue: MethodologyCatalogue | None = None
) -> tuple[Organisation, tuple[Organisation, ...]]:
    """The organisation of a base and those below it, written in `path`.

    Keys: code, name, and optionally short_name, kind, region, ogrn, legal_entity; `districts` and
    `schools` are lists of the same below it. `catalogue`: where the methodology is looked for.
    Raises WorldFailed, Refused (not understood).
    """
    region = (catalogue or MethodologyCatalogue()).methodology(methodology).region
    try:
        own, *below = _with_those_below(
            Entry(_parts(path), path.name), OrganisationKind(role), region, None
        )
    except BadDefinition as fault:
        raise Refused(fault.what, "Исправьте файл организации.") from fault
    known = {own.uid}
    codes: set[tuple[OrganisationKind, str]] = set()
    for one in below:
        place = one.kind, code_key(one.code)
        if one.uid in known or place in codes:
            raise Refused(
                f"{path.name}: код {one.code} стоит дважды ({one.name}).", "Оставьте одну строку."
            )
        known.add(one.uid)
        codes.add(place)
    return own, tuple(below)


def _with_those_below(
    entry: Entry, kind: OrganisationKind, region: str, parent: UUID | None
) -> Iterator[Organisation]:
    """An organisation, then everybody below it, each knowing whom it answers to."""
    groups = {
        OrganisationKind.DISTRICT: entry.entries("districts"),
        OrganisationKind.SCHOOL: entry.entries("schools"),
    }
    own = replace(_organisation(entry, kind, region), parent=parent)
    yield own
    for kind_below, entries in groups.items():
        for one in entries:
            yield from _with_those_below(one, kind_below, own.region, own.uid)


def _parts(path: Path) -> dict[str, Any]:
    try:
        text = outside.read_text(path)
    except (OSError, UnicodeDecodeError) as fault:
        raise WorldFailed(
            f"Не удалось прочитать файл организации {path}.", "Проверьте имя и кодировку (UTF-8)."
        ) from fault
    if path.suffix.lower() != ".json":
        return toml_faults.parsed(text, path.name)
    try:
        parts = json.loads(text)
    except (ValueError, RecursionError) as fault:
        line = re.search(r"line (\d+)", str(fault))
        where = f" в строке {line[1]}" if line else ""
        raise Refused(f"Файл {path} записан с ошибкой{where}.", "Исправьте его.") from fault
    return parts if isinstance(parts, dict) else {}


def _organisation(entry: Entry, kind: OrganisationKind, region: str) -> Organisation:
    code = entry.take("code", str).strip()
    name = entry.take("name", str).strip()
    region = entry.take("region", str, region)
    kind_text = entry.take("kind", str, kind.value)
    ogrn = entry.take("ogrn", str, "")
    short_name = entry.take("short_name", str, "")
    legal_entity = entry.take("legal_entity", str, "")
    entry.close()
    if not code or not name:
        raise Refused(f"{entry.where}: код и название не могут быть пустыми.", "Впишите их.")
    if not is_organisation_code(code):
        raise Refused(f"{entry.where}: «{code}» не похоже на код организации.", "Исправьте код.")
    if kind_text not in [one.value for one in OrganisationKind]:
        raise Refused(f"{entry.where}: вид организации «{kind_text}» неизвестен.", "Исправьте.")
    if ogrn and not (ogrn.isdigit() and ogrn_is_right(ogrn)):
        raise Refused(f"{entry.where}: ОГРН {ogrn} с ошибкой.", "Сверьте его с документом.")
    return Organisation(
        uid=organisation_uid(region, code),
        code=code,
        name=name,
        kind=OrganisationKind(kind_text),
        short_name=short_name,
        region=region,
        ogrn=ogrn,
        legal_entity=legal_entity,
    )
