"""What is looked up besides listings, and what is not asked."""

import asyncio
from collections.abc import Awaitable, Callable
from types import MappingProxyType

from pratique.core.evidence import Evidence, Known, NotAsked, Unknown
from pratique.core.names import Ecosystem, PackageRef
from pratique.core.release import Account
from pratique.history.chronicle import chronicle_of
from pratique.history.story import story_of
from pratique.history.surroundings import ALONE
from pratique.intake.history.lookups import NOTHING_MORE, Lookups
from pratique.net.dns.domain_existence import Domains, Server
from pratique.net.registries.upstreams import Upstreams
from tests.history.telling import listing, series
from tests.intake.building import PUBLIC, at
from tests.net.name_server import name_server

KITE = listing(series(2), maintainers=(Account("ada", "gone.boats"), Account("bob", "here.boats")))
STORY = story_of(chronicle_of(KITE), "1.0.1", ALONE)
SCOPED = PackageRef(Ecosystem.NPM, "@acme/tool")
OPEN = PackageRef(Ecosystem.NPM, "left")


def run(ask: Callable[[], Awaitable[object]]) -> object:
    async def inside() -> object:
        return await ask()

    return asyncio.run(inside())


def upstreams(*, private: bool) -> Upstreams:
    scope = at("https://private.example/", Ecosystem.NPM, private=private, bound=True)
    usual = at("https://registry.example/", Ecosystem.NPM, private=False)
    return Upstreams(
        scopes=MappingProxyType({"@acme": scope}),
        open=MappingProxyType({Ecosystem.NPM: (usual,)}),
        public=PUBLIC,
    )


def test_nothing_is_asked_that_was_not_wanted() -> None:
    domains = run(lambda: NOTHING_MORE.email_domains(STORY))
    assert isinstance(domains, dict)
    assert {"gone.boats", "here.boats"} == set(domains)
    assert all(isinstance(found, NotAsked) for found in domains.values())
    assert isinstance(run(lambda: NOTHING_MORE.builder(KITE, KITE.releases["1.0.1"])), NotAsked)


def test_domains_are_asked_of_the_resolver() -> None:
    async def ask(port: int) -> dict[str, Evidence[bool]]:
        lookups = Lookups(domains=Domains((Server("127.0.0.1", port),)))
        try:
            return await lookups.email_domains(STORY)
        finally:
            await lookups.close()

    with name_server({"here.boats": 0, "gone.boats": 3}) as (port, _):
        found = asyncio.run(ask(port))
    source = f"the resolver 127.0.0.1:{port}"
    assert {"gone.boats": Known(False, source), "here.boats": Known(True, source)} == found


def test_only_private_names_are_twins_and_none_is_asked_for_unless_that_is_wanted() -> None:
    private = Lookups(upstreams=upstreams(private=True))
    found = run(lambda: private.twins(KITE, [SCOPED, OPEN]))
    assert isinstance(found, dict)
    assert ["@acme/tool"] == list(found)
    assert isinstance(found["@acme/tool"], NotAsked)
    assert {} == run(lambda: Lookups(upstreams=upstreams(private=False)).twins(KITE, [SCOPED, OPEN]))
    assert {} == run(lambda: NOTHING_MORE.twins(KITE, [SCOPED]))


def test_a_resolver_that_does_not_answer_leaves_it_unknown() -> None:
    async def ask(port: int) -> dict[str, Evidence[bool]]:
        return await Lookups(domains=Domains((Server("127.0.0.1", port),), timeout_s=0.5)).email_domains(
            STORY
        )

    with name_server({}, default=-1) as (port, _):
        found = asyncio.run(ask(port))
    assert all(isinstance(one, Unknown) for one in found.values())
