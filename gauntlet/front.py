"""A registry as it was: passes questions on to a real one, and hides what was not published yet.

PyPI tells when a file was uploaded. Of npm's times some mirrors tell those of their own copies; there the recorded history of
the package stands in for them, with the publishers, and releases that it does not know are not listed.
"""

import base64
import gzip
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from aiohttp import ClientSession, ClientTimeout, web

_SIMPLE = "application/vnd.pypi.simple.v1+json"
_TIMEOUT_S = 120.0
Recorded = Mapping[str, Mapping[str, Any]]
"""By name, what is recorded of a package of npm."""


def read_recorded(path: Path) -> Recorded:
    """Read a recorded history: JSON lines with `name`, `created` and `versions`, each with `t`, `u` and `m`."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return {one["name"]: one for one in map(json.loads, lines)}


@dataclass(kw_only=True)
class Front:
    """It listens on this machine; `npm` and `pypi` are the registries behind it, with a slash at the end."""

    now: Callable[[], datetime]
    npm: str
    pypi: str
    recorded: Recorded = field(default_factory=dict)
    url: str = ""
    _pages: dict[str, bytes] = field(default_factory=dict)

    @property
    def npm_url(self) -> str:
        """What to give npm."""
        return f"{self.url}/npm/"

    @property
    def pypi_url(self) -> str:
        """What to give pip."""
        return f"{self.url}/simple/"

    @property
    def gem_url(self) -> str:
        """There are no gems here."""
        return f"{self.url}/gems/"

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer a question, as of now."""
        path = request.path
        if path.startswith("/file/"):
            address = base64.urlsafe_b64decode(path.split("/")[2]).decode()
            return web.Response(body=await self._get(address, {}))
        if path.startswith("/simple/"):
            name = path.removeprefix("/simple/").strip("/")
            page = await self._kept(f"{self.pypi}{name}/", {"Accept": _SIMPLE})
            return web.json_response(self._project(json.loads(page)), content_type=_SIMPLE)
        if path.startswith("/npm/") and not path.startswith("/npm/-/"):
            name = path.removeprefix("/npm/")
            page = await self._kept(f"{self.npm}{quote(name, safe='@')}", {"Accept": "application/json"})
            return web.json_response(self._packument(name, json.loads(page)))
        return web.json_response({}, status=404)

    def _project(self, page: dict[str, Any]) -> Mapping[str, Any]:
        now = self.now()
        files = [
            {**one, "url": self._file(one["url"])}
            for one in page["files"]
            if datetime.fromisoformat(one["upload-time"]) <= now
        ]
        names = [one["filename"] for one in files]
        there = [one for one in page.get("versions", ()) if any(f"-{one}" in name for name in names)]
        return {**page, "files": files, "versions": there}

    def _packument(self, name: str, page: dict[str, Any]) -> Mapping[str, Any]:
        record = self.recorded.get(name)
        versions = {}
        for version, told in page["versions"].items():
            known = None if record is None else record["versions"].get(version)
            if record is not None and (known is None or datetime.fromisoformat(known["t"]) > self.now()):
                continue
            versions[version] = {
                **told,
                "dist": {**told["dist"], "tarball": self._file(told["dist"]["tarball"])},
            }
            if known is not None:
                people = {"maintainers": [{"name": one} for one in known["m"]]}
                user = {"_npmUser": {"name": known["u"]}} if known["u"] else {}
                versions[version] |= {**people, **user}
        if record is None:
            return {**page, "versions": versions}
        times = {version: record["versions"][version]["t"] for version in versions}
        newest = max(times, key=lambda version: times[version], default=None)
        modified = times[newest] if newest is not None else record["created"]
        return {
            **page,
            "versions": versions,
            "dist-tags": {"latest": newest} if newest is not None else {},
            "time": {"created": record["created"], "modified": modified, **times},
            "maintainers": versions[newest]["maintainers"] if newest is not None else [],
        }

    def _file(self, address: str) -> str:
        known = base64.urlsafe_b64encode(address.encode()).decode()
        return f"{self.url}/file/{known}/{address.rpartition('/')[2]}"

    async def _kept(self, address: str, headers: Mapping[str, str]) -> bytes:
        if address not in self._pages:
            self._pages[address] = await self._get(address, headers)
        return self._pages[address]

    async def _get(self, address: str, headers: Mapping[str, str]) -> bytes:
        timeout = ClientTimeout(total=_TIMEOUT_S)
        async with (
            ClientSession(trust_env=True, timeout=timeout) as session,
            session.get(address, headers=headers) as answer,
        ):
            if answer.status != 200:
                raise web.HTTPNotFound if answer.status in {404, 410} else web.HTTPBadGateway
            return await answer.read()


@asynccontextmanager
async def serving(front: Front) -> AsyncIterator[Front]:
    """Listen until the block ends."""
    application = web.Application()
    application.router.add_route("*", "/{tail:.*}", front.answer)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        front.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield front
    finally:
        await runner.cleanup()
