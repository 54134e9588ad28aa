"""Commands of one file that belong together by the name of a file: one saves a download or clones there, another starts it.

A shell that gets both on one line is followed by its reader; programs of other languages give each command to a shell of its own.
Lines on which something is fetched by a request, and nothing from a socket, are told as well.
"""

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from pratique.analysis.chains import vocabulary
from pratique.analysis.chains.acts import Act
from pratique.analysis.facts import Capability, Command, Use
from pratique.analysis.languages.shell import effects, programs

_MOST = 2_000
"""Commands of a file that are looked at."""
_SHORTEST = 2
"""Characters of a name that says which file it is."""
_RUNNERS = frozenset((*programs.INTERPRETERS, *programs.OTHER_INTERPRETERS, "source", "."))


_REMOTE = re.compile(r"(?:https?|git|ssh)://|git@")
_MOST_ABOVE = 20
_FOLDERS = ("./", "__dirname/", "${cwd}/", "$PWD/")
"""How the folder is written that a path is relative to."""


def saved_downloads(commands: Iterable[Command]) -> Mapping[str, Command]:
    """By the path, as `plain_path` has it, the command that saves a download there, or that clones into this folder."""
    found: dict[str, Command] = {}
    for command in islice(commands, _MOST):
        for path in map(plain_path, (*effects.saved(command), *_cloned(command))):
            if len(path) >= _SHORTEST:
                found.setdefault(path, command)
    return found


def fetched_by(command: Command, saved: Mapping[str, Command]) -> Command | None:
    """The command that saved what this one starts: the program itself, or what an interpreter is given. Commands of one line come in no order."""
    found = next((saved[name] for name in _started(command) if name in saved), command)
    return found if found is not command else None


def _started(command: Command) -> Iterator[str]:
    """Yield what a command starts, and the folders above it: a clone is a folder."""
    started = [plain_path(command.runs or command.program)]
    if programs.program_name(command.program) in _RUNNERS and command.inline is None:
        started.append(
            plain_path(next((word for word in command.arguments if not word.startswith(("-", "+"))), ""))
        )
    for name in started:
        yield name
        if name == command.program and "/" not in name:
            continue  # a program of the system
        for folder in ("", *command.folders):
            yield from islice(_above(posixpath.join(plain_path(folder), name)), _MOST_ABOVE)


def _above(path: str) -> Iterator[str]:
    while path := posixpath.dirname(path).rstrip("/"):
        yield path


def _cloned(command: Command) -> Iterator[str]:
    """Yield the folder into which a repository is cloned."""
    if programs.program_name(command.program) != "git" or "clone" not in command.arguments:
        return
    words = command.arguments[command.arguments.index("clone") + 1 :]
    place = next((place for place, word in enumerate(words) if _REMOTE.match(word)), None)
    if place is None:
        return
    named = next((word for word in words[place + 1 :] if not word.startswith("-")), "")
    yield named or posixpath.basename(words[place].rstrip("/")).removesuffix(".git")


def requested_on(uses: Iterable[Use]) -> frozenset[int]:
    """The lines on which something is fetched by a request, and nothing else that talks to the network stands.

    A request to the address of another one is told by what it writes.
    """
    requested: dict[int, bool] = {}
    for use in uses:
        fetches = Act.FETCHES in vocabulary.BY_API.get(use.api, frozenset())
        if fetches or use.capability is Capability.NETWORK:
            requested[use.line] = fetches and requested.get(use.line, True)
    return frozenset(line for line, alone in requested.items() if alone)


def plain_path(path: str) -> str:
    """A path without the folder that it is relative to."""
    path = path.replace("\\", "/")
    return next((path.removeprefix(folder) for folder in _FOLDERS if path.startswith(folder)), path)
