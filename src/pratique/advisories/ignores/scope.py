"""Converts the package names and package URLs of other tools to the fields of `Ignore`."""

import re
from dataclasses import dataclass

from pratique.advisories.versions import order_of, whole
from pratique.core.advisory import Product
from pratique.core.names import Ecosystem, PackageRef
from pratique.ecosystems import ECOSYSTEMS
from pratique.errors import ParseError
from pratique.lockfiles.sbom.package_url import package_of, read_purl

_OPERATORS = ("=", "==", "===")
"""The operators for exact versions: `=` for npm and gems, `==` for valid Python versions, and `===` for other Python versions."""
_VERSION = re.compile(r"[A-Za-z0-9.+!_-]{1,200}\Z")


@dataclass(frozen=True, slots=True)
class Scope:
    """A package and a range of versions of the package. `ecosystem` is None for products without a registry, such as runtimes."""

    ecosystem: Ecosystem | None
    package: str
    versions: str | None = None


def of_package(ecosystem: Ecosystem, name: str, version: str = "") -> Scope:
    """Return the scope for a package, optionally limited to one version.

    Raises ValueError if the name or the version is invalid.
    """
    try:
        package = ECOSYSTEMS[ecosystem].normalise(name)
    except ParseError as error:
        raise ValueError(error.message) from None
    return Scope(ecosystem, package.name, _exactly(Product.of(package), version) if version else None)


def of_copy(library: str, version: str = "") -> Scope:
    """Return the scope for a vendored library.

    `name` is the name of the library in Retire.js. Raises ValueError if the version is invalid.
    """
    if not version:
        return Scope(None, library)
    if not _VERSION.match(version):
        raise ValueError(f"not a version: {version[:60]!r}")
    # Three parts: what npm's grammar takes for one version, and other grammars for the same.
    return Scope(None, library, f"={whole(Product.of(PackageRef(Ecosystem.NPM, library)), version)}")


def of_purl(text: str) -> Scope | None:
    """Return the scope for a package URL; None if its type is not supported. Raises ValueError if the URL is invalid."""
    purl = read_purl(text)
    package = package_of(purl)
    if package is not None:
        product = Product.of(package.package)
        ecosystem, version = package.package.ecosystem, package.version
        if purl.version and not version:
            raise ValueError(f"not a version: {purl.version[:60]!r}")
    else:
        product = Product(purl.type, purl.name)
        if order_of(product) is None:
            return None
        ecosystem, version = None, purl.version
    return Scope(ecosystem, product.name, _exactly(product, version) if version else None)


def _exactly(product: Product, version: str) -> str:
    module = order_of(product)
    if module is not None and _VERSION.match(version):
        for operator in _OPERATORS:
            wanted = f"{operator}{version}"
            if module.valid_range(wanted) and module.satisfies(version, wanted, prereleases=True):
                return wanted
    raise ValueError(f"not a version: {version[:60]!r}")
