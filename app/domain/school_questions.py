"""What a school may want to look at before it sends its results: questions, never accusations.

None of these comes from a region's document (DOMAIN F08, [OWN]); nothing is computed from them.
The numbers below decide when a question is worth asking; docs/decisions/0035 says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import comb

from app.domain.dynamics import is_significant, previous_year
from app.domain.issues import Issue, Place, Severity
from app.domain.messages import NO_BREAK, count, number
from app.domain.results import ProcedureKey, ProcedureKind, Scale

FEWEST = 11
"""Participants below which nothing is asked."""
RARE = Fraction(1, 100)
"""How seldom chance alone would do this, for a question to be worth asking."""
APART = Fraction(20, 100)
"""Difference of two УД (0…1) that is worth a question."""
MOVED = Fraction(3, 10)
"""Share of participants whose mark moved one way that is worth a question."""
TOLD_APART = Fraction(196, 100)


@dataclass(frozen=True, slots=True)
class WorkSummary:
    """One school's results in one procedure, as far as questions need them."""

    school: str
    key: ProcedureKey
    scale: Scale
    histogram: tuple[int, ...] = ()
    """Participants at each total 0…; empty when totals are not known."""
    raised: int = 0
    """Participants whose mark is above that of the quarter before."""
    lowered: int = 0
    same: int = 0
    classes: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """«5А» → participants with a total, and the sum of their points."""

    @property
    def scored(self) -> int:
        """Participants with a total."""
        return sum(self.histogram)

    @property
    def points(self) -> int:
        """Σb."""
        return sum(total * pupils for total, pupils in enumerate(self.histogram))


def questions(
    now: Iterable[WorkSummary],
    before: Iterable[WorkSummary] = (),
    subjects: Mapping[str, str] | None = None,
) -> list[Issue]:
    """Questions about this year's results, in their order; `before`: the same of last year."""
    known = {(one.school, one.key): one for one in before}
    issues: list[Issue] = []
    for one in now:
        key = one.key
        last = ProcedureKey(key.kind, previous_year(key.year), key.subject, key.grade, key.level)
        asked = [
            *_spikes(one),
            *_against_quarter(one),
            *_jump(one, known.get((one.school, last))),
            *_classes_apart(one),
        ]
        issues += [_issue(one, code, sentence, subjects or {}) for code, sentence in asked]
    return issues


def _issue(one: WorkSummary, code: str, sentence: str, subjects: Mapping[str, str]) -> Issue:
    key = one.key
    subject = subjects.get(key.subject, key.subject)
    name = f"{ProcedureKind(key.kind).title}, {subject}, {key.grade} класс"
    form = "results_pupils" if one.classes else "results_totals"
    return Issue(Severity.QUERY, code, f"{name}: {sentence}", Place(school=one.school, form=form))


def at_least(found: int, tries: int) -> Fraction:
    """Chance of `found` or more heads among `tries` throws of a fair coin, exactly."""
    return Fraction(sum(comb(tries, heads) for heads in range(found, tries + 1)), 2**tries)


def _spikes(one: WorkSummary) -> Iterator[tuple[str, str]]:
    """More pupils at the first total of a mark than one below it, and than one above it."""
    if one.scored < FEWEST:
        return
    for mark, start in ((3, one.scale.min_3), (4, one.scale.min_4), (5, one.scale.min_5)):
        if start is None or not 0 < start < len(one.histogram):
            continue
        under, at = one.histogram[start - 1], one.histogram[start]
        above = one.histogram[start + 1] if start + 1 < len(one.histogram) else 0
        if at > above and at_least(at, at + under) <= RARE:
            sentence = (
                f"ровно {count(start, 'балл', 'балла', 'баллов')} (с них начинается «{mark}») "
                f"набрали {number(at)} чел., а на балл меньше — {number(under)}. Все ли работы "
                "у этой границы проверены по критериям? Посмотрите их ещё раз или поясните."
            )
            yield "spike_at_mark", sentence


def _against_quarter(one: WorkSummary) -> Iterator[tuple[str, str]]:
    """Marks that differ from those of the quarter mostly one way."""
    both = one.raised + one.lowered + one.same
    if both < FEWEST:
        return
    ways = ((one.raised, one.lowered, "выше"), (one.lowered, one.raised, "ниже"))
    for moved, other, word in ways:
        if moved >= MOVED * both and at_least(moved, moved + other) <= RARE:
            sentence = (
                f"у {number(moved)} из {number(both)} участников отметка за работу {word}, чем "
                f"за прошлую четверть (обратное — у {number(other)}). Чем это объясняется? Если "
                "причина известна, впишите пояснение."
            )
            yield "quarter_marks", sentence


def _jump(one: WorkSummary, last: WorkSummary | None) -> Iterator[tuple[str, str]]:
    """УД far from that of last year in the same work."""
    if last is None or min(one.scored, last.scored) < FEWEST:
        return
    now, then = _achievement(one), _achievement(last)
    if now is not None and then is not None and _far(now, one.scored, then, last.scored):
        sentence = (
            f"набрано {_percent(now)} наибольших баллов, а год назад {_percent(then)}. Что "
            "изменилось за год: состав параллели, сложность работы, проверка? Поясните."
        )
        yield "jump_between_years", sentence


def _classes_apart(one: WorkSummary) -> Iterator[tuple[str, str]]:
    """The two classes of a grade that are farthest from one another."""
    best = one.scale.max_points
    if not best:
        return
    shares: Sequence[tuple[Fraction, str, int]] = sorted(
        (Fraction(points, n * best), name, n)
        for name, (n, points) in one.classes.items()
        if name and n >= FEWEST
    )
    if len(shares) < 2:
        return
    (low, lower, n_low), (high, higher, n_high) = shares[0], shares[-1]
    if _far(high, n_high, low, n_low):
        first, second = sorted([(lower, low), (higher, high)])
        sentence = (
            f"классы {first[0]} и {second[0]} справились по-разному: набрано "
            f"{_percent(first[1])} и {_percent(second[1])} наибольших баллов. Одинаково ли "
            "проверялись работы и чем различаются классы? Поясните."
        )
        yield "classes_apart", sentence


def _achievement(one: WorkSummary) -> Fraction | None:
    best = one.scale.max_points
    return Fraction(one.points, one.scored * best) if best and one.scored else None


def _far(one: Fraction, n: int, other: Fraction, n_other: int) -> bool:
    return abs(one - other) >= APART and is_significant(one, n, other, n_other, TOLD_APART)


def _percent(share: Fraction) -> str:
    return f"{number(100 * share)}{NO_BREAK}%"
