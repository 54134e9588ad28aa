"""`pratique gate`: stand between package managers and registries."""

from pathlib import Path
from typing import Any

import click

from pratique.cli.gate.freeze import freeze
from pratique.cli.gate.prefetch import prefetch
from pratique.cli.gate.token import token
from pratique.cli.gate.victims import victims
from pratique.cli.run.options import settings_options

_DEFAULT = "127.0.0.1:4873"


@click.group(name="gate")
def command() -> None:
    """Stand between package managers and registries: serve what was judged, and say why not."""


@command.command(name="serve")
@click.option("--listen", metavar="HOST:PORT", default=_DEFAULT, show_default=True, help="Where to listen.")
@click.option(
    "--public-url", metavar="URL", help="Where clients reach the gate, if a proxy stands before it."
)
@click.option("--contact", metavar="TEXT", help="Whom a person asks who meets a hold for review.")
@click.option(
    "--fresh",
    "fresh_s",
    type=click.IntRange(0, 86_400),
    default=300,
    show_default=True,
    help="Seconds before a listing is asked for anew.",
)
@click.option(
    "--wait",
    "wait_s",
    type=click.IntRange(1, 600),
    default=45,
    show_default=True,
    help="Seconds that a client waits for a judgement before it is told to come back.",
)
@click.option(
    "--observe",
    is_flag=True,
    help="Refuse only what is known to be bad; serve the rest and log what would have stopped it.",
)
@settings_options
def serve(**arguments: Any) -> int:
    """Serve each kind of package at its own path, such as /npm/, until stopped (Ctrl-C, or SIGTERM).

    Registries are those that the user's own configuration of the package managers and the settings name.
    """
    from pratique.cli.gate.serve import run  # noqa: PLC0415 - imports the server

    return run(arguments)


command.add_command(token)
command.add_command(victims)
command.add_command(freeze)
command.add_command(prefetch)


@command.command(name="adopt")
@click.argument(
    "locks",
    nargs=-1,
    required=True,
    metavar="LOCK...",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
def adopt(locks: tuple[Path, ...]) -> int:
    """Count what lockfiles hold as in use already: no wait for age, and stopped only by what is known to be bad.

    A running gate takes it up within seconds. Entries without a strong digest are left out and told.
    """
    from pratique.cli.gate.adopt import run  # noqa: PLC0415 - imports SQLAlchemy

    return run(locks)
