"""Whoever gives a calculation or a reference up does not wait until the base is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.errors import Cancelled
from app.services.calculating import calculate
from app.services.publishing import publish
from app.services.referencing import current
from app.services.region_year import compute
from tests.unit.services.regions import PERIOD, region


class _GivenUp:
    """Progress that is given up at a certain call."""

    def __init__(self, at: int) -> None:
        self.at, self.calls = at, 0

    def __call__(self, done: int, total: int) -> None:
        self.calls += 1
        if self.calls == self.at:
            raise Cancelled


@pytest.mark.parametrize("work", [calculate, compute])
def test_giving_up_is_heard_many_times_and_each_time(tmp_path: Path, work: object) -> None:
    assert callable(work)
    with region(tmp_path, amount=3) as context:
        patient = _GivenUp(0)
        work(context, PERIOD, progress=patient)
        assert patient.calls > 10, "while the base is read, too"
        for at in range(1, patient.calls + 1):
            hasty = _GivenUp(at)
            with pytest.raises(Cancelled):
                work(context, PERIOD, progress=hasty)
            assert hasty.calls == at, "nothing goes on after it"


def test_a_reference_given_up_is_not_published(tmp_path: Path) -> None:
    with region(tmp_path, amount=3) as context:
        with pytest.raises(Cancelled):
            publish(context, PERIOD, _GivenUp(3))
        assert current(context, PERIOD) is None
