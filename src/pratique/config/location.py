"""Where settings files may be: a list of places to look at, as data. Nothing is opened here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pratique.config.layer import Authority

FILENAME = "pratique.toml"


class FileKind(StrEnum):
    """How a settings file is read."""

    PRATIQUE = "pratique.toml"
    """With `parse`."""
    PYPROJECT = "pyproject.toml"
    """With `parse_pyproject`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A settings file that may exist. When it is `required` and does not, that is an error."""

    path: Path
    authority: Authority
    kind: FileKind = FileKind.PRATIQUE
    required: bool = False


def candidates(
    env: Mapping[str, str], *, site_folders: Sequence[Path], user_folder: Path, project: Path | None
) -> tuple[Candidate, ...]:
    """List the settings files in rising authority, the project's own last.

    `site_folders` are the machine-wide configuration folders of Pratique, the most important first, as
    platformdirs gives them; `user_folder` is the user's. PRATIQUE_CONFIG names a file that is read in place of
    the user's own and must exist; the machine-wide ones are always read. `project` is the root of the project
    under judgement.
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
