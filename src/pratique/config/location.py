"""Lists the possible locations of settings files, without opening a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pratique.config.layer import Authority

FILENAME = "pratique.toml"


class FileKind(StrEnum):
    """The format of a settings file."""

    PRATIQUE = "pratique.toml"
    """A `pratique.toml`, parsed with `parse`."""
    PYPROJECT = "pyproject.toml"
    """A pyproject.toml, parsed with `parse_pyproject`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A possible settings file. If `required` is set, a missing file is an error."""

    path: Path
    authority: Authority
    kind: FileKind = FileKind.PRATIQUE
    required: bool = False


def candidates(
    env: Mapping[str, str], *, site_folders: Sequence[Path], user_folder: Path, project: Path | None
) -> tuple[Candidate, ...]:
    """Return the settings files in ascending order of authority, with the project's own files last.

    `site_folders` are the machine-wide configuration folders of Pratique, the most important first, as returned by
    platformdirs. `user_folder` is the user's configuration folder. PRATIQUE_CONFIG specifies a file that replaces the
    user's own file and must exist. The machine-wide files are always read. `project` is the root of the project that is
    checked.
    """
    found = [
        Candidate(path=folder / FILENAME, authority=Authority.ORGANISATION)
        for folder in reversed(site_folders)
    ]
    named = env.get("PRATIQUE_CONFIG", "")
    if named.strip():
        found.append(Candidate(path=Path(named), authority=Authority.USER, required=True))
    else:
        found.append(Candidate(path=user_folder / FILENAME, authority=Authority.USER))
    if project is not None:
        found.append(
            Candidate(path=project / "pyproject.toml", authority=Authority.PROJECT, kind=FileKind.PYPROJECT)
        )
        found.append(Candidate(path=project / FILENAME, authority=Authority.PROJECT))
    return tuple(found)
