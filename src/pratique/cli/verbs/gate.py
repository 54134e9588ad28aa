"""Defines `pratique gate`, which runs and manages the registry firewall."""

from pathlib import Path
from typing import Any

import click

from pratique.cli.gate.archive_log import archive_log
from pratique.cli.gate.backup import backup, restore
from pratique.cli.gate.freeze import freeze
from pratique.cli.gate.prefetch import prefetch
from pratique.cli.gate.token import token
from pratique.cli.gate.victims import command as affected
from pratique.cli.output.helping import Verbs
from pratique.cli.run.options import settings_options

_DEFAULT = "127.0.0.1:4873"


@click.group(name="gate", cls=Verbs)
def command() -> None:
    """Run and manage the registry firewall."""


@command.command(name="serve")
@click.option(
    "--listen",
    metavar="HOST:PORT",
    default=_DEFAULT,
    show_default=True,
    help="Host and port on which the gate listens.",
)
@click.option(
    "--public-url",
    metavar="URL",
    help="URL under which clients reach the gate, if the gate runs behind a proxy.",
)
@click.option(
    "--tls-certificate",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="PEM file with the TLS certificate of the gate and its intermediate certificates; the gate then "
    "accepts only https.",
)
@click.option(
    "--tls-key",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="PEM file with the private key of the certificate, without a passphrase.",
)
@click.option(
    "--contact", metavar="TEXT", help="Contact that the gate shows to clients when a release needs review."
)
@click.option(
    "--fresh",
    "fresh_s",
    type=click.IntRange(0, 86_400),
    default=300,
    show_default=True,
    help="Number of seconds before the gate requests a cached registry listing again.",
)
@click.option(
    "--wait",
    "wait_s",
    type=click.IntRange(1, 600),
    default=45,
    show_default=True,
    help="Maximum time in seconds for which a client's request waits for a verdict; after that "
    "time, the client must retry.",
)
@click.option(
    "--observe",
    is_flag=True,
    help="Block only known-bad packages; serve all other packages, and log which of them would "
    "have been held.",
)
@settings_options
def serve(**arguments: Any) -> int:
    """Run the gate until Ctrl-C or SIGTERM stops it.

    Each ecosystem has its own path in the URL of the gate, such as /npm/. The gate queries the registries in the
    user's package manager configuration and in the settings.
    """
    from pratique.cli.gate.serve import run  # noqa: PLC0415 - imports the server

    return run(arguments)


command.add_command(token)
command.add_command(affected)
command.add_command(freeze)
command.add_command(prefetch)
command.add_command(archive_log)
command.add_command(backup)
command.add_command(restore)


@command.command(name="adopt")
@click.argument(
    "locks",
    nargs=-1,
    required=True,
    metavar="LOCK...",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
def adopt(locks: tuple[Path, ...]) -> int:
    """Mark the packages in lockfiles as already in use: no cooldown applies to them, and only a block stops them.

    The gate may serve these packages before their inspection ends, after it checked that they are not known to be
    malicious (setting gate.serve_before_inspection).

    A running gate recognises newly adopted packages within seconds. Lockfile entries without a strong digest are
    skipped, and their number is printed.
    """
    from pratique.cli.gate.adopt import run  # noqa: PLC0415 - imports SQLAlchemy

    return run(locks)
