"""Small ods books for tests, written as LibreOffice writes them."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

_SPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
}


def cell(kind: str = "", value: str = "", shown: str = "", **attributes: str) -> str:
    """One cell; `attributes` as «table_formula» for «table:formula»."""
    spelt = {key.replace("__", "-").replace("_", ":", 1): one for key, one in attributes.items()}
    if kind:
        spelt["office:value-type"] = kind
        name = {"string": "string-value", "date": "date-value"}.get(kind, "value")
        if value:
            spelt[f"office:{name}"] = value
    about = "".join(f" {key}={quoteattr(one)}" for key, one in spelt.items())
    return f"<table:table-cell{about}><text:p>{escape(shown)}</text:p></table:table-cell>"


def row(*cells: str, **attributes: str) -> str:
    about = "".join(f' table:{key.replace("_", "-")}="{one}"' for key, one in attributes.items())
    return f"<table:table-row{about}>{''.join(cells)}</table:table-row>"


def plain_row(values: Sequence[object]) -> str:
    """Texts and numbers as cells."""
    return row(*map(_plain, values))


def _plain(value: object) -> str:
    if isinstance(value, int | float):
        return cell("float", str(value), str(value))
    return cell("string", "", str(value)) if value else "<table:table-cell/>"


def write_ods(path: Path, sheets: Sequence[tuple[str, Sequence[str]]], *, hidden: str = "") -> Path:
    """A book of sheets; each is its name and its rows (or columns) as written by `row`."""
    spaces = "".join(f' xmlns:{key}="{one}"' for key, one in _SPACES.items())
    tables = "".join(
        f'<table:table table:name={quoteattr(name)} table:style-name="{_style(name, hidden)}">'
        f"{''.join(rows)}</table:table>"
        for name, rows in sheets
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{spaces}>'
        '<office:automatic-styles><style:style style:name="ta2" style:family="table">'
        '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return path


def _style(name: str, hidden: str) -> str:
    return "ta2" if name == hidden else "ta1"
