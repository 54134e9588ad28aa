"""Reads the settings of a run from files, variables and options.

For a change, the project's settings files are read from the target branch of the change. A change, such as a pull
request, cannot relax its own rules, waive its own findings or ignore advisories for its own additions.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import click
import platformdirs

from pratique.cli.run.options import Given
from pratique.config import (
    Authority,
    Candidate,
    FileKind,
    Ignored,
    Layer,
    Settings,
    candidates,
    combine,
    from_environment,
    from_options,
    parse,
    parse_pyproject,
)
from pratique.config.ignore import what_of
from pratique.core.reason import ReasonCode
from pratique.core.suggestion import did_you_mean
from pratique.errors import ParseError, Reference, UsageError
from pratique.net.configuration.config_file import read_config
from pratique.report.parts.escape import escape

OF_THE_CHANGE = "part of this change, and effective only after the merge"
"""The reason why a setting or waiver that a change adds has no effect."""


class Branch(Protocol):
    """The target branch of a change."""

    @property
    def reference(self) -> str:
        """Return the name of the reference on the command line."""

    def settings_file(self, filename: str) -> bytes | None:
        """Return the bytes of a settings file, or None if the file does not exist. Raise ParseError."""


def read_settings(
    project: Path | None,
    options: Given,
    *,
    exclude: tuple[str, ...] = (),
    trust_project: bool = False,
    branch: Branch | None = None,
    config: Path | None = None,
) -> Settings:
    """Combine all sources of settings. `config` replaces the user's settings file.

    Raise UsageError for an unusable settings file or an invalid value.
    """
    places = _candidates(project, config)
    layers = [layer for candidate in places if (layer := _layer(candidate, branch)) is not None]
    layers.append(from_environment(os.environ))
    layers.append(from_options(options, exclude=exclude))
    settings = _with_unknown_rules(combine(layers, trust_project=trust_project))
    if branch is None or project is None:
        return settings
    ignored = [item for candidate in places for item in _changed(candidate, branch)]
    return replace(settings, ignored=(*settings.ignored, *ignored))


def _with_unknown_rules(settings: Settings) -> Settings:
    """Add a waiver to the ignored settings if it is for an unknown rule, signal or reason."""
    named = {
        waiver.rule: waiver.origin for waiver in settings.policy.waivers if waiver.rule not in set(ReasonCode)
    }
    if not named:
        return settings
    from pratique.analysis.rules import RULES  # noqa: PLC0415 - most projects have no waivers
    from pratique.history import EVERY  # noqa: PLC0415 - as above
    from pratique.publishing.rules import RULES as PUBLISHING  # noqa: PLC0415 - as above

    known = [*(rule.id for rule in RULES), *(one.id for one in EVERY), *ReasonCode, *PUBLISHING]
    unknown = (
        Ignored(
            f"waivers {rule}",
            origin,
            did_you_mean(rule, known, "there is no rule, signal or reason with this name"),
        )
        for rule, origin in named.items()
        if rule not in known
    )
    return replace(settings, ignored=(*settings.ignored, *unknown))


def _candidates(project: Path | None, config: Path | None) -> tuple[Candidate, ...]:
    site = platformdirs.site_config_dir("pratique", appauthor=False, multipath=True)
    return candidates(
        {**os.environ, "PRATIQUE_CONFIG": str(config)} if config else os.environ,
        site_folders=[Path(folder) for folder in site.split(os.pathsep) if folder],
        user_folder=platformdirs.user_config_path("pratique", appauthor=False),
        project=project,
    )


def settings_files() -> tuple[Path, ...]:
    """Return the existing settings files of the user and of the machine."""
    return tuple(found.path for found in _candidates(None, None) if found.path.is_file())


def tell_settings(settings: Settings, problems: Iterable[str]) -> None:
    """Print ignored settings and unusable values of package manager configuration to standard error."""
    for item in settings.ignored:
        click.echo(f"ignored {escape(item.key)} ({escape(item.origin)}): {escape(item.why)}", err=True)
    for problem in problems:
        click.echo(f"not used: {escape(problem)}", err=True)


def _layer(candidate: Candidate, branch: Branch | None) -> Layer | None:
    if branch is not None and candidate.authority.from_project:
        return _merged(candidate, branch)
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
            hint="the variable PRATIQUE_CONFIG specifies this file",
        )
    return _parsed(candidate, data, origin=str(candidate.path), authority=candidate.authority)


def _merged(candidate: Candidate, branch: Branch) -> Layer | None:
    """Return a settings file of the project from the target branch."""
    name = candidate.path.name
    data = branch.settings_file(name)
    if data is None:
        return None
    return _parsed(candidate, data, origin=f"{branch.reference}:{name}", authority=Authority.BRANCH)


def _parsed(candidate: Candidate, data: bytes, *, origin: str, authority: Authority) -> Layer | None:
    read = parse_pyproject if candidate.kind is FileKind.PYPROJECT else parse
    return read(data, origin=origin, authority=authority)


def _changed(candidate: Candidate, branch: Branch) -> Iterator[Ignored]:
    """Yield the settings and waivers that a change adds to the project's file, which have no effect."""
    if not candidate.authority.from_project:
        return
    where = candidate.path.name
    try:
        data = read_config(candidate.path)
        now = None if data is None else _parsed(candidate, data, origin=where, authority=Authority.PROJECT)
    except (ParseError, UsageError) as error:
        yield Ignored(where, where, f"{error.message}; {OF_THE_CHANGE}")
        return
    before = _merged(candidate, branch)
    known = {replace(waiver, origin="") for waiver in before.waivers} if before else set()
    for waiver in now.waivers if now else ():
        if replace(waiver, origin="") not in known:
            yield Ignored(f"waivers {waiver.rule} {waiver.package}", waiver.origin, OF_THE_CHANGE)
    expected = {replace(ignore, origin="") for ignore in before.ignores} if before else set()
    for ignore in now.ignores if now else ():
        if replace(ignore, origin="") not in expected:
            yield Ignored(f"ignores {what_of(ignore)}", ignore.origin, OF_THE_CHANGE)
    if _said(now) != _said(before):
        yield Ignored("settings", where, OF_THE_CHANGE)


def _said(layer: Layer | None) -> object:
    """Return the values of a layer without waivers, ignores and origins."""
    if layer is None:
        return ({}, {}, [], [])
    return (
        {key: told.value for key, told in layer.values.items()},
        {purl: told.value for purl, told in layer.denied.items()},
        [told.value for told in layer.exclude],
        [replace(registry, origin="") for registry in layer.registries],
    )
