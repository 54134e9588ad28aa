"""Read the settings of a run from files, variables and options."""

import os
from collections.abc import Iterable
from pathlib import Path

import click
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
from pratique.errors import ParseError, Reference, UsageError
from pratique.net.config_file import read_config
from pratique.report.escape import escape


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


def tell_settings(settings: Settings, problems: Iterable[str]) -> None:
    """Say on standard error what a source says that does not count, and what of npm's or pip's cannot be used."""
    for item in settings.ignored:
        click.echo(f"ignored {escape(item.key)} ({escape(item.origin)}): {escape(item.why)}", err=True)
    for problem in problems:
        click.echo(f"not used: {escape(problem)}", err=True)


def _layer(candidate: Candidate) -> Layer | None:
    try:
        data = read_config(candidate.path)
    except ParseError as error:
        raise UsageError(error.reference, f"settings: {error.message}", hint=error.hint) from error
    if data is None:
        if not candidate.required:
            return None
        raise UsageError(
            Reference.CONFIG_INVALID,
            f"the settings file {candidate.path} does not exist",
            hint="PRATIQUE_CONFIG names it",
        )
    read = parse_pyproject if candidate.kind is FileKind.PYPROJECT else parse
    return read(data, origin=str(candidate.path), authority=candidate.authority)
