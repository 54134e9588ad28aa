"""Identifiers in registries: ecosystems, packages, releases, digests."""

import base64
import binascii
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Self

from pratique.errors import ParseError, Reference


class Ecosystem(StrEnum):
    """A family of registries; the value is the purl type (purl-spec, purl-types-index)."""

    NPM = "npm"
    PYPI = "pypi"
    RUBYGEMS = "gem"


@dataclass(frozen=True, slots=True, order=True)
class PackageRef:
    """A package name in its ecosystem's normalised form (`@scope/name` in npm)."""

    ecosystem: Ecosystem
    name: str

    @property
    def purl(self) -> str:
        """Return the package URL without a version, such as `pkg:npm/%40babel/core`."""
        return _purl(self, None)

    def at(self, version: str) -> "ReleaseRef":
        """Return the reference to one release of this package."""
        return ReleaseRef(self, version)

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True, order=True)
class ReleaseRef:
    """A reference to one release: a package and a version, as the registry spells it."""

    package: PackageRef
    version: str

    @property
    def purl(self) -> str:
        """Return the package URL, such as `pkg:npm/express@4.21.2`."""
        return _purl(self.package, self.version)

    def __str__(self) -> str:
        joiner = "==" if self.package.ecosystem is Ecosystem.PYPI else "@"
        # `name@version` alone is npm's; a gem says that it is one.
        prefix = "gem:" if self.package.ecosystem is Ecosystem.RUBYGEMS else ""
        return f"{prefix}{self.package.name}{joiner}{self.version}"


@lru_cache(maxsize=1 << 16)  # a project asks for the same ones again and again, and the library is slow
def _purl(package: PackageRef, version: str | None) -> str:
    from packageurl import PackageURL  # noqa: PLC0415 - slow to import, and most answers for people do without

    namespace, _, name = package.name.rpartition("/")
    # The library writes npm names in lower case, but JSONStream and jsonstream are two packages: the name is
    # spelt as a type without rules of its own, and the type is put in afterwards.
    spelt = PackageURL(type="generic", namespace=namespace or None, name=name, version=version).to_string()
    return f"pkg:{package.ecosystem.value}/{spelt.removeprefix('pkg:generic/')}"


_HEX_LENGTHS = {"md5": 32, "sha1": 40, "sha256": 64, "sha384": 96, "sha512": 128}
STRENGTH = ("sha512", "sha384", "sha256", "sha1", "md5")
"""Algorithms from the strongest to the weakest."""
_HEX = re.compile(r"[0-9a-f]+\Z")
_DIGEST = re.compile(r"([a-z0-9]+)([:=-])([^?\s]+)(?:\?\S*)?", re.IGNORECASE)
"""Options after `?` are part of an SRI item (Subresource Integrity, section 3.5).

The specification of Subresource Integrity defines no options yet.
"""


@dataclass(frozen=True, slots=True, order=True)
class Digest:
    """A hash of some bytes.

    `algorithm` is the hashlib name. `hex` is in lower case.
    """

    algorithm: str
    hex: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse `sha256:<hex>`, `sha256=<hex>` or one SRI item `sha512-<base64>`.

        Raise ParseError for an unknown algorithm, a wrong length or an invalid encoding.
        """
        match = _DIGEST.fullmatch(text.strip())
        if match is None:
            raise _bad_digest(text)
        algorithm, joiner, value = match[1].lower(), match[2], match[3]
        if joiner == "-":
            try:
                value = base64.b64decode(value, validate=True).hex()
            except (binascii.Error, ValueError):
                raise _bad_digest(text) from None
        value = value.lower()
        if len(value) != _HEX_LENGTHS.get(algorithm) or not _HEX.match(value):
            raise _bad_digest(text)
        return cls(algorithm, value)

    @classmethod
    def parse_sri(cls, text: str) -> tuple[Self, ...]:
        """Parse an `integrity` value (Subresource Integrity).

        Skip invalid items.
        """
        found: list[Self] = []
        for item in text.split():
            try:
                found.append(cls.parse(item))
            except ParseError:
                continue
        return tuple(found)

    @property
    def strong(self) -> bool:
        """Return True if no known attack can create a second file with this digest."""
        return self.algorithm not in {"sha1", "md5"}

    @property
    def sri(self) -> str:
        """Return the digest as an `integrity` value (Subresource Integrity)."""
        return f"{self.algorithm}-{base64.b64encode(bytes.fromhex(self.hex)).decode()}"

    def __str__(self) -> str:
        return f"{self.algorithm}:{self.hex}"


def strongest(digests: tuple[Digest, ...]) -> Digest | None:
    """Return the strongest of several digests of the same bytes; None if the list is empty."""
    return min(digests, key=lambda digest: STRENGTH.index(digest.algorithm), default=None)


def _bad_digest(text: str) -> ParseError:
    return ParseError(
        Reference.LOCK_INVALID,
        f"not a digest: {text[:80]!r}",
        hint="expected sha512-<base64>, sha256:<hex> or sha256=<hex>",
    )
