"""A cache makes each value once, keeps a bounded number, and lets nobody wait for another's."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from geodata.base.cache import Cache

LONG_S = 30


def test_a_value_is_made_once_and_the_one_longest_unused_goes_first():
    cache, made = Cache(), []

    def value(key: int) -> int:
        return cache.get("squares", key, lambda: made.append(key) or key**2, most=2)

    assert [value(1), value(2), value(1), value(3), value(1)] == [1, 4, 1, 9, 1]
    assert made == [1, 2, 3]
    assert cache.keys("squares") == [3, 1]
    assert value(2) == 4
    assert made == [1, 2, 3, 2]


def test_nothing_is_a_value_like_any_other():
    cache, made = Cache(), []
    for _ in range(2):
        assert cache.get("venues", "", lambda: made.append(1), most=1) is None
    assert made == [1]


def test_kinds_do_not_push_each_other_out():
    cache = Cache()
    cache.put("a", 1, "one", most=1)
    cache.put("b", 1, "another", most=1)
    assert (cache.find("a", 1), cache.find("b", 1), cache.find("b", 2)) == ("one", "another", None)
    assert cache.kinds() == ["a", "b"]


def test_many_threads_that_ask_for_one_value_make_it_once():
    cache, made, together = Cache(), [], Barrier(8)

    def ask() -> str:
        together.wait(LONG_S)
        return cache.get("slow", "", lambda: made.append(1) or "here", most=1)

    with ThreadPoolExecutor(8) as threads:
        assert {each.result() for each in [threads.submit(ask) for _ in range(8)]} == {"here"}
    assert made == [1]


def test_who_asks_for_another_value_does_not_wait_for_a_slow_one():
    cache, begun, let_go = Cache(), Event(), Event()

    def slow() -> str:
        begun.set()
        assert let_go.wait(LONG_S)
        return "slow"

    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(cache.get, "costs", "slow", slow, most=2)
        assert begun.wait(LONG_S)
        assert cache.get("costs", "quick", lambda: "quick", most=2) == "quick"
        assert not waiting.done()
        let_go.set()
        assert waiting.result(LONG_S) == "slow"


def test_a_value_may_need_others_while_it_is_made():
    cache = Cache()

    def tower(height: int) -> int:
        return cache.get("towers", height, lambda: tower(height - 1) + 1 if height else 0, most=9)

    assert tower(6) == 6


def test_what_fails_is_made_anew_and_holds_nobody_up():
    cache = Cache()
    with pytest.raises(ZeroDivisionError):
        cache.get("shares", 0, lambda: 1 / 0, most=1)
    assert cache.get("shares", 0, lambda: 1.0, most=1) == 1.0
