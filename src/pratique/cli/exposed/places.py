"""Searches the places of a command line: several repositories at the same time, the others one after the other."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

from pratique.cli.exposed.units import Unit
from pratique.errors import PratiqueError
from pratique.respond.sighting import PlaceKind, Result, Searched, Unchecked
from pratique.respond.wanted.value import Wanted

_REPOSITORIES_PER_PROCESS = 4
"""A process takes as long to start as a small repository to search."""
_MOST_PROCESSES = 8


def searched(units: Sequence[Unit], wanted: Wanted) -> Iterator[Result]:
    """Yield the result of each place, in the order of `units`."""
    histories = [unit for unit in units if unit.place.kind is PlaceKind.LOCK_HISTORY]
    processes = min(os.cpu_count() or 1, len(histories) // _REPOSITORIES_PER_PROCESS, _MOST_PROCESSES)
    with _begun(histories if processes > 1 else (), processes, wanted) as begun:
        for unit in units:
            yield _result(begun.get(unit), unit, wanted)


def search_one(unit: Unit, wanted: Wanted) -> Result:
    """Search one place. An error in it leaves the others searched."""
    try:
        return unit.place.search(unit.path, wanted)
    except (PratiqueError, OSError, RecursionError, MemoryError, ValueError) as error:
        lost = Unchecked(str(unit.path), "", f"the search failed: {error}"[:300])
        one = Searched(kind=unit.place.kind, place=str(unit.path), unchecked=(lost,))
        return Result((), (one,))


@contextmanager
def _begun(units: Sequence[Unit], processes: int, wanted: Wanted) -> Iterator[dict[Unit, Future[Result]]]:
    """Begin to search places in other processes, which end at the end."""
    if not units:
        yield {}
        return
    pool = ProcessPoolExecutor(processes, mp_context=get_context("spawn"))
    try:
        yield {unit: pool.submit(search_one, unit, wanted) for unit in units}
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _result(begun: Future[Result] | None, unit: Unit, wanted: Wanted) -> Result:
    if begun is not None:
        try:
            return begun.result()
        except BrokenExecutor:  # a process was killed, by the system or a person
            pass
    return search_one(unit, wanted)
