"""Steps that need each other, several at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from graphlib import TopologicalSorter
from typing import Protocol, TypeVar


class HasPredecessors(Protocol):
    """after: keys of the steps that come before this one; keys that are no step are ignored."""

    after: list[str]


S = TypeVar("S", bound=HasPredecessors)


def run_in_order(steps: Mapping[str, S], act: Callable[[S], None], threads: int) -> None:
    """Call `act` with each step, after those it needs, in several threads.

    Raises what the first failing call raised; calls that have not begun are then left out.
    """
    order = TopologicalSorter(
        {key: [before for before in step.after if before in steps] for key, step in steps.items()}
    )
    order.prepare()
    running: dict[Future, str] = {}
    pool = ThreadPoolExecutor(threads)
    try:
        while order.is_active():
            for key in order.get_ready():
                running[pool.submit(act, steps[key])] = key
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                future.result()
                order.done(running.pop(future))
    finally:
        pool.shutdown(cancel_futures=True)
