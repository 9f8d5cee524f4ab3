"""Steps that need each other, several at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from graphlib import TopologicalSorter
from heapq import heappop, heappush
from typing import Protocol, TypeVar


class Timed(Protocol):
    """after: keys of the steps that come before this one; keys that are no step are ignored.

    seconds: how long it took once, or any other measure of its work.
    """

    after: list[str]
    seconds: float


S = TypeVar("S", bound=Timed)
A = TypeVar("A")


def answers_in_order(
    steps: Mapping[str, S], ask: Callable[[S], A], threads: int
) -> Iterator[tuple[S, A]]:
    """Ask each step after those it needs, in several threads; yield it with its answer when done.

    Of those that could begin, the one with the longest way to the end comes first, so that no long
    chain of steps is left to a single thread. Raises what the first failing call raised; calls that
    have not begun are then left out.
    """
    before = {key: [near for near in step.after if near in steps] for key, step in steps.items()}
    seconds_to_end = _seconds_to_end(steps, before)
    order = TopologicalSorter(before)
    order.prepare()
    could_begin: list[tuple[float, str]] = []
    running: dict[Future[A], str] = {}
    pool = ThreadPoolExecutor(threads)
    try:
        while order.is_active():
            for key in order.get_ready():
                heappush(could_begin, (-seconds_to_end[key], key))
            while could_begin and len(running) < threads:
                _, key = heappop(could_begin)
                running[pool.submit(ask, steps[key])] = key
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                key = running.pop(future)
                order.done(key)
                yield steps[key], future.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _seconds_to_end(
    steps: Mapping[str, Timed], before: Mapping[str, list[str]]
) -> dict[str, float]:
    """Return the seconds of each step and of the longest chain of steps that wait for it."""
    seconds = dict.fromkeys(steps, 0.0)
    for key in reversed(list(TopologicalSorter(before).static_order())):
        seconds[key] += steps[key].seconds
        for near in before[key]:
            seconds[near] = max(seconds[near], seconds[key])
    return seconds
