"""Read the settings of a run from files, variables and options."""

import os
from pathlib import Path

import platformdirs

from pratique.cli.options import Given
from pratique.config import (
    Candidate,
    FileKind,
    Layer,
    Settings,
    candidates,
    combine,
    from_environment,
    from_options,
    parse,
    parse_pyproject,
)
from pratique.errors import Reference, UsageError

_MOST_BYTES = 1024 * 1024


def read_settings(
    project: Path | None, options: Given, *, exclude: tuple[str, ...] = (), trust_project: bool = False
) -> Settings:
    """Combine what every source says. Raises UsageError for a file or value that cannot be used."""
    layers = [layer for candidate in _candidates(project) if (layer := _layer(candidate)) is not None]
    layers.append(from_environment(os.environ))
    layers.append(from_options(options, exclude=exclude))
    return combine(layers, trust_project=trust_project)


def _candidates(project: Path | None) -> tuple[Candidate, ...]:
    site = platformdirs.site_config_dir("pratique", appauthor=False, multipath=True)
    return candidates(
        os.environ,
        site_folders=[Path(folder) for folder in site.split(os.pathsep) if folder],
        user_folder=platformdirs.user_config_path("pratique", appauthor=False),
        project=project,
    )


def _layer(candidate: Candidate) -> Layer | None:
    try:
        with candidate.path.open("rb") as stream:
            data = stream.read(_MOST_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        if not candidate.required:
            return None
        raise UsageError(
            Reference.CONFIG_INVALID,
            f"the settings file {candidate.path} does not exist",
            hint="PRATIQUE_CONFIG names it",
        ) from None
    except OSError as error:
        raise UsageError(
            Reference.FILE_UNREADABLE,
            f"the settings file {candidate.path} cannot be read: {error.strerror}",
            hint="check its permissions",
        ) from error
    if len(data) > _MOST_BYTES:
        raise UsageError(
            Reference.CONFIG_INVALID,
            f"{candidate.path} is larger than 1 MiB",
            hint="is it really a settings file?",
        )
    read = parse_pyproject if candidate.kind is FileKind.PYPROJECT else parse
    return read(data, origin=str(candidate.path), authority=candidate.authority)
