"""Map a pure function over many records on this machine, in the order given."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")

SMALL = 64
"""Up to so many items a pool of processes costs more than it saves."""


def map_records(
    function: Callable[[A], B], items: Sequence[A], *, workers: int | None = None, chunk: int = 16
) -> Iterator[B]:
    """Yield `function(item)` in the order of the items.

    `function` must be importable (a module-level function or a partial of one) and pure. With
    one worker or few items everything runs in this process.
    """
    count = workers if workers is not None else (os.cpu_count() or 1)
    if count <= 1 or len(items) <= SMALL:
        yield from map(function, items)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(count, mp_context=context) as pool:
        yield from pool.map(function, items, chunksize=chunk)


def batches(items: Iterable[A], size: int) -> Iterator[list[A]]:
    """Yield the items in lists of at most `size`."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
