"""Which registries are asked for staged releases, and what their answers mean."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TypeVar

import pytest

from pratique.core.names import Ecosystem, PackageRef
from pratique.ecosystems import ECOSYSTEMS
from pratique.errors import ParseError, Reference, RegistryError
from pratique.net.client.authorization import Authorization
from pratique.net.client.http import Http, HttpSettings
from pratique.net.registries.registry import RegistryClient
from pratique.net.registries.staging import Staging, unsupported
from pratique.net.registries.upstreams import Upstream, Upstreams
from tests.loopback import LoopbackRegistry, NpmStaged, Status

T = TypeVar("T")
TOKEN = Authorization.bearer("t0ken")
CALM = PackageRef(Ecosystem.NPM, "calm")


def upstreams(
    url: str, *, own: Authorization | None = TOKEN, scopes: Mapping[str, str] | None = None
) -> Upstreams:
    usual = Upstream(url=url, ecosystem=Ecosystem.NPM, origin="userconfig", own=own)
    bound = {
        scope: replace(usual, url=address, label=f"{scope}:registry", bound=True)
        for scope, address in (scopes or {}).items()
    }
    public = {Ecosystem.NPM: "https://registry.example/"}
    return Upstreams(open={Ecosystem.NPM: (usual,)}, scopes=MappingProxyType(bound), public=public)


def ask(
    registry: LoopbackRegistry, question: Callable[[Staging], Awaitable[T]], known: Upstreams | None = None
) -> T:
    """Ask with the token of a user."""
    found = known or upstreams(registry.npm_url)

    async def run() -> T:
        settings = HttpSettings(pauses_s=())
        async with Http(settings, configured=found.configured) as http:
            client = RegistryClient(
                http, found, ecosystems=ECOSYSTEMS, now=lambda: datetime(2026, 12, 1, tzinfo=UTC)
            )
            return await question(Staging(client, found))

    return asyncio.run(run())


def put(registry: LoopbackRegistry, name: str = "calm", version: str = "1.0.0") -> NpmStaged:
    assert registry.npm_stage is not None
    return registry.npm_stage.put(NpmStaged(name=name, version=version, tarball=b"bytes"))


def test_the_record_of_an_id_comes_with_its_registry() -> None:
    with LoopbackRegistry() as registry:
        one = put(registry)
        record, upstream = ask(registry, lambda staging: staging.of_id(one.id.upper()))
        assert (one.id, registry.npm_url) == (record.id, upstream.url)
        assert {"Bearer t0ken"} == {seen.authorization for seen in registry.requests}


def test_a_package_is_asked_for_by_its_name() -> None:
    with LoopbackRegistry() as registry:
        put(registry)
        put(registry, "other")
        listed = ask(registry, lambda staging: staging.of_package(CALM))
        assert ([CALM], ()) == ([one.ref.package for one in listed.records], listed.troubles)


def test_records_of_other_packages_are_left_out_if_the_registry_does_not_filter() -> None:
    with LoopbackRegistry() as registry:
        put(registry, "other")
        assert registry.npm_stage is not None
        listed = ask(registry, lambda staging: staging.of_package(CALM))
        assert () == listed.records


def test_a_package_is_found_in_another_registry_with_a_token_if_the_first_has_no_staging() -> None:
    """As with a mirror as npm's own registry. The names of a bound scope are asked for in its registry alone."""
    with LoopbackRegistry() as registry:
        put(registry)
        put(registry, "@acme/tool")
        mirror = registry.npm_url.replace("/npm/", "/mirror/")
        usual = upstreams(mirror)
        other = replace(usual.open[Ecosystem.NPM][0], url=registry.npm_url)
        known = replace(usual, others=(other,))
        listed = ask(registry, lambda staging: staging.of_package(CALM), known)
        assert ([CALM], registry.npm_url) == (
            [one.ref.package for one in listed.records],
            listed.upstream.url,
        )
        bound = upstreams(registry.npm_url, scopes={"@acme": mirror})
        with pytest.raises(RegistryError) as caught:
            ask(registry, lambda staging: staging.of_package(PackageRef(Ecosystem.NPM, "@acme/tool")), bound)
        assert Reference.REGISTRY_UNSUPPORTED is caught.value.reference


def test_an_unknown_id_is_told_from_a_registry_without_staging() -> None:
    nobody = "00000000-0000-4000-8000-000000000000"
    for stages, reference in ((True, Reference.REGISTRY_NOT_FOUND), (False, Reference.REGISTRY_UNSUPPORTED)):
        with LoopbackRegistry(stages=stages) as registry:
            with pytest.raises(RegistryError) as caught:
                ask(registry, lambda staging: staging.of_id(nobody))
            assert (reference, 404) == (caught.value.reference, caught.value.status or 404)


def test_only_registries_with_a_credential_are_candidates() -> None:
    scopes = {"@acme": "https://acme.example/"}
    with LoopbackRegistry() as registry:
        both = upstreams(registry.npm_url, scopes=scopes)
        none = upstreams(registry.npm_url, own=None, scopes=scopes)

        async def candidates(staging: Staging) -> list[str]:
            return [up.url for up in staging.candidates()]

        assert [registry.npm_url, "https://acme.example/"] == ask(registry, candidates, both)
        assert [registry.npm_url] == ask(registry, candidates, none)


def test_a_registry_that_fails_is_a_trouble_and_one_without_staging_is_none() -> None:
    for code, troubles in (
        (404, []),
        (500, [Reference.REGISTRY_FAILED]),
        (401, [Reference.REGISTRY_UNAUTHORIZED]),
    ):
        with LoopbackRegistry() as registry:
            put(registry)
            other = registry.npm_url.replace("/npm/", "/other/")
            registry.fault("/other/*", Status(code=code))
            lists = ask(
                registry,
                lambda staging: staging.everything(),
                upstreams(registry.npm_url, scopes={"@acme": other}),
            )
            assert troubles == [one.reference for listed in lists for one in listed.troubles]
            assert 1 == sum(len(listed.records) for listed in lists)


def test_a_package_that_is_bound_to_another_registry_is_not_taken_from_this_one() -> None:
    """Whatever lists it: names of a private registry are asked there alone."""
    with LoopbackRegistry() as registry:
        one = put(registry, "@acme/tool")
        known = upstreams(registry.npm_url, scopes={"@acme": registry.npm_url.replace("/npm/", "/acme/")})
        with pytest.raises(ParseError) as caught:
            ask(registry, lambda staging: staging.of_id(one.id), known)
        assert "binds the package to another registry" in caught.value.message
        (listed,) = ask(registry, lambda staging: staging.everything(), known)
        assert ((), [Reference.LISTING_INVALID]) == (
            listed.records,
            [trouble.reference for trouble in listed.troubles],
        )


def test_a_message_says_whether_a_token_was_sent() -> None:
    for own, said in ((None, "no token is set"), (TOKEN, "expired, revoked")):
        with LoopbackRegistry() as registry:
            registry.fault("/npm/-/stage", Status(code=401))
            with pytest.raises(RegistryError) as caught:
                ask(registry, lambda staging: staging.of_package(CALM), upstreams(registry.npm_url, own=own))
            assert said in caught.value.message
            assert "t0ken" not in caught.value.message + caught.value.hint


def test_an_error_names_what_has_no_staged_releases() -> None:
    error = unsupported("PyPI", "PyPI publishes a release when it is uploaded")
    assert (Reference.REGISTRY_UNSUPPORTED, True) == (error.reference, "npm's registry" in error.hint)
