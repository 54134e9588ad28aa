"""Asking the HTTP client from a test that is not a coroutine, with time that passes only by sleeping."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pytest

from pratique.errors import ParseError, RegistryError
from pratique.net.client.address import Origin, origin, parse
from pratique.net.client.authorization import Authorization
from pratique.net.client.http import Http, HttpSettings, Response
from pratique.net.client.route import Route
from pratique.net.dns.resolver import Lookup, system_lookup
from tests.loopback import Fault, LoopbackRegistry, NpmPackage, NpmRelease

PATH = "/npm/left-pad"
SECRET = Authorization.bearer("s3cret")
LEFT_PAD = NpmPackage(name="left-pad", releases=(NpmRelease(version="1.0.0"),), readme="pad " * 100)
MAX = 1 << 20


@dataclass
class Clock:
    """Time that passes only by sleeping."""

    now_s: float = 0.0
    slept_s: list[float] = field(default_factory=list)

    async def sleep(self, seconds: float) -> None:
        self.slept_s.append(seconds)
        self.now_s += seconds

    def monotonic(self) -> float:
        return self.now_s


def get(
    url: str,
    *,
    settings: HttpSettings | None = None,
    clock: Clock | None = None,
    route: Route | None = None,
    max_bytes: int = MAX,
    headers: Mapping[str, str] | None = None,
    authorization: Authorization | None = None,
    etag: str | None = None,
    compressed: bool = True,
    configured: Iterable[Origin] | None = None,
    lookup: Lookup = system_lookup,
) -> Response:
    """Ask for an address; without `configured` its own origin is one that the user has configured."""
    known = _origins(url) if configured is None else configured

    async def ask() -> Response:
        passing = clock or Clock()
        async with Http(
            settings, configured=known, lookup=lookup, sleep=passing.sleep, monotonic=passing.monotonic
        ) as http:
            return await http.get(
                url,
                max_bytes=max_bytes,
                headers=headers,
                authorization=authorization,
                etag=etag,
                route=route,
                compressed=compressed,
            )

    return asyncio.run(ask())


def _origins(url: str) -> set[Origin]:
    try:
        return {origin(parse(url))}
    except ParseError:
        return set()


def refusal(url: str, **given: object) -> RegistryError:
    with pytest.raises(RegistryError) as caught:
        get(url, **given)  # type: ignore[arg-type]  # passed through as given
    for text in (caught.value.message, caught.value.hint, repr(caught.value)):
        assert "s3cret" not in text
        assert "hunter2" not in text
    return caught.value


def faulty(registry: LoopbackRegistry, fault: Fault, *, times: int = 1 << 30) -> str:
    registry.fault(PATH, fault, times=times)
    return f"{registry.npm_url}left-pad"
