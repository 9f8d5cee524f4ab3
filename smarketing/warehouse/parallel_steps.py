"""Steps that need each other, several at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from graphlib import TopologicalSorter
from typing import Protocol, TypeVar


class HasPredecessors(Protocol):
    """after: keys of the steps that come before this one; keys that are no step are ignored."""

    after: list[str]


S = TypeVar("S", bound=HasPredecessors)
A = TypeVar("A")


def answers_in_order(
    steps: Mapping[str, S], ask: Callable[[S], A], threads: int
) -> Iterator[tuple[S, A]]:
    """Ask each step after those it needs, in several threads; yield it with its answer when done.

    Raises what the first failing call raised; calls that have not begun are then left out.
    """
    order = TopologicalSorter(
        {key: [before for before in step.after if before in steps] for key, step in steps.items()}
    )
    order.prepare()
    running: dict[Future[A], str] = {}
    pool = ThreadPoolExecutor(threads)
    try:
        while order.is_active():
            for key in order.get_ready():
                running[pool.submit(ask, steps[key])] = key
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                key = running.pop(future)
                order.done(key)
                yield steps[key], future.result()
    finally:
        pool.shutdown(cancel_futures=True)
