"""Finds the credential for a URL."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from yarl import URL

from pratique.net.client.address import is_loopback, origin
from pratique.net.client.authorization import Authorization
from pratique.net.configuration.config_file import Stated


@dataclass(frozen=True, slots=True)
class Credentials:
    """Credentials by `//host[:port]/path`, as in npm's configuration.

    If several paths match a URL, the credential with the longest path is used.
    """

    entries: Mapping[str, Stated[Authorization]] = field(default_factory=lambda: MappingProxyType({}))

    def find(self, url: URL) -> Stated[Authorization] | None:
        """Return the credential for a URL. The search starts with the full path and goes upwards, as in `npm-registry-fetch`."""
        if not self.entries:
            return None
        found = origin(url)
        key = str(found).partition(":")[2] + url.raw_path
        while len(key) > len("//"):
            stated = self.entries.get(key)
            if stated is not None:
                return stated
            key = key[:-1] if key.endswith("/") else key[: key.rindex("/") + 1]
        return None


def may_travel(url: URL, registry: URL, *, cleartext: bool) -> bool:
    """Return True if a credential may be sent to a URL.

    npm's keys contain no scheme, so a file that configures registries could make the client send a token over plain
    http. Plain http is allowed only on this machine and, with `cleartext`, to a registry that the user's tools
    contact over plain http.
    """
    if url.scheme == "https" or is_loopback(url):
        return True
    return cleartext and origin(url) == origin(registry)
