"""What a workbook holds beside its sheets (ECMA-376, part 1, 18.2 and 18.8): names, formats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from app.spreadsheets.sheet_xml import MOST_ON_A_PAGE, SummarySheet, letters_of

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"

_STYLES = (
    f'{_XML}<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="#,##0.0"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="5">'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1">'
    '<alignment vertical="top"/></xf>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1" applyAlignment="1">'
    '<alignment vertical="top" wrapText="1"/></xf>'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1">'
    '<alignment vertical="top" wrapText="1"/></xf>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" '
    'applyAlignment="1"><alignment vertical="top"/></xf></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)
_ROOT = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)


@dataclass(frozen=True, slots=True)
class Written:
    """A sheet that is in the archive."""

    place: tuple[int, int]
    """By what sheets stand in order."""
    number: int
    """Of its part in the archive."""
    sheet: SummarySheet
    rows: int


def parts_of(sheets: Sequence[Written]) -> Mapping[str, str]:
    """Name in the archive → text; `sheets`: in their order."""
    return {
        "xl/workbook.xml": _workbook(sheets),
        "xl/_rels/workbook.xml.rels": _links([one.number for one in sheets]),
        "xl/styles.xml": _STYLES,
        "_rels/.rels": _ROOT,
        "[Content_Types].xml": _types(len(sheets)),
    }


def _workbook(sheets: Sequence[Written]) -> str:
    named = "".join(
        f'<sheet name={quoteattr(one.sheet.title)} sheetId="{n}" r:id="rId{n}"/>'
        for n, one in enumerate(sheets, 1)
    )
    names = "".join(_names(n, one.sheet, one.rows) for n, one in enumerate(sheets))
    return (
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><bookViews><workbookView/>'
        f"</bookViews><sheets>{named}</sheets><definedNames>{names}</definedNames></workbook>"
    )


def _names(number: int, sheet: SummarySheet, rows: int) -> str:
    """What is filtered, what is printed, what stands on every page."""
    name = "'" + escape(sheet.title).replace("'", "''") + "'"
    last, printed = (letters_of(n - 1) for n in (len(sheet.headings), sheet.printed))
    kept = "B" if sheet.headings[1:2] and sheet.headings[1] in sheet.names else "A"
    columns = f"{name}!$A:${kept}," if sheet.printed > MOST_ON_A_PAGE else ""
    return (
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="{number}" hidden="1">'
        f"{name}!$A$1:${last}${rows + 1}</definedName>"
        f'<definedName name="_xlnm.Print_Area" localSheetId="{number}">'
        f"{name}!$A$1:${printed}${rows + 1}</definedName>"
        f'<definedName name="_xlnm.Print_Titles" localSheetId="{number}">'
        f"{columns}{name}!$1:$1</definedName>"
    )


def _links(numbers: Sequence[int]) -> str:
    linked = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{one}.xml"/>'
        for n, one in enumerate(numbers, 1)
    )
    return (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{linked}<Relationship '
        f'Id="rId{len(numbers) + 1}" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
    )


def _types(sheets: int) -> str:
    told = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        for n in range(1, sheets + 1)
    )
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>{told}</Types>'
    )
