"""A long list goes in portions: other threads get their turn, and nothing stays."""

from __future__ import annotations

import gc
import sys
import threading
import time
import weakref

from app.domain.long_lists import PORTION, LongList


class Item:
    """Something that may be watched as it goes."""


def test_it_is_a_list_like_any_other():
    made = LongList(range(5))
    made.append(5)
    assert made == [0, 1, 2, 3, 4, 5]
    assert made[-1] == 5


def test_every_item_goes_with_the_list():
    items = [Item() for _ in range(3 * PORTION + 1)]
    watched = [weakref.ref(one) for one in items]
    held = LongList(items)
    del items
    assert all(one() is not None for one in watched)
    del held
    assert not any(one() for one in watched)


def test_an_item_held_elsewhere_stays():
    kept = Item()
    held = LongList([kept, Item()])
    watched = weakref.ref(kept)
    del held
    assert watched() is kept


def test_another_thread_gets_its_turn_while_a_list_goes():
    """A plain list leaves one or two turns: before it begins to go and when it is gone."""
    gc.collect()
    before, seen, go = sys.getswitchinterval(), [0], threading.Event()
    held = [LongList(bytearray(1) for _ in range(400_000))]

    def work() -> None:
        go.wait()
        held.clear()
        go.clear()

    sys.setswitchinterval(0.0001)
    thread = threading.Thread(target=work)
    thread.start()
    try:
        go.set()
        while go.is_set():
            seen[0] += 1
            time.sleep(0)
    finally:
        sys.setswitchinterval(before)
        thread.join()
    assert seen[0] > 3
