"""What keeps other packages from being installed is known after a restart, before its own listing is asked for."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from pratique.core.names import Ecosystem, PackageRef
from pratique.errors import Reference, StoreError
from pratique.gate.decision.blocking_dependencies import Barred
from tests.gate.inside import inside
from tests.loopback import LoopbackRegistry, NpmPackage, NpmRelease

CALM = PackageRef(Ecosystem.NPM, "calm")


@dataclass
class Kept:
    """A store that counts, and can be full."""

    names: set[PackageRef] = field(default_factory=set)
    written: int = 0
    full: bool = False

    def all(self) -> Sequence[PackageRef]:
        return list(self.names)

    def put(self, package: PackageRef) -> None:
        self._write()
        self.names.add(package)

    def remove(self, package: PackageRef) -> None:
        self._write()
        self.names.discard(package)

    def _write(self) -> None:
        if self.full:
            raise StoreError(Reference.DISK_FULL, "no room left", hint="free some")
        self.written += 1


def test_only_a_change_is_written() -> None:
    kept, barred = Kept(), Barred()
    barred.note(CALM, barred=True)  # nobody has read it yet
    assert not barred.read(kept)
    for known in (True, True, False, False, True):
        barred.note(CALM, barred=known)
    assert 3 == kept.written
    assert {CALM} == set(Barred().read(kept))


def test_a_hint_that_cannot_be_kept_is_kept_at_the_next_time() -> None:
    kept, barred = Kept(full=True), Barred()
    barred.read(kept)
    barred.note(CALM, barred=True)
    kept.full = False
    barred.note(CALM, barred=True)
    assert {CALM} == kept.names


def needing(name: str, need: str) -> NpmPackage:
    """A package whose last release needs another."""
    first = NpmRelease(version="1.0.0", files={"x.js": "1"})
    last = NpmRelease(version="1.0.1", files={"x.js": "1"}, manifest={"dependencies": {need: "^1.0.1"}})
    return NpmPackage(name=name, releases=(first, last))


@pytest.mark.parametrize("asked", ["fleet", "port"])
def test_a_new_gate_knows_what_is_shut_although_nobody_asks_for_what_shuts_it(
    registry: LoopbackRegistry, asked: str
) -> None:
    """`port` needs `fleet`, which needs `ship`, which needs `hooked`, of which alone something was refused."""
    for name, need in (("ship", "hooked"), ("fleet", "ship"), ("port", "fleet")):
        registry.put_npm(needing(name, need))

    async def run(*, refuse: bool) -> str:
        async with inside(fresh_s=60) as made:
            if refuse:
                await made.tarball("hooked", "1.0.1")
                for name in ("ship", "fleet", "port"):
                    await made.listing(name)
            return str((await made.listing(asked))["dist-tags"]["latest"])

    assert "1.0.0" == asyncio.run(run(refuse=True))
    assert "1.0.0" == asyncio.run(run(refuse=False))


def test_a_new_gate_knows_what_is_all_too_young(registry: LoopbackRegistry) -> None:
    young = NpmRelease(version="1.0.1", files={"x.js": "1"}, published_at=datetime.now(UTC))
    registry.put_npm(NpmPackage(name="young", releases=(young,)))
    registry.put_npm(needing("ship", "young"))

    async def run(*names: str) -> str:
        async with inside(fresh_s=60) as made:
            for name in names:
                await made.listing(name)
            return str((await made.listing("ship"))["dist-tags"]["latest"])

    assert "1.0.1" == asyncio.run(run())
    assert "1.0.0" == asyncio.run(run("young"))
    assert "1.0.0" == asyncio.run(run())
