"""Two hundred kills of the demonstration: every base it left opens, and it is played again."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.soak.killing import Kills, check_kills, words

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are forked here")
ROUNDS = 200


def test_a_killed_demonstration_can_be_played_again(
    tmp_path: Path, seed: int, rounds: Callable[[int], int]
) -> None:
    stage = tmp_path / "stage"
    stage.mkdir()
    kills = Kills(stage, lambda folder: words("demo", folder / "demo"))
    told = check_kills(kills, tmp_path / "work", random.Random(f"{seed} demo"), rounds(ROUNDS))
    print(f"\ndemo: {told}")
