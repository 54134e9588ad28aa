"""A gate inside this process, with the parts that `pratique gate serve` gives it."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pratique.cli.gate.access import Front
from pratique.cli.gate.serve import Advice, gate_of
from pratique.cli.run.clock import now
from pratique.cli.run.session import open_session
from pratique.cli.run.settings import read_settings
from pratique.config.settings import GateSettings
from pratique.core.decision import Client, Decision
from pratique.core.names import Ecosystem, PackageRef
from pratique.gate.decision.policy import Law
from pratique.gate.protocols.interface import Answer, ArtifactWanted, ListingWanted
from pratique.gate.protocols.npm.protocol import NPM
from pratique.gate.server.app import Gate
from pratique.gate.server.lifecycle import serving

CLIENT = Client("127.0.0.1", "npm/11.19.1", "ci")
HOSTS = ("gate.example", "g")
"""By which these tests reach it, beside its own addresses."""
BASE = "http://gate.example/npm/"


@dataclass(frozen=True)
class Inside:
    """A gate, and short ways to ask it."""

    gate: Gate

    @property
    def decisions(self) -> list[Decision]:
        return list(self.gate.listings.store.decisions.read())

    async def tarball(self, name: str, version: str) -> Answer:
        filename = f"{name.rpartition('/')[2]}-{version}.tgz"
        wanted = ArtifactWanted(PackageRef(Ecosystem.NPM, name), version, filename)
        return await self.gate.artifacts.answer(NPM, wanted, CLIENT)

    async def listing(self, name: str) -> Any:
        wanted = ListingWanted(PackageRef(Ecosystem.NPM, name), "full gate marked")
        return json.loads((await self.gate.listings.page(NPM, wanted, BASE)).identity)


@asynccontextmanager
async def inside(
    *, fresh_s: float = 0, wait_s: float = 45.0, clock: Callable[[], datetime] = now
) -> AsyncIterator[Inside]:
    settings = read_settings(None, {})
    fresh_for = timedelta(seconds=fresh_s)
    async with open_session(settings, fresh=fresh_for, clock=clock) as session:
        with Advice(settings, session.store.held_records) as advice:
            law = Law(session.road, store=session.store, advice=advice, mode=settings.gate.mode)
            front = Front(GateSettings(hosts=HOSTS))
            gate = gate_of(session, law, fresh_for=fresh_for, wait_s=wait_s, contact="ada", front=front)
            try:
                yield Inside(gate)
            finally:
                await gate.artifacts.close()
                await gate.listings.close()


@dataclass(frozen=True)
class Raw:
    """An answer as it came over the wire."""

    status: int
    reason: str
    headers: Mapping[str, str]
    body: bytes


async def ask(address: tuple[str, int], head: str, body: bytes = b"") -> Raw:
    """Send a request as it is written, with a Host and the end of the connection, and read the answer."""
    reader, writer = await asyncio.open_connection(*address)
    lines = [head, "Host: gate.example", "Connection: close"]
    writer.write(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body)
    await writer.drain()
    data = await asyncio.wait_for(reader.read(), 60)
    writer.close()
    front, _, rest = data.partition(b"\r\n\r\n")
    first, *named = front.decode("latin-1").split("\r\n")
    _, status, *words = first.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in named)}
    return Raw(int(status), " ".join(words), headers, rest)


@asynccontextmanager
async def listening(gate: Gate, look_every_s: float = 3600) -> AsyncIterator[tuple[str, int]]:
    async with serving(gate, "127.0.0.1", 0, look_every_s=look_every_s) as address:
        yield address
