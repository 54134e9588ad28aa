"""Which credential belongs to which address."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from yarl import URL

from pratique.net.client.address import is_loopback, origin
from pratique.net.client.authorization import Authorization
from pratique.net.configuration.config_file import Stated


@dataclass(frozen=True, slots=True)
class Credentials:
    """Credentials by `//host[:port]/path`, as npm writes them; the longest that fits an address is used."""

    entries: Mapping[str, Stated[Authorization]] = field(default_factory=lambda: MappingProxyType({}))

    def find(self, url: URL) -> Stated[Authorization] | None:
        """The credential for an address, as `npm-registry-fetch` looks for it: from the whole path upwards."""
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
    """Whether a credential may be sent to an address at all.

    npm's keys name no scheme, so any file that names registries could lead a token over plain http: it goes there
    only on this machine, or, with `cleartext`, to the very registry that the user's own tools ask by http.
    """
    if url.scheme == "https" or is_loopback(url):
        return True
    return cleartext and origin(url) == origin(registry)
