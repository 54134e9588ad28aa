"""Whether names exist in public."""

import asyncio
from dataclasses import replace
from types import MappingProxyType

from pratique.core.evidence import Evidence, Known, NotAsked, Unknown
from pratique.core.names import Ecosystem, PackageRef
from pratique.ecosystems import ECOSYSTEMS
from pratique.net.client.http import Http, HttpSettings
from pratique.net.registries.public_names import PublicNames
from pratique.net.registries.upstreams import Upstream, Upstreams
from tests.loopback import LoopbackRegistry, NpmPackage, NpmRelease, Status


def npm(name: str) -> PackageRef:
    return PackageRef(Ecosystem.NPM, name)


def ask(registry: LoopbackRegistry, *names: str, offline: bool = False) -> list[Evidence[bool]]:
    usual = Upstream(url=registry.npm_url, ecosystem=Ecosystem.NPM, origin="a test")
    scope = replace(usual, url="http://127.0.0.1:9/", private=True, bound=True)
    upstreams = Upstreams(
        scopes=MappingProxyType({"@acme": scope}),
        open=MappingProxyType({Ecosystem.NPM: (usual,)}),
        public={Ecosystem.NPM: registry.npm_url},
    )

    async def run() -> list[Evidence[bool]]:
        async with Http(HttpSettings(pauses_s=()), configured=registry.origins) as http:
            public = PublicNames(http, upstreams, ecosystems=ECOSYSTEMS, offline=offline)
            try:
                return list(await asyncio.gather(*(public.lists(npm(name)) for name in names)))
            finally:
                await public.close()

    return asyncio.run(run())


def test_a_name_of_a_bound_scope_is_asked_of_the_public_registry_once() -> None:
    taken = NpmPackage(name="@acme/tool", releases=(NpmRelease(version="1.0.0"),))
    with LoopbackRegistry(npm=[taken]) as registry:
        found = ask(registry, "@acme/tool", "@acme/tool", "@acme/free")
        asked = [request.path for request in registry.requests]
    assert [Known(True, "the public registry")] * 2 + [Known(False, "the public registry")] == found
    assert 2 == len(asked)


def test_an_answer_that_is_no_answer_is_unknown() -> None:
    with LoopbackRegistry() as registry:
        registry.fault("*", Status(code=500))
        (found,) = ask(registry, "@acme/tool")
    assert isinstance(found, Unknown)


def test_offline_nobody_is_asked() -> None:
    with LoopbackRegistry() as registry:
        (found,) = ask(registry, "@acme/tool", offline=True)
        assert [] == registry.requests
    assert isinstance(found, NotAsked)
