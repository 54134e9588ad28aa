"""Requests for tests."""

from pratique.core.advisory import Affected, Product
from pratique.core.names import Digest
from pratique.respond.wanted.value import Wanted, WantedDigest, WantedReleases


def releases(*names: str, type_: str = "npm") -> Wanted:
    """Return a request for releases, each `name@version`."""
    return Wanted(releases=tuple(_one(name, type_) for name in names))


def _one(name: str, type_: str) -> WantedReleases:
    package, _, version = name.rpartition("@")
    affected = Affected(product=Product(type_, package), versions=(version,))
    return WantedReleases(id=f"pkg:{type_}/{name}", affected=affected, origin="a test")


def digest(text: str) -> Wanted:
    """Return a request for bytes."""
    value = Digest.parse(text)
    return Wanted(digests=(WantedDigest(id=text, digest=value, origin="a test"),))
