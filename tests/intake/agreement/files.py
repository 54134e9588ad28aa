"""Projects in memory: the files beside a lock."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pratique.core.lock import Lock
from pratique.errors import ParseError, Reference
from pratique.intake.agreement import disagreements
from pratique.lockfiles import format_for

UNREADABLE = b"\0unreadable"
"""A file whose reading fails."""


@dataclass(frozen=True)
class Files:
    """See `Beside`."""

    held: Mapping[str, bytes]

    def read(self, path: str) -> bytes | None:
        data = self.held.get(path)
        if data == UNREADABLE:
            raise ParseError(
                Reference.FILE_UNREADABLE, f"{path} cannot be read", hint="check its permissions"
            )
        return data

    def named(self, filename: str) -> Iterable[str]:
        return [path for path in self.held if path.rpartition("/")[2] == filename]


def files(told: Mapping[str, str | bytes | Mapping[str, Any]]) -> Files:
    """Files by path; an object stands for its JSON."""
    return Files({path: _bytes(value) for path, value in told.items()})


def lock_of(path: str, beside: Files) -> Lock:
    """The lock at a path."""
    format_ = format_for(path)
    assert format_ is not None
    return format_.parse(beside.held[path])


def told(path: str, beside: Files) -> list[str]:
    """What is said of the lock at a path, without the command that renews it."""
    format_ = format_for(path)
    assert format_ is not None
    found = disagreements(format_.name, path, lock_of(path, beside), beside)
    return [f"{problem.what}: {problem.why.partition(';')[0]}" for problem in found]


def _bytes(value: str | bytes | Mapping[str, Any]) -> bytes:
    if isinstance(value, bytes):
        return value
    return (value if isinstance(value, str) else json.dumps(value)).encode()
