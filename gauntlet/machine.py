"""The machine of a replay: a home of its own, and a gate in this process whose clock is set."""

import contextlib
import io
import json
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from aiohttp import web
from tests.builders import zipped
from tests.loopback import LoopbackRegistry

from gauntlet import world
from gauntlet.incident import Advisory, Incident
from pratique.cli import main
from pratique.cli.gate.background import background_of
from pratique.cli.gate.serve import Advice, gate_of
from pratique.cli.run.session import open_session
from pratique.cli.run.settings import read_settings
from pratique.core.decision import Decision
from pratique.core.mode import Mode
from pratique.core.names import Ecosystem
from pratique.gate.background.jobs import running as beside_answers
from pratique.gate.decision.policy import Law
from pratique.gate.monitoring.webhook import Hook
from pratique.gate.server.app import Gate
from pratique.gate.server.lifecycle import Handle, alive, listening

_FOREIGN = ("NPM_CONFIG_", "PIP_", "UV_", "PRATIQUE_", "GEM_", "BUNDLE_")
_OSV = {Ecosystem.NPM: "npm", Ecosystem.PYPI: "PyPI", Ecosystem.RUBYGEMS: "RubyGems"}
_SOURCES = {Ecosystem.NPM: "osv-npm", Ecosystem.PYPI: "osv-pypi", Ecosystem.RUBYGEMS: "osv-rubygems"}
_LOOK_EVERY_S = 3_600.0
_WAIT_S = 600.0
"""How long the gate may judge one artifact before it answers 503, which ends a replay: machines that replay are slow and busy."""


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    at: datetime

    def __call__(self) -> datetime:
        """The present."""
        return self.at


@dataclass(frozen=True)
class Running:
    """A gate that listens, and the clock it reads."""

    gate: Gate
    url: str
    clock: Clock
    failures: list[str] = field(default_factory=list)
    """What it could not answer: an install that fails for that was not stopped by anything that was judged."""

    @property
    def decisions(self) -> list[Decision]:
        """All that it answered about files, oldest first."""
        return list(self.gate.listings.store.decisions.read())

    def require_answers(self) -> None:
        """Raises RuntimeError when there is something that it could not answer."""
        if self.failures:
            raise RuntimeError(f"the gate had no answer: {'; '.join(dict.fromkeys(self.failures))}")


class Addresses(Protocol):
    """Where the registries are that a home is to know."""

    @property
    def npm_url(self) -> str:
        """Of npm."""

    @property
    def pypi_url(self) -> str:
        """Of pip."""

    @property
    def gem_url(self) -> str:
        """Of gem."""


@contextmanager
def home(folder: Path, registry: Addresses, *, age: bool) -> Iterator[None]:
    """Live in a folder: its configuration names the registry, and nothing of the user's own is read.

    The catalogue of incidents that ships with Pratique is off; without `age` nothing waits for its age.
    """
    kept = dict(os.environ)
    for name in list(os.environ):
        if name.upper().startswith(_FOREIGN):
            del os.environ[name]
    ages = {} if age else {"PRATIQUE_MIN_AGE": "0h", "PRATIQUE_MIN_AGE_SIGNALLED": "0h"}
    variables = {
        "HOME": folder,
        "XDG_CONFIG_HOME": folder / ".config",
        "XDG_CONFIG_DIRS": folder / "xdg",
        "XDG_DATA_HOME": folder / ".local/share",
        "PRATIQUE_HOME": folder / "pratique",
        "npm_config_globalconfig": folder / "no-global-npmrc",
        "PRATIQUE_INCIDENTS": "false",
        "PRATIQUE_SNAPSHOT": "false",
        "PRATIQUE_JOBS": "1",
        "NO_COLOR": "1",
        **ages,
    }
    os.environ.update({name: str(value) for name, value in variables.items()})
    (folder / ".config/pip").mkdir(parents=True)
    (folder / ".npmrc").write_text(f"registry={registry.npm_url}\n")
    (folder / ".config/pip/pip.conf").write_text(f"[global]\nindex-url = {registry.pypi_url}\n")
    (folder / ".gemrc").write_text(f"---\n:sources:\n- {registry.gem_url}\n")
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(kept)


@contextmanager
def beside(incident: Incident) -> Iterator[str]:
    """The address of the other index that pip is given, where the incident has one; else ""."""
    if not incident.beside:
        yield ""
        return
    with LoopbackRegistry() as registry:
        world.set_beside(registry, incident)
        yield registry.pypi_url


def warn(folder: Path, incident: Incident, advisory: Advisory) -> None:
    """Make an index of advisories that holds this one. Call it outside of an event loop; raises ValueError."""
    record = {
        "schema_version": "1.7.5",
        "id": f"MAL-{advisory.at.year}-1",
        "aliases": [advisory.id],
        "modified": advisory.at.isoformat().replace("+00:00", "Z"),
        "summary": f"Malicious code in {', '.join(advisory.about)}",
        "affected": [
            {"package": {"ecosystem": _OSV[incident.ecosystem], "name": name}, "versions": list(versions)}
            for name, versions in advisory.about.items()
        ],
    }
    path = folder / "all.zip"
    path.write_bytes(zipped({f"{record['id']}.json": json.dumps(record)}))
    told = io.StringIO()
    with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
        code = main(
            ["advisories", "import", str(path), "--as", _SOURCES[incident.ecosystem], "--accept-drop"]
        )
    if code != 0:
        raise ValueError(f"the advisory of {incident.id} was not imported: {told.getvalue()}")


@asynccontextmanager
async def running(
    clock: Clock, *, mode: Mode | None = None, hook: Hook | None = None, look_every_s: float = _LOOK_EVERY_S
) -> AsyncIterator[Running]:
    """Run a gate, with the parts that `pratique gate serve` gives it, in the home that is lived in.

    What runs beside its answers runs where there is a webhook to tell, and looks every `look_every_s` seconds.
    """
    settings = read_settings(None, {})
    fresh_for = timedelta(0)
    async with open_session(settings, fresh=fresh_for, clock=clock) as session:
        with Advice(settings, session.store.held_records) as advice:
            law = Law(session.road, store=session.store, advice=advice, mode=mode or settings.gate.mode)
            gate = gate_of(session, law, fresh_for=fresh_for, wait_s=_WAIT_S, contact="the operator")
            if hook is not None:
                gate = replace(gate, background=background_of(session, gate, hook, settings))
            failures: list[str] = []
            async with (
                alive(gate, look_every_s),
                beside_answers(gate.background, look_every_s),
                listening(_noting(gate, failures), "127.0.0.1", 0) as (host, port),
            ):
                yield Running(gate, f"http://{host}:{port}", clock, failures)


def _noting(gate: Gate, failures: list[str]) -> Handle:
    """Answers as the gate does, and notes what it cannot answer."""

    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        try:
            answer = await gate.handle(request)
        except ConnectionError:
            # The client went away.
            raise
        except Exception as error:
            failures.append(f"{request.path}: {error!r}")
            raise
        if answer.status >= 500:
            failures.append(f"{request.path}: {answer.status} {answer.reason}")
        return answer

    return handle
