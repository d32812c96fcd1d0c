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
from app.domain.scales import TEST_POINTS

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
    scores: tuple[int, ...] = ()
    """ЕГЭ: the totals there can be, as far as the year's table is known."""

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
    *,
    fewest: int,
) -> list[Issue]:
    """Questions about this year's results, in their order; `before`: the same of last year.

    `fewest`: participants below which nothing is asked (the methodology's `small_n`).
    """
    known = {(one.school, one.key): one for one in before}
    issues: list[Issue] = []
    for one in now:
        key = one.key
        last = ProcedureKey(key.kind, previous_year(key.year), key.subject, key.grade, key.level)
        asked = [
            *_spikes(one, fewest),
            *_against_quarter(one, fewest),
            *_jump(one, known.get((one.school, last)), fewest),
            *_classes_apart(one, fewest),
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


def _spikes(one: WorkSummary, fewest: int) -> Iterator[tuple[str, str]]:
    """More pupils at the first total of a mark than one step below it, and than one step above."""
    if one.scored < fewest:
        return
    for start, named in _starts(one.scale):
        below, above = _steps(one, start)
        if below is None or not start < len(one.histogram):
            continue
        under, at = one.histogram[below], one.histogram[start]
        over = one.histogram[above] if above is not None else 0
        if at > over and at_least(at, at + under) <= RARE:
            step = "на балл меньше" if below == start - 1 else f"ступенью ниже ({below})"
            sentence = (
                f"ровно {count(start, 'балл', 'балла', 'баллов')} ({named}) "
                f"набрали {number(at)} чел., а {step} — {number(under)}. Все ли работы "
                "у этой границы проверены по критериям? Посмотрите их ещё раз или поясните."
            )
            yield "spike_at_mark", sentence


def _starts(scale: Scale) -> Iterator[tuple[int, str]]:
    """Totals that something begins with, and what begins there."""
    starts = {3: scale.min_3, 4: scale.min_4, 5: scale.min_5}
    if scale.threshold is not None and scale.threshold not in starts.values():
        yield scale.threshold, "это нижний порог"
    for mark, start in starts.items():
        if start is not None:
            yield start, f"с них начинается «{mark}»"


def _steps(one: WorkSummary, start: int) -> tuple[int | None, int | None]:
    """The totals next below and next above that could be reached; None: there is none.

    Test scores have gaps: without the table of the year its steps are the scores seen in the school
    itself, and where none lies below, the one before the threshold stands for it.
    """
    top = len(one.histogram)
    if one.scale.max_points != TEST_POINTS:
        steps: Sequence[int] = (start - 1, start + 1)
    elif start in one.scores:
        steps = one.scores
    else:
        steps = [total for total, pupils in enumerate(one.histogram) if pupils] or [start - 1]
    below = max((step for step in steps if 0 <= step < start), default=start - 1)
    above = min((step for step in steps if start < step < top), default=None)
    return (below if below >= 0 else None), above


def _against_quarter(one: WorkSummary, fewest: int) -> Iterator[tuple[str, str]]:
    """Marks that differ from those of the quarter mostly one way."""
    both = one.raised + one.lowered + one.same
    if both < fewest:
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


def _jump(one: WorkSummary, last: WorkSummary | None, fewest: int) -> Iterator[tuple[str, str]]:
    """УД far from that of last year in the same work."""
    if last is None or min(one.scored, last.scored) < fewest:
        return
    now, then = _achievement(one), _achievement(last)
    if now is not None and then is not None and _far(now, one.scored, then, last.scored):
        sentence = (
            f"набрано {_percent(now)} наибольших баллов, а год назад {_percent(then)}. Что "
            "изменилось за год: состав параллели, сложность работы, проверка? Поясните."
        )
        yield "jump_between_years", sentence


def _classes_apart(one: WorkSummary, fewest: int) -> Iterator[tuple[str, str]]:
    """The two classes of a grade that are farthest from one another."""
    best = one.scale.max_points
    if not best:
        return
    shares: Sequence[tuple[Fraction, str, int]] = sorted(
        (Fraction(points, n * best), name, n)
        for name, (n, points) in one.classes.items()
        if name and n >= fewest
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
