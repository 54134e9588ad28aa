"""Decides about a command line: reads it, recalls kept answers, and has the rest judged within a time limit."""

import json
import os
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pratique.cli.hook.agents.interface import Line
from pratique.cli.hook.answer import ALLOWED, GATE, Action, Answer, strictest
from pratique.cli.hook.clients import client_of
from pratique.cli.hook.installs import Install, Package

DEADLINE_S = 25
"""The default time limit for the judgement of a command line, in seconds."""
_MOST_PACKAGES = 30
_SIMPLE = re.compile(r"[\w \t./,:@%+=~^-]*+")
"""A text without quotes, variables, pipes and other signs of the shell: a shell changes none of its words."""

_PARTS = re.compile(r"[=.:]|\A-\w*?m(?=[a-z])")
"""Between the parts of a word that may name a client: `A=npm`, `pip._internal`, `-mpip`."""

Judge = Callable[[Mapping[str, Any], float], Any]
"""Judges a request within a time in seconds. Raises OSError, ValueError or TimeoutError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decider:
    """What a decision needs from outside."""

    env: Mapping[str, str]
    memory: Callable[[], Path]
    """Returns the file of kept answers."""
    judge: Judge
    deadline_s: float = DEADLINE_S
    clock: Callable[[], float] = time.time

    def decide(self, line: Line) -> Answer:
        """Return the answer about a command line. What cannot be read or judged in time is a reason to ask."""
        if plain(line.text):
            return ALLOWED
        from pratique.cli.hook.reading import read_line  # noqa: PLC0415 - most lines name no client

        install = read_line(line.text)
        if install.nothing:
            return ALLOWED
        doubts = [Answer(Action.ASK, (doubt, GATE)) for doubt in install.doubts]
        if len(install.packages) > _MOST_PACKAGES:
            doubts.append(Answer(Action.ASK, (f"the line names more than {_MOST_PACKAGES} packages", GATE)))
        return strictest([*doubts, *self._judged(line, install)])

    def _judged(self, line: Line, install: Install) -> list[Answer]:
        base = os.path.abspath(line.folder or ".")  # noqa: PTH100 - pathlib is slower
        asked: dict[str, list[Package | str]] = {}
        for package in install.packages[:_MOST_PACKAGES]:
            if not _is_here(package, base):
                asked.setdefault(_at(base, package.folder), []).append(package)
        for project in install.projects:
            asked.setdefault(_at(base, project), []).append("project")
        ends = time.monotonic() + self.deadline_s
        return [answer for folder, subjects in asked.items() for answer in self._in(folder, subjects, ends)]

    def _in(self, folder: str, subjects: Sequence[Package | str], ends: float) -> list[Answer]:
        """Return the answers about packages and the project of one folder."""
        from pratique.cli.hook.memory import keep, key_of, recall  # noqa: PLC0415 - as above

        now = self.clock()
        keys = {key_of(_subject(one), folder, self.env): one for one in subjects}
        memory = self.memory()
        known = recall(memory, keys, now)
        rest = {key: one for key, one in keys.items() if key not in known}
        if not rest:
            return list(known.values())
        request = {
            "folder": folder,
            "packages": [
                [one.ecosystem, one.name, one.version] for one in rest.values() if isinstance(one, Package)
            ],
            "projects": [folder] if "project" in rest.values() else [],
        }
        rest_s = ends - time.monotonic()
        try:
            told = self.judge(request, rest_s) if rest_s > 0 else None
        except TimeoutError:
            told = None
        if told is None:
            raise TimeoutError(f"the check took longer than {self.deadline_s:g} s")
        answers = [(Answer(Action(word), tuple(reasons)), kept) for _, word, reasons, kept in told["answers"]]
        if len(answers) != len(rest):
            raise ValueError("an answer is missing")
        order = [
            *(key for key, one in rest.items() if one != "project"),
            *(k for k, o in rest.items() if o == "project"),
        ]
        fresh = {key: answer for key, (answer, kept) in zip(order, answers, strict=True) if kept}
        if fresh:
            keep(memory, fresh, told["files"], folder, now)
        return [*known.values(), *(answer for answer, _ in answers)]


def plain(text: str) -> bool:
    """Return True if a command line certainly starts no client: it has only plain words, and none names a client."""
    if _SIMPLE.fullmatch(text) is None:
        return False
    return not any(client_of(part) for word in text.split() for part in (word, *_PARTS.split(word)))


def _subject(one: Package | str) -> str:
    return one if isinstance(one, str) else json.dumps([one.ecosystem, one.name, one.version])


def _at(base: str, folder: str) -> str:
    return os.path.normpath(os.path.join(base, os.path.expanduser(folder)))  # noqa: PTH118, PTH111 - as above


def _is_here(package: Package, base: str) -> bool:
    """Return True if `npx NAME` runs a program of the project, which nothing is downloaded for."""
    if not package.runs or package.version or "/" in package.name:
        return False
    folder = _at(base, package.folder)
    while True:
        if os.path.lexists(os.path.join(folder, "node_modules", ".bin", package.name)):  # noqa: PTH118 - as above
            return True
        parent = os.path.dirname(folder)  # noqa: PTH120 - as above
        if parent == folder:
            return False
        folder = parent
