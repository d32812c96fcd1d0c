"""What a rightful sender's broken (or malicious) program sends: other contents, rightly signed."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from uuid import uuid4

from app.exchange.metadata import PackageMeta, PackageType
from app.exchange.writing import WrittenPackage, write_package
from app.services import enrolling
from app.services.context import Context
from app.services.editing import known_organisations
from tests.unit.services.bases import DISTRICT, PASSWORD, REGION


def contents_of(package: Path) -> dict[str, bytes]:
    """The data and papers of a package by name."""
    with zipfile.ZipFile(package) as archive:
        names = [one for one in archive.namelist() if one.startswith(("data/", "docs/"))]
        return {name: archive.read(name) for name in names}


def forge(
    district: Context,
    package: Path,
    contents: dict[str, bytes],
    sequence: int = 1,
    previous: str | None = None,
    name: str = "forged.asice",
) -> WrittenPackage:
    """A package of these contents, signed by the district's own key, beside an honest one."""
    with zipfile.ZipFile(package) as archive:
        was = json.loads(archive.read("package.json"))
    meta = PackageMeta(
        package_type=PackageType.CONSOLIDATED,
        package_id=str(uuid4()),
        sender=str(DISTRICT.uid),
        sender_name=DISTRICT.name,
        recipient=str(REGION.uid),
        sequence=sequence,
        previous_sha256=previous,
        created_at=district.now().replace(microsecond=0),
        app_version="0",
        contains_personal_data=False,
        period=was["period"],
        schema=was["schema"],
        titles={},
        roles=dict.fromkeys(contents, "data"),
    )
    signer = enrolling.key_folder(district).signer(PASSWORD)
    everybody = [str(one.uid) for one in known_organisations(district)]
    path = package.with_name(name)
    return write_package(path, meta, contents, signer, owners=lambda _uid: everybody)
