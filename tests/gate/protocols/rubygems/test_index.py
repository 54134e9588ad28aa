"""The lists of all gems, inside this process."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable

import pytest

from pratique.core.names import Ecosystem, PackageRef
from pratique.errors import RegistryError
from pratique.gate.protocols.interface import ListingWanted
from pratique.gate.protocols.rubygems.index import GemIndex
from pratique.gate.protocols.rubygems.protocol import GEMS
from tests.gate.gem_clients import FLEET, FRESH, KITE, YOUNG, configure, server
from tests.gate.inside import BASE, Inside, inside
from tests.gate.protocols.rubygems.test_versions_file import digests, versions
from tests.loopback import GemPackage, gem_file
from tests.loopback.faults import Status

KITE_REF = PackageRef(Ecosystem.RUBYGEMS, "kite")


def run(work: Callable[[Inside, GemIndex], Awaitable[None]], *, fresh_s: float = 0) -> None:
    async def inner() -> None:
        async with inside(fresh_s=fresh_s) as gate:
            assert gate.gate.gems is not None
            try:
                await work(gate, gate.gate.gems)
            finally:
                await gate.gate.gems.close()

    asyncio.run(inner())


async def info(gate: Inside, name: str) -> bytes:
    wanted = ListingWanted(PackageRef(Ecosystem.RUBYGEMS, name), "info")
    return (await gate.gate.listings.page(GEMS, wanted, BASE)).identity


async def listed(index: GemIndex) -> bytes:
    return (await index.answer("versions", packed=False)).body


def md5(data: bytes) -> str:
    return hashlib.md5(data).hexdigest()


def test_the_digest_of_a_page_that_was_changed_is_that_of_what_is_served() -> None:
    async def work(gate: Inside, index: GemIndex) -> None:
        before = await listed(index)
        page = await info(gate, "kite")
        after = await listed(index)

        assert b"rubygems:= 0.is.held" in page
        assert after.startswith(before)
        assert {"kite": ["1.0.0", "1.1.0"], "fleet": ["2.0.0"]} == versions(after)
        assert md5(page) == digests(after)["kite"]
        assert md5(await info(gate, "fleet")) == digests(after)["fleet"]
        assert after == await listed(index)

    with server(KITE, FLEET) as registry:
        configure(registry.gem_url)
        run(work)


def test_what_is_decided_anew_is_to_be_asked_for_anew_until_it_is_known() -> None:
    async def work(gate: Inside, index: GemIndex) -> None:
        page = await info(gate, "kite")
        await listed(index)
        gate.gate.listings.forget(KITE_REF)
        unsure = await listed(index)
        again = await listed(index)
        assert page == await info(gate, "kite")
        sure = await listed(index)

        assert md5(page) != digests(unsure)["kite"]
        assert unsure == again
        assert md5(page) == digests(sure)["kite"]

    with server(KITE) as registry:
        configure(registry.gem_url)
        run(work)


def test_a_new_release_at_the_server_is_not_hidden_by_what_the_gate_knew() -> None:
    async def work(gate: Inside, index: GemIndex) -> None:
        await info(gate, "kite")
        known = await listed(index)
        newer = GemPackage(name="kite", files=(*KITE.files, gem_file("kite", "1.3.0", published_at=YOUNG)))
        registry.put_gem(newer)
        told = await listed(index)
        page = await info(gate, "kite")

        assert digests(known)["kite"] != digests(told)["kite"]
        assert b"\n1.3.0 " in page
        assert md5(page) == digests(await listed(index))["kite"]

    with server(KITE) as registry:
        configure(registry.gem_url)
        run(work)


def test_a_list_is_packed_cut_and_named_as_clients_ask_for_it() -> None:
    async def work(gate: Inside, index: GemIndex) -> None:
        whole = await index.ranged("versions", {})
        size = len(whole.body)
        packed = await index.ranged("versions", {"accept-encoding": "gzip"})
        tail = await index.ranged("versions", {"range": f"bytes={size - 1}-", "accept-encoding": "gzip"})
        beyond = await index.ranged("versions", {"range": f"bytes={size + 5}-"})
        same = await index.ranged("versions", {"if-none-match": whole.headers["ETag"], "range": "bytes=3-"})
        names = await index.ranged("names", {})

        assert [200, 200, 206, 200, 304] == [one.status for one in (whole, packed, tail, beyond, same)]
        assert b"\n" == tail.body
        assert whole.headers["Repr-Digest"] == tail.headers["Repr-Digest"] == packed.headers["Repr-Digest"]
        assert "gzip" == packed.headers["Content-Encoding"]
        assert b"---\nfleet\nkite\n" == names.body

    with server(KITE, FLEET) as registry:
        configure(registry.gem_url)
        run(work)


def test_a_silent_server_leaves_the_list_as_it_was_and_one_that_never_answered_is_an_error() -> None:
    async def first(gate: Inside, index: GemIndex) -> None:
        before = await listed(index)
        registry.fault("/rubygems/versions", Status(code=403))
        assert before == await listed(index)

    async def later(gate: Inside, index: GemIndex) -> None:
        assert {"kite", "fleet"} == set(digests(await listed(index)))

    async def never(gate: Inside, index: GemIndex) -> None:
        with pytest.raises(RegistryError):
            await listed(index)

    with server(KITE, FLEET) as registry:
        configure(registry.gem_url)
        run(first)
        run(later)
    with server(KITE) as other:
        other.fault("/rubygems/versions", Status(code=403))
        configure(other.gem_url)
        run(never)


def test_a_gem_of_a_server_of_ones_own_is_listed_as_that_server_lists_it() -> None:
    own = GemPackage(name="kite", files=(gem_file("kite", "9.0.0"),))

    async def work(gate: Inside, index: GemIndex) -> None:
        after = await listed(index)
        assert {"kite": ["9.0.0"], "fleet": ["2.0.0"], "fresh": ["0.1.0"]} == versions(after)
        assert md5(await info(gate, "kite")) == digests(after)["kite"]

    with server(own) as private, server(KITE, FLEET, FRESH) as public:
        configure(private.gem_url, public.gem_url)
        run(work)


def test_the_older_lists_have_what_is_left() -> None:
    async def work(gate: Inside, index: GemIndex) -> None:
        first = await index.answer("specs.4.8.gz", packed=False)
        await info(gate, "kite")
        held = await index.answer("specs.4.8.gz", packed=False)
        assert len(held.body) < len(first.body)
        assert held is await index.answer("specs.4.8.gz", packed=True)

    with server(KITE, FLEET) as registry:
        configure(registry.gem_url)
        run(work)
