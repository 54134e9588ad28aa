"""How long the client waits for connections: endpoints that refuse, are silent, or whose name is not resolved."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest

from pratique.errors import Reference, RegistryError
from pratique.net.client.address import origin, parse
from pratique.net.client.connections import CONNECT_S, FIRST_S, LEAST_S, REMEMBERED_S, Reach
from pratique.net.client.http import Http, HttpSettings
from pratique.net.client.route import Route
from tests.loopback import LoopbackRegistry, Status
from tests.net.asking import LEFT_PAD, MAX, faulty, get, refusal

LONGEST_S = 10.0


@contextmanager
def black_hole() -> Iterator[str]:
    """The address of a port whose backlog is full: packets to it get no answer."""
    with ExitStack() as stack:
        server = stack.enter_context(socket.socket())
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        for _ in range(4):
            client = stack.enter_context(socket.socket())
            client.setblocking(False)
            client.connect_ex(server.getsockname())
        time.sleep(0.1)
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"


@contextmanager
def closed_port() -> Iterator[str]:
    """The address of a port that refuses."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{unused.getsockname()[1]}/"


def silent(_: str, __: int, ___: int) -> Any:
    """A resolver that never answers."""
    threading.Event().wait(60)
    return []


def unknown(_: str, __: int, ___: int) -> Any:
    """A resolver that knows no name."""
    raise socket.gaierror(socket.EAI_NONAME, "no such name")


def fails(*urls: str, lookup: Any = unknown, reach: bool = False) -> tuple[list[str], float]:
    """Ask for addresses one after another; the messages, and the seconds of them all."""

    async def run() -> list[str]:
        told = []
        async with Http(configured={origin(parse(url)) for url in urls}, lookup=lookup) as http:
            if reach:
                await http.reach(urls, route=Route())
            for url in urls:
                with pytest.raises(RegistryError) as caught:
                    await http.get(url, max_bytes=MAX)
                assert Reference.REGISTRY_UNREACHABLE is caught.value.reference
                told.append(caught.value.message)
        return told

    began = time.monotonic()
    told = asyncio.run(run())
    return told, time.monotonic() - began


def test_a_host_that_was_given_up_fails_at_once_the_next_time() -> None:
    with closed_port() as url:
        told, took_s = fails(*[url] * 50)

    assert {"127.0.0.1 cannot be reached: Connection refused"} == {
        one.replace("Connect call failed", "Connection refused").partition(" (")[0] for one in told
    }
    assert took_s < CONNECT_S


def test_a_name_without_an_address_fails_within_seconds() -> None:
    told, took_s = fails("http://registry.invalid/a", "http://registry.invalid/b")

    assert ["registry.invalid cannot be reached: the host name does not resolve"] * 2 == told
    assert took_s < CONNECT_S


def test_a_resolver_that_is_silent_is_not_waited_for() -> None:
    told, took_s = fails("http://one.invalid/", "http://two.invalid/", "http://three.invalid/", lookup=silent)

    assert 3 == len(told)
    assert took_s < LONGEST_S


def test_hosts_that_swallow_packets_are_given_up_within_the_time_of_all() -> None:
    with black_hole() as one, black_hole() as two, black_hole() as three:
        told, took_s = fails(one, two, three, one, two, three)

    assert {"127.0.0.1 cannot be reached: no response in time"} == set(told)
    assert took_s < LONGEST_S


def test_hosts_that_are_tried_at_once_take_the_time_of_one() -> None:
    with black_hole() as one, black_hole() as two, closed_port() as three:
        told, took_s = fails(one, two, three, reach=True)

    assert 3 == len(told)
    assert took_s < CONNECT_S + 1


def test_a_host_that_can_be_reached_is_found_beside_those_that_cannot() -> None:
    async def run(registry: LoopbackRegistry, dead: str) -> int:
        configured = registry.origins | {origin(parse(dead))}
        async with Http(configured=configured) as http:
            await http.reach([dead, registry.npm_url], route=Route())
            return (await http.get(f"{registry.npm_url}left-pad", max_bytes=MAX)).status

    with LoopbackRegistry(npm=[LEFT_PAD]) as registry, black_hole() as dead:
        assert 200 == asyncio.run(run(registry, dead))


def test_a_server_that_takes_the_connection_and_is_silent_is_asked_once() -> None:
    taken = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def take() -> None:
            while True:
                try:
                    taken.append(server.accept()[0])
                except OSError:
                    return

        threading.Thread(target=take, daemon=True).start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        error = refusal(url, settings=HttpSettings(read_timeout_s=0.2))
        server.shutdown(socket.SHUT_RDWR)
    for one in taken:
        one.close()

    assert "127.0.0.1 cannot be reached: no response in time" == error.message
    assert 1 == len(taken)


def test_a_server_that_answers_is_asked_again_as_before() -> None:
    with LoopbackRegistry(npm=[LEFT_PAD]) as registry:
        assert 200 == get(faulty(registry, Status(code=503), times=3)).status
        assert 4 == len(registry.requests)


def bounded(reach: Reach, endpoint: tuple[str, int] = ("a", 1)) -> float:
    """The time that an attempt may take."""

    async def run() -> float:
        return reach.begin(endpoint).until - reach.monotonic()

    return asyncio.run(run())


def test_the_first_connections_of_a_client_share_a_time_and_later_ones_do_not() -> None:
    now = [0.0]
    reach = Reach(lambda: now[0])

    assert CONNECT_S == bounded(reach)
    now[0] = 4.0
    assert FIRST_S - 4.0 == bounded(reach, ("b", 1))
    now[0] = 9.0
    assert LEAST_S == bounded(reach, ("c", 1))
    reach.connected(("c", 1))
    assert CONNECT_S == bounded(reach, ("d", 1))
    assert CONNECT_S == bounded(reach, ("c", 1))


def test_an_endpoint_that_was_given_up_is_tried_again_after_a_while() -> None:
    now = [0.0]
    reach = Reach(lambda: now[0])
    reach.connected(("z", 1))
    bounded(reach)
    reach.give_up(("a", 1), RegistryError(Reference.REGISTRY_UNREACHABLE, "a", hint="b"))

    with pytest.raises(RegistryError, match="a"):
        bounded(reach)
    now[0] = REMEMBERED_S
    assert CONNECT_S == bounded(reach)
