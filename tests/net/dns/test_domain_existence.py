"""Whether domains exist, asked of a server of names on this machine."""

import asyncio

import pytest

from pratique.core.evidence import Evidence, Known, NotAsked, Unknown
from pratique.net.dns.domain_existence import Domains, Server, read_server, servers_of_machine
from tests.net.name_server import FORGED, SILENT, name_server

FINE, FAILED, NO_SUCH_NAME = 0, 2, 3


def ask(
    port: int, *names: str, timeout_s: float = 5.0, before: tuple[Server, ...] = ()
) -> list[Evidence[bool]]:
    async def run() -> list[Evidence[bool]]:
        domains = Domains((*before, Server("127.0.0.1", port)), timeout_s=timeout_s)
        try:
            return list(await asyncio.gather(*map(domains.exists, names)))
        finally:
            await domains.close()

    return asyncio.run(run())


def test_a_name_that_exists_and_one_that_does_not_are_told_apart() -> None:
    with name_server({"here.boats": FINE, "gone.boats": NO_SUCH_NAME}) as (port, names):
        source = f"the resolver 127.0.0.1:{port}"
        found = ask(port, "here.boats", "gone.boats", "Gone.boats.", "quay.invalid")
        assert [Known(True, source), Known(False, source), Known(False, source)] == found[:3]
        assert isinstance(found[3], NotAsked)
    assert ["gone.boats", "here.boats"] == sorted(names)


def test_no_answer_and_one_that_says_neither_are_unknown() -> None:
    with name_server({"slow.boats": SILENT, "broken.boats": FAILED}) as (port, names):
        (slow,) = ask(port, "slow.boats", timeout_s=1.0)
        (broken,) = ask(port, "broken.boats")
        assert isinstance(slow, Unknown)
        assert f"the resolver 127.0.0.1:{port} sent no response for slow.boats within 1 s" == slow.why
        assert isinstance(broken, Unknown)
        assert broken.why.endswith("did not confirm whether broken.boats exists: failed")
    assert 2 == names.count("broken.boats")


def test_what_answers_another_question_is_passed_over() -> None:
    with name_server({"forged.boats": FORGED}) as (port, _):
        (found,) = ask(port, "forged.boats", timeout_s=0.3)
    assert isinstance(found, Unknown)


def test_the_next_resolver_is_asked_where_the_first_is_none() -> None:
    with name_server({}) as (dead, _):
        pass
    with name_server({"here.boats": FINE}) as (port, _):
        (found,) = ask(port, "here.boats", timeout_s=2.0, before=(Server("127.0.0.1", dead),))
    assert Known(True, f"the resolver 127.0.0.1:{port}") == found


def test_without_a_resolver_nobody_is_asked() -> None:
    async def run() -> Evidence[bool]:
        return await Domains(()).exists("here.boats")

    assert isinstance(asyncio.run(run()), NotAsked)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("192.0.2.1:5353", "192.0.2.1:5353"),
        ("::1", "[::1]"),
        ("[::1]:5353", "[::1]:5353"),
        ("resolver.example", "None"),
        ("192.0.2.1:0", "None"),
        ("192.0.2.1:x", "None"),
        ("", "None"),
    ],
)
def test_a_resolver_is_an_address(text: str, expected: str) -> None:
    assert expected == str(read_server(text))


def test_the_resolvers_of_the_machine_are_read() -> None:
    text = "# nameserver 192.0.2.9\nsearch boats\nnameserver 192.0.2.1\nnameserver fe80::1\nnameserver x\n"
    assert (Server("192.0.2.1"), Server("fe80::1")) == servers_of_machine(text)
    assert 3 == len(servers_of_machine("nameserver 192.0.2.1\n" * 9))
