"""A district nobody has seen, computed twice: by the program, and here with plain fractions."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pytest

from tests.end_to_end.another_district import CODES, SCALES, School, invent, write
from tests.end_to_end.opora import Ran, opora


@dataclass(frozen=True)
class Counted:
    """The truth, the report of the import and the printed values by what they are about."""

    schools: list[School]
    imported: Ran
    values: dict[tuple[Any, ...], dict[str, Any]]
    classes: dict[tuple[str, str], dict[str, Any]]


@pytest.fixture(scope="module", params=[3, 14])
def counted(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Counted:
    folder = tmp_path_factory.mktemp("another")
    base = folder / "base.sqlite"
    schools = invent(request.param, 17)
    files = write(folder, schools, request.param)
    start = ("--role", "district", "--methodology", "kbr-2020", "--period", "2025/2026")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPORA_HOME", str(folder / "opora-home"))
        assert opora("init", *start, "--base", base).code == 0
        imported = opora("import", *files, "--json", "--base", base)
        indices = opora("indices", "--json", "--base", base).json
    values = {
        (one["index"], one["school"], one.get("procedure"), one.get("subject")): one
        for one in indices["values"]
    }
    # teachers are counted by group, and the groups are told apart by their name alone
    groups = [one for one in indices["values"] if "group" in one]
    assert len(values) == len(indices["values"]) - len(groups) + len(
        {one["school"] for one in groups}
    )
    classes = {(one["class"], one["school"]): one for one in indices["classes"]}
    return Counted(schools, imported, values, classes)


def well_being(school: School) -> Fraction | None:
    if school.high is None or school.vshu is None:
        return None
    return 85 + Fraction(100 * (school.high - school.single - school.vshu), school.pupils)


def test_nothing_in_it_is_refused(counted: Counted):
    assert counted.imported.code == 0, counted.imported.out
    for report in counted.imported.json["files"]:
        severities = {one["severity"] for one in report["issues"]}
        assert "error" not in severities, report["issues"]


def test_rows_are_counted(counted: Counted):
    reports = counted.imported.json["files"]
    pupils = sum(len(school.works["Математика"]) for school in counted.schools)
    exams = sum(len(school.exams) for school in counted.schools)
    stored = [one["rows_stored"] for one in reports]
    assert stored == [len(counted.schools), pupils, pupils, exams]


def test_the_index_of_well_being_is_the_fraction(counted: Counted):
    for school in counted.schools:
        exact = well_being(school)
        value = counted.values["isb", school.code, None, None]
        assert value["value"] == (None if exact is None else float(exact)), school.code
    trap = counted.values["isb", counted.schools[2].code, None, None]
    assert trap["value"] == 45.0


def test_the_lowest_quarter_takes_ties(counted: Counted):
    known = {one.code: value for one in counted.schools if (value := well_being(one)) is not None}
    threshold = sorted(known.values())[math.ceil(Fraction(len(known), 4)) - 1]
    for school in counted.schools:
        row = counted.classes["lowest_group", school.code]
        exact = known.get(school.code)
        wanted = "undetermined" if exact is None else "in" if exact <= threshold else "out"
        assert (row["state"], row["provisional"]) == (wanted, True), school.code


def test_shares_and_achievement_are_fractions_of_those_who_wrote(counted: Counted):
    for school in counted.schools:
        for subject, scale in SCALES.items():
            totals = [one.total for one in school.works[subject] if one.total is not None]
            marks = [scale.mark(total) for total in totals]
            for mark in (2, 3, 4, 5):
                key = (f"share_{mark}", school.code, "vpr", CODES[subject])
                share = counted.values[key]
                pair = (marks.count(mark), len(totals))
                assert (share["numerator"], share["denominator"]) == pair, key
                assert share["value"] == float(Fraction(100 * pair[0], pair[1]))
            done = counted.values["achievement", school.code, "vpr", CODES[subject]]
            exact = Fraction(100 * sum(totals), len(totals) * sum(scale.most))
            assert done["value"] == float(exact), (school.code, subject)


def test_exams_are_as_written_and_absent_where_there_was_none(counted: Counted):
    for school in counted.schools:
        for subject, code in CODES.items():
            share = counted.values.get(("share_2", school.code, "oge", code))
            marks = school.exams.get(subject)
            if marks is None:
                assert share is None
            elif sum(marks):
                assert share is not None
                assert share["value"] == float(Fraction(100 * marks[0], sum(marks)))


def test_low_results_are_counted_over_both_procedures(counted: Counted):
    for school in counted.schools:
        low = 0
        for subject, scale in SCALES.items():
            totals = [one.total for one in school.works[subject] if one.total is not None]
            twos = sum(scale.mark(total) == 2 for total in totals)
            low += 10 * twos >= 3 * len(totals)
            marks = school.exams.get(subject, [0])
            low += sum(marks) > 0 and 10 * marks[0] >= 3 * sum(marks)
        row = counted.classes["low_results", school.code]
        assert row["state"] == ("in" if low >= 2 else "out"), row


def test_pupils_are_joined_by_code_across_subjects(counted: Counted):
    """F05 between its extremes: the default δ is the methodology's, so it only brackets here."""
    for school in counted.schools:
        wrote: dict[str, list[bool]] = {}
        for subject, scale in SCALES.items():
            for work in school.works[subject]:
                if work.total is not None:
                    wrote.setdefault(work.pupil, []).append(work.total < scale.bounds[0])
        value = counted.values["low_procedure", school.code, "vpr", None]
        assert value["denominator"] == len(wrote), school.code
        assert sum(any(low) for low in wrote.values()) <= value["numerator"] <= len(wrote)
