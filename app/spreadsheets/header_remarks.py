"""What has to be said of a found header before its rows are read."""

from __future__ import annotations

from app.domain.issues import Severity
from app.spreadsheets import sentences
from app.spreadsheets.cells import column_letters
from app.spreadsheets.complaints import Complaints
from app.spreadsheets.headers import FoundTable
from app.spreadsheets.layouts import Gathering
from app.spreadsheets.mappings import TableMapping


def tell_of_header(table: FoundTable, mapping: TableMapping, gathering: Gathering) -> bool:
    """Say what is doubtful; whether the rows may be read all the same."""
    complaints = Complaints(gathering.file.name, table.sheet.name, gathering.issues.append)
    if table.latin:
        message = sentences.latin_letters(f"«{written}»" for written, _ in table.latin)
        complaints.about_sheet(Severity.NOTE, "latin_letters", message)
    if table.years:
        message = sentences.several_years(table.years)
        complaints.about_sheet(Severity.ERROR, "several_years", message)
        return False
    for columns in table.ties.values():
        named = [f"«{one.label}» ({column_letters(one.number)})" for one in columns]
        complaints.error(
            "like_columns",
            sentences.like_columns(named),
            table.last_header_row,
            columns[-1].number,
        )
    return not table.lacks(mapping)
