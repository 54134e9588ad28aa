"""Defines the command-line options that several verbs share, each with the setting that it overrides."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., object])


@dataclass(frozen=True, slots=True)
class _Option:
    """A command-line option that overrides the setting `key`. A `flag` option sets the value to true."""

    name: str
    key: str
    metavar: str
    about: str
    flag: bool = False

    @property
    def parameter(self) -> str:
        return self.name.removeprefix("--").replace("-", "_")


OPTIONS: tuple[_Option, ...] = (
    _Option(
        "--offline", "run.offline", "", "Use cached data only; send no requests to registries.", flag=True
    ),
    _Option("--jobs", "run.jobs", "N", "Number of worker processes (default: one for each processor)."),
    _Option(
        "--timeout", "run.timeout_s", "S", "Maximum CPU time for the inspection of one artifact, in seconds."
    ),
    _Option(
        "--platform",
        "check.platform",
        "NAME",
        "Check the package files for the given platform, such as linux-x86_64, linux-x86_64-py312 or py312.",
    ),
    _Option(
        "--all-artifacts", "check.all_artifacts", "", "Check the package files for all platforms.", flag=True
    ),
    _Option(
        "--fail-on",
        "check.fail_on",
        "LEVEL",
        "Minimum severity of a result that causes exit code 1: block, review (default) or wait.",
    ),
    _Option(
        "--min-age",
        "policy.min_age",
        "SPAN",
        "Cooldown: the minimum age of a new artifact before it is allowed, such as 72h or 14d.",
    ),
)

Given = Mapping[str, tuple[str, str]]
"""The name and the text of each option, by the key of its setting."""


def settings_options(function: F) -> F:
    """Add the options in `OPTIONS` to a command. Use `given` to read the values of these options."""
    for option in reversed(OPTIONS):
        if option.flag:
            decorate = click.option(option.name, is_flag=True, default=None, help=option.about)
        else:
            decorate = click.option(option.name, metavar=option.metavar, help=option.about)
        function = decorate(function)
    return function


def given(arguments: Mapping[str, Any]) -> Given:
    """Return the command-line options as settings."""
    said: dict[str, tuple[str, str]] = {}
    for option in OPTIONS:
        value = arguments.get(option.parameter)
        if value is not None:
            said[option.key] = (option.name, "true" if option.flag else str(value))
    return said
