"""Implements `--gate URL` of `check` and `inspect`, which requests inspections from a gate before they are run locally."""

import os
from collections.abc import Callable
from typing import TypeVar

import click

from pratique.errors import ParseError, Reference, UsageError
from pratique.intake.gate_verdicts import MOST_ANSWER_BYTES, PATH, GateVerdicts
from pratique.net.client.address import bare, parse
from pratique.net.client.authorization import Authorization
from pratique.net.client.http import Http
from pratique.net.client.route import Route
from pratique.net.registries.gate_client import GateClient
from pratique.net.registries.upstreams import Upstreams
from pratique.report.parts.escape import escape

F = TypeVar("F", bound=Callable[..., object])

TOKEN = "PRATIQUE_GATE_TOKEN"  # noqa: S105 - the name of a variable
_FACES = ("/npm", "/pypi/simple", "/gems")


def gate_option(function: F) -> F:
    """Add `--gate` to a command."""
    about = (
        "Reuse inspections from the gate at this URL, but compute the verdicts locally, with your own policy."
    )
    return click.option("--gate", metavar="URL", help=about)(function)


def address_of(gate: str) -> str:
    """Return the URL of the shared inspections, derived from the URL of the gate or of one of its registries.

    Raise UsageError.
    """
    try:
        url = bare(parse(gate)).with_query(None)
    except ParseError as error:
        raise UsageError(Reference.USAGE, f"--gate: {error.message}", hint=error.hint) from None
    path = url.path.rstrip("/")
    face = next((face for face in _FACES if path.endswith(face)), "")
    return str(url.with_path(f"{path.removesuffix(face)}{PATH}"))


def shared_verdicts(
    http: Http, upstreams: Upstreams, gate: str | None, *, offline: bool = False
) -> GateVerdicts | None:
    """Return the gate of a run, or None without --gate or with --offline.

    Raise UsageError for an invalid URL of the gate. Only the command line can set the gate, not a setting or a file of
    the project. The gate's token comes from PRATIQUE_GATE_TOKEN, or else from the credential of a configured registry
    at this gate. The proxy and the certificates for the gate also come from the configuration of the registry at this
    gate.
    """
    if gate is None:
        return None
    address = address_of(gate)
    if offline:
        click.echo("the gate is not queried because of --offline", err=True)
        return None
    url = parse(address)
    owner = upstreams.owner(url)
    if owner is not None and owner.from_project:
        # The project under judgement says nothing about how its judge is asked: no proxy, no certificates.
        owner = None
    token = os.environ.get(TOKEN, "")
    authorization = Authorization.bearer(token) if token else owner.authorization if owner else None
    client = GateClient(
        http=http,
        url=address,
        authorization=authorization,
        route=owner.route if owner else Route(),
        most_bytes=MOST_ANSWER_BYTES,
    )
    return GateVerdicts(post=client.post, name=str(url.origin()))


async def close_and_tell(shared: GateVerdicts | None) -> None:
    """Close the connection to the gate, and print a summary to standard error."""
    if shared is not None:
        await shared.close()
        if shared.told:
            click.echo(escape(shared.told), err=True)
