"""Files in the making: seen by all who ask, kept, stopped, and told of where they fail."""

from __future__ import annotations

import threading

import pytest

from geo import ValueRangeError
from geo._progress import stage, tell
from ui.workshop import Workshop

WAIT_S = 20


@pytest.fixture
def shop():
    return Workshop(100)


def test_who_asks_again_joins_the_work_and_finds_what_was_made(shop):
    gate, calls = threading.Event(), []

    def make():
        calls.append(1)
        gate.wait(WAIT_S)
        return b"made"

    work = shop.begin("a", make, "long")
    assert shop.begin("a", make, "long") is work is shop.going("a")
    gate.set()
    assert work.wait(WAIT_S)
    assert (shop.made("a"), calls, work.fault, shop.going("a")) == (b"made", [1], None, None)


def test_progress_never_falls_and_ends_at_one(shop):
    seen = []

    def make():
        for done in (1, 3, 2, 5):
            tell(done, 4)
            seen.append(work.share)
        return b""

    ready = threading.Event()
    work = shop.begin("a", lambda: (ready.wait(WAIT_S), make())[1], "long")
    ready.set()
    assert work.wait(WAIT_S)
    assert seen == [0.25, 0.75, 0.75, 1.0]


def test_stages_are_named_and_share_one_bar(shop):
    seen = []

    def make():
        for name, first, last in (("counting", 0.0, 0.5), ("drawing", 0.5, 1.0)):
            with stage(name, first, last):
                tell(1, 2)
                seen.append((work.stage, work.share))
        return b""

    ready = threading.Event()
    work = shop.begin("a", lambda: (ready.wait(WAIT_S), make())[1], "long")
    ready.set()
    assert work.wait(WAIT_S)
    assert seen == [("counting", 0.25), ("drawing", 0.75)]
    assert work.share == 1.0


def test_one_at_a_time_on_a_line(shop):
    gate = threading.Event()
    first = shop.begin("a", lambda: (gate.wait(WAIT_S), b"a")[1], "long")
    second = shop.begin("b", lambda: b"b", "long")
    other = shop.begin("c", lambda: b"c", "short")
    assert other.wait(WAIT_S)
    assert not second.wait(0.05)
    assert not second.is_begun
    gate.set()
    assert second.wait(WAIT_S)
    assert first.wait(WAIT_S)
    assert {one: shop.made(one) for one in "abc"} == {"a": b"a", "b": b"b", "c": b"c"}


def test_stopped_work_leaves_nothing_and_begins_anew(shop):
    gate = threading.Event()

    def make():
        gate.wait(WAIT_S)
        tell(1, 2)
        return b"made"

    work = shop.begin("a", make, "long")
    work.stop()
    assert shop.going("a") is None
    again = shop.begin("a", lambda: b"again", "long")
    assert again is not work
    gate.set()
    assert again.wait(WAIT_S)
    assert work.wait(WAIT_S)
    assert (shop.made("a"), work.fault) == (b"again", None)


def test_a_failure_is_told_and_the_next_try_works(shop, caplog):
    def refuse():
        raise ValueRangeError("expected more, got `less`: give more")

    def break_down():
        raise ZeroDivisionError("by nothing")

    known = shop.begin("a", refuse, "long")
    assert known.wait(WAIT_S)
    assert known.fault == "expected more, got `less`: give more"
    unforeseen = shop.begin("a", break_down, "long")
    assert unforeseen.wait(WAIT_S)
    assert unforeseen.fault == ""
    assert "by nothing" in caplog.text
    assert shop.made("a") is None
    assert shop.begin("a", lambda: b"made", "long").wait(WAIT_S)
    assert shop.made("a") == b"made"
