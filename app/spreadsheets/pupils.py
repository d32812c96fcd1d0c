"""Protocols pupil by pupil → columns of small integers per school and procedure.

Rows are taken in batches and column by column; only a row that differs from the usual in anything
(absent, refused, a sum that does not come out) is looked at alone, by `pupil_rows`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice, repeat

from app.domain import spelling
from app.domain.issues import Place, Severity
from app.domain.results import MISSING, MOST_POINTS, Procedure, ProcedureKey, Scale, Status
from app.domain.text_shapes import is_class, is_participant_code
from app.spreadsheets import sentences
from app.spreadsheets.cells import CellFault, Raw, cell_name, is_empty
from app.spreadsheets.complaints import Complaints
from app.spreadsheets.data_rows import RowJudge, data_rows, is_numbering
from app.spreadsheets.headers import ORGANISATION, FoundTable
from app.spreadsheets.layouts import Gathering
from app.spreadsheets.mappings import PROCEDURE_COLUMNS, TableMapping
from app.spreadsheets.organisations import organisation_code, organisation_of_sheet
from app.spreadsheets.pupil_rows import Batch, RowReader
from app.spreadsheets.pupil_sets import PupilSets, SetKey
from app.spreadsheets.pupil_values import Marks, Numbers, Scores, Texts, spelt_code
from app.spreadsheets.reading import NumberedRow
from app.spreadsheets.titles import procedure_of, procedure_parts, scale_of, with_most_points

_BATCH = 2048
_UNSEEN = SetKey("", "", ProcedureKey("", "", "", 0), Scale(), Place())


def read_pupils(
    table: FoundTable, mapping: TableMapping, gathering: Gathering, sets: PupilSets
) -> None:
    """Read the sheet's participants into `sets`; issues and organisations into `gathering`."""
    complaints = Complaints(gathering.file.name, table.sheet.name, gathering.issues.append)
    reader = _SheetReader(table, mapping, gathering, complaints)
    if not reader.find_owner() or not reader.find_procedure():
        return
    rows = data_rows(table)
    while batch := list(islice(rows, _BATCH)):
        reader.read(batch, sets)
        gathering.seen(len(batch))


class _SheetReader:
    """One sheet on its way into columns."""

    def __init__(
        self, table: FoundTable, mapping: TableMapping, gathering: Gathering, complaints: Complaints
    ) -> None:
        self.table, self.mapping = table, mapping
        self.gathering, self.complaints = gathering, complaints
        self.scale = scale_of(table, mapping.scale, complaints)
        self.width = max(one.number for one in (*table.columns.values(), *table.tasks))
        self.parts = procedure_parts(table, mapping.procedure)
        self.asked = [name for name in PROCEDURE_COLUMNS if name in table.columns]
        self.grade_from_class = not self.parts.get("grade") and "grade" not in self.asked
        self.owner, self.owner_name = "", ""
        self.procedure: ProcedureKey | None = None
        words = mapping.words
        self.task_numbers = [
            Numbers(words, range((task.task_max or 0) + 1), crosses=True) for task in table.tasks
        ]
        self.totals = Numbers(words, range(MOST_POINTS + 1))
        self.marks, self.variants = Marks(words), Numbers(words, range(128))
        self.scores, self.texts = Scores(), Texts()
        self.rows = RowReader(table, mapping, self.scale, complaints)
        answers = [one.number for to, one in table.columns.items() if to in _ANSWERS]
        answers += [task.number for task in table.tasks]
        self.judge = RowJudge(table, words, table.columns["code"].number, tuple(answers))
        self.told_latin: set[str] = set()
        self.keys: dict[tuple[Raw, ...], SetKey | None] = {}
        self.known: dict[tuple[str, ProcedureKey], SetKey] = {}

    def find_owner(self) -> bool:
        """Whose sheet it is, where it is one school's."""
        if ORGANISATION in self.table.columns:
            return True
        raw, self.owner_name, row, column = organisation_of_sheet(self.table, self.mapping)
        code = organisation_code(raw, self.mapping.code_width)
        name = self.table.sheet.name
        if code:
            self.owner = code
            self.gathering.met(code, self.owner_name, name, row)
            self.place = Place(self.gathering.file.name, name, cell_name(row, column), code)
        elif code is None:
            message = sentences.bad_organisation_code(str(raw), self.mapping.code_width)
            self.complaints.error("bad_organisation_code", message, row, column)
        else:
            message = sentences.no_organisation_on_sheet(name)
            self.complaints.about_sheet(Severity.ERROR, "no_organisation_code", message)
        return bool(code)

    def find_procedure(self) -> bool:
        """The procedure, where it is one for the whole sheet."""
        if self.asked or self.grade_from_class:
            return True
        found = procedure_of(self.parts)
        if isinstance(found, str):
            self.complaints.about_sheet(Severity.ERROR, "unknown_procedure", found)
            return False
        self.procedure = found
        self.rows.sub = self.gathering.scales.measure(Procedure(found, self.scale)).sub
        return True

    def read(self, rows: Sequence[NumberedRow], sets: PupilSets) -> None:
        """One batch: columns, then the unusual rows one by one, then everybody into his set."""
        numbers, kept = self._data_rows(rows)
        if not kept:
            return
        self.gathering.rows_read += len(kept)
        columns = list(zip(*kept, strict=True))
        batch = self._batch(numbers, columns)
        self._look_at_classes(batch)
        for index in self._unusual(batch):
            self.rows.look(batch, index, kept[index])
        keys = self._keys(batch, columns)
        sets.take(self.table, batch, keys, self.complaints)

    def _data_rows(self, rows: Sequence[NumberedRow]) -> tuple[list[int], list[list[Raw]]]:
        """Row numbers and rows of participants, all of one width."""
        if (whole := self._all_usual(rows)) is not None:
            return whole
        numbers, kept = [], []
        last, width = self.table.last_header_row, self.width
        at = self.table.columns["code"].number - 1
        for number, row in rows:
            if number <= last:
                continue
            if len(row) < width:
                row = [*row, *([""] * (width - len(row)))]
            elif len(row) > width:
                row = row[:width]
            code = row[at]
            usual = type(code) is float or (type(code) is str and code.isdigit())
            usual = usual and not (row[0] in (1, "1") and is_numbering(row))
            if usual or self._is_participant(number, row, at):
                numbers.append(number)
                kept.append(row)
        return numbers, kept

    def _all_usual(self, rows: Sequence[NumberedRow]) -> tuple[list[int], list[list[Raw]]] | None:
        """The batch as it is, where every row is a participant's; None when one has to look."""
        at = self.table.columns["code"].number - 1
        kept = [row for _, row in rows]
        widths = set(map(len, kept))
        if rows[0][0] <= self.table.last_header_row or len(widths) > 1:
            return None
        if min(widths) < self.width:
            return None
        if not all(type(row[at]) is str and row[at].isdigit() for row in kept):  # type: ignore[union-attr]
            return None
        return [number for number, _ in rows], kept

    def _is_participant(self, number: int, row: Sequence[Raw], at: int) -> bool:
        if not self.judge.is_data(row):
            return False
        code = row[at]
        if isinstance(code, CellFault):
            self.complaints.fault(code, self.table.columns["code"].label, number, at + 1)
            return False
        if not is_empty(code):
            if is_participant_code(spelling.plain_text(code)):
                return True
            message = sentences.name_for_pupil_code()
            self.complaints.error("name_for_code", message, number, at + 1)
            return False
        if any(not is_empty(row[answer - 1]) for answer in self.judge.answers):
            message = sentences.no_pupil_code()
            self.complaints.error("no_pupil_code", message, number, at + 1)
        return False

    def _batch(self, numbers: list[int], columns: list[tuple[Raw, ...]]) -> Batch:
        count = len(numbers)

        def taken(name: str, values: Numbers) -> list[int]:
            column = self.table.columns.get(name)
            if column is None:
                return [MISSING] * count
            return list(map(values.__getitem__, columns[column.number - 1]))

        def texts(name: str) -> list[str]:
            column = self.table.columns.get(name)
            if column is None:
                return [""] * count
            return list(map(self.texts.__getitem__, columns[column.number - 1]))

        codes = columns[self.table.columns["code"].number - 1]
        return Batch(
            rows=numbers,
            codes=[
                code if type(code) is str and code.isalnum() else spelt_code(code) for code in codes
            ],
            classes=texts("class"),
            statuses=[Status.PRESENT.value] * count,
            totals=taken("total", self.totals),
            marks=taken("mark", self.marks),
            previous=taken("previous_mark", self.marks),
            variants=taken("variant", self.variants),
            notes=taken("status", self.totals) if "status" in self.table.columns else [],
            tasks=[
                list(map(values.__getitem__, columns[task.number - 1]))
                for task, values in zip(self.table.tasks, self.task_numbers, strict=True)
            ],
        )

    def _look_at_classes(self, batch: Batch) -> None:
        """A date or a long number is no class; met seldom, so the few different texts are asked."""
        wrong = {text for text in set(batch.classes) if text and not is_class(text)}
        for index in [n for n, text in enumerate(batch.classes) if text in wrong] if wrong else ():
            message = sentences.not_a_class(batch.classes[index])
            at = self.table.columns["class"].number
            self.complaints.error("not_a_class", message, batch.rows[index], at)
            batch.classes[index] = ""
        self._compare_grades(batch)

    def _compare_grades(self, batch: Batch) -> None:
        """A class of another grade than the sheet's is taken and asked about."""
        grade = self.procedure.grade if self.procedure is not None else None
        if grade is None:
            return
        other = {text for text in set(batch.classes) if _grade_of(text) not in (None, grade)}
        for index in [n for n, text in enumerate(batch.classes) if text in other] if other else ():
            message = sentences.another_grade(batch.classes[index], grade)
            at = self.table.columns["class"].number
            self.complaints.query("another_grade", message, batch.rows[index], at)

    def _unusual(self, batch: Batch) -> list[int]:
        """Indexes of rows in which not everything is present, whole and in agreement."""
        scored = [list(map(self.scores.__getitem__, column)) for column in batch.tasks]
        sums = list(map(sum, zip(*scored, strict=True))) if scored else batch.totals
        most = self.rows.most
        expected = {total: self.scale.mark(total) for total in set(batch.totals)}
        if "mark" not in self.table.columns:
            expected = dict.fromkeys(expected, MISSING)
        elif self.scale.mark(0) is None:
            return self._unusual_without_scale(batch, sums, most)
        found = [
            index
            for index, (counted, total, mark, previous) in enumerate(
                zip(sums, batch.totals, batch.marks, batch.previous, strict=True)
            )
            if not 0 <= total <= most
            or counted != total
            or mark != expected[total]
            or previous < MISSING
        ]
        return self._with_notes(batch, found)

    def _unusual_without_scale(self, batch: Batch, sums: Sequence[int], most: int) -> list[int]:
        found = [
            index
            for index, (counted, total, mark, previous) in enumerate(
                zip(sums, batch.totals, batch.marks, batch.previous, strict=True)
            )
            if not 0 <= total <= most or counted != total or mark < 0 or previous < MISSING
        ]
        return self._with_notes(batch, found)

    def _with_notes(self, batch: Batch, found: list[int]) -> list[int]:
        odd = {index for index, variant in enumerate(batch.variants) if variant < MISSING}
        odd |= {index for index, note in enumerate(batch.notes) if note < MISSING}
        return sorted(odd.union(found)) if odd else found

    def _keys(self, batch: Batch, columns: list[tuple[Raw, ...]]) -> list[SetKey | None]:
        """School and procedure of each row; None where it cannot be known (said once)."""
        if self.procedure is not None and self.owner:
            key = SetKey(self.owner, self.owner_name, self.procedure, self.scale, self.place)
            return [self.known.setdefault((self.owner, self.procedure), key)] * len(batch.rows)
        asked = [columns[one - 1] for one in self._key_columns()]
        if self.grade_from_class:
            asked.append(tuple(batch.classes))
        if not asked:
            asked = [("",) * len(batch.rows)]
        parts = list(zip(*asked, strict=True))
        keys = list(map(self.keys.get, parts, repeat(_UNSEEN)))
        if _UNSEEN in keys:
            for index, told in enumerate(parts):
                if keys[index] is _UNSEEN:
                    if told not in self.keys:
                        self.keys[told] = self._key(told, batch.rows[index])
                    keys[index] = self.keys[told]
        return keys

    def _key_columns(self) -> list[int]:
        names = [ORGANISATION] if not self.owner else []
        return [self.table.columns[name].number for name in (*names, *self.asked)]

    def _key(self, parts: tuple[Raw, ...], row: int) -> SetKey | None:
        values = iter(parts)
        code, at = self.owner, 1
        if not code:
            raw, at = next(values), self.table.columns[ORGANISATION].number
            found = organisation_code(raw, self.mapping.code_width)
            if not found:
                message = (
                    sentences.no_organisation_code()
                    if found == ""
                    else (sentences.bad_organisation_code(str(raw), self.mapping.code_width))
                )
                self.complaints.error("bad_organisation_code", message, row, at)
                return None
            code = found
            self.gathering.met(code, "", self.table.sheet.name, row)
        stated = {name: self.texts[next(values)] for name in self.asked}
        told = {**self.parts, **{name: text for name, text in stated.items() if text}}
        if self.grade_from_class:
            told.setdefault("grade", str(parts[-1]))
        procedure = procedure_of(told)
        if isinstance(procedure, str):
            column = self.table.columns.get("subject") or self.table.columns["code"]
            self.complaints.error("unknown_procedure", procedure, row, column.number, code)
            return None
        self._tell_latin(stated.get("subject", ""), row)
        place = Place(self.gathering.file.name, self.table.sheet.name, cell_name(row, at), code)
        most = told.get("max_points", "")
        if (scale := with_most_points(most, self.scale)) is None:
            self.complaints.error("bad_scale", sentences.bad_max_points(most), row, at, code)
            return None
        key = SetKey(code, self.owner_name, procedure, scale, place)
        return self.known.setdefault((code, procedure), key)

    def _tell_latin(self, subject: str, row: int) -> None:
        if spelling.as_cyrillic(subject) != subject and subject not in self.told_latin:
            self.told_latin.add(subject)
            at = self.table.columns["subject"].number
            message = sentences.latin_letters([f"«{subject}»"])
            self.complaints.note("latin_letters", message, row, at)


def _grade_of(text: str) -> int | None:
    found = re.match(r"\d{1,2}", text)
    return int(found[0]) if found else None


_ANSWERS = ("total", "mark", "status")
