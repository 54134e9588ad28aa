"""Searches the package manager caches for blocked releases, for `doctor` and `setup`."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

import click

from pratique.cli.doctor.cache_locations import Machine
from pratique.cli.doctor.caches import cache_checks
from pratique.cli.doctor.checks import Check
from pratique.cli.doctor.known_blocked import ask_blocked, known_here, with_gate
from pratique.cli.setup.clients import Target
from pratique.config import Settings
from pratique.errors import ParseError, RegistryError
from pratique.intake.known_bad.blocked import BlockedList
from pratique.net.client.address import origin
from pratique.net.client.http import Http, HttpSettings
from pratique.net.client.proxies import from_environment
from pratique.net.client.route import Route
from pratique.net.registries.upstreams import Upstreams
from pratique.report.parts.escape import escape

_DEADLINE_S = 60.0


def in_caches(
    project: Path,
    settings: Settings,
    upstreams: Upstreams,
    to: Target | None,
    *,
    clients: Iterable[str] | None = None,
    deadline_s: float = _DEADLINE_S,
) -> list[Check]:
    """Search the caches of `clients`, or of all clients.

    If a gate is given, request the gate's list of blocked releases.
    """
    machine = Machine(env=os.environ, project=project.absolute(), is_root=_is_root())
    with known_here(settings, upstreams) as here:
        known = here if to is None else with_gate(here, asyncio.run(_answer(to, upstreams, deadline_s)), to)
        return list(cache_checks(machine, known, clients=clients, before=_progress))


async def _answer(
    to: Target, upstreams: Upstreams, deadline_s: float
) -> BlockedList | ParseError | RegistryError:
    async with gate_session(to, upstreams, deadline_s) as (http, route):
        try:
            return await ask_blocked(http, to, route)
        except (ParseError, RegistryError) as error:
            return error


@asynccontextmanager
async def gate_session(
    to: Target, upstreams: Upstreams, deadline_s: float = _DEADLINE_S
) -> AsyncIterator[tuple[Http, Route]]:
    """Yield an HTTP client for a gate. The gate's URL, given by the user, may have a private IP address.

    The HTTP client uses the proxy and the certificate authorities of the package manager that is configured for the
    gate. If none is configured, it uses the proxies of the environment and the certificate authorities of the system.
    """
    notes: list[str] = []
    owner = upstreams.owner(to.url)
    route = Route(proxies=from_environment(os.environ, notes))
    if owner is not None and not owner.from_project:
        route = owner.route
    limits = HttpSettings(pauses_s=(), deadline_s=deadline_s)
    async with Http(limits, configured={origin(to.url)}) as http:
        yield http, route


def _progress(line: str) -> None:
    if sys.stderr.isatty():
        click.echo(escape(line), err=True)


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0
