"""Chooses the proxy for a URL from environment variables and from npm's and pip's own settings."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass

from yarl import URL

from pratique.errors import ParseError, Reference
from pratique.net.client.address import origin, parse
from pratique.net.client.authorization import Authorization, split_userinfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """An HTTP proxy: the URL without credentials, and the setting that contains the URL."""

    url: str
    authorization: Authorization | None = None
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxies:
    """The proxies for http and https URLs, and the hosts with a direct connection."""

    http: Proxy | None = None
    https: Proxy | None = None
    no_proxy: tuple[str, ...] = ()

    def proxy_for(self, url: URL) -> Proxy | None:
        """Return the proxy for a URL, or None for a direct connection."""
        proxy = self.https if url.scheme == "https" else self.http
        if proxy is None or any(_covers(entry, url) for entry in self.no_proxy):
            return None
        return proxy


def parse_proxy(text: str, where: str) -> Proxy:
    """Parse the URL of a proxy, with or without `http://`. Raises ParseError for an invalid URL and for a SOCKS proxy."""
    text = text.strip()
    if text.lower().startswith("socks"):
        raise ParseError(
            Reference.CONFIG_INVALID,
            f"{where}: SOCKS proxies are not supported",
            hint="set an HTTP proxy, or exclude the host with NO_PROXY",
        )
    try:
        url, authorization = split_userinfo(parse(text if "://" in text else f"http://{text}"))
    except ParseError as error:
        raise ParseError(error.reference, f"{where}: {error.message}", hint=error.hint) from None
    return Proxy(url=str(origin(url)), authorization=authorization, origin=where)


def variable(env: Mapping[str, str], *names: str) -> tuple[str, str] | None:
    """Return the value and name of the first environment variable that is not empty.

    Each name is read in lower case, then in upper case, as in curl and requests.
    """
    for name in names:
        for spelling in (name.lower(), name.upper()):
            # In a CGI process HTTP_PROXY comes from the caller's `Proxy:` header (CVE-2016-5388).
            if spelling == "HTTP_PROXY" and "REQUEST_METHOD" in env:
                continue
            if env.get(spelling):
                return env[spelling], spelling
    return None


def from_environment(env: Mapping[str, str], notes: list[str]) -> Proxies:
    """Read HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY as curl and requests do.

    A message about each unusable value is added to `notes`.
    """
    found: dict[str, Proxy] = {}
    for scheme in ("http", "https"):
        stated = variable(env, f"{scheme}_proxy", "all_proxy")
        try:
            if stated is not None:
                found[scheme] = parse_proxy(*stated)
        except ParseError as error:
            notes.append(f"an invalid proxy is not used: {error.message}")
    return Proxies(http=found.get("http"), https=found.get("https"), no_proxy=no_proxy_variable(env))


def no_proxy_variable(env: Mapping[str, str]) -> tuple[str, ...]:
    """Return the entries of the variable NO_PROXY."""
    found = variable(env, "no_proxy")
    return parse_no_proxy(found[0]) if found else ()


def parse_no_proxy(text: str) -> tuple[str, ...]:
    """Split a list of hosts at commas and spaces."""
    return tuple(text.replace(",", " ").lower().split())


def _covers(entry: str, url: URL) -> bool:
    """Return True if an entry of NO_PROXY covers a URL.

    An entry is `*`, a host or domain suffix (`example`, `.example`, `*.example`), any of these with `:port`,
    an IP address, or a network such as 10.0.0.0/8.
    """
    if entry == "*":
        return True
    host = (url.host or "").lower()
    try:
        return ipaddress.ip_address(host) in ipaddress.ip_network(entry, strict=False)
    except ValueError:
        pass
    name, _, port = entry.rpartition(":")
    if name and port.isdigit() and "]" not in port:
        if port != str(url.port):
            return False
        entry = name
    entry = entry.removeprefix("*").strip(".[]")
    return bool(entry) and (host == entry or host.endswith(f".{entry}"))
