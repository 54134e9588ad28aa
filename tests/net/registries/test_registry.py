"""Asking registries for listings and artifacts."""

import asyncio
import hashlib
import json
import socket
import ssl
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
import trustme

from pratique.config import RegistryTimes
from pratique.core.names import Digest, Ecosystem, PackageRef
from pratique.core.release import Account, Listing, TimeSource
from pratique.ecosystems import ECOSYSTEMS
from pratique.errors import ParseError, Reference, RegistryError
from pratique.net.client.address import Origin
from pratique.net.client.authorization import Authorization
from pratique.net.client.credentials import Credentials
from pratique.net.client.http import Http, HttpSettings
from pratique.net.client.route import Route, Trust
from pratique.net.configuration.config_file import Stated
from pratique.net.registries.listing_cache import CachedListing, ListingCache
from pratique.net.registries.registry import Downloaded, RegistryClient
from pratique.net.registries.upstreams import Upstream, Upstreams
from tests.loopback import (
    LoopbackRegistry,
    NpmPackage,
    NpmRelease,
    PypiProject,
    Redirect,
    Replaced,
    Slow,
    Status,
    wheel_file,
)

T = TypeVar("T")

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LEFT_PAD = PackageRef(Ecosystem.NPM, "left-pad")
SCOPED = PackageRef(Ecosystem.NPM, "@acme/base")
TOOLS = PackageRef(Ecosystem.PYPI, "tools")
PUBLIC = {
    Ecosystem.NPM: "https://registry.public.example/",
    Ecosystem.PYPI: "https://index.public.example/simple/",
}
WHEEL = wheel_file("tools", "1.0.0")
TARBALL = NpmRelease(version="1.0.0").pack("left-pad")


@pytest.fixture
def registry() -> Iterator[LoopbackRegistry]:
    packages = [
        NpmPackage(name=name, releases=(NpmRelease(version="1.0.0"),)) for name in ("left-pad", "@acme/base")
    ]
    with LoopbackRegistry(
        npm=packages, pypi=[PypiProject(name="tools", files=(WHEEL,))], files_elsewhere=True
    ) as running:
        yield running


def upstreams(registry: LoopbackRegistry, *more_pypi: Upstream) -> Upstreams:
    token = {
        registry.npm_url.partition(":")[2]: Stated(Authorization.bearer("s3cret"), "userconfig"),
    }
    npm = Upstream(
        url=registry.npm_url, ecosystem=Ecosystem.NPM, origin="userconfig", credentials=Credentials(token)
    )
    index = Upstream(
        url=registry.pypi_url,
        ecosystem=Ecosystem.PYPI,
        origin="pip.conf",
        own=Authorization.basic("ada", "s3cret"),
    )
    return Upstreams(open={Ecosystem.NPM: (npm,), Ecosystem.PYPI: (*more_pypi, index)}, public=PUBLIC)


class MemoryCache:
    """Keeps listings in memory."""

    def __init__(self) -> None:
        self.entries: dict[tuple[str, str], CachedListing] = {}

    def get(self, url: str, accept: str) -> CachedListing | None:
        return self.entries.get((url, accept))

    def put(self, listing: CachedListing) -> None:
        self.entries[listing.url, listing.accept] = listing

    def refresh(self, url: str, accept: str, *, at: datetime) -> None:
        self.entries[url, accept] = replace(self.entries[url, accept], fetched_at=at)


def run(
    ups: Upstreams,
    work: Callable[[RegistryClient], Coroutine[None, None, T]],
    *,
    cache: ListingCache | None = None,
    offline: bool = False,
    now: datetime = NOW,
    fresh_for: timedelta = timedelta(0),
    also: frozenset[Origin] = frozenset(),
) -> T:
    """`also` are more origins that the user has configured."""

    async def inner() -> T:
        async with Http(HttpSettings(pauses_s=()), configured=ups.configured | also) as http:
            client = RegistryClient(
                http,
                ups,
                ecosystems=ECOSYSTEMS,
                now=lambda: now,
                cache=cache,
                offline=offline,
                fresh_for=fresh_for,
            )
            try:
                return await work(client)
            finally:
                await client.close()

    return asyncio.run(inner())


def listing(ups: Upstreams, package: PackageRef, **given: object) -> Listing:
    return run(ups, lambda client: client.listing(package), **given)  # type: ignore[arg-type]  # passed through


def artifact(ups: Upstreams, urls: str | tuple[str, ...], upstream: Upstream | None = None) -> Downloaded:
    return run(ups, lambda client: client.artifact(urls, upstream))


def failure(work: Callable[[], object]) -> RegistryError:
    with pytest.raises(RegistryError) as caught:
        work()
    assert "s3cret" not in f"{caught.value.message} {caught.value.hint}"
    return caught.value


def test_a_listing_is_read_with_the_credentials_of_its_registry(registry: LoopbackRegistry) -> None:
    found = listing(upstreams(registry), LEFT_PAD)

    assert (["1.0.0"], registry.npm_url) == (list(found.releases), found.registry)
    assert (Account("ada"),) == found.maintainers
    assert ["Bearer s3cret"] == [seen.authorization for seen in registry.requests]


def test_a_scoped_name_is_asked_as_npm_asks_it(registry: LoopbackRegistry) -> None:
    assert SCOPED == listing(upstreams(registry), SCOPED).package


def test_a_project_page_names_files_on_another_host_that_get_no_credentials(
    registry: LoopbackRegistry,
) -> None:
    ups = upstreams(registry)

    async def work(client: RegistryClient) -> Downloaded:
        page = await client.listing(TOOLS)
        return await client.artifact(page.releases["1.0.0"].artifacts[0].url, ups.of(TOOLS))

    found = run(ups, work, also=registry.origins)

    assert WHEEL.data == found.data
    assert [("127.0.0.1", True), ("127.0.0.2", False)] == [
        (seen.host, seen.authorization is not None) for seen in registry.requests
    ]


def test_callers_at_the_same_time_share_one_question(registry: LoopbackRegistry) -> None:
    registry.fault("/npm/left-pad", Slow(delay_s=0.1))

    async def work(client: RegistryClient) -> list[Listing]:
        return await asyncio.gather(*(client.listing(LEFT_PAD) for _ in range(20)))

    found = run(upstreams(registry), work)

    assert (20, 1) == (len(found), len(registry.requests))


def test_a_caller_that_gives_up_takes_nothing_from_the_others(registry: LoopbackRegistry) -> None:
    registry.fault("/npm/left-pad", Slow(delay_s=0.2))

    async def work(client: RegistryClient) -> Listing:
        first = asyncio.create_task(client.listing(LEFT_PAD))
        second = asyncio.create_task(client.listing(LEFT_PAD))
        await asyncio.sleep(0.05)
        first.cancel()
        return await second

    assert ["1.0.0"] == list(run(upstreams(registry), work).releases)


def test_callers_share_a_failure_as_well_and_the_next_one_asks_anew(registry: LoopbackRegistry) -> None:
    registry.fault("/npm/left-pad", Status(code=500), times=1)

    async def work(client: RegistryClient) -> list[Listing | BaseException]:
        failed = await asyncio.gather(*(client.listing(LEFT_PAD) for _ in range(3)), return_exceptions=True)
        return [*failed, await client.listing(LEFT_PAD)]

    *failed, found = run(upstreams(registry), work)

    assert [Reference.REGISTRY_FAILED] * 3 == [getattr(error, "reference", None) for error in failed]
    assert isinstance(found, Listing)


@pytest.mark.parametrize(
    ("code", "reference"),
    [
        (401, Reference.REGISTRY_UNAUTHORIZED),
        (404, Reference.REGISTRY_NOT_FOUND),
        (503, Reference.REGISTRY_FAILED),
    ],
)
def test_a_registry_that_refuses_gives_its_error(
    registry: LoopbackRegistry, code: int, reference: Reference
) -> None:
    registry.fault("/npm/left-pad", Status(code=code))

    assert reference is failure(lambda: listing(upstreams(registry), LEFT_PAD)).reference


def test_an_answer_that_is_no_listing_is_a_parse_error_and_is_not_kept(registry: LoopbackRegistry) -> None:
    registry.fault("/npm/left-pad", Replaced(data=b"<html>"))
    cache = MemoryCache()

    with pytest.raises(ParseError):
        listing(upstreams(registry), LEFT_PAD, cache=cache)

    assert {} == cache.entries


def other_index(url: str) -> Upstream:
    return Upstream(url=url, ecosystem=Ecosystem.PYPI, origin="PIP_EXTRA_INDEX_URL", label="extra index")


def test_the_next_index_is_asked_only_when_the_one_before_does_not_know_the_name(
    registry: LoopbackRegistry,
) -> None:
    with LoopbackRegistry() as own:
        ups = upstreams(registry, other_index(own.pypi_url))

        assert registry.pypi_url == listing(ups, TOOLS).registry
        assert 1 == len(own.requests)
        registry.requests.clear()
        for code in (401, 500):
            own.fault("*", Status(code=code))
            failure(lambda: listing(ups, TOOLS))
        assert [] == registry.requests


def test_a_name_that_no_index_knows_is_not_found(registry: LoopbackRegistry) -> None:
    with LoopbackRegistry() as own:
        ups = upstreams(registry, other_index(own.pypi_url))

        error = failure(lambda: listing(ups, PackageRef(Ecosystem.PYPI, "nobody")))

    assert Reference.REGISTRY_NOT_FOUND is error.reference


def test_a_bound_scope_is_never_asked_of_the_public_registry(registry: LoopbackRegistry) -> None:
    with LoopbackRegistry() as own:
        bound = Upstream(
            url=own.npm_url, ecosystem=Ecosystem.NPM, origin="userconfig", bound=True, private=True
        )
        ups = replace(upstreams(registry), scopes={"@acme": bound})

        error = failure(lambda: listing(ups, SCOPED))
        stray = failure(lambda: artifact(ups, registry.npm_tarball_url("@acme/base", "1.0.0"), bound))

    assert Reference.REGISTRY_NOT_FOUND is error.reference
    assert Reference.REGISTRY_NOT_CONFIGURED is stray.reference
    assert [] == registry.requests


def test_an_artifact_has_its_digests_and_more_when_they_are_expected(registry: LoopbackRegistry) -> None:
    url = registry.npm_tarball_url("left-pad", "1.0.0")
    expected = (Digest("md5", hashlib.md5(b"").hexdigest()),)

    found = run(upstreams(registry), lambda client: client.artifact(url, expected=expected))

    assert (TARBALL, url) == (found.data, found.url)
    assert ["sha512", "sha256", "sha1", "md5"] == [digest.algorithm for digest in found.digests]
    assert Digest("sha256", hashlib.sha256(TARBALL).hexdigest()) in found.digests
    assert ["Bearer s3cret"] == [seen.authorization for seen in registry.requests]


@pytest.mark.parametrize(("uncached", "header"), [(True, "no-cache"), (False, None)])
def test_caches_on_the_way_are_passed_by_on_request(
    registry: LoopbackRegistry, header: str | None, *, uncached: bool
) -> None:
    url = registry.npm_tarball_url("left-pad", "1.0.0")
    run(upstreams(registry), lambda client: client.artifact(url, uncached=uncached))
    assert [header] == [seen.headers.get("cache-control") for seen in registry.requests]


def test_wrong_bytes_are_given_back_with_their_own_digests(registry: LoopbackRegistry) -> None:
    registry.fault("*.tgz", Replaced(data=b"other"))

    found = artifact(upstreams(registry), registry.npm_tarball_url("left-pad", "1.0.0"))

    assert Digest("sha1", hashlib.sha1(b"other").hexdigest()) in found.digests


def test_the_first_address_that_may_be_fetched_and_exists_is_taken(registry: LoopbackRegistry) -> None:
    urls = (
        "https://evil.example/left-pad-1.0.0.tgz",
        "not an address",
        f"{registry.npm_url}none.tgz",
        registry.npm_tarball_url("left-pad", "1.0.0"),
    )

    assert TARBALL == artifact(upstreams(registry), urls).data
    assert 2 == len(registry.requests)


@pytest.mark.parametrize(
    "url", ["https://evil.example/x.tgz", "http://169.254.169.254/latest/", "file:///etc/passwd"]
)
def test_an_address_that_nobody_configured_is_refused_and_the_settings_are_named(
    registry: LoopbackRegistry, url: str
) -> None:
    ups = upstreams(registry)

    error = failure(lambda: artifact(ups, url, ups.of(LEFT_PAD)))

    assert Reference.REGISTRY_NOT_CONFIGURED is error.reference
    assert "[[registries]]" in error.hint
    assert "--trust-project" in error.hint


def test_an_address_at_the_public_registry_is_fetched_from_the_mirror(registry: LoopbackRegistry) -> None:
    ups = upstreams(registry)

    found = artifact(ups, f"{PUBLIC[Ecosystem.NPM]}left-pad/-/left-pad-1.0.0.tgz", ups.of(LEFT_PAD))

    assert (TARBALL, registry.npm_tarball_url("left-pad", "1.0.0")) == (found.data, found.url)


def test_an_artifact_that_redirects_to_another_host_takes_no_credentials_along(
    registry: LoopbackRegistry,
) -> None:
    target = registry.pypi_file_url(WHEEL)
    registry.fault("*.tgz", Redirect(location=target))

    address = registry.npm_tarball_url("left-pad", "1.0.0")
    found = run(upstreams(registry), lambda client: client.artifact(address), also=registry.origins)

    assert (WHEEL.data, target) == (found.data, found.url)
    assert ["Bearer s3cret", None] == [seen.authorization for seen in registry.requests]


@pytest.mark.parametrize("where", ["127.0.0.1", "localhost", "[::1]"])
def test_a_listing_that_names_a_port_of_this_machine_makes_no_connection(
    registry: LoopbackRegistry, where: str
) -> None:
    ups = upstreams(registry)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        url = f"http://{where}:{listener.getsockname()[1]}/x-1.0.0.tgz"
        page = {
            "name": "x",
            "versions": {"1.0.0": {"name": "x", "version": "1.0.0", "dist": {"tarball": url}}},
        }
        registry.put_npm(NpmPackage(name="x"))
        registry.fault("/npm/x", Replaced(data=json.dumps(page).encode()))

        async def work(client: RegistryClient) -> Downloaded:
            found = await client.listing(PackageRef(Ecosystem.NPM, "x"))
            return await client.artifact(found.releases["1.0.0"].artifacts[0].url, ups.of(LEFT_PAD))

        error = failure(lambda: run(ups, work))
        with pytest.raises(BlockingIOError):
            listener.accept()

    assert Reference.REGISTRY_NOT_CONFIGURED is error.reference
    assert "its IP address is not public, and no configuration contains the host" in error.message
    assert "[[registries]]" in error.hint


def test_an_artifact_above_its_limit_or_named_by_nobody_is_refused(registry: LoopbackRegistry) -> None:
    ups = upstreams(registry)
    url = registry.npm_tarball_url("left-pad", "1.0.0")

    large = failure(lambda: run(ups, lambda client: client.artifact(url, max_bytes=10)))

    assert Reference.BODY_TOO_LARGE is large.reference
    assert Reference.NO_ARTIFACT is failure(lambda: artifact(ups, ())).reference


def test_a_listing_over_https_cannot_name_files_over_http_or_on_this_machine(tmp_path: Path) -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1", "127.0.0.2").configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    plain = "http://127.0.0.2:1/x-1.0.0.tgz"
    page = (
        b'{"name":"x","versions":{"1.0.0":{"name":"x","version":"1.0.0","dist":{"tarball":"%s"}}}}'
        % plain.encode()
    )
    with LoopbackRegistry(npm=[NpmPackage(name="x")], tls=context) as registry:
        registry.fault("/npm/x", Replaced(data=page))
        route = Route(trust=Trust(ca_files=(str(tmp_path / "ca.pem"),)))
        npm = Upstream(url=registry.npm_url, ecosystem=Ecosystem.NPM, origin="userconfig", route=route)
        ups = replace(upstreams(registry), open={Ecosystem.NPM: (npm,), Ecosystem.PYPI: (npm,)})

        async def work(client: RegistryClient) -> Downloaded:
            found = await client.listing(PackageRef(Ecosystem.NPM, "x"))
            return await client.artifact(found.releases["1.0.0"].artifacts[0].url, npm)

        error = failure(lambda: run(ups, work))

    assert Reference.REGISTRY_NOT_CONFIGURED is error.reference


def test_times_are_worth_what_the_settings_say(registry: LoopbackRegistry) -> None:
    ups = upstreams(registry)
    doubted = replace(ups.of(LEFT_PAD), times=RegistryTimes.LOWER_BOUND)

    assert TimeSource.REGISTRY is listing(ups, LEFT_PAD).times
    assert (
        TimeSource.MIRROR
        is listing(replace(ups, open={**ups.open, Ecosystem.NPM: (doubted,)}), LEFT_PAD).times
    )


def test_a_mirror_s_listing_is_read_with_what_it_lacks() -> None:
    package = NpmPackage(name="left-pad", releases=(NpmRelease(version="1.0.0"),))
    with LoopbackRegistry(
        npm=[package], pypi=[PypiProject(name="tools", files=(WHEEL,))], mirror=True
    ) as mirror:
        npm, pypi = listing(upstreams(mirror), LEFT_PAD), listing(upstreams(mirror), TOOLS)

    assert (TimeSource.MIRROR, None) == (npm.times, npm.maintainers)
    assert pypi.times is None


def test_a_kept_listing_is_confirmed_by_its_etag(registry: LoopbackRegistry) -> None:
    cache, later = MemoryCache(), NOW + timedelta(hours=1)
    first = listing(upstreams(registry), LEFT_PAD, cache=cache)

    second = listing(upstreams(registry), LEFT_PAD, cache=cache, now=later)

    assert first == second
    assert [200, 304] == [seen.status for seen in registry.requests]
    assert [later] == [entry.fetched_at for entry in cache.entries.values()]


def test_a_changed_listing_takes_the_place_of_the_kept_one(registry: LoopbackRegistry) -> None:
    cache = MemoryCache()
    listing(upstreams(registry), LEFT_PAD, cache=cache)
    registry.put_npm(NpmPackage(name="left-pad", releases=(NpmRelease(version="2.0.0"),)))

    found = listing(upstreams(registry), LEFT_PAD, cache=cache)

    assert ["2.0.0"] == list(found.releases)
    assert 1 == len(cache.entries)
    assert b"2.0.0" in next(iter(cache.entries.values())).body


def test_a_fresh_listing_is_not_asked_for(registry: LoopbackRegistry) -> None:
    cache, hour = MemoryCache(), timedelta(hours=1)
    listing(upstreams(registry), LEFT_PAD, cache=cache)

    listing(upstreams(registry), LEFT_PAD, cache=cache, now=NOW + hour * 0.9, fresh_for=hour)
    assert 1 == len(registry.requests)
    listing(upstreams(registry), LEFT_PAD, cache=cache, now=NOW + hour, fresh_for=hour)
    assert 2 == len(registry.requests)


def test_a_listing_that_is_fresh_is_not_read_twice_and_a_changed_one_is(registry: LoopbackRegistry) -> None:
    async def twice(client: RegistryClient) -> tuple[Listing, Listing, Listing]:
        first, again = await client.listing(LEFT_PAD), await client.listing(LEFT_PAD)
        registry.put_npm(NpmPackage(name="left-pad", releases=(NpmRelease(version="2.0.0"),)))
        return first, again, await client.listing(LEFT_PAD)

    for fresh_for, last in ((timedelta(hours=1), "1.0.0"), (timedelta(0), "2.0.0")):
        first, again, changed = run(upstreams(registry), twice, cache=MemoryCache(), fresh_for=fresh_for)
        assert first is again
        assert [last] == list(changed.releases)
        registry.put_npm(NpmPackage(name="left-pad", releases=(NpmRelease(version="1.0.0"),)))


def test_a_registry_that_is_down_is_not_hidden_by_a_kept_listing(registry: LoopbackRegistry) -> None:
    cache = MemoryCache()
    listing(upstreams(registry), LEFT_PAD, cache=cache)
    registry.fault("/npm/left-pad", Status(code=503))

    error = failure(lambda: listing(upstreams(registry), LEFT_PAD, cache=cache))

    assert Reference.REGISTRY_FAILED is error.reference


def test_offline_a_kept_listing_is_used_and_nothing_is_asked(registry: LoopbackRegistry) -> None:
    cache, ups = MemoryCache(), upstreams(registry)
    listing(ups, LEFT_PAD, cache=cache)
    registry.requests.clear()
    late = NOW + timedelta(days=900)

    found = listing(ups, LEFT_PAD, cache=cache, offline=True, now=late)
    unknown = failure(lambda: listing(ups, SCOPED, cache=cache, offline=True))
    url = registry.npm_tarball_url("left-pad", "1.0.0")
    file = failure(lambda: run(ups, lambda client: client.artifact(url), offline=True))

    assert ["1.0.0"] == list(found.releases)
    assert Reference.OFFLINE is unknown.reference is file.reference
    assert [] == registry.requests


def test_closing_stops_a_question_that_nobody_waits_for(registry: LoopbackRegistry) -> None:
    registry.fault("/npm/left-pad", Slow(delay_s=5))

    async def work(client: RegistryClient) -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(client.listing(LEFT_PAD), 0.05)

    run(upstreams(registry), work)


def document(
    ups: Upstreams, address: str, *, package: PackageRef = LEFT_PAD, max_bytes: int = 1 << 20, **given: object
) -> bytes:
    def work(client: RegistryClient) -> Coroutine[None, None, bytes]:
        return client.document(address, ups.of(package), accept="application/json", max_bytes=max_bytes)

    return run(ups, work, **given)  # type: ignore[arg-type]  # passed through


def test_a_document_beside_the_listing_is_asked_for_once(registry: LoopbackRegistry) -> None:
    cache, ups = MemoryCache(), upstreams(registry)
    address = f"{registry.npm_url}-/npm/v1/keys"

    assert b'{"keys": []}' == document(ups, address, cache=cache)
    assert b'{"keys": []}' == document(ups, address, cache=cache, offline=True)
    assert ["Bearer s3cret"] == [seen.authorization for seen in registry.requests]


def test_a_document_of_a_stranger_is_not_asked_for(registry: LoopbackRegistry) -> None:
    error = failure(lambda: document(upstreams(registry), "https://elsewhere.example/keys"))

    assert Reference.REGISTRY_NOT_CONFIGURED is error.reference


def test_a_document_at_the_public_registry_is_asked_of_the_mirror(registry: LoopbackRegistry) -> None:
    document(upstreams(registry), "https://registry.public.example/-/npm/v1/keys")

    assert ["/npm/-/npm/v1/keys"] == [seen.path for seen in registry.requests]


def test_a_document_above_its_limit_is_refused(registry: LoopbackRegistry) -> None:
    error = failure(lambda: document(upstreams(registry), f"{registry.npm_url}-/npm/v1/keys", max_bytes=5))

    assert Reference.BODY_TOO_LARGE is error.reference


def test_a_kept_listing_of_any_age_is_given_and_nothing_is_asked(registry: LoopbackRegistry) -> None:
    cache, ups = MemoryCache(), upstreams(registry)
    assert run(ups, lambda client: client.kept_listing(LEFT_PAD), cache=cache) is None
    listing(ups, LEFT_PAD, cache=cache)
    asked = len(registry.requests)

    kept = run(ups, lambda client: client.kept_listing(LEFT_PAD), cache=cache, now=NOW + timedelta(days=90))

    assert kept is not None
    assert ["1.0.0"] == list(kept.releases)
    assert asked == len(registry.requests)
    assert run(ups, lambda client: client.kept_listing(LEFT_PAD)) is None
