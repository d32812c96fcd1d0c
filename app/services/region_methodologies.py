"""A region's own methodology: read from files, checked whole, kept in the base, taken into use."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.answers import canonical
from app.domain.errors import BadDefinition, Refused
from app.domain.methodology import Methodology
from app.domain.methodology_files import load_methodology
from app.domain.ways import way
from app.services.catalogue import FormCatalogue
from app.services.context import Context
from app.services.methodologies import NEWER, Bundle, MethodologyCatalogue, check_files, text_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

_SETTING = "methodology:"


def catalogue_in(settings: Mapping[str, str]) -> MethodologyCatalogue:
    """The methodologies of the program and those installed in a base, by its settings."""
    own = {
        code: Bundle(code, _texts(code, value))
        for name, value in settings.items()
        if (code := name.removeprefix(_SETTING)) != name
    }
    return MethodologyCatalogue(own)


def _texts(code: str, value: str) -> dict[str, str]:
    """The texts of an installed methodology; Refused when the base holds something else there."""
    try:
        texts = json.loads(value)
    except (ValueError, RecursionError):
        texts = None
    if isinstance(texts, dict) and all(isinstance(one, str) for one in texts.values()):
        return texts
    raise Refused(
        f"Методика «{code}» в базе повреждена.",
        "Восстановите базу из резервной копии или установите методику в новую базу.",
    )


def catalogue_of(context: Context) -> MethodologyCatalogue:
    """The methodologies that the base knows."""
    from app.store import settings
    from app.store.base import said

    with said(context.base), context.database.reading() as connection:
        return catalogue_in(settings.all_of(connection))


def setting_of(bundle: Bundle) -> dict[str, str]:
    """How a methodology lies among the settings of a base."""
    return {f"{_SETTING}{bundle.code}": canonical(dict(bundle.texts))}


def read_bundle(paths: Sequence[Path]) -> Bundle:
    """The methodology written in the files, with the parts of its own and of the program.

    Raises Refused with every fault of every file; WorldFailed when one cannot be read.
    """
    faults = [fault for found in check_files(paths).values() for fault in found]
    if faults:
        raise Refused(
            "\n".join(("Методику пока нельзя использовать.", *faults)), way("check_methodology")
        )
    texts = {path: text_of(path) or "" for path in paths}
    loaded = {path: load_methodology(text, path.name) for path, text in texts.items()}
    whole = [one for one in loaded.values() if not one.is_part]
    if len(whole) != 1:
        raise Refused(
            f"Среди файлов методик: {len(whole)}, а нужна одна (остальные — её части).",
            "Назовите один файл методики и файлы её частей.",
        )
    given = {loaded[path].code: text for path, text in texts.items()}
    return _bundle(whole[0], given)


def named_methodology(code_or_file: str) -> tuple[str, Bundle | None]:
    """A methodology by its code, or by a file: its own (.toml) or a reference (.json)."""
    path = Path(code_or_file)
    if path.suffix.lower() not in (".toml", ".json"):
        return code_or_file, None
    bundle = bundle_in(path)
    return bundle.code, bundle


def bundle_in(path: Path) -> Bundle:
    """The methodology in one file; a reference carries the one it was computed by."""
    if path.suffix.lower() != ".json":
        return read_bundle([path])
    from app.services.reference_files import bundle_of, read_reference

    bundle = bundle_of(read_reference(path))
    if bundle is None:
        raise Refused(
            f"{path.name}: в этом эталоне нет методики.", "Попросите у региона файл методики."
        )
    refuse_unusable(bundle, FormCatalogue())
    shipped = MethodologyCatalogue()
    return Bundle(bundle.code, shipped.texts(bundle.code)) if knows(shipped, bundle) else bundle


def knows(catalogue: MethodologyCatalogue, bundle: Bundle) -> bool:
    """Whether that version, or a later one, is there already, perhaps with a part reworded since.

    A year with a reference is computed by the reference's own texts, so the two may differ.
    """
    if bundle.code not in catalogue.codes():
        return False
    return catalogue.methodology(bundle.code).version >= bundle.whole().version


def refuse_unusable(bundle: Bundle, forms: FormCatalogue) -> None:
    """Refuse a methodology out of a reference that this program cannot work by."""
    try:
        whole = bundle.whole()
    except BadDefinition as fault:
        raise Refused(f"Методика из эталона не читается: {fault.what}", NEWER) from fault
    unknown = sorted(whole.all_forms - set(forms.codes()))
    if unknown:
        raise Refused(f"Методика «{whole.title}» просит формы: {', '.join(unknown)}.", NEWER)


def _bundle(own: Methodology, given: Mapping[str, str]) -> Bundle:
    shipped = MethodologyCatalogue()
    for code, text in given.items():
        is_taken = shipped.ships(code) and (code != own.code or code not in shipped.codes())
        if is_taken and text != shipped.text(code):
            raise Refused(
                f"Часть «{code}» уже есть в программе, и она другая.", "Дайте своей другой код."
            )
    texts = {code: given[code] if code in given else shipped.text(code) for code in own.include}
    bundle = Bundle(own.code, {own.code: given[own.code], **texts})
    try:
        bundle.whole()
    except BadDefinition as fault:
        raise Refused(fault.what, way("check_methodology")) from fault
    return bundle


def install(context: Context, bundle: Bundle) -> bool:
    """Keep a methodology in the base; False when the very same one is there. Raises Refused."""
    from app.store.base import said

    with said(context.base), context.database.transaction() as connection:
        return keep(connection, context, bundle)


def keep(connection: Connection, context: Context, bundle: Bundle) -> bool:
    """The same as `install`, in a transaction that does more."""
    from app.store import journal, settings

    catalogue = catalogue_in(settings.all_of(connection))
    if not is_new(catalogue, bundle):
        return False
    settings.put(connection, setting_of(bundle))
    details = {"version": bundle.whole().version, "parts": sorted({*bundle.texts} - {bundle.code})}
    journal.write(connection, context.stamp("methodology"), "methodology", bundle.code, details)
    return True


def is_new(catalogue: MethodologyCatalogue, bundle: Bundle) -> bool:
    """Whether a methodology has to be kept; Refused when it would take another's place."""
    if bundle.code not in catalogue.codes():
        return True
    present, given = catalogue.methodology(bundle.code), bundle.whole()
    if catalogue.texts(bundle.code) == dict(bundle.texts):
        return False
    if given.version > present.version:
        return True
    raise Refused(
        f"Методика «{bundle.code}» версии {present.version} уже есть, и она другая "
        f"(в файле версия {given.version}).",
        "Выпущенная версия не меняется: поставьте в файле больший номер (version) или другой код.",
    )


def use(context: Context, code: str) -> Context:
    """Let the base compute by another methodology from now on; raises WrongUsage if unknown.

    Years that have a reference stay with the methodology they were published by.
    """
    from app.store.base import said

    methodology = catalogue_of(context).methodology(code)
    with said(context.base), context.database.transaction() as connection:
        put_in_use(connection, context, code)
    return replace(context, methodology=methodology)


def refreshed(context: Context) -> Context:
    """The same place after a newer version of its methodology was installed."""
    return replace(context, methodology=catalogue_of(context).methodology(context.methodology.code))


def put_in_use(connection: Connection, context: Context, code: str) -> None:
    """The same as `use`, in a transaction that does more."""
    from app.store import journal, settings

    settings.put(connection, {"methodology": code})
    details = {"before": context.methodology.version_id}
    journal.write(connection, context.stamp("methodology"), "methodology", code, details)
