"""Mass subjects by who took part (F05): the grades of the whole region, school by school."""

from __future__ import annotations

from fractions import Fraction

from tests.end_to_end.recount.facts import Facts, Work


def grade_size(facts: Facts, school: str, work: Work) -> int | None:
    """Pupils of the grade: told with the results, else by the passport, else by the protocol.

    A protocol that names nobody absent may leave out those who were.
    """
    result = facts.results[school, work]
    of_this_year = work.year == facts.year
    by_passport = facts.schools[school].grades.get(work.grade) if of_this_year else None
    named_absent = result.listed is not None and result.listed > len(result.sat)
    return result.grade_size or by_passport or (result.listed if named_absent else None)


def mass_subjects(
    facts: Facts, year: str, kind: str, grade: int, least: Fraction
) -> dict[str, bool | None]:
    """Subject → whether at least so much of the grade (percent) took it; None: nobody knows."""
    pupils, wrote, of_known = 0, dict[str, int](), dict[str, int]()
    for school in {s for s, w in facts.results if _is_of(w, year, kind, grade)}:
        works = [w for s, w in facts.results if s == school and _is_of(w, year, kind, grade)]
        own: dict[str, int] = {}
        for work in works:
            own[work.subject] = own.get(work.subject, 0) + len(facts.results[school, work].sat)
        own = {subject: n for subject, n in own.items() if n}
        sizes = [
            grade_size(facts, school, work) or 0
            for work in works
            if facts.results[school, work].sat
        ]
        is_known = bool(own) and max(sizes) >= max(own.values())
        pupils += max(sizes) if is_known else 0
        for subject, n in own.items():
            wrote[subject] = wrote.get(subject, 0) + n
            of_known[subject] = of_known.get(subject, 0) + (n if is_known else 0)
    return {
        subject: 100 * Fraction(of_known[subject], pupils) >= least
        if 2 * of_known[subject] >= n
        else None
        for subject, n in wrote.items()
    }


def _is_of(work: Work, year: str, kind: str, grade: int) -> bool:
    return (work.year, work.kind, work.grade) == (year, kind, grade)
