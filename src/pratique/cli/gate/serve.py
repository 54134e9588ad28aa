"""Implements `pratique gate serve`: creates the parts of the gate, and runs the gate."""

import asyncio
import gc
import logging
import os
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import ExitStack, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any, Self

import click

from pratique.cli.advisories.index_opening import open_advisories
from pratique.cli.gate.access import Front, admission_of, certificate_of, exchange_of, follow, moment_of
from pratique.cli.gate.background import background_of, hook_of
from pratique.cli.gate.self_loop import refuse_itself
from pratique.cli.gate.signals import handled
from pratique.cli.output.exit_codes import Exit
from pratique.cli.run.clock import now
from pratique.cli.run.options import given
from pratique.cli.run.session import Session, open_session
from pratique.cli.run.settings import read_settings, tell_settings
from pratique.config import Settings
from pratique.config.form import BeforeInspection
from pratique.core.mode import Mode
from pratique.errors import ParseError, Reference, StoreError, UsageError
from pratique.gate.access.forwarded_headers import Trusted
from pratique.gate.access.host_names import Hosts
from pratique.gate.api.blocklist import Blocklist
from pratique.gate.api.operator_api import OperatorApi
from pratique.gate.api.osv import Osv
from pratique.gate.api.release_page import Releases
from pratique.gate.api.verdicts import Verdicts
from pratique.gate.artifacts.serving import Artifacts
from pratique.gate.background.index_leases import Leased
from pratique.gate.background.reload import current
from pratique.gate.decision.coverage import KNOWN, advisories_told
from pratique.gate.decision.excluded_baselines import unfit_versions
from pratique.gate.decision.policy import Law
from pratique.gate.decision.refusal import Way, one_line
from pratique.gate.holds.approval_requests import Requests
from pratique.gate.listings.serving import Listings
from pratique.gate.monitoring.decision_counts import CountedDecisions
from pratique.gate.monitoring.decision_log import Ledger
from pratique.gate.monitoring.metrics import Metrics
from pratique.gate.protocols.forwarded_writes import Writing
from pratique.gate.protocols.rubygems.index import GemIndex
from pratique.gate.protocols.table import FACES
from pratique.gate.server.app import Gate
from pratique.gate.server.file_descriptors import Descriptors, raise_limit, room_for_clients
from pratique.gate.server.heap import give_memory_back
from pratique.gate.server.lifecycle import listening
from pratique.gate.server.patience import LONGEST_S
from pratique.intake.fixes.fix_sets import Fixes
from pratique.intake.questions import Questions
from pratique.net.client.address import parse
from pratique.store.folder.home import Home, data_home
from pratique.store.folder.kept_snapshot import KeptSnapshot
from pratique.store.folder.locks import shared
from pratique.store.interface import RecordsMemory

_LISTEN = re.compile(r"(?:\[(?P<six>[0-9a-fA-F:.]+)\]|(?P<host>[A-Za-z0-9.-]+)):(?P<port>[0-9]{1,5})\Z")
_MOST_CONTACT = 80
_OBJECTS = 20_000
_USUAL = Front()
_MODES = {
    Mode.ENFORCE: "mode enforce",
    Mode.OBSERVE: "mode observe: only known-bad artifacts and changed bytes are blocked",
}


def run(arguments: Mapping[str, Any]) -> int:
    """Run the gate until a signal stops it. Raise UsageError if the gate cannot listen on the given address."""
    host, port = _address(arguments["listen"])
    public_url = _public(arguments["public_url"])
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    give_memory_back()
    # A listing is tens of thousands of objects that live on: looking for cycles each time that 2,000 came (the default) is lost time.
    gc.set_threshold(_OBJECTS, 20, 20)
    home = Home(data_home(os.environ))
    home.make()
    # `gate restore` changes no state folder that a gate uses.
    with shared(home.gate_lock, busy_s=1.0):
        asyncio.run(_serve(arguments, (host, port), public_url))
    return Exit.CLEAR


async def _serve(arguments: Mapping[str, Any], address: tuple[str, int], public_url: str | None) -> None:
    limit = raise_limit()
    certificate = certificate_of(_settings(arguments).gate)
    front = Front(
        metrics=Metrics(), descriptors=Descriptors(limit), certificate=certificate, bound=address[0]
    )
    tls = None if certificate is None else certificate.context
    async with current(lambda: _opened(arguments, address, public_url, front)) as running:
        try:
            most = room_for_clients(limit)
            async with listening(running.handle, *address, most=most, tls=tls) as (host, port):
                scheme = "http" if tls is None else "https"
                shown = f"[{host}]" if ":" in host else host
                faces = ", ".join(face.prefix for face in running.gate.faces)
                mode = _MODES[running.gate.listings.law.mode]
                with handled() as signals:
                    click.echo(f"listening on {scheme}://{shown}:{port} ({faces}), {mode}", err=True)
                    for line in _without_advisories(running.gate):
                        click.echo(line, err=True)
                    await signals.until_stopped(running.reload)
        except OSError as error:
            raise UsageError(
                Reference.USAGE,
                f"cannot listen on {arguments['listen']}: {error.strerror or error}",
                hint="choose another address with --listen",
            ) from error


def _settings(arguments: Mapping[str, Any]) -> Settings:
    """Return the settings with the options of `gate serve`. Raise UsageError for invalid settings."""
    options = {**given(arguments)}
    if arguments["observe"]:
        options["gate.mode"] = ("--observe", Mode.OBSERVE.value)
    for name in ("tls_certificate", "tls_key"):
        if arguments[name] is not None:
            options[f"gate.{name}"] = (f"--{name.replace('_', '-')}", str(arguments[name].absolute()))
    return read_settings(None, options)


def _require_advisories(law: Law) -> None:
    """Raise UsageError if advisories are missing and `gate.require_advisories` is set."""
    missing = list(_unknowing(law))
    if missing:
        raise UsageError(
            Reference.ADVISORIES_MISSING,
            f"gate.require_advisories is set, but advisories are missing: {'; '.join(missing)}",
            hint="run `pratique advisories sync`, then start the gate again",
        )


def _without_advisories(gate: Gate) -> Iterator[str]:
    """Yield a warning with the reason for each ecosystem without advisories."""
    return _unknowing(gate.listings.law)


def _unknowing(law: Law) -> Iterator[str]:
    told = advisories_told(law.road.warnings, [face.ecosystem for face in FACES], law.now())
    for why in dict.fromkeys(told.values()):
        if why != KNOWN:
            names = ", ".join(name for name, one in told.items() if one == why)
            yield f"advisories about {names}: {why}"


@asynccontextmanager
async def _opened(
    arguments: Mapping[str, Any],
    address: tuple[str, int],
    public_url: str | None,
    front: Front,
) -> AsyncIterator[Gate]:
    """Yield a gate with the current settings.

    Raise UsageError for invalid settings, and any error that occurs while a part of the gate is created.
    """
    settings, metrics = _settings(arguments), front.metrics or Metrics()
    fresh_for = timedelta(seconds=arguments["fresh_s"])
    hook = hook_of(settings.gate, os.environ)
    async with open_session(settings, fresh=fresh_for, observe=metrics.asked) as session:
        tell_settings(settings, session.problems)
        faces = [face.prefix for face in FACES]
        refuse_itself(session.upstreams, faces, host=address[0], port=address[1], public_url=public_url)
        with Advice(settings, session.store.held_records) as advice:
            law = Law(
                session.road,
                store=session.store,
                advice=advice,
                mode=settings.gate.mode,
                registries=repr(session.upstreams.rows()),
            )
            if settings.gate.require_advisories:
                _require_advisories(law)
            gate = gate_of(
                session,
                law,
                fresh_for=fresh_for,
                wait_s=arguments["wait_s"],
                contact=one_line(arguments["contact"] or Way().contact, most=_MOST_CONTACT),
                public_url=public_url,
                front=replace(front, settings=settings.gate, metrics=metrics),
            )
            metrics.name_upstreams(up.url for up in session.upstreams)
            works = background_of(session, gate, hook, settings)
            follow(front.certificate, settings.gate)
            yield replace(
                gate, background=works if front.certificate is None else (*works, front.certificate)
            )


def gate_of(
    session: Session,
    law: Law,
    *,
    fresh_for: timedelta,
    wait_s: float,
    contact: str,
    public_url: str | None = None,
    front: Front = _USUAL,
) -> Gate:
    """Create a gate. Raise ParseError or StoreError for an unusable token file or key."""
    settings, metrics = front.settings, front.metrics or Metrics()
    registry = session.questions.registry
    decisions = CountedDecisions(session.store.decisions, metrics)
    questions = _questions(session, law)
    listings = _listings(session, law, contact, fresh_for, metrics)
    law.road = replace(law.road, fixes=Fixes(questions))
    artifacts = Artifacts(
        law=law,
        questions=questions,
        upstreams=session.upstreams,
        store=session.store,
        listings=listings,
        ledger=Ledger(decisions, session.store.allowed, session.store.uninspected),
        contact=contact,
        wait_s=max(wait_s, LONGEST_S),
        metrics=metrics,
        serves_adopted_first=settings.serve_before_inspection is BeforeInspection.ADOPTED,
    )
    requests = Requests(listings=listings, store=session.store, faces=FACES, contact=contact)
    exchange = exchange_of(settings, law.now)
    return Gate(
        listings=listings,
        artifacts=artifacts,
        registry=registry,
        upstreams=session.upstreams,
        public_url=public_url,
        trusted=Trusted.of(settings.trusted_proxies),
        hosts=Hosts.of(settings.hosts, bound=front.bound),
        gems=GemIndex(listings=listings, registry=registry, upstreams=session.upstreams, fresh_for=fresh_for),
        requests=requests,
        operators=OperatorApi(law=law, store=session.store, requests=requests),
        verdicts=Verdicts(law=law, store=session.store, metrics=metrics),
        blocklist=Blocklist(law=law, store=session.store),
        releases=Releases(listings=listings, store=session.store, faces=FACES),
        osv=Osv(law=law),
        exchange=exchange,
        admission=admission_of(
            settings, contact, session.store.token_requirement, exchange.tokens if exchange else None
        ),
        writing=Writing(policy=settings.writes, listings=listings),
        metrics=metrics,
        moment=moment_of(listings, artifacts, decisions, metrics, front),
        wait_s=wait_s,
    )


def _listings(session: Session, law: Law, contact: str, fresh_for: timedelta, metrics: Metrics) -> Listings:
    return Listings(
        law=law,
        registry=session.questions.registry,
        upstreams=session.upstreams,
        store=session.store,
        contact=contact,
        fresh_for=fresh_for,
        metrics=metrics,
    )


def _questions(session: Session, law: Law) -> Questions:
    """Return the parameters of the gate's checks.

    The checks cover all platforms, and never use a release that the gate stopped as a baseline.
    """
    stopped = session.store.stopped
    return replace(
        session.questions,
        everything=True,
        unfit=lambda package: unfit_versions(stopped.read(package)),
        records=lambda: law.road.records,
    )


class Advice:
    """Reopens the advisory index after `advisories sync` has replaced the index."""

    def __init__(self, settings: Settings, memory: RecordsMemory) -> None:
        self._settings = settings
        self._memory = memory
        home = Home(data_home(os.environ))
        self._path, self._kept = home.advisories, KeptSnapshot(home)
        self._opened: list[Leased] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for one in self._opened:
            one.retire()

    def stamp(self) -> str:
        """Return a string that changes when the index or the snapshot is replaced."""
        try:
            stat = self._path.stat()
        except OSError:
            return f"none {self._snapshot()}".rstrip()
        return f"{stat.st_ino} {stat.st_mtime_ns} {stat.st_size} {self._snapshot()}".rstrip()

    def _snapshot(self) -> str:
        """Return an identifier of the downloaded snapshot and its expiry.

        The identifier does not change if the same snapshot is downloaded again.
        """
        try:
            record = self._kept.record()
        except StoreError:
            return "damaged"
        late = record.expires_at is not None and record.expires_at <= now()
        return f"{record.file} expired" if late else record.file

    def open(self) -> Leased:
        """Open the advisory index. If the index is unusable, return the problem instead of raising an error."""
        opened = ExitStack()
        index = opened.enter_context(open_advisories(self._settings))
        found = index.sound().remembered(self._memory).warnings(self._settings)
        leased = Leased(found, opened.close)
        self._opened = [one for one in self._opened if not one.closed] + [leased]
        return leased


def _address(text: str) -> tuple[str, int]:
    match = _LISTEN.match(text)
    port = int(match["port"]) if match else -1
    if match is None or port > 65_535:
        raise UsageError(
            Reference.USAGE,
            f"--listen {text!r} is not HOST:PORT",
            hint="write an address such as 127.0.0.1:4873 or [::1]:4873",
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
