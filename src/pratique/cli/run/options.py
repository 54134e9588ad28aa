"""Defines the command-line options that several verbs share, each with its setting."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., object])


@dataclass(frozen=True, slots=True)
class _Option:
    """An option that sets the setting `key`. A `flag` option sets it to true."""

    name: str
    key: str
    metavar: str
    about: str
    flag: bool = False

    @property
    def parameter(self) -> str:
        return self.name.removeprefix("--").replace("-", "_")


OPTIONS: tuple[_Option, ...] = (
    _Option("--offline", "run.offline", "", "Use remembered data only; ask no registry.", flag=True),
    _Option("--jobs", "run.jobs", "N", "Worker processes (default: one for each processor)."),
    _Option("--timeout", "run.timeout_s", "S", "CPU seconds for one artifact."),
    _Option(
        "--platform",
        "check.platform",
        "NAME",
        "Check the files for this platform, such as linux-x86_64, linux-x86_64-py312 or py312.",
    ),
    _Option("--all-artifacts", "check.all_artifacts", "", "Check the files for every platform.", flag=True),
    _Option(
        "--fail-on",
        "check.fail_on",
        "LEVEL",
        "Exit with 1 from this level on: block, review (default) or wait.",
    ),
    _Option(
        "--min-age", "policy.min_age", "SPAN", "Cooldown: minimum age of new artifacts, such as 72h or 14d."
    ),
)

Given = Mapping[str, tuple[str, str]]
"""The option and its text, by the key of the setting."""


def settings_options(function: F) -> F:
    """Add the options of `OPTIONS` to a command. `given` reads them from its keyword arguments."""
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
