"""The parts of a made-up organisation, and the files that they become."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pratique.errors import Reference, UsageError
from pratique.respond.drill.repository import Commit, repository_files

_WRITTEN = 1_539_594_342
"""The time of all files: 2018-10-15 09:05:42 UTC. Searches take the time of an installed package from its files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """A git repository. The last commit of a branch is its head, and `main` is checked out."""

    path: str
    branches: Mapping[str, tuple[Commit, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """The places of an organisation."""

    repositories: tuple[Repository, ...]
    files: Mapping[str, bytes]
    """The content of all other files, by path with slashes."""


def write(organisation: Organisation, folder: Path) -> int:
    """Write the organisation into a folder that is empty or does not exist. Return the number of files.

    Raises UsageError if the folder contains something or cannot be written.
    """
    try:
        if folder.exists() and any(folder.iterdir()):
            raise UsageError(
                Reference.USAGE,
                f"{folder} is not empty",
                hint="choose a folder that does not exist",
            )
        files = dict(organisation.files)
        for repository in organisation.repositories:
            for path, data in repository_files(repository.branches).items():
                files[f"{repository.path}/{path}"] = data
        for path, data in sorted(files.items()):
            target = folder.joinpath(*path.split("/"))
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
            os.utime(target, (_WRITTEN, _WRITTEN))
    except OSError as error:
        raise UsageError(
            Reference.USAGE,
            f"{folder} cannot be written: {error.strerror or error}",
            hint="choose another folder with --folder",
        ) from error
    return len(files)


def at(text: str) -> datetime:
    """Parse a time with a zone."""
    return datetime.fromisoformat(text)


def joined(parts: Iterable[Mapping[str, bytes]]) -> dict[str, bytes]:
    """Return the files of several parts."""
    return {path: data for part in parts for path, data in part.items()}
