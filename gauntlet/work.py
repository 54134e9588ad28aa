"""Replays in several processes, each cell a task of its own; answers come in the order in which they were asked for.

A cell lives in the variables of its process (`gauntlet.machine.home`), so that two in one process would meet.
"""

import logging
import multiprocessing
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass

from gauntlet.incident import Incident
from gauntlet.incidents import INCIDENTS
from gauntlet.looks import looks
from gauntlet.replay import MOMENTS, Replay, cell
from gauntlet.warned import warned

JOBS = 2
_BY_ID = {incident.id: incident for incident in INCIDENTS}


@dataclass(frozen=True)
class Task:
    """A part of a replay, as one process does it; an incident goes by its id."""

    incident: str
    what: str
    """`looks`, `warned`, or the moment of a cell."""
    age: bool = True

    def __str__(self) -> str:
        """What a person reads of it."""
        if self.what not in MOMENTS:
            return f"{self.incident} {self.what}"
        return f"{self.incident} +{self.what} age {'on' if self.age else 'off'}"

    def do(self) -> object:
        """Do it here: a Cell, the looks, or who was warned."""
        incident = _BY_ID[self.incident]
        if self.what == "looks":
            return looks(incident)
        if self.what == "warned":
            return warned(incident)
        return cell(incident, self.what, age=self.age)


@dataclass(frozen=True)
class Failed:
    """An incident of which a task did not end: there is no replay of it."""

    incident: Incident
    why: tuple[str, ...]


def tasks_of(incident: Incident, moments: Iterable[str], *, beside: bool) -> list[Task]:
    """What a replay of an incident is made of; `beside`: with what the other verbs say, and who is warned."""
    cells = [Task(incident.id, moment, age) for age in (True, False) for moment in moments]
    return cells + ([Task(incident.id, what) for what in ("looks", "warned")] if beside else [])


def replays(
    incidents: Sequence[Incident],
    *,
    moments: Sequence[str] = tuple(MOMENTS),
    beside: bool = True,
    jobs: int = JOBS,
    tell: Callable[[str], None] = lambda _: None,
) -> Iterator[Replay | Failed]:
    """Replay incidents, each given as soon as it and all before it are done; `tell` hears of every task that ended."""
    wanted = {one.id: tasks_of(one, moments, beside=beside) for one in incidents}
    count, done = sum(map(len, wanted.values())), 0

    def ended(task: Task, future: "Future[object]") -> None:
        nonlocal done
        done += 1
        if not future.cancelled():
            failed = ": FAILED" if future.exception() is not None else ""
            tell(f"{done} of {count}: {task}{failed}")

    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=spawn, initializer=_quiet) as pool:
        futures: dict[Task, Future[object]] = {}
        for task in (task for tasks in wanted.values() for task in tasks):
            futures[task] = pool.submit(task.do)
            futures[task].add_done_callback(lambda future, task=task: ended(task, future))  # type: ignore[misc]
        try:
            for incident in incidents:
                yield _joined(incident, [(task, futures[task]) for task in wanted[incident.id]])
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _quiet() -> None:
    """What a gate logs is not part of the answer."""
    logging.disable(logging.CRITICAL)


def _joined(incident: Incident, parts: Sequence[tuple[Task, "Future[object]"]]) -> Replay | Failed:
    cells, more, why = [], {}, []
    for task, future in parts:
        error = future.exception()
        if error is not None:
            last = traceback.format_exception_only(error)[-1].strip()
            why.append(f"{task}: {last}")
            traceback.print_exception(error, file=sys.stderr)
        elif task.what in MOMENTS:
            cells.append(future.result())
        else:
            more[task.what] = future.result()
    if why:
        return Failed(incident, tuple(why))
    return Replay(incident=incident, cells=tuple(cells), **more)  # type: ignore[arg-type]
