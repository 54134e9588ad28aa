"""Defines the option `--gate` of the commands that can use a gate on another machine."""

from collections.abc import Callable
from typing import TypeVar

import click

TOKEN = "PRATIQUE_GATE_TOKEN"  # noqa: S105 - the name of a variable
F = TypeVar("F", bound=Callable[..., object])


def gate_option(function: F) -> F:
    """Add `--gate` to a command that otherwise uses the state folder of this machine."""
    about = (
        "Use the gate at this URL instead of the state folder of this machine. The operator's token comes from the "
        f"environment variable {TOKEN}."
    )
    return click.option("--gate", metavar="URL", help=about)(function)
