"""Work for the dashboard's pages: visitors take turns, a stop is heeded at once, and nothing is left behind."""

import threading
import time
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from reassure_sim.dashboard.server import work
from reassure_sim.dashboard.server.work import BusyError, Lane, alone, each


@pytest.fixture(autouse=True)
def _nothing_is_left_behind() -> Iterator[None]:
    yield
    deadline = time.monotonic() + 10.0
    while (work._under_way or work.SHORT.waiting() or work.LONG.waiting()) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not work._under_way and not work.SHORT.waiting() and not work.LONG.waiting()


def numbers(n: int) -> list[Callable[[], int]]:
    return [partial(int, number) for number in range(n)]


def test_every_task_is_done_once() -> None:
    assert sorted(each("ann", numbers(50), threading.Event())) == list(range(50))
    assert list(each("ann", [], threading.Event())) == []


def test_a_visitor_with_a_thousand_tasks_delays_another_by_one_task() -> None:
    lane, order, begin = Lane(1, "test"), list[str](), threading.Event()
    lane.submit("ann", partial(begin.wait, 10.0))
    for _ in range(1000):
        lane.submit("ann", partial(order.append, "ann"))
    last = [lane.submit(who, partial(order.append, who)) for who in ("ben", "ben", "cat")]
    begin.set()
    for future in last:
        future.result(10.0)
    assert order[:6].count("ben") == 2 and order.index("cat") < 4, order[:6]
    assert order.index("ben") < 3


def test_tasks_are_drawn_as_they_are_needed() -> None:
    drawn = 0

    def many() -> Iterator[Callable[[], int]]:
        nonlocal drawn
        for task in numbers(10_000):
            drawn += 1
            yield task

    found = each("ann", many(), threading.Event())
    assert next(found) >= 0
    found.close()
    assert drawn <= work.WORKERS + 1


def test_a_stop_is_heeded_within_a_tenth_of_a_second() -> None:
    stop, begun = threading.Event(), threading.Event()
    ended: list[float] = []

    def consume() -> None:
        for _ in each("ann", (partial(slow, begun) for _ in range(10_000)), stop):
            pass
        ended.append(time.monotonic())

    def slow(begun: threading.Event) -> None:
        begun.set()
        time.sleep(0.02)

    thread = threading.Thread(target=consume)
    thread.start()
    assert begun.wait(10.0)
    stop.set()
    told = time.monotonic()
    thread.join(10.0)
    assert ended and ended[0] - told < 1.0  # a tenth of a second, and room for a machine that is busy
    assert work.LOOK <= 0.1


def test_what_a_task_raises_reaches_its_own_caller_only() -> None:
    def fails() -> int:
        raise ZeroDivisionError("the eleventh")

    other = each("ben", numbers(3), threading.Event())
    assert next(other) in range(3)
    with pytest.raises(ZeroDivisionError, match="eleventh"):
        list(each("ann", [*numbers(10), fails, *numbers(10)], threading.Event()))
    assert len(list(other)) == 2
    assert len(list(each("ann", numbers(5), threading.Event()))) == 5


def test_a_visitor_has_a_budget_and_so_have_all_together(monkeypatch: pytest.MonkeyPatch) -> None:
    jobs = [each("ann", numbers(9), threading.Event()) for _ in range(work.MINE)]
    for job in jobs:
        next(job)
    with pytest.raises(BusyError):
        next(each("ann", numbers(1), threading.Event()))
    with pytest.raises(BusyError):
        alone("ann", partial(int, 1))
    assert list(each("ben", numbers(1), threading.Event())) == [0]
    monkeypatch.setattr(work, "ALL", work.MINE)
    with pytest.raises(BusyError):
        next(each("ben", numbers(1), threading.Event()))
    del job, jobs  # a job that nobody follows any more gives its place back
    assert list(each("ann", numbers(1), threading.Event())) == [0]


def test_long_work_is_done_one_after_another_and_skipped_if_nobody_wants_it_any_more() -> None:
    begin, done = threading.Event(), list[str]()
    first = alone("ann", partial(begin.wait, 10.0))
    second, third = alone("ann", partial(done.append, "second")), alone("ben", partial(done.append, "third"))
    assert second.cancel()
    assert sorted(each("cat", numbers(3), threading.Event())) == [0, 1, 2], "short work goes on beside it"
    assert done == []
    begin.set()
    third.result(10.0)
    assert first.result(10.0) and done == ["third"]


def test_work_ends_when_the_page_that_asked_for_it_is_closed() -> None:
    pytest.importorskip("solara", reason="needs the dashboard extra")
    from solara.server import kernel, kernel_context

    page = kernel_context.VirtualKernelContext(id="gone", session_id="s", kernel=kernel.Kernel())
    with page:
        found = each("ann", numbers(1_000), threading.Event())
        assert next(found) >= 0
    page.closed_event.set()
    assert list(found) == []


def test_work_gives_way_to_gestures_but_not_for_ever() -> None:
    work.GESTURES.begin()
    try:
        began = time.monotonic()
        assert work.SHORT.submit("ann", lambda: time.monotonic()).result(10.0) - began >= 0.9 * work.WAIT
        work.GESTURES.begin()
        waiting = work.SHORT.submit("ann", partial(int, 5))
        work.GESTURES.end()
        assert waiting.result(10.0) == 5, "another is still under way"
    finally:
        work.GESTURES.end()
    assert work.SHORT.submit("ann", partial(int, 6)).result(10.0) == 6


def test_progress_is_drawn_the_more_seldom_the_more_there_is_to_draw(monkeypatch: pytest.MonkeyPatch) -> None:
    now, told = [100.0], list[float]()
    monkeypatch.setattr(time, "monotonic", lambda: now[0])

    def tell() -> None:
        told.append(now[0])
        now[0] += 1.0  # it takes a second

    def pass_time(seconds: float) -> None:
        news = work.seldom(tell)
        end = now[0] + seconds
        while now[0] < end:
            news()
            now[0] += 0.125

    monkeypatch.setattr(work, "_under_way", dict.fromkeys(["ann"], 1))
    pass_time(50.0)
    assert len(told) == 50 / (1 + work.SHARE)
    told.clear()
    monkeypatch.setattr(work, "_under_way", dict.fromkeys(["ann", "ben"], 1))
    pass_time(90.0)
    assert len(told) == 90 / (1 + 2 * work.SHARE)
