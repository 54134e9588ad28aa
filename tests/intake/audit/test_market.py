"""What registries list, put before the policy: against the loopback registry."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import TypeVar

import pytest

from pratique.core.names import Ecosystem, PackageRef
from pratique.core.policy import Policy, Waiver
from pratique.ecosystems import ECOSYSTEMS
from pratique.errors import RegistryError
from pratique.intake.audit.fix.market import Market, Offer
from pratique.intake.audit.market import RegistryMarket
from pratique.net.client.http import Http, HttpSettings
from pratique.net.registries.registry import RegistryClient
from pratique.net.registries.upstreams import Upstreams
from tests.intake.building import PUBLIC, at
from tests.loopback import (
    GemPackage,
    LoopbackRegistry,
    NpmPackage,
    NpmRelease,
    PypiProject,
    gem_file,
    wheel_file,
)

NOW = datetime(2026, 3, 1, tzinfo=UTC)
LONG_AGO = datetime(2024, 1, 1, tzinfo=UTC)
T = TypeVar("T")

LODASH = NpmPackage(
    name="lodash",
    releases=(
        NpmRelease(version="4.17.20", published_at=LONG_AGO, deprecated="old"),
        NpmRelease(version="4.17.21", published_at=LONG_AGO, manifest={"dependencies": {"a": "^1"}}),
        NpmRelease(version="4.17.3", published_at=LONG_AGO),
        NpmRelease(version="4.18.0", published_at=NOW - timedelta(hours=2)),
    ),
    tags={"latest": "4.17.21"},
)
JINJA = PypiProject(
    name="jinja2",
    files=(
        wheel_file("jinja2", "3.1.3", yanked="broken", uploaded_at=LONG_AGO),
        wheel_file(
            "jinja2",
            "3.1.4",
            requires=("MarkupSafe>=2.0", "babel>=2.7; extra == 'i18n'"),
            uploaded_at=LONG_AGO,
        ),
    ),
)
RACK = GemPackage(name="rack", files=(gem_file("rack", "2.2.8", needs={"base64": ">= 0"}),))


def ask(
    question: Callable[[Market], Awaitable[T]], policy: Policy | None = None, *, private: bool = False
) -> T:
    """Ask the market of a registry with these packages."""

    async def asked(registry: LoopbackRegistry) -> T:
        upstreams = Upstreams(
            open=MappingProxyType(
                {
                    Ecosystem.NPM: (at(registry.npm_url, Ecosystem.NPM, private=private),),
                    Ecosystem.PYPI: (at(registry.pypi_url, Ecosystem.PYPI),),
                    Ecosystem.RUBYGEMS: (at(registry.gem_url, Ecosystem.RUBYGEMS),),
                }
            ),
            public=PUBLIC,
        )
        async with Http(HttpSettings(pauses_s=()), configured=upstreams.configured) as http:
            client = RegistryClient(http, upstreams, ecosystems=ECOSYSTEMS, now=lambda: NOW)
            try:
                return await question(RegistryMarket(client, upstreams, policy or Policy(), lambda: NOW))
            finally:
                await client.close()

    with LoopbackRegistry(npm=[LODASH], pypi=[JINJA], gems=[RACK]) as registry:
        return asyncio.run(asked(registry))


def offered(ecosystem: Ecosystem, name: str, policy: Policy | None = None, **more: bool) -> dict[str, Offer]:
    found = ask(lambda market: market.offers(PackageRef(ecosystem, name)), policy, **more)
    return {offer.version: offer for offer in found.releases}


def test_releases_of_npm_come_in_their_order_with_what_is_said_of_them() -> None:
    found = ask(lambda market: market.offers(PackageRef(Ecosystem.NPM, "lodash")))
    assert ["4.17.3", "4.17.20", "4.17.21", "4.18.0"] == [offer.version for offer in found.releases]
    assert "4.17.21" == found.latest
    assert [False, True, False, False] == [offer.retired for offer in found.releases]
    assert {"a": "^1"} == found.releases[2].dependencies


def test_what_the_policy_would_stop_is_told_with_its_reason_and_its_end() -> None:
    found = offered(Ecosystem.NPM, "lodash")
    assert "" == found["4.17.21"].stop
    assert found["4.18.0"].stop.startswith("published 2 h ago; the cooldown is 72 h")
    assert found["4.18.0"].stop.endswith("(until 2026-03-03 22:00 UTC)")


def test_what_the_policy_denies_is_stopped() -> None:
    found = offered(Ecosystem.NPM, "lodash", Policy(denied={"pkg:npm/lodash@4.17.21": "we do not want it"}))
    assert "denied by the policy: we do not want it" == found["4.17.21"].stop
    assert "" == found["4.17.20"].stop


def test_a_waiver_lets_it_in_and_so_does_a_private_registry() -> None:
    waiver = Waiver(
        rule="too-young",
        ecosystem=Ecosystem.NPM,
        package="lodash",
        reason="we know it",
        owner="me",
        expires=datetime(2099, 1, 1, tzinfo=UTC).date(),
    )
    assert "" == offered(Ecosystem.NPM, "lodash", Policy(waivers=(waiver,)))["4.18.0"].stop
    assert "" == offered(Ecosystem.NPM, "lodash", private=True)["4.18.0"].stop


def test_an_index_of_python_tells_yanks_and_no_dependencies() -> None:
    found = offered(Ecosystem.PYPI, "jinja2")
    assert (True, False) == (found["3.1.3"].retired, found["3.1.4"].retired)
    assert found["3.1.4"].dependencies is None


def test_what_a_wheel_asks_for_is_read_from_its_metadata_alone() -> None:
    jinja = PackageRef(Ecosystem.PYPI, "jinja2")
    assert {"markupsafe": ">=2.0"} == ask(lambda market: market.asks(jinja.at("3.1.4")))
    assert ask(lambda market: market.asks(jinja.at("9.9.9"))) is None


def test_a_registry_of_gems_tells_what_they_need() -> None:
    assert {"base64": ">= 0"} == offered(Ecosystem.RUBYGEMS, "rack")["2.2.8"].dependencies


def test_a_package_that_is_not_there_is_an_error() -> None:
    with pytest.raises(RegistryError):
        offered(Ecosystem.NPM, "nothing")
