"""`pratique gate serve`: the parts of the gate, built here and passed in."""

import asyncio
import logging
import os
import re
import signal
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any, Self

import click

from pratique.cli.advisory_index import open_advisories
from pratique.cli.exit_codes import Exit
from pratique.cli.options import given
from pratique.cli.session import Session, open_session
from pratique.cli.settings import read_settings, tell_settings
from pratique.config import Settings
from pratique.errors import ParseError, Reference, UsageError
from pratique.gate.app import Gate
from pratique.gate.artifacts import Artifacts
from pratique.gate.law import Law
from pratique.gate.ledger import Ledger
from pratique.gate.listings import Listings
from pratique.gate.refusal import Way, one_line
from pratique.gate.serving import serving
from pratique.intake.advised import Warnings
from pratique.net.address import parse
from pratique.store.home import Home, data_home

_LISTEN = re.compile(r"(?:\[(?P<six>[0-9a-fA-F:.]+)\]|(?P<host>[A-Za-z0-9.-]+)):(?P<port>[0-9]{1,5})\Z")
_MOST_CONTACT = 80


def run(arguments: Mapping[str, Any]) -> int:
    """Serve until a signal ends it. Raises UsageError for an address that cannot be listened on."""
    host, port = _address(arguments["listen"])
    public_url = _public(arguments["public_url"])
    settings = read_settings(None, given(arguments))
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    asyncio.run(_serve(settings, arguments, (host, port), public_url))
    return Exit.CLEAR


async def _serve(
    settings: Settings, arguments: Mapping[str, Any], address: tuple[str, int], public_url: str | None
) -> None:
    fresh_for = timedelta(seconds=arguments["fresh_s"])
    contact = one_line(arguments["contact"] or Way().contact, most=_MOST_CONTACT)
    async with open_session(settings, fresh=fresh_for) as session:
        tell_settings(settings, session.problems)
        with Advice(settings) as advice:
            gate = gate_of(
                session,
                Law(session.road, store=session.store, advice=advice),
                fresh_for=fresh_for,
                wait_s=arguments["wait_s"],
                contact=contact,
                public_url=public_url,
            )
            try:
                async with serving(gate, *address) as (host, port):
                    shown = f"[{host}]" if ":" in host else host
                    faces = ", ".join(face.prefix for face in gate.faces)
                    click.echo(f"listening on http://{shown}:{port} ({faces})", err=True)
                    await _stopped()
            except OSError as error:
                raise UsageError(
                    Reference.USAGE,
                    f"cannot listen on {arguments['listen']}: {error.strerror or error}",
                    hint="choose another --listen",
                ) from error


def gate_of(
    session: Session,
    law: Law,
    *,
    fresh_for: timedelta,
    wait_s: float,
    contact: str,
    public_url: str | None = None,
) -> Gate:
    """Put a gate together."""
    registry = session.questions.registry
    listings = Listings(
        law=law,
        registry=registry,
        upstreams=session.upstreams,
        store=session.store,
        contact=contact,
        fresh_for=fresh_for,
    )
    artifacts = Artifacts(
        law=law,
        # A gate serves every platform.
        questions=replace(session.questions, everything=True),
        upstreams=session.upstreams,
        store=session.store,
        listings=listings,
        ledger=Ledger(session.store.decisions),
        contact=contact,
        wait_s=wait_s,
    )
    return Gate(
        listings=listings,
        artifacts=artifacts,
        registry=registry,
        upstreams=session.upstreams,
        public_url=public_url,
    )


class Advice:
    """The index of advisories, which `advisories sync` replaces as a whole."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._path = Home(data_home(os.environ)).advisories
        self._opened = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    def stamp(self) -> str:
        """Which file it is."""
        try:
            stat = self._path.stat()
        except OSError:
            return "none"
        return f"{stat.st_ino} {stat.st_mtime_ns} {stat.st_size}"

    def open(self) -> Warnings:
        """Open it; what is wrong with it is told in the answers and raises nothing."""
        opened = ExitStack()
        found = opened.enter_context(open_advisories(self._settings)).warnings(self._settings)
        before, self._opened = self._opened, opened
        before.close()
        return found


async def _stopped() -> None:
    """Wait for Ctrl-C or SIGTERM."""
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        # Windows has no such handlers; there Ctrl-C ends the run by an exception.
        with suppress(NotImplementedError):
            loop.add_signal_handler(number, ended.set)
    await ended.wait()
    click.echo("ending: no new questions are taken", err=True)


def _address(text: str) -> tuple[str, int]:
    match = _LISTEN.match(text)
    port = int(match["port"]) if match else -1
    if match is None or port > 65_535:
        raise UsageError(
            Reference.USAGE, f"--listen {text!r} is no HOST:PORT", hint="such as 127.0.0.1:4873 or [::1]:4873"
        )
    return match["six"] or match["host"], port


def _public(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        url = parse(text)
    except ParseError as error:
        raise UsageError(Reference.USAGE, f"--public-url: {error.message}", hint=error.hint) from error
    return str(url.with_query(None)).rstrip("/")
